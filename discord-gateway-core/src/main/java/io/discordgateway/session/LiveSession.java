package io.discordgateway.session;

import java.net.URI;

import io.discordgateway.shard.ShardId;

/**
 * A session that goes on: a {@link ResumePoint} whose sequence number moves with each
 * dispatch (R6, R17). Not thread-safe.
 *
 * @since 0.1
 */
public final class LiveSession {

	private final String id;

	private final URI resumeUrl;

	private long sequence;

	/**
	 * Makes a session.
	 * @param id the session's id, from READY
	 * @param resumeUrl where to resume
	 * @param sequence the number of the last dispatch; less than 0 counts as 0
	 */
	public LiveSession(String id, URI resumeUrl, long sequence) {
		this.id = id;
		this.resumeUrl = resumeUrl;
		this.sequence = Math.max(0, sequence);
	}

	/**
	 * Returns the session's id.
	 * @return the id
	 */
	public String id() {
		return this.id;
	}

	/**
	 * Returns where to resume.
	 * @return the url
	 */
	public URI resumeUrl() {
		return this.resumeUrl;
	}

	/**
	 * Returns the number of the last dispatch.
	 * @return the number
	 */
	public long sequence() {
		return this.sequence;
	}

	/**
	 * Returns whether a dispatch came before: a resume may replay more than was missed
	 * (R17).
	 * @param sequence the dispatch's number, less than 0 if it has none
	 * @return whether it was seen; false for one without a number
	 */
	public boolean hasSeen(long sequence) {
		return sequence >= 0 && sequence <= this.sequence;
	}

	/**
	 * Notes a dispatch that came whole (R35). The number never goes back.
	 * @param sequence its number, less than 0 if it has none
	 */
	public void received(long sequence) {
		this.sequence = Math.max(this.sequence, sequence);
	}

	/**
	 * Returns from where the session can be resumed now.
	 * @param shard the shard that it belongs to
	 * @return the resume point
	 */
	public ResumePoint resumePoint(ShardId shard) {
		return new ResumePoint(this.id, this.resumeUrl, this.sequence, shard);
	}

}
