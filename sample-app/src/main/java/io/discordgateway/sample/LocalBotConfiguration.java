package io.discordgateway.sample;

import java.net.URI;
import java.time.Duration;

import io.discordgateway.payload.Token;
import io.discordgateway.spring.autoconfigure.DiscordConnectionDetails;
import io.discordgateway.test.LivelyTraffic;
import io.discordgateway.test.LocalGateway;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Stands in for Discord in the profile {@code local} where there is no token: a gateway
 * in this process, and people who keep the bot busy. Without the profile a token that is
 * missing fails the start.
 */
@Configuration(proxyBeanMethods = false)
@Profile("local")
@Conditional(LocalBotConfiguration.NoToken.class)
class LocalBotConfiguration {

	/*
	 * Before intents filter them: presences, nearly half of the mix, are not asked for.
	 */
	private static final double EVENTS_PER_SECOND = 40;

	/* Discord's is 41 s; the page is to show a latency sooner. */
	private static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(8);

	@Bean(destroyMethod = "close")
	LocalGateway localGateway() {
		return LocalGateway.builder().shards(2).maxConcurrency(2).heartbeatInterval(HEARTBEAT_INTERVAL).build().start();
	}

	@Bean(destroyMethod = "close")
	LivelyTraffic livelyTraffic(LocalGateway gateway) {
		LivelyTraffic traffic = new LivelyTraffic(gateway, LivelyTraffic.Mix.LARGE_BOT);
		traffic.start(EVENTS_PER_SECOND);
		return traffic;
	}

	@Bean
	DiscordConnectionDetails localConnectionDetails(LocalGateway gateway) {
		return new DiscordConnectionDetails() {

			@Override
			public Token token() {
				return gateway.token();
			}

			@Override
			public URI apiBaseUrl() {
				return gateway.apiBaseUrl();
			}

		};
	}

	static class NoToken implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return !StringUtils.hasText(context.getEnvironment().getProperty("discord.gateway.token"));
		}

	}

}
