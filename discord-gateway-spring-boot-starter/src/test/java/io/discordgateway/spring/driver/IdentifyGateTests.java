package io.discordgateway.spring.driver;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.discordgateway.limit.SessionStart;
import io.discordgateway.limit.SessionStartBudget;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.shard.ShardId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class IdentifyGateTests {

	private final SeededThreads threads = new SeededThreads(1);

	private final SessionStartBudget budget = new SessionStartBudget("test");

	private final List<Integer> granted = new ArrayList<>();

	private final Instant now = Instant.parse("2026-11-24T00:00:00Z");

	private final IdentifyGate gate = new IdentifyGate(2, this.budget, () -> this.now, this.threads,
			(permit, request) -> this.granted.add(permit.shard().id()));

	@Test
	void nothingIsGivenAndTheWaitIsToldWhileTheDaysBudgetIsSpent() { // R13
		this.gate.update(info(0));
		assertThat(this.gate.waiting()).as("nobody waits yet").isNull();
		request(this.gate, 0, 1);
		assertThat(this.gate.waiting()).contains("only 0 more sessions").contains("2026-11-24T04:00:00Z");
		assertThat(this.granted).isEmpty();
		this.gate.update(info(500));
		assertThat(this.gate.waiting()).isNull();
		assertThat(this.granted).containsExactly(0);
	}

	@Test
	void identifyThatIsSentCountsAgainstTheBudget() { // R12, R13
		request(this.gate, 0, 1);
		request(this.gate, 1, 1);
		assertThat(this.granted).containsExactly(0, 1);
		SessionStart start = this.gate.sent(shard(0));
		assertThat(this.budget.identifies(this.now)).containsExactly(start);
		this.gate.cancel(shard(1), 1);
		assertThat(this.budget.identifies(this.now)).hasSize(1);
	}

	@Test
	void requestThatWasGivenUpMeanwhileGetsNothing() { // R12, R43
		this.gate.announce(shard(0), 1);
		this.gate.cancel(shard(0), 1);
		this.gate.request(shard(0), 1);
		assertThat(this.granted).isEmpty();
		request(this.gate, 0, 2);
		assertThat(this.granted).containsExactly(0);
	}

	@Test
	void cancellationOfAnEarlierRequestTakesNothingBack() { // R12
		request(this.gate, 0, 2);
		this.gate.cancel(shard(0), 1);
		request(this.gate, 2, 1);
		assertThat(this.granted).as("of one bucket, and the first holds its permit").containsExactly(0);
	}

	@Test
	void errorOfOnePermitDoesNotEndTheQueue() { // R12
		List<Integer> granted = new ArrayList<>();
		IdentifyGate failing = new IdentifyGate(1, new SessionStartBudget("test"), this.threads::now, this.threads,
				(permit, request) -> {
					granted.add(permit.shard().id());
					throw new NoClassDefFoundError("on purpose");
				});
		assertThatExceptionOfType(NoClassDefFoundError.class).isThrownBy(() -> request(failing, 0, 1));
		request(failing, 1, 1);
		failing.sent(shard(0));
		this.threads.advance(Duration.ofSeconds(10));
		assertThat(granted).containsExactly(0, 1);
	}

	private static void request(IdentifyGate gate, int id, long number) {
		gate.announce(shard(id), number);
		gate.request(shard(id), number);
	}

	private static ShardId shard(int id) {
		return new ShardId(id, 4);
	}

	private static GatewayInfo info(int remaining) {
		return new GatewayInfo(GatewayUrl.of("wss://gateway.example"), 1, 2, 1000, remaining, Duration.ofHours(4));
	}

}
