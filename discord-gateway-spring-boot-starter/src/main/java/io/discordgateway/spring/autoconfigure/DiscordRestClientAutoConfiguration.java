package io.discordgateway.spring.autoconfigure;

import io.discordgateway.spring.autoconfigure.DiscordConnectionConfiguration.DiscordHttp;
import io.discordgateway.spring.rest.DiscordRestClients;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.client.RestClient;

/**
 * Auto-configuration of what answers: the {@code discordRestClient}. It is there without
 * the gateway, too, and needs a token only when it is used.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = "org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration")
@Import(DiscordConnectionConfiguration.class)
public final class DiscordRestClientAutoConfiguration {

	DiscordRestClientAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(name = "discordRestClient")
	RestClient discordRestClient(ObjectProvider<RestClient.Builder> builders, DiscordConnectionDetails details,
			DiscordHttp http) {
		return DiscordRestClients.create(builders.getIfAvailable(RestClient::builder).clone(), http.requests(),
				details.apiBaseUrl(), details::token);
	}

}
