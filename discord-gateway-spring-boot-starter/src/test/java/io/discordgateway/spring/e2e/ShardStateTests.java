package io.discordgateway.spring.e2e;

import io.discordgateway.spring.ShardConnectedEvent;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

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

	private static void awaitReceived(Bot bot, long events) {
		Bot.await().until(() -> bot.gateway().shard(0).received() == events);
	}

}
