package io.discordgateway.limit;

import java.time.Instant;
import java.util.Objects;

/**
 * An IDENTIFY that was sent, as it counts against the day's budget (R13).
 *
 * @param id tells this one from all others, of other processes too: two in one
 * millisecond are two, and one that is read twice is one. Without white space
 * @param time when it was sent
 * @since 0.1
 */
public record SessionStart(String id, Instant time) {

	public SessionStart {
		Objects.requireNonNull(id, "'id' must not be null");
		Objects.requireNonNull(time, "'time' must not be null");
		if (id.isEmpty() || id.chars().anyMatch(Character::isWhitespace)) {
			throw new IllegalArgumentException("'id' must not be empty, or have white space");
		}
	}

}
