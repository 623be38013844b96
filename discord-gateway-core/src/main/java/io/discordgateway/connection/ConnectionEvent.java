package io.discordgateway.connection;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.discordgateway.Printable;
import io.discordgateway.codec.RawPayload;
import io.discordgateway.codec.RetryAfter;
import io.discordgateway.model.DispatchType;
import io.discordgateway.model.Encodable;
import io.discordgateway.payload.Recovery;
import org.jspecify.annotations.Nullable;

/**
 * What a connection tells the application, in the order in which it came.
 * {@link HeartbeatRequested}, {@link HeartbeatAcknowledged}, {@link ReconnectRequested},
 * {@link SessionInvalidated}, {@link UnknownPayload} and {@link Warning} are handled
 * inside and come only if {@link DiscordConnection.Builder#controlEvents} asks for them.
 *
 * @since 0.1
 */
public sealed interface ConnectionEvent {

	/**
	 * HELLO came: now {@link DiscordConnection#resume resume} or
	 * {@link DiscordConnection#identify identify} (R4).
	 *
	 * @param heartbeatInterval the time between heartbeats
	 */
	record Hello(Duration heartbeatInterval) implements ConnectionEvent {
	}

	/**
	 * A dispatch came; READY and RESUMED are among them.
	 *
	 * @param name the event's name, for example {@code MESSAGE_CREATE}
	 * @param sequence its number in the session
	 * @param replayed whether it was replayed by a resume (R44)
	 * @param payload {@code d} as it came
	 */
	record Dispatch(String name, long sequence, boolean replayed, RawPayload payload) implements ConnectionEvent {

		/**
		 * Makes a dispatch in JSON.
		 * @param name the event's name
		 * @param sequence its number in the session
		 * @param replayed whether it was replayed by a resume
		 * @param json the raw JSON of {@code d}, in UTF-8; not to be changed
		 */
		public Dispatch(String name, long sequence, boolean replayed, byte[] json) {
			this(name, sequence, replayed, RawPayload.json(json));
		}

		/**
		 * Returns the bytes of {@code d} in the connection's encoding.
		 * @return JSON in UTF-8 or a term of ETF; not to be changed
		 */
		public byte[] data() {
			return this.payload.bytes();
		}

		/**
		 * Decodes the data.
		 * @return the typed event, or {@code null} if this version has no type for it
		 * (R36)
		 * @throws io.discordgateway.model.DecodeException if the data are not what the
		 * event's name promises
		 */
		public @Nullable Encodable decode() {
			DispatchType type = DispatchType.of(this.name);
			return (type != null) ? type.decode(this.payload) : null;
		}

		@Override
		public String toString() {
			return "Dispatch[" + this.name + " " + this.sequence + (this.replayed ? " replayed" : "") + ", "
					+ data().length + " bytes]";
		}

	}

	/** The gateway asked for a heartbeat, which was answered (R7). */
	record HeartbeatRequested() implements ConnectionEvent {
	}

	/**
	 * A heartbeat was acknowledged (R9).
	 *
	 * @param latency the time from the heartbeat to its acknowledgment, or {@code null}
	 * if no heartbeat waited for one or this side did not read meanwhile
	 */
	record HeartbeatAcknowledged(@Nullable Duration latency) implements ConnectionEvent {
	}

	/** The gateway asked for a reconnect; {@link Closed} follows (R16). */
	record ReconnectRequested() implements ConnectionEvent {
	}

	/**
	 * The gateway declared the session invalid; {@link Closed} follows (R15).
	 *
	 * @param resumable whether the session can be resumed
	 */
	record SessionInvalidated(boolean resumable) implements ConnectionEvent {
	}

	/**
	 * A payload came with an opcode that this version does not know, or that only clients
	 * send (R36).
	 *
	 * @param op the opcode's number
	 * @param payload {@code d} as it came
	 */
	record UnknownPayload(int op, RawPayload payload) implements ConnectionEvent {

		/**
		 * Makes an event of a payload in JSON.
		 * @param op the opcode's number
		 * @param json the raw JSON of {@code d}
		 */
		public UnknownPayload(int op, byte[] json) {
			this(op, RawPayload.json(json));
		}

		/**
		 * Returns the bytes of {@code d} in the connection's encoding.
		 * @return JSON in UTF-8 or a term of ETF; not to be changed
		 */
		public byte[] data() {
			return this.payload.bytes();
		}

		@Override
		public String toString() {
			return "UnknownPayload[op=" + this.op + ", " + data().length + " bytes]";
		}

	}

	/**
	 * Something that an operator should know.
	 *
	 * @param message one sentence
	 */
	record Warning(String message) implements ConnectionEvent {
	}

	/**
	 * The upgrade to a WebSocket was refused (R22). It is the last event of its
	 * connection.
	 *
	 * @param status the HTTP status
	 * @param headers the headers, found whatever the case of their names; as they came
	 * @param body the body, as much of it as came in time and 1 MiB at most
	 * @param complete whether that is all of it
	 */
	record UpgradeRejected(int status, Map<String, List<String>> headers, byte[] body,
			boolean complete) implements ConnectionEvent {

		private static final int MAX_REASON = 200;

		/**
		 * Returns the body as text.
		 * @return the body, taken for UTF-8; as it came, so not fit for a log
		 */
		public String bodyAsText() {
			return new String(this.body, StandardCharsets.UTF_8);
		}

		/**
		 * Returns how long the peer wants to be left alone.
		 * @return what {@code Retry-After} says, in seconds or as a date, or without it
		 * the body's {@code retry_after}; up to a day, {@code null} if neither can be
		 * read
		 */
		public @Nullable Duration retryAfter() {
			String date = this.headers.getOrDefault("Date", List.of()).stream().findFirst().orElse(null);
			return RetryAfter.of(this.headers.getOrDefault("Retry-After", List.of()), date, this.body);
		}

		/**
		 * Returns what happened, for people.
		 * @return the status and the beginning of the body, on one line and without
		 * control characters
		 */
		public String reason() {
			String text = Printable.oneLine(bodyAsText(), MAX_REASON);
			return "The upgrade was refused with HTTP " + this.status + (text.isEmpty() ? "" : ": " + text);
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof UpgradeRejected event && event.status == this.status
					&& event.headers.equals(this.headers) && Arrays.equals(event.body, this.body)
					&& event.complete == this.complete;
		}

		@Override
		public int hashCode() {
			return this.status;
		}

		@Override
		public String toString() {
			return "UpgradeRejected[" + this.status + ", " + this.body.length + " bytes"
					+ (this.complete ? "" : ", cut off") + "]";
		}

	}

	/**
	 * The connection is over: write what is still to be sent and close the socket. It is
	 * the last event of its connection.
	 *
	 * @param code the code of the close frame, the peer's if it sent one; {@code null} if
	 * the connection ended without
	 * @param reason what happened, for people
	 * @param byPeer whether the peer ended it
	 * @param recovery what may follow
	 */
	record Closed(@Nullable Integer code, String reason, boolean byPeer, Recovery recovery) implements ConnectionEvent {
	}

}
