package io.discordgateway.spring.fleet;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.integration.metadata.SimpleMetadataStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FleetRoster}.
 */
class FleetRosterTests {

	private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

	private final Engine engine = new Engine();

	private final FleetRoster roster = new FleetRoster(this.engine, "1");

	@Test
	void instanceIsReadAsItWasWritten() {
		FleetMember first = member("a", 1, NOW.plusSeconds(30), 3, 0, 1, 2, 7);
		FleetMember second = member("b", 1, NOW.plusSeconds(30), null);
		this.roster.write(first, NOW);
		this.roster.write(second, NOW);
		assertThat(this.roster.read(NOW)).containsExactly(first, second);
		FleetMember later = member("a", 2, NOW.plusSeconds(60), null, 5);
		this.roster.write(later, NOW);
		assertThat(this.roster.read(NOW)).containsExactlyInAnyOrder(later, second);
		this.roster.remove("a");
		assertThat(this.roster.read(NOW)).containsExactly(second);
		assertThat(new FleetRoster(this.engine, "2").read(NOW)).as("another bot").isEmpty();
	}

	@Test
	void instanceThatIsNotHeardOfIsDead() {
		this.roster.write(member("a", 1, NOW.plusSeconds(30), null, 1), NOW);
		assertThat(this.roster.read(NOW.plusSeconds(30))).hasSize(1);
		assertThat(this.roster.read(NOW.plusSeconds(31))).isEmpty();
	}

	@Test
	void manyInstancesAreOnPagesOfBoundedLengthThatAreUsedAgain() {
		SplittableRandom random = new SplittableRandom(1);
		Map<String, FleetMember> expected = new HashMap<>();
		for (int round = 0; round < 120; round++) {
			Instant now = NOW.plusSeconds(round);
			String id = "%016x".formatted(random.nextInt(100));
			Integer[] shards = random.ints(random.nextInt(60), 0, 10_000).boxed().toArray(Integer[]::new);
			FleetMember member = new FleetMember(id, round + 1, now.plusSeconds(5000), 10_000, 1000,
					new TreeSet<>(java.util.Arrays.asList(shards)), null);
			this.roster.write(member, now);
			expected.put(id, member);
		}
		assertThat(this.roster.read(NOW)).containsExactlyInAnyOrderElementsOf(expected.values());
		assertThat(this.engine.longest).isLessThanOrEqualTo(4000);
		assertThat(this.engine.pages()).isBetween(3L, 16L);
		this.roster.write(member("new", 1, NOW.plusSeconds(9000), null), NOW.plusSeconds(8000));
		assertThat(this.roster.read(NOW.plusSeconds(8000))).extracting(FleetMember::id).containsExactly("new");
	}

	@Test
	void writersAtTheSameMomentAreAllHeard() {
		this.engine.disturbance = () -> {
			this.engine.disturbance = null;
			this.roster.write(member("b", 1, NOW.plusSeconds(30), null), NOW);
		};
		this.roster.write(member("a", 1, NOW.plusSeconds(30), null), NOW);
		assertThat(this.roster.read(NOW)).extracting(FleetMember::id).containsExactlyInAnyOrder("a", "b");
	}

	@Test
	void pageOfAnotherKindIsWrittenAnew() {
		this.engine.put("discord-gateway:1:fleet", "{not a page");
		assertThat(this.roster.read(NOW)).isEmpty();
		FleetMember member = member("a", 1, NOW.plusSeconds(30), null);
		this.roster.write(member, NOW);
		Collection<FleetMember> read = this.roster.read(NOW);
		assertThat(read).containsExactly(member);
	}

	@Test
	void shardsAreRangesOrBits() {
		assertThat(FleetRoster.writeShards(new TreeSet<>())).isEmpty();
		TreeSet<Integer> ranges = new TreeSet<>(java.util.List.of(0, 1, 2, 5, 9, 10));
		assertThat(FleetRoster.writeShards(ranges)).isEqualTo("0-2,5,9-10");
		assertThat(FleetRoster.readShards("0-2,5,9-10")).isEqualTo(ranges);
		TreeSet<Integer> even = new TreeSet<>(IntStream.range(0, 8000).map((i) -> 2 * i).boxed().toList());
		String bits = FleetRoster.writeShards(even);
		assertThat(bits).hasSizeLessThan(3000);
		assertThat(FleetRoster.readShards(bits)).isEqualTo(even);
	}

	private static FleetMember member(String id, long version, Instant until, @Nullable Integer asked,
			Integer... shards) {
		return new FleetMember(id, version, until, 16, 8, new TreeSet<>(java.util.Arrays.asList(shards)), asked);
	}

	/** A store in which something may happen between a read and a write. */
	private static final class Engine extends SimpleMetadataStore {

		private int longest;

		private @Nullable Runnable disturbance;

		private long pages() {
			return IntStream.iterate(0, (page) -> get(FleetKeys.page("1", "fleet", page)) != null, (page) -> page + 1)
				.count();
		}

		@Override
		public boolean replace(String key, String oldValue, String newValue) {
			disturb();
			this.longest = Math.max(this.longest, newValue.length());
			return super.replace(key, oldValue, newValue);
		}

		@Override
		public @Nullable String putIfAbsent(String key, String value) {
			disturb();
			this.longest = Math.max(this.longest, value.length());
			return super.putIfAbsent(key, value);
		}

		private void disturb() {
			if (this.disturbance != null) {
				this.disturbance.run();
			}
		}

	}

}
