package io.discordgateway.spring.actuate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import io.discordgateway.protocol.ShardStatus;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.FleetState;
import io.discordgateway.spring.ShardDelivery;
import io.discordgateway.spring.ShardState;
import io.discordgateway.spring.autoconfigure.DiscordGatewayAutoConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DiscordGatewayHealthContributor} and its auto-configuration.
 */
class DiscordGatewayHealthContributorTests {

	private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

	private final DiscordGateway gateway = mock(DiscordGateway.class);

	private final DiscordGatewayHealthContributor contributor = new DiscordGatewayHealthContributor(this.gateway,
			Duration.ofSeconds(10), Status.UNKNOWN, InstantSource.fixed(NOW));

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DiscordGatewayAutoConfiguration.class,
				DiscordGatewayHealthContributorAutoConfiguration.class))
		.withBean(DiscordGateway.class, () -> mock(DiscordGateway.class));

	@Test
	void instanceOfAFleetIsUpThoughItHasNoShard() {
		given(this.gateway.shards()).willReturn(List.of());
		given(this.gateway.fleet()).willReturn(new FleetState(3, 2, 1));
		assertThat(this.contributor.stream()).extracting(HealthContributors.Entry::name).containsExactly("fleet");
		Health health = indicator("fleet").health();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("instances", 3)
			.containsEntry("shards", "0 of 2")
			.containsEntry("nowhere", 1);
	}

	@Test
	void shardThatChangesHandsIsAwayForAMoment() {
		given(this.gateway.fleet()).willReturn(new FleetState(2, 4, 0));
		given(this.gateway.shards())
			.willReturn(List.of(ShardState.builder(new ShardId(0, 4), ShardStatus.CONNECTING, NOW).build(),
					ShardState.builder(new ShardId(1, 4), ShardStatus.CONNECTING, NOW.minusSeconds(11)).build()));
		assertThat(indicator("shard-0").health().getStatus()).isEqualTo(Status.UP);
		assertThat(indicator("shard-1").health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
	}

	@Test
	void fleetIsShownBesideItsShards() {
		given(this.gateway.shards())
			.willReturn(List.of(ShardState.builder(new ShardId(1, 2), ShardStatus.CONNECTED, NOW).build()));
		given(this.gateway.fleet()).willReturn(new FleetState(2, 2, 0));
		assertThat(this.contributor.stream()).extracting(HealthContributors.Entry::name)
			.containsExactly("fleet", "shard-1");
		assertThat(indicator("fleet").health().getDetails()).doesNotContainKey("nowhere");
	}

	@Test
	void connectedShardIsUpWithItsNumbers() {
		Health health = health(ShardStatus.CONNECTED, null, null);
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("latency", "41 ms")
			.containsEntry("sessionAge", "60 s")
			.containsEntry("reconnects", 2L)
			.containsEntry("lastDisconnect", "DROPPED: gone")
			.containsKey("lastHeartbeat");
	}

	@Test
	void shardThatIsAwayIsDownOnlyAfterTheSetTime() {
		assertThat(health(ShardStatus.BACKING_OFF, NOW.minusSeconds(10), null).getStatus()).isEqualTo(Status.UP);
		assertThat(health(ShardStatus.BACKING_OFF, NOW.minusSeconds(11), null).getStatus()).isEqualTo(Status.DOWN);
	}

	@Test
	void shardThatNeverWasConnectedIsOutOfService() {
		assertThat(health(ShardStatus.CONNECTING, null, null).getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
	}

	@Test
	void shardThatWaitsForTheDaysBudgetSaysSo() { // R13
		given(this.gateway.lookupFailure()).willReturn("only 100 more sessions");
		assertThat(health(ShardStatus.AWAITING_IDENTIFY, null, null).getDetails()).containsEntry("reason",
				"only 100 more sessions");
		assertThat(health(ShardStatus.CONNECTED, null, null).getDetails()).doesNotContainKey("reason");
	}

	@Test
	void shardThatWaitsForTheOwnerOfItsSessionSaysSo() { // R49
		given(this.gateway.shards()).willReturn(List.of(ShardState.builder(new ShardId(3, 4), ShardStatus.STOPPED, NOW)
			.waitingFor("its session, which another process owns")
			.build()));
		Health health = indicator("shard-3").health();
		assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		assertThat(health.getDetails()).containsEntry("waitingFor", "its session, which another process owns");
	}

	@Test
	void failedShardIsDownAtOnceWithTheReason() {
		Health health = health(ShardStatus.FAILED, NOW, "the token is wrong");
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).containsEntry("reason", "the token is wrong");
	}

	@Test
	void shardWhoseReadingIsPausedIsUpButDegraded() {
		Health health = health(new ShardDelivery(10_000, 1, true, Duration.ofSeconds(3), null, 0));
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails().get("delivery")).asString().contains("DEGRADED").contains("10000 events");
	}

	@Test
	void shardThatWasHaltedByAListenerIsDown() {
		Health health = health(new ShardDelivery(2, 1, true, Duration.ZERO, "a listener failed on X", 0));
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).containsEntry("halted", "a listener failed on X");
	}

	private Health health(ShardDelivery delivery) {
		given(this.gateway.shards()).willReturn(
				List.of(ShardState.builder(new ShardId(3, 4), ShardStatus.CONNECTED, NOW).delivery(delivery).build()));
		return indicator("shard-3").health();
	}

	@Test
	void lookUpIsShownUntilThereAreShards() {
		given(this.gateway.shards()).willReturn(List.of());
		given(this.gateway.isRunning()).willReturn(true);
		assertThat(indicator("lookup").health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		given(this.gateway.lookupFailure()).willReturn("no route");
		assertThat(indicator("lookup").health().getStatus()).isEqualTo(Status.DOWN);
	}

	@Test
	void gatewayThatWasStoppedOnPurposeIsNoOutage() {
		given(this.gateway.shards()).willReturn(List.of());
		given(this.gateway.isRunning()).willReturn(false);
		assertThat(indicator("lookup").health().getStatus()).isEqualTo(Status.UNKNOWN);
		assertThat(indicator("lookup").health().getDetails()).containsEntry("reason", "the gateway is stopped");
	}

	@Test
	void whenActuatorIsThereThenHealthIs() {
		this.runner.run((context) -> assertThat(context).hasBean("discordGatewayHealthContributor"));
	}

	@Test
	void whenHealthIsDisabledThenThereIsNone() {
		this.runner.withPropertyValues("management.health.discordGateway.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean("discordGatewayHealthContributor"));
	}

	@Test
	void whenActuatorIsAbsentThenThereIsNone() {
		this.runner.withClassLoader(new FilteredClassLoader(HealthContributor.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("discordGatewayHealthContributor"));
	}

	private Health health(ShardStatus status, @Nullable Instant disconnectedSince, @Nullable String failure) {
		given(this.gateway.shards()).willReturn(List.of(ShardState.builder(new ShardId(3, 4), status, NOW)
			.heartbeat(Duration.ofMillis(41), Duration.ofMillis(40), NOW)
			.sessionStarted(NOW.minusSeconds(60))
			.disconnectedSince(disconnectedSince)
			.reconnects(2)
			.lastDisconnect("DROPPED: gone")
			.failure(failure)
			.build()));
		return indicator("shard-3").health();
	}

	private HealthIndicator indicator(String name) {
		return (HealthIndicator) this.contributor.getContributor(name);
	}

}
