package io.discordgateway.sample;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts events by name and second, for the last two minutes. Not thread-safe.
 */
final class EventRates {

	/** How many whole seconds are kept. */
	static final int WINDOW = 120;

	/** How many names have a series of their own in a snapshot. */
	static final int SERIES = 6;

	/** The name of all events without a series of their own. */
	static final String REST = "all others";

	/*
	 * Discord has about 80 events; more names than this mean that something invents them.
	 */
	private static final int MAX_NAMES = 200;

	private final Map<String, Ring> rings = new HashMap<>();

	private final Ring total = new Ring();

	void add(Instant now, String name) {
		long second = now.getEpochSecond();
		String key = (this.rings.containsKey(name) || this.rings.size() < MAX_NAMES) ? name : REST;
		this.rings.computeIfAbsent(key, (ignored) -> new Ring()).add(second);
		this.total.add(second);
	}

	/**
	 * Returns the mean over the last whole seconds.
	 * @param now the time
	 * @param seconds over how many seconds, at most {@link #WINDOW}
	 * @return events per second
	 */
	double perSecond(Instant now, int seconds) {
		return sum(this.total.last(now.getEpochSecond() - 1, seconds)) / (double) seconds;
	}

	DashboardSnapshot.Rates snapshot(Instant now) {
		long end = now.getEpochSecond() - 1;
		List<DashboardSnapshot.Series> all = new ArrayList<>();
		this.rings.forEach((name, ring) -> {
			int[] counts = ring.last(end, WINDOW);
			if (sum(counts) > 0) {
				all.add(new DashboardSnapshot.Series(name, counts));
			}
		});
		all.sort(Comparator.comparingLong((DashboardSnapshot.Series series) -> sum(series.counts()))
			.reversed()
			.thenComparing(DashboardSnapshot.Series::name));
		if (all.size() <= SERIES) {
			return new DashboardSnapshot.Rates(end, List.copyOf(all));
		}
		List<DashboardSnapshot.Series> shown = new ArrayList<>(all.subList(0, SERIES));
		shown.removeIf((series) -> series.name().equals(REST));
		int[] rest = new int[WINDOW];
		for (DashboardSnapshot.Series series : all) {
			if (!shown.contains(series)) {
				Arrays.setAll(rest, (i) -> rest[i] + series.counts()[i]);
			}
		}
		shown.add(new DashboardSnapshot.Series(REST, rest));
		return new DashboardSnapshot.Rates(end, List.copyOf(shown));
	}

	private static long sum(int[] counts) {
		long sum = 0;
		for (int count : counts) {
			sum += count;
		}
		return sum;
	}

	/** Counts of the last seconds, the running one included. */
	private static final class Ring {

		private final int[] counts = new int[WINDOW + 1];

		private long newest = Long.MIN_VALUE;

		void add(long second) {
			if (this.newest == Long.MIN_VALUE || second - this.newest >= this.counts.length) {
				Arrays.fill(this.counts, 0);
				this.newest = second;
			}
			while (this.newest < second) {
				this.newest++;
				this.counts[index(this.newest)] = 0;
			}
			// A clock that was set back must not count in a second that was left behind.
			this.counts[index(Math.max(second, this.newest))]++;
		}

		int[] last(long end, int seconds) {
			int[] last = new int[seconds];
			for (int i = 0; i < seconds; i++) {
				long second = end - seconds + 1 + i;
				if (second <= this.newest && second > this.newest - this.counts.length) {
					last[i] = this.counts[index(second)];
				}
			}
			return last;
		}

		private int index(long second) {
			return (int) Math.floorMod(second, (long) this.counts.length);
		}

	}

}
