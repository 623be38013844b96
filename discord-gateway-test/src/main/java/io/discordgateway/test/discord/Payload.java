package io.discordgateway.test.discord;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.discordgateway.Internal;
import org.jspecify.annotations.Nullable;

/**
 * Gateway message on its way to a client, before it is encoded (Gateway Events &gt;
 * Payload Structure).
 *
 * @param op the opcode
 * @param event name of the event, {@code null} if it is none
 * @param sequence number of the event in its session, 0 if it is none
 * @param data the data, JSON; it is not copied
 * @since 0.1
 */
@Internal
public record Payload(int op, @Nullable String event, long sequence, byte[] data) {

	/** Opcode of events. */
	public static final int DISPATCH = 0;

	/** Opcode of heartbeats and of requests for one. */
	public static final int HEARTBEAT = 1;

	/** Opcode of RECONNECT. */
	public static final int RECONNECT = 7;

	/** Opcode of INVALID_SESSION. */
	public static final int INVALID_SESSION = 9;

	/** Opcode of HELLO. */
	public static final int HELLO = 10;

	/** Opcode of acknowledgments. */
	public static final int HEARTBEAT_ACK = 11;

	/**
	 * Makes a message that is no event.
	 * @param op the opcode
	 * @param data the data, JSON
	 * @return the message
	 */
	public static Payload control(int op, String data) {
		return new Payload(op, null, 0, data.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Returns the whole message as Discord writes it (R29).
	 * @return JSON
	 */
	public byte[] json() {
		String start = (this.event != null)
				? "{\"t\":\"" + this.event + "\",\"s\":" + this.sequence + ",\"op\":0,\"d\":"
				: "{\"t\":null,\"s\":null,\"op\":" + this.op + ",\"d\":";
		byte[] head = start.getBytes(StandardCharsets.UTF_8);
		byte[] json = Arrays.copyOf(head, head.length + this.data.length + 1);
		System.arraycopy(this.data, 0, json, head.length, this.data.length);
		json[json.length - 1] = '}';
		return json;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Payload payload && payload.op == this.op && payload.sequence == this.sequence
				&& Arrays.equals(payload.json(), json());
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.data);
	}

	@Override
	public String toString() {
		return (this.event != null) ? this.event + " " + this.sequence : "op " + this.op;
	}

}
