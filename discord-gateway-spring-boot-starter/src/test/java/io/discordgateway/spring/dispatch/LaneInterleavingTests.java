package io.discordgateway.spring.dispatch;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;

import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.DispatchAcknowledgment;
import io.discordgateway.spring.DispatchErrorHandler.Decision;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.driver.Interleavings;
import org.junit.jupiter.api.Test;

import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Lane} between all who call it: a driver, threads of listeners, one
 * that acknowledges, one that saves, one that ends it.
 */
class LaneInterleavingTests {

	private static final int ORDERS = 400;

	private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

	private static final Class<?>[] SUBJECTS = { Lane.class, LaneSession.class, Track.class, Delivery.class,
			Delivery.Acknowledgment.class };

	/**
	 * Made by hand, each of these fails: an acknowledgment that does not take the lane's
	 * lock; an event that is done when its listeners have returned, whatever they
	 * deferred; a barrier that does not wait for what is before it; an event that is done
	 * and wakes nobody; a wait that is looked at and registered without the lock; events
	 * that are handed over while others are added, and forgotten.
	 */
	@Test
	void inWhateverOrderThreadsGoOnTheWatermarkFollowsAndNobodyIsStuck() {
		Interleavings.explore(ORDERS, Everyday.class, SUBJECTS);
	}

	/**
	 * Made by hand, each of these fails: a listener that returns after its thread was let
	 * go of, and is counted; a track on which nobody goes on then.
	 */
	@Test
	void inWhateverOrderThreadsGoOnOneThatIsLetGoOfHoldsUpNothing() {
		Interleavings.explore(ORDERS, LettingGo.class, SUBJECTS);
	}

	/**
	 * Made by hand, each of these fails: an acknowledgment that a frozen lane hears; an
	 * event that comes to a frozen lane, is not taken, and counts as received.
	 */
	@Test
	void inWhateverOrderThreadsGoOnNothingBecomesDoneOnceTheLaneIsFrozen() {
		Interleavings.explore(ORDERS, Freezing.class, SUBJECTS);
	}

	private static EventDispatcher dispatcher() {
		GenericApplicationContext context = new GenericApplicationContext();
		context.addApplicationListener((event) -> {
			if (event instanceof DispatchEvent<?> dispatch && dispatch.getSource() instanceof BusyLane lane) {
				lane.hear(dispatch);
			}
		});
		context.refresh();
		return new EventDispatcher(context);
	}

	/** A lane, and what all around it have seen. */
	abstract static class BusyLane implements Interleavings.Scenario {

		private static final EventDispatcher DISPATCHER = dispatcher();

		final Queue<Runnable> executor = new ArrayDeque<>();

		final Lane lane = DISPATCHER.newLane(ShardId.SINGLE, this.executor::add, (delay, task) -> () -> {
		}, () -> NOW, new LaneOptions(Ordering.GUILD, 2, 1_000_000, Duration.ofMinutes(5),
				(event, failure, attempt) -> Decision.done()));

		final List<Long> begun = new ArrayList<>();

		private final List<Long> returned = new ArrayList<>();

		private final List<Long> done = new ArrayList<>();

		private final Queue<Runnable> acknowledgments = new ArrayDeque<>();

		private final List<CompletableFuture<Void>> waits = new ArrayList<>();

		/* What the driver has added and not counted as received. */
		long adding;

		final List<String> violations = new ArrayList<>();

		BusyLane() {
			this.lane.session(new ResumePoint("s", GatewayUrl.of("wss://resume.example"), 0, ShardId.SINGLE));
		}

		void add(long sequence, String name, String guild) {
			this.adding = sequence;
			byte[] data = ("{\"guild_id\":\"" + guild + "\"}").getBytes(StandardCharsets.UTF_8);
			this.lane.add(this, new ShardEvent.Dispatched(name, sequence, false, data));
			this.lane.received(sequence);
			this.adding = 0;
		}

		void work() {
			Runnable turn = this.executor.poll();
			if (turn != null) {
				turn.run();
			}
		}

		private void hear(DispatchEvent<?> event) {
			long sequence = event.sequence();
			this.begun.add(sequence);
			if (event.name().equals("RESUMED")
					&& !this.returned.containsAll(LongStream.range(1, sequence).boxed().toList())) {
				this.violations.add("a barrier has begun before what is before it had ended");
			}
			Interleavings.pause();
			if (sequence == 2) {
				DispatchAcknowledgment acknowledgment = event.defer();
				this.acknowledgments.add(() -> {
					this.done.add(sequence);
					acknowledgment.acknowledge();
				});
			}
			else {
				this.done.add(sequence);
			}
			this.returned.add(sequence);
		}

		/** Works as long as there is something to come. */
		void workUntilAllHaveReturned(int events) {
			while (this.returned.size() < events) {
				Interleavings.await(() -> !this.executor.isEmpty() || this.returned.size() >= events);
				work();
			}
		}

		void awaitReturned(int events) {
			Interleavings.await(() -> this.returned.size() >= events);
		}

		void awaitDeferred() {
			Interleavings.await(() -> !this.acknowledgments.isEmpty());
		}

		void acknowledge() {
			Runnable acknowledgment = this.acknowledgments.poll();
			if (acknowledgment != null) {
				acknowledgment.run();
			}
		}

		void await(CompletableFuture<Void> future) {
			this.waits.add(future);
		}

		long watermark() {
			return Objects.requireNonNull(this.lane.resumePoint()).sequence();
		}

		/** Looks as who saves does. */
		void look() {
			long watermark = watermark();
			if (!this.done.containsAll(LongStream.rangeClosed(1, watermark).boxed().toList())) {
				this.violations.add("the watermark was " + watermark + " when this was done: " + this.done);
			}
		}

		void finish() {
			while (!this.executor.isEmpty() || !this.acknowledgments.isEmpty()) {
				work();
				acknowledge();
			}
		}

		void checkAllIsDone(long last) {
			finish();
			assertThat(this.violations).isEmpty();
			assertThat(this.begun)
				.containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, last).boxed().toList());
			assertThat(this.lane.state().inHand()).isZero();
			assertThat(this.lane.state().bytesInHand()).isZero();
			assertThat(watermark()).isEqualTo(last);
			assertThat(this.waits).allSatisfy((wait) -> assertThat(wait).isCompleted());
			assertThat(this.lane.state().paused()).isFalse();
			add(last + 1, "A", "1");
			this.lane.handOver();
			finish();
			assertThat(watermark()).as("the lane goes on").isEqualTo(last + 1);
		}

	}

	/** Events, a barrier, and one that is acknowledged later. */
	static final class Everyday extends BusyLane {

		@Override
		public List<Runnable> threads() {
			return List.of(() -> {
				add(1, "A", "1");
				add(2, "A", "2");
				this.lane.handOver();
				await(this.lane.whenRoom(() -> false));
				add(3, "RESUMED", "0");
				this.lane.handOver();
				add(4, "A", "1");
				this.lane.handOver();
			}, () -> workUntilAllHaveReturned(4), () -> workUntilAllHaveReturned(4), () -> {
				awaitDeferred();
				acknowledge();
				look();
			}, () -> {
				for (int i = 1; i <= 4; i++) {
					awaitReturned(i);
					look();
				}
				await(this.lane.whenDone());
			});
		}

		@Override
		public void check() {
			checkAllIsDone(4);
			assertThat(this.begun.indexOf(4L)).isGreaterThan(this.begun.indexOf(3L));
		}

	}

	/** Threads that are let go of in the middle of a listener, as who closes them is. */
	static final class LettingGo extends BusyLane {

		@Override
		public List<Runnable> threads() {
			return List.of(() -> {
				add(1, "A", "1");
				add(2, "A", "1");
				add(3, "A", "1");
				this.lane.handOver();
				add(4, "A", "2");
				this.lane.handOver();
			}, () -> workUntilAllHaveReturned(4), () -> workUntilAllHaveReturned(4), () -> {
				letGo();
				letGo();
				await(this.lane.whenDone());
			}, () -> {
				Interleavings.await(() -> this.begun.size() >= 2);
				letGo();
				acknowledge();
			});
		}

		private void letGo() {
			assertThat(this.lane.letGo((thread) -> true)).doesNotHaveDuplicates();
		}

		@Override
		public void check() {
			checkAllIsDone(4);
		}

	}

	/** A stop, which comes in the middle of everything. */
	static final class Freezing extends BusyLane {

		private long watermark;

		/* What was done may be counted as received a moment later. */
		private long last;

		private int begunBefore;

		@Override
		public List<Runnable> threads() {
			return List.of(() -> {
				add(1, "A", "1");
				add(2, "A", "1");
				this.lane.handOver();
				add(3, "A", "2");
				add(4, "A", "2");
				this.lane.handOver();
			}, () -> {
				work();
				work();
			}, () -> {
				work();
				acknowledge();
			}, () -> {
				Interleavings.await(() -> !this.executor.isEmpty());
				work();
				this.lane.freeze();
				this.last = Math.max(watermark(), this.adding);
				this.watermark = watermark();
				this.begunBefore = this.begun.size();
				await(this.lane.whenDone());
			});
		}

		@Override
		public void check() {
			long watermark = watermark();
			look();
			finish();
			assertThat(watermark()).isEqualTo(watermark).isBetween(this.watermark, this.last);
			assertThat(this.violations).isEmpty();
			assertThat(this.begun).as("but for what two threads had begun")
				.hasSizeLessThanOrEqualTo(this.begunBefore + 2);
			assertThat(this.lane.isOver()).isTrue();
		}

	}

}
