package io.discordgateway.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

import io.discordgateway.limit.ReconnectLimits;
import io.discordgateway.payload.GatewayUrl;
import org.jspecify.annotations.Nullable;

/**
 * When to connect next, and where to: by what the connections of one shard came to so far
 * (R13, R15, R16, R19, R20, R22, R45). Not thread-safe.
 * <p>
 * While there is a connection, it is told what was sent and what came of it;
 * {@link #ended} tells what follows.
 */
final class ReconnectSchedule {

	/*
	 * Two numbers count what was spent: connections and IDENTIFYs. Each grows by one with
	 * each that is spent, makes the next one wait the longer, and shrinks by the time
	 * that sessions hold, and by nothing else, so that no pattern of letting in and
	 * throwing out gets more than one connection for each minute that it spends, or for
	 * each wait at the bound (R45).
	 */

	/* What a peer may make a shard wait for: more is nonsense, or overflows. */
	private static final Duration LONGEST_WAIT = Duration.ofDays(1);

	/* How long a live session holds to forgive one connection (R45). */
	private static final Duration FORGIVES_CONNECTION = Duration.ofMinutes(1);

	/* How long a session holds to forgive one IDENTIFY (R45). */
	private static final Duration FORGIVES_IDENTIFY = Duration.ofMinutes(10);

	/* A resume url that wants to be left alone for longer is not waited for (R19). */
	private static final Duration WORTH_WAITING = Duration.ofSeconds(10);

	private final ReconnectLimits limits;

	private final Backoff backoff;

	private final int mostSteps;

	private final int mostIdentifySteps;

	private int steps;

	private int identifySteps;

	/* What the session held since it last forgave an IDENTIFY. */
	private Duration identifyCredit = Duration.ZERO;

	/*
	 * Counted from the end of what the last IDENTIFY brought, not of each attempt since.
	 */
	private Instant identifyNotBefore = Instant.MIN;

	private boolean identifySent;

	private boolean identifyTold = true;

	private @Nullable Instant lastLoss;

	private @Nullable Instant liveSince;

	private Instant aliveAt = Instant.MIN;

	/* In a row, without a dispatch in between (R19). */
	private int failedResumes;

	private boolean resumeSent;

	private boolean replayed;

	private boolean atResumeUrl;

	private boolean atGatewayUrl = true;

	private boolean toResumeUrl = true;

	/* The wait after INVALID_SESSION (R15). */
	private Instant restUntil = Instant.MIN;

	/* A wait belongs to the url that asked for it (R22), also across sessions. */
	private Instant gatewayNotBefore = Instant.MIN;

	private final Map<GatewayUrl, Instant> resumeWaits = new HashMap<>();

	private @Nullable GatewayUrl resumeUrl;

	/**
	 * Makes the schedule of a shard that has not connected yet.
	 * @param limits how long it waits, and how often it tries
	 * @param random where the jitter comes from; only
	 * {@link RandomGenerator#nextDouble()} is used
	 */
	ReconnectSchedule(ReconnectLimits limits, RandomGenerator random) {
		this.limits = limits;
		this.backoff = new Backoff(limits.minBackoff(), limits.maxBackoff(), random);
		this.mostSteps = Backoff.steps(limits.minBackoff(), limits.maxBackoff());
		this.mostIdentifySteps = Backoff.steps(limits.minIdentifyBackoff(), limits.maxIdentifyBackoff()) + 1;
	}

	/**
	 * Forgets the connections before, as the application starts anew; but not the
	 * IDENTIFYs that were spent (R13).
	 * @param session whether there is a session to resume
	 * @param now the time
	 * @return when to connect
	 */
	Instant started(boolean session, Instant now) {
		this.steps = 0;
		this.lastLoss = null;
		this.failedResumes = 0;
		this.restUntil = Instant.MIN;
		this.gatewayNotBefore = Instant.MIN;
		this.resumeWaits.clear();
		this.toResumeUrl = true;
		return session ? now : later(now, this.identifyNotBefore);
	}

	/**
	 * Notes where a connection goes; both urls may be the same.
	 * @param resumeUrl whether to the session's own url
	 * @param gatewayUrl whether to the gateway's
	 */
	void connecting(boolean resumeUrl, boolean gatewayUrl) {
		this.atResumeUrl = resumeUrl;
		this.atGatewayUrl = gatewayUrl;
	}

	/** Notes where the session is to be resumed. */
	void resumesAt(GatewayUrl url) {
		this.resumeUrl = url;
	}

	/** Notes that an IDENTIFY is being sent (R13). */
	void identifySent() {
		this.identifySent = true;
		this.identifySteps = Math.min(this.mostIdentifySteps, this.identifySteps + 1);
		this.identifyCredit = Duration.ZERO;
		this.identifyTold = false;
	}

	/** Notes that a RESUME is being sent (R19). */
	void resumeSent() {
		this.resumeSent = true;
	}

	/** Notes that a RESUME brought a dispatch: it has not failed (R19). */
	void replayed() {
		this.replayed = true;
	}

	/**
	 * Notes READY or RESUMED.
	 * @param now the time
	 */
	void live(Instant now) {
		this.failedResumes = 0;
		this.toResumeUrl = true;
		this.liveSince = now;
		this.aliveAt = now;
	}

	/**
	 * Notes that the peer was heard of; not by a host that slept, as that is not holding.
	 * @param now the time
	 */
	void alive(Instant now) {
		this.aliveAt = now;
	}

	/**
	 * Returns whether to resume at the session's own url.
	 * @return false after so many failures that the gateway's url is to be tried, or if
	 * the own one asked to be left alone for long; unless that holds for the gateway's,
	 * too, and longer (R19, R22)
	 */
	boolean useResumeUrl() {
		return this.toResumeUrl;
	}

	/* Settled when a connection ends, as the wait is for the url that was chosen. */
	private boolean chooseResumeUrl(Instant now) {
		boolean patient = this.failedResumes < this.limits.resumeAttempts();
		Instant chosen = patient ? resumeNotBefore() : this.gatewayNotBefore;
		Instant other = patient ? this.gatewayNotBefore : resumeNotBefore();
		boolean otherFirst = isLongAfter(chosen, now) && other.isBefore(chosen);
		return patient != otherFirst;
	}

	private Instant resumeNotBefore() {
		Instant wait = (this.resumeUrl != null) ? this.resumeWaits.get(this.resumeUrl) : null;
		return (wait != null) ? wait : Instant.MIN;
	}

	private static boolean isLongAfter(Instant time, Instant now) {
		return time.isAfter(now.plus(WORTH_WAITING));
	}

	/**
	 * Returns before when no IDENTIFY is to be sent (R13).
	 * @return the time, or {@link Instant#MIN}
	 */
	Instant identifyNotBefore() {
		return this.identifyNotBefore;
	}

	/**
	 * Returns until when Discord wants to be left alone: by INVALID_SESSION (R15), or by
	 * a refusal of the url that comes next (R22).
	 * @param session whether there is a session to resume
	 * @return the time, or {@link Instant#MIN}
	 */
	Instant leftAloneUntil(boolean session) {
		return later(this.restUntil, (session && this.toResumeUrl) ? resumeNotBefore() : this.gatewayNotBefore);
	}

	/**
	 * Tells what follows a connection that ended, or was not to be had.
	 * @param end how it ended
	 * @param session whether there is a session to resume
	 * @param atLeast how long the peer asked to be left alone (R22)
	 * @param now when it ended
	 * @return what follows
	 */
	Plan ended(End end, boolean session, Duration atLeast, Instant now) {
		Duration held = held();
		boolean prompt = held.compareTo(FORGIVES_CONNECTION) >= 0 || this.lastLoss == null
				|| !now.isBefore(this.lastLoss.plus(FORGIVES_CONNECTION));
		forgive(held);
		this.lastLoss = now;
		if (this.identifySent || this.liveSince != null) {
			this.identifyNotBefore = now.plus(identifyWait());
		}
		leaveAlone(atLeast, now);
		boolean givenUp = countResume(end, session, atLeast);
		boolean resumes = session && !givenUp;
		this.toResumeUrl = chooseResumeUrl(now);
		Instant at = now.plus(wait(end, prompt));
		this.restUntil = (end == End.SESSION_INVALIDATED) ? at : Instant.MIN;
		at = later(at, leftAloneUntil(resumes));
		boolean tell = !resumes && !this.identifyTold && this.identifyNotBefore.isAfter(now);
		if (!resumes) {
			at = later(at, this.identifyNotBefore);
			this.identifyTold = true;
		}
		this.resumeSent = false;
		this.identifySent = false;
		this.replayed = false;
		this.liveSince = null;
		return new Plan(at, givenUp, tell ? Duration.between(now, this.identifyNotBefore) : null);
	}

	private Duration identifyWait() {
		return (this.identifySteps == 0) ? Duration.ZERO : Backoff.bound(this.limits.minIdentifyBackoff(),
				this.limits.maxIdentifyBackoff(), this.identifySteps - 1);
	}

	private Duration held() {
		Instant since = this.liveSince;
		return (since != null) ? Duration.between(since, this.aliveAt) : Duration.ZERO;
	}

	private void forgive(Duration held) {
		this.steps = (int) Math.max(0, this.steps - held.dividedBy(FORGIVES_CONNECTION));
		this.identifyCredit = this.identifyCredit.plus(held);
		long forgiven = this.identifyCredit.dividedBy(FORGIVES_IDENTIFY);
		this.identifySteps = (int) Math.max(0, this.identifySteps - forgiven);
		this.identifyCredit = this.identifyCredit.minus(FORGIVES_IDENTIFY.multipliedBy(forgiven));
	}

	private void leaveAlone(Duration atLeast, Instant now) {
		Instant until = now.plus((atLeast.compareTo(LONGEST_WAIT) < 0) ? atLeast : LONGEST_WAIT);
		this.resumeWaits.values().removeIf((wait) -> !wait.isAfter(now));
		if (this.atResumeUrl && this.resumeUrl != null) {
			this.resumeWaits.put(this.resumeUrl, until);
		}
		if (this.atGatewayUrl) {
			this.gatewayNotBefore = until;
		}
	}

	/*
	 * A RECONNECT is Discord's or the application's wish, and a host's sleep nobody's, so
	 * none is a failure. An outage is none of the session's either: once at the gateway's
	 * own url, only a RESUME that was sent counts. Nor does one that brought dispatches
	 * (R19).
	 */
	private boolean countResume(End end, boolean session, Duration atLeast) {
		if (!session || this.replayed || this.liveSince != null) {
			this.failedResumes = 0;
			return false;
		}
		if (end == End.RECONNECT_REQUESTED || end == End.SLEPT || end == End.APPLICATION_ASKED) {
			return false;
		}
		int attempts = this.limits.resumeAttempts();
		if (this.failedResumes < attempts) {
			boolean refused = this.atResumeUrl && atLeast.compareTo(WORTH_WAITING) > 0;
			this.failedResumes = refused ? attempts : this.failedResumes + 1;
			return false;
		}
		boolean failed = this.resumeSent && this.atGatewayUrl;
		this.failedResumes = failed ? 0 : this.failedResumes;
		return failed;
	}

	/* What is no failure of the gateway's needs no backoff the first time. */
	private Duration wait(End end, boolean prompt) {
		boolean atOnce = prompt && (end == End.RECONNECT_REQUESTED || end == End.SILENT || end == End.SLEPT);
		Duration wait = atOnce ? Duration.ZERO : this.backoff.jittered(prompt ? 0 : this.steps);
		this.steps = Math.min(this.mostSteps, this.steps + 1);
		if (end == End.SESSION_INVALIDATED) {
			Duration least = this.backoff.between(this.limits.minInvalidSessionWait(),
					this.limits.maxInvalidSessionWait());
			return (wait.compareTo(least) < 0) ? least : wait;
		}
		return wait;
	}

	private static Instant later(Instant one, Instant other) {
		return one.isBefore(other) ? other : one;
	}

	/**
	 * How many IDENTIFYs were spent and not forgiven since.
	 * @return the number, up to that of the longest wait
	 */
	int identifySteps() {
		return this.identifySteps;
	}

	/**
	 * What follows the end of a connection.
	 *
	 * @param at when to connect again
	 * @param sessionGivenUp whether the session has to be given up, as it could be
	 * resumed neither at its own url nor at the gateway's (R19)
	 * @param identifyWait how long the next IDENTIFY waits, if that was not told yet and
	 * there is no session to resume (R13), else {@code null}
	 */
	record Plan(Instant at, boolean sessionGivenUp, @Nullable Duration identifyWait) {
	}

	/** How a connection ended, as far as it matters for the next one. */
	enum End {

		/** Discord asked for a reconnect (R16). */
		RECONNECT_REQUESTED,

		/** The peer had died, and nobody was told (R8). */
		SILENT,

		/** This host slept, or a clock was set (R42). */
		SLEPT,

		/** Discord declared the session invalid (R15). */
		SESSION_INVALIDATED,

		/** The application asked for another one. */
		APPLICATION_ASKED,

		/** In any other way, or it could not be opened. */
		OTHER

	}

}
