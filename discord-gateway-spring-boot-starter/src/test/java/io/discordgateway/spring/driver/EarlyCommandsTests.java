package io.discordgateway.spring.driver;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.discordgateway.spring.CommandDroppedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link EarlyCommands} (R26).
 */
class EarlyCommandsTests {

	private Instant now = Instant.EPOCH;

	private final List<Runnable> answers = new ArrayList<>();

	private final List<Runnable> timers = new ArrayList<>();

	private final EarlyCommands commands = new EarlyCommands(() -> this.now, this.answers::add, (delay, task) -> {
		this.timers.add(task);
		return () -> this.timers.remove(task);
	});

	private final List<@Nullable Duration> begun = new ArrayList<>();

	@Test
	void waitsForTheShardsAndHasTheRestOfItsTime() {
		CompletableFuture<String> patient = this.commands.submit(null, this::begin);
		CompletableFuture<String> bounded = this.commands.submit(Duration.ofSeconds(5), this::begin);
		assertThat(this.begun).isEmpty();
		this.now = this.now.plusSeconds(2);
		this.commands.known(Map.of());
		assertThat(this.begun).containsExactly(null, Duration.ofSeconds(3));
		assertThat(this.timers).isEmpty();
		assertThat(List.of(patient, bounded)).noneMatch(CompletableFuture::isDone);
		answer();
		assertThat(List.of(patient, bounded)).allMatch((future) -> future.join().equals("sent"));
	}

	@Test
	void onceTheShardsAreKnownNothingWaits() {
		this.commands.known(Map.of());
		assertThat(this.commands.submit(Duration.ofSeconds(5), this::begin)).isCompletedWithValue("sent");
		assertThat(this.begun).containsExactly(Duration.ofSeconds(5));
	}

	@Test
	void whatIsNotBegunInTimeIsDropped() {
		CompletableFuture<String> first = this.commands.submit(Duration.ofSeconds(5), this::begin);
		CompletableFuture<String> second = this.commands.submit(Duration.ofSeconds(5), this::begin);
		this.now = this.now.plusSeconds(5);
		this.timers.get(0).run();
		// Its timer is late.
		this.commands.known(Map.of());
		assertThat(List.of(first, second)).noneMatch(CompletableFuture::isDone);
		answer();
		assertDropped(first, "in time");
		assertDropped(second, "in time");
		assertThat(this.begun).isEmpty();
	}

	@Test
	void theEndDropsWhatWaitsAndWhatComesLater() {
		CompletableFuture<String> waiting = this.commands.submit(null, this::begin);
		this.commands.close("The gateway was stopped");
		assertThat(waiting).isNotDone();
		answer();
		assertDropped(waiting, "stopped");
		assertDropped(this.commands.submit(null, this::begin), "stopped");
	}

	@Test
	void whatWasCancelledIsNotBegun() {
		this.commands.submit(null, this::begin).cancel(false);
		this.commands.known(Map.of());
		assertThat(this.begun).isEmpty();
	}

	@Test
	void cancellingWhatWasBegunCancelsIt() {
		CompletableFuture<String> sending = new CompletableFuture<>();
		CompletableFuture<String> result = this.commands.submit(null, (drivers, left) -> sending);
		this.commands.known(Map.of());
		result.cancel(false);
		assertThat(sending).isCancelled();
	}

	@Test
	void whatIsRefusedAtOnceFailsItsFuture() {
		CompletableFuture<String> refused = this.commands.submit(null, (drivers, left) -> {
			throw new IllegalArgumentException("twice");
		});
		this.commands.known(Map.of());
		answer();
		assertThatThrownBy(refused::join).hasCauseInstanceOf(IllegalArgumentException.class);
	}

	@Test
	void noMoreWaitThanMay() {
		for (int i = 0; i < EarlyCommands.CAPACITY; i++) {
			assertThat(this.commands.submit(null, this::begin)).isNotDone();
		}
		assertDropped(this.commands.submit(null, this::begin), "too many");
	}

	private CompletableFuture<String> begin(Map<Integer, ShardDriver> drivers, @Nullable Duration timeout) {
		this.begun.add(timeout);
		return CompletableFuture.completedFuture("sent");
	}

	private void answer() {
		List.copyOf(this.answers).forEach(Runnable::run);
	}

	private static void assertDropped(CompletableFuture<?> future, String reason) {
		assertThatThrownBy(future::join).cause()
			.isInstanceOf(CommandDroppedException.class)
			.hasMessageContaining(reason);
	}

}
