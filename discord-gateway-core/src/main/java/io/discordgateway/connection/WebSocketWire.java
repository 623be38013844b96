package io.discordgateway.connection;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

import io.discordgateway.Internal;
import io.discordgateway.Printable;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a WebSocket server, with bytes at one end and a {@link Listener} at
 * the other, without I/O: the upgrade, frames, pongs, the closing handshake and the
 * deadlines of these.
 *
 * <pre>{@code
 * WebSocketWire wire = WebSocketWire.builder(url, random, listener).build();
 * wire.start(now);
 * socket.write(wire.takeOutput());
 * while (!wire.finished()) {
 *     wire.receive(socket.read());
 *     socket.write(wire.takeOutput());
 *     // when nextDeadline() comes: wire.deadlineReached(now)
 * }
 * // close the socket
 * }</pre>
 *
 * Whatever method was called, {@link #takeOutput} may have something to be sent after it.
 * What a peer does wrong goes to the listener; exceptions are for what the caller does
 * wrong. The listener is called from within the methods, and may itself send, close and
 * abort, but not have bytes received.
 * <p>
 * Of messages nothing is kept: memory does not depend on how large they are. Not
 * thread-safe. One object serves one connection.
 *
 * @since 0.1
 */
@Internal
public final class WebSocketWire {

	private static final byte[] NOTHING = new byte[0];

	/** What of 125 bytes the code leaves. */
	private static final int MAX_REASON = 123;

	private final Builder settings;

	private final Listener listener;

	private final OpeningHandshake handshake;

	private final FrameReader reader;

	private final FrameWriter writer;

	private Phase phase = Phase.NEW;

	/* What is to be sent, up to the length; without room behind it if it is one frame. */
	private byte[] output = NOTHING;

	private int outputLength;

	private @Nullable Instant deadline;

	/* What this side closed with; 0 if it did not. */
	private int sentCloseCode;

	private String sentCloseReason = "";

	private WebSocketWire(Builder settings) {
		this.settings = settings;
		this.listener = settings.listener;
		this.handshake = new OpeningHandshake(settings.random);
		this.reader = new FrameReader(settings.maxMessageSize);
		this.writer = new FrameWriter(settings.random);
	}

	/**
	 * Starts to describe a connection.
	 * @param url where to connect to, {@code wss} or {@code ws}, with path and query
	 * @param random where the key of the upgrade and the masks of frames come from; an
	 * unpredictable one unless the connection is private otherwise (RFC 6455, section
	 * 10.3)
	 * @param listener who is told what comes
	 * @return a builder
	 * @throws IllegalArgumentException if the url is none of a WebSocket
	 */
	public static Builder builder(URI url, RandomGenerator random, Listener listener) {
		return new Builder(url, random, listener);
	}

	/**
	 * Asks for the upgrade, once there is a socket.
	 * @param now the time
	 * @throws IllegalStateException if that was done already, or there was an end before
	 */
	public void start(Instant now) {
		if (this.phase != Phase.NEW) {
			throw new IllegalStateException("The connection was started already; another one needs another object");
		}
		this.phase = Phase.UPGRADING;
		this.deadline = now.plus(this.settings.upgradeTimeout);
		send(this.handshake.request(this.settings.url, this.settings.headers));
	}

	// What the socket says

	/**
	 * Takes what the socket delivered. It does not matter how it was cut. Behind the end
	 * nothing is looked at (R43).
	 * @param bytes the bytes, in the heap or not; read to their limit. The listener gets
	 * views on them, so they may be used again after this method and not before
	 * @throws IllegalStateException if {@link #start} was not called
	 */
	public void receive(ByteBuffer bytes) {
		receive(bytes, () -> false);
	}

	/**
	 * Takes what the socket delivered, until the listener has had enough: small messages
	 * may be many in few bytes, and large when they are inflated.
	 * @param bytes the bytes, as above; those behind the piece after which it was enough
	 * are not read, and to be given first the next time
	 * @param enough asked after each piece of a message, and each control frame, whether
	 * the rest has to wait
	 * @throws IllegalStateException if {@link #start} was not called
	 */
	public void receive(ByteBuffer bytes, BooleanSupplier enough) {
		if (this.phase == Phase.NEW) {
			throw new IllegalStateException("Nothing can be received before start()");
		}
		if (this.phase == Phase.UPGRADING) {
			upgrading(this.handshake.receive(bytes));
		}
		FrameReader.Part part;
		while ((part = isReading() ? this.reader.next(bytes) : null) != null) {
			take(part);
			if (isReading() && enough.getAsBoolean()) {
				return;
			}
		}
		bytes.position(bytes.limit());
	}

	/**
	 * Takes the end of the stream, or the news that the socket is broken. That may be the
	 * end of a refusal's body; it is never the right end of a WebSocket.
	 */
	public void endOfInput() {
		switch (this.phase) {
			case UPGRADING -> upgrading(this.handshake.endOfInput());
			case OPEN -> fail(Fault.LOST, "The connection ended without a close frame");
			case CLOSING -> fail(Fault.LOST, "The connection ended before the close frame was answered");
			case NEW, FINISHED -> {
			}
		}
	}

	private void upgrading(OpeningHandshake.@Nullable Outcome outcome) {
		if (outcome instanceof OpeningHandshake.Upgraded) {
			this.phase = Phase.OPEN;
			this.deadline = null;
			this.listener.opened();
		}
		else if (outcome instanceof OpeningHandshake.Refused refused) {
			abort();
			this.listener.refused(refused.rejected());
		}
		else if (outcome instanceof OpeningHandshake.Failed failed) {
			fail(Fault.UPGRADE, failed.reason());
		}
	}

	private boolean isReading() {
		return this.phase == Phase.OPEN || this.phase == Phase.CLOSING;
	}

	private void take(FrameReader.Part part) {
		switch (part) {
			case MESSAGE -> this.listener.message(this.reader.chunk(), this.reader.text(), this.reader.last());
			case PING -> {
				if (this.phase == Phase.OPEN) {
					send(this.writer.frame(FrameWriter.PONG, this.reader.pingData()));
				}
			}
			case PONG -> {
			}
			case CLOSE -> closedByPeer();
			case VIOLATION -> violated(Objects.requireNonNull(this.reader.violation()));
		}
	}

	/* A close frame behind our own is its answer, whatever code it has. */
	private void closedByPeer() {
		if (this.phase == Phase.CLOSING) {
			abort();
			this.listener.closed(new Closed(this.sentCloseCode, this.sentCloseReason, false));
			return;
		}
		Integer code = this.reader.closeCode();
		send((code != null) ? this.writer.close(code, NOTHING) : this.writer.frame(FrameWriter.CLOSE, NOTHING));
		abort();
		this.listener.closed(new Closed(code, Printable.oneLine(this.reader.closeReason(), MAX_REASON), true));
	}

	private void violated(FrameReader.Violation violation) {
		if (this.phase == Phase.OPEN) {
			send(this.writer.close(violation.closeCode(), NOTHING));
			this.sentCloseCode = violation.closeCode();
		}
		fail(Fault.VIOLATION, violation.reason());
	}

	private void fail(Fault fault, String reason) {
		abort();
		this.listener.failed(new Failed(fault, reason, (this.sentCloseCode != 0) ? this.sentCloseCode : null));
	}

	// What this side wants

	/**
	 * Sends a text message.
	 * @param payload its UTF-8 bytes, which are not kept
	 * @throws IllegalStateException unless the connection is {@link #open()}
	 */
	public void sendText(byte[] payload) {
		sendMessage(FrameWriter.TEXT, payload);
	}

	/**
	 * Sends a binary message.
	 * @param payload its bytes, which are not kept
	 * @throws IllegalStateException unless the connection is {@link #open()}
	 */
	public void sendBinary(byte[] payload) {
		sendMessage(FrameWriter.BINARY, payload);
	}

	private void sendMessage(int opcode, byte[] payload) {
		if (this.phase != Phase.OPEN) {
			throw new IllegalStateException("The connection is not open");
		}
		send(this.writer.frame(opcode, payload));
	}

	/**
	 * Begins the closing handshake. What the peer still sends before its answer is handed
	 * out. Who does not want to wait for the answer calls {@link #abort} next. Before the
	 * upgrade was answered, this ends the connection at once and without a close frame;
	 * at the end, or if it was called already, it does nothing.
	 * @param code the code to close with: 1000 to 1003, 1007 to 1014 or 3000 to 4999
	 * @param reason why, for people, up to 123 bytes of UTF-8; may be empty
	 * @param now the time
	 * @throws IllegalArgumentException if the code may not be sent or the reason is too
	 * long
	 */
	public void close(int code, String reason, Instant now) {
		if (!CloseCodes.maySend(code)) {
			throw new IllegalArgumentException("A close frame must not have the code " + code);
		}
		byte[] reasonBytes = reason.getBytes(StandardCharsets.UTF_8);
		if (reasonBytes.length > MAX_REASON) {
			throw new IllegalArgumentException(
					"The reason of a close frame has at most " + MAX_REASON + " bytes, not " + reasonBytes.length);
		}
		if (this.phase == Phase.OPEN) {
			send(this.writer.close(code, reasonBytes));
			this.phase = Phase.CLOSING;
			this.sentCloseCode = code;
			this.sentCloseReason = reason;
			this.deadline = now.plus(this.settings.closeTimeout);
		}
		else if (this.phase == Phase.NEW || this.phase == Phase.UPGRADING) {
			abort();
			this.listener.closed(new Closed(null, reason, false));
		}
	}

	/**
	 * Ends the connection at once: the listener is told nothing more, not even that. What
	 * was to be sent before can still be taken.
	 */
	public void abort() {
		this.phase = Phase.FINISHED;
		this.deadline = null;
	}

	// What time brings

	/**
	 * Returns when to call {@link #deadlineReached}: the peer has to have answered the
	 * upgrade, or the close frame.
	 * @return the time, or {@code null} if nothing is waited for
	 */
	public @Nullable Instant nextDeadline() {
		return this.deadline;
	}

	/**
	 * Gives the connection up if the peer took too long. A refusal of which only a part
	 * has come counts as far as it came (R22).
	 * @param now the time; before {@link #nextDeadline} nothing happens
	 */
	public void deadlineReached(Instant now) {
		if (this.deadline == null || now.isBefore(this.deadline)) {
			return;
		}
		if (this.phase == Phase.CLOSING) {
			fail(Fault.TIMED_OUT,
					"The close frame was not answered within " + this.settings.closeTimeout.toSeconds() + " s");
			return;
		}
		OpeningHandshake.Refused refused = this.handshake.refused();
		if (refused != null) {
			upgrading(refused);
		}
		else {
			fail(Fault.TIMED_OUT, "No answer to the upgrade within " + this.settings.upgradeTimeout.toSeconds() + " s");
		}
	}

	// What is to be sent

	/**
	 * Takes out what is to be written to the socket, in the order of the calls that made
	 * it.
	 * @return the bytes, which are the caller's from now on and were copied once, when
	 * they were masked, if they are one frame; often none
	 */
	public byte[] takeOutput() {
		byte[] taken = (this.outputLength == this.output.length) ? this.output
				: Arrays.copyOf(this.output, this.outputLength);
		this.output = NOTHING;
		this.outputLength = 0;
		return taken;
	}

	private void send(byte[] bytes) {
		if (this.outputLength == 0) {
			this.output = bytes;
		}
		else {
			int length = this.outputLength + bytes.length;
			if (length > this.output.length) {
				this.output = Arrays.copyOf(this.output, Math.max(length, 2 * this.outputLength));
			}
			System.arraycopy(bytes, 0, this.output, this.outputLength, bytes.length);
		}
		this.outputLength += bytes.length;
	}

	/**
	 * Returns whether messages can be sent.
	 * @return true from the acceptance of the upgrade until either side closes
	 */
	public boolean open() {
		return this.phase == Phase.OPEN;
	}

	/**
	 * Returns whether the connection is over: write what {@link #takeOutput} returns,
	 * then close the socket.
	 * @return whether it is over
	 */
	public boolean finished() {
		return this.phase == Phase.FINISHED;
	}

	@Override
	public String toString() {
		return "WebSocketWire[" + this.settings.url.getHost() + ", " + this.phase + "]";
	}

	/** Where the connection is. */
	private enum Phase {

		NEW, UPGRADING, OPEN, CLOSING, FINISHED

	}

	/**
	 * Who is told what comes. After {@link #refused}, {@link #closed} or {@link #failed}
	 * nothing more is told; one of them comes in any case, but after
	 * {@link WebSocketWire#abort}.
	 *
	 * @since 0.1
	 */
	public interface Listener {

		/** The peer accepted the upgrade: messages can be sent. */
		void opened();

		/**
		 * The peer refused the upgrade (R22).
		 * @param rejected what it answered, as far as it came in time
		 */
		void refused(ConnectionEvent.UpgradeRejected rejected);

		/**
		 * A message, or a piece of one, came.
		 * @param chunk a view on the bytes that were received, valid until this method
		 * returns; empty at most if it is the last one
		 * @param text whether it is a text message, which is checked to be UTF-8 (a piece
		 * may end within a character)
		 * @param last whether the message ends with this piece
		 */
		void message(ByteBuffer chunk, boolean text, boolean last);

		/**
		 * The connection ended in order.
		 * @param closed who closed it and why
		 */
		void closed(Closed closed);

		/**
		 * The connection ended otherwise.
		 * @param failed what went wrong
		 */
		void failed(Failed failed);

	}

	/**
	 * The right end of a connection, by the one who began it.
	 *
	 * @param code the code of the first close frame, the peer's or the one that this side
	 * sent; {@code null} if the peer's had none, or this side closed before the upgrade
	 * was answered
	 * @param reason the reason of that frame; the peer's on one line and without control
	 * characters, may be empty
	 * @param byPeer whether the peer began; what it answers to this side's close frame is
	 * no verdict of the peer's
	 * @since 0.1
	 */
	public record Closed(@Nullable Integer code, String reason, boolean byPeer) {
	}

	/**
	 * Another end of a connection.
	 *
	 * @param fault the kind of what went wrong
	 * @param reason what went wrong, for people
	 * @param closeCode the code of the close frame that this side sent, for this fault or
	 * before it; {@code null} if it sent none
	 * @since 0.1
	 */
	public record Failed(Fault fault, String reason, @Nullable Integer closeCode) {
	}

	/**
	 * Kind of a failure.
	 *
	 * @since 0.1
	 */
	public enum Fault {

		/** The answer to the upgrade is neither an acceptance nor a refusal, or none. */
		UPGRADE,

		/** The peer broke the rules of WebSockets (RFC 6455). */
		VIOLATION,

		/** The stream ended without the peer's close frame. */
		LOST,

		/** The peer did not answer the upgrade, or the close frame, in time. */
		TIMED_OUT

	}

	/**
	 * Builder of a {@link WebSocketWire}. Not thread-safe, and good for one connection.
	 *
	 * @since 0.1
	 */
	public static final class Builder {

		private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+\\-.^_`|~0-9A-Za-z]+");

		private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7E]*");

		/* In lower case; set by the upgrade itself. */
		private static final Set<String> RESERVED = Set.of("host", "upgrade", "connection", "content-length",
				"transfer-encoding");

		private final URI url;

		private final RandomGenerator random;

		private final Listener listener;

		private final Map<String, String> headers = new LinkedHashMap<>();

		private int maxMessageSize = 64 * 1024 * 1024;

		private Duration upgradeTimeout = Duration.ofSeconds(10);

		private Duration closeTimeout = Duration.ofSeconds(5);

		private Builder(URI url, RandomGenerator random, Listener listener) {
			boolean webSocket = "wss".equalsIgnoreCase(url.getScheme()) || "ws".equalsIgnoreCase(url.getScheme());
			if (!webSocket || url.getHost() == null) {
				throw new IllegalArgumentException("The url of a WebSocket is wss://HOST or ws://HOST, not one with "
						+ "the scheme " + url.getScheme() + " and the host " + url.getHost());
			}
			this.url = url;
			this.random = Objects.requireNonNull(random, "'random' must not be null");
			this.listener = Objects.requireNonNull(listener, "'listener' must not be null");
		}

		/**
		 * Sets the header {@code user-agent} of the upgrade. Default: none.
		 * @param userAgent the value
		 * @return this builder
		 * @throws IllegalArgumentException if it cannot be the value of a header
		 */
		public Builder userAgent(String userAgent) {
			return header("user-agent", userAgent);
		}

		/**
		 * Sets another header of the upgrade. Default: none.
		 * @param name its name
		 * @param value its value; a second one for the same name takes the place of the
		 * first
		 * @return this builder
		 * @throws IllegalArgumentException if name or value cannot be those of a header,
		 * or the header belongs to the upgrade itself
		 */
		public Builder header(String name, String value) {
			String key = name.toLowerCase(Locale.ROOT);
			if (!HEADER_NAME.matcher(name).matches() || RESERVED.contains(key) || key.startsWith("sec-websocket-")) {
				throw new IllegalArgumentException("The upgrade must not be given a header '" + name + "'");
			}
			if (!HEADER_VALUE.matcher(value).matches()) {
				throw new IllegalArgumentException("The value of the header '" + name + "' is not printable ASCII");
			}
			this.headers.put(key, value);
			return this;
		}

		/**
		 * Sets how large a message may be, and with it each of its frames (R34). Default:
		 * 64 MiB.
		 * @param bytes the bound in bytes, above 0
		 * @return this builder
		 */
		public Builder maxMessageSize(int bytes) {
			if (bytes < 1) {
				throw new IllegalArgumentException("The largest message has more than 0 bytes, not " + bytes);
			}
			this.maxMessageSize = bytes;
			return this;
		}

		/**
		 * Sets how long the peer may take. Default: 10 s (R4) and 5 s.
		 * @param upgrade for the whole answer to the upgrade, above 0
		 * @param close for the answer to a close frame, above 0
		 * @return this builder
		 */
		public Builder timeouts(Duration upgrade, Duration close) {
			this.upgradeTimeout = positive(upgrade);
			this.closeTimeout = positive(close);
			return this;
		}

		private static Duration positive(Duration timeout) {
			if (timeout.isNegative() || timeout.isZero()) {
				throw new IllegalArgumentException("A time-out is above 0, not " + timeout);
			}
			return timeout;
		}

		/**
		 * Builds the connection.
		 * @return a connection that waits for {@link WebSocketWire#start}
		 */
		public WebSocketWire build() {
			return new WebSocketWire(this);
		}

	}

}
