package io.discordgateway.processes;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.discordgateway.processes.Journal.Begun;

/** What became of the messages, by the journals of all instances. */
final class Report {

	private final int sent;

	private final int lost;

	private final List<Begun> begun;

	private final List<Begun> late;

	private final List<Twice> twice = new ArrayList<>();

	Report(List<Begun> begun, int[] sent, Leases leases) {
		this.begun = begun;
		int all = 0;
		int missing = 0;
		Map<Integer, List<Begun>> byShard = begun.stream().collect(Collectors.groupingBy(Begun::shard));
		for (int shard = 0; shard < sent.length; shard++) {
			Map<Integer, List<Begun>> byNumber = byShard.getOrDefault(shard, List.of())
				.stream()
				.collect(Collectors.groupingBy(Begun::number));
			all += sent[shard];
			missing += sent[shard] - byNumber.size();
			byNumber.values().forEach(this::addTwice);
		}
		this.sent = all;
		this.lost = missing;
		this.late = begun.stream().filter((each) -> each.at() > leases.end(each.shard(), each.epoch())).toList();
	}

	private void addTwice(List<Begun> same) {
		List<Begun> inOrder = same.stream().sorted(Comparator.comparingLong(Begun::epoch)).toList();
		for (int i = 1; i < inOrder.size(); i++) {
			this.twice.add(new Twice(inOrder.get(i - 1), inOrder.get(i)));
		}
	}

	/** Returns how many messages no listener has begun. */
	int lost() {
		return this.lost;
	}

	int sent() {
		return this.sent;
	}

	/** Returns the messages that were begun again. */
	List<Twice> twice() {
		return this.twice;
	}

	/** Returns what was begun when the lease had ended. */
	List<Begun> late() {
		return this.late;
	}

	/** Returns what was begun against the order of its shard within one epoch. */
	List<Begun> outOfOrder() {
		Map<String, Begun> last = new HashMap<>();
		Function<Begun, String> tenure = (each) -> each.instance() + " " + each.shard() + " " + each.epoch();
		return this.begun.stream().filter((each) -> {
			Begun before = last.put(tenure.apply(each), each);
			return before != null && each.number() != before.number() + 1;
		}).toList();
	}

	@Override
	public String toString() {
		return this.sent + " messages, " + this.lost + " lost, " + this.twice.size() + " handled twice, "
				+ this.late.size() + " begun after the lease";
	}

	/**
	 * A message that was begun twice.
	 *
	 * @param first by whom first
	 * @param second by whom then
	 */
	record Twice(Begun first, Begun second) {
	}

}
