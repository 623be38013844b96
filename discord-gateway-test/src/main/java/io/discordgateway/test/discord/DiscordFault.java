package io.discordgateway.test.discord;

import java.util.Arrays;

import io.discordgateway.Internal;
import org.jspecify.annotations.Nullable;

/**
 * What somebody lets go wrong, or lets Discord do of its own accord.
 *
 * @since 0.1
 */
@Internal
public sealed interface DiscordFault extends DiscordInput {

	/**
	 * Connections are reset; their sessions can be resumed.
	 *
	 * @param scope which
	 */
	record Drop(Scope scope) implements DiscordFault {
	}

	/**
	 * Connections that are open now are neither read nor written any more, or are again.
	 *
	 * @param scope which
	 * @param stalled whether they stand still
	 */
	record Stall(Scope scope, boolean stalled) implements DiscordFault {
	}

	/**
	 * The direction to the client ends without a close frame.
	 *
	 * @param scope which
	 */
	record HalfClose(Scope scope) implements DiscordFault {
	}

	/**
	 * RECONNECT is sent (R16).
	 *
	 * @param scope to which
	 */
	record Reconnect(Scope scope) implements DiscordFault {
	}

	/**
	 * A heartbeat is asked for (R7).
	 *
	 * @param scope of which
	 */
	record RequestHeartbeat(Scope scope) implements DiscordFault {
	}

	/**
	 * Sessions are declared invalid (R15); without a connection they just end, if they
	 * cannot be resumed.
	 *
	 * @param scope which
	 * @param resumable whether they can be resumed
	 */
	record Invalidate(Scope scope, boolean resumable) implements DiscordFault {
	}

	/**
	 * Connections are closed, with what the code means for their session (R18).
	 *
	 * @param scope which
	 * @param code the code
	 */
	record Close(Scope scope, int code) implements DiscordFault {
	}

	/**
	 * A message is sent as it is, past encoding and compression.
	 *
	 * @param scope to which
	 * @param text whether as a text message
	 * @param message the message
	 */
	record Raw(Scope scope, boolean text, byte[] message) implements DiscordFault {

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Raw raw && raw.scope.equals(this.scope) && raw.text == this.text
					&& Arrays.equals(raw.message, this.message);
		}

		@Override
		public int hashCode() {
			return Arrays.hashCode(this.message);
		}

	}

	/**
	 * Heartbeats are acknowledged, or not any more (R8).
	 *
	 * @param scope where; for all it holds for later connections too
	 * @param acknowledge whether they are
	 */
	record Acknowledge(Scope scope, boolean acknowledge) implements DiscordFault {
	}

	/**
	 * Upgrades are refused (R22).
	 *
	 * @param count how many; {@link Integer#MAX_VALUE} for all that come
	 * @param refusal the answer
	 */
	record RefuseUpgrades(int count, Refusal refusal) implements DiscordFault {
	}

	/** Upgrades are accepted again. */
	record AcceptUpgrades() implements DiscordFault {
	}

}
