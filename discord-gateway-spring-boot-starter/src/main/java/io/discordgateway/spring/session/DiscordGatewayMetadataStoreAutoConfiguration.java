package io.discordgateway.spring.session;

import io.discordgateway.session.ResumeStore;
import io.discordgateway.spring.autoconfigure.DiscordGatewayAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.integration.metadata.ConcurrentMetadataStore;
import org.springframework.integration.metadata.MetadataStore;

/**
 * Auto-configuration that keeps sessions in the application's {@link MetadataStore},
 * which has to be a {@link ConcurrentMetadataStore} (R49).
 *
 * @since 0.1
 */
@AutoConfiguration(before = DiscordGatewayAutoConfiguration.class,
		afterName = "org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration")
@ConditionalOnClass(MetadataStore.class)
@ConditionalOnBooleanProperty(name = "discord.gateway.enabled", matchIfMissing = true)
@ConditionalOnProperty(name = "discord.gateway.session.store", havingValue = "metadata-store")
public final class DiscordGatewayMetadataStoreAutoConfiguration {

	DiscordGatewayMetadataStoreAutoConfiguration() {
	}

	@Bean
	@ConditionalOnSingleCandidate(MetadataStore.class)
	@ConditionalOnMissingBean(ResumeStore.class)
	MetadataStoreResumeStore discordGatewayMetadataResumeStore(MetadataStore store) {
		if (!(store instanceof ConcurrentMetadataStore concurrent)) {
			throw new UnsharedMetadataStoreException(store);
		}
		return new MetadataStoreResumeStore(concurrent);
	}

}
