package io.discordgateway.spring.rest;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.http.HttpHeaders;

/**
 * Counts the answers of the last 10 minutes for which Discord bans a host's address when
 * there are 10,000 of them: 401, 403 and 429 (Rate Limits &gt; Invalid Request Limit;
 * R48). Thread-safe.
 */
final class InvalidRequests {

	/** From so many on there is a warning in the log. */
	static final int WARNING = 1000;

	/** From so many on nothing is sent until there are fewer. */
	static final int BRAKE = 5000;

	private static final Log logger = LogFactory.getLog(InvalidRequests.class);

	private static final long WINDOW = Duration.ofMinutes(10).toNanos();

	/* Answers of so long a time are forgotten together, when the last of them may be. */
	private static final long SLOT = Duration.ofSeconds(10).toNanos();

	/* Guarded by this, as is all that follows. */
	private final Deque<Slot> slots = new ArrayDeque<>();

	/* Of other processes, as far as they are known. */
	private List<Slot> others = List.of();

	private int count;

	private int told;

	/**
	 * Notes an answer.
	 * @param route what was called
	 * @param status the answer's HTTP status
	 * @param headers its headers
	 * @param now the time, in nanoseconds
	 * @return whether it counts
	 */
	boolean answered(Route route, int status, HttpHeaders headers, long now) {
		// Discord does not count what others who use the same resource have caused, and
		// never sees what nirn-proxy answers itself.
		boolean shared = status == 429 && "shared".equalsIgnoreCase(headers.getFirst("X-RateLimit-Scope"));
		boolean counts = (status == 401 || status == 403 || status == 429) && !shared
				&& !headers.containsHeader("generated-by-proxy");
		if (counts) {
			count(route, status, now);
		}
		return counts;
	}

	/**
	 * Hears how many answers other processes had that count together with these.
	 * @param counts how many, for each 10 s, by their start in nanoseconds, in order
	 * @param now the time, in nanoseconds
	 */
	synchronized void others(Map<Long, Integer> counts, long now) {
		List<Slot> slots = new ArrayList<>();
		counts.forEach((start, count) -> slots.add(new Slot(start, count)));
		this.others = slots;
		forget(now);
		tell("");
	}

	private synchronized void count(Route route, int status, long now) {
		forget(now);
		Slot last = this.slots.peekLast();
		if (last == null || now - last.start >= SLOT) {
			last = new Slot(now, 0);
			this.slots.addLast(last);
		}
		last.count++;
		this.count++;
		tell(", the last, " + route + ", with " + status);
	}

	private void tell(String last) {
		int all = all();
		if (all >= WARNING && this.told < WARNING) {
			this.told = WARNING;
			logger.warn(report(all, last) + "From " + BRAKE + " on calls are held back");
		}
		if (all >= BRAKE && this.told < BRAKE) {
			this.told = BRAKE;
			logger.error(report(all, last) + "Nothing is sent until there are fewer than " + BRAKE);
		}
	}

	private String report(int all, String last) {
		String others = (all > this.count) ? " (" + (all - this.count) + " of them to other processes)" : "";
		return all + " calls of Discord's API were answered with 401, 403 or 429 in the last 10 minutes" + others + last
				+ ". Discord bans this host's address at 10000. ";
	}

	private int all() {
		return this.count + this.others.stream().mapToInt((slot) -> slot.count).sum();
	}

	/**
	 * Returns how many such answers there were.
	 * @param now the time, in nanoseconds
	 * @return those of the last 10 minutes
	 */
	synchronized int count(long now) {
		forget(now);
		return this.count;
	}

	/**
	 * Returns after what time another call may be sent.
	 * @param now the time, in nanoseconds
	 * @return nanoseconds, 0 for at once
	 */
	synchronized long timeUntilRoom(long now) {
		forget(now);
		int left = all();
		if (left < BRAKE) {
			return 0;
		}
		List<Slot> slots = new ArrayList<>(this.slots);
		slots.addAll(this.others);
		slots.sort(Comparator.comparingLong((slot) -> slot.start - now));
		for (Slot slot : slots) {
			left -= slot.count;
			if (left < BRAKE) {
				return slot.start + SLOT + WINDOW - now;
			}
		}
		return 0;
	}

	private void forget(long now) {
		Slot first = this.slots.peekFirst();
		while (first != null && now - first.start >= SLOT + WINDOW) {
			this.slots.removeFirst();
			this.count -= first.count;
			first = this.slots.peekFirst();
		}
		if (!this.others.isEmpty() && now - this.others.get(0).start >= SLOT + WINDOW) {
			this.others = this.others.stream().filter((slot) -> now - slot.start < SLOT + WINDOW).toList();
		}
		if (all() < WARNING / 2) {
			this.told = 0;
		}
	}

	private static final class Slot {

		private final long start;

		private int count;

		Slot(long start, int count) {
			this.start = start;
			this.count = count;
		}

	}

}
