package io.discordgateway.limit;

import java.time.Duration;

/**
 * How long a shard waits before it connects again, and how often it tries.
 *
 * @param minBackoff the first bound of the wait between attempts (R20)
 * @param maxBackoff the last bound of the wait between attempts (R20)
 * @param minIdentifyBackoff the first wait before a further IDENTIFY (R13)
 * @param maxIdentifyBackoff the longest wait before a further IDENTIFY (R13)
 * @param resumeAttempts how often in a row RESUME may fail at the resume url before the
 * gateway's own is tried (R19)
 * @param minInvalidSessionWait the least wait after INVALID_SESSION (R15)
 * @param maxInvalidSessionWait the longest such wait (R15)
 * @since 0.1
 */
public record ReconnectLimits(Duration minBackoff, Duration maxBackoff, Duration minIdentifyBackoff,
		Duration maxIdentifyBackoff, int resumeAttempts, Duration minInvalidSessionWait,
		Duration maxInvalidSessionWait) {

	/** The limits that are used unless others are set. */
	public static final ReconnectLimits DEFAULT = new ReconnectLimits(Duration.ofSeconds(1), Duration.ofSeconds(60),
			Duration.ofSeconds(5), Duration.ofMinutes(15), 3, Duration.ofSeconds(1), Duration.ofSeconds(5));

	public ReconnectLimits {
		requireRange("reconnect backoff", minBackoff, maxBackoff);
		requireRange("identify backoff", minIdentifyBackoff, maxIdentifyBackoff);
		requireRange("wait after INVALID_SESSION", minInvalidSessionWait, maxInvalidSessionWait);
		if (resumeAttempts < 1) {
			throw new IllegalArgumentException("RESUME needs at least one attempt");
		}
	}

	private static void requireRange(String what, Duration min, Duration max) {
		if (min.isNegative() || min.isZero() || min.compareTo(max) > 0) {
			throw new IllegalArgumentException("The " + what + " needs 0 < min <= max, not " + min + " and " + max);
		}
	}

	/**
	 * Returns the same limits with other bounds of the wait between attempts.
	 * @param min the first bound
	 * @param max the last bound
	 * @return the limits
	 * @throws IllegalArgumentException unless 0 &lt; min &lt;= max
	 */
	public ReconnectLimits withBackoff(Duration min, Duration max) {
		return new ReconnectLimits(min, max, this.minIdentifyBackoff, this.maxIdentifyBackoff, this.resumeAttempts,
				this.minInvalidSessionWait, this.maxInvalidSessionWait);
	}

	/**
	 * Returns the same limits with other waits before a further IDENTIFY.
	 * @param min the first wait
	 * @param max the longest wait
	 * @return the limits
	 * @throws IllegalArgumentException unless 0 &lt; min &lt;= max
	 */
	public ReconnectLimits withIdentifyBackoff(Duration min, Duration max) {
		return new ReconnectLimits(this.minBackoff, this.maxBackoff, min, max, this.resumeAttempts,
				this.minInvalidSessionWait, this.maxInvalidSessionWait);
	}

	/**
	 * Returns the same limits with another number of attempts at the resume url.
	 * @param attempts the number
	 * @return the limits
	 * @throws IllegalArgumentException if the number is less than 1
	 */
	public ReconnectLimits withResumeAttempts(int attempts) {
		return new ReconnectLimits(this.minBackoff, this.maxBackoff, this.minIdentifyBackoff, this.maxIdentifyBackoff,
				attempts, this.minInvalidSessionWait, this.maxInvalidSessionWait);
	}

	/**
	 * Returns the same limits with other waits after INVALID_SESSION.
	 * @param min the least wait
	 * @param max the longest wait
	 * @return the limits
	 * @throws IllegalArgumentException unless 0 &lt; min &lt;= max
	 */
	public ReconnectLimits withInvalidSessionWait(Duration min, Duration max) {
		return new ReconnectLimits(this.minBackoff, this.maxBackoff, this.minIdentifyBackoff, this.maxIdentifyBackoff,
				this.resumeAttempts, min, max);
	}

}
