package io.discordgateway.codec;

/**
 * The array in which the messages of one connection are put together. It follows what the
 * connection needs: nothing until something comes, twice as much whenever it is full, and
 * nothing again after {@value #WINDOW} messages in a row that needed little of it. Not
 * thread-safe.
 */
final class MessageBuffer {

	/*
	 * An idle connection gets a message every 40 seconds or so (heartbeats are
	 * acknowledged), so what it does not need is gone within the hour; a busy one gets
	 * its large messages between many small ones and keeps its array. Where it was let go
	 * of all the same, growing again costs 1.4 times the message: how large the large
	 * ones are is remembered, and allocated at once when an eighth of it is in use.
	 */

	static final int WINDOW = 32;

	static final int LEAST = 4 * 1024;

	/* An array of which no more than this part is used is too large. */
	private static final int PART = 8;

	/*
	 * From here on steps are larger, so that all that is allocated on the way to the
	 * bound is little more than the bound.
	 */
	private static final int LARGE = 8 * 1024 * 1024;

	private static final int MAX_ARRAY = Integer.MAX_VALUE - 16;

	private static final byte[] NONE = new byte[0];

	private final int most;

	private byte[] bytes = NONE;

	private int expected;

	private int longest;

	private int messages;

	/**
	 * Makes a buffer without an array.
	 * @param maxMessageSize how long a message may be; one byte more has room, to tell
	 * whether there would be more
	 */
	MessageBuffer(int maxMessageSize) {
		this.most = Math.min(maxMessageSize, MAX_ARRAY) + 1;
	}

	/** The array, until the next call of another method. */
	byte[] bytes() {
		return this.bytes;
	}

	/**
	 * Makes room.
	 * @param used how many bytes there are, which are kept
	 * @param needed how many there will be at least, at most one more than allowed
	 */
	void ensureRoom(int used, int needed) {
		int size = this.bytes.length;
		if (needed <= size) {
			return;
		}
		long grown = Math.max(needed, size * ((size < LARGE) ? 2L : PART));
		if (grown < this.expected && grown > this.expected / PART) {
			grown = this.expected;
		}
		grown = Math.max(grown, LEAST);
		byte[] larger = new byte[(grown > this.most / 2) ? this.most : (int) grown];
		System.arraycopy(this.bytes, 0, larger, 0, used);
		this.bytes = larger;
	}

	/**
	 * Says that a message was read, and lets go of what is not needed. The next one
	 * begins at the array's start.
	 * @param length how many bytes it had here
	 */
	void messageEnded(int length) {
		this.longest = Math.max(this.longest, length);
		if (length > LEAST * PART) {
			this.expected = Math.max(length + length / PART, this.expected - this.expected / PART);
		}
		this.messages++;
		if (this.messages == WINDOW) {
			if (this.bytes.length > LEAST && this.longest <= this.bytes.length / PART) {
				this.bytes = NONE;
			}
			this.messages = 0;
			this.longest = 0;
		}
	}

	void release() {
		this.bytes = NONE;
	}

}
