package io.discordgateway.benchmarks;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

import javax.net.ssl.SSLSocketFactory;

import io.discordgateway.codec.Compression;
import io.discordgateway.connection.ConnectionEvent;
import io.discordgateway.connection.Destination;
import io.discordgateway.connection.DiscordConnection;
import io.discordgateway.model.DispatchType;
import io.discordgateway.model.MessageCreate;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.payload.Token;
import org.jspecify.annotations.Nullable;

/**
 * The core alone under the load of a {@link LoadServer}: a {@link DiscordConnection} on a
 * blocking socket, with one thread.
 */
final class LoadCore {

	private final LoadRun run;

	private final DiscordConnection connection;

	private final InstantSource clock = InstantSource.system();

	private final AtomicLong done = new AtomicLong();

	private LoadCore(LoadRun run, DiscordConnection connection) {
		this.run = run;
		this.connection = connection;
	}

	/**
	 * Runs until all events have come.
	 * @param args NONE, or TYPED for one that decodes each MESSAGE_CREATE, and the
	 * {@link LoadTask}
	 * @throws Exception if something does not work
	 */
	public static void main(String[] args) throws Exception {
		LoadTask task = LoadTask.of(Arrays.copyOfRange(args, 1, args.length));
		LoadRun run = new LoadRun(task);
		boolean typed = args[0].equals("TYPED");
		LoadCore core = new LoadCore(run, DiscordConnection
			.builder(GatewayUrl.of(LoadTask.gatewayUrl(task.api())), new SecureRandom())
			.compression(task.compression().equals("zstd-stream") ? Compression.ZSTD_STREAM : Compression.ZLIB_STREAM)
			.dispatchFilter((name) -> typed && name.equals("MESSAGE_CREATE"))
			.build());
		Thread thread = new Thread(core::receive);
		thread.setDaemon(true);
		thread.start();
		run.measure(LoadTask.Unit.EVENTS, core.done::get);
	}

	private void receive() {
		try (Socket socket = open(this.connection.destination())) {
			InputStream in = socket.getInputStream();
			OutputStream out = socket.getOutputStream();
			out.write(this.connection.connect(this.clock.instant()));
			byte[] buffer = new byte[16 * 1024];
			while (!this.connection.finished()) {
				int size = in.read(buffer);
				Instant now = this.clock.instant();
				write(out, this.connection.receive(ByteBuffer.wrap(buffer, 0, size), now));
				for (ConnectionEvent event : this.connection.events()) {
					handle(out, event, now);
				}
				Instant deadline = this.connection.nextDeadline();
				if (deadline != null && now.isAfter(deadline)) {
					write(out, this.connection.deadlineReached(now));
				}
				count(this.connection.lastSequence());
			}
		}
		catch (Exception ex) {
			ex.printStackTrace();
			System.exit(1);
		}
	}

	private static Socket open(Destination destination) throws Exception {
		Socket socket = destination.secure()
				? SSLSocketFactory.getDefault().createSocket(destination.host(), destination.port())
				: new Socket(destination.host(), destination.port());
		socket.setTcpNoDelay(true);
		return socket;
	}

	private void handle(OutputStream out, ConnectionEvent event, Instant now) throws Exception {
		if (event instanceof ConnectionEvent.Hello) {
			write(out, this.connection.identify(Token.of("MQ.load.token"), 512, now));
		}
		else if (event instanceof ConnectionEvent.Dispatch dispatch && dispatch.name().equals("MESSAGE_CREATE")) {
			MessageCreate message = (MessageCreate) DispatchType.MESSAGE_CREATE.decode(dispatch.payload());
			this.run.message(message.content(), message.nonce());
		}
	}

	private static void write(OutputStream out, byte[] bytes) throws Exception {
		if (bytes.length > 0) {
			out.write(bytes);
		}
	}

	private void count(@Nullable Long sequence) {
		this.done.lazySet((sequence != null) ? sequence : 0);
	}

}
