package io.discordgateway.connection;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

import io.discordgateway.payload.CloseCode;
import io.discordgateway.payload.GatewayCloseCode;
import io.discordgateway.payload.Token;
import io.discordgateway.payload.UpdateVoiceState;
import io.discordgateway.session.ResumePoint;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Lets a peer without manners say anything at any time to a caller that does as the
 * documentation says, and looks at what must hold even so. The seed is the parameter; a
 * failure prints what was done last.
 */
class DiscordConnectionMonkeyTests {

	private static final int SEEDS = 60;

	private static final int STEPS = 800;

	static List<Long> seeds() {
		Long only = Long.getLong("monkey.seed");
		return (only != null) ? List.of(only) : new SplittableRandom(43).longs(SEEDS).boxed().toList();
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void whatMustHoldHoldsWhateverComes(long seed) { // R6, R13, R17, R18, R24, R35, R40
		Monkey monkey = new Monkey(seed);
		try {
			for (int i = 0; i < STEPS; i++) {
				monkey.step();
			}
		}
		catch (RuntimeException | AssertionError ex) {
			throw new AssertionError("-Dmonkey.seed=" + seed + ":\n" + String.join("\n", monkey.journal), ex);
		}
		finally {
			monkey.connection.close();
		}
	}

	private static final class Monkey {

		private static final Token TOKEN = Token.of("MTQwMDAwMDA.sEcReT");

		private static final String RESUMED = "{\"op\":0,\"t\":\"RESUMED\",\"s\":#,\"d\":{}}";

		private static final String EVENT = "{\"op\":0,\"t\":\"X\",\"s\":#,\"d\":{}}";

		private static final String[] MESSAGES = { Peer.HELLO,
				"{\"op\":10,\"d\":{\"heartbeat_interval\":9223372036854775807}}",
				"{\"op\":10,\"d\":{\"heartbeat_interval\":1}}", "{\"op\":10,\"d\":{}}", Peer.ACK, Peer.ACK, Peer.ACK,
				"{\"op\":1}", "{\"op\":1}", "{\"op\":1}", "{\"op\":7}", "{\"op\":9,\"d\":true}",
				"{\"op\":9,\"d\":false}", "{\"op\":77,\"d\":[]}", "{}", "\"", Peer.READY,
				Peer.READY.replace("wss:", "ws:"), "{\"op\":0,\"t\":\"READY\",\"s\":1,\"d\":{}}", RESUMED, EVENT, EVENT,
				"{\"op\":0,\"t\":\"X\",\"s\":#,\"d\":{},,\"x\":1}", "{\"op\":0,\"t\":\"X\",\"d\":{}}",
				"{\"op\":0,\"s\":#}" };

		private static final int[] CODES = { 1000, 1001, 1006, 4000, 4003, 4004, 4007, 4009, 4014, 4999 };

		private final SplittableRandom random;

		private final Deque<String> journal = new ArrayDeque<>();

		private final Deque<Instant> sends = new ArrayDeque<>();

		private DiscordConnection connection;

		private Instant now = Peer.START;

		private boolean connected;

		private boolean asked;

		private boolean ended;

		private @Nullable Instant liveSince;

		private @Nullable Instant unprovenIdentify;

		private @Nullable ResumePoint session;

		private long sequence;

		private boolean numbered;

		private Monkey(long seed) {
			this.random = new SplittableRandom(seed);
			this.connection = newConnection();
		}

		private DiscordConnection newConnection() {
			return DiscordConnection.builder(Peer.URL, this.random.split())
				.controlEvents(this.random.nextBoolean())
				.build();
		}

		private void step() {
			if (!this.connected) {
				connect();
			}
			else if (this.connection.finished()) {
				reconnect();
			}
			else if (this.random.nextInt(4) == 0) {
				timePasses();
			}
			else if (this.random.nextInt(2) == 0) {
				moveOn();
			}
			else {
				misbehave();
			}
			check();
		}

		private void connect() {
			assertThat(this.connection.url().getScheme()).as("R41").isEqualTo("wss");
			this.connected = true;
			this.asked = false;
			this.ended = false;
			this.sends.clear();
			byte[] request = this.connection.connect(this.now);
			note("connect", request);
			switch (this.random.nextInt(12)) {
				case 0 -> write("refusal",
						this.connection.receive(ByteBuffer.wrap(Peer
							.ascii("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 3\r\nContent-Length: 0\r\n\r\n")),
								this.now));
				case 1 -> endOfInput();
				case 2 -> write("rubbish", this.connection.receive(ByteBuffer.wrap(randomBytes()), this.now));
				case 3 -> {
				}
				default ->
					write("upgrade", this.connection.receive(ByteBuffer.wrap(Peer.acceptance(request)), this.now));
			}
		}

		private void reconnect() {
			this.connected = false;
			if (!this.connection.shouldReconnect()) {
				this.connection.close();
				this.connection = newConnection();
				this.unprovenIdentify = null;
				this.session = null;
				note("a new one", new byte[0]);
				return;
			}
			Duration wait = this.connection.reconnect(this.now);
			assertThat(wait).isBetween(Duration.ZERO, Duration.ofMinutes(15));
			note("reconnect in " + wait, new byte[0]);
			this.now = this.now.plus(wait);
		}

		private void timePasses() {
			Instant deadline = this.connection.nextDeadline();
			boolean patient = deadline != null && this.random.nextInt(3) != 0;
			this.now = (patient && deadline.isAfter(this.now)) ? deadline
					: this.now.plusMillis(this.random.nextInt((this.random.nextInt(20) == 0) ? 200_000 : 3000));
			write("deadline", this.connection.deadlineReached(this.now));
		}

		/* So that it gets anywhere. */
		private void moveOn() {
			if (this.connection.heartbeatInterval() == null) {
				receive(Peer.HELLO);
			}
			else if (!this.asked && !this.connection.closing()) {
				this.asked = true;
				if (this.connection.shouldResume()) {
					write("resume", this.connection.resume(TOKEN, this.now));
				}
				else {
					if (this.unprovenIdentify != null) {
						assertThat(this.now).as("R13").isAfterOrEqualTo(this.unprovenIdentify.plusSeconds(5));
					}
					this.unprovenIdentify = this.now;
					write("identify", this.connection.identify(TOKEN, 1, this.now));
				}
			}
			else if (this.connection.shouldResume()) {
				receive((this.random.nextInt(3) == 0) ? RESUMED : EVENT);
			}
			else {
				receive(Peer.READY);
			}
		}

		private void misbehave() {
			switch (this.random.nextInt(14)) {
				case 0 -> endOfInput();
				case 1 -> write("close frame",
						this.connection.receive(Peer.close(CODES[this.random.nextInt(CODES.length)]), this.now));
				case 2 -> write("rubbish", this.connection.receive(ByteBuffer.wrap(randomBytes()), this.now));
				case 3 -> this.connection.reading(this.random.nextBoolean());
				case 4 -> write("our close", this.connection
					.close(this.random.nextBoolean() ? CloseCode.KEEPS_SESSION : CloseCode.ENDS_SESSION, this.now));
				case 5, 6 -> {
					if (this.connection.live() && this.connection.nextCommand(this.now) == null) {
						write("command", this.connection.send(new UpdateVoiceState(1, null, true, true), this.now));
					}
				}
				case 7 -> {
					if (this.connection.heartbeatInterval() != null) {
						write("heartbeat", this.connection.heartbeat(this.now));
					}
				}
				default -> receive(MESSAGES[this.random.nextInt(MESSAGES.length)]);
			}
		}

		private void endOfInput() {
			this.connection.endOfInput(this.now);
			note("end of input", new byte[0]);
		}

		private byte[] randomBytes() {
			byte[] bytes = new byte[1 + this.random.nextInt(20)];
			this.random.nextBytes(bytes);
			return bytes;
		}

		private void receive(String message) {
			this.sequence += (this.random.nextInt(5) == 0) ? -1 : 1;
			this.numbered = message.contains("\"s\"");
			String text = message.replace("#", Long.toString(Math.max(0, this.sequence)));
			write(text, this.connection.receive(Peer.text(text), this.now));
		}

		private void write(String cause, byte[] bytes) {
			note(cause, bytes);
			for (Peer.Frame frame : Peer.frames(bytes)) {
				if (frame.opcode() == 1) {
					this.sends.add(this.now);
				}
			}
			while (!this.sends.isEmpty() && !this.sends.getFirst().isAfter(this.now.minusSeconds(60))) {
				this.sends.remove();
			}
			// Heartbeats by call, with no schedule, are not kept in bounds.
			if (!cause.equals("heartbeat")) {
				assertThat(this.sends).as("R24").hasSizeLessThanOrEqualTo(120);
			}
		}

		private void note(String what, byte[] sent) {
			List<ConnectionEvent> events = this.connection.events();
			String line = this.now + " " + what + " -> " + sent.length + " bytes, " + events + ", " + this.connection;
			assertThat(line).as("R40").doesNotContain("sEcReT");
			this.journal.add(line);
			if (this.journal.size() > 30) {
				this.journal.remove();
			}
			long before = (this.session != null) ? this.session.sequence() : -1;
			for (ConnectionEvent event : events) {
				if (event instanceof ConnectionEvent.Dispatch dispatched) {
					// READY begins anew, and RESUMED may repeat the last number.
					switch (dispatched.name()) {
						case "READY" -> {
						}
						case "RESUMED" -> assertThat(dispatched.sequence()).as("R17").isGreaterThanOrEqualTo(before);
						default -> {
							if (this.numbered) {
								assertThat(dispatched.sequence()).as("R17: none twice").isGreaterThan(before);
							}
							else {
								assertThat(dispatched.sequence()).as("the last number").isGreaterThanOrEqualTo(before);
							}
						}
					}
					before = dispatched.sequence();
				}
			}
		}

		private void check() {
			ResumePoint point = this.connection.resumePoint();
			if (point != null && this.session != null && this.liveSince != null && this.connection.live()) {
				assertThat(point.sequence()).as("R6").isGreaterThanOrEqualTo(this.session.sequence());
			}
			this.session = point;
			if (this.connection.live() && this.liveSince == null) {
				this.liveSince = this.now;
			}
			if (this.connection.finished() && !this.ended) {
				this.ended = true;
				if (this.liveSince != null && !this.now.isBefore(this.liveSince.plusSeconds(60))) {
					this.unprovenIdentify = null;
				}
				this.liveSince = null;
			}
			if (this.connected && !this.connection.finished()) {
				assertThat(this.connection.nextDeadline()).as("something happens in time, whatever the peer does")
					.isNotNull();
			}
			if (this.connection.finished()) {
				assertThat(this.connection.nextDeadline()).isNull();
			}
		}

	}

}
