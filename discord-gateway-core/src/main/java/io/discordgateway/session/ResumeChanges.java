package io.discordgateway.session;

import java.util.List;

import io.discordgateway.limit.SessionStart;
import io.discordgateway.shard.ShardId;

/**
 * What has changed since a {@link ResumeStore} was last written.
 *
 * @param sessions the sessions that began or moved; at most one per shard
 * @param dropped the shards whose session is over; none of them is in {@code sessions}
 * @param identifies what sessions were started since; to be added to what is kept of the
 * last 24 h, where each counts once
 * @since 0.1
 */
public record ResumeChanges(List<KeptSession> sessions, List<ShardId> dropped, List<SessionStart> identifies) {

	public ResumeChanges {
		sessions = List.copyOf(sessions);
		dropped = List.copyOf(dropped);
		identifies = List.copyOf(identifies);
	}

	/**
	 * Makes changes that are one session.
	 * @param session the session
	 * @return the changes
	 */
	public static ResumeChanges of(KeptSession session) {
		return new ResumeChanges(List.of(session), List.of(), List.of());
	}

	/**
	 * Returns whether there is nothing to save.
	 * @return whether nothing has changed
	 */
	public boolean isEmpty() {
		return this.sessions.isEmpty() && this.dropped.isEmpty() && this.identifies.isEmpty();
	}

}
