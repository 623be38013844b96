package io.discordgateway.spring.driver;

import java.time.Duration;
import java.time.InstantSource;

/**
 * Notices when the wall clock and the monotonic clock come apart: the host slept, or a
 * clock was set (R42). Not thread-safe.
 */
final class ClockWatch {

	/** How often to look. */
	static final Duration INTERVAL = Duration.ofSeconds(1);

	/* Clocks are kept right by less than this per look. */
	private static final Duration TOLERANCE = Duration.ofMillis(500);

	private final InstantSource monotonic;

	private final InstantSource wall;

	private Duration distance;

	ClockWatch(InstantSource monotonic, InstantSource wall) {
		this.monotonic = monotonic;
		this.wall = wall;
		this.distance = distance();
	}

	/**
	 * Looks at both clocks.
	 * @return how far they came apart since the last look, 0 if not for more than clocks
	 * do
	 */
	Duration look() {
		Duration before = this.distance;
		this.distance = distance();
		Duration jump = this.distance.minus(before);
		return (jump.abs().compareTo(TOLERANCE) > 0) ? jump : Duration.ZERO;
	}

	private Duration distance() {
		return Duration.between(this.monotonic.instant(), this.wall.instant());
	}

}
