package io.discordgateway.protocol;

import java.time.Duration;
import java.time.Instant;

import io.discordgateway.codec.RawPayload;
import io.discordgateway.payload.GatewayCloseCode;
import org.jspecify.annotations.Nullable;

/**
 * What a shard tells the application, in the order in which it happened.
 *
 * @since 0.1
 */
public sealed interface ShardEvent {

	/**
	 * The shard's status changed.
	 *
	 * @param from the status before
	 * @param to the status now
	 */
	record StatusChanged(ShardStatus from, ShardStatus to) implements ShardEvent {
	}

	/**
	 * A new session began: READY came (R14).
	 *
	 * @param sessionId the session's id
	 */
	record SessionStarted(String sessionId) implements ShardEvent {

		@Override
		public String toString() {
			return "SessionStarted[]";
		}

	}

	/**
	 * The session was resumed: RESUMED came (R17).
	 *
	 * @param sessionId the session's id
	 * @param replayed how many missed dispatches came before RESUMED on this connection,
	 * wanted by the {@link DispatchFilter} or not
	 */
	record SessionResumed(String sessionId, long replayed) implements ShardEvent {

		@Override
		public String toString() {
			return "SessionResumed[replayed=" + this.replayed + "]";
		}

	}

	/**
	 * A connection ended, or could not be opened.
	 *
	 * @param cause why
	 * @param willResume whether the next connection will resume the session
	 * @param nextAttempt when the shard connects again, or {@code null} if it does not
	 */
	record Disconnected(DisconnectCause cause, boolean willResume,
			@Nullable Instant nextAttempt) implements ShardEvent {
	}

	/**
	 * The session is over; dispatches may have been missed.
	 *
	 * @param reason why
	 */
	record SessionLost(String reason) implements ShardEvent {
	}

	/**
	 * A heartbeat was acknowledged (R9).
	 *
	 * @param latency the time from the heartbeat to its acknowledgment
	 * @param mean the mean of the last five
	 */
	record HeartbeatAcknowledged(Duration latency, Duration mean) implements ShardEvent {
	}

	/**
	 * An event was dispatched that the {@link DispatchFilter} wants.
	 *
	 * @param name the event's name, for example {@code MESSAGE_CREATE}
	 * @param sequence its number in the session
	 * @param replayed whether it was replayed by a resume (R44)
	 * @param payload {@code d} as it came
	 */
	record Dispatched(String name, long sequence, boolean replayed, RawPayload payload) implements ShardEvent {

		/**
		 * Makes a dispatch in JSON.
		 * @param name the event's name
		 * @param sequence its number in the session
		 * @param replayed whether it was replayed by a resume
		 * @param json the raw JSON of {@code d}, in UTF-8; not to be changed
		 */
		public Dispatched(String name, long sequence, boolean replayed, byte[] json) {
			this(name, sequence, replayed, RawPayload.json(json));
		}

		/**
		 * Returns the bytes of {@code d} in the shard's encoding.
		 * @return JSON in UTF-8 or a term of ETF; not to be changed
		 */
		public byte[] data() {
			return this.payload.bytes();
		}

		@Override
		public String toString() {
			return "Dispatched[" + this.name + " " + this.sequence + (this.replayed ? " replayed" : "") + ", "
					+ this.payload.bytes().length + " bytes]";
		}

	}

	/**
	 * A payload came that is no dispatch. Told only if
	 * {@link ShardSettings.Builder#controlEvents} asks for it: before what follows from
	 * it, but for an acknowledgment, whose latency is told first.
	 *
	 * @param op the opcode's number, which need not be known
	 * @param payload {@code d} as it came
	 */
	record ControlReceived(int op, RawPayload payload) implements ShardEvent {
	}

	/**
	 * A command was handed to the connection. It comes once more if the connection could
	 * not send it ({@link ShardInput.SendFailed}) and another was given it.
	 *
	 * @param id the number given with {@link ShardInput.Submit}
	 */
	record CommandSent(long id) implements ShardEvent {
	}

	/**
	 * A command will not be sent.
	 *
	 * @param id the number given with {@link ShardInput.Submit}
	 * @param reason why not, and what to do
	 */
	record CommandDropped(long id, String reason) implements ShardEvent {
	}

	/**
	 * The shard ended and does not connect again by itself (R18).
	 *
	 * @param closeCode the close code that ended it
	 * @param message what went wrong and what to do
	 */
	record Failed(GatewayCloseCode closeCode, String message) implements ShardEvent {
	}

	/** The shard was stopped by the application. */
	record Stopped() implements ShardEvent {
	}

	/**
	 * Something that an operator should know.
	 *
	 * @param message one sentence
	 */
	record Warning(String message) implements ShardEvent {
	}

}
