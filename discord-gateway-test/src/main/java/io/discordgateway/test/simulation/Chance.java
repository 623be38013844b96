package io.discordgateway.test.simulation;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Where chance comes from. Each part of the world has its own, so that one that asks more
 * often leaves the others as they were.
 */
final class Chance {

	private final SplittableRandom random;

	Chance(SplittableRandom random) {
		this.random = random;
	}

	boolean happens(double probability) {
		return this.random.nextDouble() < probability;
	}

	long between(long least, long most) {
		return least + (long) ((most - least) * this.random.nextDouble());
	}

	int number(int least, int most) {
		return this.random.nextInt(least, most + 1);
	}

	/** The time to the next of many things that happen without regard to each other. */
	long until(long mean) {
		return (long) (-Math.log(1 - this.random.nextDouble()) * mean);
	}

	<T> T oneOf(List<T> list) {
		return list.get(this.random.nextInt(list.size()));
	}

	int oneOf(int... numbers) {
		return numbers[this.random.nextInt(numbers.length)];
	}

	long seed() {
		return this.random.nextLong();
	}

}
