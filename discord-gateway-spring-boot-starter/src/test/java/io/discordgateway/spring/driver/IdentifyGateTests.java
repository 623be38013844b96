package io.discordgateway.spring.driver;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.discordgateway.limit.SessionStart;
import io.discordgateway.limit.SessionStartBudget;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.fleet.IdentifyTurns;
import io.discordgateway.spring.fleet.IdentifyTurns.Turn;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class IdentifyGateTests {

	private final SeededThreads threads = new SeededThreads(1);

	private final SessionStartBudget budget = new SessionStartBudget("test");

	private final List<Integer> granted = new ArrayList<>();

	private final Instant now = Instant.parse("2026-11-24T00:00:00Z");

	private final IdentifyGate gate = new IdentifyGate(2, this.budget, () -> this.now, this.threads,
			(permit, request) -> this.granted.add(permit.shard().id()), null);

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
				}, null);
		assertThatExceptionOfType(NoClassDefFoundError.class).isThrownBy(() -> request(failing, 0, 1));
		request(failing, 1, 1);
		failing.sent(shard(0));
		this.threads.advance(Duration.ofSeconds(10));
		assertThat(granted).containsExactly(0, 1);
	}

	@Test
	void permitOfAnIdentifyThatIsNotSentIsGivenBack() { // R12, R49
		request(this.gate, 0, 1);
		this.gate.notSent(shard(0));
		request(this.gate, 2, 1);
		assertThat(this.granted).as("of one bucket").containsExactly(0, 2);
		this.gate.notSent(shard(2));
		request(this.gate, 0, 2);
		assertThat(this.granted).containsExactly(0, 2, 0);
	}

	@Test
	void permitIsHandedOnWhenTheTurnAmongAllInstancesIsTaken() { // R12
		Turns turns = new Turns();
		IdentifyGate shared = shared(turns, List.of());
		request(shared, 0, 1);
		assertThat(this.granted).isEmpty();
		assertThat(shared.isTurnOf(shard(0))).isFalse();
		Turn turn = turns.give(this.now, this.now.plusSeconds(10));
		assertThat(this.granted).containsExactly(0);
		assertThat(shared.isTurnOf(shard(0))).isTrue();
		SessionStart start = shared.sent(shard(0));
		assertThat(turns.used).as("not before others can know of the start").isEmpty();
		shared.saved(start);
		assertThat(turns.used).containsExactly(turn);
		assertThat(shared.isTurnOf(shard(0))).isFalse();
	}

	@Test
	void turnThatIsOverIsNobodys() { // R12
		Turns turns = new Turns();
		IdentifyGate shared = shared(turns, List.of());
		request(shared, 0, 1);
		Turn turn = turns.give(this.now.minusSeconds(11), this.now.minusSeconds(1));
		assertThat(shared.isTurnOf(shard(0))).isFalse();
		shared.notSent(shard(0));
		assertThat(turns.unused).containsExactly(turn);
	}

	@Test
	void requestThatIsGivenUpGivesUpItsTurn() { // R12
		Turns turns = new Turns();
		IdentifyGate shared = shared(turns, List.of());
		request(shared, 0, 1);
		shared.cancel(shard(0), 1);
		assertThat(turns.taken).isCancelled();
		request(shared, 0, 2);
		Turn turn = turns.give(this.now, this.now.plusSeconds(10));
		shared.cancel(shard(0), 2);
		assertThat(turns.unused).containsExactly(turn);
	}

	@Test
	void startsOfAllInstancesAndTheirTurnsCountAgainstTheBudget() { // R13
		Turns turns = new Turns();
		List<SessionStart> starts = new ArrayList<>();
		for (int i = 0; i < 898; i++) {
			starts.add(new SessionStart("other-" + i, this.now.minusSeconds(1000)));
		}
		IdentifyGate shared = shared(turns, starts);
		request(shared, 0, 1);
		assertThat(turns.budget().waitUntil(1)).isNull();
		assertThat(turns.budget().waitUntil(2)).isNotNull();
		assertThat(shared.waiting()).contains("only 102 more sessions");
		starts.clear();
		assertThat(turns.budget().waitUntil(0)).isNull();
		assertThat(shared.waiting()).isNull();
	}

	private IdentifyGate shared(Turns turns, List<SessionStart> starts) {
		return new IdentifyGate(2, this.budget, () -> this.now, this.threads,
				(permit, request) -> this.granted.add(permit.shard().id()),
				new IdentifyGate.Shared(turns, () -> List.copyOf(starts)));
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

	/** Turns that a test gives. */
	private static final class Turns implements IdentifyTurns {

		private final List<Turn> used = new ArrayList<>();

		private final List<Turn> unused = new ArrayList<>();

		private CompletableFuture<Turn> taken = new CompletableFuture<>();

		private @Nullable Budget budget;

		private Budget budget() {
			return Objects.requireNonNull(this.budget);
		}

		private Turn give(Instant notBefore, Instant notAfter) {
			Turn turn = new Turn(shard(0), notBefore, notAfter);
			this.taken.complete(turn);
			return turn;
		}

		@Override
		public CompletableFuture<Turn> take(ShardId shard, int maxConcurrency, Budget budget) {
			this.budget = budget;
			this.taken = new CompletableFuture<>();
			return this.taken;
		}

		@Override
		public void used(Turn turn) {
			this.used.add(turn);
		}

		@Override
		public void unused(Turn turn) {
			this.unused.add(turn);
		}

	}

}
