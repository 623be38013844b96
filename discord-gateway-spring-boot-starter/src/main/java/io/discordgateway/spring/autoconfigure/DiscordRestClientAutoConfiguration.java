package io.discordgateway.spring.autoconfigure;

import io.discordgateway.spring.autoconfigure.DiscordConnectionConfiguration.DiscordHttp;
import io.discordgateway.spring.rest.DiscordRestClients;
import io.discordgateway.spring.rest.InteractionResponder;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.client.RestClient;

/**
 * Auto-configuration of what answers: the {@code discordRestClient}, which is injected
 * where a {@link Qualifier @Qualifier} names it, and the {@link InteractionResponder}.
 * They are there without the gateway, too, and need a token only when they are used.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = "org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration")
@Import(DiscordConnectionConfiguration.class)
public final class DiscordRestClientAutoConfiguration {

	DiscordRestClientAutoConfiguration() {
	}

	/* Whoever wants a RestClient without saying which means one of the application's. */
	@Bean(defaultCandidate = false)
	@ConditionalOnMissingBean(name = "discordRestClient")
	RestClient discordRestClient(ObjectProvider<RestClient.Builder> builders, DiscordConnectionDetails details,
			DiscordHttp http, DiscordGatewayProperties properties) {
		return DiscordRestClients.create(builders.getIfAvailable(RestClient::builder).clone(), http.requests(),
				details.apiBaseUrl(), details::token, properties.rest().maxWait(),
				properties.rest().requestsPerSecond());
	}

	@Bean
	@ConditionalOnMissingBean(InteractionResponder.class)
	InteractionResponder interactionResponder(@Qualifier("discordRestClient") RestClient discordRestClient) {
		return new InteractionResponder(discordRestClient);
	}

}
