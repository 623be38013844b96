package io.discordgateway.test.simulation;

import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.protocol.ShardSettings;
import io.discordgateway.shard.ShardId;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a simulation; what is not, follows from the seed.
 *
 * @param seed the seed
 * @param shards the number of shards, or {@code null}
 * @param faultsFor for how long faults happen, or {@code null}
 * @param door what drives the gateway, or {@code null}
 * @param without faults that do not happen
 * @param settings changes the settings of the shards
 * @param listener hears what the shards tell
 * @param saboteur makes mistakes
 */
record Setup(long seed, @Nullable Integer shards, @Nullable Long faultsFor, Client.@Nullable Door door,
		Set<String> without, UnaryOperator<ShardSettings.Builder> settings, BiConsumer<ShardId, ShardEvent> listener,
		Saboteur saboteur) {

	static Setup of(long seed) {
		return new Setup(seed, null, null, null, Set.of(), UnaryOperator.identity(), (shard, event) -> {
		}, Saboteur.NONE);
	}

	Setup withShards(int shards) {
		return new Setup(this.seed, shards, this.faultsFor, this.door, this.without, this.settings, this.listener,
				this.saboteur);
	}

	Setup withFaultsFor(long faultsFor) {
		return new Setup(this.seed, this.shards, faultsFor, this.door, this.without, this.settings, this.listener,
				this.saboteur);
	}

	Setup withDoor(Client.Door door) {
		return new Setup(this.seed, this.shards, this.faultsFor, door, this.without, this.settings, this.listener,
				this.saboteur);
	}

	Setup withoutFaults(Set<String> without) {
		return new Setup(this.seed, this.shards, this.faultsFor, this.door, without, this.settings, this.listener,
				this.saboteur);
	}

	Setup withSettings(UnaryOperator<ShardSettings.Builder> settings) {
		return new Setup(this.seed, this.shards, this.faultsFor, this.door, this.without, settings, this.listener,
				this.saboteur);
	}

	Setup withListener(BiConsumer<ShardId, ShardEvent> listener) {
		return new Setup(this.seed, this.shards, this.faultsFor, this.door, this.without, this.settings, listener,
				this.saboteur);
	}

	Setup withSaboteur(Saboteur saboteur) {
		return new Setup(this.seed, this.shards, this.faultsFor, this.door, this.without, this.settings, this.listener,
				saboteur);
	}

}
