package io.discordgateway.spring.e2e;

import java.time.Duration;

import io.discordgateway.spring.ShardConnectedEvent;
import io.discordgateway.spring.ShardResumedEvent;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for messages that are none.
 */
@EveryWire
class GarbageTests {

	private final Wire wire;

	GarbageTests(Wire wire) {
		this.wire = wire;
	}

	@Test
	@DisplayName("R35: what does not decode ends the connection and not the session")
	void garbageIsAnsweredWithAResume() {
		try (LocalGateway gateway = LocalGateway.builder().heartbeatInterval(Duration.ofSeconds(1)).build().start();
				Bot bot = this.wire.start(gateway).awaitConnected()) {
			Messages.send(gateway, 0, 1);
			String[] texts = { "{", "\u0000", "null", "[]", "{\"op\":0,\"t\":1,\"s\":\"x\",\"d\":", "\ud83d\ude00",
					"{\"op\":0,\"t\":null,\"s\":5,\"d\":{}}" };
			for (int i = 0; i < texts.length; i++) {
				gateway.sendRaw(texts[i]);
				awaitResumes(bot, i + 1);
			}
			byte[][] binaries = { { 1, 2, 3, 0, 0, (byte) 0xFF, (byte) 0xFF }, new byte[70_000] };
			for (int i = 0; i < binaries.length; i++) {
				gateway.sendRaw(binaries[i]);
				awaitResumes(bot, texts.length + i + 1);
			}
			gateway.sendRaw(new byte[0]);
			Messages.send(gateway, 1, 2);
			Bot.await().until(() -> bot.ears().count() == 2);
			assertThat(bot.ears().numbers()).containsExactly(0, 1);
			assertThat(bot.ears().lifecycle(ShardResumedEvent.class)).as("an empty message is none")
				.hasSize(texts.length + binaries.length);
			assertThat(bot.ears().lifecycle(ShardConnectedEvent.class)).hasSize(1);
		}
	}

	private static void awaitResumes(Bot bot, int count) {
		Bot.await().until(() -> bot.ears().lifecycle(ShardResumedEvent.class).size() == count);
	}

}
