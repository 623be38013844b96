package io.discordgateway.test.simulation;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;

import org.jspecify.annotations.Nullable;

/**
 * What the judges know of a session of Discord's. What a dispatch holds follows from the
 * session and the number.
 */
final class Session {

	private static final String[] NAMES = { "MESSAGE_CREATE", "TYPING_START", "PRESENCE_UPDATE", "GUILD_MEMBER_UPDATE",
			"AN_EVENT_OF_TOMORROW" };

	static final long LEAST_LEAP = 1_000_000;

	final String id;

	final int shardId;

	final String resumeUrl;

	final Host resumeHost;

	/* The numbers that RESUMED took; they are nothing that is owed to the application. */
	private final BitSet resumed = new BitSet();

	long sequence;

	/** A number that was given to a dispatch though it is none of the session's, or 0. */
	long leaptTo;

	/** The law of Discord's that ended the session. */
	@Nullable String endedBy;

	Session(String id, int shardId, String resumeUrl, Host resumeHost) {
		this.id = id;
		this.shardId = shardId;
		this.resumeUrl = resumeUrl;
		this.resumeHost = resumeHost;
	}

	static boolean isOwed(String name) {
		return !name.equals("READY") && !name.equals("RESUMED");
	}

	static String name(long sequence) {
		return NAMES[(int) (sequence % NAMES.length)];
	}

	byte[] bytes(long sequence) {
		return data(sequence).getBytes(StandardCharsets.UTF_8);
	}

	String data(long sequence) {
		String start = "{\"session\":\"" + this.id + "\",\"number\":" + sequence;
		// Some are large: more than a buffer of the decoder, more than one chunk.
		int padding = (sequence % 97 == 96) ? 20_000 : (int) (sequence % 7) * 10;
		return start + ",\"padding\":\"" + "x}\\\"".repeat(padding / 4) + "\"}";
	}

	/** An event of the session got its number. */
	void numbered(long number, String name) {
		this.sequence = number;
		if (name.equals("RESUMED")) {
			this.resumed.set((int) number);
		}
	}

	boolean isFar(long number) {
		return number > this.sequence + LEAST_LEAP;
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
