package io.discordgateway.spring.e2e;

import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.ShardResumedEvent;
import io.discordgateway.spring.ShardState;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for another number of shards over real sockets, while people write (R38).
 */
@AnyWire
class ReshardingTests {

	private static final int GUILDS = 16;

	private final Wire wire;

	ReshardingTests(Wire wire) {
		this.wire = wire;
	}

	@Test
	@EnabledIfSystemProperty(named = "thorough", matches = "true", disabledReason = "runs with -Pthorough")
	@DisplayName("R38: from 4 to 8 shards under steady traffic every message is heard, and heard once")
	void everyMessageIsHeardOnceWhileTheNumberOfShardsChanges() {
		try (LocalGateway gateway = LocalGateway.builder().shards(4).maxConcurrency(8).build().start();
				Bot bot = this.wire.start(gateway, "discord.gateway.privileged-intents=MESSAGE_CONTENT")
					.awaitConnected()) {
			int sent = 0;
			CompletableFuture<Void> done = bot.gateway().reshard(8);
			while (!done.isDone()) {
				for (int i = 0; i < 20; i++) {
					send(gateway, sent++);
				}
				// As fast as the listener is.
				int soFar = sent;
				Bot.await().until(() -> bot.ears().count() >= soFar || isHeldUp(bot, done));
			}
			assertThat(done).isCompleted();
			for (int i = 0; i < 100; i++) {
				send(gateway, sent++);
			}
			int all = sent;
			Bot.await().until(() -> new HashSet<>(bot.ears().numbers()).size() == all);
			assertThat(bot.ears().numbers())
				.containsExactlyInAnyOrderElementsOf(IntStream.range(0, all).boxed().toList());
			assertThat(bot.gateway().shards()).extracting(ShardState::shard)
				.isEqualTo(IntStream.range(0, 8).mapToObj((id) -> new ShardId(id, 8)).toList());
			assertThat(bot.ears().lifecycle(ShardResumedEvent.class)).hasSize(8).allMatch(ShardResumedEvent::isFirst);
			Bot.await().until(() -> connected(gateway).stream().allMatch((shard) -> shard.total() == 8));
			assertThat(connected(gateway)).hasSize(8);
			assertThat(gateway.record().identifies()).hasSize(12);
			assertThat(gateway.record().violations()).isEmpty();
		}
	}

	/* In the last moments what comes is held back. */
	private static boolean isHeldUp(Bot bot, CompletableFuture<Void> done) {
		return done.isDone() || bot.gateway().shard(0).shard().total() == 8;
	}

	private static List<ShardId> connected(LocalGateway gateway) {
		return gateway.sessions()
			.stream()
			.filter(LocalGateway.Session::connected)
			.map(LocalGateway.Session::shard)
			.toList();
	}

	private static void send(LocalGateway gateway, int number) {
		gateway.dispatch("MESSAGE_CREATE",
				Messages.message(number)
					.replace("\"id\": \"1400000000000000001\"", "\"id\": \"%d\", \"guild_id\": \"%d\""
						.formatted(1_400_000_000_000_000_000L + number, (1L + number % GUILDS) << 22)));
	}

}
