package io.discordgateway.test.simulation;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Judges the judges: what is wrong on purpose is found, and by the invariant that is for
 * it.
 */
class SabotageTests {

	private static final int SEEDS = 60;

	@ParameterizedTest
	@EnumSource
	void mistakeIsFoundByItsInvariant(Sabotage sabotage) {
		Set<String> found = new TreeSet<>();
		for (long seed = 1; seed <= SEEDS && !found.contains(sabotage.invariant); seed++) {
			sabotage.of(seed).runOnce().violations().forEach((violation) -> found.add(violation.invariant()));
		}
		assertThat(found).as(sabotage + " in " + SEEDS + " seeds").contains(sabotage.invariant);
	}

	@Test
	void everyInvariantHasAMistakeThatItFinds() {
		Set<String> judged = Arrays.stream(Sabotage.values())
			.map((sabotage) -> sabotage.invariant)
			.collect(Collectors.toSet());
		assertThat(judged).containsAll(Simulation.ofSeed(1).faultsFor(Duration.ofMinutes(1)).runOnce().invariants());
	}

}
