package io.discordgateway.spring.driver;

import java.util.function.LongConsumer;

/**
 * Runs a test with many seeds; a failure names its seed.
 */
final class Seeds {

	private Seeds() {
	}

	static void run(int count, LongConsumer test) {
		for (long seed = 0; seed < count; seed++) {
			try {
				test.accept(seed);
			}
			catch (Throwable ex) {
				throw new AssertionError("Seed " + seed + ": " + ex.getMessage(), ex);
			}
		}
	}

}
