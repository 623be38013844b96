package io.discordgateway.spring.e2e;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

import io.discordgateway.spring.ShardConnectedEvent;
import io.discordgateway.spring.ShardResumedEvent;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what an application is told that resumes the session of an earlier process (R23).
 */
class FirstResumeTests {

	private static final String APPLICATION_ID = "1400000000000000042";

	private static final String TOKEN = Base64.getUrlEncoder()
		.withoutPadding()
		.encodeToString(APPLICATION_ID.getBytes(StandardCharsets.US_ASCII)) + ".local.gateway";

	@TempDir
	private Path folder;

	@Test
	void resumeOfAProcessThatHadNoReadyIsItsFirst() {
		try (LocalGateway gateway = LocalGateway.builder().token(TOKEN).build().start()) {
			start(gateway).awaitConnected().close();
			try (Bot bot = start(gateway)) {
				assertThat(bot.gateway().applicationId()).hasToString(APPLICATION_ID);
				assertThat(bot.awaitEvent(ShardResumedEvent.class).isFirst()).isTrue();
				gateway.dropConnections();
				List<ShardResumedEvent> resumed = Bot.await()
					.until(() -> bot.ears().lifecycle(ShardResumedEvent.class), (events) -> events.size() == 2);
				assertThat(resumed.get(1).isFirst()).isFalse();
			}
		}
	}

	@Test
	void resumeAfterAReadyIsNotTheFirst() {
		try (LocalGateway gateway = LocalGateway.builder().build().start(); Bot bot = start(gateway)) {
			bot.awaitEvent(ShardConnectedEvent.class);
			gateway.dropConnections();
			assertThat(bot.awaitEvent(ShardResumedEvent.class).isFirst()).isFalse();
		}
	}

	@Test
	void tokenOfAnotherFormTellsNoApplication() {
		try (LocalGateway gateway = LocalGateway.builder().token("another").build().start(); Bot bot = start(gateway)) {
			assertThat(bot.gateway().applicationId()).isNull();
		}
	}

	private Bot start(LocalGateway gateway) {
		return Wire.JSON.start(gateway, "discord.gateway.session.store=file",
				"discord.gateway.session.store-file=" + this.folder.resolve("sessions.json"),
				"discord.gateway.session.keep-on-shutdown=true");
	}

}
