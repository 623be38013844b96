package io.discordgateway.spring.observation;

import java.time.Instant;
import java.util.Map;

import io.discordgateway.protocol.DisconnectCause;
import io.discordgateway.protocol.ShardStatus;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.ShardState;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MicrometerDiscordMeters}.
 */
class MicrometerDiscordMetersTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final MicrometerDiscordMeters meters = new MicrometerDiscordMeters(this.registry);

	@Test
	void gaugesOfAShardGoWithItAndCountersStay() {
		this.meters.shard(new ShardId(1, 2)).identified();
		this.meters
			.shards(Map.of(0, () -> figures(0, ShardStatus.CONNECTED), 1, () -> figures(1, ShardStatus.BACKING_OFF)));
		assertThat(connected(0)).isEqualTo(1);
		assertThat(connected(1)).isZero();
		assertThat(byStatus("BACKING_OFF")).isEqualTo(1);
		this.meters.shards(Map.of(0, () -> figures(0, ShardStatus.CONNECTED)));
		assertThat(this.registry.find("discord.gateway.shard.connected").gauges()).hasSize(1);
		assertThat(byStatus("BACKING_OFF")).isZero();
		assertThat(this.registry.get("discord.gateway.identifies").tag("shard", "1").counter().count()).isEqualTo(1);
		this.meters.shards(Map.of(1, () -> figures(1, ShardStatus.CONNECTED)));
		assertThat(connected(1)).isEqualTo(1);
	}

	@Test
	void whatThePeerNamesMakesNoMetersWithoutEnd() {
		for (int i = 0; i < 1000; i++) {
			this.meters.event("EVENT_" + i).received();
			this.meters.shard(ShardId.SINGLE)
				.disconnected(new DisconnectCause(DisconnectCause.Kind.CLOSED_BY_GATEWAY, 20_000 + i, "x"));
		}
		assertThat(this.registry.get("discord.gateway.events.received").tag("event", "other").counter().count())
			.isEqualTo(1000);
		assertThat(this.registry.get("discord.gateway.disconnects").tag("code", "other").counter().count())
			.isEqualTo(1000);
	}

	@Test
	void rareThingsAreThereAtZeroFromTheStart() {
		this.meters.shard(ShardId.SINGLE);
		assertThat(this.registry.getMeters()).extracting(Meter::getId)
			.extracting(Meter.Id::getName)
			.contains("discord.gateway.identifies", "discord.gateway.session.taken", "discord.gateway.resumes",
					"discord.gateway.commands", "discord.gateway.events.replayed");
		assertThat(this.registry.get("discord.gateway.resumes").tag("outcome", "failure").counter().count()).isZero();
	}

	@Test
	void nothingIsMadeOfAnEventThatNeverComes() {
		this.meters.event("MESSAGE_CREATE");
		assertThat(this.registry.getMeters()).isEmpty();
	}

	private double connected(int shard) {
		return this.registry.get("discord.gateway.shard.connected").tag("shard", "" + shard).gauge().value();
	}

	private double byStatus(String status) {
		return this.registry.get("discord.gateway.shards").tag("status", status).gauge().value();
	}

	private static ShardFigures figures(int id, ShardStatus status) {
		return new ShardFigures(ShardState.builder(new ShardId(id, 2), status, Instant.EPOCH).build(), 0, true);
	}

}
