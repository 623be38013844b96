package io.discordgateway.spring.actuate;

import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.autoconfigure.DiscordGatewayAutoConfiguration;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the metrics of the Discord gateway.
 *
 * @since 0.1
 */
@AutoConfiguration(after = DiscordGatewayAutoConfiguration.class)
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnBean(DiscordGateway.class)
public final class DiscordGatewayMetricsAutoConfiguration {

	DiscordGatewayMetricsAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	DiscordGatewayDispatchMetrics discordGatewayDispatchMetrics(DiscordGateway gateway) {
		return new DiscordGatewayDispatchMetrics(gateway);
	}

	@Bean
	@ConditionalOnMissingBean
	DiscordGatewayLeftOutMetrics discordGatewayLeftOutMetrics() {
		return new DiscordGatewayLeftOutMetrics();
	}

}
