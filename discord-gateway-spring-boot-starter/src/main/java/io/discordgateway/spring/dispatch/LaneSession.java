package io.discordgateway.spring.dispatch;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import io.discordgateway.session.ResumePoint;
import org.jspecify.annotations.Nullable;

/**
 * What a lane knows of one session: what was received, and what of that is not done. All
 * but the number of the last event received is guarded by the lane.
 */
final class LaneSession {

	/** Where the session stood when the lane heard of it. */
	final ResumePoint start;

	/** Stands for the session id where people may see it. */
	final String tag;

	/** Set after the event was added to the lane, so that it never runs ahead of that. */
	volatile long received;

	private @Nullable Delivery<?> oldest;

	private @Nullable Delivery<?> youngest;

	LaneSession(ResumePoint start) {
		this.start = start;
		this.tag = tag(start.sessionId());
		this.received = start.sequence();
	}

	void add(Delivery<?> delivery) {
		delivery.older = this.youngest;
		if (this.youngest != null) {
			this.youngest.younger = delivery;
		}
		else {
			this.oldest = delivery;
		}
		this.youngest = delivery;
	}

	void remove(Delivery<?> delivery) {
		if (delivery.older != null) {
			delivery.older.younger = delivery.younger;
		}
		else {
			this.oldest = delivery.younger;
		}
		if (delivery.younger != null) {
			delivery.younger.older = delivery.older;
		}
		else {
			this.youngest = delivery.older;
		}
		delivery.older = null;
		delivery.younger = null;
	}

	/*
	 * What was received before the oldest event that is not done is done, or nobody
	 * wanted it.
	 */
	ResumePoint resumePoint() {
		long done = this.received;
		if (this.oldest != null) {
			done = this.oldest.sequence() - 1;
		}
		return this.start.withSequence(Math.max(this.start.sequence(), done));
	}

	private static String tag(String sessionId) {
		try {
			byte[] hash = MessageDigest.getInstance("SHA-256").digest(sessionId.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(hash, 0, 8);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
