package io.discordgateway.spring.e2e;

import java.time.Duration;

import io.discordgateway.spring.SessionLostEvent;
import io.discordgateway.spring.ShardConnectedEvent;
import io.discordgateway.spring.ShardDisconnectedEvent;
import io.discordgateway.spring.ShardResumedEvent;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a peer can do what it will: nothing hangs, and the shard comes back.
 */
@AnyWire
@EveryTransport
class BadPeerTests {

	private final Wire wire;

	private final LocalGateway gateway = LocalGateway.builder()
		.heartbeatInterval(Duration.ofSeconds(1))
		.build()
		.start();

	BadPeerTests(Wire wire) {
		this.wire = wire;
	}

	@AfterEach
	void close() {
		this.gateway.close();
	}

	@Test
	@DisplayName("R34: a message over the bound ends the connection; if it comes again and again, the session")
	void messageOverTheBoundDoesNotStayForEver() {
		try (Bot bot = start("discord.gateway.max-payload-size=64KB").awaitConnected()) {
			String large = Messages.message(0).replace("\"0\"", "\"" + "x".repeat(100_000) + "\"");
			this.gateway.dispatch("MESSAGE_CREATE", large);
			bot.awaitEvent(SessionLostEvent.class);
			Bot.await().until(() -> bot.ears().lifecycle(ShardConnectedEvent.class).size() == 2);
			Messages.send(this.gateway, 1, 2);
			Bot.await().until(() -> bot.ears().count() == 1);
			assertThat(bot.ears().lifecycle(ShardDisconnectedEvent.class)).first()
				.satisfies((event) -> assertThat(event.reason()).contains("65536", "discord.gateway.max-payload-size"));
		}
	}

	@Test
	@DisplayName("R8: a peer that stops reading and writing is given up, its socket is not waited for")
	void stalledPeerIsGivenUp() {
		try (Bot bot = start().awaitConnected()) {
			this.gateway.stall();
			bot.awaitEvent(ShardResumedEvent.class);
			assertThat(bot.ears().lifecycle(ShardDisconnectedEvent.class)).singleElement().satisfies((event) -> {
				assertThat(event.code()).isEqualTo(4900);
				assertThat(event.willResume()).isTrue();
			});
		}
	}

	@Test
	void halfOpenPeerIsGivenUp() {
		try (Bot bot = start().awaitConnected()) {
			this.gateway.halfClose();
			bot.awaitEvent(ShardResumedEvent.class);
		}
	}

	@Test
	void peerThatResetsEveryConnectionIsTriedAgain() {
		this.gateway.acceptConnections(false);
		try (Bot bot = start("discord.gateway.url=" + this.gateway.gatewayUrl())) {
			Bot.await().until(() -> bot.ears().lifecycle(ShardDisconnectedEvent.class).size() >= 3);
			this.gateway.acceptConnections(true);
			bot.awaitConnected();
		}
	}

	@Test
	@DisplayName("An error inside this process costs the connection, not the shard")
	void errorInsideIsAnsweredWithAResume() {
		try (Bot bot = start("test.fail-on=MESSAGE_CREATE").awaitConnected()) {
			Messages.send(this.gateway, 0, 2);
			bot.awaitEvent(ShardResumedEvent.class);
			Messages.send(this.gateway, 2, 3);
			Bot.await().until(() -> bot.ears().count() == 3);
			assertThat(bot.ears().numbers()).containsExactly(0, 1, 2);
		}
	}

	private Bot start(String... properties) {
		return this.wire.start(this.gateway, properties);
	}

}
