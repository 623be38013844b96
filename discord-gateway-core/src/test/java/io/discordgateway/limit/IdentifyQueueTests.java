package io.discordgateway.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class IdentifyQueueTests {

	private Instant now = Instant.parse("2026-11-24T00:00:00Z");

	@Test
	void oneShardAtATimeWithoutConcurrency() { // R12
		IdentifyQueue queue = new IdentifyQueue(1);
		queue.request(1);
		queue.request(0);
		assertThat(queue.poll(this.now)).containsExactly(0);
		assertThat(queue.poll(this.now.plusSeconds(60))).as("the permit is held until IDENTIFY is sent").isEmpty();
		assertThat(queue.nextDeadline()).isNull();
		this.now = this.now.plusSeconds(60);
		queue.sent(0, this.now);
		assertThat(queue.nextDeadline()).isAfterOrEqualTo(this.now.plusSeconds(5));
		assertThat(queue.poll(this.now.plusSeconds(5))).isEmpty();
		assertThat(queue.poll(queue.nextDeadline())).containsExactly(1);
	}

	@Test
	void bucketsStartInOrderAndRestFromTheTimeOfSending() { // R12
		IdentifyQueue queue = new IdentifyQueue(16);
		for (int shard = 63; shard >= 0; shard--) {
			queue.request(shard);
		}
		Map<Integer, Instant> lastOfBucket = new HashMap<>();
		List<Integer> order = new ArrayList<>();
		while (order.size() < 64) {
			for (int shard : queue.poll(this.now)) {
				order.add(shard);
				queue.sent(shard, this.now);
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
		queue.request(3);
		queue.request(17);
		queue.request(20);
		assertThat(queue.poll(this.now)).as("17 is in a later round").containsExactly(3);
		assertThat(queue.poll(this.now)).as("3 has not identified yet").isEmpty();
		assertThat(queue.nextDeadline()).isNull();
		queue.request(2);
		assertThat(queue.poll(this.now)).containsExactly(2);
		queue.sent(3, this.now);
		assertThat(queue.poll(this.now)).isEmpty();
		queue.cancel(2);
		assertThat(queue.poll(this.now)).containsExactly(17, 20);
	}

	@Test
	void shardThatComesBackIsBeforeLaterRoundsAndWaitsForItsBucket() { // R12
		IdentifyQueue queue = new IdentifyQueue(2);
		queue.request(0);
		queue.request(3);
		assertThat(queue.poll(this.now)).containsExactly(0);
		queue.sent(0, this.now);
		queue.request(0);
		assertThat(queue.poll(this.now)).isEmpty();
		assertThat(queue.nextDeadline()).isEqualTo(this.now.plusMillis(5250));
		assertThat(queue.poll(this.now.plusMillis(5249))).isEmpty();
		assertThat(queue.poll(this.now.plusMillis(5250))).containsExactly(0);
	}

	@Test
	void nextDeadlineIsThatOfTheBucketThatIsFreeFirst() { // R12
		IdentifyQueue queue = new IdentifyQueue(3);
		for (int shard : new int[] { 0, 1, 2 }) {
			queue.request(shard);
		}
		queue.poll(this.now);
		queue.sent(0, this.now.plusSeconds(2));
		queue.sent(1, this.now.plusSeconds(1));
		queue.sent(2, this.now.plusSeconds(3));
		for (int shard : new int[] { 0, 1, 2 }) {
			queue.request(shard);
		}
		assertThat(queue.nextDeadline()).isEqualTo(this.now.plusMillis(6250));
	}

	@Test
	void permitsNeverExceedTheBudget() { // R12, R13
		SessionStartBudget budget = new SessionStartBudget();
		budget.update(1000, 110, Duration.ofHours(3), this.now);
		IdentifyQueue queue = new IdentifyQueue(16, budget);
		for (int shard = 0; shard < 16; shard++) {
			queue.request(shard);
		}
		List<Integer> first = queue.poll(this.now);
		assertThat(first).as("down to the last tenth").hasSize(10);
		assertThat(queue.budgetWait()).isAfter(this.now);
		first.forEach((shard) -> queue.sent(shard, this.now));
		assertThat(budget.remaining(this.now)).isEqualTo(100);
		List<Instant> slow = new ArrayList<>();
		while (slow.size() < 6) {
			for (int shard : queue.poll(this.now)) {
				slow.add(this.now);
				queue.sent(shard, this.now);
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
		SessionStartBudget budget = new SessionStartBudget();
		budget.update(1000, 0, Duration.ofHours(3), this.now);
		IdentifyQueue queue = new IdentifyQueue(1, budget);
		queue.request(0);
		assertThat(queue.poll(this.now)).isEmpty();
		Instant reset = this.now.plus(Duration.ofHours(3));
		assertThat(queue.nextDeadline()).isEqualTo(reset);
		assertThat(queue.budgetWait()).isEqualTo(reset);
		assertThat(queue.poll(reset)).containsExactly(0);
		assertThat(queue.budgetWait()).isNull();
	}

	@Test
	void cancelledShardIsSkippedAndItsPermitGoesOn() { // R12
		IdentifyQueue queue = new IdentifyQueue(1);
		queue.request(0);
		queue.request(1);
		queue.request(2);
		queue.cancel(1);
		assertThat(queue.poll(this.now)).containsExactly(0);
		queue.request(0);
		queue.cancel(0);
		assertThat(queue.poll(this.now)).containsExactly(2);
	}

	@Test
	void permitIsHeldUntilItIsUsedOrGivenBack() { // R12
		IdentifyQueue queue = new IdentifyQueue(1);
		queue.request(0);
		assertThat(queue.holds(0)).as("waiting").isFalse();
		queue.poll(this.now);
		assertThat(queue.holds(0)).isTrue();
		assertThat(queue.holds(1)).isFalse();
		queue.cancel(0);
		assertThat(queue.holds(0)).as("given back").isFalse();
		queue.request(0);
		queue.poll(this.now);
		queue.sent(0, this.now);
		assertThat(queue.holds(0)).as("used").isFalse();
	}

	@Test
	void concurrencyBelowOneIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new IdentifyQueue(0));
	}

}
