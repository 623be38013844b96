package io.discordgateway.spring.actuate;

import io.discordgateway.spring.autoconfigure.DiscordGatewayAutoConfiguration;
import io.discordgateway.spring.observation.DiscordMeter;
import io.discordgateway.spring.observation.DiscordMeters;
import io.discordgateway.spring.observation.MicrometerDiscordMeters;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the meters of the Discord gateway and of Discord's REST API,
 * which are listed in {@link DiscordMeter}. There are none without a
 * {@link MeterRegistry}.
 *
 * @since 0.1
 */
@AutoConfiguration(after = DiscordGatewayAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
public final class DiscordGatewayMetricsAutoConfiguration {

	DiscordGatewayMetricsAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(DiscordMeters.class)
	MicrometerDiscordMeters discordMeters(MeterRegistry registry) {
		return new MicrometerDiscordMeters(registry);
	}

	@Bean
	@ConditionalOnMissingBean
	DiscordGatewayLeftOutMetrics discordGatewayLeftOutMetrics() {
		return new DiscordGatewayLeftOutMetrics();
	}

}
