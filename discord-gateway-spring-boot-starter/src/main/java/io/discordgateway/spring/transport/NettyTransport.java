package io.discordgateway.spring.transport;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

import javax.net.ssl.SSLContext;

import io.discordgateway.Internal;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.FastThreadLocalThread;
import org.jspecify.annotations.Nullable;

/**
 * Connections over channels of Netty's, under the core's byte-level connection. Their
 * threads, the loops, do not depend on the number of connections, and nothing blocks
 * them.
 *
 * @since 0.1
 */
@Internal
public final class NettyTransport implements GatewayTransport {

	private static final int MAX_LOOPS = 2;

	/* For a close frame to be answered, where the peer does answer. */
	private static final long FAREWELL_MILLIS = 1000;

	private final NettyIo io;

	private final TransportThreads threads;

	private final InstantSource clock;

	private final @Nullable SSLContext sslContext;

	private final ProxyRoutes proxies;

	private final Names names;

	/* Masks of frames are not to be foreseen (RFC 6455, section 10.3). */
	private final RandomGenerator random = new SecureRandom();

	private final Set<NettyConnection> connections = ConcurrentHashMap.newKeySet();

	/* Guarded by this; made for the first connection. */
	private EventLoop[] loops = {};

	private int next;

	private volatile boolean closed;

	NettyTransport(NettyIo io, TransportThreads threads, InstantSource clock, @Nullable SSLContext sslContext,
			ProxyRoutes proxies, Names names) {
		this.io = io;
		this.threads = threads;
		this.clock = clock;
		this.sslContext = sslContext;
		this.proxies = proxies;
		this.names = names;
	}

	/**
	 * Makes transports.
	 * @param sslContext whom to trust, or {@code null} for the defaults of the platform
	 * @param proxies what is connected over. A proxy needs Netty's proxy handler
	 * @return what makes them; as text it says for people how Netty does I/O here
	 */
	public static Factory factory(@Nullable SSLContext sslContext, ProxyRoutes proxies) {
		return new Maker(NettyIo.available(), sslContext, proxies);
	}

	@Override
	public Connection newConnection(Listener listener) {
		NettyConnection connection = new NettyConnection(this, nextLoop(), listener);
		this.connections.add(connection);
		return connection;
	}

	private synchronized EventLoop nextLoop() {
		if (this.loops.length == 0) {
			// Without a group, which would start one more thread when it ends.
			this.loops = newLoops();
			if (this.closed) {
				endLoops();
			}
		}
		return this.loops[this.next++ % this.loops.length];
	}

	/*
	 * All or none: the next connection tries again, as there may be descriptors by then.
	 */
	private EventLoop[] newLoops() {
		ThreadFactory factory = threadFactory();
		List<EventLoop> made = new ArrayList<>();
		try {
			for (int i = Math.min(MAX_LOOPS, Runtime.getRuntime().availableProcessors()); i > 0; i--) {
				made.add(new SingleThreadIoEventLoop(null, factory, this.io.handlers()));
			}
		}
		catch (RuntimeException | Error ex) {
			made.forEach(NettyTransport::end);
			throw ex;
		}
		return made.toArray(EventLoop[]::new);
	}

	private static void end(EventLoop loop) {
		Future<?> unused = loop.shutdownGracefully(0, FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
	}

	/* Threads of this kind have buffers of their own, pooled for all their channels. */
	private static ThreadFactory threadFactory() {
		AtomicInteger count = new AtomicInteger();
		return (task) -> {
			Thread thread = new FastThreadLocalThread(task, "discord-netty-" + count.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		};
	}

	@Override
	public synchronized void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		if (this.loops.length > 0) {
			Future<?> unused = this.loops[0].schedule(this::endLoops, FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
			endIfUnused();
		}
	}

	/** Hears that a connection is over. */
	void ended(NettyConnection connection) {
		this.connections.remove(connection);
		endIfUnused();
	}

	private void endIfUnused() {
		if (this.closed && this.connections.isEmpty()) {
			endLoops();
		}
	}

	/* What is still open is closed with its loop. */
	private synchronized void endLoops() {
		for (EventLoop loop : this.loops) {
			end(loop);
		}
	}

	boolean isClosed() {
		return this.closed;
	}

	NettyIo io() {
		return this.io;
	}

	TransportThreads threads() {
		return this.threads;
	}

	InstantSource clock() {
		return this.clock;
	}

	RandomGenerator random() {
		return this.random;
	}

	Names names() {
		return this.names;
	}

	@Nullable ProxySettings proxyTo(URI url) {
		return this.proxies.to(url);
	}

	SSLContext sslContext() throws NoSuchAlgorithmException {
		return (this.sslContext != null) ? this.sslContext : SSLContext.getDefault();
	}

	private record Maker(NettyIo io, @Nullable SSLContext sslContext, ProxyRoutes proxies) implements Factory {

		@Override
		public GatewayTransport create(TransportThreads threads, InstantSource clock) {
			return new NettyTransport(this.io, threads, clock, this.sslContext, this.proxies,
					InetAddress::getAllByName);
		}

		@Override
		public String toString() {
			ProxySettings proxy = this.proxies.settings();
			return "Netty, " + this.io.name() + ((proxy != null) ? ", over the proxy " + proxy : "");
		}

	}

	/** Looks up names. Blocks until it knows. */
	@FunctionalInterface
	interface Names {

		/**
		 * Looks up a name.
		 * @param host the name, or an address
		 * @return its addresses, in the order in which they are to be tried
		 */
		InetAddress[] lookUp(String host) throws UnknownHostException;

	}

}
