package io.discordgateway.spring.actuate;

import java.time.InstantSource;

import io.discordgateway.spring.autoconfigure.DiscordConnectionDetails;
import io.discordgateway.spring.autoconfigure.DiscordGatewayAutoConfiguration;
import io.discordgateway.spring.driver.DefaultDiscordGateway;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of the endpoint {@code discordgateway}, and of what keeps the bot
 * token out of the endpoints {@code env} and {@code configprops}.
 *
 * @since 0.1
 */
@AutoConfiguration(after = DiscordGatewayAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
public final class DiscordGatewayEndpointAutoConfiguration {

	DiscordGatewayEndpointAutoConfiguration() {
	}

	@Bean
	SanitizingFunction discordTokenSanitizingFunction(ObjectProvider<DiscordConnectionDetails> details) {
		return new TokenSanitizer(details);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(DefaultDiscordGateway.class)
	static class EndpointConfiguration {

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnAvailableEndpoint
		DiscordGatewayEndpoint discordGatewayEndpoint(DefaultDiscordGateway gateway) {
			return new DiscordGatewayEndpoint(gateway, InstantSource.system());
		}

	}

}
