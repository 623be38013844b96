package io.discordgateway.spring.autoconfigure;

import java.net.http.HttpClient;

import javax.net.ssl.SSLContext;

import io.discordgateway.spring.driver.PlainUrls;
import io.discordgateway.spring.observation.DiscordMeters;
import io.discordgateway.spring.rest.DiscordRestClients;
import io.discordgateway.spring.rest.RateLimitTime;
import io.discordgateway.spring.rest.SharedLimits;
import io.discordgateway.spring.transport.ProxyRoutes;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.integration.metadata.ConcurrentMetadataStore;
import org.springframework.integration.metadata.MetadataStore;

/**
 * What the gateway and the REST client share.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ DiscordGatewayProperties.class, DiscordSslProperties.class })
class DiscordConnectionConfiguration {

	private static final Log logger = LogFactory.getLog(DiscordConnectionConfiguration.class);

	@Bean
	@ConditionalOnMissingBean(DiscordConnectionDetails.class)
	PropertiesDiscordConnectionDetails discordConnectionDetails(DiscordGatewayProperties properties) {
		return new PropertiesDiscordConnectionDetails(properties);
	}

	@Bean
	DiscordHttp discordHttp(DiscordGatewayProperties properties, DiscordConnectionDetails details,
			DiscordSslProperties ssl, ObjectProvider<SslBundles> bundles, ObjectProvider<DiscordStandIn> standIns,
			ObjectProvider<SharedLimits> sharedLimits, ObjectProvider<DiscordMeters> meters) {
		DiscordMeters counted = meters.getIfAvailable(() -> DiscordMeters.NONE);
		DiscordStandIn standIn = standIns.getIfAvailable();
		if (standIn != null) {
			return new DiscordHttp(new DiscordRestClients(standIn.requests(), details.apiBaseUrl(), details::token,
					properties.rest().maxWait(), properties.rest().requestsPerSecond(), standIn.limits(), counted,
					null), null, ProxyRoutes.NONE);
		}
		PlainUrls.warnOf("discord.gateway.api-base-url", details.apiBaseUrl());
		PlainUrls.warnOf("discord.gateway.url", details.gatewayUrl());
		String bundle = ssl.bundle();
		SSLContext sslContext = (bundle != null) ? BundleSslContext.of(bundle, bundles.getObject()) : null;
		// Redirects would carry the token to another host (R40).
		HttpClient.Builder client = HttpClient.newBuilder()
			.followRedirects(HttpClient.Redirect.NEVER)
			.connectTimeout(properties.rest().connectTimeout());
		if (sslContext != null) {
			client.sslContext(sslContext).sslParameters(sslContext.getDefaultSSLParameters());
		}
		ProxyRoutes proxies = properties.proxy().toRoutes();
		ApiProxy.apply(client, proxies, details.apiBaseUrl());
		if (proxies == ProxyRoutes.NONE && properties.proxy().host() != null) {
			logger.warn("discord.gateway.proxy.host is set, but discord.gateway.proxy.type is none: no proxy is used");
		}
		if (PlainUrls.isPlain(details.apiBaseUrl())) {
			// Each request would ask for an upgrade to HTTP/2, which some servers take
			// for
			// that to a WebSocket.
			client.version(HttpClient.Version.HTTP_1_1);
		}
		JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(client.build());
		requests.setReadTimeout(properties.rest().readTimeout());
		ClientHttpRequestFactory proxied = new ApiRequests(requests, proxies);
		ApiProxy.warnOfCredentials(proxies, details.apiBaseUrl());
		SharedLimits shared = sharedLimits.getIfAvailable();
		if (shared == null && properties.rest().limits() == DiscordGatewayProperties.Rest.Sharing.SHARED) {
			throw new MissingSharedStoreException("discord.gateway.rest.limits", "shared");
		}
		return new DiscordHttp(
				new DiscordRestClients(proxied, details.apiBaseUrl(), details::token, properties.rest().maxWait(),
						properties.rest().requestsPerSecond(), RateLimitTime.SYSTEM, counted, shared),
				sslContext, proxies);
	}

	/*
	 * Only here is anything of Spring Integration's, which an application may not have.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConcurrentMetadataStore.class)
	@ConditionalOnProperty(name = "discord.gateway.rest.limits", havingValue = "shared")
	static class SharedLimitsConfiguration {

		@Bean
		SharedLimits discordSharedLimits(ObjectProvider<MetadataStore> stores, DiscordConnectionDetails details) {
			if (!(stores.getIfUnique() instanceof ConcurrentMetadataStore store)) {
				throw new MissingSharedStoreException("discord.gateway.rest.limits", "shared");
			}
			return new SharedLimits(store, () -> DiscordGatewayAutoConfiguration.applicationId(details.token()));
		}

	}

	/**
	 * How Discord is reached. A type of its own, so that no bean of Spring's type gets in
	 * the way of the application's.
	 *
	 * @param clients makes the clients of Discord's API, which share what they know of
	 * its limits (R48)
	 * @param sslContext whom to trust, or {@code null} for the platform's defaults
	 * @param proxies what is connected over
	 */
	record DiscordHttp(DiscordRestClients clients, @Nullable SSLContext sslContext, ProxyRoutes proxies) {
	}

}
