package io.discordgateway.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The day's budget of session starts over all shards of a bot (Gateway &gt; Session Start
 * Limit; R13). Running through it makes Discord reset the token, so it is guarded twice:
 * by the figures of the API, and by the identifies that were counted here. The last tenth
 * is spent slowly, at nothing left nothing is spent. Not thread-safe.
 *
 * @since 0.1
 */
public final class SessionStartBudget {

	/** How far back identifies count. */
	public static final Duration WINDOW = Duration.ofHours(24);

	/** How far apart the starts of the last tenth are. */
	public static final Duration SLOW_INTERVAL = Duration.ofMinutes(10);

	/* How long the API may not know of an identify. */
	private static final Duration UNDER_WAY = Duration.ofMinutes(1);

	private final String process;

	/* By their times, and never with two of one id. */
	private final Deque<SessionStart> identifies = new ArrayDeque<>();

	private long count;

	private @Nullable Instant lastCounted;

	private int total = 1000;

	private int remaining;

	/*
	 * The API's figure is good until then, and what was counted before that is forgiven.
	 */
	private Instant reset = Instant.MIN;

	private Instant lastReset = Instant.MIN;

	/**
	 * Makes a budget that knows nothing yet and allows Discord's usual 1,000.
	 * @param process begins the ids of the identifies that are counted here: random, so
	 * that no other process has it; without white space
	 */
	public SessionStartBudget(String process) {
		this.process = Objects.requireNonNull(process, "'process' must not be null");
	}

	/**
	 * Takes the API's figures, {@code session_start_limit} of {@code GET /gateway/bot}. A
	 * figure that is higher than what is known counts less the identifies of the last
	 * minute: the API may not know them yet.
	 * @param total how many starts a day has
	 * @param remaining how many are left
	 * @param resetAfter when {@code remaining} becomes {@code total} again
	 * @param now the time
	 */
	public void update(int total, int remaining, Duration resetAfter, Instant now) {
		tidy(now);
		Instant announced = (resetAfter.compareTo(Duration.ZERO) > 0) ? now.plus(resetAfter) : Instant.MIN;
		int left = Math.max(0, remaining);
		this.total = Math.max(1, total);
		this.remaining = (left > this.remaining) ? Math.max(this.remaining, left - underWay(now)) : left;
		this.reset = announced;
	}

	private int underWay(Instant now) {
		Instant start = now.minus(UNDER_WAY);
		return (int) this.identifies.stream().filter((identify) -> identify.time().isAfter(start)).count();
	}

	/**
	 * Takes identifies of other processes, beside what was counted here. One that is
	 * known already changes nothing.
	 * @param identifies the identifies, in any order
	 */
	public void restore(Collection<SessionStart> identifies) {
		Map<String, SessionStart> all = new LinkedHashMap<>();
		this.identifies.forEach((identify) -> all.put(identify.id(), identify));
		identifies.forEach((identify) -> all.putIfAbsent(identify.id(), identify));
		this.identifies.clear();
		all.values().stream().sorted(Comparator.comparing(SessionStart::time)).forEach(this.identifies::addLast);
	}

	/**
	 * Counts an identify that is being sent.
	 * @param now the time
	 */
	public void identified(Instant now) {
		tidy(now);
		this.identifies.addLast(new SessionStart(this.process + "-" + this.count++, now));
		this.remaining = Math.max(0, this.remaining - 1);
		this.lastCounted = now;
	}

	/**
	 * Returns whether an identify was counted here, however long ago.
	 * @param identify the identify, such as a store has it
	 * @return whether it is this process's
	 */
	public boolean counted(SessionStart identify) {
		String id = identify.id();
		return id.substring(0, Math.max(0, id.lastIndexOf('-'))).equals(this.process);
	}

	/** Returns when an identify was counted here last, or {@code null}. */
	@Nullable Instant lastCounted() {
		return this.lastCounted;
	}

	/**
	 * Returns the identifies of the last 24 h, to be kept with the resume points.
	 * @param now the time
	 * @return the identifies, oldest first; the last that was counted here is the last of
	 * its time
	 */
	public List<SessionStart> identifies(Instant now) {
		tidy(now);
		return List.copyOf(this.identifies);
	}

	/**
	 * Returns how many starts are left, by the more careful of the two counts.
	 * @param now the time
	 * @return the number, 0 or more
	 */
	public int remaining(Instant now) {
		tidy(now);
		int counted = Math.max(0, this.total - (int) countedSinceReset().count());
		return this.reset.isAfter(now) ? Math.min(this.remaining, counted) : counted;
	}

	/**
	 * Returns how many starts a day has.
	 * @return the number, as the API said it last
	 */
	public int total() {
		return this.total;
	}

	/**
	 * Returns when {@link #remaining} becomes {@link #total} again by the API's figures.
	 * @param now the time
	 * @return the time, or {@code null} if the API has told of none that is to come
	 */
	public @Nullable Instant reset(Instant now) {
		return this.reset.isAfter(now) ? this.reset : null;
	}

	/**
	 * Returns when the next session may be started.
	 * @param now the time
	 * @return {@code null} if it may be started now, otherwise the time to ask again
	 */
	public @Nullable Instant nextPermit(Instant now) {
		return nextPermit(now, 0);
	}

	/**
	 * Returns when the next session may be started, beside some that may be started
	 * already but were not yet.
	 * @param now the time
	 * @param outstanding how many permits were given and not used yet
	 * @return {@code null} if it may be started now, otherwise the time to ask again
	 */
	public @Nullable Instant nextPermit(Instant now, int outstanding) {
		int left = remaining(now) - outstanding;
		if (left > this.total / 10) {
			return null;
		}
		if (outstanding > 0) {
			return now.plus(SLOW_INTERVAL);
		}
		SessionStart last = this.identifies.peekLast();
		if (left > 0) {
			Instant slow = (last != null) ? last.time().plus(SLOW_INTERVAL) : now;
			return slow.isAfter(now) ? slow : null;
		}
		boolean apiSaysNo = this.remaining == 0 && this.reset.isAfter(now);
		return apiSaysNo ? this.reset : countedSinceReset().findFirst().orElseThrow().time().plus(WINDOW);
	}

	private Stream<SessionStart> countedSinceReset() {
		return this.identifies.stream().filter((identify) -> !identify.time().isBefore(this.lastReset));
	}

	/*
	 * Forgets what is over. What lies in the future was counted by a clock that was ahead
	 * of this one: it happened, so it counts as just now.
	 */
	private void tidy(Instant now) {
		if (!this.reset.isAfter(now) && this.reset.isAfter(this.lastReset)) {
			this.lastReset = this.reset;
		}
		Instant start = now.minus(WINDOW);
		while (!this.identifies.isEmpty() && !this.identifies.getFirst().time().isAfter(start)) {
			this.identifies.removeFirst();
		}
		Deque<SessionStart> ahead = new ArrayDeque<>();
		while (!this.identifies.isEmpty() && this.identifies.getLast().time().isAfter(now)) {
			ahead.addFirst(new SessionStart(this.identifies.removeLast().id(), now));
		}
		this.identifies.addAll(ahead);
	}

}
