package io.discordgateway.spring.dispatch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.ShardConnectedEvent;
import io.discordgateway.spring.ShardResumedEvent;
import org.junit.jupiter.api.Test;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Lane}.
 */
class LaneTests {

	private final Deque<Runnable> executor = new ArrayDeque<>();

	private final List<ApplicationEvent> published = new ArrayList<>();

	private final GenericApplicationContext context = new GenericApplicationContext();

	private final Lane lane;

	LaneTests() {
		this.context.addApplicationListener((event) -> {
			if (!(event instanceof PayloadApplicationEvent<?>)) {
				this.published.add(event);
			}
		});
		this.context.refresh();
		this.published.clear();
		this.lane = new EventDispatcher(this.context).newLane(ShardId.SINGLE, this.executor::add, 4);
	}

	@Test
	void eventsArePublishedInOrderInOneTurn() {
		add(3);
		assertThat(this.executor).hasSize(1);
		this.executor.remove().run();
		assertThat(this.published).extracting((event) -> ((ShardResumedEvent) event).getReplayed())
			.containsExactly(0L, 1L, 2L);
		assertThat(this.lane.size()).isZero();
	}

	@Test
	void longQueueLeavesTheThreadToOthersNowAndThen() {
		add(100);
		this.executor.remove().run();
		assertThat(this.published).hasSize(64);
		assertThat(this.executor).hasSize(1);
		this.executor.remove().run();
		assertThat(this.published).hasSize(100);
		assertThat(this.executor).isEmpty();
	}

	@Test
	void laneIsFullAtItsCapacityAndHasRoomAtHalf() throws InterruptedException {
		add(4);
		assertThat(this.lane.isFull()).isTrue();
		this.executor.remove().run();
		assertThat(this.lane.isFull()).isFalse();
		this.lane.awaitRoom();
	}

	@Test
	void closedLaneLetsGoAndStillPublishes() throws InterruptedException {
		add(4);
		this.lane.close();
		this.lane.awaitRoom();
		this.lane.add(new ShardConnectedEvent(this, ShardId.SINGLE));
		this.executor.remove().run();
		assertThat(this.published).hasSize(5);
	}

	private void add(int events) {
		for (int i = 0; i < events; i++) {
			this.lane.add(new ShardResumedEvent(this, ShardId.SINGLE, i));
		}
	}

}
