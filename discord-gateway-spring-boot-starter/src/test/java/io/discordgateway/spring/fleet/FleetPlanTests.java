package io.discordgateway.spring.fleet;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FleetPlan}.
 */
class FleetPlanTests {

	private final SplittableRandom random = new SplittableRandom(1);

	@Test
	void instancesThatSeeTheSameTakeDifferentShards() {
		List<FleetMember> all = List.of(member("a", 16), member("b", 16), member("c", 16));
		Set<Integer> taken = new HashSet<>();
		for (FleetMember self : all) {
			List<Integer> take = plan(self, all).take();
			assertThat(take).hasSizeBetween(5, 6).allMatch(taken::add);
		}
		assertThat(taken).hasSize(16);
	}

	@Test
	void partIsBoundedAndOthersTakeTheRest() {
		FleetMember small = member("a", 10, 1, null);
		FleetMember large = member("b", 10, 100, null);
		List<FleetMember> all = List.of(small, large);
		assertThat(plan(small, all).take()).hasSize(1);
		assertThat(plan(large, all).take()).hasSize(9);
	}

	@Test
	void instanceThatStopsTakesNothing() {
		FleetMember stopping = member("a", 4, 0, null, 0, 1);
		FleetMember other = member("b", 4, 9, null);
		assertThat(plan(other, List.of(stopping, other))).isEqualTo(new FleetPlan(List.of(2, 3), null, null, 2));
	}

	@Test
	void newcomerAsksWhoHasMostAndIsGiven() {
		FleetMember few = member("a", 6, 9, null, 0, 1);
		FleetMember most = member("b", 6, 9, null, 2, 3, 4, 5);
		FleetMember newcomer = member("c", 6, 9, null);
		Integer asked = plan(newcomer, List.of(few, most, newcomer)).ask();
		assertThat(asked).isBetween(2, 5);
		FleetMember asking = member("c", 6, 9, asked);
		assertThat(plan(most, List.of(few, most, asking)).give()).isEqualTo(asked);
		assertThat(plan(few, List.of(few, most, asking)).give()).isNull();
		assertThat(plan(asking, List.of(few, most, asking)).ask()).as("still").isEqualTo(asked);
	}

	@Test
	void nobodyIsAskedOrGivenWhereTheDifferenceIsOne() {
		FleetMember more = member("a", 5, 9, null, 0, 1, 2);
		FleetMember less = member("b", 5, 9, 2, 3, 4);
		List<FleetMember> all = List.of(more, less);
		assertThat(plan(less, all).ask()).isNull();
		assertThat(plan(more, all).give()).isNull();
	}

	@Test
	void whoHasItsPartAsksNobodyThoughOthersAreUneven() {
		FleetMember newcomer = member("a", 12, 9, null);
		FleetMember gave = member("b", 12, 9, null, 0, 1, 2, 3);
		FleetMember most = member("c", 12, 9, null, 4, 5, 6, 7, 8, 9, 10, 11);
		List<FleetMember> all = List.of(newcomer, gave, most);
		assertThat(plan(gave, all).ask()).isNull();
		assertThat(plan(newcomer, all).ask()).isBetween(4, 11);
	}

	@Test
	void whoHasTooManyIsAskedThoughNobodyHasTooFew() {
		FleetMember few = member("a", 17, 9, null, 0, 1, 2, 3, 4);
		FleetMember alsoFew = member("b", 17, 9, null, 5, 6, 7, 8, 9);
		FleetMember most = member("c", 17, 9, null, 10, 11, 12, 13, 14, 15, 16);
		assertThat(plan(few, List.of(few, alsoFew, most)).ask()).isBetween(10, 16);
	}

	@Test
	void shardThatWasAskedForIsLeftToWhoAsked() {
		FleetMember asking = member("a", 4, 9, 3);
		FleetMember other = member("b", 4, 9, null, 0);
		FleetMember third = member("c", 4, 9, null, 1, 2);
		List<FleetMember> all = List.of(asking, other, third);
		assertThat(plan(asking, all).take()).containsExactly(3);
		assertThat(plan(other, all).take()).isEmpty();
	}

	@Test
	void instancesOfAnotherTotalHaveNoSay() {
		FleetMember self = member("a", 4, 9, null);
		FleetMember old = member("b", 2, 9, null, 0, 1);
		assertThat(plan(self, List.of(self, old)).take()).containsExactly(0, 1, 2, 3);
	}

	@Test
	void fleetsComeToRestEvenlyWhateverTheyBeginWith() {
		for (int world = 0; world < 300; world++) {
			int total = 1 + this.random.nextInt(40);
			List<TreeSet<Integer>> held = new ArrayList<>();
			int instances = 1 + this.random.nextInt(7);
			for (int i = 0; i < instances; i++) {
				held.add(new TreeSet<>());
			}
			for (int shard = 0; shard < total; shard++) {
				int owner = this.random.nextInt(instances + 1);
				if (owner < instances) {
					held.get(owner).add(shard);
				}
			}
			Integer[] asked = new Integer[instances];
			int moves = 0;
			boolean changed = true;
			while (changed) {
				changed = false;
				for (int i = 0; i < instances; i++) {
					List<FleetMember> all = new ArrayList<>();
					for (int j = 0; j < instances; j++) {
						all.add(member("i" + j, total, 1000, asked[j], held.get(j).stream().toArray(Integer[]::new)));
					}
					FleetPlan plan = plan(all.get(i), all);
					changed |= held.get(i).addAll(plan.take());
					Integer ask = (asked[i] != null && plan.take().contains(asked[i])) ? null : plan.ask();
					changed |= ask != null && !ask.equals(asked[i]);
					asked[i] = ask;
					if (plan.give() != null) {
						held.get(i).remove(plan.give());
						changed = true;
						moves++;
					}
				}
				assertThat(moves).as("each shard moves once at most").isLessThanOrEqualTo(total);
			}
			List<Integer> loads = held.stream().map(Set::size).sorted().toList();
			assertThat(loads.stream().mapToInt(Integer::intValue).sum()).isEqualTo(total);
			assertThat(loads.get(instances - 1) - loads.get(0)).as("%s in world %d", loads, world)
				.isLessThanOrEqualTo(1);
		}
	}

	private FleetPlan plan(FleetMember self, List<FleetMember> all) {
		return FleetPlan.of(self, all.stream().filter((member) -> member != self).toList(), this.random);
	}

	private static FleetMember member(String id, int total) {
		return member(id, total, Integer.MAX_VALUE, null);
	}

	private static FleetMember member(String id, int total, int max, @Nullable Integer asked, Integer... shards) {
		return new FleetMember(id, 1, Instant.MAX, total, max, new TreeSet<>(Arrays.asList(shards)), asked);
	}

}
