package io.discordgateway.session;

import java.util.Objects;

/**
 * A session as it is kept for a later process.
 *
 * @param point from where it can be resumed
 * @param intents the sum of the intents that it was started with; a resumed session keeps
 * these, so a process that needs others has to start a new one
 * @since 0.1
 */
public record KeptSession(ResumePoint point, int intents) {

	public KeptSession {
		Objects.requireNonNull(point, "'point' must not be null");
	}

}
