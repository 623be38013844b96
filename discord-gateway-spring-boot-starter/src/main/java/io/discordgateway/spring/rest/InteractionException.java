package io.discordgateway.spring.rest;

import io.discordgateway.model.Snowflake;
import org.jspecify.annotations.Nullable;

import org.springframework.web.client.RestClientException;

/**
 * Thrown when an interaction could not be answered. The message says what to do, and
 * never shows the interaction's token.
 *
 * @since 0.1
 */
public class InteractionException extends RestClientException {

	private static final long serialVersionUID = 1L;

	private final long interactionId;

	private final Reason reason;

	InteractionException(Snowflake interactionId, Reason reason, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.interactionId = interactionId.value();
		this.reason = reason;
	}

	/**
	 * Returns which interaction was not answered.
	 * @return its id
	 */
	public Snowflake getInteractionId() {
		return Snowflake.of(this.interactionId);
	}

	/**
	 * Returns why it was not answered.
	 * @return the reason
	 */
	public Reason getReason() {
		return this.reason;
	}

	/**
	 * Why an interaction was not answered.
	 */
	public enum Reason {

		/**
		 * Discord has forgotten the interaction: the first answer came after more than 3
		 * seconds, or another after more than 15 minutes.
		 */
		TOO_LATE,

		/** It has its first answer already; edit that, or follow up. */
		ALREADY_ANSWERED,

		/** Rate limits do not let the answer pass in time. */
		RATE_LIMITED,

		/** Discord refuses what the answer holds. */
		REFUSED,

		/**
		 * The API could not be reached, or failed: whether the answer came through is not
		 * known.
		 */
		UNREACHABLE

	}

}
