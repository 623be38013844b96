package io.discordgateway.spring.test;

import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.discordgateway.spring.transport.GatewayTransport;
import org.jspecify.annotations.Nullable;

/**
 * Counts the messages of a real transport's connections, so that what is on its way can
 * be told from what has arrived, and reaches no host but one. Thread-safe.
 */
final class CountedTransport implements GatewayTransport {

	private final GatewayTransport transport;

	private final Counts counts;

	private final URI only;

	/**
	 * Makes a transport.
	 * @param transport what carries the bytes
	 * @param counts where it is counted
	 * @param only the host and port that may be reached
	 */
	CountedTransport(GatewayTransport transport, Counts counts, URI only) {
		this.transport = transport;
		this.counts = counts;
		this.only = only;
	}

	@Override
	public Connection newConnection(Listener listener) {
		Counted counted = new Counted(listener);
		counted.connection = this.transport.newConnection(counted);
		return counted;
	}

	@Override
	public void close() {
		this.transport.close();
	}

	/** What went over all connections that are open. */
	static final class Counts {

		private final Set<Counted> open = ConcurrentHashMap.newKeySet();

		int connections() {
			return this.open.size();
		}

		long sent() {
			return this.open.stream().mapToLong((one) -> one.sent.get()).sum();
		}

		long received() {
			return this.open.stream().mapToLong((one) -> one.received.get()).sum();
		}

	}

	private final class Counted implements Connection, Listener {

		private final Listener listener;

		private final AtomicLong sent = new AtomicLong();

		private final AtomicLong received = new AtomicLong();

		/* What the listener has heard of, but may not have begun to work on. */
		private final AtomicLong heard = new AtomicLong();

		private volatile @Nullable Connection connection;

		private Counted(Listener listener) {
			this.listener = listener;
		}

		private Connection connection() {
			Connection known = this.connection;
			if (known == null) {
				throw new IllegalStateException("the connection is being made");
			}
			return known;
		}

		@Override
		public void open(URI url) {
			if (CountedTransport.this.only.getPort() != url.getPort()
					|| !CountedTransport.this.only.getHost().equals(url.getHost())) {
				this.listener.connectFailed(SocketDiscord.refusal(url, CountedTransport.this.only), null, null);
				return;
			}
			connection().open(url);
		}

		@Override
		public void send(byte[] payload, boolean text, Consumer<@Nullable Throwable> done) {
			this.sent.incrementAndGet();
			connection().send(payload, text, done);
		}

		@Override
		public void afterSends(Runnable task) {
			connection().afterSends(task);
		}

		@Override
		public CompletableFuture<Void> close(int code, String reason) {
			CountedTransport.this.counts.open.remove(this);
			return connection().close(code, reason);
		}

		@Override
		public void opened() {
			CountedTransport.this.counts.open.add(this);
			this.listener.opened();
		}

		@Override
		public void connectFailed(String reason, @Nullable Integer httpStatus, @Nullable Duration retryAfter) {
			this.listener.connectFailed(reason, httpStatus, retryAfter);
		}

		@Override
		public CompletableFuture<Void> received(ByteBuffer chunk, boolean text, boolean last) {
			CompletableFuture<Void> room = this.listener.received(chunk, text, last);
			if (last) {
				this.heard.incrementAndGet();
			}
			return room;
		}

		@Override
		public void caughtUp() {
			long heardBefore = this.heard.get();
			this.listener.caughtUp();
			this.received.set(heardBefore);
		}

		@Override
		public void closed(@Nullable Integer code, String reason) {
			this.listener.closed(code, reason);
			CountedTransport.this.counts.open.remove(this);
		}

	}

}
