package io.discordgateway.test.simulation;

import java.util.BitSet;

import org.jspecify.annotations.Nullable;

/**
 * A session as Discord keeps it. What a dispatch holds follows from the session and the
 * number, so nothing is stored to replay it.
 */
final class Session {

	private static final String[] NAMES = { "MESSAGE_CREATE", "TYPING_START", "PRESENCE_UPDATE", "GUILD_MEMBER_UPDATE",
			"AN_EVENT_OF_TOMORROW" };

	static final long LEAST_LEAP = 1_000_000;

	final String id;

	final int shardId;

	final String resumeUrl;

	final Host resumeHost;

	final boolean compressesPayloads;

	/* The numbers that RESUMED took; they are nothing that is owed to the application. */
	final BitSet resumed = new BitSet();

	long sequence;

	/** A number that was given to a dispatch though it is none of the session's, or 0. */
	long leaptTo;

	@Nullable Link link;

	long detachedAt = Timeline.NEVER;

	/** The law of Discord's that ended the session. */
	@Nullable String endedBy;

	Session(String id, int shardId, String resumeUrl, Host resumeHost, boolean compressesPayloads) {
		this.id = id;
		this.shardId = shardId;
		this.resumeUrl = resumeUrl;
		this.resumeHost = resumeHost;
		this.compressesPayloads = compressesPayloads;
	}

	static boolean isOwed(String name) {
		return !name.equals("READY") && !name.equals("RESUMED");
	}

	String name(long sequence) {
		return this.resumed.get((int) sequence) ? "RESUMED" : NAMES[(int) (sequence % NAMES.length)];
	}

	String data(long sequence) {
		String start = "{\"session\":\"" + this.id + "\",\"number\":" + sequence;
		// Some are large: more than a buffer of the decoder, more than one chunk.
		int padding = (sequence % 97 == 96) ? 20_000 : (int) (sequence % 7) * 10;
		return start + ",\"padding\":\"" + "x}\\\"".repeat(padding / 4) + "\"}";
	}

	/**
	 * The next dispatch, with a number that is not its own; a replay has the right one.
	 */
	Frame leap(long by) {
		this.sequence++;
		this.leaptTo = this.sequence + by;
		return Frame.dispatch(this, this.leaptTo, name(this.sequence), data(this.sequence));
	}

	boolean isFar(long number) {
		return number > this.sequence + LEAST_LEAP;
	}

	Frame dispatch(long sequence) {
		String name = name(sequence);
		return Frame.dispatch(this, sequence, name, name.equals("RESUMED") ? "{}" : data(sequence));
	}

	/** The number of the next dispatch that the application is owed after one. */
	long nextOwed(long after) {
		return this.resumed.nextClearBit((int) after + 1);
	}

	@Override
	public String toString() {
		return this.id;
	}

}
