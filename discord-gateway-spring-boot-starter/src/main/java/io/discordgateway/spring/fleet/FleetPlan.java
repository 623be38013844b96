package io.discordgateway.spring.fleet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

import io.discordgateway.Internal;
import org.jspecify.annotations.Nullable;

/**
 * What an instance does next, so that all run about as many shards. Each makes its own
 * plan from what it sees of the others: what two of them want at once, the claim of a
 * shard gives to one.
 *
 * @param take shards that nobody runs, and that are this instance's part
 * @param ask the shard that another is asked for, or {@code null}
 * @param give the shard that another asks this instance for and is to have, or
 * {@code null}
 * @param nowhere how many shards nobody runs
 * @since 0.1
 */
@Internal
public record FleetPlan(List<Integer> take, @Nullable Integer ask, @Nullable Integer give, int nowhere) {

	/* With one shard more than another, nothing would be gained by a move. */
	private static final int UNEVEN = 2;

	/**
	 * Makes a plan.
	 * @param self this instance
	 * @param others the other instances that live, whatever their total
	 * @param random picks among what is equal
	 * @return the plan
	 */
	public static FleetPlan of(FleetMember self, Collection<FleetMember> others, RandomGenerator random) {
		List<FleetMember> all = new ArrayList<>(
				others.stream().filter((other) -> other.total() == self.total()).toList());
		all.add(self);
		Set<Integer> free = new TreeSet<>();
		for (int shard = 0; shard < self.total(); shard++) {
			free.add(shard);
		}
		all.forEach((member) -> free.removeAll(member.shards()));
		int nowhere = free.size();
		Parts parts = Parts.of(all, self.total());
		List<Integer> take = take(self, parts, free);
		// While there is something to take nothing need move.
		Integer ask = (take.isEmpty() && free.isEmpty()) ? ask(self, parts, random) : null;
		return new FleetPlan(take, ask, give(self, all), nowhere);
	}

	/*
	 * Each is dealt what is missing to its part; so two that see the same take different
	 * ones. Who has more is the last in line, and so keeps what does not divide.
	 */
	private static List<Integer> take(FleetMember self, Parts parts, Set<Integer> free) {
		Set<Integer> taken = new TreeSet<>();
		Integer asked = self.asked();
		if (asked != null && free.contains(asked) && self.hasRoom()) {
			taken.add(asked);
		}
		free.removeAll(parts.asked());
		List<Integer> open = new ArrayList<>(free);
		int dealt = 0;
		for (int i = 0; i < parts.line().size(); i++) {
			FleetMember member = parts.line().get(i);
			int missing = Math.max(0, parts.sizes().get(i) - member.load() - ((member.asked() != null) ? 1 : 0));
			int end = Math.min(open.size(), dealt + missing);
			if (member == self) {
				taken.addAll(open.subList(dealt, end));
			}
			dealt = end;
		}
		return List.copyOf(taken);
	}

	/*
	 * Who has his part asks nobody: what is uneven among others is mended by who has too
	 * little, and each shard moves once.
	 */
	private static @Nullable Integer ask(FleetMember self, Parts parts, RandomGenerator random) {
		Integer asked = self.asked();
		FleetMember most = self;
		for (FleetMember member : parts.line()) {
			if (asked != null && member != self && member.shards().contains(asked) && isUneven(member, self)) {
				return asked;
			}
			if (member.maxShards() > 0 && member.load() > most.load()) {
				most = member;
			}
		}
		boolean tooFew = self.load() < parts.least() || (self.load() < parts.most() && most.load() > parts.most());
		if (!tooFew || !self.hasRoom() || !isUneven(most, self)) {
			return null;
		}
		List<Integer> candidates = most.shards().stream().filter((shard) -> !parts.asked().contains(shard)).toList();
		return candidates.isEmpty() ? null : candidates.get(random.nextInt(candidates.size()));
	}

	private static @Nullable Integer give(FleetMember self, List<FleetMember> all) {
		return all.stream()
			.filter((member) -> member != self && member.asked() != null && member.hasRoom()
					&& self.shards().contains(member.asked()) && isUneven(self, member))
			.min(Comparator.comparingInt(FleetMember::load).thenComparing(FleetMember::id))
			.map(FleetMember::asked)
			.orElse(null);
	}

	private static boolean isUneven(FleetMember more, FleetMember less) {
		return more.load() - less.load() >= UNEVEN;
	}

	/**
	 * How many shards each is to have.
	 *
	 * @param line the instances, in the order in which they are dealt shards
	 * @param sizes how many each is to have
	 * @param asked the shards that instances ask for
	 */
	private record Parts(List<FleetMember> line, List<Integer> sizes, Set<Integer> asked) {

		private static Parts of(List<FleetMember> all, int total) {
			List<FleetMember> line = all.stream()
				.sorted(Comparator.comparingInt(FleetMember::maxShards)
					.thenComparingInt(FleetMember::load)
					.thenComparing(FleetMember::id))
				.toList();
			List<Integer> sizes = new ArrayList<>();
			int left = total;
			for (FleetMember member : line) {
				int size = Math.min(member.maxShards(), left / (line.size() - sizes.size()));
				sizes.add(size);
				left -= size;
			}
			Set<Integer> asked = new HashSet<>();
			all.stream().map(FleetMember::asked).filter(Objects::nonNull).forEach(asked::add);
			return new Parts(line, sizes, asked);
		}

		/* Of those that nothing else bounds. */
		private int least() {
			for (int i = 0; i < this.line.size(); i++) {
				if (this.sizes.get(i) < this.line.get(i).maxShards()) {
					return this.sizes.get(i);
				}
			}
			return most();
		}

		private int most() {
			return this.sizes.get(this.sizes.size() - 1);
		}

	}

}
