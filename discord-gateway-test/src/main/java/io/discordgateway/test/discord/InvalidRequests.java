package io.discordgateway.test.discord;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * Bans a client that makes too many invalid requests (R48).
 */
final class InvalidRequests {

	private static final Duration WINDOW = Duration.ofMinutes(10);

	/* How long Discord keeps the ban is not written down. */
	private static final Duration BAN = Duration.ofHours(1);

	private final int limit;

	private final Deque<Instant> invalid = new ArrayDeque<>();

	private @Nullable Instant bannedUntil;

	InvalidRequests(int limit) {
		this.limit = limit;
	}

	/**
	 * What a banned client gets, from the proxy in front of Discord; else {@code null}.
	 */
	@Nullable RestResponse refusal(Instant now) {
		Instant until = this.bannedUntil;
		if (until == null || !until.isAfter(now)) {
			return null;
		}
		return RestResponse.text(429, "error code: 1015")
			.with("Retry-After", Long.toString(Duration.between(now, until).toSeconds() + 1));
	}

	void count(int status, Instant now) {
		if (status != 401 && status != 403 && status != 429) {
			return;
		}
		while (!this.invalid.isEmpty() && !this.invalid.getFirst().plus(WINDOW).isAfter(now)) {
			this.invalid.removeFirst();
		}
		this.invalid.addLast(now);
		if (this.invalid.size() > this.limit) {
			this.bannedUntil = now.plus(BAN);
			this.invalid.clear();
		}
	}

	void clear() {
		this.invalid.clear();
		this.bannedUntil = null;
	}

}
