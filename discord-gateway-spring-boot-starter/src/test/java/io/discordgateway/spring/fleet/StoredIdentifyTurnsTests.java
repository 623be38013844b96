package io.discordgateway.spring.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;

import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.fleet.IdentifyTurns.Turn;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import org.springframework.integration.metadata.SimpleMetadataStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StoredIdentifyTurns}.
 */
class StoredIdentifyTurnsTests {

	private static final Instant START = Instant.parse("2026-11-30T12:00:00Z");

	private final Engine engine = new Engine();

	private final PriorityQueue<Timer> timers = new PriorityQueue<>(
			Comparator.comparing(Timer::due).thenComparing(Timer::number));

	private Instant now = START;

	private long numbers;

	private final StoredIdentifyTurns first = turns("first", Duration.ZERO);

	private final StoredIdentifyTurns second = turns("second", Duration.ofSeconds(40));

	@Test
	@DisplayName("R12: a bucket rests from when it is told that IDENTIFY was sent in it, whatever the clocks say")
	void bucketRestsAfterItsTurnWasUsed() {
		CompletableFuture<Turn> turn = take(this.first, 0);
		assertThat(turn).isCompleted();
		assertThat(turn.join().notAfter()).isEqualTo(this.now.plusSeconds(10));
		CompletableFuture<Turn> next = take(this.second, 1);
		advance(Duration.ofSeconds(4));
		assertThat(next).isNotDone();
		this.first.used(turn.join());
		advance(Duration.ofMillis(5200));
		assertThat(next).isNotDone();
		advance(Duration.ofSeconds(1));
		assertThat(next).isCompleted();
	}

	@Test
	@DisplayName("R12: a turn of whose end nobody hears ends by itself, and is rested after as if it was used last")
	void turnThatIsNotToldOfEndsByItself() {
		assertThat(take(this.first, 0)).isCompleted();
		CompletableFuture<Turn> next = take(this.second, 1);
		advance(Duration.ofSeconds(15));
		assertThat(next).isNotDone();
		advance(Duration.ofSeconds(1));
		assertThat(next).isCompleted();
	}

	@Test
	void turnThatIsGivenBackIsTheNextOnes() {
		CompletableFuture<Turn> turn = take(this.first, 0);
		CompletableFuture<Turn> next = take(this.second, 1);
		this.first.unused(turn.join());
		advance(Duration.ofMillis(500));
		assertThat(next).isCompleted();
	}

	@Test
	@DisplayName("R12: buckets do not wait for each other")
	void bucketsAreApart() {
		CompletableFuture<Turn> one = this.first.take(new ShardId(0, 4), 2, (outstanding) -> null);
		CompletableFuture<Turn> other = this.second.take(new ShardId(1, 4), 2, (outstanding) -> null);
		CompletableFuture<Turn> third = this.second.take(new ShardId(130, 200), 200, (outstanding) -> null);
		assertThat(one).isCompleted();
		assertThat(other).isCompleted();
		advance(StoredIdentifyTurns.LOOK_INTERVAL);
		assertThat(third).as("on another page").isCompleted();
		assertThat(this.engine.get("discord-gateway:1:turns:2")).contains("second");
	}

	@Test
	void whatIsLongAgoIsNotWatched() {
		CompletableFuture<Turn> turn = take(this.first, 0);
		this.first.used(turn.join());
		this.now = this.now.plus(Duration.ofMinutes(2));
		assertThat(take(this.second, 1)).isCompleted();
	}

	@Test
	@DisplayName("R13: a turn that the day's budget does not give is not taken, and turns that others have count")
	void budgetIsAskedBefore() {
		List<Integer> outstanding = new ArrayList<>();
		Instant wait = START.plusSeconds(20);
		CompletableFuture<Turn> other = this.second.take(new ShardId(1, 4), 2, (count) -> null);
		CompletableFuture<Turn> turn = this.first.take(new ShardId(0, 4), 2, (count) -> {
			outstanding.add(count);
			return this.now.isBefore(wait) ? wait : null;
		});
		advance(Duration.ofSeconds(19));
		assertThat(turn).isNotDone();
		assertThat(outstanding).containsExactly(1);
		this.second.used(other.join());
		advance(Duration.ofSeconds(2));
		assertThat(turn).isCompleted();
		assertThat(outstanding).as("its start is known by now").containsExactly(1, 0);
	}

	@Test
	@DisplayName("R13: who has lost the race for a page asks the budget again")
	void budgetIsAskedAgainAfterALostRace() {
		List<Integer> outstanding = new ArrayList<>();
		CompletableFuture<Turn> turn = this.first.take(new ShardId(0, 4), 2, (count) -> {
			outstanding.add(count);
			if (outstanding.size() == 1) {
				assertThat(this.second.take(new ShardId(1, 4), 2, (any) -> null)).isCompleted();
			}
			return null;
		});
		assertThat(turn).isNotDone();
		advance(Duration.ofSeconds(1));
		assertThat(turn).isCompleted();
		assertThat(outstanding).containsExactly(0, 1);
	}

	@Test
	void nobodyHasATurnWhileTheStoreIsAway() {
		this.engine.away = true;
		CompletableFuture<Turn> turn = take(this.first, 0);
		advance(Duration.ofMinutes(5));
		assertThat(turn).isNotDone();
		this.engine.away = false;
		advance(Duration.ofSeconds(1));
		assertThat(turn).isCompleted();
	}

	@Test
	void useThatCannotBeToldIsToldLater() {
		CompletableFuture<Turn> turn = take(this.first, 0);
		this.engine.away = true;
		this.first.used(turn.join());
		advance(Duration.ofSeconds(3));
		this.engine.away = false;
		advance(Duration.ofSeconds(1));
		assertThat(this.engine.get("discord-gateway:1:turns")).contains("\"u\"");
	}

	@Test
	void requestThatIsGivenUpGetsNoTurn() {
		CompletableFuture<Turn> turn = take(this.first, 0);
		CompletableFuture<Turn> next = take(this.second, 1);
		next.cancel(false);
		this.first.used(turn.join());
		advance(Duration.ofMinutes(1));
		assertThat(this.engine.get("discord-gateway:1:turns")).contains("first").doesNotContain("second");
		assertThat(this.timers).as("nobody looks any more").isEmpty();
	}

	@Test
	void pageOfSixtyFourBucketsFitsIntoTheUsualTable() {
		for (int shard = 0; shard < 64; shard++) {
			assertThat(turns("0123456789abcdef", Duration.ZERO).take(new ShardId(shard, 64), 64, (count) -> null))
				.isCompleted();
		}
		assertThat(this.engine.get("discord-gateway:1:turns")).hasSizeBetween(2000, 4000);
	}

	private CompletableFuture<Turn> take(StoredIdentifyTurns turns, int shard) {
		return turns.take(new ShardId(shard, 4), 1, (outstanding) -> null);
	}

	private StoredIdentifyTurns turns(String instance, Duration ahead) {
		return new StoredIdentifyTurns(this.engine, new IdentifyTurns.Setting("1", instance, Runnable::run, this::later,
				() -> this.now, () -> this.now.plus(ahead)));
	}

	private Runnable later(Duration delay, Runnable task) {
		Timer timer = new Timer(this.now.plus(delay), this.numbers++, task);
		this.timers.add(timer);
		return () -> this.timers.remove(timer);
	}

	private void advance(Duration duration) {
		Instant end = this.now.plus(duration);
		while (!this.timers.isEmpty() && !this.timers.element().due().isAfter(end)) {
			Timer next = this.timers.remove();
			this.now = next.due();
			next.task().run();
		}
		this.now = end;
	}

	private record Timer(Instant due, long number, Runnable task) {
	}

	private static final class Engine extends SimpleMetadataStore {

		private boolean away;

		@Override
		public @Nullable String get(String key) {
			if (this.away) {
				throw new IllegalStateException("on purpose");
			}
			return super.get(key);
		}

	}

}
