package io.discordgateway.protocol;

import java.time.Duration;
import java.time.Instant;

import io.discordgateway.limit.Backoff;
import org.jspecify.annotations.Nullable;

/**
 * The backoff that IDENTIFY has of its own, so that no loop of connect, identify and
 * close spends the bot's daily session starts (R13).
 */
final class IdentifyBackoff {

	private final Duration min;

	private final Duration max;

	private int failures;

	private boolean unproven;

	private Instant notBefore = Instant.MIN;

	IdentifyBackoff(Duration min, Duration max) {
		this.min = min;
		this.max = max;
	}

	/** Notes that an IDENTIFY is being sent. */
	void spent() {
		this.unproven = true;
	}

	/** Whether an IDENTIFY was sent whose session has not held for long enough yet. */
	boolean isUnproven() {
		return this.unproven;
	}

	/** Notes that the session has held. */
	void proven() {
		this.unproven = false;
		this.failures = 0;
	}

	/**
	 * Notes that there is no session now. Returns how long the next IDENTIFY has to wait
	 * at least, or {@code null} if no IDENTIFY was spent in vain.
	 */
	@Nullable Duration ended(Instant now) {
		if (!this.unproven) {
			return null;
		}
		this.unproven = false;
		Duration wait = Backoff.bound(this.min, this.max, this.failures);
		this.failures++;
		this.notBefore = now.plus(wait);
		return wait;
	}

	int failures() {
		return this.failures;
	}

	Instant notBefore() {
		return this.notBefore;
	}

}
