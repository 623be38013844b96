package io.discordgateway.spring.e2e;

import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import javax.net.ssl.SSLSocket;

import io.discordgateway.spring.transport.GatewayTransport;
import io.discordgateway.spring.transport.NettyTransport;
import io.discordgateway.spring.transport.ProxyRoutes;
import io.discordgateway.spring.transport.TransportThreads;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what a handshake waits for.
 */
class HandshakeTests {

	@TempDir
	private Path folder;

	@Test
	@DisplayName("R4: a peer that shakes hands does not wait until names of others are looked up")
	void handshakeDoesNotWaitForLookUps() throws Exception {
		CompletableFuture<String> told = new CompletableFuture<>();
		try (ServerSocket server = Certificate.make(this.folder).sockets().createServerSocket(0)) {
			Thread peer = new Thread(() -> {
				try (SSLSocket socket = (SSLSocket) server.accept()) {
					socket.startHandshake();
				}
				catch (Exception ex) {
					// The certificate is trusted by nobody.
				}
			});
			peer.start();
			GatewayTransport transport = NettyTransport.factory(null, ProxyRoutes.NONE)
				.create(new HangingLookUps(), InstantSource.system());
			transport.newConnection(new Listener(told)).open(URI.create("wss://127.0.0.1:" + server.getLocalPort()));
			// After 10 s it would be said to have taken too long.
			assertThat(told).succeedsWithin(Duration.ofSeconds(9)).asString().contains("certification path");
			transport.close();
			peer.join();
		}
	}

	/** All threads that connect hang in look-ups. */
	private static final class HangingLookUps implements TransportThreads {

		@Override
		public Executor connecting() {
			return (task) -> {
			};
		}

		@Override
		public Executor handshaking() {
			return (task) -> new Thread(task).start();
		}

		@Override
		public Executor newOutbox() {
			throw new UnsupportedOperationException();
		}

		@Override
		public Executor closing() {
			throw new UnsupportedOperationException();
		}

		@Override
		public void hold(CompletableFuture<Void> done) {
			throw new UnsupportedOperationException();
		}

	}

	private record Listener(CompletableFuture<String> told) implements GatewayTransport.Listener {

		@Override
		public void opened() {
			this.told.complete("opened");
		}

		@Override
		public void connectFailed(String reason, @Nullable Integer httpStatus, @Nullable Duration retryAfter) {
			this.told.complete(reason);
		}

		@Override
		public CompletableFuture<Void> received(ByteBuffer chunk, boolean text, boolean last) {
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public void caughtUp() {
		}

		@Override
		public void closed(@Nullable Integer code, String reason) {
			this.told.complete("closed");
		}

	}

}
