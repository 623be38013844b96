package io.discordgateway.test.discord;

import io.discordgateway.shard.ShardId;
import org.jspecify.annotations.Nullable;

/**
 * Session with its replay buffer. It outlives its connections.
 */
final class Session {

	/*
	 * The replay buffer is the send queue as well: a connection holds a position in it
	 * and moves on as its socket takes bytes. So a slow or stalled client costs no memory
	 * beyond the buffer, and a replay is nothing but a position further back.
	 */

	/** Most bytes of data that a buffer keeps, whatever the number of events. */
	private static final long MAX_BYTES = 64 * 1024 * 1024;

	private final String id;

	private final ShardId shard;

	private final boolean told;

	private final int intents;

	private final int largeThreshold;

	private final int capacity;

	private Sent[] ring = new Sent[16];

	private long first = 1;

	private long last;

	private long bytes;

	/** A number that was sent though it is none of the session's, or 0 (R44). */
	long leaptTo;

	/** Whether READY was given. */
	boolean ready;

	@Nullable Connection connection;

	Timers.@Nullable Timer expiry;

	Session(String id, ShardId shard, boolean told, int intents, int largeThreshold, int capacity) {
		this.id = id;
		this.shard = shard;
		this.told = told;
		this.intents = intents;
		this.largeThreshold = largeThreshold;
		this.capacity = capacity;
	}

	String id() {
		return this.id;
	}

	ShardId shard() {
		return this.shard;
	}

	/** Whether the client named its shard. */
	boolean told() {
		return this.told;
	}

	int intents() {
		return this.intents;
	}

	int largeThreshold() {
		return this.largeThreshold;
	}

	DiscordSession snapshot() {
		return new DiscordSession(this.id, this.shard, this.intents, this.last, this.connection != null);
	}

	/** The last sequence number that was given. */
	long last() {
		return this.last;
	}

	/** The oldest sequence number that is still in the buffer. */
	long first() {
		return this.first;
	}

	Sent get(long sequence) {
		return this.ring[slot(sequence)];
	}

	long append(String event, byte[] data) {
		while (this.first <= this.last && (size() == this.capacity || this.bytes > MAX_BYTES)) {
			this.bytes -= get(this.first).data().length;
			this.ring[slot(this.first++)] = Sent.NONE;
		}
		if (size() == this.ring.length) {
			grow();
		}
		this.last++;
		this.ring[slot(this.last)] = new Sent(this.last, event, data);
		this.bytes += data.length;
		return this.last;
	}

	private int size() {
		return (int) (this.last - this.first + 1);
	}

	private int slot(long sequence) {
		return (int) (sequence & (this.ring.length - 1));
	}

	private void grow() {
		Sent[] old = this.ring;
		Sent[] larger = new Sent[old.length * 2];
		for (long sequence = this.first; sequence <= this.last; sequence++) {
			larger[(int) (sequence & (larger.length - 1))] = old[(int) (sequence & (old.length - 1))];
		}
		this.ring = larger;
	}

	/**
	 * Event with its sequence number.
	 */
	record Sent(long sequence, String event, byte[] data) {

		static final Sent NONE = new Sent(0, "", new byte[0]);

	}

}
