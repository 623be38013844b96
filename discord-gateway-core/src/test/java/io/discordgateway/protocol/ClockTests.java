package io.discordgateway.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.discordgateway.payload.CloseCode;
import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.payload.UpdatePresence;
import io.discordgateway.protocol.DisconnectCause.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.discordgateway.protocol.ProtocolHarness.events;
import static io.discordgateway.protocol.ProtocolHarness.only;
import static io.discordgateway.protocol.ProtocolHarness.sent;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a shard makes of time that stands still, jumps or goes back.
 */
class ClockTests {

	@ParameterizedTest
	@ValueSource(ints = { 42, 3600, -42, -3600 })
	void clocksThatComeApartByMoreThanAnIntervalResumeAtOnce(int seconds) { // R42
		ProtocolHarness harness = new ProtocolHarness().connected();
		List<ShardAction> actions = harness.handle(new ShardInput.ClockJumped(Duration.ofSeconds(seconds)));
		assertThat(actions.get(0)).isEqualTo(new ShardAction.Close(1, new CloseCode(4900), "CLOCK_JUMPED"));
		assertThat(only(actions, ShardAction.Connect.class)).extracting((connect) -> connect.url().getHost())
			.containsExactly("resume.discord.example");
		assertThat(events(actions, ShardEvent.Disconnected.class)).singleElement().satisfies((event) -> {
			assertThat(event.cause().kind()).isEqualTo(Kind.CLOCK_JUMPED);
			assertThat(event.cause().reason()).contains(seconds + " s");
			assertThat(event.willResume()).isTrue();
		});
		harness.opened().greeted();
		assertThat(harness.shard.status()).isEqualTo(ShardStatus.RESUMING);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 41_250, -41_250 })
	void clocksThatComeApartByLessChangeNothing(int millis) { // R42
		ProtocolHarness harness = new ProtocolHarness().connected();
		Instant deadline = harness.shard.nextDeadline();
		assertThat(harness.handle(new ShardInput.ClockJumped(Duration.ofMillis(millis)))).isEmpty();
		assertThat(harness.shard.nextDeadline()).isEqualTo(deadline);
	}

	@Test
	void attemptToConnectThatSleptIsMadeAnew() { // R42
		ProtocolHarness harness = new ProtocolHarness().started();
		List<ShardAction> actions = harness.handle(new ShardInput.ClockJumped(Duration.ofMinutes(1)));
		assertThat(actions).contains(new ShardAction.Abort(1));
		assertThat(harness.shard.status()).isEqualTo(ShardStatus.CONNECTING);
		assertThat(harness.connection()).isEqualTo(2);
	}

	@Test
	void shardWithoutAConnectionGoesOnWaiting() { // R42
		ProtocolHarness harness = new ProtocolHarness().started();
		harness.connectFailed();
		assertThat(harness.handle(new ShardInput.ClockJumped(Duration.ofHours(1)))).isEmpty();
		assertThat(harness.shard.status()).isEqualTo(ShardStatus.BACKING_OFF);
	}

	@Test
	void clocksThatJumpAgainAndAgainAreNoReasonToHammer() { // R20, R42
		ProtocolHarness harness = new ProtocolHarness().connected();
		for (int i = 0; i < 10; i++) {
			harness.handle(new ShardInput.ClockJumped(Duration.ofHours(1)));
		}
		assertThat(only(harness.journal, ShardAction.Connect.class)).hasSize(1);
		assertThat(harness.shard.status()).isEqualTo(ShardStatus.BACKING_OFF);
	}

	@Test
	void timeThatJumpsByAnHourResumesAtOnce() { // R42
		ProtocolHarness harness = new ProtocolHarness().connected();
		harness.now = harness.now.plusSeconds(3600);
		List<ShardAction> actions = harness.handle(new ShardInput.TimerFired());
		assertThat(sent(actions, GatewayOpcode.HEARTBEAT)).isEmpty();
		assertThat(events(actions, ShardEvent.Disconnected.class)).extracting((event) -> event.cause().kind())
			.containsExactly(Kind.CLOCK_JUMPED);
		assertThat(only(actions, ShardAction.Connect.class)).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource({ "41250, 41250, false", "41250, 41251, true", "1000, 10000, false", "1000, 10001, true" })
	void heartbeatThatIsLaterThanAnIntervalAndTenSecondsSlept(int interval, int late, boolean slept) { // R42
		ProtocolHarness harness = new ProtocolHarness().started().opened();
		harness.op(10, "{\"heartbeat_interval\":" + interval + "}");
		harness.now = harness.shard.nextDeadline().plusMillis(late);
		List<ShardAction> actions = harness.handle(new ShardInput.TimerFired());
		assertThat(only(actions, ShardAction.Close.class)).hasSize(slept ? 1 : 0);
		assertThat(sent(actions, GatewayOpcode.HEARTBEAT)).hasSize(slept ? 0 : 1);
	}

	@Test
	void commandThatExpiredInASleepIsDroppedAndTellsOfItOnce() { // R26, R42
		ProtocolHarness harness = new ProtocolHarness().started(ProtocolHarness.POINT).opened().greeted();
		harness.handle(
				new ShardInput.Submit(1, UpdatePresence.of(UpdatePresence.Status.IDLE), harness.now.plusSeconds(1)));
		harness.now = harness.now.plusSeconds(3600);
		List<ShardAction> actions = harness.handle(new ShardInput.TimerFired());
		assertThat(events(actions, ShardEvent.CommandDropped.class)).hasSize(1);
		assertThat(only(actions, ShardAction.Connect.class)).hasSize(1);
		assertThat(harness.handle(new ShardInput.TimerFired())).isEmpty();
	}

	@Test
	void commandThatExpiredInASleepDoesNotTellOfItToAConnectionThatBeganAfterIt() { // R26,
																					// R42
		ProtocolHarness harness = new ProtocolHarness().connected();
		// More than may be sent in a minute: the last ones wait.
		for (int id = 1; id <= 120; id++) {
			harness.handle(new ShardInput.Submit(id, UpdatePresence.of(UpdatePresence.Status.IDLE),
					harness.now.plusSeconds(1)));
		}
		harness.now = harness.now.plusSeconds(3600);
		harness.handle(new ShardInput.Closed(harness.connection(), null, ""));
		assertThat(harness.shard.status()).isEqualTo(ShardStatus.CONNECTING);
		List<ShardAction> actions = harness.handle(new ShardInput.TimerFired());
		assertThat(only(actions, ShardAction.Abort.class)).isEmpty();
		assertThat(harness.shard.status()).isEqualTo(ShardStatus.CONNECTING);
		assertThat(events(actions, ShardEvent.CommandDropped.class)).isNotEmpty();
	}

	@Test
	void invalidSessionThatIsReadAfterASleepIsFollowedByARest() { // R15, R42
		ProtocolHarness harness = new ProtocolHarness().connected();
		harness.now = harness.now.plusSeconds(3600);
		List<ShardAction> actions = harness.op(9, "true");
		assertThat(only(actions, ShardAction.Connect.class)).isEmpty();
		assertThat(harness.untilDeadline()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
	}

	@Test
	void timeThatJumpsInABackoffConnectsOnce() { // R42
		ProtocolHarness harness = new ProtocolHarness().started();
		harness.connectFailed();
		harness.now = harness.now.plusSeconds(3600);
		assertThat(only(harness.handle(new ShardInput.TimerFired()), ShardAction.Connect.class)).hasSize(1);
		assertThat(harness.untilDeadline()).hasSeconds(20);
	}

	@Test
	void timeThatStandsStillBringsNothing() { // R42
		ProtocolHarness harness = new ProtocolHarness().connected();
		for (int i = 0; i < 1000; i++) {
			assertThat(harness.handle(new ShardInput.TimerFired())).isEmpty();
		}
		assertThat(events(harness.dispatch("TYPING_START", 2, "{}"), ShardEvent.Dispatched.class)).hasSize(1);
	}

	@Test
	void timeThatGoesBackCountsAsStandingStill() { // R42
		ProtocolHarness harness = new ProtocolHarness().connected();
		Instant deadline = harness.shard.nextDeadline();
		harness.now = harness.now.minusSeconds(3600);
		assertThat(harness.handle(new ShardInput.TimerFired())).isEmpty();
		assertThat(harness.shard.nextDeadline()).isEqualTo(deadline);
	}

}
