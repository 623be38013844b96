package io.discordgateway.spring.e2e;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.discordgateway.spring.ShardConnectedEvent;
import io.discordgateway.spring.ShardDisconnectedEvent;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a peer may be rude before it says HELLO, when nothing is encoded yet.
 */
@AnyWire
@EveryTransport
class RudePeerTests {

	private final Wire wire;

	private final LocalGateway gateway = LocalGateway.builder().build().start();

	RudePeerTests(Wire wire) {
		this.wire = wire;
	}

	@AfterEach
	void close() {
		this.gateway.close();
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("R4: what happens before HELLO costs an attempt and no more")
	void shardConnectsAfterTwoRudeAnswers(Rudeness rudeness) {
		try (RawPeer peer = new RawPeer(this.gateway, 2, rudeness::treat);
				Bot bot = this.wire.start(this.gateway, "discord.gateway.url=" + peer.url())) {
			// In order with what came before it.
			bot.awaitEvent(ShardConnectedEvent.class);
			assertThat(peer.accepted()).isEqualTo(3);
			List<ShardDisconnectedEvent> disconnected = bot.ears().lifecycle(ShardDisconnectedEvent.class);
			assertThat(disconnected).hasSizeBetween(1, 2).allSatisfy((event) -> {
				assertThat(event.reason()).matches(rudeness.reason);
				assertThat(event.nextAttempt()).isNotNull();
			});
			assertThat(this.gateway.record().identifies()).hasSize(1);
		}
	}

	/** What may happen between TCP's handshake and HELLO. */
	enum Rudeness {

		NO_ANSWER_TO_THE_UPGRADE("no connection within 3 s") {

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

		NO_HELLO("no HELLO within 3 s") {

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
				RawPeer.hello(socket, 600);
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
