package io.discordgateway.spring.actuate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.stream.Stream;

import io.discordgateway.protocol.ShardStatus;
import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.FleetState;
import io.discordgateway.spring.ShardDelivery;
import io.discordgateway.spring.ShardState;
import io.discordgateway.spring.driver.DefaultDiscordGateway;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Health of the gateway, with one child per shard. A shard is {@code UP} when it is
 * connected, or was until a moment ago; {@code OUT_OF_SERVICE} until it is connected for
 * the first time; {@code DOWN} when it failed for good, or has been away for longer than
 * a set time. A gateway that was stopped on purpose, and a shard that waits for the day's
 * budget of session starts, have a status that is set: they are no outage. Until the
 * number of shards is known there is one child, {@code lookup}. In a fleet there is one
 * more, {@code fleet}, which is {@code UP} whether or not this instance has a shard, and
 * a shard that changes hands has that time to connect, too.
 *
 * @since 0.1
 */
public final class DiscordGatewayHealthContributor implements CompositeHealthContributor {

	private static final String LOOKUP = "lookup";

	private static final String SHARD = "shard-";

	private static final String FLEET = "fleet";

	private final DiscordGateway gateway;

	private final Duration downAfter;

	private final Status idle;

	private final InstantSource clock;

	/**
	 * Makes a contributor.
	 * @param gateway the gateway
	 * @param downAfter how long a shard may be away before its health is {@code DOWN}
	 * @param idle health of what is away on purpose
	 */
	public DiscordGatewayHealthContributor(DiscordGateway gateway, Duration downAfter, Status idle) {
		this(gateway, downAfter, idle, InstantSource.system());
	}

	DiscordGatewayHealthContributor(DiscordGateway gateway, Duration downAfter, Status idle, InstantSource clock) {
		this.gateway = gateway;
		this.downAfter = downAfter;
		this.idle = idle;
		this.clock = clock;
	}

	@Override
	public @Nullable HealthContributor getContributor(String name) {
		return stream().filter((entry) -> entry.name().equals(name))
			.map(HealthContributors.Entry::contributor)
			.findFirst()
			.orElse(null);
	}

	@Override
	public Stream<HealthContributors.Entry> stream() {
		Stream<HealthContributors.Entry> shards = this.gateway.shards()
			.stream()
			.map((state) -> new HealthContributors.Entry(SHARD + state.shard().id(), shard(state)));
		FleetState fleet = this.gateway.fleet();
		if (fleet != null && fleet.total() > 0) {
			return Stream.concat(Stream.of(new HealthContributors.Entry(FLEET, fleet(fleet))), shards);
		}
		return this.gateway.shards().isEmpty() ? Stream.of(new HealthContributors.Entry(LOOKUP, lookup())) : shards;
	}

	private HealthIndicator fleet(FleetState fleet) {
		return () -> {
			Health.Builder health = Health.up()
				.withDetail("instances", fleet.instances())
				.withDetail("shards", this.gateway.shards().size() + " of " + fleet.total());
			detail(health, "nowhere", (fleet.nowhere() > 0) ? fleet.nowhere() : null);
			detail(health, "sessionStore", this.gateway.sessionStoreFailure());
			return health.build();
		};
	}

	private HealthIndicator lookup() {
		return () -> {
			if (!this.gateway.isRunning()) {
				return Health.status(this.idle).withDetail("reason", "the gateway is stopped").build();
			}
			String failure = this.gateway.lookupFailure();
			Health.Builder health = (failure != null) ? Health.down().withDetail("reason", failure)
					: Health.outOfService().withDetail("reason", "the gateway is not connected yet");
			detail(health, "sessionStore", this.gateway.sessionStoreFailure());
			return health.build();
		};
	}

	private HealthIndicator shard(ShardState state) {
		return () -> {
			Health.Builder health = status(state);
			health.withDetail("shard", state.shard().toString()).withDetail("status", state.status().name());
			detail(health, "latency", millis(state.latency()));
			detail(health, "meanLatency", millis(state.meanLatency()));
			detail(health, "lastHeartbeat", state.lastHeartbeat());
			Instant started = state.sessionStarted();
			detail(health, "sessionAge",
					(started != null) ? Duration.between(started, this.clock.instant()).toSeconds() + " s" : null);
			health.withDetail("reconnects", state.reconnects());
			detail(health, "lastDisconnect", state.lastDisconnect());
			detail(health, "reason",
					(state.failure() != null || state.isConnected()) ? state.failure() : this.gateway.lookupFailure());
			detail(health, "waitingFor", state.waitingFor());
			delivery(health, state.delivery());
			detail(health, "sessionStore", this.gateway.sessionStoreFailure());
			return health.build();
		};
	}

	private static void delivery(Health.Builder health, ShardDelivery delivery) {
		health.withDetail("inHand", delivery.inHand());
		if (delivery.halted() != null) {
			health.withDetail("halted", delivery.halted());
		}
		else if (delivery.paused()) {
			health.withDetail("delivery",
					"DEGRADED: reading is paused, as listeners have " + delivery.inHand() + " events in hand");
		}
	}

	private Health.Builder status(ShardState state) {
		if (state.status() == ShardStatus.FAILED || state.delivery().halted() != null) {
			return Health.down();
		}
		if (state.isConnected()) {
			return Health.up();
		}
		Instant away = state.disconnectedSince();
		if (state.status() == ShardStatus.BACKING_OFF && awaitsSessionStarts()) {
			return Health.status(this.idle);
		}
		if (away == null || state.status() == ShardStatus.STOPPED) {
			// A shard that changes hands is away for a moment, as after a lost
			// connection.
			return (this.gateway.fleet() != null && !isOver(state.since())) ? Health.up() : Health.outOfService();
		}
		return isOver(away) ? Health.down() : Health.up();
	}

	private boolean isOver(Instant since) {
		return Duration.between(since, this.clock.instant()).compareTo(this.downAfter) > 0;
	}

	private boolean awaitsSessionStarts() {
		return this.gateway instanceof DefaultDiscordGateway driven && driven.awaitsSessionStarts();
	}

	private static void detail(Health.Builder health, String name, @Nullable Object value) {
		if (value != null) {
			health.withDetail(name, value);
		}
	}

	private static @Nullable String millis(@Nullable Duration duration) {
		return (duration != null) ? duration.toMillis() + " ms" : null;
	}

}
