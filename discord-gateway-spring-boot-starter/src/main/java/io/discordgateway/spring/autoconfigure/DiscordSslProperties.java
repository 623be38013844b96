package io.discordgateway.spring.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Whom the gateway and the REST client trust.
 *
 * @param bundle name of the SSL bundle (spring.ssl.bundle) for the gateway and the API;
 * the platform's defaults unless set
 */
@ConfigurationProperties("discord.gateway.ssl")
record DiscordSslProperties(@Nullable String bundle) {

}
