package io.discordgateway.session;

import java.time.Instant;
import java.util.Objects;

import io.discordgateway.shard.ShardId;
import org.jspecify.annotations.Nullable;

/**
 * Whose a shard's session is, and the session (R49).
 *
 * @param shard the shard, with the total that it was numbered for
 * @param owner the process that may resume the session, or start one, and dispatch its
 * events: random for each gateway that is started
 * @param epoch how often the session has changed hands: who writes with an epoch that is
 * over has lost it
 * @param until when the ownership ends unless it is renewed, by the owner's wall clock;
 * {@link Instant#EPOCH} once the owner has let go
 * @param session the session, or {@code null} if there is none
 * @since 0.1
 */
public record SessionClaim(ShardId shard, String owner, long epoch, Instant until, @Nullable KeptSession session) {

	public SessionClaim {
		Objects.requireNonNull(shard, "'shard' must not be null");
		Objects.requireNonNull(owner, "'owner' must not be null");
		Objects.requireNonNull(until, "'until' must not be null");
		if (owner.isEmpty()) {
			throw new IllegalArgumentException("'owner' must not be empty");
		}
		if (session != null && !session.point().shard().equals(shard)) {
			throw new IllegalArgumentException("'session' must be the shard's");
		}
	}

	/**
	 * Returns the same ownership, for longer and of the session as it is now.
	 * @param session the session, or {@code null} if there is none
	 * @param until when the ownership ends
	 * @return the claim
	 */
	public SessionClaim renewed(@Nullable KeptSession session, Instant until) {
		return new SessionClaim(this.shard, this.owner, this.epoch, until, session);
	}

	/**
	 * Returns the claim of an owner that lets go.
	 * @param session the session, or {@code null} if there is none
	 * @return the claim, which is over
	 */
	public SessionClaim released(@Nullable KeptSession session) {
		return renewed(session, Instant.EPOCH);
	}

}
