package io.discordgateway.spring.fleet;

import javax.sql.DataSource;

import io.discordgateway.session.ResumeStore;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.integration.jdbc.metadata.JdbcMetadataStore;
import org.springframework.integration.metadata.ConcurrentMetadataStore;
import org.springframework.integration.metadata.MetadataStore;

/**
 * Auto-configuration that makes a {@link ConcurrentMetadataStore} from the application's
 * connection to Redis or, without that, to a database, where one is needed and the
 * application has none: with {@code discord.gateway.fleet.enabled}, with
 * {@code discord.gateway.session.store=metadata-store}, and with
 * {@code discord.gateway.rest.limits=shared}.
 *
 * @since 0.1
 */
@AutoConfiguration(beforeName = "io.discordgateway.spring.session.DiscordGatewayMetadataStoreAutoConfiguration",
		afterName = { "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
				"org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
				"org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration" })
@ConditionalOnClass(ConcurrentMetadataStore.class)
@ConditionalOnBooleanProperty(name = "discord.gateway.enabled", matchIfMissing = true)
@Conditional(DiscordGatewaySharedStoreAutoConfiguration.OnSharedStore.class)
public final class DiscordGatewaySharedStoreAutoConfiguration {

	private static final String STORE = "discordGatewayMetadataStore";

	DiscordGatewaySharedStoreAutoConfiguration() {
	}

	@Configuration(proxyBeanMethods = false)
	@Order(1)
	@ConditionalOnClass({ RedisConnectionFactory.class, StringRedisTemplate.class })
	static class RedisConfiguration {

		@Bean(STORE)
		@ConditionalOnSingleCandidate(RedisConnectionFactory.class)
		@ConditionalOnMissingBean({ MetadataStore.class, ResumeStore.class })
		RedisMetadata discordGatewayRedisMetadataStore(RedisConnectionFactory connections) {
			return new RedisMetadata(connections);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Order(2)
	@ConditionalOnClass({ DataSource.class, JdbcMetadataStore.class })
	static class JdbcConfiguration {

		@Bean(STORE)
		@ConditionalOnSingleCandidate(DataSource.class)
		@ConditionalOnMissingBean({ MetadataStore.class, ResumeStore.class })
		JdbcMetadataStore discordGatewayJdbcMetadataStore(DataSource dataSource) {
			return new JdbcMetadataStore(dataSource);
		}

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

		@ConditionalOnProperty(name = "discord.gateway.rest.limits", havingValue = "shared")
		static class Limits {

		}

	}

}
