package io.discordgateway.benchmarks;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import com.github.luben.zstd.ZstdDecompressCtx;
import io.discordgateway.spring.transport.GatewayTransport;
import io.discordgateway.spring.transport.GatewayWebSocketClients;
import io.discordgateway.spring.transport.NettyTransport;
import io.discordgateway.spring.transport.ProxyRoutes;
import io.discordgateway.spring.transport.TransportThreads;
import io.discordgateway.spring.transport.WebSocketClientTransport;
import org.jspecify.annotations.Nullable;

/**
 * The floor of what a {@link LoadServer} costs its client: the transport, which inflates
 * what comes, and looks at nothing. Prints a line as {@link LoadClient} does.
 */
final class LoadFloor {

	private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

	private LoadFloor() {
	}

	/**
	 * Runs until all events have come.
	 * @param args the transport, and the {@link LoadTask}
	 * @throws Exception if something does not work
	 */
	public static void main(String[] args) throws Exception {
		LoadTask task = LoadTask.of(Arrays.copyOfRange(args, 1, args.length));
		URI url = URI.create(LoadTask.gatewayUrl(task.api()) + "/?v=10&encoding=json");
		GatewayTransport.Factory factory = args[0].equals("netty") ? NettyTransport.factory(null, ProxyRoutes.NONE)
				: WebSocketClientTransport.factory(GatewayWebSocketClients.standard(null, ProxyRoutes.NONE, true));
		GatewayTransport transport = factory.create(new Threads(), InstantSource.system());
		Counter counter = new Counter(task.compression().equals("zstd-stream"));
		GatewayTransport.Connection connection = transport.newConnection(counter);
		connection.open(url);
		while (counter.messages.get() < 1) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
		}
		connection.send("{\"op\":2,\"d\":{}}".getBytes(StandardCharsets.UTF_8), true, (failure) -> {
		});
		new LoadRun(task).measure(LoadTask.Unit.EVENTS, counter.messages::get);
	}

	private static final class Counter implements GatewayTransport.Listener {

		private final @Nullable ZstdDecompressCtx zstd;

		private final Inflater inflater = new Inflater();

		private final ByteBuffer scratch = ByteBuffer.allocate(1 << 18);

		private final AtomicLong messages = new AtomicLong();

		Counter(boolean zstd) {
			this.zstd = zstd ? new ZstdDecompressCtx() : null;
		}

		@Override
		public CompletableFuture<Void> received(ByteBuffer chunk, boolean text, boolean last) {
			try {
				inflate(chunk);
			}
			catch (DataFormatException ex) {
				throw new IllegalStateException(ex);
			}
			if (last) {
				this.messages.lazySet(this.messages.get() + 1);
			}
			return DONE;
		}

		private void inflate(ByteBuffer chunk) throws DataFormatException {
			if (this.zstd != null) {
				while (chunk.hasRemaining()) {
					this.scratch.clear();
					this.zstd.decompressByteBufferStream(this.scratch, chunk);
				}
				return;
			}
			this.inflater.setInput(chunk);
			do {
				this.scratch.clear();
				this.inflater.inflate(this.scratch);
			}
			// Where there is room left, there was no more to be had.
			while (!this.scratch.hasRemaining());
		}

		@Override
		public void caughtUp() {
		}

		@Override
		public void opened() {
		}

		@Override
		public void connectFailed(String reason, @Nullable Integer httpStatus, @Nullable Duration retryAfter) {
			System.out.println("not connected: " + reason);
			System.exit(1);
		}

		@Override
		public void closed(@Nullable Integer code, String reason) {
			System.out.println("closed: " + reason);
			System.exit(1);
		}

	}

	private static final class Threads implements TransportThreads {

		private final Executor executor = Executors.newCachedThreadPool();

		@Override
		public Executor connecting() {
			return this.executor;
		}

		@Override
		public Executor handshaking() {
			return this.executor;
		}

		@Override
		public Executor newOutbox() {
			return Executors.newSingleThreadExecutor();
		}

		@Override
		public Executor closing() {
			return this.executor;
		}

		@Override
		public void hold(CompletableFuture<Void> done) {
			done.join();
		}

	}

}
