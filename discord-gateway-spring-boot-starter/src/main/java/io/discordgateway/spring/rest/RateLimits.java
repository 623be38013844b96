package io.discordgateway.spring.rest;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.discordgateway.spring.observation.DiscordMeters;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * What is known of Discord's rate limits, from the headers of its answers (Rate Limits).
 * Thread-safe.
 *
 * <pre>
 * A bucket is one limit: so many requests until it resets. Discord names it in an
 * answer's header, so of a route that was never called nothing is known: its first
 * request goes alone, and those behind it wait for its answer.
 *
 * Requests of one bucket stand in line for its turn (a fair lock). Who has the turn
 * waits until the bucket and the global limit let one pass, takes its place and hands the
 * turn on before it sends, so that answers are awaited side by side.
 *
 * Two maps, both bounded: route -> name of its bucket, and name and resource -> bucket.
 * What was not used for the longest time is forgotten, which costs a 429 at worst. So are
 * the limits on calls of one kind, which no bucket knows (KindLimits).
 * </pre>
 */
class RateLimits {

	/** How many buckets, and how many routes, are kept. */
	static final int KEPT = 2000;

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private final RateLimitTime time;

	private final int requestsPerSecond;

	/* Guarded by this. */
	private final Map<String, String> names = new LinkedHashMap<>(64, 0.75f, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
			return size() > KEPT;
		}

	};

	/* Guarded by this. */
	private final Map<String, Bucket> buckets = new LinkedHashMap<>(64, 0.75f, true);

	/* Guarded by this. */
	private final KindLimits kinds = new KindLimits();

	/* When the last requests were sent that count globally. Guarded by this. */
	private final Deque<Long> sent = new ArrayDeque<>();

	/* By limits on everything, or on this host's address. Guarded by this. */
	private final Map<Limit, Long> blockedUntil = new EnumMap<>(Limit.class);

	private final InvalidRequests invalid = new InvalidRequests();

	private final DiscordMeters meters;

	private final @Nullable SharedLimits shared;

	RateLimits(RateLimitTime time, int requestsPerSecond, @Nullable SharedLimits shared) {
		this(time, requestsPerSecond, shared, DiscordMeters.NONE);
	}

	/**
	 * Makes limits.
	 * @param time the time that they go by
	 * @param requestsPerSecond the global limit
	 * @param shared what other processes keep, too, or {@code null} for nothing
	 * @param meters is told what waits and what is refused
	 */
	RateLimits(RateLimitTime time, int requestsPerSecond, @Nullable SharedLimits shared, DiscordMeters meters) {
		this.time = time;
		this.requestsPerSecond = requestsPerSecond;
		this.shared = shared;
		this.meters = meters;
		meters.invalidRequests(() -> this.invalid.count(time.nanos()));
	}

	/**
	 * Waits until a request may be sent.
	 * @param route the request's route
	 * @param fields what it sends
	 * @param deadline until when to wait, in nanoseconds
	 * @param sent whether it was sent before and refused
	 * @return what has to be told of the answer
	 * @throws DiscordRateLimitException if it may not be sent before the deadline
	 * @throws InterruptedException if the thread is interrupted
	 */
	Permit acquire(Route route, BodyFields fields, long deadline, boolean sent) throws InterruptedException {
		while (true) {
			// Without the turn, as the others of the bucket need not wait for this.
			await(route, deadline, sent, (now) -> kindHold(route, fields, now));
			Bucket bucket = bucket(route);
			if (!this.time.takeTurn(bucket.turn, Math.max(0, deadline - this.time.nanos()))) {
				throw DiscordRateLimitException.inLine(route, sent);
			}
			boolean keepTurn = false;
			try {
				if (!route.callback() && bucket != bucket(route)) {
					// The answer to the one before told another bucket.
					continue;
				}
				if (kindHold(route, fields, this.time.nanos()) != null) {
					// So did an answer while this stood in line.
					continue;
				}
				await(route, deadline, sent, (now) -> take(route, bucket, now));
				if (this.shared != null) {
					awaitShared(this.shared, route, bucket, deadline, sent);
				}
				keepTurn = bucket.unknown() && !route.callback();
				return new Permit(route, fields, bucket, keepTurn);
			}
			finally {
				if (!keepTurn) {
					this.time.handOn(bucket.turn);
				}
			}
		}
	}

	/* What has no place among all processes gives back the one in this. */
	private void awaitShared(SharedLimits shared, Route route, Bucket bucket, long deadline, boolean sent)
			throws InterruptedException {
		shared.exchangeRefused((others) -> this.invalid.others(others, this.time.nanos()));
		SharedBucket common = sharedBucket(route, bucket);
		boolean passed = false;
		try {
			if (common != null) {
				await(route, deadline, sent,
						(now) -> new Hold(Limit.BUCKET, shared.takeBucket(common.name, common.limit, common.window))
							.orNull());
			}
			if (route.global()) {
				await(route, deadline, sent,
						(now) -> new Hold(Limit.GLOBAL, shared.takeGlobal(this.requestsPerSecond)).orNull());
			}
			passed = true;
		}
		finally {
			if (!passed) {
				giveBack(bucket);
			}
		}
	}

	private synchronized @Nullable SharedBucket sharedBucket(Route route, Bucket bucket) {
		String name = this.names.get(route.name());
		return (name != null && isShared(route) && bucket.state.counts)
				? new SharedBucket(name, bucket.limit, bucket.window) : null;
	}

	/* The others have an end, and are one process's (SharedLimits). */
	private static boolean isShared(Route route) {
		return route.resource().isEmpty() && !route.callback();
	}

	private synchronized void giveBack(Bucket bucket) {
		bucket.remaining++;
		bucket.unanswered--;
	}

	private void await(Route route, long deadline, boolean sent, Holds holds) throws InterruptedException {
		while (true) {
			long now = this.time.nanos();
			Hold hold = holds.at(now);
			if (hold == null) {
				return;
			}
			if (now + hold.nanos - deadline > 0) {
				throw DiscordRateLimitException.held(route, hold.limit, Duration.ofNanos(hold.nanos), sent);
			}
			Duration wait = Duration.ofNanos(hold.nanos);
			this.meters.waited(hold.limit.name(), wait);
			this.time.sleep(wait);
		}
	}

	private synchronized @Nullable Hold kindHold(Route route, BodyFields fields, long now) {
		return new Hold(Limit.KIND, this.kinds.timeUntilFree(route, fields, now)).orNull();
	}

	/** Takes a place, or says what has none, and for how long. */
	private synchronized @Nullable Hold take(Route route, Bucket bucket, long now) {
		Hold hold = new Hold(Limit.BUCKET, bucket.timeUntilRoom(now))
			.orLonger(new Hold(Limit.ADDRESS, blockedFor(Limit.ADDRESS, now)))
			.orLonger(new Hold(Limit.INVALID_REQUESTS, this.invalid.timeUntilRoom(now)));
		if (route.global()) {
			hold = hold.orLonger(new Hold(Limit.GLOBAL, globalWait(now)));
		}
		if (hold.orNull() == null) {
			bucket.take();
			if (route.global()) {
				this.sent.addLast(now);
			}
		}
		return hold.orNull();
	}

	private long globalWait(long now) {
		while (!this.sent.isEmpty() && now - this.sent.getFirst() >= SECOND) {
			this.sent.removeFirst();
		}
		long full = (this.sent.size() >= this.requestsPerSecond) ? this.sent.getFirst() + SECOND - now : 0;
		return Math.max(full, blockedFor(Limit.GLOBAL, now));
	}

	private long blockedFor(Limit limit, long now) {
		Long until = this.blockedUntil.get(limit);
		return (until != null) ? until - now : 0;
	}

	/*
	 * The answers to interactions come once each: keeping theirs would push out others.
	 */
	private synchronized Bucket bucket(Route route) {
		return route.callback() ? new Bucket() : bucket(this.names.getOrDefault(route.name(), route.name()), route);
	}

	private Bucket bucket(String name, Route route) {
		String key = name + " " + route.resource();
		Bucket bucket = this.buckets.get(key);
		if (bucket == null) {
			bucket = new Bucket();
			this.buckets.put(key, bucket);
			forgetOne(bucket);
		}
		return bucket;
	}

	private void forgetOne(Bucket butNot) {
		if (this.buckets.size() <= KEPT) {
			return;
		}
		Iterator<Bucket> eldestFirst = this.buckets.values().iterator();
		while (eldestFirst.hasNext()) {
			Bucket bucket = eldestFirst.next();
			if (bucket != butNot && !bucket.turn.isLocked()) {
				eldestFirst.remove();
				return;
			}
		}
	}

	synchronized int size() {
		return this.buckets.size();
	}

	synchronized int kinds() {
		return this.kinds.size();
	}

	/* Reading another bucket's answer is a race that the next answer mends. */
	private synchronized void learn(Route route, HttpHeaders headers, int status, Bucket asked) {
		long now = this.time.nanos();
		if (this.invalid.answered(route, status, headers, now) && this.shared != null) {
			this.shared.refused();
		}
		if (route.callback()) {
			return;
		}
		String name = headers.getFirst("X-RateLimit-Bucket");
		Double remaining = number(headers, "X-RateLimit-Remaining");
		Double resetAfter = number(headers, "X-RateLimit-Reset-After");
		if (name == null || remaining == null || resetAfter == null) {
			if (status >= 200 && status < 300) {
				asked.unlimited();
			}
			return;
		}
		Double limit = number(headers, "X-RateLimit-Limit");
		int places = Math.max(1, (limit != null) ? limit.intValue() : 1);
		this.names.put(route.name(), name);
		Bucket told = bucket(name, route);
		told.learn(now, places, remaining.intValue(), nanos(resetAfter), (told == asked) ? 1 : 0);
		if (this.shared != null && isShared(route)) {
			this.shared.bucketTold(name, places, remaining.intValue(), nanos(resetAfter));
		}
	}

	private synchronized Limit block(Route route, BodyFields fields, HttpHeaders headers, RetryAfter retry) {
		long until = this.time.nanos() + retry.duration().toNanos();
		if (retry.limit() != Limit.BUCKET) {
			this.blockedUntil.merge(retry.limit(), until, (known, told) -> (known - told > 0) ? known : told);
			if (this.shared != null && retry.limit() == Limit.GLOBAL) {
				this.shared.globalRefused(retry.duration());
			}
			return retry.limit();
		}
		boolean ofKind = leavesRoom(headers, retry.duration());
		if (!route.callback()) {
			if (ofKind) {
				this.kinds.hold(route, fields, until);
			}
			else {
				bucket(route).block(until);
				tellBlocked(route, retry);
			}
		}
		return ofKind ? Limit.KIND : Limit.BUCKET;
	}

	private void tellBlocked(Route route, RetryAfter retry) {
		String name = this.names.get(route.name());
		if (this.shared != null && name != null && isShared(route)) {
			this.shared.bucketRefused(name, retry.duration());
		}
	}

	/* The headers tell of the bucket, the time to wait is another limit's. */
	private static boolean leavesRoom(HttpHeaders headers, Duration retryAfter) {
		Double remaining = number(headers, "X-RateLimit-Remaining");
		Double resetAfter = number(headers, "X-RateLimit-Reset-After");
		return remaining != null && remaining > 0 && resetAfter != null && nanos(resetAfter) < retryAfter.toNanos() / 2;
	}

	private synchronized void ended(Bucket bucket) {
		bucket.unanswered--;
	}

	private static @Nullable Double number(HttpHeaders headers, String name) {
		String value = headers.getFirst(name);
		try {
			return (value != null) ? Double.valueOf(value.strip()) : null;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	private static long nanos(double seconds) {
		double bounded = Math.max(0, Math.min(seconds, (double) TimeUnit.DAYS.toSeconds(1)));
		return (long) (bounded * SECOND);
	}

	/** Says what holds a request back, and takes a place if nothing does. */
	@FunctionalInterface
	private interface Holds {

		@Nullable Hold at(long now) throws InterruptedException;

	}

	/**
	 * A bucket that other processes take from, too.
	 *
	 * @param name its name
	 * @param limit how many places a window has
	 * @param window how long it is, in nanoseconds
	 */
	private record SharedBucket(String name, int limit, long window) {
	}

	/**
	 * What holds a request back.
	 *
	 * @param limit the limit
	 * @param nanos for how long
	 */
	private record Hold(Limit limit, long nanos) {

		Hold orLonger(Hold other) {
			return (other.nanos > this.nanos) ? other : this;
		}

		@Nullable Hold orNull() {
			return (this.nanos > 0) ? this : null;
		}

	}

	/**
	 * Permission to send one request. The thread that got it tells what became of it.
	 */
	final class Permit {

		private final Route route;

		private final BodyFields fields;

		private final Bucket bucket;

		private final boolean hasTurn;

		private boolean released;

		private Permit(Route route, BodyFields fields, Bucket bucket, boolean hasTurn) {
			this.route = route;
			this.fields = fields;
			this.bucket = bucket;
			this.hasTurn = hasTurn;
		}

		/**
		 * The request was answered, not with 429.
		 * @param headers the headers of the answer
		 * @param status its HTTP status
		 */
		void answered(HttpHeaders headers, int status) {
			try {
				learn(this.route, headers, status, this.bucket);
			}
			finally {
				release();
			}
		}

		/**
		 * The request was refused with 429.
		 * @param headers the headers of the answer
		 * @param retry after what time it may be sent again
		 * @return what refused it
		 */
		Limit refused(HttpHeaders headers, RetryAfter retry) {
			try {
				learn(this.route, headers, 429, this.bucket);
				Limit limit = block(this.route, this.fields, headers, retry);
				RateLimits.this.meters.refused(limit.name());
				return limit;
			}
			finally {
				release();
			}
		}

		/** The request was not answered. */
		void lost() {
			release();
		}

		private void release() {
			if (this.released) {
				return;
			}
			this.released = true;
			ended(this.bucket);
			if (this.hasTurn) {
				RateLimits.this.time.handOn(this.bucket.turn);
			}
		}

	}

	/** One limit. All but the turn is guarded by the limits. */
	private static final class Bucket {

		private final ReentrantLock turn = new ReentrantLock(true);

		private int limit;

		private int remaining;

		private int unanswered;

		private long resetAt;

		private long window;

		private State state = State.UNKNOWN;

		boolean unknown() {
			return this.state == State.UNKNOWN;
		}

		long timeUntilRoom(long now) {
			if (!this.state.counts) {
				return 0;
			}
			if (now - this.resetAt >= 0) {
				// Until an answer says more, the new window is like the last. What is on
				// its
				// way may be counted in it.
				this.remaining = this.limit - this.unanswered;
				this.resetAt = now + this.window;
				this.state = State.GUESSED;
			}
			return (this.remaining <= 0) ? this.resetAt - now : 0;
		}

		void take() {
			this.remaining--;
			this.unanswered++;
		}

		void learn(long now, int limit, int remaining, long resetAfter, int answered) {
			// A window that ends much later than the one that is known is the next one.
			boolean sameWindow = this.state.counts && now - this.resetAt < 0
					&& now + resetAfter - this.resetAt <= this.window / 2;
			boolean exact = this.state == State.TOLD && sameWindow;
			this.limit = limit;
			this.window = sameWindow ? Math.max(this.window, resetAfter) : resetAfter;
			// Requests that are on their way may not be in Discord's count yet.
			this.remaining = sameWindow ? Math.min(this.remaining, remaining)
					: remaining - (this.unanswered - answered);
			this.resetAt = exact ? Math.max(this.resetAt, now + resetAfter) : now + resetAfter;
			this.state = State.TOLD;
		}

		void block(long until) {
			if (!this.state.counts) {
				this.limit = 1;
				this.resetAt = until;
			}
			this.remaining = 0;
			this.resetAt = (this.resetAt - until > 0) ? this.resetAt : until;
			this.state = State.TOLD;
		}

		void unlimited() {
			if (this.state == State.UNKNOWN) {
				this.state = State.UNLIMITED;
			}
		}

		private enum State {

			/* No answer was seen yet. */
			UNKNOWN(false),

			/* The answers name no limit. */
			UNLIMITED(false),

			/* An answer told the window. */
			TOLD(true),

			/* The window ended, and no answer told the next. */
			GUESSED(true);

			private final boolean counts;

			State(boolean counts) {
				this.counts = counts;
			}

		}

	}

}
