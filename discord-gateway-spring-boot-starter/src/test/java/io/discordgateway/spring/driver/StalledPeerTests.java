package io.discordgateway.spring.driver;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.discordgateway.codec.Compression;
import io.discordgateway.limit.SessionStartBudget;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.payload.Token;
import io.discordgateway.protocol.ShardSettings;
import io.discordgateway.session.KeptSession;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.dispatch.ErrorPolicies;
import io.discordgateway.spring.dispatch.EventDispatcher;
import io.discordgateway.spring.dispatch.LaneOptions;
import io.discordgateway.spring.dispatch.Ordering;
import io.discordgateway.spring.transport.FakeWebSocketSession;
import io.discordgateway.spring.transport.WebSocketClientTransport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.web.client.RestClient;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.client.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests on real threads that peers that do not read cost no other shard its heartbeats.
 */
@Timeout(90)
class StalledPeerTests {

	private static final int SHARDS = 60;

	private static final int STALLED = 50;

	private static final Duration INTERVAL = Duration.ofMillis(600);

	/* How long what is sent to a stalled peer takes. */
	private static final Duration BLOCKED = Duration.ofSeconds(5);

	private static final Token TOKEN = Token.of("MTIzNDU2Nzg5MDEyMzQ1Njc4.secret.simulated");

	@Test
	@DisplayName("R5: ten shards beat on time beside fifty whose sends and closes block")
	void stalledPeersDelayNoOthersHeartbeats() {
		PlatformThreads threads = new PlatformThreads(4, false);
		StallingClient client = new StallingClient();
		GenericApplicationContext context = new GenericApplicationContext();
		context.refresh();
		EventDispatcher dispatcher = new EventDispatcher(context);
		GatewayOptions options = new GatewayOptions(GatewayUrl.of("wss://gateway.example"), SHARDS, null, null,
				Duration.ofMinutes(1), "1", true,
				new LaneOptions(Ordering.SHARD, 100, 1_000_000, Duration.ofMinutes(5), ErrorPolicies.log()), 4, false,
				false, null);
		// What shall be seen is who is late, and not when each may identify: all resume.
		Map<ShardId, KeptSession> sessions = new ConcurrentHashMap<>();
		for (int id = 0; id < SHARDS; id++) {
			ShardId shard = new ShardId(id, SHARDS);
			sessions.put(shard, new KeptSession(
					new ResumePoint("session-" + id, GatewayUrl.of("wss://gateway.example"), 1, shard), 513));
		}
		GatewayRun run = new GatewayRun(this, options,
				new GatewayLookup(RestClient.builder(), URI.create("https://discord.example/api/v10"), TOKEN),
				WebSocketClientTransport.factory(client), dispatcher,
				(shard) -> ShardSettings.builder(TOKEN, shard)
					.intents(513)
					.compression(Compression.NONE)
					.dispatchFilter(dispatcher)
					.build(),
				sessions, new SessionStartBudget("test"), new Surroundings(threads, new MonotonicInstantSource(),
						InstantSource.system(), new SplittableRandom(1)),
				() -> {
				});
		CompletableFuture<Void> unused = run.open();
		try {
			await().atMost(Duration.ofSeconds(30)).until(() -> client.beats.get() > 2 * SHARDS);
			client.stalled = true;
			client.latest.set(0);
			await().atMost(Duration.ofSeconds(30)).until(() -> client.blocked.get() >= STALLED);
			long before = client.healthyBeats.get();
			await().atMost(Duration.ofSeconds(30))
				.until(() -> client.healthyBeats.get() > before + 8 * (SHARDS - STALLED));
			assertThat(Duration.ofNanos(client.latest.get())).isLessThan(BLOCKED);
		}
		finally {
			client.release.countDown();
			run.close(Duration.ofSeconds(20)).join();
			client.readers.shutdownNow();
		}
	}

	/** Blocks, once it is stalled, what is sent on all but the last few connections. */
	private static final class StallingClient implements WebSocketClient {

		private final ExecutorService readers = Executors.newCachedThreadPool();

		private final CountDownLatch release = new CountDownLatch(1);

		private final AtomicInteger connections = new AtomicInteger();

		private final AtomicInteger blocked = new AtomicInteger();

		private final AtomicInteger beats = new AtomicInteger();

		private final AtomicInteger healthyBeats = new AtomicInteger();

		/* The longest time between two heartbeats of a healthy connection. */
		private final AtomicLong latest = new AtomicLong();

		private final Map<Integer, Long> lastBeats = new ConcurrentHashMap<>();

		private volatile boolean stalled;

		@Override
		public CompletableFuture<WebSocketSession> execute(WebSocketHandler handler, String uriTemplate,
				@Nullable Object... variables) {
			throw new UnsupportedOperationException();
		}

		@Override
		public CompletableFuture<WebSocketSession> execute(WebSocketHandler handler,
				@Nullable WebSocketHttpHeaders headers, URI uri) {
			Session session = new Session(handler, this.connections.getAndIncrement());
			try {
				handler.afterConnectionEstablished(session);
			}
			catch (Exception ex) {
				return CompletableFuture.failedFuture(ex);
			}
			session.say("{\"op\":10,\"d\":{\"heartbeat_interval\":" + INTERVAL.toMillis() + "}}");
			return CompletableFuture.completedFuture(session);
		}

		private final class Session extends FakeWebSocketSession {

			private final WebSocketHandler handler;

			private final int number;

			private Session(WebSocketHandler handler, int number) {
				this.handler = handler;
				this.number = number;
			}

			private boolean isStalled() {
				return StallingClient.this.stalled && this.number < STALLED;
			}

			private void say(String message) {
				StallingClient.this.readers.execute(() -> {
					try {
						this.handler.handleMessage(this, new TextMessage(message));
					}
					catch (Exception ex) {
						throw new IllegalStateException(ex);
					}
				});
			}

			@Override
			public void sendMessage(WebSocketMessage<?> message) throws IOException {
				block();
				String payload = (String) message.getPayload();
				if (payload.contains("\"op\":1,")) {
					beat();
					say("{\"op\":11,\"d\":null}");
				}
				else if (payload.contains("\"op\":6,")) {
					say("{\"op\":0,\"s\":2,\"t\":\"RESUMED\",\"d\":{}}");
				}
			}

			private void beat() {
				long now = System.nanoTime();
				StallingClient.this.beats.incrementAndGet();
				Long last = StallingClient.this.lastBeats.put(this.number, now);
				if (this.number >= STALLED && last != null) {
					StallingClient.this.healthyBeats.incrementAndGet();
					StallingClient.this.latest.accumulateAndGet(now - last, Math::max);
				}
			}

			private void block() {
				if (isStalled()) {
					StallingClient.this.blocked.incrementAndGet();
					try {
						StallingClient.this.release.await(BLOCKED.toSeconds(), TimeUnit.SECONDS);
					}
					catch (InterruptedException ex) {
						Thread.currentThread().interrupt();
					}
				}
			}

			@Override
			public boolean isOpen() {
				return true;
			}

			@Override
			public void close(CloseStatus status) {
				block();
			}

		}

	}

}
