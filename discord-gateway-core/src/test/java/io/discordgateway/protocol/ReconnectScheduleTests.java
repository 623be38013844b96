package io.discordgateway.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

import io.discordgateway.limit.ReconnectLimits;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.protocol.ReconnectSchedule.End;
import io.discordgateway.protocol.ReconnectSchedule.Plan;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of the schedule alone; what a shard makes of it is in {@link ShardProtocolTests}
 * and {@link LifetimeTests}.
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

	@BeforeEach
	void begin() {
		this.schedule.resumesAt(ProtocolHarness.RESUME_URL);
	}

	private Plan ended(End end, boolean session) {
		return this.schedule.ended(end, session, Duration.ZERO, this.now);
	}

	private Duration waits(End end, boolean session) {
		return Duration.between(this.now, ended(end, session).at());
	}

	private void lives(Duration time) {
		this.schedule.live(this.now);
		this.now = this.now.plus(time);
		this.schedule.alive(this.now);
	}

	@Test
	void waitDoublesToItsBoundWhileNothingSucceeds() { // R20
		long[] waits = new long[8];
		for (int i = 0; i < waits.length; i++) {
			waits[i] = waits(End.OTHER, false).toMillis();
		}
		assertThat(waits).containsExactly(999, 1999, 3999, 7999, 15999, 31999, 59999, 59999);
	}

	@Test
	void waitAtTheBoundHasAFloor() { // R20
		this.chance = 0;
		Duration wait = Duration.ZERO;
		for (int i = 0; i < 7; i++) {
			wait = waits(End.OTHER, false);
		}
		assertThat(wait).hasSeconds(30);
	}

	@Test
	void eachMinuteThatASessionHeldForgivesAConnection() { // R20, R45
		for (int i = 0; i < 6; i++) {
			ended(End.OTHER, true);
		}
		lives(Duration.ofSeconds(59));
		assertThat(waits(End.OTHER, true)).as("nothing is forgiven at once").hasMillis(59_999);
		lives(Duration.ofMinutes(3));
		assertThat(waits(End.OTHER, true)).as("prompt").hasMillis(999);
		assertThat(waits(End.OTHER, true)).as("6 - 3 + 1 steps").hasMillis(15_999);
	}

	@ParameterizedTest
	@EnumSource(value = End.class, names = { "RECONNECT_REQUESTED", "SILENT", "SLEPT" })
	void wishSilenceAndSleepAreFollowedAtOnceButNotTwiceInAMinute(End end) { // R16, R8
		assertThat(waits(end, true)).isZero();
		lives(Duration.ofSeconds(59));
		assertThat(waits(end, true)).hasMillis(1999);
		lives(Duration.ofSeconds(60));
		assertThat(waits(end, true)).isZero();
		this.now = this.now.plusSeconds(60);
		assertThat(waits(end, true)).as("no loss in the minute before").isZero();
	}

	@Test
	void whatAHostSleptDoesNotCountAsHeld() { // R42, R45
		for (int i = 0; i < 6; i++) {
			ended(End.OTHER, true);
		}
		lives(Duration.ofSeconds(2));
		this.now = this.now.plusSeconds(3600);
		assertThat(waits(End.SLEPT, true)).as("the first for an hour").isZero();
		assertThat(waits(End.OTHER, true)).as("but nothing was forgiven").hasMillis(59_999);
	}

	@Test
	void applicationThatStartsAnewStartsFromTheBottomButForIdentify() { // R13, R20
		this.schedule.identifySent();
		ended(End.OTHER, false);
		ended(End.OTHER, false);
		assertThat(this.schedule.started(false, this.now)).isEqualTo(START.plusSeconds(5));
		assertThat(this.schedule.started(true, this.now)).isEqualTo(START);
		assertThat(this.schedule.started(false, START.plusSeconds(6))).isEqualTo(START.plusSeconds(6));
		assertThat(waits(End.OTHER, true)).hasMillis(999);
	}

	@Test
	void eachIdentifyMakesTheNextOneWaitTwiceAsLong() { // R13
		long[] waits = new long[10];
		for (int i = 0; i < waits.length; i++) {
			this.now = this.now.plusSeconds(3600);
			this.schedule.identifySent();
			Plan plan = ended(End.OTHER, false);
			waits[i] = Duration.between(this.now, plan.at()).toSeconds();
			assertThat(plan.identifyWait()).hasSeconds(waits[i]);
		}
		assertThat(waits).containsExactly(5, 10, 20, 40, 80, 160, 320, 640, 900, 900);
		assertThat(ended(End.OTHER, false).identifyWait()).as("told once for each IDENTIFY").isNull();
	}

	@Test
	void eachTenMinutesThatASessionHeldForgiveAnIdentify() { // R13, R45
		for (int i = 0; i < 4; i++) {
			this.schedule.identifySent();
			ended(End.OTHER, false);
		}
		this.schedule.identifySent();
		lives(Duration.ofMinutes(9));
		ended(End.OTHER, true);
		lives(Duration.ofMinutes(21));
		assertThat(ended(End.OTHER, false).identifyWait()).as("5 - 3 steps: it held for 30 min in all").hasSeconds(10);
		this.schedule.identifySent();
		lives(Duration.ofMinutes(30));
		Plan plan = ended(End.OTHER, false);
		assertThat(plan.identifyWait()).as("all are forgiven").isNull();
		assertThat(this.schedule.identifySteps()).isZero();
		assertThat(plan.at()).isEqualTo(this.now.plusMillis(999));
	}

	@Test
	void restOfTenMinutesIsTheSessionsOwn() { // R45
		this.schedule.identifySent();
		lives(Duration.ofMinutes(9));
		ended(End.OTHER, false);
		this.schedule.identifySent();
		lives(Duration.ofMinutes(9));
		assertThat(ended(End.OTHER, false).identifyWait()).as("18 min of two sessions forgive nothing").hasSeconds(10);
	}

	@Test
	void identifyWaitsButResumeDoesNot() { // R13
		this.schedule.identifySent();
		assertThat(ended(End.OTHER, true).at()).isBefore(START.plusSeconds(1));
		assertThat(this.schedule.identifyNotBefore()).isEqualTo(START.plusSeconds(5));
		assertThat(ended(End.OTHER, false).at()).isEqualTo(START.plusSeconds(5));
	}

	@Test
	void connectionThatWasNotToBeHadMakesNoIdentifyWaitAnew() { // R13
		for (int i = 0; i < 6; i++) {
			this.schedule.identifySent();
			ended(End.OTHER, false);
		}
		this.now = START.plusSeconds(160);
		assertThat(ended(End.OTHER, false).at()).isBetween(this.now, this.now.plusSeconds(60));
		assertThat(this.schedule.identifyNotBefore()).isEqualTo(START.plusSeconds(160));
	}

	@Test
	void sessionIsGivenUpAfterTheFailureAtTheGatewaysOwnUrl() { // R19
		for (int i = 0; i < 3; i++) {
			assertThat(this.schedule.useResumeUrl()).isTrue();
			this.schedule.connecting(true, false);
			assertThat(ended(End.OTHER, true).sessionGivenUp()).isFalse();
		}
		assertThat(this.schedule.useResumeUrl()).isFalse();
		this.schedule.connecting(false, true);
		assertThat(ended(End.OTHER, true).sessionGivenUp()).as("an outage").isFalse();
		this.schedule.resumeSent();
		assertThat(ended(End.RECONNECT_REQUESTED, true).sessionGivenUp()).isFalse();
		this.schedule.resumeSent();
		assertThat(ended(End.SLEPT, true).sessionGivenUp()).isFalse();
		assertThat(ended(End.OTHER, true).sessionGivenUp()).as("sent before, not now").isFalse();
		this.schedule.resumeSent();
		assertThat(ended(End.OTHER, true).sessionGivenUp()).isTrue();
		assertThat(this.schedule.useResumeUrl()).as("of the next session").isTrue();
	}

	@Test
	void whatWasReplayedOrResumedEndsTheFailures() { // R19
		for (int i = 0; i < 3; i++) {
			ended(End.OTHER, true);
		}
		this.schedule.resumeSent();
		this.schedule.replayed();
		assertThat(ended(End.OTHER, true).sessionGivenUp()).isFalse();
		assertThat(this.schedule.useResumeUrl()).isTrue();
		for (int i = 0; i < 3; i++) {
			ended(End.OTHER, true);
		}
		assertThat(this.schedule.useResumeUrl()).isFalse();
		this.schedule.live(this.now);
		assertThat(this.schedule.useResumeUrl()).isTrue();
	}

	@Test
	void endOfALiveSessionIsNoFailedResume() { // R19
		for (int i = 0; i < 6; i++) {
			this.schedule.resumeSent();
			this.schedule.live(this.now);
			assertThat(ended(End.OTHER, true).sessionGivenUp()).isFalse();
		}
		assertThat(this.schedule.useResumeUrl()).isTrue();
	}

	@Test
	void sleepOfTheHostIsNoFailedResume() { // R19, R42
		for (int i = 0; i < 9; i++) {
			this.schedule.resumeSent();
			ended(End.SLEPT, true);
		}
		assertThat(this.schedule.useResumeUrl()).isTrue();
	}

	@Test
	void invalidatedSessionWaitsAtRandom() { // R15
		this.chance = 0;
		assertThat(waits(End.SESSION_INVALIDATED, true)).hasSeconds(1);
		this.schedule.started(true, this.now);
		this.chance = 0.5;
		assertThat(waits(End.SESSION_INVALIDATED, true)).hasSeconds(3);
		assertThat(waits(End.OTHER, true)).as("the next time without").hasMillis(1000);
	}

	@Test
	void whatThePeerAsksForIsTheLeastUpToADay() { // R22
		this.chance = 0;
		for (Duration asked : new Duration[] { Duration.ofSeconds(7), Duration.ofDays(1) }) {
			assertThat(this.schedule.ended(End.OTHER, false, asked, this.now).at()).isEqualTo(START.plus(asked));
		}
		assertThat(this.schedule.ended(End.OTHER, false, Duration.ofDays(400_000_000), this.now).at())
			.isEqualTo(START.plus(Duration.ofDays(1)));
	}

	@Test
	void waitBelongsToTheUrlThatAskedForIt() { // R19, R22
		this.schedule.connecting(true, false);
		Plan plan = this.schedule.ended(End.OTHER, true, Duration.ofHours(1), this.now);
		assertThat(plan.at()).isBefore(START.plusSeconds(1));
		assertThat(this.schedule.useResumeUrl()).as("the gateway's url is tried").isFalse();
		this.schedule.connecting(false, true);
		plan = this.schedule.ended(End.OTHER, true, Duration.ofHours(2), this.now);
		assertThat(plan.sessionGivenUp()).isFalse();
		assertThat(plan.at()).as("both ask to be left alone: the first to be free").isEqualTo(START.plusSeconds(3600));
		assertThat(this.schedule.useResumeUrl()).isTrue();
		this.now = plan.at();
		this.schedule.connecting(true, false);
		assertThat(waits(End.OTHER, true)).isLessThan(Duration.ofMinutes(1));
		assertThat(this.schedule.useResumeUrl()).as("the gateway's is not free yet").isTrue();
	}

	@Test
	void waitOfTheResumeUrlOutlivesASessionThatWasResumedElsewhere() { // R19, R22
		this.schedule.connecting(true, false);
		this.schedule.ended(End.OTHER, true, Duration.ofHours(1), this.now);
		this.schedule.connecting(false, true);
		lives(Duration.ofMinutes(2));
		assertThat(waits(End.OTHER, true)).isLessThan(Duration.ofSeconds(2));
		assertThat(this.schedule.useResumeUrl()).isFalse();
		this.schedule.connecting(false, true);
		lives(Duration.ofMinutes(58));
		assertThat(waits(End.OTHER, true)).isLessThan(Duration.ofSeconds(2));
		assertThat(this.schedule.useResumeUrl()).as("it is free again").isTrue();
	}

	@Test
	void waitOfAResumeUrlIsForNoOtherAndOutlivesTheSession() { // R19, R22
		this.schedule.connecting(true, false);
		this.schedule.ended(End.OTHER, true, Duration.ofHours(1), this.now);
		this.schedule.connecting(false, true);
		this.schedule.identifySent();
		lives(Duration.ofMinutes(2));
		ended(End.OTHER, true);
		assertThat(this.schedule.useResumeUrl()).as("a session at the same url").isFalse();
		this.schedule.resumesAt(GatewayUrl.of("wss://resume-2.discord.example"));
		ended(End.OTHER, true);
		assertThat(this.schedule.useResumeUrl()).as("a session at another url").isTrue();
		this.schedule.resumesAt(ProtocolHarness.RESUME_URL);
		ended(End.OTHER, true);
		assertThat(this.schedule.useResumeUrl()).as("a session at the first one").isFalse();
	}

	@Test
	void urlThatIsBothIsLeftAloneAsBoth() { // R19, R22
		this.schedule.connecting(true, true);
		assertThat(this.schedule.ended(End.OTHER, true, Duration.ofHours(1), this.now).at())
			.isEqualTo(START.plusSeconds(3600));
	}

	@Test
	void urlThatTheWaitIsForIsTheOneThatIsTaken() { // R22
		this.schedule.connecting(true, false);
		this.schedule.ended(End.OTHER, true, Duration.ofMillis(10_500), this.now);
		this.now = this.now.plusSeconds(1);
		assertThat(this.schedule.useResumeUrl()).as("9.5 s are no reason to go there now").isFalse();
	}

	@Test
	void shortWaitAtTheResumeUrlIsWaitedFor() { // R19, R22
		this.schedule.connecting(true, false);
		Plan plan = this.schedule.ended(End.OTHER, true, Duration.ofSeconds(10), this.now);
		assertThat(plan.at()).isEqualTo(START.plusSeconds(10));
		assertThat(this.schedule.useResumeUrl()).isTrue();
		plan = this.schedule.ended(End.OTHER, true, Duration.ofMillis(10_001), this.now);
		assertThat(plan.at()).isBefore(START.plusSeconds(5));
		assertThat(this.schedule.useResumeUrl()).isFalse();
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
