package io.discordgateway.session;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.shard.ShardId;

/**
 * All that is needed to resume a session, on another connection or in another process
 * (R17, R23). It holds no token; the session id is shown by {@link #toString()} only in
 * part, as it is worth half a credential.
 *
 * @param sessionId the session's id, from READY; at most 512 bytes long in UTF-8
 * @param resumeUrl where to resume, from READY
 * @param sequence the number of the last dispatch that was received
 * @param shard the shard that the session belongs to
 * @since 0.1
 */
public record ResumePoint(String sessionId, GatewayUrl resumeUrl, long sequence, ShardId shard) {

	/* So long that RESUME stays far below what Discord takes (R25). */
	private static final int MAX_SESSION_ID = 512;

	public ResumePoint {
		Objects.requireNonNull(sessionId, "'sessionId' must not be null");
		Objects.requireNonNull(resumeUrl, "'resumeUrl' must not be null");
		Objects.requireNonNull(shard, "'shard' must not be null");
		if (sessionId.isEmpty()) {
			throw new IllegalArgumentException("'sessionId' must not be empty");
		}
		if (sessionId.getBytes(StandardCharsets.UTF_8).length > MAX_SESSION_ID) {
			throw new IllegalArgumentException("'sessionId' must not be longer than " + MAX_SESSION_ID + " bytes");
		}
		if (sequence < 0) {
			throw new IllegalArgumentException("'sequence' must not be negative: " + sequence);
		}
	}

	/**
	 * Returns the same session at another sequence number.
	 * @param sequence the number of the last dispatch that counts as received
	 * @return the resume point
	 */
	public ResumePoint withSequence(long sequence) {
		return new ResumePoint(this.sessionId, this.resumeUrl, sequence, this.shard);
	}

	@Override
	public String toString() {
		String shown = this.sessionId.substring(0, Math.min(4, this.sessionId.length()));
		return "ResumePoint[session " + shown + "…, shard " + this.shard + ", sequence " + this.sequence + "]";
	}

}
