package io.discordgateway.spring.e2e;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.discordgateway.spring.ShardState;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for many shards in one process.
 */
@AnyWire
@EveryTransport
class ManyShardsTests {

	private final Wire wire;

	private static final String TOMCAT = "WebSocketClient-AsyncIO";

	/*
	 * One for timers, one that looks the gateway up, eight that connect, four that
	 * publish, and two each that move the shards, send and close; of Netty's loops there
	 * are two, and nobody else sends and closes.
	 */
	private static final int LIMIT = 1 + 1 + 8 + 4 + 3 * 2;

	ManyShardsTests(Wire wire) {
		this.wire = wire;
	}

	@Test
	void hundredShardsConnectAndNeedNoMoreThreadsThanTen() {
		Map<String, Long> few = threadsOfConnected(10);
		Map<String, Long> many = threadsOfConnected(100);
		// Tomcat's threads for I/O come and go with how many sockets have something to
		// say at the same moment, not with how many there are; all others are a fixed
		// few.
		assertThat(many.getOrDefault(TOMCAT, 0L)).as("10 shards: %s, 100 shards: %s", few, many)
			.isLessThanOrEqualTo(few.getOrDefault(TOMCAT, 0L) + 30);
	}

	private static long own(Map<String, Long> threads) {
		return threads.entrySet()
			.stream()
			.filter((entry) -> !entry.getKey().equals(TOMCAT))
			.mapToLong(Map.Entry::getValue)
			.sum();
	}

	private Map<String, Long> threadsOfConnected(int shards) {
		try (LocalGateway gateway = LocalGateway.builder()
			.shards(shards)
			.maxConcurrency(shards)
			.heartbeatInterval(Duration.ofSeconds(5))
			.build()
			.start(); Bot bot = this.wire.start(gateway, "discord.gateway.dispatch.concurrency=4").awaitConnected()) {
			assertThat(bot.gateway().shards()).extracting((state) -> state.shard().id())
				.isEqualTo(IntStream.range(0, shards).boxed().toList());
			assertThat(gateway.sessions()).hasSize(shards);
			assertThat(gateway.record().violations()).isEmpty();
			Bot.await()
				.until(() -> bot.gateway().shards().stream().map(ShardState::latency).allMatch((it) -> it != null));
			for (int number = 0; number < 2; number++) {
				gateway.dispatchToAllShards("MESSAGE_CREATE", Messages.message(number));
			}
			Bot.await().until(() -> bot.ears().count() == 2 * shards);
			// A machine that is busy holds threads up that others then make up for.
			Bot.await().until(() -> own(threads()) <= LIMIT);
			return threads();
		}
	}

	private static Map<String, Long> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map((thread) -> thread.getName().replaceAll("[-0-9]+$", ""))
			.filter((name) -> name.startsWith("discord") || name.startsWith("WebSocketClient"))
			.collect(Collectors.groupingBy((name) -> name, TreeMap::new, Collectors.counting()));
	}

}
