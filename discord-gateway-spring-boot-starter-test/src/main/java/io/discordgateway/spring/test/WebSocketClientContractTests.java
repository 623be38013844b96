package io.discordgateway.spring.test;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.discordgateway.spring.transport.GatewayTransport;
import io.discordgateway.spring.transport.TransportThreads;
import io.discordgateway.spring.transport.WebSocketClientTransport;
import io.discordgateway.test.LocalGateway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.web.socket.client.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the gateway expects of a {@link WebSocketClient}. Extend it in the tests of a
 * client of your own, which is to be the bean that the gateway uses.
 *
 * @since 0.1
 */
public abstract class WebSocketClientContractTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	/* More than Discord's largest messages, and than clients have room for by default. */
	private static final int LARGE = 1_000_000;

	private static final int MANY = 500;

	private static final long LOOK_NANOS = 1_000_000;

	private final LocalGateway gateway = LocalGateway.builder().build().start();

	private final Threads threads = new Threads();

	private final Heard heard = new Heard();

	private @Nullable GatewayTransport transport;

	/**
	 * Makes a client as the application does.
	 * @return the client
	 */
	protected abstract WebSocketClient client();

	/** What is tried; package-private for transports that have no such client. */
	GatewayTransport.Factory factory() {
		return WebSocketClientTransport.factory(client());
	}

	@BeforeEach
	void begin() {
		this.transport = factory().create(this.threads, InstantSource.system());
	}

	@AfterEach
	void end() {
		if (this.transport != null) {
			this.transport.close();
		}
		this.gateway.close();
		this.threads.close();
	}

	@Test
	void connectionIsOpenBeforeTheFirstMessage() {
		connect();
		assertThat(this.heard.next()).isEqualTo("opened");
		assertThat(this.heard.next()).startsWith("{").contains("heartbeat_interval");
	}

	@Test
	void messagesComeInOrderAndOneAtATime() {
		connected();
		this.heard.pause();
		List<String> sent = new ArrayList<>();
		for (int i = 0; i < MANY; i++) {
			String message = "{\"op\":11,\"n\":" + i + "}";
			sent.add(message);
			this.gateway.sendRaw(message);
		}
		this.heard.goOn();
		assertThat(this.heard.next(MANY)).isEqualTo(sent);
		assertThat(this.heard.mostAtOnce.get()).isEqualTo(1);
	}

	@Test
	void largeTextIsWhole() {
		connected();
		String message = "\"" + "\uD83D\uDE00".repeat(LARGE / 4) + "\"";
		this.gateway.sendRaw(message);
		assertThat(this.heard.next()).isEqualTo(message);
	}

	@Test
	void largeBinaryMessageIsWhole() {
		connected();
		byte[] message = new byte[LARGE];
		new Random(1).nextBytes(message);
		this.gateway.sendRaw(message);
		assertThat(this.heard.nextBytes()).isEqualTo(message);
	}

	@Test
	void whatIsSentArrivesInOrderAndIsTold() throws Exception {
		GatewayTransport.Connection connection = connected();
		BlockingQueue<Integer> told = new LinkedBlockingQueue<>();
		List<Integer> numbers = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			int number = i;
			numbers.add(number);
			connection.send(("{\"op\":1,\"d\":" + i + "}").getBytes(StandardCharsets.UTF_8), true, (failure) -> {
				assertThat(failure).isNull();
				told.add(number);
			});
		}
		CountDownLatch all = new CountDownLatch(1);
		connection.afterSends(all::countDown);
		assertThat(all.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(told).containsExactlyElementsOf(numbers);
		// Each heartbeat is answered, so behind the last answer all have come.
		this.heard.next(numbers.size());
		assertThat(this.gateway.record().payloads()).extracting((payload) -> payload.json())
			.containsExactlyElementsOf(numbers.stream().map((number) -> "{\"op\":1,\"d\":" + number + "}").toList());
	}

	@Test
	void codeAndReasonOfACloseAreTold() {
		connected();
		this.gateway.closeConnections(4009);
		assertThat(this.heard.next()).startsWith("closed 4009");
	}

	@Test
	void endWithoutACloseFrameIsTold() {
		connected();
		this.gateway.dropConnections();
		assertThat(this.heard.next()).startsWith("closed null");
	}

	@Test
	void codeOfOurOwnCloseArrives() throws Exception {
		GatewayTransport.Connection connection = connected();
		connection.close(4900, "enough").get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
		// The frame is sent; that it has come is told to nobody here.
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (this.gateway.record().closes().isEmpty() && System.nanoTime() < deadline) {
			LockSupport.parkNanos(LOOK_NANOS);
		}
		assertThat(this.gateway.record().closes()).anySatisfy((close) -> {
			assertThat(close.byClient()).isTrue();
			assertThat(close.code()).isEqualTo(4900);
		});
	}

	@Test
	void refusedUpgradeIsTold() { // R22
		this.gateway.refuseUpgrades(503, Duration.ofSeconds(7), "busy");
		connect();
		assertThat(this.heard.next()).startsWith("failed");
	}

	@Test
	void closedPortIsTold() {
		URI url = url();
		this.gateway.stopListening();
		connect(url);
		assertThat(this.heard.next()).startsWith("failed");
	}

	private GatewayTransport.Connection connected() {
		GatewayTransport.Connection connection = connect();
		assertThat(this.heard.next()).isEqualTo("opened");
		assertThat(this.heard.next()).contains("heartbeat_interval");
		return connection;
	}

	private GatewayTransport.Connection connect() {
		return connect(url());
	}

	private URI url() {
		return URI.create(this.gateway.gatewayUrl() + "/?v=10&encoding=json");
	}

	private GatewayTransport.Connection connect(URI url) {
		GatewayTransport current = Objects.requireNonNull(this.transport);
		GatewayTransport.Connection connection = current.newConnection(this.heard);
		this.threads.connecting().execute(() -> connection.open(url));
		return connection;
	}

	/** What a connection tells. */
	private static final class Heard implements GatewayTransport.Listener {

		private static final CompletableFuture<Void> ROOM = CompletableFuture.completedFuture(null);

		private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();

		private final AtomicInteger now = new AtomicInteger();

		private final AtomicInteger mostAtOnce = new AtomicInteger();

		private volatile CountDownLatch gate = new CountDownLatch(0);

		private byte[] part = new byte[0];

		/** Holds the next message up, in which time no other may come. */
		private void pause() {
			this.gate = new CountDownLatch(1);
		}

		private void goOn() {
			this.gate.countDown();
		}

		private byte[] nextBytes() {
			try {
				byte[] message = this.messages.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
				assertThat(message).as("The next thing that is told").isNotNull();
				return message;
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
		}

		private String next() {
			return new String(nextBytes(), StandardCharsets.UTF_8);
		}

		private List<String> next(int count) {
			List<String> next = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				next.add(next());
			}
			return next;
		}

		private void tell(String what) {
			this.messages.add(what.getBytes(StandardCharsets.UTF_8));
		}

		@Override
		public void opened() {
			tell("opened");
		}

		@Override
		public void connectFailed(String reason, @Nullable Integer httpStatus, @Nullable Duration retryAfter) {
			tell("failed " + httpStatus + " " + reason);
		}

		@Override
		public CompletableFuture<Void> received(ByteBuffer chunk, boolean text, boolean last) {
			this.mostAtOnce.accumulateAndGet(this.now.incrementAndGet(), Math::max);
			try {
				boolean unused = this.gate.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
				ByteBuffer whole = ByteBuffer.allocate(this.part.length + chunk.remaining()).put(this.part).put(chunk);
				this.part = last ? new byte[0] : whole.array();
				if (last) {
					this.messages.add(whole.array());
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			finally {
				this.now.decrementAndGet();
			}
			return ROOM;
		}

		@Override
		public void caughtUp() {
		}

		@Override
		public void closed(@Nullable Integer code, String reason) {
			tell("closed " + code + " " + reason);
		}

	}

	/** Threads of a test's own. */
	private static final class Threads implements TransportThreads, AutoCloseable {

		private final ExecutorService pool = Executors.newCachedThreadPool((task) -> {
			Thread thread = new Thread(task, "contract");
			thread.setDaemon(true);
			return thread;
		});

		@Override
		public Executor connecting() {
			return this.pool;
		}

		@Override
		public Executor handshaking() {
			return this.pool;
		}

		@Override
		public Executor newOutbox() {
			return new Serial(this.pool)::add;
		}

		@Override
		public Executor closing() {
			return this.pool;
		}

		@Override
		public void hold(CompletableFuture<Void> done) {
			done.join();
		}

		@Override
		public void close() {
			this.pool.shutdown();
		}

	}

}
