package io.discordgateway.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

import io.discordgateway.limit.ReconnectSchedule.End;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of the schedule alone; what a shard makes of it is in the tests of
 * {@code protocol} and {@code connection}.
 */
class ReconnectScheduleTests {

	private static final Instant START = Instant.parse("2026-11-25T00:00:00Z");

	private double chance = Math.nextDown(1.0);

	private final ReconnectSchedule schedule = new ReconnectSchedule(ReconnectLimits.DEFAULT, new RandomGenerator() {

		@Override
		public long nextLong() {
			throw new AssertionError("Only nextDouble is promised to be used");
		}

		@Override
		public double nextDouble() {
			return ReconnectScheduleTests.this.chance;
		}

	});

	private Instant now = START;

	private Duration next(End end, boolean session) {
		this.schedule.connectionEnded(end, session, this.now);
		return Duration.between(this.now, this.schedule.next(session, Duration.ZERO, this.now));
	}

	@Test
	void waitDoublesToItsBoundWhileNothingSucceeds() { // R20
		long[] waits = new long[8];
		for (int i = 0; i < waits.length; i++) {
			waits[i] = next(End.OTHER, false).toMillis();
		}
		assertThat(waits).containsExactly(999, 1999, 3999, 7999, 15999, 31999, 59999, 59999);
	}

	@Test
	void applicationThatStartsAnewStartsFromTheBottomButForIdentify() { // R13, R20
		next(End.OTHER, false);
		this.schedule.identifySent();
		next(End.OTHER, false);
		assertThat(this.schedule.identifyFailed(this.now)).hasSeconds(5);
		this.schedule.started();
		assertThat(this.schedule.notBeforeIdentify(false, this.now)).isEqualTo(START.plusSeconds(5));
		assertThat(this.schedule.notBeforeIdentify(true, this.now)).isEqualTo(START);
		assertThat(this.schedule.notBeforeIdentify(false, START.plusSeconds(6))).isEqualTo(START.plusSeconds(6));
		assertThat(next(End.OTHER, true)).hasMillis(999);
	}

	@Test
	void sessionThatHeldAMinuteProvesItsIdentify() { // R13
		assertThat(this.schedule.heldAt()).isNull();
		for (int i = 0; i < 2; i++) {
			this.schedule.identifySent();
			assertThat(this.schedule.heldAt()).as("not live yet").isNull();
			this.schedule.live(this.now);
			assertThat(this.schedule.heldAt()).isEqualTo(this.now.plusSeconds(60));
			this.now = this.now.plusSeconds(59);
			this.schedule.connectionEnded(End.OTHER, false, this.now);
			assertThat(this.schedule.heldAt()).as("not live any more").isNull();
			assertThat(this.schedule.identifyFailed(this.now)).hasSeconds((i == 0) ? 5 : 10);
			assertThat(this.schedule.failedIdentifies()).isEqualTo(i + 1);
		}
		this.schedule.identifySent();
		this.schedule.live(this.now);
		this.schedule.held();
		assertThat(this.schedule.heldAt()).as("nothing to prove").isNull();
		this.schedule.connectionEnded(End.OTHER, true, this.now);
		assertThat(this.schedule.identifyFailed(this.now)).isNull();
		assertThat(this.schedule.failedIdentifies()).isZero();
	}

	@Test
	void sessionThatIsResumedBeginsToHoldAnew() { // R13
		this.schedule.identifySent();
		this.schedule.live(this.now);
		this.now = this.now.plusSeconds(40);
		this.schedule.connectionEnded(End.OTHER, true, this.now);
		this.schedule.live(this.now);
		assertThat(this.schedule.heldAt()).isEqualTo(START.plusSeconds(100));
		this.schedule.connectionEnded(End.OTHER, false, this.now);
		assertThat(this.schedule.identifyFailed(this.now)).hasSeconds(5);
	}

	@Test
	void sessionIsGivenUpAfterTheFailureAtTheGatewaysOwnUrl() { // R19
		for (int i = 0; i < 3; i++) {
			assertThat(this.schedule.useResumeUrl()).isTrue();
			assertThat(this.schedule.connectionEnded(End.OTHER, true, this.now)).isFalse();
		}
		assertThat(this.schedule.useResumeUrl()).isFalse();
		assertThat(this.schedule.connectionEnded(End.OTHER, true, this.now)).as("an outage").isFalse();
		this.schedule.resumeSent();
		assertThat(this.schedule.connectionEnded(End.RECONNECT_REQUESTED, true, this.now)).isFalse();
		assertThat(this.schedule.connectionEnded(End.OTHER, true, this.now)).as("sent before, not now").isFalse();
		this.schedule.resumeSent();
		assertThat(this.schedule.connectionEnded(End.OTHER, true, this.now)).isTrue();
		assertThat(this.schedule.connectionEnded(End.OTHER, false, this.now)).isFalse();
		assertThat(this.schedule.useResumeUrl()).as("of the next session").isTrue();
	}

	@Test
	void whatWasReplayedOrResumedEndsTheFailures() { // R19
		for (int i = 0; i < 3; i++) {
			this.schedule.connectionEnded(End.OTHER, true, this.now);
		}
		this.schedule.resumeSent();
		this.schedule.replayed();
		assertThat(this.schedule.connectionEnded(End.OTHER, true, this.now)).isFalse();
		assertThat(this.schedule.useResumeUrl()).isTrue();
		for (int i = 0; i < 3; i++) {
			this.schedule.connectionEnded(End.OTHER, true, this.now);
		}
		assertThat(this.schedule.useResumeUrl()).isFalse();
		this.schedule.live(this.now);
		assertThat(this.schedule.useResumeUrl()).isTrue();
	}

	@Test
	void endOfALiveSessionIsNoFailedResume() { // R19
		this.schedule.resumeSent();
		this.schedule.live(this.now);
		for (int i = 0; i < 5; i++) {
			assertThat(this.schedule.connectionEnded(End.OTHER, true, this.now)).isFalse();
			this.schedule.live(this.now);
		}
		assertThat(this.schedule.useResumeUrl()).isTrue();
	}

	@Test
	void wishAndSilenceAreFollowedAtOnceButNotTwiceInASecond() { // R16, R8
		for (End end : new End[] { End.RECONNECT_REQUESTED, End.SILENT }) {
			this.now = this.now.plusSeconds(100);
			this.schedule.live(this.now);
			this.now = this.now.plusSeconds(10);
			assertThat(next(end, true)).isZero();
			this.schedule.live(this.now);
			this.now = this.now.plusMillis(999);
			assertThat(next(end, true)).hasMillis(999);
			this.schedule.live(this.now);
			this.now = this.now.plusMillis(1);
			assertThat(next(end, true)).isZero();
		}
		assertThat(next(End.SILENT, true)).as("a failure went before").isPositive();
		this.schedule.live(this.now);
		this.now = this.now.plusSeconds(10);
		assertThat(next(End.OTHER, true)).hasMillis(999);
	}

	@Test
	void livesThatEndAtOnceMakeTheWaitGrowFromTheThirdOn() { // R20
		long[] waits = new long[5];
		for (int i = 0; i < waits.length; i++) {
			this.schedule.live(this.now);
			this.now = this.now.plusMillis(999);
			waits[i] = next(End.OTHER, true).toMillis();
		}
		assertThat(waits).containsExactly(999, 999, 1999, 3999, 7999);
		this.schedule.live(this.now);
		this.now = this.now.plusSeconds(1);
		assertThat(next(End.OTHER, true)).as("it lasted").hasMillis(999);
	}

	@Test
	void invalidatedSessionWaitsAtRandom() { // R15
		this.chance = 0;
		assertThat(next(End.SESSION_INVALIDATED, true)).hasSeconds(1);
		this.schedule.started();
		this.chance = 0.5;
		assertThat(next(End.SESSION_INVALIDATED, true)).hasSeconds(3);
		assertThat(next(End.OTHER, true)).as("the next time without").hasMillis(1000);
	}

	@Test
	void whatThePeerAsksForIsTheLeastUpToADay() { // R22
		this.chance = 0;
		this.schedule.connectionEnded(End.OTHER, false, this.now);
		assertThat(this.schedule.next(false, Duration.ofSeconds(7), this.now)).isEqualTo(START.plusSeconds(7));
		assertThat(this.schedule.next(false, Duration.ofDays(1), this.now)).isEqualTo(START.plus(Duration.ofDays(1)));
		assertThat(this.schedule.next(false, Duration.ofDays(400_000_000), this.now))
			.isEqualTo(START.plus(Duration.ofDays(1)));
		this.schedule.connectionEnded(End.SESSION_INVALIDATED, false, this.now);
		assertThat(this.schedule.next(false, Duration.ofSeconds(7), this.now)).isEqualTo(START.plusSeconds(7));
	}

	@Test
	void identifyWaitsLongerThanTheRestButResumeDoesNot() { // R13
		this.schedule.identifySent();
		this.schedule.connectionEnded(End.OTHER, false, this.now);
		this.schedule.identifyFailed(this.now);
		assertThat(this.schedule.next(true, Duration.ZERO, this.now)).isBefore(START.plusSeconds(1));
		assertThat(this.schedule.next(false, Duration.ZERO, this.now)).isEqualTo(START.plusSeconds(5));
	}

	@Test
	void limitsOutOfRangeAreTold() {
		ReconnectLimits limits = ReconnectLimits.DEFAULT;
		Duration second = Duration.ofSeconds(1);
		assertThatIllegalArgumentException().isThrownBy(() -> limits.withBackoff(Duration.ZERO, second))
			.withMessage("The reconnect backoff needs 0 < min <= max, not PT0S and PT1S");
		assertThatIllegalArgumentException().isThrownBy(() -> limits.withIdentifyBackoff(second.negated(), second))
			.withMessageStartingWith("The identify backoff");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> limits.withInvalidSessionWait(second.plusMillis(1), second))
			.withMessageStartingWith("The wait after INVALID_SESSION");
		assertThatIllegalArgumentException().isThrownBy(() -> limits.withResumeAttempts(0));
	}

}
