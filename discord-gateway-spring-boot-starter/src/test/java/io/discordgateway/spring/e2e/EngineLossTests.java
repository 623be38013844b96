package io.discordgateway.spring.e2e;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.discordgateway.model.MessageCreate;
import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.ShardState;
import io.discordgateway.spring.engine.Engine;
import io.discordgateway.spring.engine.Kind;
import io.discordgateway.spring.engine.Loss;
import io.discordgateway.spring.engine.StoreClient;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a bot under load whose store is lost for longer than its lease, and comes
 * back: real engines in processes of their own.
 */
@EnabledOnOs({ OS.LINUX, OS.MAC })
class EngineLossTests {

	@TempDir
	private Path folder;

	@ParameterizedTest
	@MethodSource("losses")
	@DisplayName("R49: without its store a bot dispatches until its lease ends, pauses, and loses nothing")
	void botPausesWithTheLeaseAndGoesOnWithTheEngine(Kind kind, Loss loss) throws Exception {
		try (Engine engine = kind.start(this.folder);
				StoreClient client = kind.connect(engine);
				LocalGateway gateway = LocalGateway.builder().build().start();
				ConfigurableApplicationContext context = start(gateway, client)) {
			Ears ears = context.getBean(Ears.class);
			DiscordGateway bot = context.getBean(DiscordGateway.class);
			Bot.await().until(() -> bot.shards().stream().anyMatch(ShardState::isConnected));
			int sent = 0;
			sent = send(gateway, sent, 100);
			int before = sent;
			Bot.await().until(() -> ears.count() == before);
			loss.begin(engine);
			sent = send(gateway, sent, 100);
			int meanwhile = sent;
			Bot.await().until(() -> ears.count() == meanwhile);
			// Nothing is begun once the lease is over, so what was sent is ahead.
			while (sent - ears.count() < 100) {
				sent = send(gateway, sent, 5);
			}
			int paused = ears.count();
			assertThat(bot.sessionStoreFailure()).isNotNull();
			sent = send(gateway, sent, 100);
			assertThat(ears.count()).isEqualTo(paused);
			assertThat(bot.shards()).allMatch(ShardState::isConnected);
			loss.end(engine);
			int all = sent;
			Bot.await().until(() -> ears.count() >= all);
			assertThat(ears.numbers()).isEqualTo(IntStream.range(0, all).boxed().toList());
			assertThat(gateway.record().connections()).hasSize(1);
			assertThat(gateway.record().violations()).isEmpty();
			Bot.await().until(() -> bot.sessionStoreFailure() == null);
		}
	}

	/* The others differ from these in what the store says, not in what the bot does. */
	static Stream<Arguments> losses() {
		if (!Boolean.getBoolean("thorough")) {
			return Stream.of(Arguments.of(Kind.REDIS, Loss.KILLED));
		}
		return Stream.of(Kind.values())
			.flatMap((kind) -> Stream.of(Loss.values()).map((loss) -> Arguments.of(kind, loss)));
	}

	private static int send(LocalGateway gateway, int from, int count) {
		for (int i = 0; i < count; i++) {
			Messages.send(gateway, from + i, from + i + 1);
			LockSupport.parkNanos(2_000_000);
		}
		return from + count;
	}

	private static ConfigurableApplicationContext start(LocalGateway gateway, StoreClient client) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.initializers((context) -> context.getBeanFactory().registerSingleton("store", client.store()))
			.run("--discord.gateway.api-base-url=" + gateway.apiBaseUrl(),
					"--discord.gateway.token=" + gateway.token().reveal(),
					"--discord.gateway.session.store=metadata-store", "--discord.gateway.session.owner-lease=6s",
					"--spring.main.banner-mode=off", "--spring.jmx.enabled=false", "--logging.level.root=ERROR");
	}

	static final class Ears {

		private final List<Integer> numbers = new ArrayList<>();

		@EventListener
		synchronized void on(MessageCreate message) {
			this.numbers.add(Integer.valueOf(message.message().content()));
		}

		synchronized int count() {
			return this.numbers.size();
		}

		synchronized List<Integer> numbers() {
			return List.copyOf(this.numbers);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Ears ears() {
			return new Ears();
		}

	}

}
