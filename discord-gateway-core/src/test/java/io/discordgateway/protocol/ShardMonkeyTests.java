package io.discordgateway.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

import io.discordgateway.codec.Compression;
import io.discordgateway.payload.CloseCode;
import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.payload.Token;
import io.discordgateway.payload.UpdateVoiceState;
import io.discordgateway.shard.ShardId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Hands a shard any input at any time, as no gateway and no driver would, and looks at
 * what must hold even so. The seed is the parameter; a failure prints the last inputs
 * with what they brought.
 */
class ShardMonkeyTests {

	private static final int SEEDS = 60;

	private static final int INPUTS = 500;

	static List<Long> seeds() {
		Long only = Long.getLong("monkey.seed");
		return (only != null) ? List.of(only) : new SplittableRandom(44).longs(SEEDS).boxed().toList();
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void whatMustHoldHoldsWhateverComes(long seed) { // R12, R13, R18, R20, R24, R35, R40,
														// R43
		Monkey monkey = new Monkey(seed);
		try {
			for (int i = 0; i < INPUTS; i++) {
				monkey.step();
			}
		}
		catch (RuntimeException | AssertionError ex) {
			throw new AssertionError("-Dmonkey.seed=" + seed + ":\n" + String.join("\n", monkey.journal), ex);
		}
		finally {
			monkey.shard.close();
		}
	}

	private static final class Monkey {

		private static final String[] MESSAGES = { "{\"op\":10,\"d\":{\"heartbeat_interval\":41250}}",
				"{\"op\":10,\"d\":{\"heartbeat_interval\":41250}}", "{\"op\":10,\"d\":{\"heartbeat_interval\":5000}}",
				"{\"op\":10,\"d\":{}}", "{\"op\":11}", "{\"op\":11}", "{\"op\":11}", "{\"op\":1}", "{\"op\":7}",
				"{\"op\":9,\"d\":true}", "{\"op\":9,\"d\":false}", "{\"op\":9,\"d\":{}}", "{\"op\":77}", "{}", "\"",
				"{\"op\":0,\"t\":\"READY\",\"s\":1,\"d\":{\"session_id\":\"x\",\"resume_gateway_url\":\"wss://r.example\"}}",
				"{\"op\":0,\"t\":\"READY\",\"s\":1,\"d\":{\"session_id\":\"x\",\"resume_gateway_url\":\"ws://r.example\"}}",
				"{\"op\":0,\"t\":\"READY\",\"s\":1,\"d\":{}}", "{\"op\":0,\"t\":\"RESUMED\",\"s\":#,\"d\":{}}",
				"{\"op\":0,\"t\":\"X\",\"s\":#,\"d\":{}}", "{\"op\":0,\"t\":\"X\",\"s\":#,\"d\":{}}",
				"{\"op\":0,\"t\":\"X\",\"d\":{}}", "{\"op\":0,\"s\":#}" };

		private static final Integer[] CODES = { null, null, 1000, 1006, 4000, 4003, 4004, 4007, 4009, 4014, 4999 };

		private final SplittableRandom random;

		private final ShardProtocol shard;

		private final Deque<String> journal = new ArrayDeque<>();

		private final Deque<Instant> sends = new ArrayDeque<>();

		private Instant now = Instant.parse("2026-11-24T00:00:00Z");

		private @Nullable Instant lastIdentify;

		/* 0: none. */
		private long open;

		private long latest;

		private boolean permitWanted;

		private long request;

		private boolean proven = true;

		private @Nullable Instant live;

		private long sequence;

		private boolean numbered;

		private long delivered = -1;

		private long commands;

		private Monkey(long seed) {
			this.random = new SplittableRandom(seed);
			this.shard = new ShardProtocol(ShardSettings.builder(Token.of(ProtocolHarness.TOKEN), ShardId.SINGLE)
				.compression(Compression.NONE)
				.build(), new SplittableRandom(seed));
		}

		private void step() {
			ShardInput input = next();
			ShardStatus before = this.shard.status();
			List<ShardAction> actions;
			try {
				actions = this.shard.handle(input, this.now);
			}
			catch (IllegalStateException ex) {
				assertThat(input).isInstanceOf(ShardInput.Start.class);
				assertThat(before).isNotIn(ShardStatus.STOPPED, ShardStatus.FAILED);
				return;
			}
			note(input, actions);
			socketSaid(input, before);
			actions.forEach(this::check);
			checkState();
		}

		private ShardInput next() {
			if (this.random.nextInt(4) == 0) {
				Instant deadline = this.shard.nextDeadline();
				boolean patient = deadline != null && this.random.nextInt(3) != 0;
				this.now = (patient && deadline.isAfter(this.now)) ? deadline
						: this.now.plusMillis(this.random.nextInt(3000));
				return new ShardInput.TimerFired();
			}
			// Mostly what moves it on, so that it gets anywhere.
			if (this.random.nextInt(2) == 0) {
				switch (this.shard.status()) {
					case STOPPED, FAILED -> {
						return new ShardInput.Start(ProtocolHarness.GATEWAY,
								this.random.nextBoolean() ? ProtocolHarness.POINT : null);
					}
					case CONNECTING -> {
						return new ShardInput.Opened(this.latest);
					}
					case AWAITING_HELLO -> {
						return text(MESSAGES[0]);
					}
					case BACKING_OFF -> {
						if (this.shard.awaitsTurn()) {
							return new ShardInput.IdentifyGranted(this.request,
									this.now.plusMillis(this.random.nextInt(3000)));
						}
					}
					case IDENTIFYING -> {
						return text(MESSAGES[15]);
					}
					case RESUMING, CONNECTED -> {
						return text(MESSAGES[18 + this.random.nextInt(3)]);
					}
					default -> {
					}
				}
			}
			long connection = Math.max(1, this.latest - this.random.nextInt(2));
			return switch (this.random.nextInt(20)) {
				case 0 -> new ShardInput.Start(ProtocolHarness.GATEWAY, null);
				case 1 -> (this.random.nextInt(4) == 0)
						? new ShardInput.Shutdown(
								this.random.nextBoolean() ? CloseCode.KEEPS_SESSION : CloseCode.ENDS_SESSION)
						: new ShardInput.TimerFired();
				case 2 -> new ShardInput.Opened(connection);
				case 3 -> new ShardInput.ConnectFailed(connection, "refused", 403, null);
				case 4 -> new ShardInput.Closed(connection, CODES[this.random.nextInt(CODES.length)], "");
				case 5 -> new ShardInput.SendFailed(connection, "broken pipe");
				case 6 -> new ShardInput.ReadingPaused(connection);
				case 7 -> new ShardInput.ReadingResumed(connection);
				case 8 -> new ShardInput.IdentifyGranted(this.request - this.random.nextInt(2), this.now);
				case 9 -> new ShardInput.ClockJumped(Duration.ofSeconds(this.random.nextInt(50)));
				case 10 -> new ShardInput.GatewayUrlFound(ProtocolHarness.GATEWAY);
				case 11, 12, 13 -> new ShardInput.Submit(++this.commands, new UpdateVoiceState(1, null, true, true),
						this.random.nextBoolean() ? this.now.plusSeconds(5) : null);
				case 15 -> this.random.nextInt(4) > 0 ? new ShardInput.ConnectNow()
						: new ShardInput.Reconnect(this.random.nextBoolean());
				case 16 -> new ShardInput.SendHeartbeat();
				case 14 -> new ShardInput.BinaryReceived(connection, ByteBuffer.wrap(new byte[] { 1 }), true);
				default -> text(MESSAGES[this.random.nextInt(MESSAGES.length)]);
			};
		}

		private ShardInput text(String message) {
			this.sequence += (this.random.nextInt(5) == 0) ? -1 : 1;
			this.numbered = message.contains("\"s\"");
			byte[] bytes = message.replace("#", String.valueOf(Math.max(0, this.sequence)))
				.getBytes(StandardCharsets.UTF_8);
			return new ShardInput.TextReceived(Math.max(1, this.latest), ByteBuffer.wrap(bytes), true);
		}

		private void note(ShardInput input, List<ShardAction> actions) {
			String line = this.now + " " + input + " -> " + actions;
			assertThat(line).doesNotContain(ProtocolHarness.TOKEN);
			this.journal.add(line);
			if (this.journal.size() > 30) {
				this.journal.remove();
			}
		}

		private void socketSaid(ShardInput input, ShardStatus before) {
			if (input instanceof ShardInput.Closed closed && closed.connection() == this.open) {
				this.open = 0;
			}
			if (input instanceof ShardInput.ConnectFailed failed && failed.connection() == this.open
					&& before == ShardStatus.CONNECTING) {
				this.open = 0;
			}
			if (input instanceof ShardInput.Start) {
				this.delivered = -1;
			}
		}

		private void check(ShardAction action) {
			if (action instanceof ShardAction.Connect connect) {
				assertThat(this.open).as("R43: the old connection is gone").isZero();
				assertThat(connect.connection()).isGreaterThan(this.latest);
				assertThat(connect.url().getScheme()).as("R41").isEqualTo("wss");
				this.open = connect.connection();
				this.latest = this.open;
				this.sends.clear();
			}
			else if (action instanceof ShardAction.Close close) {
				assertThat(close.connection()).isEqualTo(this.open);
				this.open = 0;
			}
			else if (action instanceof ShardAction.Abort abort) {
				assertThat(abort.connection()).isEqualTo(this.open);
				this.open = 0;
			}
			else if (action instanceof ShardAction.RequestIdentify request) {
				assertThat(request.request()).isGreaterThan(this.request);
				this.request = request.request();
				this.permitWanted = true;
			}
			else if (action instanceof ShardAction.CancelIdentify cancel) {
				this.permitWanted &= cancel.request() != this.request;
			}
			else if (action instanceof ShardAction.SaveResumePoint save) {
				// Behind a leap it goes back (R44).
				this.delivered = Math.min(this.delivered, save.point().sequence());
			}
			else if (action instanceof ShardAction.Send send) {
				sent(send);
			}
			else if (action instanceof ShardAction.Emit emit) {
				told(emit.event());
			}
		}

		private void sent(ShardAction.Send send) {
			assertThat(send.connection()).isEqualTo(this.open);
			this.sends.add(this.now);
			while (!this.sends.getFirst().isAfter(this.now.minusSeconds(60))) {
				this.sends.remove();
			}
			assertThat(this.sends).as("R24").hasSizeLessThanOrEqualTo(CommandBudget.PAYLOADS_PER_WINDOW);
			if (send.opcode() == GatewayOpcode.IDENTIFY) {
				assertThat(this.permitWanted).as("R12").isTrue();
				this.permitWanted = false;
				if (!this.proven && this.lastIdentify != null) {
					assertThat(this.now).as("R13").isAfterOrEqualTo(this.lastIdentify.plusSeconds(5));
				}
				this.lastIdentify = this.now;
				this.proven = false;
				this.delivered = -1;
			}
		}

		private void told(ShardEvent event) {
			if (event instanceof ShardEvent.StatusChanged change) {
				assertThat(change.from().canBecome(change.to())).isTrue();
				if (change.to() == ShardStatus.CONNECTED) {
					this.live = this.now;
				}
				else if (change.from() == ShardStatus.CONNECTED && this.live != null
						&& !this.now.isBefore(this.live.plus(Duration.ofMinutes(10)))) {
					this.proven = true;
				}
			}
			else if (event instanceof ShardEvent.Dispatched dispatched && !dispatched.name().equals("RESUMED")) {
				if (this.numbered) {
					assertThat(dispatched.sequence()).as("R17: none twice").isGreaterThan(this.delivered);
				}
				else {
					assertThat(dispatched.sequence()).as("the last number").isGreaterThanOrEqualTo(this.delivered);
				}
				this.delivered = dispatched.sequence();
			}
			else if (event instanceof ShardEvent.SessionLost) {
				this.delivered = -1;
			}
		}

		private void checkState() {
			ShardStatus status = this.shard.status();
			boolean connected = status.isOpen() || status == ShardStatus.CONNECTING;
			assertThat(this.open != 0).as("a connection while " + status).isEqualTo(connected);
			if (status == ShardStatus.STOPPED || status == ShardStatus.FAILED) {
				assertThat(this.shard.nextDeadline()).as("R18").isNull();
			}
			else if (!this.shard.awaitsTurn()) {
				assertThat(this.shard.nextDeadline()).as("something happens in time, whatever the peer does")
					.isNotNull();
			}
			if (status == ShardStatus.AWAITING_IDENTIFY || this.shard.awaitsTurn()) {
				assertThat(this.permitWanted).as("R12").isTrue();
			}
			else if (status != ShardStatus.CONNECTING && status != ShardStatus.AWAITING_HELLO) {
				assertThat(this.permitWanted).as("R12").isFalse();
			}
		}

	}

}
