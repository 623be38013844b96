package io.discordgateway.spring.driver;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.discordgateway.limit.SessionStartBudget;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a gateway that is stopped and started again in its process.
 */
class StartedAgainTests {

	private static final int SEEDS = 20;

	@Test
	@DisplayName("R12: a gateway that is started again at once identifies 5 s after the last IDENTIFY before")
	void identifyWaitsForTheOneBeforeTheStop() {
		Seeds.run(SEEDS, (seed) -> {
			SeededThreads threads = new SeededThreads(seed);
			SimulatedGateway gateway = new SimulatedGateway(threads, Duration.ofMillis(41_250));
			SessionStartBudget budget = new SessionStartBudget("bot");
			SimulatedBot before = start(threads, gateway, budget);
			threads.advance(Duration.ofSeconds(1));
			assertThat(before.isConnected()).isTrue();
			CompletableFuture<Void> stopped = before.run.close(Duration.ofSeconds(20));
			threads.advance(Duration.ofSeconds(1));
			assertThat(stopped).isCompleted();
			SimulatedBot again = start(threads, gateway, budget);
			threads.advance(Duration.ofSeconds(3));
			assertThat(gateway.identified()).hasSize(1);
			threads.advance(Duration.ofSeconds(2));
			assertThat(again.isConnected()).isTrue();
			assertThat(gateway.identified()).hasSize(2);
			assertThat(gateway.violations()).isEmpty();
		});
	}

	private static SimulatedBot start(SeededThreads threads, SimulatedGateway gateway, SessionStartBudget budget) {
		SimulatedBot bot = SimulatedBot.on(threads)
			.process(new FreezableProcess(threads, gateway))
			.keepSession(false)
			.budget(budget)
			.build();
		CompletableFuture<Void> unused = bot.run.open();
		return bot;
	}

}
