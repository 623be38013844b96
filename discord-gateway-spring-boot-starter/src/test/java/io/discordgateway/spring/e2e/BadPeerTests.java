package io.discordgateway.spring.e2e;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.discordgateway.spring.SessionLostEvent;
import io.discordgateway.spring.ShardConnectedEvent;
import io.discordgateway.spring.ShardDisconnectedEvent;
import io.discordgateway.spring.ShardResumedEvent;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a peer can do what it will: nothing hangs, and the shard comes back.
 */
class BadPeerTests {

	private final LocalGateway gateway = LocalGateway.builder()
		.heartbeatInterval(Duration.ofSeconds(1))
		.build()
		.start();

	@AfterEach
	void close() {
		this.gateway.close();
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("R4: what happens before HELLO costs an attempt and no more")
	void shardConnectsAfterTwoRudeAnswers(Rudeness rudeness) {
		try (RawPeer peer = new RawPeer(this.gateway, 2, rudeness::treat);
				Bot bot = start("discord.gateway.url=" + peer.url())) {
			bot.awaitConnected();
			assertThat(peer.accepted()).isEqualTo(3);
			List<ShardDisconnectedEvent> disconnected = bot.ears().lifecycle(ShardDisconnectedEvent.class);
			assertThat(disconnected).hasSizeBetween(1, 2).allSatisfy((event) -> {
				assertThat(event.getReason()).matches(rudeness.reason);
				assertThat(event.getNextAttempt()).isNotNull();
			});
			assertThat(this.gateway.record().identifies()).hasSize(1);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "JSON", "JSON_ZLIB_STREAM" })
	@DisplayName("R35: what does not decode ends the connection and not the session")
	void garbageIsAnsweredWithAResume(Wire wire) {
		try (Bot bot = start(wire.properties()).awaitConnected()) {
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
				.satisfies((event) -> assertThat(event.getReason()).contains("65536"));
		}
	}

	@Test
	@DisplayName("R8: a peer that stops reading and writing is given up, its socket is not waited for")
	void stalledPeerIsGivenUp() {
		try (Bot bot = start().awaitConnected()) {
			this.gateway.stall();
			bot.awaitEvent(ShardResumedEvent.class);
			assertThat(bot.ears().lifecycle(ShardDisconnectedEvent.class)).singleElement().satisfies((event) -> {
				assertThat(event.getCode()).isEqualTo(4900);
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
		return Bot.start(this.gateway, properties);
	}

	/** What may happen between TCP's handshake and HELLO. */
	enum Rudeness {

		NO_ANSWER_TO_THE_UPGRADE("no connection within 1 s") {

			@Override
			void treat(Socket socket) throws IOException {
				RawPeer.readHead(socket);
			}

		},

		CLOSED_AT_ONCE(".+") {

			@Override
			void treat(Socket socket) throws IOException {
				socket.close();
			}

		},

		RESET_DURING_THE_HANDSHAKE(".+") {

			@Override
			void treat(Socket socket) throws IOException {
				RawPeer.readHead(socket);
				socket.setSoLinger(true, 0);
				socket.close();
			}

		},

		NOT_HTTP(".+SSH-2\\.0-OpenSSH_9\\.6.+") {

			@Override
			void treat(Socket socket) throws IOException {
				RawPeer.readHead(socket);
				RawPeer.write(socket, "SSH-2.0-OpenSSH_9.6\r\n\r\n");
			}

		},

		PLAIN_HTTP_ANSWER("HTTP 200: .+") {

			@Override
			void treat(Socket socket) throws IOException {
				RawPeer.readHead(socket);
				RawPeer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
			}

		},

		ENDLESS_HEADERS(".+") {

			@Override
			void treat(Socket socket) throws IOException {
				RawPeer.readHead(socket);
				RawPeer.write(socket, "HTTP/1.1 101 Switching Protocols\r\n");
				while (true) {
					RawPeer.write(socket, "X-Header: " + "x".repeat(1000) + "\r\n");
				}
			}

		},

		NO_HELLO("no HELLO within 1 s") {

			@Override
			void treat(Socket socket) throws IOException {
				RawPeer.upgrade(socket);
			}

		},

		CLOSED_WITHOUT_HELLO(".+") {

			@Override
			void treat(Socket socket) throws IOException {
				RawPeer.upgrade(socket);
				socket.close();
			}

		},

		INVALID_UTF8(".+") {

			@Override
			void treat(Socket socket) throws IOException {
				RawPeer.upgrade(socket);
				RawPeer.text(socket, new byte[] { '{', (byte) 0xC3, (byte) 0x28, '}' });
			}

		},

		RESERVED_BITS(".+") {

			@Override
			void treat(Socket socket) throws IOException {
				RawPeer.upgrade(socket);
				RawPeer.write(socket, new byte[] { (byte) 0xFF, 1, 2, 3 });
			}

		},

		FRAME_OF_EXABYTES(".+") {

			@Override
			void treat(Socket socket) throws IOException {
				RawPeer.upgrade(socket);
				RawPeer.write(socket, new byte[] { (byte) 0x82, 127, 0x70, 0, 0, 0, 0, 0, 0, 0 });
				byte[] block = new byte[8192];
				while (true) {
					RawPeer.write(socket, block);
				}
			}

		},

		READY_IN_LATIN1(".+") {

			@Override
			void treat(Socket socket) throws IOException {
				RawPeer.upgrade(socket);
				RawPeer.hello(socket, 200);
				RawPeer.text(socket, "{\"t\":\"R\u00e9ady\",\"op\":0}".getBytes(StandardCharsets.ISO_8859_1));
			}

		};

		private final String reason;

		Rudeness(String reason) {
			this.reason = reason;
		}

		abstract void treat(Socket socket) throws IOException;

	}

}
