package io.discordgateway.spring.actuate;

import java.time.Duration;

import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.autoconfigure.DiscordGatewayAutoConfiguration;
import io.discordgateway.spring.autoconfigure.DiscordGatewayProperties.Health.IdleStatus;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the health of the Discord gateway.
 *
 * @since 0.1
 */
@AutoConfiguration(after = DiscordGatewayAutoConfiguration.class)
@ConditionalOnClass({ HealthContributor.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(DiscordGateway.class)
@ConditionalOnEnabledHealthIndicator("discordGateway")
public final class DiscordGatewayHealthContributorAutoConfiguration {

	DiscordGatewayHealthContributorAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(name = { "discordGatewayHealthContributor", "discordGatewayHealthIndicator" })
	DiscordGatewayHealthContributor discordGatewayHealthContributor(DiscordGateway gateway, Environment environment) {
		return new DiscordGatewayHealthContributor(gateway,
				environment.getProperty("discord.gateway.health.down-after", Duration.class, Duration.ofSeconds(10)),
				new Status(environment
					.getProperty("discord.gateway.health.idle-status", IdleStatus.class, IdleStatus.UNKNOWN)
					.name()));
	}

}
