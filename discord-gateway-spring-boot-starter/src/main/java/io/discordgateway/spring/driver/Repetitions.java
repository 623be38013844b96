package io.discordgateway.spring.driver;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Lets the same warning be told the first, the tenth, the hundredth time, and so on, with
 * its count. Messages that differ in numbers only are the same. Thread-safe.
 */
final class Repetitions {

	/* Messages come from the peer, in part. */
	private static final int KEPT = 100;

	/* Guarded by this. */
	private final Map<String, Long> counts = new HashMap<>();

	/**
	 * Counts a message.
	 * @param message the message
	 * @return the message to tell, or {@code null} if it was told often enough
	 */
	synchronized @Nullable String next(String message) {
		String key = message.replaceAll("[0-9]+", "#");
		if (this.counts.size() >= KEPT && !this.counts.containsKey(key)) {
			return message;
		}
		long count = this.counts.merge(key, 1L, Long::sum);
		if (!isPowerOfTen(count)) {
			return null;
		}
		return (count > 1) ? message + " (that makes " + count + " times; what is between is told at DEBUG)" : message;
	}

	/** Begins to count anew. */
	synchronized void forget() {
		this.counts.clear();
	}

	private static boolean isPowerOfTen(long count) {
		long rest = count;
		while (rest % 10 == 0) {
			rest /= 10;
		}
		return rest == 1;
	}

}
