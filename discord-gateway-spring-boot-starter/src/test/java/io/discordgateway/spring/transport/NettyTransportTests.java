package io.discordgateway.spring.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.discordgateway.spring.transport.Server.Link;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link NettyTransport}, over sockets.
 */
@Timeout(60)
class NettyTransportTests {

	private static final InstantSource CLOCK = InstantSource.system();

	private final Server server = new Server();

	private final Threads threads = new Threads();

	private final GatewayTransport transport = NettyTransport.factory(null, ProxyRoutes.NONE)
		.create(this.threads, CLOCK);

	private final Heard heard = new Heard();

	private final List<String> sent = new CopyOnWriteArrayList<>();

	@AfterEach
	void close() throws Exception {
		this.transport.close();
		this.server.close();
		await().until(() -> loops().isEmpty());
		this.threads.connecting.shutdownNow();
	}

	@Test
	void messagesGoBothWaysInOrder() throws Exception {
		GatewayTransport.Connection connection = open();
		Link link = this.server.upgrade();
		await().until(() -> this.heard.lines().contains("opened"));
		send(connection, "one", true);
		connection.afterSends(() -> this.sent.add("after one"));
		send(connection, "two", false);
		assertThat(link.read()).isEqualTo("1 one");
		assertThat(link.read()).isEqualTo("2 two");
		await().until(() -> this.sent.size() == 3);
		assertThat(this.sent).containsExactly("one null", "after one", "two null");
		link.text("three", "four");
		await().until(() -> this.heard.lines().size() == 3);
		assertThat(this.heard.lines()).containsExactly("opened", "text three", "text four");
	}

	@Test
	void theUpgradeSaysWhoAsks() throws Exception {
		open();
		assertThat(this.server.accept().readHead()).startsWith("GET /?v=10 HTTP/1.1\r\n")
			.contains("user-agent: DiscordBot (", "upgrade: websocket\r\n");
	}

	@Test
	@DisplayName("R22: a refusal is told with status, Retry-After and body, and asked for once")
	void refusalIsToldWithAllItSays() throws Exception {
		open();
		Link link = this.server.accept();
		link.readHead();
		link.write("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1.5\r\nContent-Length: 9\r\n\r\nslow\ndown");
		await().until(() -> !this.heard.lines().isEmpty());
		assertThat(this.heard.lines())
			.containsExactly("failed 429 PT1.5S the upgrade to a WebSocket was refused with: slow down");
		assertThat(link.in().read()).as("the end").isEqualTo(-1);
		assertThat(this.server.connections()).isEqualTo(1);
	}

	@Test
	@DisplayName("R22: a refusal whose body ends with the connection is told, too")
	void refusalThatEndsWithTheConnectionIsTold() throws Exception {
		open();
		Link link = this.server.accept();
		link.readHead();
		link.write("HTTP/1.1 503 Service Unavailable\r\n\r\nlater");
		link.socket().close();
		await().until(() -> !this.heard.lines().isEmpty());
		assertThat(this.heard.lines())
			.containsExactly("failed 503 null the upgrade to a WebSocket was refused with: later");
	}

	@Test
	@DisplayName("R40: a redirect is a refusal")
	void redirectIsNotFollowed() throws Exception {
		try (Server other = new Server()) {
			open();
			Link link = this.server.accept();
			link.readHead();
			link.write("HTTP/1.1 302 Found\r\nLocation: " + other.url() + "\r\nContent-Length: 0\r\n\r\n");
			await().until(() -> !this.heard.lines().isEmpty());
			assertThat(this.heard.lines()).containsExactly("failed 302 null the upgrade to a WebSocket was refused");
			assertThat(other.connections()).isZero();
		}
	}

	@Test
	void hostThatNobodyKnowsIsNamed() {
		open(URI.create("ws://gateway.invalid"));
		await().until(() -> !this.heard.lines().isEmpty());
		assertThat(this.heard.lines().get(0)).startsWith("failed null null unknown host gateway.invalid");
	}

	@Test
	void portWhereNobodyListensIsTold() throws Exception {
		int port;
		try (ServerSocket unused = new ServerSocket(0)) {
			port = unused.getLocalPort();
		}
		open(URI.create("ws://127.0.0.1:" + port));
		await().until(() -> !this.heard.lines().isEmpty());
		assertThat(this.heard.lines()).singleElement().asString().contains("Connection refused");
	}

	@Test
	void addressesOfAHostAreTriedOneAfterTheOther() throws Exception {
		GatewayTransport several = new NettyTransport(NettyIo.available(), this.threads, CLOCK, null, ProxyRoutes.NONE,
				(host) -> new InetAddress[] { InetAddress.getByName("127.0.0.2"), InetAddress.getByName("127.0.0.3"),
						InetAddress.getByName("127.0.0.1") });
		several.newConnection(this.heard).open(URI.create("ws://gateway.example:" + this.server.url().getPort()));
		this.server.upgrade();
		await().until(() -> this.heard.lines().equals(List.of("opened")));
		several.newConnection(this.heard).open(URI.create("ws://gateway.example:1"));
		await().until(() -> this.heard.lines().size() == 2);
		assertThat(this.heard.lines().get(1)).isEqualTo("failed null null Connection refused");
		several.close();
	}

	@Test
	void peerThatEndsBeforeItAnswersIsTold() throws Exception {
		open();
		this.server.accept().socket().close();
		await().until(() -> !this.heard.lines().isEmpty());
		assertThat(this.heard.lines()).singleElement().asString().startsWith("failed null null ");
	}

	@Test
	void peerThatResetsBeforeItAnswersIsTold() throws Exception {
		open();
		Link link = this.server.accept();
		link.readHead();
		link.socket().setSoLinger(true, 0);
		link.socket().close();
		await().until(() -> !this.heard.lines().isEmpty());
		assertThat(this.heard.lines()).singleElement(STRING).startsWith("failed null null Connection reset");
	}

	@Test
	@DisplayName("R43: what was closed before it was opened is not opened")
	void connectionThatWasClosedIsNotOpened() {
		GatewayTransport.Connection connection = this.transport.newConnection(this.heard);
		assertThat(connection.close(4900, "abandoned")).succeedsWithin(Duration.ofSeconds(10));
		connection.open(this.server.url());
		assertThat(connection.close(4900, "abandoned")).succeedsWithin(Duration.ofSeconds(10));
		assertThat(this.server.connections()).isZero();
		assertThat(this.heard.lines()).isEmpty();
	}

	@Test
	@DisplayName("R43: a connection that is closed sends its code behind all else, and is not heard any more")
	void connectionThatIsClosedIsNotHeard() throws Exception {
		GatewayTransport.Connection connection = open();
		Link link = this.server.upgrade();
		await().until(() -> this.heard.lines().contains("opened"));
		send(connection, "one", true);
		assertThat(connection.close(4900, "x".repeat(122) + "\u00e9")).succeedsWithin(Duration.ofSeconds(10));
		assertThat(link.read()).isEqualTo("1 one");
		assertThat(link.read()).isEqualTo("8 4900 " + "x".repeat(122));
		link.text("late");
		link.closeFrame(4004);
		assertThat(link.in().read()).as("the end").isEqualTo(-1);
		send(connection, "two", true);
		await().until(() -> this.sent.size() == 2);
		assertThat(this.sent).containsExactly("one null", "two java.io.IOException: the connection is not open");
		assertThat(this.heard.lines()).containsExactly("opened");
	}

	@Test
	void closeDuringTheUpgradeEndsTheConnection() throws Exception {
		GatewayTransport.Connection connection = open();
		Link link = this.server.accept();
		link.readHead();
		assertThat(connection.close(4900, "abandoned")).succeedsWithin(Duration.ofSeconds(10));
		assertThat(link.in().read()).as("the end").isEqualTo(-1);
		assertThat(this.heard.lines()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 4004, 4000, 1000 })
	void codeOfThePeersCloseFrameIsTold(int code) throws Exception {
		open();
		Link link = this.server.upgrade();
		link.closeFrame(code);
		assertThat(link.read()).startsWith("8 " + code);
		await().until(() -> this.heard.lines().size() == 2);
		assertThat(this.heard.lines()).containsExactly("opened", "closed " + code + " ");
	}

	@Test
	@DisplayName("R21: frames that break the rules are answered with a code that keeps the session")
	void violationIsAnsweredWithItsCode() throws Exception {
		open();
		Link link = this.server.upgrade();
		link.write(Link.frame(0xF1, new byte[0]));
		assertThat(link.read()).isEqualTo("8 1002 ");
		assertThat(link.in().read()).as("the end").isEqualTo(-1);
		await().until(() -> this.heard.lines().size() == 2);
		assertThat(this.heard.lines().get(1)).startsWith("closed 1002 ");
	}

	@Test
	void connectionThatIsResetIsTold() throws Exception {
		open();
		Link link = this.server.upgrade();
		await().until(() -> this.heard.lines().contains("opened"));
		link.socket().setSoLinger(true, 0);
		link.socket().close();
		await().until(() -> this.heard.lines().size() == 2);
		assertThat(this.heard.lines().get(1)).startsWith("closed null Connection reset");
	}

	@Test
	@DisplayName("R8: while there is no room nothing is read, no thread is held, and nothing is out of order after it")
	void readingPausesWithoutAThread() throws Exception {
		List<CompletableFuture<Void>> rooms = new CopyOnWriteArrayList<>();
		List<Heard> full = new ArrayList<>();
		// More than there are loops.
		for (int i = 0; i < 4; i++) {
			Heard listener = new Heard();
			listener.hold(() -> {
				CompletableFuture<Void> room = new CompletableFuture<>();
				rooms.add(room);
				return room;
			});
			full.add(listener);
			this.transport.newConnection(listener).open(this.server.url());
			this.server.upgrade().text("one", "two", "three");
			await().until(() -> listener.lines().contains("text one"));
		}
		open();
		this.server.upgrade().text("free");
		await().until(() -> this.heard.lines().contains("text free"));
		assertThat(full).allSatisfy((each) -> assertThat(each.lines()).containsExactly("opened", "text one"));
		assertThat(this.threads.held).hasValue(0);
		await().untilAsserted(() -> {
			rooms.forEach((room) -> room.complete(null));
			assertThat(full).allSatisfy(
					(each) -> assertThat(each.lines()).containsExactly("opened", "text one", "text two", "text three"));
		});
	}

	@Test
	@DisplayName("R8: a peer that is not read is held back by TCP")
	void peerThatIsNotReadIsHeldBack() throws Exception {
		this.heard.hold(CompletableFuture::new);
		open();
		Link link = this.server.upgrade();
		AtomicLong written = writeEndlessly(link, Link.frame(0x82, new byte[125]));
		awaitStandstill(written);
		assertThat(this.heard.lines()).hasSize(2);
	}

	@Test
	@DisplayName("R10: pings that nobody takes the answers of do not fill the memory")
	void peerThatPingsAndDoesNotReadIsHeldBack() throws Exception {
		open();
		Link link = this.server.upgrade();
		awaitStandstill(writeEndlessly(link, Link.frame(0x89, new byte[125])));
	}

	@Test
	void whatIsReadAtOnceIsToldTogether() throws Exception {
		CompletableFuture<Void> room = new CompletableFuture<>();
		this.heard
			.hold(() -> this.heard.lines().contains("text three") ? room : CompletableFuture.completedFuture(null));
		open();
		Link link = this.server.upgrade();
		link.text("one", "two", "three", "four", "five");
		await().until(() -> this.heard.batches().equals(List.of(3)));
		room.complete(null);
		await().until(() -> this.heard.batches().equals(List.of(3, 2)));
		link.text("six");
		await().until(() -> this.heard.batches().equals(List.of(3, 2, 1)));
	}

	@Test
	void whatWasReadBeforeTheEndIsHeardBeforeIt() throws Exception {
		CompletableFuture<Void> room = new CompletableFuture<>();
		this.heard.hold(() -> room);
		open();
		Link link = this.server.upgrade();
		link.write(join(Link.frame(0x81, "one".getBytes(StandardCharsets.UTF_8)),
				Link.frame(0x81, "two".getBytes(StandardCharsets.UTF_8)),
				Link.frame(0x88, new byte[] { 0x0F, (byte) 0xA0 })));
		await().until(() -> this.heard.lines().contains("text one"));
		room.complete(null);
		await().until(() -> this.heard.lines().size() == 4);
		assertThat(this.heard.lines()).containsExactly("opened", "text one", "text two", "closed 4000 ");
	}

	@Test
	@DisplayName("R8: a connection that is closed while it is paused reads on to the peer's answer")
	void connectionThatIsClosedWhileItIsPausedEnds() throws Exception {
		this.heard.hold(CompletableFuture::new);
		GatewayTransport.Connection connection = open();
		Link link = this.server.upgrade();
		link.text("one", "two");
		await().until(() -> this.heard.lines().contains("text one"));
		assertThat(connection.close(4900, "")).succeedsWithin(Duration.ofSeconds(10));
		assertThat(link.read()).isEqualTo("8 4900 ");
		link.closeFrame(4900);
		assertThat(link.in().read()).as("the end").isEqualTo(-1);
		assertThat(this.heard.lines()).containsExactly("opened", "text one");
	}

	@Test
	@DisplayName("R8: a peer that takes nothing is dropped some seconds after the close")
	void stalledPeerIsDropped() throws Exception {
		GatewayTransport.Connection connection = open();
		Link link = this.server.upgrade();
		await().until(() -> this.heard.lines().contains("opened"));
		String large = "x".repeat(1_000_000);
		for (int i = 0; i < 20; i++) {
			send(connection, large, true);
		}
		connection.afterSends(() -> this.sent.add("never"));
		long begun = System.nanoTime();
		CompletableFuture<Void> closed = connection.close(4900, "abandoned");
		assertThat(closed).succeedsWithin(Duration.ofSeconds(10));
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(4));
		await().until(() -> this.sent.size() == 20);
		assertThat(this.sent.get(19)).contains("the connection was closed");
		assertThat(this.heard.lines().get(0)).isEqualTo("opened");
		assertThat(link.socket().isConnected()).isTrue();
	}

	@Test
	@DisplayName("R8: a peer that takes nothing and closes is dropped some seconds later")
	void stalledPeerThatClosesIsDropped() throws Exception {
		CompletableFuture<Void> room = new CompletableFuture<>();
		this.heard.hold(() -> room);
		GatewayTransport.Connection connection = open();
		Link link = this.server.upgrade();
		link.write(join(Link.frame(0x81, new byte[0]), Link.frame(0x88, new byte[0])));
		await().until(() -> this.heard.lines().contains("text "));
		for (int i = 0; i < 20; i++) {
			send(connection, "x".repeat(1_000_000), true);
		}
		room.complete(null);
		await().until(() -> this.heard.lines().contains("closed null closed without a code"));
		connection.send(new byte[0], true, (failure) -> this.sent.add("late " + failure));
		await().until(() -> this.sent.size() == 21);
		assertThat(this.sent.get(20)).isEqualTo("late java.io.IOException: the connection is not open");
		assertThat(this.sent.subList(0, 20)).last().asString().contains("the connection was closed");
	}

	@Test
	void whatWasNeverUsedHasNoThreads() {
		GatewayTransport unused = NettyTransport.factory(null, ProxyRoutes.NONE).create(this.threads, CLOCK);
		unused.close();
		GatewayTransport.Connection late = unused.newConnection(this.heard);
		late.open(this.server.url());
		await().until(() -> !this.heard.lines().isEmpty());
		assertThat(this.heard.lines()).containsExactly("failed null null the gateway was stopped");
		await().until(() -> loops().isEmpty());
	}

	@Test
	void whatFollowsASendIsDoneThoughThePeerHasClosedSince() throws Exception {
		GatewayTransport.Connection connection = open();
		Link link = this.server.upgrade();
		await().until(() -> this.heard.lines().contains("opened"));
		send(connection, "one", true);
		await().until(() -> this.sent.contains("one null"));
		link.closeFrame(4000);
		await().until(() -> this.heard.lines().size() == 2);
		connection.afterSends(() -> this.sent.add("after one"));
		await().until(() -> this.sent.contains("after one"));
	}

	@ParameterizedTest
	@CsvSource({ "HTTP, ws", "HTTP, wss", "SOCKS4, ws", "SOCKS5, ws", "SOCKS5, wss" })
	void proxyThatHangsUpBeforeItHasConnectedIsNamed(ProxySettings.Type type, String scheme) throws Exception {
		int port = this.server.url().getPort();
		GatewayTransport proxied = NettyTransport
			.factory(null, ProxyRoutes.over(new ProxySettings(type, "127.0.0.1", port, null, null, List.of())))
			.create(this.threads, CLOCK);
		proxied.newConnection(this.heard).open(URI.create(scheme + "://gateway.example"));
		Link link = this.server.accept();
		assertThat(link.in().read()).isNotEqualTo(-1);
		link.socket().close();
		await().until(() -> !this.heard.lines().isEmpty());
		assertThat(this.heard.lines()).singleElement()
			.asString()
			.startsWith("failed null null over the proxy " + type.name().toLowerCase(Locale.ROOT) + "://127.0.0.1");
		proxied.close();
		await().until(() -> loops().isEmpty());
	}

	@Test
	void loopsThatCannotBeMadeAreMadeForTheNextConnection() throws Exception {
		AtomicInteger failures = new AtomicInteger(1);
		IoHandlerFactory nio = NioIoHandler.newFactory();
		NettyIo io = new NettyIo("nio", (executor) -> {
			if (failures.getAndDecrement() > 0) {
				throw new IllegalStateException("no descriptors left, on purpose");
			}
			return nio.newHandler(executor);
		}, NioSocketChannel::new);
		GatewayTransport poor = new NettyTransport(io, this.threads, CLOCK, null, ProxyRoutes.NONE,
				InetAddress::getAllByName);
		assertThatIllegalStateException().isThrownBy(() -> poor.newConnection(this.heard));
		poor.newConnection(this.heard).open(this.server.url());
		this.server.upgrade();
		await().until(() -> this.heard.lines().contains("opened"));
		poor.close();
	}

	@Test
	void channelThatCannotBeMadeIsToldByTheLoop() {
		NettyIo io = new NettyIo("nio", NioIoHandler.newFactory(), () -> {
			throw new IllegalStateException("no descriptors left, on purpose");
		});
		GatewayTransport poor = new NettyTransport(io, this.threads, CLOCK, null, ProxyRoutes.NONE,
				InetAddress::getAllByName);
		poor.newConnection(this.heard).open(this.server.url());
		await().until(() -> !this.heard.lines().isEmpty());
		assertThat(this.heard.lines()).singleElement().asString().contains("on purpose");
		assertThat(this.heard.threads()).allMatch((name) -> name.startsWith("discord-netty-"));
		poor.close();
	}

	@Test
	void closeThatFailsIsOver() throws Exception {
		GatewayTransport.Connection connection = open();
		Link link = this.server.upgrade();
		await().until(() -> this.heard.lines().contains("opened"));
		assertThat(connection.close(999, "no such code")).succeedsWithin(Duration.ofSeconds(10));
		assertThat(link.in().read()).as("the end").isEqualTo(-1);
	}

	@Test
	void interruptOfWhoSendsDoesNotReachTheConnection() throws Exception {
		GatewayTransport.Connection connection = open();
		Link link = this.server.upgrade();
		await().until(() -> this.heard.lines().contains("opened"));
		Thread.currentThread().interrupt();
		send(connection, "one", true);
		assertThat(Thread.interrupted()).isTrue();
		assertThat(link.read()).isEqualTo("1 one");
		link.text("two");
		await().until(() -> this.heard.lines().contains("text two"));
	}

	@Test
	void listenerThatFailsCostsItsConnectionAndNoOther() throws Exception {
		this.heard.hold(() -> {
			throw new IllegalStateException("on purpose");
		});
		open();
		Heard other = new Heard();
		Link link = this.server.upgrade();
		this.transport.newConnection(other).open(this.server.url());
		Link healthy = this.server.upgrade();
		link.text("one");
		assertThat(link.in().read()).as("the end").isEqualTo(-1);
		await().until(() -> this.heard.lines().size() == 3);
		assertThat(this.heard.lines().get(2)).startsWith("closed null this process failed");
		healthy.text("two");
		await().until(() -> other.lines().contains("text two"));
	}

	@Test
	void loopsAreFewAndEndWithTheTransport() throws Exception {
		for (int i = 0; i < 10; i++) {
			open();
			this.server.upgrade();
		}
		assertThat(loops()).hasSizeBetween(1, 2).allSatisfy((loop) -> assertThat(loop.isDaemon()).isTrue());
		this.transport.close();
		this.transport.close();
		await().until(() -> loops().isEmpty());
		assertThat(Thread.getAllStackTraces().keySet()).noneMatch((each) -> each.getName().startsWith("globalEvent"));
		GatewayTransport.Connection late = open();
		send(late, "late", true);
		late.afterSends(() -> this.sent.add("never"));
		await().until(() -> !this.sent.isEmpty());
		assertThat(this.sent).containsExactly("late java.io.IOException: the gateway was stopped");
		assertThat(late.close(4900, "")).isCompleted();
	}

	private GatewayTransport.Connection open() {
		return open(this.server.url());
	}

	private GatewayTransport.Connection open(URI url) {
		GatewayTransport.Connection connection = this.transport.newConnection(this.heard);
		connection.open(url);
		return connection;
	}

	private void send(GatewayTransport.Connection connection, String payload, boolean text) {
		String name = (payload.length() > 10) ? "large" : payload;
		connection.send(payload.getBytes(StandardCharsets.UTF_8), text,
				(failure) -> this.sent.add(name + " " + failure));
	}

	private static byte[] join(byte[]... parts) {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			all.writeBytes(part);
		}
		return all.toByteArray();
	}

	private static AtomicLong writeEndlessly(Link link, byte[] bytes) {
		AtomicLong written = new AtomicLong();
		Thread writer = new Thread(() -> {
			try {
				while (true) {
					link.write(bytes);
					written.addAndGet(bytes.length);
				}
			}
			catch (IOException ex) {
				// The test is over.
			}
		}, "writer");
		writer.setDaemon(true);
		writer.start();
		return written;
	}

	/* What the buffers of both kernels hold is some megabytes. */
	private static void awaitStandstill(AtomicLong written) {
		AtomicLong last = new AtomicLong(-1);
		await().pollInterval(Duration.ofMillis(500)).until(() -> last.getAndSet(written.get()) == written.get());
		assertThat(written).hasValueLessThan(64_000_000);
	}

	private static List<Thread> loops() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("discord-netty-"))
			.toList();
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(5));
	}

	/** Only connecting has a thread: nothing else may want one. */
	private static final class Threads implements TransportThreads {

		private final ExecutorService connecting = Executors.newSingleThreadExecutor();

		private final AtomicInteger held = new AtomicInteger();

		@Override
		public Executor connecting() {
			return this.connecting;
		}

		@Override
		public Executor handshaking() {
			return Runnable::run;
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
			this.held.incrementAndGet();
		}

	}

}
