package io.discordgateway.test.simulation;

import org.jspecify.annotations.Nullable;

/**
 * What a connection hands to a process, in the order in which it came.
 */
sealed interface Arrival {

	/** The upgrade is done. */
	record Opened() implements Arrival {
	}

	/**
	 * The connection could not be opened.
	 *
	 * @param reason why
	 * @param status the HTTP status of a refusal
	 * @param retryAfter the nanoseconds that the refusal asks to wait
	 */
	record Refused(String reason, @Nullable Integer status, @Nullable Long retryAfter) implements Arrival {
	}

	/**
	 * A part of a WebSocket message.
	 *
	 * @param frame what it means, at its last part
	 * @param bytes the part
	 * @param text whether the message is text
	 * @param last whether this is the last part
	 */
	record Chunk(@Nullable Frame frame, byte[] bytes, boolean text, boolean last) implements Arrival {
	}

	/**
	 * The connection ended.
	 *
	 * @param code the close code, if there was a close frame
	 * @param endsSession whether the code ends the session
	 */
	record Closed(@Nullable Integer code, boolean endsSession) implements Arrival {
	}

}
