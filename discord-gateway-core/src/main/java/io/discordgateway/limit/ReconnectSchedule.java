package io.discordgateway.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

/**
 * When to connect next, and where to resume: by what the connections of one shard came to
 * so far (R13, R15, R16, R19, R20, R22). Not thread-safe.
 * <p>
 * While there is a connection, it is told what was sent and what came of it. At its end
 * {@link #connectionEnded} says whether the session has to be given up; without a session
 * {@link #identifyFailed} follows; then {@link #next} says when to connect.
 *
 * @since 0.1
 */
public final class ReconnectSchedule {

	/* What a peer may make a shard wait for: more is nonsense, or overflows. */
	private static final Duration LONGEST_WAIT = Duration.ofDays(1);

	private static final int SHORT_LIVES_ALLOWED = 2;

	private final ReconnectLimits limits;

	private final Backoff backoff;

	/* Since the last live session, or more if live sessions end at once (R20). */
	private int failedAttempts;

	/* How many sessions in a row were lost no sooner than they were live (R20). */
	private int shortLives;

	private Instant lastHurry = Instant.MIN;

	private End end = End.OTHER;

	/* In a row, without a dispatch in between (R19). */
	private int failedResumes;

	private boolean resumeSent;

	private boolean replayed;

	private @Nullable Instant liveSince;

	private int failedIdentifies;

	private boolean identifyUnproven;

	private Instant identifyNotBefore = Instant.MIN;

	/**
	 * Makes the schedule of a shard that has not connected yet.
	 * @param limits how long it waits, and how often it tries
	 * @param random where the jitter comes from; only
	 * {@link RandomGenerator#nextDouble()} is used
	 */
	public ReconnectSchedule(ReconnectLimits limits, RandomGenerator random) {
		this.limits = limits;
		this.backoff = new Backoff(limits.minBackoff(), limits.maxBackoff(), random);
	}

	/**
	 * Forgets the connections before, as the application starts anew; but not the
	 * IDENTIFYs that were spent (R13).
	 */
	public void started() {
		this.failedAttempts = 0;
		this.shortLives = 0;
		this.failedResumes = 0;
	}

	/** Notes that an IDENTIFY is being sent (R13). */
	public void identifySent() {
		this.identifyUnproven = true;
	}

	/** Notes that a RESUME is being sent (R19). */
	public void resumeSent() {
		this.resumeSent = true;
	}

	/** Notes that a RESUME brought a dispatch: it has not failed (R19). */
	public void replayed() {
		this.replayed = true;
	}

	/**
	 * Notes READY or RESUMED.
	 * @param now the time
	 */
	public void live(Instant now) {
		this.failedResumes = 0;
		this.liveSince = now;
	}

	/**
	 * Returns when the live session will have held for so long that its IDENTIFY was not
	 * in vain (R13). At that time {@link #held} is to be called, if the session is still
	 * live then; not by a host that slept, as that is not holding.
	 * @return the time, or {@code null} if there is no live session, or nothing to prove
	 */
	public @Nullable Instant heldAt() {
		return (this.identifyUnproven && this.liveSince != null) ? this.liveSince.plus(this.limits.stableAfter())
				: null;
	}

	/** Notes that the live session has held: the identify backoff starts anew (R13). */
	public void held() {
		this.identifyUnproven = false;
		this.failedIdentifies = 0;
	}

	/**
	 * Returns whether to resume at the session's own url.
	 * @return false after so many failures that the gateway's url is to be tried (R19)
	 */
	public boolean useResumeUrl() {
		return this.failedResumes < this.limits.resumeAttempts();
	}

	/**
	 * Notes that a connection ended, or was not to be had.
	 * @param end how
	 * @param session whether there is a session to resume
	 * @param now when it ended
	 * @return whether the session has to be given up, as it could be resumed neither at
	 * its own url nor at the gateway's (R19)
	 */
	public boolean connectionEnded(End end, boolean session, Instant now) {
		this.end = end;
		if (this.liveSince != null) {
			countLife(this.liveSince, now);
		}
		else {
			countResume(session);
		}
		this.resumeSent = false;
		this.replayed = false;
		this.liveSince = null;
		return this.failedResumes > this.limits.resumeAttempts();
	}

	/*
	 * A live session ends the backoff, but not again and again if it is lost as soon as
	 * it is live: a server that lets everybody in and throws them out, or asks them to
	 * reconnect, must not be hammered either (R16, R20). The least backoff is the measure
	 * of "as soon".
	 */
	private void countLife(Instant since, Instant now) {
		boolean lasted = !now.isBefore(since.plus(this.limits.minBackoff()));
		this.shortLives = lasted ? 0 : this.shortLives + 1;
		this.failedAttempts = Math.max(0, this.shortLives - SHORT_LIVES_ALLOWED);
	}

	/*
	 * A RECONNECT is Discord's wish, not a failure. An outage is none of the session's
	 * either: once at the gateway's own url, only a RESUME that was sent counts. Nor does
	 * one that brought dispatches (R19).
	 */
	private void countResume(boolean session) {
		if (!session || this.replayed) {
			this.failedResumes = 0;
		}
		else if (this.end != End.RECONNECT_REQUESTED && (useResumeUrl() || this.resumeSent)) {
			this.failedResumes++;
		}
	}

	/**
	 * Notes that there is no session: if an IDENTIFY was spent and its session did not
	 * hold, the next one has to wait, longer each time (R13).
	 * @param now the time
	 * @return how long the next IDENTIFY waits at least, or {@code null} if none was
	 * spent in vain
	 */
	public @Nullable Duration identifyFailed(Instant now) {
		if (!this.identifyUnproven) {
			return null;
		}
		this.identifyUnproven = false;
		Duration wait = Backoff.bound(this.limits.minIdentifyBackoff(), this.limits.maxIdentifyBackoff(),
				this.failedIdentifies);
		this.failedIdentifies++;
		this.identifyNotBefore = now.plus(wait);
		return wait;
	}

	/**
	 * Returns how many IDENTIFYs in a row were spent in vain.
	 * @return the number
	 */
	public int failedIdentifies() {
		return this.failedIdentifies;
	}

	/**
	 * Draws when to connect after the connection that ended last.
	 * @param session whether there is a session to resume
	 * @param atLeast how long to wait at least, as the peer asked for (R22); more than a
	 * day is taken for a day
	 * @param now the time
	 * @return the time, {@code now} for at once
	 */
	public Instant next(boolean session, Duration atLeast, Instant now) {
		Duration least = atLeast;
		if (this.end == End.SESSION_INVALIDATED) {
			Duration wait = this.backoff.between(this.limits.minInvalidSessionWait(),
					this.limits.maxInvalidSessionWait());
			least = (least.compareTo(wait) < 0) ? wait : least;
		}
		Duration wait = inHurry(now) ? Duration.ZERO : this.backoff.jittered(this.failedAttempts);
		this.failedAttempts++;
		if (wait.compareTo(least) < 0) {
			wait = (least.compareTo(LONGEST_WAIT) < 0) ? least : LONGEST_WAIT;
		}
		return notBeforeIdentify(session, now.plus(wait));
	}

	/*
	 * What is no failure of the gateway's needs no backoff, unless it comes again at
	 * once.
	 */
	private boolean inHurry(Instant now) {
		boolean hurry = this.failedAttempts == 0 && (this.end == End.RECONNECT_REQUESTED || this.end == End.SILENT)
				&& !now.isBefore(this.lastHurry.plus(this.limits.minBackoff()));
		if (hurry) {
			this.lastHurry = now;
		}
		return hurry;
	}

	/**
	 * Puts a connection off that would be followed by an IDENTIFY that has to wait (R13).
	 * @param session whether there is a session to resume instead
	 * @param wanted when to connect
	 * @return the time, or a later one
	 */
	public Instant notBeforeIdentify(boolean session, Instant wanted) {
		return (!session && wanted.isBefore(this.identifyNotBefore)) ? this.identifyNotBefore : wanted;
	}

	/**
	 * How a connection ended, as far as it matters for the next one.
	 *
	 * @since 0.1
	 */
	public enum End {

		/** Discord asked for a reconnect (R16). */
		RECONNECT_REQUESTED,

		/** The peer or this host had died, and nobody was told (R8, R42). */
		SILENT,

		/** Discord declared the session invalid (R15). */
		SESSION_INVALIDATED,

		/** In any other way, or it could not be opened. */
		OTHER

	}

}
