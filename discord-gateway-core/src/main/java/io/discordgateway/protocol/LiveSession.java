package io.discordgateway.protocol;

import java.util.ArrayDeque;
import java.util.Deque;

import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.shard.ShardId;

/**
 * A session that goes on: a {@link ResumePoint} whose sequence number moves with each
 * dispatch (R6, R17). Not thread-safe.
 */
final class LiveSession {

	/* A session whose numbers leap more often has no number to go back to. */
	private static final int KEPT_LEAPS = 8;

	private static final long NOT_BACK = Long.MAX_VALUE;

	private final String id;

	private final GatewayUrl resumeUrl;

	private long sequence;

	/* The numbers before those that were no successors, the latest first. */
	private final Deque<Long> beforeLeaps = new ArrayDeque<>(0);

	/*
	 * The lowest of the numbers that went back since the last one that did not, or
	 * NOT_BACK.
	 */
	private long back = NOT_BACK;

	private boolean doubted;

	/**
	 * Makes a session.
	 * @param id the session's id, from READY
	 * @param resumeUrl where to resume
	 * @param sequence the number of the last dispatch; less than 0 counts as 0
	 */
	LiveSession(String id, GatewayUrl resumeUrl, long sequence) {
		this.id = id;
		this.resumeUrl = resumeUrl;
		this.sequence = Math.max(0, sequence);
	}

	String id() {
		return this.id;
	}

	GatewayUrl resumeUrl() {
		return this.resumeUrl;
	}

	/**
	 * Returns the number of the last dispatch.
	 * @return the number
	 */
	long sequence() {
		return this.sequence;
	}

	/**
	 * Returns whether a dispatch came before: a resume may replay more than was missed
	 * (R17).
	 * @param sequence the dispatch's number, less than 0 if it has none
	 * @return whether it was seen; false for one without a number
	 */
	boolean hasSeen(long sequence) {
		return sequence >= 0 && sequence <= this.sequence;
	}

	/**
	 * Notes a dispatch that came whole (R35). The number never goes back.
	 * @param sequence its number, less than 0 if it has none
	 */
	void received(long sequence) {
		if (sequence <= this.sequence) {
			return;
		}
		if (sequence - this.sequence > 1) {
			if (this.beforeLeaps.size() == KEPT_LEAPS) {
				this.beforeLeaps.removeLast();
			}
			this.beforeLeaps.addFirst(this.sequence);
		}
		this.sequence = sequence;
		this.back = NOT_BACK;
	}

	/**
	 * Notes a dispatch that was taken for seen, though the session is live.
	 * @param sequence its number
	 */
	void wentBack(long sequence) {
		this.back = Math.min(this.back, sequence);
	}

	/**
	 * Goes back behind a leap when the connection ends, if what came last was taken for
	 * seen because of it: it was not delivered, and on no other connection it will be
	 * found out (R44).
	 * @return whether there was such a leap
	 */
	boolean rewindAtEnd() {
		long lowest = this.back;
		this.back = NOT_BACK;
		return lowest != NOT_BACK && rewind(lowest);
	}

	/**
	 * Goes back behind the leap that made a number look seen that was not (R44).
	 * @param seen a number that came behind the leap
	 * @return whether there was such a leap
	 */
	boolean rewind(long seen) {
		for (Long before : this.beforeLeaps) {
			if (before < seen) {
				this.sequence = before;
				this.beforeLeaps.clear();
				return true;
			}
		}
		return false;
	}

	/**
	 * Notes that numbers go back though none leapt.
	 * @return whether that is so for the first time
	 */
	boolean doubt() {
		boolean first = !this.doubted;
		this.doubted = true;
		return first;
	}

	/**
	 * Returns from where the session can be resumed now.
	 * @param shard the shard that it belongs to
	 * @return the resume point
	 */
	ResumePoint resumePoint(ShardId shard) {
		return new ResumePoint(this.id, this.resumeUrl, this.sequence, shard);
	}

}
