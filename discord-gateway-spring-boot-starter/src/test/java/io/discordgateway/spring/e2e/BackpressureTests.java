package io.discordgateway.spring.e2e;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import io.discordgateway.model.MessageCreate;
import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.ShardDelivery;
import io.discordgateway.spring.ShardState;
import io.discordgateway.test.GatewayRecord;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what a listener that blocks for long costs: neither memory without a bound, nor
 * the connection, nor the other shards.
 */
@ParameterizedClass
@EnumSource
@Tag("endurance")
class BackpressureTests {

	@Parameter
	private Wire wire = Wire.JSON;

	private static final int SHARDS = 4;

	/* More than sockets and buffers take: 20 MB. */
	private static final int EVENTS = 10_000;

	private static final int CAPACITY = 50;

	@Test
	@DisplayName("R8: three shards whose listeners block for 20 heartbeats keep their connections, and the fourth goes on")
	void blockedListenersCostBoundedMemoryAndNoReconnect() {
		try (LocalGateway gateway = LocalGateway.builder()
			.shards(SHARDS)
			.maxConcurrency(SHARDS)
			.heartbeatInterval(Duration.ofMillis(600))
			.build()
			.start(); ConfigurableApplicationContext context = start(gateway)) {
			DiscordGateway bot = context.getBean(DiscordGateway.class);
			Sleeper sleeper = context.getBean(Sleeper.class);
			Bot.await()
				.until(() -> bot.shards().size() == SHARDS && bot.shards().stream().allMatch(ShardState::isConnected));
			for (int i = 0; i < EVENTS; i++) {
				for (int shard = 0; shard < SHARDS; shard++) {
					gateway.dispatch(shard, "MESSAGE_CREATE",
							Messages.message(i).replace("\"tts\"", "\"nonce\": \"" + "x".repeat(2000) + "\", \"tts\""));
				}
			}
			Bot.await().until(() -> bot.shards().stream().limit(3).allMatch((shard) -> shard.delivery().paused()));
			Bot.await().until(() -> sleeper.next(3) == EVENTS);
			long beats = beats(gateway);
			Bot.await().until(() -> beats(gateway) >= beats + 20 * SHARDS);
			for (int shard = 0; shard < 3; shard++) {
				ShardDelivery delivery = bot.shard(shard).delivery();
				assertThat(delivery.inHand()).isBetween(CAPACITY, CAPACITY + 20);
				assertThat(delivery.pausedTime()).isGreaterThan(Duration.ofSeconds(9));
				assertThat(sleeper.next(shard)).isZero();
			}
			sleeper.wake.countDown();
			Bot.await()
				.until(() -> sleeper.next(0) == EVENTS && sleeper.next(1) == EVENTS && sleeper.next(2) == EVENTS);
			assertThat(sleeper.outOfOrder).isFalse();
			assertThat(bot.shards()).allMatch((shard) -> !shard.delivery().paused());
			GatewayRecord record = gateway.record();
			assertThat(record.connections()).hasSize(SHARDS);
			assertThat(record.resumes()).isEmpty();
			assertThat(record.violations()).isEmpty();
		}
	}

	private static long beats(LocalGateway gateway) {
		return gateway.record().payloads().stream().filter((payload) -> payload.opcode() == 1).count();
	}

	private ConfigurableApplicationContext start(LocalGateway gateway) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.run(Stream.concat(this.wire.properties().map((property) -> "--" + property),
					Stream.of("--discord.gateway.api-base-url=" + gateway.apiBaseUrl(),
							"--discord.gateway.token=" + gateway.token().reveal(),
							"--discord.gateway.dispatch.queue-capacity=" + CAPACITY,
							"--discord.gateway.dispatch.concurrency=4", "--spring.main.banner-mode=off",
							"--spring.jmx.enabled=false", "--logging.level.root=ERROR"))
				.toArray(String[]::new));
	}

	/** Sleeps at the first event of all shards but the last. */
	static class Sleeper {

		private final CountDownLatch wake = new CountDownLatch(1);

		private final Map<Integer, Integer> next = new ConcurrentHashMap<>();

		private final AtomicBoolean outOfOrder = new AtomicBoolean();

		@EventListener
		void on(DispatchEvent<MessageCreate> event) throws InterruptedException {
			int shard = event.shard().id();
			if (shard < SHARDS - 1) {
				this.wake.await();
			}
			int number = Integer.parseInt(event.getPayload().content());
			if (number != next(shard)) {
				this.outOfOrder.set(true);
			}
			this.next.put(shard, number + 1);
		}

		private int next(int shard) {
			return this.next.getOrDefault(shard, 0);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Sleeper sleeper() {
			return new Sleeper();
		}

	}

}
