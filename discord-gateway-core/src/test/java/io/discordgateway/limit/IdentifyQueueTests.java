package io.discordgateway.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.discordgateway.shard.ShardId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class IdentifyQueueTests {

	private Instant now = Instant.parse("2026-11-24T00:00:00Z");

	@Test
	void oneShardAtATimeWithoutConcurrency() { // R12
		IdentifyQueue queue = new IdentifyQueue(1);
		queue.request(shard(1));
		queue.request(shard(0));
		assertThat(poll(queue, this.now)).containsExactly(0);
		assertThat(poll(queue, this.now.plusSeconds(60))).as("the permit is held until IDENTIFY is sent").isEmpty();
		assertThat(queue.nextDeadline()).isNull();
		this.now = this.now.plusSeconds(60);
		queue.sent(shard(0), this.now);
		assertThat(queue.nextDeadline()).as("3 s before its time").isEqualTo(this.now.plusMillis(2250));
		assertThat(queue.poll(this.now.plusMillis(2249))).isEmpty();
		assertThat(queue.poll(queue.nextDeadline()))
			.containsExactly(new IdentifyQueue.Permit(shard(1), this.now.plusMillis(5250)));
	}

	@Test
	void queueThatFollowsAnotherRestsAsThatOneDid() { // R12
		SessionStartBudget budget = new SessionStartBudget("test");
		new IdentifyQueue(16, budget).sent(shard(3), this.now);
		IdentifyQueue next = new IdentifyQueue(2, budget);
		next.request(shard(0));
		next.request(shard(1));
		assertThat(poll(next, this.now.plusSeconds(2))).as("nobody knows which bucket it was").isEmpty();
		assertThat(next.nextDeadline()).isEqualTo(this.now.plusMillis(2250));
		assertThat(next.poll(next.nextDeadline())).extracting(IdentifyQueue.Permit::notBefore)
			.containsExactly(this.now.plusMillis(5250), this.now.plusMillis(5250));
		IdentifyQueue later = new IdentifyQueue(2, budget);
		later.request(shard(0));
		assertThat(later.poll(this.now.plusSeconds(6))).extracting(IdentifyQueue.Permit::notBefore)
			.containsExactly(this.now.plusSeconds(6));
		assertThat(later.nextDeadline()).isNull();
	}

	@Test
	void identifyOfAnotherProcessLetsAllBucketsRest() { // R12
		IdentifyQueue queue = new IdentifyQueue(2);
		queue.sent(shard(0), this.now);
		queue.sentElsewhere(this.now.plusSeconds(1), this.now.plusSeconds(2));
		queue.sentElsewhere(this.now.minusSeconds(60), this.now.plusSeconds(2));
		queue.request(shard(0));
		queue.request(shard(1));
		assertThat(poll(queue, this.now.plusSeconds(2))).isEmpty();
		assertThat(queue.nextDeadline()).isEqualTo(this.now.plusMillis(3250));
		assertThat(queue.poll(this.now.plusMillis(3250))).extracting(IdentifyQueue.Permit::notBefore)
			.containsExactly(this.now.plusMillis(6250), this.now.plusMillis(6250));
	}

	@Test
	void identifyThatIsStillToComeByAnotherClockHappenedJustNow() { // R12
		IdentifyQueue queue = new IdentifyQueue(1);
		queue.sentElsewhere(this.now.plus(Duration.ofHours(1)), this.now);
		queue.request(shard(0));
		assertThat(poll(queue, this.now)).isEmpty();
		assertThat(queue.nextDeadline()).isEqualTo(this.now.plusMillis(2250));
	}

	@Test
	void bucketsStartInOrderAndRestFromTheTimeOfSending() { // R12
		IdentifyQueue queue = new IdentifyQueue(16);
		for (int shard = 63; shard >= 0; shard--) {
			queue.request(shard(shard));
		}
		Map<Integer, Instant> lastOfBucket = new HashMap<>();
		List<Integer> order = new ArrayList<>();
		while (order.size() < 64) {
			for (IdentifyQueue.Permit permit : queue.poll(this.now)) {
				int shard = permit.shard().id();
				order.add(shard);
				this.now = permit.notBefore();
				queue.sent(permit.shard(), this.now);
				Instant last = lastOfBucket.put(shard % 16, this.now);
				assertThat(last == null || Duration.between(last, this.now).compareTo(Duration.ofSeconds(5)) >= 0)
					.isTrue();
			}
			if (queue.nextDeadline() != null) {
				this.now = queue.nextDeadline();
			}
		}
		assertThat(order).isSorted().hasSize(64);
	}

	@Test
	void laterRoundWaitsUntilTheEarlierIsOver() { // R12
		IdentifyQueue queue = new IdentifyQueue(16);
		queue.request(shard(3));
		queue.request(shard(17));
		queue.request(shard(20));
		assertThat(poll(queue, this.now)).as("17 is in a later round").containsExactly(3);
		assertThat(poll(queue, this.now)).as("3 has not identified yet").isEmpty();
		assertThat(queue.nextDeadline()).isNull();
		queue.request(shard(2));
		assertThat(poll(queue, this.now)).containsExactly(2);
		queue.sent(shard(3), this.now);
		assertThat(poll(queue, this.now)).isEmpty();
		queue.cancel(shard(2));
		assertThat(poll(queue, this.now)).containsExactly(17, 20);
	}

	@Test
	void shardThatComesBackIsBeforeLaterRoundsAndWaitsForItsBucket() { // R12
		IdentifyQueue queue = new IdentifyQueue(2);
		queue.request(shard(0));
		queue.request(shard(3));
		assertThat(poll(queue, this.now)).containsExactly(0);
		queue.sent(shard(0), this.now);
		queue.request(shard(0));
		assertThat(poll(queue, this.now)).isEmpty();
		assertThat(queue.nextDeadline()).isEqualTo(this.now.plusMillis(2250));
		assertThat(poll(queue, this.now.plusMillis(2249))).isEmpty();
		assertThat(poll(queue, this.now.plusMillis(2250))).containsExactly(0);
	}

	@Test
	void nextDeadlineIsThatOfTheBucketThatIsFreeFirst() { // R12
		IdentifyQueue queue = new IdentifyQueue(3);
		for (int shard : new int[] { 0, 1, 2 }) {
			queue.request(shard(shard));
		}
		poll(queue, this.now);
		queue.sent(shard(0), this.now.plusSeconds(2));
		queue.sent(shard(1), this.now.plusSeconds(1));
		queue.sent(shard(2), this.now.plusSeconds(3));
		for (int shard : new int[] { 0, 1, 2 }) {
			queue.request(shard(shard));
		}
		assertThat(queue.nextDeadline()).isEqualTo(this.now.plusMillis(3250));
	}

	@Test
	void permitsNeverExceedTheBudget() { // R12, R13
		SessionStartBudget budget = new SessionStartBudget("test");
		budget.update(1000, 110, Duration.ofHours(3), this.now);
		IdentifyQueue queue = new IdentifyQueue(16, budget);
		for (int shard = 0; shard < 16; shard++) {
			queue.request(shard(shard));
		}
		List<Integer> first = poll(queue, this.now);
		assertThat(first).as("down to the last tenth").hasSize(10);
		assertThat(queue.budgetWait()).isAfter(this.now);
		first.forEach((shard) -> queue.sent(shard(shard), this.now));
		assertThat(budget.remaining(this.now)).isEqualTo(100);
		List<Instant> slow = new ArrayList<>();
		while (slow.size() < 6) {
			for (int shard : poll(queue, this.now)) {
				slow.add(this.now);
				queue.sent(shard(shard), this.now);
			}
			if (queue.nextDeadline() != null) {
				this.now = queue.nextDeadline();
			}
		}
		for (int i = 1; i < slow.size(); i++) {
			assertThat(Duration.between(slow.get(i - 1), slow.get(i))).isEqualTo(SessionStartBudget.SLOW_INTERVAL);
		}
		assertThat(queue.budgetWait()).as("nobody waits any more").isNull();
	}

	@Test
	void nothingIsGivenAtBudgetZero() { // R13
		SessionStartBudget budget = new SessionStartBudget("test");
		budget.update(1000, 0, Duration.ofHours(3), this.now);
		IdentifyQueue queue = new IdentifyQueue(1, budget);
		queue.request(shard(0));
		assertThat(poll(queue, this.now)).isEmpty();
		Instant reset = this.now.plus(Duration.ofHours(3));
		assertThat(queue.nextDeadline()).isEqualTo(reset);
		assertThat(queue.budgetWait()).isEqualTo(reset);
		assertThat(poll(queue, reset)).containsExactly(0);
		assertThat(queue.budgetWait()).isNull();
	}

	@Test
	void cancelledShardIsSkippedAndItsPermitGoesOn() { // R12
		IdentifyQueue queue = new IdentifyQueue(1);
		queue.request(shard(0));
		queue.request(shard(1));
		queue.request(shard(2));
		queue.cancel(shard(1));
		assertThat(poll(queue, this.now)).containsExactly(0);
		queue.request(shard(0));
		queue.cancel(shard(0));
		assertThat(poll(queue, this.now)).containsExactly(2);
	}

	@Test
	void permitIsHeldUntilItIsUsedOrGivenBack() { // R12
		IdentifyQueue queue = new IdentifyQueue(1);
		queue.request(shard(0));
		assertThat(queue.holds(shard(0))).as("waiting").isFalse();
		poll(queue, this.now);
		assertThat(queue.holds(shard(0))).isTrue();
		assertThat(queue.holds(shard(1))).isFalse();
		queue.cancel(shard(0));
		assertThat(queue.holds(shard(0))).as("given back").isFalse();
		queue.request(shard(0));
		poll(queue, this.now);
		queue.sent(shard(0), this.now);
		assertThat(queue.holds(shard(0))).as("used").isFalse();
	}

	@Test
	void shardsOfDifferentTotalsDoNotStandInEachOthersPlace() { // R12, R38
		IdentifyQueue queue = new IdentifyQueue(1);
		ShardId old = new ShardId(0, 1);
		ShardId young = new ShardId(0, 2);
		queue.request(old);
		queue.request(young);
		assertThat(queue.poll(this.now)).extracting(IdentifyQueue.Permit::shard).containsExactly(old);
		queue.request(young);
		assertThat(queue.holds(young)).isFalse();
		queue.sent(old, this.now);
		assertThat(queue.poll(queue.nextDeadline())).as("one bucket, whatever the total")
			.containsExactly(new IdentifyQueue.Permit(young, this.now.plusMillis(5250)));
	}

	@Test
	void roundsOfDifferentTotalsAreApart() { // R12, R38
		IdentifyQueue queue = new IdentifyQueue(16);
		queue.request(new ShardId(3, 64));
		queue.request(new ShardId(20, 32));
		queue.request(new ShardId(21, 64));
		assertThat(queue.poll(this.now)).extracting(IdentifyQueue.Permit::shard)
			.containsExactly(new ShardId(20, 32), new ShardId(3, 64));
	}

	private static ShardId shard(int id) {
		return new ShardId(id, 64);
	}

	private static List<Integer> poll(IdentifyQueue queue, Instant now) {
		return queue.poll(now).stream().map((permit) -> permit.shard().id()).toList();
	}

	@Test
	void concurrencyBelowOneIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new IdentifyQueue(0));
	}

}
