package io.discordgateway.spring.e2e;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.discordgateway.payload.UpdateVoiceState;
import io.discordgateway.spring.CommandDroppedException;
import io.discordgateway.spring.ShardConnectedEvent;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.Test;

import org.springframework.context.Lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for what a shard tells of what it received: no matter of the wire.
 */
class ShardStateTests {

	@Test
	void sequenceAndReceivedEventsCountWhatNobodyListensToAndReceivedCountsOverSessions() {
		try (LocalGateway gateway = LocalGateway.builder().build().start();
				Bot bot = Wire.JSON.start(gateway).awaitConnected()) {
			gateway.dispatch("TYPING_START", "{\"channel_id\":\"1\",\"user_id\":\"2\",\"timestamp\":3}");
			Messages.send(gateway, 0, 1);
			Bot.await().until(() -> bot.ears().count() == 1);
			long last = bot.ears().sequences().get(0);
			awaitReceived(bot, last);
			assertThat(bot.gateway().shard(0).sequence()).isEqualTo(last);
			gateway.invalidateSessions(false);
			Bot.await().until(() -> bot.ears().lifecycle(ShardConnectedEvent.class).size() == 2);
			Messages.send(gateway, 1, 2);
			Bot.await().until(() -> bot.ears().count() == 2);
			long again = bot.ears().sequences().get(1);
			awaitReceived(bot, last + again);
			assertThat(bot.gateway().shard(0).sequence()).isEqualTo(again);
		}
	}

	@Test
	void latencyIsThatOfTheShardsWhileTheyRun() {
		try (LocalGateway gateway = LocalGateway.builder().heartbeatInterval(Duration.ofSeconds(1)).build().start();
				Bot bot = Wire.JSON.start(gateway).awaitConnected()) {
			Bot.await().until(() -> bot.gateway().latency() != null);
			assertThat(bot.gateway().latency()).isBetween(Duration.ZERO, Duration.ofSeconds(60));
			((Lifecycle) bot.gateway()).stop();
			assertThat(bot.gateway().shards()).isEmpty();
			assertThat(bot.gateway().latency()).isNull();
			assertThat(bot.gateway().lookupFailure()).isNull();
			assertThat(bot.gateway().sessionStoreFailure()).isNull();
		}
	}

	@Test
	void guildOfAShardThatRunsElsewhereIsSaidToBe() {
		try (LocalGateway gateway = LocalGateway.builder().shards(2).build().start();
				Bot bot = Wire.JSON.start(gateway, "discord.gateway.sharding.total=2", "discord.gateway.sharding.ids=0")
					.awaitConnected()) {
			CompletableFuture<Void> elsewhere = bot.gateway().submit(UpdateVoiceState.leave(1L << 22));
			assertThatThrownBy(elsewhere::join).hasCauseInstanceOf(CommandDroppedException.class)
				.hasMessageContaining("is on shard 1 of 2, which does not run in this process");
		}
	}

	private static void awaitReceived(Bot bot, long events) {
		Bot.await().until(() -> bot.gateway().shard(0).received() == events);
	}

}
