package io.discordgateway.spring.autoconfigure;

import java.net.http.HttpClient;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.JdkClientHttpRequestFactory;

/**
 * What the gateway and the REST client share.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ DiscordGatewayProperties.class, DiscordSslProperties.class })
class DiscordConnectionConfiguration {

	@Bean
	@ConditionalOnMissingBean(DiscordConnectionDetails.class)
	PropertiesDiscordConnectionDetails discordConnectionDetails(DiscordGatewayProperties properties) {
		return new PropertiesDiscordConnectionDetails(properties);
	}

	@Bean
	DiscordHttp discordHttp(DiscordGatewayProperties properties, DiscordSslProperties ssl,
			ObjectProvider<SslBundles> bundles) {
		String bundle = ssl.bundle();
		SSLContext sslContext = (bundle != null) ? bundles.getObject().getBundle(bundle).createSslContext() : null;
		// Redirects would carry the token to another host (R40).
		HttpClient.Builder client = HttpClient.newBuilder()
			.followRedirects(HttpClient.Redirect.NEVER)
			.connectTimeout(properties.rest().connectTimeout());
		if (sslContext != null) {
			client.sslContext(sslContext);
		}
		JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(client.build());
		requests.setReadTimeout(properties.rest().readTimeout());
		return new DiscordHttp(requests, sslContext);
	}

	/**
	 * Makes the HTTP requests. A type of its own, so that no bean of Spring's type gets
	 * in the way of the application's.
	 *
	 * @param requests the request factory
	 * @param sslContext whom to trust, or {@code null} for the platform's defaults
	 */
	record DiscordHttp(JdkClientHttpRequestFactory requests, @Nullable SSLContext sslContext) {
	}

}
