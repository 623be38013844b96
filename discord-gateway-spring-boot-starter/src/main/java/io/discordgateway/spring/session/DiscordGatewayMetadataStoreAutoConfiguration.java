package io.discordgateway.spring.session;

import io.discordgateway.session.ResumeStore;
import io.discordgateway.spring.autoconfigure.DiscordGatewayAutoConfiguration;
import io.discordgateway.spring.fleet.FleetRoster;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.integration.metadata.ConcurrentMetadataStore;
import org.springframework.integration.metadata.MetadataStore;

/**
 * Auto-configuration that keeps sessions in the application's {@link MetadataStore},
 * which has to be a {@link ConcurrentMetadataStore} (R49), and what the instances of a
 * fleet agree on.
 *
 * @since 0.1
 */
@AutoConfiguration(before = DiscordGatewayAutoConfiguration.class,
		afterName = "org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration")
@ConditionalOnClass(MetadataStore.class)
@ConditionalOnBooleanProperty(name = "discord.gateway.enabled", matchIfMissing = true)
@Conditional(DiscordGatewayMetadataStoreAutoConfiguration.OnSharedStore.class)
public final class DiscordGatewayMetadataStoreAutoConfiguration {

	DiscordGatewayMetadataStoreAutoConfiguration() {
	}

	@Bean
	@ConditionalOnSingleCandidate(MetadataStore.class)
	@ConditionalOnMissingBean(ResumeStore.class)
	MetadataStoreResumeStore discordGatewayMetadataResumeStore(MetadataStore store) {
		return new MetadataStoreResumeStore(concurrent(store));
	}

	@Bean
	@ConditionalOnBooleanProperty("discord.gateway.fleet.enabled")
	@ConditionalOnSingleCandidate(MetadataStore.class)
	FleetRoster.Factory discordGatewayFleetRoster(MetadataStore store) {
		ConcurrentMetadataStore concurrent = concurrent(store);
		return (applicationId) -> new FleetRoster(concurrent, applicationId);
	}

	private static ConcurrentMetadataStore concurrent(MetadataStore store) {
		if (!(store instanceof ConcurrentMetadataStore concurrent)) {
			throw new UnsharedMetadataStoreException(store);
		}
		return concurrent;
	}

	/** Where a store is wanted that instances share. */
	static class OnSharedStore extends AnyNestedCondition {

		OnSharedStore() {
			super(ConfigurationPhase.PARSE_CONFIGURATION);
		}

		@ConditionalOnProperty(name = "discord.gateway.session.store", havingValue = "metadata-store")
		static class Sessions {

		}

		@ConditionalOnBooleanProperty("discord.gateway.fleet.enabled")
		static class Fleet {

		}

	}

}
