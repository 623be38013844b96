package io.discordgateway.spring.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

import io.discordgateway.connection.ConnectionEvent;
import io.discordgateway.connection.WebSocketWire;
import io.discordgateway.spring.rest.UserAgent;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket over a channel of Netty's. But for looking up a name, all of it happens
 * on the channel's event loop, which nothing here blocks.
 */
final class NettyConnection implements GatewayTransport.Connection, WebSocketWire.Listener {

	/*
	 * Reading pauses after the piece of a message for which the listener has no room:
	 * what was read behind it waits here, at most one read of the socket, and auto-read
	 * is off. It is off, too, while the peer does not take what is sent to it, as it
	 * could make this side answer pings without an end.
	 */

	private static final Log logger = LogFactory.getLog(NettyConnection.class);

	/* All addresses of a host together (R4). */
	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

	private static final Duration TLS_TIMEOUT = Duration.ofSeconds(10);

	/* So long may the last that is sent take, where no answer is waited for. */
	private static final Duration LAST_WRITE_TIMEOUT = Duration.ofSeconds(5);

	private static final Duration CLOSE_NOTIFY_TIMEOUT = Duration.ofSeconds(1);

	/* The least, the first and the most that is read at once. */
	private static final AdaptiveRecvByteBufAllocator READS = new AdaptiveRecvByteBufAllocator(512, 2048, 16_384);

	private static final String STOPPED = "the gateway was stopped";

	/* The most that is left of 125 bytes. */
	private static final int MAX_REASON = 123;

	private final NettyTransport transport;

	private final EventLoop loop;

	private final GatewayTransport.Listener listener;

	private volatile boolean closing;

	/* What follows is touched by the event loop only. */

	private @Nullable WebSocketWire wire;

	private @Nullable Channel channel;

	private @Nullable ChannelFuture connecting;

	private @Nullable ChannelFuture lastSend;

	private @Nullable ScheduledFuture<?> timer;

	private @Nullable Instant armed;

	private final Queue<ByteBuf> unread = new ArrayDeque<>();

	private @Nullable String error;

	private boolean opened;

	private boolean broken;

	private boolean paused;

	private boolean inactive;

	private boolean over;

	NettyConnection(NettyTransport transport, EventLoop loop, GatewayTransport.Listener listener) {
		this.transport = transport;
		this.loop = loop;
		this.listener = listener;
	}

	// Connecting

	@Override
	public void open(URI url) {
		if (this.closing) {
			return;
		}
		if (this.transport.isClosed()) {
			end(STOPPED);
			return;
		}
		try {
			Attempt attempt = attempt(url);
			onLoop(() -> begin(attempt), () -> end(STOPPED));
		}
		catch (IOException | NoSuchAlgorithmException | RuntimeException ex) {
			onLoop(() -> end(Failures.describe(ex)), () -> {
			});
		}
	}

	/* On a thread that may block: looking up a name does. */
	private Attempt attempt(URI url) throws IOException, NoSuchAlgorithmException {
		WebSocketWire wire = WebSocketWire.builder(url, this.transport.random(), this)
			.userAgent(UserAgent.VALUE)
			// How long a message may be is for its decoder to say (R34).
			.maxMessageSize(Integer.MAX_VALUE)
			.build();
		boolean secure = "wss".equalsIgnoreCase(url.getScheme());
		String host = ProxySettings.bare(url.getHost());
		int port = (url.getPort() != -1) ? url.getPort() : secure ? 443 : 80;
		ProxySettings proxy = this.transport.proxyTo(url);
		List<InetAddress> addresses = List.of(this.transport.names().lookUp((proxy != null) ? proxy.host() : host));
		return new Attempt(wire, host, port, proxy, addresses, secure ? this.transport.sslContext() : null,
				this.transport.clock().instant().plus(CONNECT_TIMEOUT));
	}

	private void begin(Attempt attempt) {
		if (!this.closing) {
			this.wire = attempt.wire();
			connect(attempt, 0);
		}
		else {
			over();
		}
	}

	/*
	 * The addresses share the time, so that one that is not there leaves some for others.
	 */
	private void connect(Attempt attempt, int index) {
		long left = Duration.between(this.transport.clock().instant(), attempt.deadline()).toMillis();
		long share = Math.max(1, left / (attempt.addresses().size() - index));
		// A resolver would make a thread of Netty's own wait for the end of the loop.
		ChannelFuture future = new Bootstrap().group(this.loop)
			.channelFactory(this.transport.io().channels())
			.disableResolver()
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) share)
			.option(ChannelOption.TCP_NODELAY, true)
			.option(ChannelOption.RECVBUF_ALLOCATOR, READS)
			.handler(new Pipeline(attempt, index))
			.connect(attempt.destination(index));
		this.connecting = future;
		// What fails before there is a channel is told on a thread of Netty's own.
		future.addListener((done) -> {
			if (!done.isSuccess() && !done.isCancelled()) {
				onLoop(() -> notConnected(attempt, index, done.cause()), () -> end(STOPPED));
			}
		});
	}

	private void notConnected(Attempt attempt, int index, Throwable failure) {
		if (this.closing || index + 1 == attempt.addresses().size()) {
			end(attempt.describe(failure));
		}
		else {
			connect(attempt, index + 1);
		}
	}

	private void start() {
		wire().start(now());
		flush();
	}

	// What is wanted of the connection

	@Override
	public void send(byte[] payload, boolean text, Consumer<@Nullable Throwable> done) {
		onLoop(() -> transmit(payload, text, done), () -> done.accept(new IOException(STOPPED)));
	}

	private void transmit(byte[] payload, boolean text, Consumer<@Nullable Throwable> done) {
		WebSocketWire current = this.wire;
		if (this.broken || current == null || !current.open()) {
			this.broken = true;
			afterLastSend(() -> done.accept(new IOException("the connection is not open")));
			return;
		}
		ChannelFuture sent;
		try {
			if (text) {
				current.sendText(payload);
			}
			else {
				current.sendBinary(payload);
			}
			sent = Objects.requireNonNull(write());
		}
		catch (RuntimeException | Error ex) {
			this.broken = true;
			afterLastSend(() -> done.accept(ex));
			throw ex;
		}
		this.lastSend = sent;
		sent.addListener((result) -> {
			this.broken |= !result.isSuccess();
			done.accept(result.isSuccess() ? null : said(result.cause()));
		});
	}

	private static Throwable said(Throwable failure) {
		return (failure instanceof ClosedChannelException) ? new IOException("the connection was closed") : failure;
	}

	@Override
	public void afterSends(Runnable task) {
		onLoop(() -> afterLastSend(() -> {
			if (!this.broken) {
				task.run();
			}
		}), () -> {
		});
	}

	/* What is told of sends is told in their order. */
	private void afterLastSend(Runnable task) {
		ChannelFuture last = this.lastSend;
		if (last == null || last.isDone()) {
			task.run();
		}
		else {
			last.addListener((result) -> task.run());
		}
	}

	@Override
	public CompletableFuture<Void> close(int code, String reason) {
		this.closing = true;
		CompletableFuture<Void> closed = new CompletableFuture<>();
		onLoop(() -> {
			ChannelFuture sent = null;
			try {
				sent = shut(code, cut(reason));
			}
			finally {
				if (sent == null) {
					closed.complete(null);
				}
			}
			if (sent != null) {
				sent.addListener((result) -> closed.complete(null));
			}
		}, () -> closed.complete(null));
		return closed;
	}

	/* What still comes is read to the end, and nobody hears of it (R43). */
	private @Nullable ChannelFuture shut(int code, String reason) {
		WebSocketWire current = this.wire;
		if (current == null || this.channel == null) {
			if (this.connecting != null) {
				this.connecting.cancel(false);
			}
			over();
			return null;
		}
		this.paused = false;
		current.close(code, reason, now());
		ChannelFuture sent = write();
		read();
		return sent;
	}

	private static String cut(String reason) {
		String cut = reason;
		while (cut.getBytes(StandardCharsets.UTF_8).length > MAX_REASON) {
			cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
		}
		return cut;
	}

	// Between channel and wire

	private void flush() {
		ChannelFuture unused = write();
	}

	/** Writes what the wire has to say, and does what follows from its state. */
	private @Nullable ChannelFuture write() {
		WebSocketWire current = wire();
		Channel open = channel();
		byte[] output = current.takeOutput();
		ChannelFuture written = (output.length > 0) ? open.writeAndFlush(Unpooled.wrappedBuffer(output)) : null;
		if (current.finished()) {
			closeAfter(open, written);
		}
		else {
			arm(current.nextDeadline());
		}
		return written;
	}

	private void closeAfter(Channel open, @Nullable ChannelFuture written) {
		arm(null);
		if (written == null || written.isDone()) {
			drop(open);
			return;
		}
		ScheduledFuture<?> patience = this.loop.schedule(() -> drop(open), LAST_WRITE_TIMEOUT.toMillis(),
				TimeUnit.MILLISECONDS);
		written.addListener((result) -> {
			patience.cancel(false);
			drop(open);
		});
	}

	private static void drop(Channel channel) {
		ChannelFuture unused = channel.close();
	}

	private void arm(@Nullable Instant deadline) {
		if (deadline == null ? this.armed == null : deadline.equals(this.armed)) {
			return;
		}
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
		this.armed = deadline;
		if (deadline != null) {
			this.timer = this.loop.schedule(guarded(this::deadlineReached),
					Math.max(0, Duration.between(now(), deadline).toNanos()), TimeUnit.NANOSECONDS);
		}
	}

	private void deadlineReached() {
		this.armed = null;
		wire().deadlineReached(now());
		flush();
	}

	/** Hands on what was read, for as long as the listener has room. */
	private void read() {
		while (!this.paused && !this.unread.isEmpty()) {
			ByteBuf next = this.unread.element();
			ByteBuffer bytes = next.nioBuffer();
			int size = bytes.remaining();
			wire().receive(bytes, () -> this.paused);
			next.skipBytes(size - bytes.remaining());
			if (!next.isReadable()) {
				this.unread.remove().release();
			}
			flush();
		}
		if (this.inactive && this.unread.isEmpty() && !this.paused) {
			endOfInput();
		}
		autoRead();
	}

	private void autoRead() {
		Channel open = channel();
		open.config().setAutoRead(!this.paused && open.isWritable());
	}

	/* The wire tells what that means: it may be the end of a refusal's body. */
	private void endOfInput() {
		wire().endOfInput();
		end("the connection ended before the upgrade was asked for");
	}

	/** Ends, and says so if nothing else has. */
	private void end(String reason) {
		if (!this.over) {
			over();
			this.listener.connectFailed((this.error != null) ? this.error : reason, null, null);
		}
	}

	private void over() {
		this.over = true;
		if (this.channel == null) {
			this.transport.ended(this);
		}
	}

	/* There is one once there is a channel. */
	private WebSocketWire wire() {
		return Objects.requireNonNull(this.wire);
	}

	private Channel channel() {
		return Objects.requireNonNull(this.channel);
	}

	private Instant now() {
		return this.transport.clock().instant();
	}

	// What the wire tells

	@Override
	public void opened() {
		this.opened = true;
		this.listener.opened();
	}

	@Override
	public void refused(ConnectionEvent.UpgradeRejected rejected) {
		over();
		String body = Failures.oneLine(rejected.bodyAsText());
		this.listener.connectFailed("the upgrade to a WebSocket was refused" + (body.isEmpty() ? "" : " with: " + body),
				rejected.status(), rejected.retryAfter());
	}

	@Override
	public void message(ByteBuffer chunk, boolean text, boolean last) {
		if (this.closing) {
			return;
		}
		CompletableFuture<Void> room = this.listener.received(chunk, text, last);
		if (!room.isDone()) {
			this.paused = true;
			CompletableFuture<Void> unused = room.whenComplete((done, failure) -> onLoop(() -> {
				this.paused = false;
				read();
				this.listener.caughtUp();
			}, () -> {
			}));
		}
	}

	@Override
	public void closed(WebSocketWire.Closed closed) {
		over();
		if (closed.byPeer()) {
			this.listener.closed(closed.code(), (closed.code() != null) ? closed.reason() : "closed without a code");
		}
	}

	@Override
	public void failed(WebSocketWire.Failed failed) {
		// What the channel says of its end, the wire does not know.
		end(failed.closeCode(), (this.error != null) ? this.error : failed.reason());
	}

	private void end(@Nullable Integer code, String reason) {
		over();
		if (this.opened) {
			this.listener.closed(code, reason);
		}
		else {
			this.listener.connectFailed(reason, null, null);
		}
	}

	// The event loop

	private void onLoop(Runnable task, Runnable rejected) {
		try {
			this.loop.execute(guarded(task));
		}
		catch (RejectedExecutionException ex) {
			rejected.run();
		}
	}

	/* Whatever it was, the connection ends and the loop goes on. */
	private Runnable guarded(Runnable task) {
		return () -> {
			try {
				task.run();
			}
			catch (Throwable ex) {
				failedInside(ex);
			}
		};
	}

	private void failedInside(Throwable failure) {
		this.broken = true;
		logger.error("A connection failed that must not: please report this to discord-gateway", failure);
		this.error = "this process failed: " + failure;
		WebSocketWire current = this.wire;
		if (current != null) {
			current.abort();
		}
		Channel open = this.channel;
		if (open != null) {
			drop(open);
		}
		this.unread.forEach(ByteBuf::release);
		this.unread.clear();
		if (!this.over) {
			end(null, this.error);
		}
	}

	/**
	 * What there is to know of an attempt to connect.
	 *
	 * @param wire what will be spoken
	 * @param host the host, or its address
	 * @param port its port
	 * @param proxy over what it is reached, or {@code null}
	 * @param addresses those of the host, or of the proxy
	 * @param tls what encrypts, or {@code null}
	 * @param deadline when one of the addresses must be connected to
	 */
	private record Attempt(WebSocketWire wire, String host, int port, @Nullable ProxySettings proxy,
			List<InetAddress> addresses, @Nullable SSLContext tls, Instant deadline) {

		/* The proxy looks up the name where there is one. */
		SocketAddress destination(int index) {
			return (this.proxy != null) ? InetSocketAddress.createUnresolved(this.host, this.port)
					: new InetSocketAddress(this.addresses.get(index), this.port);
		}

		String describe(Throwable failure) {
			return (this.proxy != null) ? NettyProxies.describe(said(failure), this.proxy)
					: Failures.describe(said(failure));
		}

	}

	private final class Pipeline extends ChannelInitializer<Channel> {

		private final Attempt attempt;

		private final int index;

		private Pipeline(Attempt attempt, int index) {
			this.attempt = attempt;
			this.index = index;
		}

		@Override
		protected void initChannel(Channel channel) {
			ProxySettings proxy = this.attempt.proxy();
			SSLContext tls = this.attempt.tls();
			if (proxy != null) {
				channel.pipeline()
					.addLast(NettyProxies.newHandler(proxy,
							new InetSocketAddress(this.attempt.addresses().get(this.index), proxy.port()),
							CONNECT_TIMEOUT.toMillis()));
			}
			if (tls != null) {
				// Whom to trust may be asked of somebody else.
				SslHandler handler = new SslHandler(engine(tls),
						NettyConnection.this.transport.threads().handshaking());
				handler.setHandshakeTimeoutMillis(TLS_TIMEOUT.toMillis());
				handler.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_TIMEOUT.toMillis());
				channel.pipeline().addLast(handler);
			}
			channel.pipeline().addLast(new Ears(this.attempt));
		}

		private SSLEngine engine(SSLContext tls) {
			SSLEngine engine = tls.createSSLEngine(this.attempt.host(), this.attempt.port());
			engine.setUseClientMode(true);
			SSLParameters parameters = engine.getSSLParameters();
			parameters.setEndpointIdentificationAlgorithm("HTTPS");
			engine.setSSLParameters(parameters);
			return engine;
		}

	}

	/** Hears what happens to the channel. */
	private final class Ears extends ChannelInboundHandlerAdapter {

		private final Attempt attempt;

		private final boolean proxied;

		private final boolean secure;

		private boolean started;

		private Ears(Attempt attempt) {
			this.attempt = attempt;
			this.proxied = attempt.proxy() != null;
			this.secure = attempt.tls() != null;
		}

		private void start() {
			this.started = true;
			NettyConnection.this.start();
		}

		@Override
		public void channelActive(ChannelHandlerContext context) {
			NettyConnection.this.channel = context.channel();
			if (!this.proxied && !this.secure) {
				start();
			}
		}

		@Override
		public void userEventTriggered(ChannelHandlerContext context, Object event) {
			if (event instanceof SslHandshakeCompletionEvent shaken) {
				if (shaken.isSuccess()) {
					start();
				}
				else {
					failed(context, shaken.cause());
				}
			}
			else if (this.proxied && !this.secure && NettyProxies.isConnected(event)) {
				start();
			}
		}

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			NettyConnection.this.unread.add((ByteBuf) message);
			guarded(NettyConnection.this::read).run();
		}

		@Override
		public void channelReadComplete(ChannelHandlerContext context) {
			guarded(NettyConnection.this.listener::caughtUp).run();
		}

		@Override
		public void channelWritabilityChanged(ChannelHandlerContext context) {
			autoRead();
		}

		@Override
		public void channelInactive(ChannelHandlerContext context) {
			gone();
		}

		private void gone() {
			if (NettyConnection.this.transport.isClosed()) {
				// Nobody will say any more that there is room.
				NettyConnection.this.closing = true;
				NettyConnection.this.paused = false;
			}
			NettyConnection.this.inactive = true;
			guarded(NettyConnection.this::read).run();
			NettyConnection.this.transport.ended(NettyConnection.this);
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
			failed(context, failure);
		}

		private void failed(ChannelHandlerContext context, Throwable failure) {
			if (NettyConnection.this.error == null) {
				NettyConnection.this.error = this.started ? Failures.describe(said(failure))
						: this.attempt.describe(failure);
			}
			drop(context.channel());
			// Netty's handlers of proxies keep an end to themselves that comes too early.
			if (!this.started && NettyConnection.this.channel != null && !context.channel().isActive()) {
				gone();
			}
		}

	}

}
