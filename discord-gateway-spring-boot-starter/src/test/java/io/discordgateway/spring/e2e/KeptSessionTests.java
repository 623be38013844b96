package io.discordgateway.spring.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.discordgateway.spring.ShardConnectedEvent;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an application goes on where another one stopped.
 */
@AnyWire
class KeptSessionTests {

	private final Wire wire;

	@TempDir
	private Path folder;

	KeptSessionTests(Wire wire) {
		this.wire = wire;
	}

	@Test
	@DisplayName("R23: with a store, what came between two applications reaches the second without an IDENTIFY")
	void nextApplicationGoesOnWhereThisOneStopped() {
		try (LocalGateway gateway = LocalGateway.builder().build().start()) {
			try (Bot bot = start(gateway)) {
				Messages.send(gateway, 0, 10);
				Bot.await().until(() -> bot.ears().count() == 10);
			}
			Messages.send(gateway, 10, 20);
			try (Bot bot = start(gateway)) {
				Bot.await().until(() -> bot.ears().count() == 10);
				Messages.send(gateway, 20, 30);
				Bot.await().until(() -> bot.ears().count() == 20);
				assertThat(bot.ears().numbers()).isEqualTo(IntStream.range(10, 30).boxed().toList());
				assertThat(bot.ears().replayed()).isEqualTo(10);
				assertThat(bot.ears().lifecycle(ShardConnectedEvent.class)).isEmpty();
			}
			assertThat(gateway.record().identifies()).hasSize(1);
			assertThat(gateway.record().violations()).isEmpty();
		}
	}

	@Test
	@DisplayName("R21: a session that is not kept is over, and forgotten")
	void sessionThatIsNotKeptIsForgotten() throws Exception {
		try (LocalGateway gateway = LocalGateway.builder().build().start()) {
			try (Bot bot = start(gateway, "discord.gateway.session.keep-on-shutdown=false")) {
				Bot.await().until(() -> Files.exists(file()) && Files.readString(file()).contains("\"session\""));
			}
			assertThat(Files.readString(file())).doesNotContain("\"session\"").contains("\"identifies\":[\"");
			Bot.await().until(() -> gateway.sessions().isEmpty());
		}
	}

	@Test
	void gatewayThatIsStoppedAndStartedInOneApplicationGoesOnToo() {
		try (LocalGateway gateway = LocalGateway.builder().build().start();
				Bot bot = this.wire.start(gateway, "discord.gateway.session.keep-on-shutdown=true").awaitConnected()) {
			Messages.send(gateway, 0, 5);
			Bot.await().until(() -> bot.ears().count() == 5);
			bot.context().stop();
			Messages.send(gateway, 5, 10);
			bot.context().start();
			Bot.await().until(() -> bot.ears().count() == 10);
			assertThat(bot.ears().numbers()).isEqualTo(IntStream.range(0, 10).boxed().toList());
			assertThat(gateway.record().identifies()).hasSize(1);
		}
	}

	private Bot start(LocalGateway gateway, String... more) {
		return this.wire
			.start(gateway,
					Stream
						.concat(Stream.of("discord.gateway.session.store=file",
								"discord.gateway.session.store-file=" + file()), Stream.of(more))
						.toArray(String[]::new))
			.awaitConnected();
	}

	private Path file() {
		return this.folder.resolve("sessions.json");
	}

}
