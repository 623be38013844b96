package io.discordgateway.test.simulation;

import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

import io.discordgateway.protocol.ShardAction;
import io.discordgateway.protocol.ShardInput;
import io.discordgateway.protocol.ShardProtocol;
import io.discordgateway.protocol.ShardSettings;
import io.discordgateway.protocol.ShardStatus;
import org.jspecify.annotations.Nullable;

/**
 * What is under test in one shard: it takes what happens, and says what to do.
 */
interface Client {

	List<ShardAction> handle(ShardInput input, Instant now);

	/** When to hand in {@link ShardInput.TimerFired}, or {@code null}. */
	@Nullable Instant nextDeadline();

	/** What {@link #nextDeadline} is for, in words. */
	String waitsFor();

	ShardStatus status();

	/** Frees native memory. */
	void close();

	/**
	 * Makes a client.
	 * @param settings the settings
	 * @param seed where its random numbers come from
	 * @param door what drives the gateway
	 */
	static Client of(ShardSettings settings, long seed, Door door) {
		SplittableRandom random = new SplittableRandom(seed);
		return (door == Door.BYTES) ? new ByteClient(settings, random)
				: new ProtocolClient(new ShardProtocol(settings, random));
	}

	/** The doors of the core that a driver may use. */
	enum Door {

		/** Inputs and actions: {@link ShardProtocol}. */
		INPUTS,

		/**
		 * The bytes of a socket: {@link io.discordgateway.connection.DiscordConnection}.
		 */
		BYTES

	}

}
