package io.discordgateway.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

import io.discordgateway.limit.Backoff;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait before the next connection, and where it goes: what the connections
 * before it came to (R13, R15, R16, R19, R20, R22).
 */
final class Attempts {

	/** How often the resume url is tried before the gateway's own (R19). */
	private static final int RESUME_URL_ATTEMPTS = 3;

	private static final Duration INVALID_SESSION_MIN = Duration.ofSeconds(1);

	private static final Duration INVALID_SESSION_MAX = Duration.ofSeconds(5);

	private static final Duration MIN_IDENTIFY_BACKOFF = Duration.ofSeconds(5);

	private static final Duration MAX_IDENTIFY_BACKOFF = Duration.ofMinutes(15);

	/** How long a session has to hold for the identify backoff to start anew (R13). */
	private static final Duration STABLE_AFTER = Duration.ofMinutes(1);

	private final Backoff backoff;

	private int failed;

	private int failedResumes;

	private int failedIdentifies;

	private boolean identifyUnproven;

	private Instant identifyNotBefore = Instant.MIN;

	private boolean resumeSent;

	private @Nullable Instant liveSince;

	private boolean requested;

	private boolean atOnce;

	private Duration atLeast = Duration.ZERO;

	Attempts(Duration min, Duration max, RandomGenerator random) {
		this.backoff = new Backoff(min, max, random);
	}

	boolean useResumeUrl() {
		return this.failedResumes < RESUME_URL_ATTEMPTS;
	}

	void identifySent() {
		this.identifyUnproven = true;
	}

	void resumeSent() {
		this.resumeSent = true;
	}

	void live(Instant now) {
		this.failed = 0;
		this.failedResumes = 0;
		this.liveSince = now;
	}

	void reconnectRequested() {
		this.requested = true;
		this.atOnce = true;
	}

	void diedSilently() {
		this.atOnce = true;
	}

	void sessionInvalidated() {
		this.atLeast = this.backoff.between(INVALID_SESSION_MIN, INVALID_SESSION_MAX);
	}

	void retryAfter(Duration retryAfter) {
		this.atLeast = retryAfter;
	}

	/**
	 * Counts the resume that the last connection was to bring. A RECONNECT is Discord's
	 * wish, not a failure; and once at the gateway's own url, only a RESUME that was sent
	 * counts, as an outage is not the session's fault.
	 * @return whether the session has to be given up
	 */
	boolean sessionExhausted() {
		if (this.liveSince == null && !this.requested && (useResumeUrl() || this.resumeSent)) {
			this.failedResumes++;
		}
		return this.failedResumes > RESUME_URL_ATTEMPTS;
	}

	Duration next(boolean session, Instant now) {
		if (!session) {
			this.failedResumes = 0;
		}
		countIdentify(session, now);
		Duration wait = (this.atOnce && this.failed == 0) ? Duration.ZERO : this.backoff.jittered(this.failed);
		this.failed++;
		if (wait.compareTo(this.atLeast) < 0) {
			wait = this.atLeast;
		}
		if (!session && now.plus(wait).isBefore(this.identifyNotBefore)) {
			wait = Duration.between(now, this.identifyNotBefore);
		}
		this.resumeSent = false;
		this.liveSince = null;
		this.requested = false;
		this.atOnce = false;
		this.atLeast = Duration.ZERO;
		return wait;
	}

	/* A session start was spent and brought nothing that lasted: be slower (R13). */
	private void countIdentify(boolean session, Instant now) {
		if (this.liveSince != null && !now.isBefore(this.liveSince.plus(STABLE_AFTER))) {
			this.identifyUnproven = false;
			this.failedIdentifies = 0;
		}
		if (!session && this.identifyUnproven) {
			this.identifyUnproven = false;
			this.identifyNotBefore = now
				.plus(Backoff.bound(MIN_IDENTIFY_BACKOFF, MAX_IDENTIFY_BACKOFF, this.failedIdentifies));
			this.failedIdentifies++;
		}
	}

}
