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
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a peer can do what it will: nothing hangs, and the shard comes back.
 */
@ParameterizedClass
@EnumSource
class BadPeerTests {

	@Parameter
	private Wire wire = Wire.JSON;

	private final LocalGateway gateway = LocalGateway.builder()
		.heartbeatInterval(Duration.ofSeconds(1))
		.build()
		.start();

	@AfterEach
	void close() {
		this.gateway.close();
	}

	@Test
	@DisplayName("R35: what does not decode ends the connection and not the session")
	void garbageIsAnsweredWithAResume() {
		try (Bot bot = start().awaitConnected()) {
			Messages.send(this.gateway, 0, 1);
			String[] texts = { "{", "", "\u0000", "null", "[]", "{\"op\":0,\"t\":1,\"s\":\"x\",\"d\":", "\ud83d\ude00",
					"{\"op\":0,\"t\":null,\"s\":5,\"d\":{}}" };
			for (int i = 0; i < texts.length; i++) {
				this.gateway.sendRaw(texts[i]);
				awaitResumes(bot, i + 1);
			}
			byte[][] binaries = { { 1, 2, 3, 0, 0, (byte) 0xFF, (byte) 0xFF }, new byte[70_000], {} };
			for (int i = 0; i < binaries.length; i++) {
				this.gateway.sendRaw(binaries[i]);
				awaitResumes(bot, texts.length + i + 1);
			}
			Messages.send(this.gateway, 1, 2);
			Bot.await().until(() -> bot.ears().count() == 2);
			assertThat(bot.ears().numbers()).containsExactly(0, 1);
			assertThat(bot.ears().lifecycle(ShardConnectedEvent.class)).hasSize(1);
		}
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
				.satisfies((event) -> assertThat(event.reason()).contains("65536"));
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

	private void awaitResumes(Bot bot, int count) {
		Bot.await().until(() -> bot.ears().lifecycle(ShardResumedEvent.class).size() == count);
	}

	private Bot start(String... properties) {
		return this.wire.start(this.gateway, properties);
	}

}
