package io.discordgateway.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.discordgateway.codec.Compression;
import io.discordgateway.payload.CloseCode;
import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.payload.UpdateVoiceState;
import io.discordgateway.protocol.DisconnectCause.Kind;
import io.discordgateway.shard.ShardId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.discordgateway.protocol.ProtocolHarness.events;
import static io.discordgateway.protocol.ProtocolHarness.only;
import static io.discordgateway.protocol.ProtocolHarness.sent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What comes too late, too early, twice, or never. The table in {@code docs/protocol.md}
 * lists these outcomes.
 */
class HostileTimingTests {

	private final ProtocolHarness harness = new ProtocolHarness();

	// HELLO

	@Test
	void helloThatNeverComesIsGivenUpWithBackoff() { // R4, R20
		this.harness.started().opened();
		List<ShardAction> actions = this.harness.advanceToNextDeadline();
		assertThat(actions).contains(new ShardAction.Close(1, new CloseCode(4900), "HELLO_TIMED_OUT"));
		assertThat(this.harness.shard.status()).isEqualTo(ShardStatus.BACKING_OFF);
	}

	@Test
	void helloThatIsNotReadIsNotMissing() { // R4, R8
		this.harness.started().opened();
		this.harness.handle(new ShardInput.ReadingPaused(1));
		assertThat(this.harness.advanceToNextDeadline()).isEmpty();
		assertThat(this.harness.untilDeadline()).hasSeconds(15);
		this.harness.handle(new ShardInput.ReadingResumed(1));
		this.harness.advanceToNextDeadline();
		assertThat(this.harness.shard.status()).isEqualTo(ShardStatus.BACKING_OFF);
	}

	@Test
	void secondHelloChangesNothing() { // R4
		this.harness.connected();
		Instant deadline = this.harness.shard.nextDeadline();
		assertThat(this.harness.hello()).singleElement()
			.isInstanceOfSatisfying(ShardAction.Emit.class,
					(emit) -> assertThat(emit.event()).isInstanceOf(ShardEvent.Warning.class));
		assertThat(this.harness.shard.nextDeadline()).isEqualTo(deadline);
		assertThat(this.harness.shard.status()).isEqualTo(ShardStatus.CONNECTED);
	}

	@Test
	void helloWithAnIntervalOfADayIsTaken() { // R35
		this.harness.started().opened();
		this.harness.op(10, "{\"heartbeat_interval\":86400000}");
		assertThat(this.harness.shard.status()).isEqualTo(ShardStatus.AWAITING_IDENTIFY);
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "599", "86400001", "9223372036854775807", "99999999999999999999" })
	void helloWithAnAbsurdIntervalIsAViolation(String interval) { // R35
		this.harness.started().opened();
		List<ShardAction> actions = this.harness.op(10, "{\"heartbeat_interval\":" + interval + "}");
		assertThat(events(actions, ShardEvent.Disconnected.class)).extracting((event) -> event.cause().kind())
			.containsExactly(Kind.PROTOCOL_VIOLATION);
	}

	// READY

	@Test
	void readyThatNeverComesIsWaitedForAndTold() { // R14
		this.harness.started().opened().greeted().identified();
		List<ShardAction> actions = this.harness.advanceAliveTo(GatewayTimer.READY_TIMEOUT);
		assertThat(events(actions, ShardEvent.Warning.class)).singleElement()
			.satisfies((warning) -> assertThat(warning.message()).contains("No READY within 60 s"));
		assertThat(actions).hasSize(1);
		Instant end = this.harness.now.plus(Duration.ofHours(1));
		while (this.harness.now.isBefore(end)) {
			this.harness.advanceAliveTo(GatewayTimer.HEARTBEAT);
			this.harness.ack();
		}
		assertThat(this.harness.shard.status()).isEqualTo(ShardStatus.IDENTIFYING);
		assertThat(sent(this.harness.journal, GatewayOpcode.IDENTIFY)).hasSize(1);
		this.harness.ready(1);
		assertThat(this.harness.shard.status()).isEqualTo(ShardStatus.CONNECTED);
	}

	@Test
	void readyTwiceEndsTheConnectionAndKeepsTheSession() { // R14, R35
		this.harness.connected();
		List<ShardAction> actions = this.harness.ready(2);
		assertThat(only(actions, ShardAction.Close.class)).extracting((close) -> close.code().value())
			.containsExactly(4900);
		assertThat(this.harness.shard.resumePoint()).isNotNull();
		this.harness.reconnected();
		assertThat(this.harness.shard.status()).isEqualTo(ShardStatus.RESUMING);
	}

	@Test
	void readyInsteadOfResumedEndsTheConnection() { // R17, R35
		this.harness.started(ProtocolHarness.POINT).opened().greeted();
		this.harness.ready(1);
		assertThat(this.harness.shard.status()).isEqualTo(ShardStatus.BACKING_OFF);
		assertThat(this.harness.shard.resumePoint()).isEqualTo(ProtocolHarness.POINT);
	}

	@Test
	void dispatchBeforeReadyEndsTheConnection() { // R14, R35
		this.harness.started().opened().greeted().identified();
		this.harness.dispatch("GUILD_CREATE", 1, "{}");
		assertThat(this.harness.shard.status()).isEqualTo(ShardStatus.BACKING_OFF);
	}

	// Heartbeats

	@Test
	void ackInTheInstantOfTheNextDeadlineCountsIfItIsHandedInFirst() { // R8
		this.harness.connected();
		this.harness.advanceTo(GatewayTimer.HEARTBEAT);
		this.harness.now = this.harness.now.plus(ProtocolHarness.INTERVAL);
		assertThat(events(this.harness.ack(), ShardEvent.HeartbeatAcknowledged.class)).singleElement()
			.satisfies((event) -> assertThat(event.latency()).isEqualTo(ProtocolHarness.INTERVAL));
		assertThat(sent(this.harness.handle(new ShardInput.TimerFired()), GatewayOpcode.HEARTBEAT)).hasSize(1);
	}

	@Test
	void ackInTheInstantOfTheNextDeadlineIsLateIfTheTimerIsHandedInFirst() { // R8, R43
		this.harness.connected();
		this.harness.advanceTo(GatewayTimer.HEARTBEAT);
		this.harness.now = this.harness.now.plus(ProtocolHarness.INTERVAL);
		List<ShardAction> actions = this.harness.handle(new ShardInput.TimerFired());
		assertThat(events(actions, ShardEvent.Disconnected.class)).hasSize(1);
		byte[] ack = "{\"op\":11}".getBytes(StandardCharsets.UTF_8);
		assertThat(this.harness.handle(new ShardInput.TextReceived(1, ByteBuffer.wrap(ack), true))).isEmpty();
	}

	@Test
	void ackThatNobodyAskedForChangesNothing() { // R8, R9
		this.harness.connected();
		assertThat(this.harness.ack()).isEmpty();
		assertThat(this.harness.shard.latency()).isNull();
	}

	@Test
	void ackThatComesTwiceCountsOnce() { // R8, R9
		this.harness.connected();
		this.harness.advanceTo(GatewayTimer.HEARTBEAT);
		assertThat(this.harness.ack()).hasSize(1);
		assertThat(this.harness.ack()).isEmpty();
		this.harness.advanceTo(GatewayTimer.HEARTBEAT);
		assertThat(events(this.harness.advanceTo(GatewayTimer.HEARTBEAT), ShardEvent.Disconnected.class)).hasSize(1);
	}

	@Test
	void floodOfRequestedHeartbeatsStaysWithinTheBudgetAndKeepsTheScheduledOnes() { // R7,
																					// R24
		this.harness.connected();
		int answered = 0;
		for (int i = 0; i < 500; i++) {
			answered += sent(this.harness.op(1, "null"), GatewayOpcode.HEARTBEAT).size();
		}
		assertThat(answered).isEqualTo(116);
		assertThat(this.harness.op(1, "null")).isEmpty();
		assertThat(sent(this.harness.advanceTo(GatewayTimer.HEARTBEAT), GatewayOpcode.HEARTBEAT)).hasSize(1);
		this.harness.ack();
		assertThat(sent(this.harness.advanceTo(GatewayTimer.HEARTBEAT), GatewayOpcode.HEARTBEAT)).hasSize(1);
		assertThat(sent(this.harness.op(1, "null"), GatewayOpcode.HEARTBEAT)).as("a minute later").hasSize(1);
	}

	@Test
	void heartbeatsAskedForBeforeHelloCountToo() { // R7, R24
		this.harness.started().opened();
		for (int i = 0; i < 100; i++) {
			this.harness.op(1, "null");
		}
		this.harness.greeted().identified().ready(1);
		for (int i = 0; i < 100; i++) {
			this.harness.handle(new ShardInput.Submit(i, new UpdateVoiceState(1, null, false, false), null));
		}
		assertThat(only(this.harness.journal, ShardAction.Send.class)).hasSize(116);
	}

	// Closes

	@Test
	void closeWhileWaitingForThePermitGivesItBackAndSpendsNothing() { // R12, R13
		this.harness.started().opened().greeted();
		assertThat(this.harness.closed(4000)).contains(new ShardAction.CancelIdentify(1, ShardId.SINGLE));
		assertThat(this.harness.untilDeadline()).isLessThan(Duration.ofSeconds(1));
	}

	@Test
	void closeDuringIdentifySlowsTheNextIdentifyDown() { // R13
		this.harness.started().opened().greeted().identified();
		List<ShardAction> actions = this.harness.closed(4000);
		assertThat(events(actions, ShardEvent.Warning.class)).hasSize(1);
		assertThat(this.harness.untilDeadline()).hasSeconds(5);
	}

	@Test
	void closeDuringReplayResumesFromTheLastEventThatCame() { // R17
		this.harness.connected();
		this.harness.op(7, "null");
		this.harness.reconnected();
		this.harness.dispatch("MESSAGE_CREATE", 2, "{}");
		this.harness.dispatch("MESSAGE_CREATE", 3, "{}");
		this.harness.closed(null);
		this.harness.advanceTo(GatewayTimer.BACKOFF);
		assertThat(sent(this.harness.opened().hello(), GatewayOpcode.RESUME).get(0).at("/d/seq").asInt()).isEqualTo(3);
		assertThat(events(this.harness.resumed(4), ShardEvent.SessionResumed.class))
			.extracting(ShardEvent.SessionResumed::replayed)
			.containsExactly(0L);
	}

	@Test
	void closeDuringOurOwnCloseIsIgnored() { // R43
		this.harness.connected();
		this.harness.op(7, "null");
		assertThat(this.harness.handle(new ShardInput.Closed(1, 4004, "late"))).isEmpty();
		assertThat(this.harness.handle(new ShardInput.Closed(1, null, ""))).isEmpty();
		assertThat(this.harness.shard.status()).isEqualTo(ShardStatus.CONNECTING);
	}

	@Test
	void closeComesTwiceAndCountsOnce() { // R20, R43
		this.harness.connected();
		this.harness.closed(4000);
		Instant deadline = this.harness.shard.nextDeadline();
		assertThat(this.harness.closed(4000)).isEmpty();
		assertThat(this.harness.shard.nextDeadline()).isEqualTo(deadline);
	}

	// Sessions

	@Test
	void resumedWithoutResumeIsAnEventLikeAnyOther() { // R17
		this.harness.connected();
		List<ShardAction> actions = this.harness.resumed(2);
		assertThat(events(actions, ShardEvent.Dispatched.class)).extracting(ShardEvent.Dispatched::name)
			.containsExactly("RESUMED");
		assertThat(actions).hasSize(1);
	}

	@Test
	void resumedInsteadOfReadyEndsTheConnection() { // R17, R35
		this.harness.started().opened().greeted().identified();
		this.harness.resumed(1);
		assertThat(this.harness.shard.status()).isEqualTo(ShardStatus.BACKING_OFF);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "4", "5", "null" })
	void resumedEndsTheReplayWhateverItsSequence(String sequence) { // R17
		this.harness.started(ProtocolHarness.POINT).opened().greeted();
		List<ShardAction> actions = this.harness
			.receive("{\"t\":\"RESUMED\",\"s\":" + sequence + ",\"op\":0,\"d\":{}}");
		assertThat(events(actions, ShardEvent.SessionResumed.class)).hasSize(1);
		assertThat(this.harness.shard.status()).isEqualTo(ShardStatus.CONNECTED);
		assertThat(this.harness.shard.resumePoint()).isEqualTo(ProtocolHarness.POINT);
	}

	@Test
	void resumeAnsweredBySilenceFails() { // R19
		this.harness.started(ProtocolHarness.POINT).opened().greeted();
		List<ShardAction> actions = this.harness.advanceAliveTo(GatewayTimer.READY_TIMEOUT);
		assertThat(events(actions, ShardEvent.Disconnected.class)).extracting((event) -> event.cause().kind())
			.containsExactly(Kind.RESUME_TIMED_OUT);
		assertThat(this.harness.shard.resumePoint()).isEqualTo(ProtocolHarness.POINT);
		for (int i = 0; i < 3; i++) {
			this.harness.reconnected();
			this.harness.advanceAliveTo(GatewayTimer.READY_TIMEOUT);
		}
		assertThat(events(this.harness.journal, ShardEvent.SessionLost.class)).hasSize(1);
	}

	@Test
	void longReplayIsWaitedForAsLongAsItMoves() { // R17, R19
		this.harness.started(ProtocolHarness.POINT).opened().greeted();
		for (int sequence = 6; sequence < 16; sequence++) {
			this.harness.dispatch("MESSAGE_CREATE", sequence, "{}");
			this.harness.advanceAliveTo(GatewayTimer.READY_TIMEOUT);
		}
		assertThat(this.harness.shard.status()).isEqualTo(ShardStatus.RESUMING);
		this.harness.handle(new ShardInput.ReadingPaused(1));
		this.harness.advanceAliveTo(GatewayTimer.READY_TIMEOUT);
		assertThat(this.harness.shard.status()).as("this side does not read").isEqualTo(ShardStatus.RESUMING);
		this.harness.handle(new ShardInput.ReadingResumed(1));
		assertThat(events(this.harness.advanceAliveTo(GatewayTimer.READY_TIMEOUT), ShardEvent.Disconnected.class))
			.hasSize(1);
	}

	@Test
	void replayThatIsCutAgainAndAgainIsNoFailedResumeWhileItMoves() { // R19
		this.harness.started(ProtocolHarness.POINT);
		for (int sequence = 6; sequence < 26; sequence++) {
			this.harness.reconnected();
			assertThat(this.harness.shard.status()).isEqualTo(ShardStatus.RESUMING);
			this.harness.dispatch("MESSAGE_CREATE", sequence, "{}");
			this.harness.closed(null);
		}
		assertThat(events(this.harness.journal, ShardEvent.SessionLost.class)).isEmpty();
		assertThat(this.harness.untilDeadline()).as("it still backs off").isGreaterThan(Duration.ofSeconds(20));
	}

	@Test
	void invalidSessionBeforeHelloEndsTheSession() { // R15
		this.harness.started(ProtocolHarness.POINT).opened();
		List<ShardAction> actions = this.harness.op(9, "false");
		assertThat(actions).contains(new ShardAction.DropResumePoint());
		assertThat(this.harness.untilDeadline()).hasSeconds(3);
		this.harness.reconnected();
		assertThat(this.harness.shard.status()).isEqualTo(ShardStatus.AWAITING_IDENTIFY);
	}

	@Test
	void resumableInvalidSessionBeforeHelloKeepsTheSession() { // R15
		this.harness.started(ProtocolHarness.POINT).opened();
		this.harness.op(9, "true");
		this.harness.reconnected();
		assertThat(this.harness.shard.status()).isEqualTo(ShardStatus.RESUMING);
	}

	@Test
	void sessionThatIsInvalidButResumableForEverIsGivenUp() { // R15, R19
		this.harness.started(ProtocolHarness.POINT);
		for (int i = 0; i < 4; i++) {
			this.harness.reconnected();
			assertThat(this.harness.shard.status()).isEqualTo(ShardStatus.RESUMING);
			this.harness.op(9, "true");
		}
		assertThat(events(this.harness.journal, ShardEvent.SessionLost.class)).hasSize(1);
		this.harness.reconnected();
		assertThat(this.harness.shard.status()).isEqualTo(ShardStatus.AWAITING_IDENTIFY);
	}

	@Test
	void reconnectBeforeHelloIsFollowedAtOnceAndThenWithBackoff() { // R16, R20
		this.harness.started().opened();
		this.harness.op(7, "null");
		assertThat(this.harness.shard.status()).isEqualTo(ShardStatus.CONNECTING);
		this.harness.opened().op(7, "null");
		assertThat(this.harness.shard.status()).isEqualTo(ShardStatus.BACKING_OFF);
	}

	@Test
	void reconnectDuringIdentifySlowsTheNextIdentifyDown() { // R13, R16
		this.harness.started().opened().greeted().identified();
		this.harness.op(7, "null");
		assertThat(this.harness.untilDeadline()).hasSeconds(5);
	}

	// Sequences

	@Test
	void sequenceThatJumpsIsTaken() { // R6, R17
		this.harness.connected();
		assertThat(events(this.harness.dispatch("MESSAGE_CREATE", 900, "{}"), ShardEvent.Dispatched.class))
			.extracting(ShardEvent.Dispatched::sequence)
			.containsExactly(900L);
		assertThat(this.harness.shard.resumePoint().sequence()).isEqualTo(900);
	}

	@Test
	void sequenceThatGoesBackIsSeenAlreadyAndToldOnce() { // R17, R44
		this.harness.connected();
		this.harness.dispatch("MESSAGE_CREATE", 900, "{}");
		List<ShardAction> actions = this.harness.dispatch("MESSAGE_CREATE", 899, "{}");
		assertThat(events(actions, ShardEvent.Warning.class)).hasSize(1);
		assertThat(events(actions, ShardEvent.Dispatched.class)).isEmpty();
		assertThat(this.harness.dispatch("MESSAGE_CREATE", 900, "{}")).isEmpty();
		assertThat(this.harness.shard.seenAgain()).isEqualTo(2);
		assertThat(this.harness.shard.resumePoint().sequence()).isEqualTo(900);
	}

	@Test
	void numbersThatGoBackNowAndThenEndNothing() { // R44
		this.harness.connected();
		for (int sequence = 2; sequence < 20; sequence++) {
			this.harness.dispatch("MESSAGE_CREATE", sequence, "{}");
			this.harness.dispatch("MESSAGE_CREATE", sequence, "{}");
			this.harness.dispatch("MESSAGE_CREATE", sequence - 1, "{}");
		}
		assertThat(this.harness.shard.status()).isEqualTo(ShardStatus.CONNECTED);
		assertThat(this.harness.shard.seenAgain()).isEqualTo(36);
	}

	@Test
	void sequenceThatLeapsFarIsGoneBackBehind() { // R17, R44
		this.harness.connected();
		this.harness.dispatch("MESSAGE_CREATE", 5, "{}");
		this.harness.dispatch("MESSAGE_CREATE", 999_999_999_999_999_999L, "{}");
		this.harness.dispatch("MESSAGE_CREATE", 6, "{}");
		this.harness.dispatch("MESSAGE_CREATE", 7, "{}");
		List<ShardAction> actions = this.harness.dispatch("MESSAGE_CREATE", 8, "{}");
		assertThat(events(actions, ShardEvent.Disconnected.class)).extracting((event) -> event.cause().kind())
			.containsExactly(Kind.PROTOCOL_VIOLATION);
		assertThat(only(actions, ShardAction.SaveResumePoint.class)).extracting((save) -> save.point().sequence())
			.containsExactly(5L);
		assertThat(sent(this.harness.reconnected().journal, GatewayOpcode.RESUME).get(0).at("/d/seq").asLong())
			.isEqualTo(5);
		assertThat(events(this.harness.dispatch("MESSAGE_CREATE", 6, "{}"), ShardEvent.Dispatched.class)).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2 })
	void connectionThatEndsBehindALeapIsResumedFromBeforeIt(int behind) { // R17, R44
		this.harness.connected();
		this.harness.dispatch("MESSAGE_CREATE", 5, "{}");
		this.harness.dispatch("MESSAGE_CREATE", 999_999_999_999_999_999L, "{}");
		for (int i = 0; i < behind; i++) {
			this.harness.dispatch("MESSAGE_CREATE", 6 + i, "{}");
		}
		assertThat(only(this.harness.closed(null), ShardAction.SaveResumePoint.class))
			.extracting((save) -> save.point().sequence())
			.containsExactly(5L);
		assertThat(sent(this.harness.reconnected().journal, GatewayOpcode.RESUME).get(0).at("/d/seq").asLong())
			.isEqualTo(5);
		for (int i = 0; i < behind; i++) {
			assertThat(events(this.harness.dispatch("MESSAGE_CREATE", 6 + i, "{}"), ShardEvent.Dispatched.class))
				.hasSize(1);
		}
	}

	@Test
	void shardThatIsStoppedBehindALeapKeepsTheNumberBeforeIt() { // R23, R44
		this.harness.connected();
		this.harness.dispatch("MESSAGE_CREATE", 5, "{}");
		this.harness.dispatch("MESSAGE_CREATE", 999_999_999_999_999_999L, "{}");
		this.harness.dispatch("MESSAGE_CREATE", 6, "{}");
		assertThat(only(this.harness.handle(new ShardInput.Shutdown(new CloseCode(4900))),
				ShardAction.SaveResumePoint.class))
			.extracting((save) -> save.point().sequence())
			.containsExactly(5L);
	}

	@Test
	void leapThatIsGoneOnFromIsNoReasonToGoBack() { // R44
		this.harness.connected();
		this.harness.dispatch("MESSAGE_CREATE", 5, "{}");
		this.harness.dispatch("MESSAGE_CREATE", 7, "{}");
		this.harness.dispatch("MESSAGE_CREATE", 6, "{}");
		this.harness.dispatch("MESSAGE_CREATE", 8, "{}");
		assertThat(only(this.harness.closed(null), ShardAction.SaveResumePoint.class)).isEmpty();
		assertThat(this.harness.shard.resumePoint().sequence()).isEqualTo(8);
	}

	@Test
	void replayThatGoesOnBehindResumedIsNoReasonToResumeForEver() { // R17, R44
		this.harness.started(ProtocolHarness.POINT).opened().greeted();
		replayBehindResumed();
		assertThat(events(this.harness.journal, ShardEvent.Disconnected.class)).hasSize(1);
		this.harness.reconnected();
		replayBehindResumed();
		assertThat(events(this.harness.journal, ShardEvent.Disconnected.class)).hasSize(1);
		assertThat(events(this.harness.dispatch("MESSAGE_CREATE", 6, "{}"), ShardEvent.Dispatched.class)).hasSize(1);
	}

	private void replayBehindResumed() {
		this.harness.dispatch("RESUMED", 1, "{}");
		for (int sequence = 2; sequence <= 5; sequence++) {
			this.harness.dispatch("MESSAGE_CREATE", sequence, "{}");
		}
	}

	@Test
	void numbersSeenInAReplayArePassedOverInSilence() { // R17
		this.harness.started(ProtocolHarness.POINT).opened().greeted();
		for (int sequence = 1; sequence <= 5; sequence++) {
			assertThat(this.harness.dispatch("MESSAGE_CREATE", sequence, "{}")).isEmpty();
		}
		assertThat(this.harness.shard.seenAgain()).isZero();
	}

	@Test
	void dispatchWithoutASequenceIsDeliveredAndMovesNothing() { // R36
		this.harness.connected();
		List<ShardAction> actions = this.harness.receive("{\"t\":\"X\",\"op\":0,\"d\":{}}");
		assertThat(events(actions, ShardEvent.Dispatched.class)).extracting(ShardEvent.Dispatched::sequence)
			.containsExactly(1L);
		assertThat(this.harness.shard.resumePoint().sequence()).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"a", "{]", "{\"a\" 1 2,,:}", "1-2abc", "\"\\x\"", "\"\n\"", "01", "{},,\"b\":1" })
	void eventThatDoesNotDecodeComesAgain(String data) { // R35, R44
		this.harness.connected();
		this.harness.receive("{\"t\":\"MESSAGE_CREATE\",\"s\":2,\"op\":0,\"d\":" + data + "}");
		assertThat(this.harness.shard.resumePoint().sequence()).isEqualTo(1);
		this.harness.reconnected();
		assertThat(events(this.harness.dispatch("MESSAGE_CREATE", 2, "{}"), ShardEvent.Dispatched.class)).hasSize(1);
	}

	// Sends and permits

	@Test
	void commandThatCouldNotBeSentAndThoseAfterItAreSentAgainInOrder() { // R24, R26
		this.harness.connected();
		List<ShardAction.Send> sends = new ArrayList<>();
		for (int id = 1; id <= 3; id++) {
			sends.addAll(only(submit(id), ShardAction.Send.class));
		}
		this.harness.handle(new ShardInput.SendFailed(1, "broken pipe", sends.get(1).number()));
		assertThat(this.harness.handle(new ShardInput.SendFailed(1, "broken pipe", sends.get(2).number()))).isEmpty();
		submit(4);
		this.harness.reconnected();
		List<ShardAction> actions = this.harness.resumed(2);
		assertThat(events(actions, ShardEvent.CommandSent.class)).extracting(ShardEvent.CommandSent::id)
			.containsExactly(2L, 3L, 4L);
		assertThat(only(actions, ShardAction.Send.class))
			.startsWith(new ShardAction.Send(2, 6, GatewayOpcode.VOICE_STATE_UPDATE, sends.get(1).payload(), true));
	}

	@Test
	void sendThatFailedAndWasNoCommandRepeatsNone() { // R24
		this.harness.connected();
		submit(1);
		ShardAction.Send heartbeat = only(this.harness.advanceTo(GatewayTimer.HEARTBEAT), ShardAction.Send.class)
			.get(0);
		this.harness.handle(new ShardInput.SendFailed(1, "broken pipe", heartbeat.number()));
		this.harness.reconnected();
		assertThat(events(this.harness.resumed(2), ShardEvent.CommandSent.class)).isEmpty();
	}

	@Test
	void sendThatFailsOnAConnectionThatIsGoneRepeatsNone() { // R43
		this.harness.connected();
		ShardAction.Send send = only(submit(1), ShardAction.Send.class).get(0);
		this.harness.closed(null);
		this.harness.handle(new ShardInput.SendFailed(1, "broken pipe", send.number()));
		this.harness.reconnected();
		assertThat(events(this.harness.resumed(2), ShardEvent.CommandSent.class)).isEmpty();
	}

	@Test
	void sendOfAnEarlierConnectionThatFailsOnThisOneRepeatsNone() { // R43
		this.harness.connected();
		ShardAction.Send send = only(submit(1), ShardAction.Send.class).get(0);
		this.harness.closed(null);
		this.harness.reconnected().resumed(2);
		this.harness.handle(new ShardInput.SendFailed(this.harness.connection(), "broken pipe", send.number()));
		this.harness.reconnected();
		assertThat(events(this.harness.resumed(3), ShardEvent.CommandSent.class)).isEmpty();
	}

	@Test
	void sendThatWasTheFirstOfItsConnectionTakesBackAllBehindIt() { // R43
		this.harness.connected();
		submit(1);
		// IDENTIFY's number.
		this.harness.handle(new ShardInput.SendFailed(1, "broken pipe", 1L));
		this.harness.reconnected();
		assertThat(events(this.harness.resumed(2), ShardEvent.CommandSent.class)).extracting(ShardEvent.CommandSent::id)
			.containsExactly(1L);
	}

	@Test
	void oldestCommandsUnderWayAreForgottenBeyondTheBudget() { // R24
		this.harness.connected();
		List<ShardAction.Send> sends = new ArrayList<>();
		for (int id = 0; id < 140; id++) {
			this.harness.now = this.harness.now.plusSeconds(1);
			this.harness.ack();
			sends.addAll(only(submit(id), ShardAction.Send.class));
			if (this.harness.shard.nextDeadline().isBefore(this.harness.now)) {
				this.harness.handle(new ShardInput.TimerFired());
			}
		}
		this.harness.handle(new ShardInput.SendFailed(1, "broken pipe", sends.get(0).number()));
		this.harness.reconnected();
		assertThat(events(this.harness.resumed(2), ShardEvent.CommandSent.class)).extracting(ShardEvent.CommandSent::id)
			.startsWith(20L, 21L);
	}

	@Test
	void commandThatCouldNotBeSentKeepsItsDeadline() { // R26
		this.harness.connected();
		ShardAction.Send send = only(this.harness.handle(
				new ShardInput.Submit(1, new UpdateVoiceState(1, null, false, false), this.harness.now.plusMillis(1))),
				ShardAction.Send.class)
			.get(0);
		this.harness.handle(new ShardInput.SendFailed(1, "broken pipe", send.number()));
		this.harness.reconnected();
		assertThat(events(this.harness.journal, ShardEvent.CommandDropped.class))
			.extracting(ShardEvent.CommandDropped::id)
			.containsExactly(1L);
		assertThat(events(this.harness.resumed(2), ShardEvent.CommandSent.class)).isEmpty();
	}

	@Test
	void permitThatComesTwiceIsUsedOnce() { // R12
		this.harness.started();
		assertThat(this.harness.handle(this.harness.grant(1))).as("it is held").isEmpty();
		this.harness.opened().greeted().identified();
		assertThat(this.harness.handle(this.harness.grant(1)))
			.containsExactly(new ShardAction.CancelIdentify(1, ShardId.SINGLE));
	}

	@Test
	void startAfterAStopThatCameTooSoonHonoursTheIdentifyBackoff() { // R13
		this.harness.connected();
		this.harness.handle(new ShardInput.Shutdown(CloseCode.ENDS_SESSION));
		this.harness.started();
		assertThat(this.harness.shard.status()).isEqualTo(ShardStatus.BACKING_OFF);
		assertThat(this.harness.untilDeadline()).hasSeconds(5);
	}

	@Test
	void startThatThrowsAYoungSessionAwayHonoursTheIdentifyBackoff() { // R13
		this.harness.connected();
		this.harness.handle(new ShardInput.Shutdown(CloseCode.KEEPS_SESSION));
		this.harness.started();
		assertThat(this.harness.untilDeadline()).hasSeconds(5);
	}

	@Test
	void startAfterAStopThatKeptTheSessionResumesAtOnce() { // R13, R23
		this.harness.connected();
		this.harness.handle(new ShardInput.Shutdown(CloseCode.KEEPS_SESSION));
		this.harness.started(this.harness.shard.resumePoint());
		assertThat(this.harness.shard.status()).isEqualTo(ShardStatus.CONNECTING);
	}

	@Test
	void damagedStreamInTheMiddleOfAReplayResumesFromTheLastWholeEvent() { // R30, R35
		ProtocolHarness compressed = new ProtocolHarness((settings) -> settings.compression(Compression.ZLIB_STREAM))
			.connected();
		compressed.op(7, "null");
		compressed.reconnected();
		compressed.dispatch("MESSAGE_CREATE", 2, "{}");
		compressed.receiveBytes(new byte[] { 1, 2, 3, 0, 0, -1, -1 });
		compressed.advanceTo(GatewayTimer.BACKOFF);
		assertThat(sent(compressed.opened().hello(), GatewayOpcode.RESUME).get(0).at("/d/seq").asInt()).isEqualTo(2);
	}

	private List<ShardAction> submit(long id) {
		return this.harness.handle(new ShardInput.Submit(id, new UpdateVoiceState(id, null, false, false), null));
	}

	// Hosts, urls and codes

	@Test
	void hostThatSleptWhileResumingFailedNoResume() { // R19, R42
		for (int i = 0; i < 9; i++) {
			this.harness.journal.clear();
			if (i == 0) {
				this.harness.started(ProtocolHarness.POINT);
			}
			this.harness.opened().greeted();
			assertThat(this.harness.shard.status()).isEqualTo(ShardStatus.RESUMING);
			this.harness.now = this.harness.now.plusSeconds(3600);
			List<ShardAction> actions = this.harness.handle(new ShardInput.TimerFired());
			assertThat(events(actions, ShardEvent.Disconnected.class)).extracting((event) -> event.cause().kind())
				.containsExactly(Kind.CLOCK_JUMPED);
			assertThat(only(actions, ShardAction.Connect.class)).as("at once, and at the resume url")
				.extracting((connect) -> connect.url().getHost())
				.containsExactly("resume.discord.example");
		}
	}

	@Test
	void dropThatAHostFindsWhenItWakesUpFailedNoResume() { // R19, R42
		this.harness.started(ProtocolHarness.POINT);
		for (int i = 0; i < 9; i++) {
			this.harness.reconnected();
			assertThat(this.harness.shard.status()).isEqualTo(ShardStatus.RESUMING);
			this.harness.now = this.harness.now.plusSeconds(3600);
			this.harness.closed(null);
		}
		assertThat(events(this.harness.journal, ShardEvent.SessionLost.class)).isEmpty();
	}

	@Test
	void hostThatSleptWhileConnectingConnectsAgainAtOnce() { // R42
		this.harness.started(ProtocolHarness.POINT);
		this.harness.now = this.harness.now.plusSeconds(3600);
		List<ShardAction> actions = this.harness.handle(new ShardInput.TimerFired());
		assertThat(actions).contains(new ShardAction.Abort(1));
		assertThat(events(actions, ShardEvent.Disconnected.class)).singleElement()
			.satisfies((event) -> assertThat(event.cause().code()).as("nothing was closed").isNull());
		assertThat(this.harness.shard.status()).isEqualTo(ShardStatus.CONNECTING);
	}

	@Test
	void attemptThatIsAbortedHasNoCloseCode() { // R4
		this.harness.started();
		assertThat(events(this.harness.advanceTo(GatewayTimer.CONNECT_TIMEOUT), ShardEvent.Disconnected.class))
			.extracting((event) -> event.cause().code())
			.containsOnlyNulls();
		this.harness.reconnected();
		assertThat(events(this.harness.op(7, "null"), ShardEvent.Disconnected.class))
			.extracting((event) -> event.cause().code())
			.containsExactly(4900);
	}

	@Test
	void refusalAtTheResumeUrlLeadsToTheGatewayUrlInSeconds() { // R19, R22
		this.harness.started(ProtocolHarness.POINT);
		this.harness.handle(new ShardInput.ConnectFailed(1, "over capacity", 503, Duration.ofHours(1)));
		assertThat(this.harness.untilDeadline()).isLessThan(Duration.ofSeconds(2));
		assertThat(only(this.harness.advanceTo(GatewayTimer.BACKOFF), ShardAction.Connect.class))
			.extracting((connect) -> connect.url().getHost())
			.containsExactly("gateway.discord.example");
	}

	@ParameterizedTest
	@CsvSource({ "resume.discord.example, gateway.discord.example", "other.discord.example, other.discord.example" })
	void newSessionLeavesAResumeUrlAloneThatAskedForIt(String host, String next) { // R19,
																					// R22
		this.harness.started(ProtocolHarness.POINT);
		this.harness.handle(new ShardInput.ConnectFailed(1, "over capacity", 503, Duration.ofHours(1)));
		this.harness.advanceTo(GatewayTimer.BACKOFF);
		this.harness.opened().greeted();
		this.harness.op(9, "false");
		this.harness.reconnected().identified();
		this.harness.dispatch("READY", 1, "{\"session_id\":\"s\",\"resume_gateway_url\":\"wss://" + host + "\"}");
		this.harness.closed(null);
		assertThat(this.harness.shard.nextUrl().getHost()).isEqualTo(next);
	}

	@Test
	void resumeUrlOfAnotherOwnerGetsNoToken() { // R52
		this.harness.started().opened().greeted().identified();
		List<ShardAction> actions = this.harness.dispatch("READY", 1,
				"{\"session_id\":\"s\",\"resume_gateway_url\":\"wss://evil.example\"}");
		assertThat(events(actions, ShardEvent.Warning.class)).hasSize(1);
		assertThat(this.harness.shard.resumePoint().resumeUrl()).isEqualTo(ProtocolHarness.GATEWAY);
		this.harness.closed(null);
		assertThat(this.harness.shard.nextUrl().getHost()).isEqualTo("gateway.discord.example");
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "5", "\"\"", "\"wss://\"", "\"http://resume.discord.example\"",
			"\"wss://user:secret@resume.discord.example\"", "\"wss://a_b.discord.example\"", "\"::\"" })
	void resumeUrlThatIsNoneIsPassedOver(String url) { // R41, R52
		this.harness.started().opened().greeted().identified();
		List<ShardAction> actions = this.harness.dispatch("READY", 1,
				"{\"session_id\":\"s\",\"resume_gateway_url\":" + url + "}");
		assertThat(this.harness.shard.status()).isEqualTo(ShardStatus.CONNECTED);
		assertThat(this.harness.shard.resumePoint().resumeUrl()).isEqualTo(ProtocolHarness.GATEWAY);
		assertThat(actions.toString()).doesNotContain("secret");
	}

	@Test
	void reasonOfDiscordIsKeptOnOneLine() { // R18
		this.harness.connected();
		List<ShardAction> actions = this.harness
			.handle(new ShardInput.Closed(1, 4000, "Internal\nerror\u2028forged line"));
		assertThat(events(actions, ShardEvent.Disconnected.class)).extracting((event) -> event.cause().reason())
			.containsExactly("Discord had an internal error (\"Internal error forged line\")");
	}

	@Test
	void callerThatErrsLeavesNothingBehind() {
		this.harness.connected();
		assertThatIllegalStateException().isThrownBy(this.harness::started);
		assertThat(this.harness.handle(new ShardInput.TimerFired())).isEmpty();
	}

	@Test
	void shortestHeartbeatIntervalKeepsTheBudget() { // R5, R24
		this.harness.started().opened();
		for (int i = 0; i < 200; i++) {
			this.harness.op(1, "null");
		}
		this.harness.op(10, "{\"heartbeat_interval\":600}");
		this.harness.identified().ready(1);
		for (int i = 0; i < 200; i++) {
			submit(i);
		}
		Instant end = this.harness.now.plusSeconds(300);
		List<Instant> sends = new ArrayList<>();
		this.harness.journal.stream()
			.filter(ShardAction.Send.class::isInstance)
			.forEach((send) -> sends.add(this.harness.now));
		while (this.harness.now.isBefore(end)) {
			only(this.harness.advanceToNextDeadline(), ShardAction.Send.class)
				.forEach((send) -> sends.add(this.harness.now));
			this.harness.ack();
			this.harness.op(1, "null");
		}
		for (Instant first : sends) {
			assertThat(sends.stream().filter((send) -> !send.isBefore(first) && send.isBefore(first.plusSeconds(60))))
				.hasSizeLessThanOrEqualTo(120);
		}
		assertThat(this.harness.shard.status()).isEqualTo(ShardStatus.CONNECTED);
	}

	@Test
	void journalThatIsReadBackLosesNoCommand() { // R24
		this.harness.connected();
		submit(1);
		ShardAction.Send send = only(submit(2), ShardAction.Send.class).get(0);
		ShardAction.Send copy = new ShardAction.Send(send.connection(), send.number(), send.opcode(),
				send.payload().clone(), send.text());
		this.harness.handle(new ShardInput.SendFailed(1, "broken pipe", copy.number()));
		this.harness.reconnected();
		assertThat(events(this.harness.resumed(2), ShardEvent.CommandSent.class)).extracting(ShardEvent.CommandSent::id)
			.containsExactly(2L);
	}

	@Test
	void trafficKeepsAConnectionWhoseAcknowledgmentsAreLate() { // R8, R47
		this.harness.connected();
		for (int i = 0; i < 3; i++) {
			assertThat(sent(this.harness.advanceTo(GatewayTimer.HEARTBEAT), GatewayOpcode.HEARTBEAT)).hasSize(1);
			this.harness.dispatch("GUILD_CREATE", 2 + i, "{}");
		}
		List<ShardAction> actions = this.harness.advanceTo(GatewayTimer.HEARTBEAT);
		assertThat(events(actions, ShardEvent.Disconnected.class)).as("after three intervals in any case").hasSize(1);
	}

	@Test
	void silenceIsAMissedAcknowledgmentWhateverCameBefore() { // R8, R47
		this.harness.connected();
		this.harness.advanceTo(GatewayTimer.HEARTBEAT);
		this.harness.dispatch("GUILD_CREATE", 2, "{}");
		assertThat(sent(this.harness.advanceTo(GatewayTimer.HEARTBEAT), GatewayOpcode.HEARTBEAT)).hasSize(1);
		assertThat(events(this.harness.advanceTo(GatewayTimer.HEARTBEAT), ShardEvent.Disconnected.class)).hasSize(1);
	}

	@Test
	void strictHeartbeatsTakeTrafficForNoAcknowledgment() { // R8, R47
		ProtocolHarness strict = new ProtocolHarness(
				(settings) -> settings.compression(Compression.NONE).strictHeartbeats(true))
			.connected();
		strict.advanceTo(GatewayTimer.HEARTBEAT);
		strict.dispatch("GUILD_CREATE", 2, "{}");
		assertThat(events(strict.advanceTo(GatewayTimer.HEARTBEAT), ShardEvent.Disconnected.class)).hasSize(1);
	}

	@Test
	void waitThatIsEndedByTheApplicationEndsNow() { // R20
		this.harness.connected();
		this.harness.closed(null);
		assertThat(this.harness.shard.nextAttempt()).isAfter(this.harness.now);
		Instant waited = this.harness.shard.nextDeadline();
		assertThat(only(this.harness.handle(new ShardInput.ConnectNow()), ShardAction.Connect.class)).hasSize(1);
		assertThat(this.harness.shard.nextAttempt()).isNull();
		assertThat(this.harness.shard.nextDeadline()).isAfter(waited);
		assertThat(this.harness.handle(new ShardInput.ConnectNow())).as("nothing waits").isEmpty();
	}

	@Test
	void waitBeforeAnIdentifyIsNotEndedByTheApplication() { // R13
		this.harness.connected();
		this.harness.closed(4009);
		assertThat(this.harness.handle(new ShardInput.ConnectNow())).isEmpty();
		assertThat(this.harness.shard.status()).isEqualTo(ShardStatus.BACKING_OFF);
		this.harness.now = this.harness.now.plusSeconds(5);
		assertThat(only(this.harness.handle(new ShardInput.ConnectNow()), ShardAction.Connect.class)).hasSize(1);
	}

}
