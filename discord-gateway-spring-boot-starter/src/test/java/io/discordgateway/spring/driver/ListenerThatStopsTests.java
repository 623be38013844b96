package io.discordgateway.spring.driver;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import io.discordgateway.spring.dispatch.Ordering;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a listener that stops the gateway and waits for that.
 */
class ListenerThatStopsTests {

	private static final int SEEDS = 30;

	@ParameterizedTest
	@EnumSource
	void itsEventIsDoneAtOnceAndWhatIsBehindIsHandled(Ordering ordering) {
		Seeds.run(SEEDS, (seed) -> {
			SeededThreads threads = new SeededThreads(seed, 1);
			AtomicReference<SimulatedBot> self = new AtomicReference<>();
			AtomicReference<CompletableFuture<Void>> end = new AtomicReference<>();
			SimulatedBot bot = SimulatedBot.on(threads).ordering(ordering).listener((event) -> {
				if (event.name().equals("MESSAGE_CREATE") && event.sequence() == 2) {
					Thread caller = Thread.currentThread();
					end.set(self.get().run.close(Duration.ofSeconds(30)));
					self.get().run.letGo((thread) -> thread == caller);
					threads.await(end.get()::isDone);
				}
			}).build();
			self.set(bot);
			bot.connect();
			Instant begun = threads.now();
			for (int i = 0; i < 5; i++) {
				bot.message(0);
			}
			threads.settle();
			assertThat(end.get()).isCompleted();
			assertThat(threads.now()).isEqualTo(begun);
			assertThat(bot.heard).contains("0:2");
			long done = bot.heard.size();
			assertThat(Objects.requireNonNull(bot.driver(0).lane().resumePoint()).sequence()).isEqualTo(done);
			assertThat(bot.gateway.violations()).isEmpty();
			assertThat(threads.failures()).isEmpty();
		});
	}

}
