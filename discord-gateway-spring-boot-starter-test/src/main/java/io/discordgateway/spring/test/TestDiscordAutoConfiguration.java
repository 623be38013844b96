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
	Shell testDiscordShell(@Value("${discord.gateway.test.shards:1}") int shards,
			@Value("${discord.gateway.test.max-concurrency:1}") int maxConcurrency,
			@Value("${discord.gateway.test.sockets:false}") boolean sockets) {
		return sockets ? new SocketDiscord(shards, maxConcurrency) : new InProcessDiscord(shards, maxConcurrency);
	}

	@Bean
	TestConnectionDetails testDiscordConnectionDetails(Shell discord) {
		return new TestConnectionDetails(discord);
	}

	@Bean
	static OnlyTestConnectionDetails onlyTestDiscordConnectionDetails() {
		return new OnlyTestConnectionDetails();
	}

	@Bean
	static WatchedExecutors testDiscordWatchedExecutors(ObjectProvider<Shell> discord) {
		if (ClassUtils.isPresent(REACTOR, TestDiscordAutoConfiguration.class.getClassLoader())) {
			WatchedReactor.install();
		}
		return new WatchedExecutors(discord);
	}

	@Bean
	TestDiscord testDiscord(Shell discord, ObjectProvider<DiscordGateway> gateway) {
		return new TestDiscord(discord, gateway);
	}

	@Bean
	@Primary
	@ConditionalOnBooleanProperty("discord.gateway.test.scheduling")
	VirtualTaskScheduler testDiscordTaskScheduler(Shell discord) {
		if (!(discord instanceof InProcessDiscord inProcess)) {
			throw new IllegalStateException("'scheduling' lets tasks go by the test's time, and with 'sockets' "
					+ "there is only the machine's: set one of them");
		}
		return new VirtualTaskScheduler(inProcess);
	}

}
