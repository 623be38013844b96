package io.discordgateway.spring.rest;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.discordgateway.Internal;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.integration.metadata.ConcurrentMetadataStore;

/**
 * The limits that the processes of one bot keep together, through a
 * {@link ConcurrentMetadataStore} of Spring Integration (Rate Limits; R48). Thread-safe.
 *
 * <pre>
 * The global limit: one value has what was taken in the last second. A process takes as
 * many places at once as it has requests that wait, so that a value that many change is
 * changed as seldom as can be. A place counts from when the clock was read for it: while
 * the engine takes a time t to answer, so much more than a second's places may be used in
 * one second, and a 429 mends it.
 *
 * Buckets of routes without a top-level resource, such as those of commands: one value for
 * each, by the name that Discord gives it. The buckets of a channel, a guild or a webhook
 * are not shared: there is no end of them, a store has no expiry, and the process that
 * runs a guild's shard is the one that answers there. A 429 mends what is left.
 *
 * Refused calls (R48): one value has how many there were in each 10 s of the last 10
 * minutes. It is told and asked beside the calls, not before them.
 *
 * An engine that is away, or does not answer for a second, costs no call: each process
 * keeps the limits for itself, and asks again 5 s later.
 * </pre>
 *
 * @since 0.1
 */
@Internal
public final class SharedLimits {

	/** How long a question to the engine may take. */
	static final Duration PATIENCE = Duration.ofSeconds(1);

	/** After what time an engine that was away is asked again. */
	static final Duration AWAY = Duration.ofSeconds(5);

	private static final Log logger = LogFactory.getLog(SharedLimits.class);

	private static final long SECOND = 1000;

	/* Whoever took a place uses it at once; what comes later takes another. */
	private static final long VALIDITY = 50;

	/* What was taken in so long a time is one entry, and ends together. */
	private static final long SLOT = 20;

	/* Clocks that are further apart do not share: nobody waits for a time in years. */
	private static final long CLOCKS_APART = 1000;

	private static final long LONGEST_BLOCK = TimeUnit.HOURS.toMillis(1);

	/* Places that one process takes at once. */
	private static final int MOST_AT_ONCE = 10;

	/* Processes that write at the same moment: far more than a fleet has. */
	private static final int MAX_ATTEMPTS = 50;

	private static final long INVALID_SLOT = TimeUnit.SECONDS.toMillis(10);

	private static final long INVALID_WINDOW = TimeUnit.MINUTES.toMillis(10);

	private static final long INVALID_INTERVAL = TimeUnit.SECONDS.toNanos(5);

	/* Questions that the engine leaves open at once. */
	private static final int MAX_THREADS = 4;

	private final ConcurrentMetadataStore store;

	private final Supplier<String> applicationId;

	private final RateLimitTime time;

	private final InstantSource wallClock;

	private final Executor executor;

	/* One question for global places at a time; those that wait are asked for, too. */
	private final ReentrantLock asking = new ReentrantLock(true);

	private final AtomicInteger wanted = new AtomicInteger();

	/* Taken and not used, with when they end. Guarded by the lock above. */
	private int places;

	private long placesUntil;

	/* 0 while the engine is there. */
	private volatile long awayUntil;

	/* Guarded by itself: what this process has not told, and what it has, by slot. */
	private final Map<Long, Integer> told = new TreeMap<>();

	private int untold;

	private final AtomicBoolean telling = new AtomicBoolean();

	private volatile long nextTelling;

	/**
	 * Makes the limits.
	 * @param store where they are kept
	 * @param applicationId asked for the bot's application id when a limit is first used
	 */
	public SharedLimits(ConcurrentMetadataStore store, Supplier<String> applicationId) {
		this(store, applicationId, RateLimitTime.SYSTEM, InstantSource.system(), threads());
	}

	SharedLimits(ConcurrentMetadataStore store, Supplier<String> applicationId, RateLimitTime time,
			InstantSource wallClock, Executor executor) {
		this.store = store;
		this.applicationId = applicationId;
		this.time = time;
		this.wallClock = wallClock;
		this.executor = executor;
		this.nextTelling = time.nanos();
	}

	/* There is none while nothing is called. */
	private static Executor threads() {
		AtomicInteger number = new AtomicInteger();
		return new ThreadPoolExecutor(0, MAX_THREADS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), (task) -> {
			Thread thread = new Thread(task, "discord-rest-limits-" + number.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		});
	}

	// The global limit

	/**
	 * Takes a place under the global limit.
	 * @param requestsPerSecond the limit
	 * @return nanoseconds after which to ask again, 0 if a place was taken or nobody can
	 * tell
	 * @throws InterruptedException if the thread is interrupted
	 */
	long takeGlobal(int requestsPerSecond) throws InterruptedException {
		this.wanted.incrementAndGet();
		try {
			this.asking.lockInterruptibly();
			try {
				if (this.places > 0 && this.time.nanos() - this.placesUntil < 0) {
					this.places--;
					return 0;
				}
				int many = Math.min(this.wanted.get(), MOST_AT_ONCE);
				Taken taken = ask(() -> takeGlobal(requestsPerSecond, many), new Taken(1, 0));
				this.places = Math.max(0, taken.count - 1);
				this.placesUntil = this.time.nanos() + TimeUnit.MILLISECONDS.toNanos(VALIDITY);
				return (taken.count > 0) ? 0 : TimeUnit.MILLISECONDS.toNanos(taken.millis);
			}
			finally {
				this.asking.unlock();
			}
		}
		finally {
			this.wanted.decrementAndGet();
		}
	}

	private Taken takeGlobal(int requestsPerSecond, int many) {
		return change("global", (before) -> {
			long now = this.wallClock.millis();
			long blocked = blockedFor(before, now);
			if (blocked > 0) {
				return new Change<>(null, new Taken(0, blocked));
			}
			Deque<long[]> sent = sent(before, now);
			int used = sent.stream().mapToInt((each) -> (int) each[1]).sum();
			int room = Math.min(requestsPerSecond - used, many);
			if (room <= 0) {
				return new Change<>(null, new Taken(0, Math.max(1, sent.getFirst()[0] + SECOND + VALIDITY - now)));
			}
			// By slots, so that the value has a bound whatever the limit is.
			long slot = now - now % SLOT + SLOT;
			long[] last = sent.peekLast();
			if (last != null && last[0] == slot) {
				last[1] += room;
			}
			else {
				sent.addLast(new long[] { slot, room });
			}
			return new Change<>(global(sent), new Taken(room, 0));
		});
	}

	/**
	 * Tells the others that Discord has refused a call by its global limit.
	 * @param duration for how long
	 */
	void globalRefused(Duration duration) {
		tell(() -> change("global", (before) -> {
			long now = this.wallClock.millis();
			long wait = Math.min(duration.toMillis(), LONGEST_BLOCK);
			if (wait <= blockedFor(before, now)) {
				return new Change<>(null, false);
			}
			ObjectNode json = global(sent(before, now));
			json.set("blocked", until(now, now + wait));
			return new Change<>(json, true);
		}));
	}

	private static long blockedFor(@Nullable JsonNode before, long now) {
		return (before != null) ? Math.max(0, until(before.path("blocked"), now) - now) : 0;
	}

	/* What still counts, by when it was taken. */
	private static Deque<long[]> sent(@Nullable JsonNode before, long now) {
		Deque<long[]> sent = new ArrayDeque<>();
		if (before != null) {
			for (JsonNode each : before.path("sent")) {
				long at = each.path(0).asLong(0);
				if (at > now - SECOND - VALIDITY && at <= now + CLOCKS_APART) {
					sent.addLast(new long[] { at, each.path(1).asInt(0) });
				}
			}
		}
		return sent;
	}

	private static ObjectNode global(Deque<long[]> sent) {
		ObjectNode json = JsonMapper.shared().createObjectNode();
		ArrayNode array = json.putArray("sent");
		sent.forEach((each) -> array.addArray().add(each[0]).add(each[1]));
		return json;
	}

	private static ObjectNode until(long now, long until) {
		return JsonMapper.shared().createObjectNode().put("at", now).put("until", until);
	}

	/* What another clock has written is no time of this one's. */
	private static long until(JsonNode json, long now) {
		return (json.path("at").asLong(0) <= now + CLOCKS_APART) ? json.path("until").asLong(0) : 0;
	}

	/**
	 * Places that were taken.
	 *
	 * @param count how many
	 * @param millis after which time to ask again, if there were none
	 */
	private record Taken(int count, long millis) {
	}

	// Buckets without a top-level resource

	/**
	 * Takes a place in a bucket.
	 * @param name the bucket's, as Discord has it
	 * @param limit how many there are in a window
	 * @param window how long a window is, in nanoseconds
	 * @return nanoseconds after which to ask again, 0 if a place was taken or nobody can
	 * tell
	 * @throws InterruptedException if the thread is interrupted
	 */
	long takeBucket(String name, int limit, long window) throws InterruptedException {
		long millis = TimeUnit.NANOSECONDS.toMillis(window) + 1;
		return TimeUnit.MILLISECONDS.toNanos(ask(() -> change(bucketKey(name), (before) -> {
			long now = this.wallClock.millis();
			long until = (before != null) ? until(before, now) : 0;
			if (before == null || until <= now) {
				return new Change<>(bucket(now, now + millis, 1), 0L);
			}
			int taken = before.path("taken").asInt(0);
			return (taken < limit) ? new Change<>(bucket(now, until, taken + 1), 0L) : new Change<>(null, until - now);
		}), 0L));
	}

	/**
	 * Tells the others what Discord has said of a bucket.
	 * @param name the bucket's
	 * @param limit how many there are in a window
	 * @param remaining how many are left
	 * @param resetAfter after what time the window ends, in nanoseconds
	 */
	void bucketTold(String name, int limit, int remaining, long resetAfter) {
		long millis = TimeUnit.NANOSECONDS.toMillis(resetAfter) + 1;
		tell(() -> change(bucketKey(name), (before) -> {
			long now = this.wallClock.millis();
			long until = (before != null) ? until(before, now) : 0;
			int known = (before != null) ? before.path("taken").asInt(0) : 0;
			// A window that ends much later than the one that is known is the next one.
			boolean same = until > now && now + millis - until <= millis / 2;
			int taken = Math.max(limit - remaining, same ? known : 0);
			long end = same ? Math.max(until, now + millis) : now + millis;
			boolean news = !same || taken > known || end - until > VALIDITY;
			return new Change<>(news ? bucket(now, end, taken) : null, news);
		}));
	}

	/**
	 * Tells the others that Discord has refused a call by its bucket.
	 * @param name the bucket's
	 * @param duration for how long
	 */
	void bucketRefused(String name, Duration duration) {
		bucketTold(name, Integer.MAX_VALUE, 0,
				Math.min(duration.toNanos(), Duration.ofMillis(LONGEST_BLOCK).toNanos()));
	}

	private static String bucketKey(String name) {
		return "bucket:" + name;
	}

	private static ObjectNode bucket(long now, long until, int taken) {
		return until(now, until).put("taken", taken);
	}

	// Refused calls

	/** Notes an answer of 401, 403 or 429. */
	void refused() {
		synchronized (this.told) {
			this.untold++;
		}
	}

	/**
	 * Asks how many refused calls the others had, from time to time, and tells of this
	 * process's. Does not wait.
	 * @param hear hears of them: for each 10 s, by their start in nanoseconds, how many
	 */
	void exchangeRefused(Consumer<Map<Long, Integer>> hear) {
		if (this.time.nanos() - this.nextTelling < 0 || !this.telling.compareAndSet(false, true)) {
			return;
		}
		this.nextTelling = this.time.nanos() + INVALID_INTERVAL;
		boolean accepted = tell(() -> {
			try {
				hear.accept(exchangeRefused());
			}
			finally {
				this.telling.set(false);
			}
			return true;
		});
		if (!accepted) {
			this.telling.set(false);
		}
	}

	private Map<Long, Integer> exchangeRefused() {
		int added;
		synchronized (this.told) {
			added = this.untold;
		}
		long now = this.wallClock.millis();
		long slot = now - now % INVALID_SLOT;
		Map<Long, Integer> all = change("invalid", (before) -> {
			Map<Long, Integer> slots = slots(before, now);
			if (added == 0) {
				return new Change<>(null, slots);
			}
			slots.merge(slot, added, Integer::sum);
			ObjectNode json = JsonMapper.shared().createObjectNode();
			slots.forEach((start, count) -> json.put(Long.toString(start), count));
			return new Change<>(json, slots);
		});
		long nanos = this.time.nanos();
		Map<Long, Integer> others = new TreeMap<>();
		synchronized (this.told) {
			this.untold -= added;
			this.told.merge(slot, added, Integer::sum);
			this.told.keySet().removeIf((start) -> start < now - INVALID_WINDOW - INVALID_SLOT);
			all.forEach((start, count) -> {
				int other = count - this.told.getOrDefault(start, 0);
				if (other > 0) {
					others.put(nanos - TimeUnit.MILLISECONDS.toNanos(now - start), other);
				}
			});
		}
		return others;
	}

	private static Map<Long, Integer> slots(@Nullable JsonNode before, long now) {
		Map<Long, Integer> slots = new TreeMap<>();
		if (before != null) {
			before.properties().forEach((slot) -> {
				long start = slot.getKey().matches("\\d{1,18}") ? Long.parseLong(slot.getKey()) : 0;
				if (start > now - INVALID_WINDOW - INVALID_SLOT && start <= now + INVALID_WINDOW) {
					slots.put(start, slot.getValue().asInt());
				}
			});
		}
		return slots;
	}

	// The engine

	/** Changes a value by compare-and-set, however many others do. */
	private <T> T change(String name, Function<@Nullable JsonNode, Change<T>> how) {
		String key = "discord-gateway:" + this.applicationId.get() + ":rest:" + name;
		for (int i = 0; i < MAX_ATTEMPTS; i++) {
			String before = this.store.get(key);
			Change<T> change = how.apply(read(before));
			String after = (change.value != null) ? change.value.toString() : null;
			if (after == null || after.equals(before)) {
				return change.result;
			}
			if ((before != null) ? this.store.replace(key, before, after)
					: this.store.putIfAbsent(key, after) == null) {
				return change.result;
			}
		}
		throw new IllegalStateException("The key " + key + " changes all the time");
	}

	private static @Nullable JsonNode read(@Nullable String text) {
		try {
			return (text != null) ? JsonMapper.shared().readTree(text) : null;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	/**
	 * What becomes of a value.
	 *
	 * @param value what it is then, or {@code null} for what it is
	 * @param result what is told of that
	 */
	private record Change<T>(@Nullable ObjectNode value, T result) {
	}

	/** Asks the engine, which may be away. */
	private <T> T ask(Callable<T> question, T whenAway) throws InterruptedException {
		if (isAway()) {
			return whenAway;
		}
		FutureTask<T> answer = new FutureTask<>(question);
		try {
			this.executor.execute(answer);
			T result = answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
			back();
			return result;
		}
		catch (ExecutionException ex) {
			away(String.valueOf(ex.getCause()));
		}
		catch (TimeoutException ex) {
			away("it has not answered for " + PATIENCE.toSeconds() + " s");
		}
		catch (RejectedExecutionException ex) {
			away("it leaves questions open");
		}
		return whenAway;
	}

	/** Tells the engine something, without waiting. */
	private boolean tell(Callable<?> message) {
		if (isAway()) {
			return false;
		}
		try {
			this.executor.execute(() -> {
				try {
					Object unused = message.call();
					back();
				}
				catch (Exception ex) {
					away(ex.toString());
				}
			});
			return true;
		}
		catch (RejectedExecutionException ex) {
			away("it leaves questions open");
			return false;
		}
	}

	/** Returns whether the engine answered last. */
	boolean isShared() {
		return this.awayUntil == 0;
	}

	private boolean isAway() {
		long until = this.awayUntil;
		return until != 0 && this.time.nanos() - until < 0;
	}

	private void away(String why) {
		boolean before;
		synchronized (this) {
			before = this.awayUntil != 0;
			long until = this.time.nanos() + AWAY.toNanos();
			this.awayUntil = (until != 0) ? until : 1;
		}
		if (!before) {
			logger.warn("The limits of Discord's API are not shared for now, each process keeps them for itself: "
					+ "the store is away (" + why + ")");
		}
	}

	private void back() {
		boolean before;
		synchronized (this) {
			before = this.awayUntil != 0;
			this.awayUntil = 0;
		}
		if (before) {
			logger.info("The limits of Discord's API are shared again");
		}
	}

}
