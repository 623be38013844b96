package io.discordgateway.payload;

/**
 * What may follow a closed connection (R18).
 *
 * @since 0.1
 */
public enum Recovery {

	/** Connect again and resume the session. */
	RESUME,

	/** Forget the session, connect again and identify. */
	REIDENTIFY,

	/** Do not connect again: only a person can mend the cause. */
	STOP

}
