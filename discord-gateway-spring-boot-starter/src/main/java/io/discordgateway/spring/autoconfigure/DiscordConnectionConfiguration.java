package io.discordgateway.spring.autoconfigure;

import java.net.http.HttpClient;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.JdkClientHttpRequestFactory;

/**
 * What the gateway and the REST client share.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DiscordGatewayProperties.class)
class DiscordConnectionConfiguration {

	@Bean
	@ConditionalOnMissingBean(DiscordConnectionDetails.class)
	PropertiesDiscordConnectionDetails discordConnectionDetails(DiscordGatewayProperties properties) {
		return new PropertiesDiscordConnectionDetails(properties);
	}

	@Bean
	DiscordHttp discordHttp(DiscordGatewayProperties properties) {
		// Redirects would carry the token to another host (R40).
		HttpClient client = HttpClient.newBuilder()
			.followRedirects(HttpClient.Redirect.NEVER)
			.connectTimeout(properties.rest().connectTimeout())
			.build();
		JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(client);
		requests.setReadTimeout(properties.rest().readTimeout());
		return new DiscordHttp(requests);
	}

	/**
	 * Makes the HTTP requests. A type of its own, so that no bean of Spring's type gets
	 * in the way of the application's.
	 *
	 * @param requests the request factory
	 */
	record DiscordHttp(JdkClientHttpRequestFactory requests) {
	}

}
