package io.discordgateway.spring.test;

import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.autoconfigure.DiscordGatewayAutoConfiguration;
import io.discordgateway.spring.autoconfigure.DiscordRestClientAutoConfiguration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.util.ClassUtils;

/**
 * Auto-configuration of the Discord in this process, for
 * {@link AutoConfigureTestDiscord @AutoConfigureTestDiscord}.
 *
 * @since 0.1
 */
@AutoConfiguration(before = { DiscordGatewayAutoConfiguration.class, DiscordRestClientAutoConfiguration.class })
public final class TestDiscordAutoConfiguration {

	private static final String REACTOR = "reactor.core.scheduler.Schedulers";

	TestDiscordAutoConfiguration() {
	}

	@Bean
	InProcessDiscord inProcessDiscord(@Value("${discord.gateway.test.shards:1}") int shards,
			@Value("${discord.gateway.test.max-concurrency:1}") int maxConcurrency) {
		return new InProcessDiscord(shards, maxConcurrency);
	}

	@Bean
	TestConnectionDetails testDiscordConnectionDetails() {
		return new TestConnectionDetails();
	}

	@Bean
	static OnlyTestConnectionDetails onlyTestDiscordConnectionDetails() {
		return new OnlyTestConnectionDetails();
	}

	@Bean
	static WatchedExecutors testDiscordWatchedExecutors(ObjectProvider<InProcessDiscord> discord) {
		if (ClassUtils.isPresent(REACTOR, TestDiscordAutoConfiguration.class.getClassLoader())) {
			WatchedReactor.install();
		}
		return new WatchedExecutors(discord);
	}

	@Bean
	TestDiscord testDiscord(InProcessDiscord discord, ObjectProvider<DiscordGateway> gateway) {
		return new TestDiscord(discord, gateway);
	}

	@Bean
	@Primary
	@ConditionalOnBooleanProperty("discord.gateway.test.scheduling")
	VirtualTaskScheduler testDiscordTaskScheduler(InProcessDiscord discord) {
		return new VirtualTaskScheduler(discord);
	}

}
