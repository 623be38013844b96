package io.discordgateway.spring.driver;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.discordgateway.limit.SessionStartBudget;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class IdentifyGateTests {

	private final SeededThreads threads = new SeededThreads(1);

	private final SessionStartBudget budget = new SessionStartBudget();

	private final List<Integer> granted = new ArrayList<>();

	private final Instant now = Instant.parse("2026-11-24T00:00:00Z");

	private final IdentifyGate gate = new IdentifyGate(2, this.budget, () -> this.now, this.threads, this.granted::add);

	@Test
	void nothingIsGivenAndTheWaitIsToldWhileTheDaysBudgetIsSpent() { // R13
		this.gate.update(info(0));
		assertThat(this.gate.waiting()).as("nobody waits yet").isNull();
		this.gate.request(0);
		assertThat(this.gate.waiting()).contains("only 0 more sessions").contains("2026-11-24T04:00:00Z");
		assertThat(this.gate.holds(0)).isFalse();
		this.gate.update(info(500));
		assertThat(this.gate.waiting()).isNull();
		assertThat(this.gate.holds(0)).isTrue();
		assertThat(this.granted).containsExactly(0);
	}

	@Test
	void identifyThatIsSentCountsAgainstTheBudget() { // R12, R13
		this.gate.request(0);
		this.gate.request(1);
		assertThat(this.granted).containsExactly(0, 1);
		this.gate.sent(0);
		assertThat(this.gate.holds(0)).isFalse();
		assertThat(this.gate.holds(1)).isTrue();
		assertThat(this.budget.identifies(this.now)).hasSize(1);
		this.gate.cancel(1);
		assertThat(this.gate.holds(1)).isFalse();
		assertThat(this.budget.identifies(this.now)).hasSize(1);
	}

	@Test
	void errorOfOnePermitDoesNotEndTheQueue() { // R12
		List<Integer> granted = new ArrayList<>();
		IdentifyGate failing = new IdentifyGate(1, new SessionStartBudget(), this.threads::now, this.threads,
				(shardId) -> {
					granted.add(shardId);
					throw new NoClassDefFoundError("on purpose");
				});
		assertThatExceptionOfType(NoClassDefFoundError.class).isThrownBy(() -> failing.request(0));
		failing.request(1);
		failing.sent(0);
		this.threads.advance(Duration.ofSeconds(10));
		assertThat(granted).containsExactly(0, 1);
	}

	private static GatewayInfo info(int remaining) {
		return new GatewayInfo(URI.create("wss://gateway.example"), 1, 2, 1000, remaining, Duration.ofHours(4));
	}

}
