package io.discordgateway.examples;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;

import io.discordgateway.connection.ConnectionEvent;
import io.discordgateway.connection.Destination;
import io.discordgateway.connection.DiscordConnection;
import io.discordgateway.limit.IdentifyQueue;
import io.discordgateway.payload.CloseCode;
import io.discordgateway.payload.Token;
import io.discordgateway.shard.ShardId;
import org.jspecify.annotations.Nullable;

/**
 * Bot with many shards in one thread, on a selector. Nothing in here waits but the
 * selector: heartbeats, reconnects and permits to identify are times, the earliest of
 * which ends its wait.
 */
public final class SelectorBot {

	private static final System.Logger LOG = System.getLogger(SelectorBot.class.getName());

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

	private final InstantSource clock = new MonotonicClock();

	/* Large enough for two TLS records; all shards read into it in turn. */
	private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);

	private final List<Shard> shards = new ArrayList<>();

	private final IdentifyQueue identifies;

	private final SSLContext tls;

	private final Token token;

	private final int intents;

	private final BiConsumer<ShardId, ConnectionEvent> listener;

	private final Selector selector;

	private volatile boolean stopped;

	/**
	 * Makes a bot.
	 * @param connections describes the connection of each shard
	 * @param total how many shards there are; the API recommends a number (R1)
	 * @param maxConcurrency how many may identify at once; the API says so, too (R12)
	 * @param tls makes TLS engines
	 * @param token the bot token
	 * @param intents the sum of the intents
	 * @param listener gets each event, in the bot's only thread
	 */
	public SelectorBot(Supplier<DiscordConnection.Builder> connections, int total, int maxConcurrency, SSLContext tls,
			Token token, int intents, BiConsumer<ShardId, ConnectionEvent> listener) throws IOException {
		this.identifies = new IdentifyQueue(maxConcurrency);
		this.tls = tls;
		this.token = token;
		this.intents = intents;
		this.listener = listener;
		this.selector = Selector.open();
		for (int id = 0; id < total; id++) {
			ShardId shard = new ShardId(id, total);
			this.shards.add(new Shard(shard, connections.get().shard(shard).build()));
		}
	}

	/**
	 * Runs two shards that print what happens, until the process is ended.
	 * @param args the number of shards, if it is not 2
	 */
	public static void main(String[] args) throws IOException, NoSuchAlgorithmException {
		Environment environment = Environment.read();
		SelectorBot bot = new SelectorBot(() -> DiscordConnection.builder(environment.url(), new SecureRandom()),
				(args.length > 0) ? Integer.parseInt(args[0]) : 2, 1, SSLContext.getDefault(), environment.token(),
				environment.intents(), (shard, event) -> System.out.println(shard + " " + event));
		Thread main = Thread.currentThread();
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			bot.stop();
			SocketBot.join(main);
		}));
		bot.run();
	}

	/**
	 * Keeps the shards connected until the bot is stopped, or Discord closed all of them
	 * with a code that only a person can mend.
	 */
	public void run() throws IOException {
		try (this.selector) {
			boolean closing = false;
			while (this.shards.stream().anyMatch((shard) -> !shard.done)) {
				int unused = this.selector.select((key) -> ((Shard) key.attachment()).ready(key), untilNextDeadline());
				if (this.stopped && !closing) {
					closing = true;
					this.shards.forEach(Shard::stop);
				}
				this.shards.forEach(Shard::deadline);
				this.identifies.poll(this.clock.instant())
					.forEach((permit) -> this.shards.get(permit.shard().id()).identifyAt(permit.notBefore()));
			}
		}
		finally {
			this.shards.forEach((shard) -> shard.connection.close());
		}
	}

	/**
	 * Stops the bot, from any thread: the sessions end, and the bot goes offline (R21).
	 */
	public void stop() {
		this.stopped = true;
		this.selector.wakeup();
	}

	/** Returns milliseconds; 0 would be for ever. */
	private long untilNextDeadline() {
		Instant next = this.identifies.nextDeadline();
		for (Shard shard : this.shards) {
			Instant deadline = shard.nextDeadline();
			if (deadline != null && (next == null || deadline.isBefore(next))) {
				next = deadline;
			}
		}
		return (next != null) ? Math.max(1, Duration.between(this.clock.instant(), next).toMillis() + 1) : 0;
	}

	/** One shard, and its socket if it has one. */
	private final class Shard {

		private final ShardId id;

		private final DiscordConnection connection;

		private @Nullable Link link;

		/* When to connect, or, while that is under way, when to stop trying. */
		private @Nullable Instant connectTimer;

		/* From when on the permit to identify is good. */
		private @Nullable Instant identifyTimer;

		private boolean done;

		private Shard(ShardId id, DiscordConnection connection) {
			this.id = id;
			this.connection = connection;
			this.connectTimer = SelectorBot.this.clock.instant();
		}

		private @Nullable Instant nextDeadline() {
			Instant next = (this.connectTimer != null) ? this.connectTimer : this.connection.nextDeadline();
			Instant identify = this.identifyTimer;
			return (next == null || (identify != null && identify.isBefore(next))) ? identify : next;
		}

		private void connect() {
			Destination destination = this.connection.destination();
			this.connectTimer = now().plus(CONNECT_TIMEOUT);
			try {
				this.link = destination.secure()
						? new TlsLink(SelectorBot.this.selector, destination, this, SelectorBot.this.tls)
						: new Link(SelectorBot.this.selector, destination, this);
			}
			catch (IOException ex) {
				failed(ex);
			}
		}

		/** Does what the selector found the socket ready for. */
		private void ready(SelectionKey key) {
			Link current = this.link;
			if (current == null || !key.isValid()) {
				return;
			}
			try {
				if (key.isConnectable()) {
					current.finishConnect();
					this.connectTimer = null;
					current.write(this.connection.connect(now()));
				}
				if (key.isWritable()) {
					current.flush();
				}
				if (key.isReadable()) {
					receive(current);
				}
			}
			catch (IOException ex) {
				failed(ex);
			}
		}

		private void receive(Link current) throws IOException {
			int size;
			do {
				size = current.read(SelectorBot.this.buffer.clear());
				if (size < 0) {
					this.connection.endOfInput(now());
				}
				else {
					current.write(this.connection.receive(SelectorBot.this.buffer.flip(), now()));
				}
				handleEvents(current);
			}
			while (size > 0 && this.link == current);
		}

		private void handleEvents(Link current) throws IOException {
			for (ConnectionEvent event : this.connection.events()) {
				if (event instanceof ConnectionEvent.Hello && !this.connection.closing()) {
					if (this.connection.shouldResume()) {
						current.write(this.connection.resume(SelectorBot.this.token, now()));
					}
					else {
						SelectorBot.this.identifies.request(this.id);
					}
				}
				// A slow listener belongs in a thread of its own: this one serves all
				// shards.
				SelectorBot.this.listener.accept(this.id, event);
			}
			if (this.connection.finished()) {
				end();
			}
		}

		private void identifyAt(Instant time) {
			this.identifyTimer = time;
			deadline();
		}

		private void identify() {
			this.identifyTimer = null;
			Link current = Objects.requireNonNull(this.link);
			SelectorBot.this.identifies.sent(this.id, now());
			try {
				current.write(this.connection.identify(SelectorBot.this.token, SelectorBot.this.intents, now()));
			}
			catch (IOException ex) {
				failed(ex);
			}
		}

		private void deadline() {
			Instant due = nextDeadline();
			if (this.done || due == null || due.isAfter(now())) {
				return;
			}
			Link current = this.link;
			try {
				if (current == null) {
					connect();
				}
				else if (this.connectTimer != null) {
					throw new IOException("no connection within " + CONNECT_TIMEOUT.toSeconds() + " s");
				}
				else if (due.equals(this.identifyTimer)) {
					identify();
				}
				else {
					current.write(this.connection.deadlineReached(now()));
					handleEvents(current);
				}
			}
			catch (IOException ex) {
				failed(ex);
			}
		}

		private void failed(IOException ex) {
			LOG.log(Level.INFO, "The socket of shard " + this.id + " failed: " + ex.getMessage());
			if (this.connectTimer != null) {
				this.connection.connectFailed(String.valueOf(ex.getMessage()), now());
			}
			this.connection.endOfInput(now());
			end();
		}

		/** Ends a connection, and sets the time for the next. */
		private void end() {
			SelectorBot.this.identifies.cancel(this.id);
			this.identifyTimer = null;
			Link last = this.link;
			this.link = null;
			if (last != null) {
				try {
					last.close();
				}
				catch (IOException ex) {
					LOG.log(Level.INFO, "The socket of shard " + this.id + " did not close well: " + ex.getMessage());
				}
			}
			this.connection.events().forEach((event) -> SelectorBot.this.listener.accept(this.id, event));
			this.done = SelectorBot.this.stopped || !this.connection.shouldReconnect();
			this.connectTimer = this.done ? null : now().plus(this.connection.reconnect(now()));
		}

		private void stop() {
			SelectorBot.this.identifies.cancel(this.id);
			Link current = this.link;
			if (current == null || this.connectTimer != null) {
				end();
				return;
			}
			try {
				current.write(this.connection.close(CloseCode.ENDS_SESSION, now()));
				handleEvents(current);
			}
			catch (IOException ex) {
				failed(ex);
			}
		}

		private Instant now() {
			return SelectorBot.this.clock.instant();
		}

	}

}
