package io.discordgateway.spring.dispatch;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.DispatchAcknowledgment;
import io.discordgateway.spring.DispatchErrorHandler;
import io.discordgateway.spring.DispatchErrorHandler.Decision;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.ShardConnectedEvent;
import io.discordgateway.spring.ShardResumedEvent;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Lane}.
 */
@ExtendWith(OutputCaptureExtension.class)
class LaneTests {

	private static final String RED = "1";

	private static final String BLUE = "2";

	private final Deque<Runnable> executor = new ArrayDeque<>();

	private final List<Later> delays = new ArrayList<>();

	private final List<String> seen = new ArrayList<>();

	private final GenericApplicationContext context = new GenericApplicationContext();

	private Consumer<DispatchEvent<?>> listener = (event) -> {
	};

	private DispatchErrorHandler errorHandler = (event, failure, attempt) -> Decision.done();

	private Lane lane;

	private long sequence;

	private Instant now = Instant.parse("2026-11-29T12:00:00Z");

	LaneTests() {
		this.context.addApplicationListener((event) -> {
			if (event instanceof DispatchEvent<?> dispatch) {
				this.seen.add(dispatch.name() + " " + dispatch.sequence());
				this.listener.accept(dispatch);
			}
			else if (event instanceof ShardResumedEvent resumed) {
				this.seen.add("resumed " + resumed.replayed());
			}
			else if (event instanceof ShardConnectedEvent) {
				this.seen.add("connected");
			}
		});
		this.context.refresh();
		this.lane = lane(Ordering.SHARD, 4, 1000);
	}

	@Test
	void eventsArePublishedInOrderInOneTurn() {
		add(3);
		assertThat(this.executor).hasSize(1);
		runNext();
		assertThat(this.seen).containsExactly("A 1", "A 2", "A 3");
		assertThat(this.lane.state().inHand()).isZero();
	}

	@Test
	void whatIsAddedWaitsUntilItIsHandedOver() {
		this.lane.add(this, dispatched("A", 1, "{}"));
		this.lane.add(this, dispatched("A", 2, "{}"));
		assertThat(this.executor).isEmpty();
		assertThat(this.lane.state().inHand()).isEqualTo(2);
		this.lane.handOver();
		this.lane.handOver();
		assertThat(this.executor).hasSize(1);
		runNext();
		assertThat(this.seen).containsExactly("A 1", "A 2");
	}

	@Test
	void lifecycleEventIsHandedOverWithWhatIsBeforeIt() {
		this.lane = lane(Ordering.GUILD, 4, 1000);
		this.lane.add(this, dispatched("A", 1, "{}"));
		this.lane.add(new ShardResumedEvent(this, ShardId.SINGLE, 7));
		runAll();
		assertThat(this.seen).containsExactly("A 1", "resumed 7");
	}

	@Test
	void longQueueLeavesTheThreadToOthersNowAndThen() {
		add(100);
		runNext();
		assertThat(this.seen).hasSize(64);
		assertThat(this.executor).hasSize(1);
		runNext();
		assertThat(this.seen).hasSize(100);
		assertThat(this.executor).isEmpty();
	}

	@Test
	void lifecycleEventsAreInOrderWithDispatches() {
		add(1);
		this.lane.add(new ShardResumedEvent(this, ShardId.SINGLE, 7));
		add(1);
		runAll();
		assertThat(this.seen).containsExactly("A 1", "resumed 7", "A 2");
	}

	@Test
	void sameEventOfTheSameSessionHasTheSameId() {
		List<String> ids = new ArrayList<>();
		this.listener = (event) -> ids.add(event.id());
		this.lane.session(point("secret-session", 0));
		add(1);
		this.lane = lane(Ordering.SHARD, 4, 1000);
		this.lane.session(point("secret-session", 0));
		this.sequence = 0;
		add(1);
		this.lane.session(point("another-session", 0));
		add(1);
		runAll();
		assertThat(ids).hasSize(3).allSatisfy((id) -> assertThat(id).doesNotContain("secret-session"));
		assertThat(ids.get(0)).isEqualTo(ids.get(1)).endsWith("-1");
		assertThat(ids.get(2)).isNotEqualTo(ids.get(0));
	}

	@Nested
	class Backpressure {

		@Test
		void laneIsFullAtItsCapacityAndHasRoomAtHalf() {
			add(4);
			assertThat(LaneTests.this.lane.isFull()).isTrue();
			runNext();
			assertThat(LaneTests.this.lane.isFull()).isFalse();
			assertThat(LaneTests.this.lane.whenRoom(() -> false)).isCompleted();
		}

		@Test
		@DisplayName("R8: a lane whose listener waits for an answer takes 10,000 events or 32 MiB more, and no more")
		void laneIsOverfullAfterTheGraceThatAnAnswerHas() {
			LaneTests.this.lane = lane(Ordering.SHARD, 4, 1_000_000);
			add(10_003);
			assertThat(LaneTests.this.lane.isFull()).isTrue();
			assertThat(LaneTests.this.lane.isOverfull()).isFalse();
			add(1);
			assertThat(LaneTests.this.lane.isOverfull()).isTrue();
			LaneTests.this.lane.close();
			assertThat(LaneTests.this.lane.isOverfull()).isFalse();
			LaneTests.this.lane = lane(Ordering.SHARD, 100, 1 << 20);
			byte[] payload = new byte[1 << 20];
			for (int i = 0; i < 32; i++) {
				LaneTests.this.lane.add(this, new ShardEvent.Dispatched("A", i + 1, false, payload));
			}
			assertThat(LaneTests.this.lane.isFull()).isTrue();
			assertThat(LaneTests.this.lane.isOverfull()).isFalse();
			LaneTests.this.lane.add(this, new ShardEvent.Dispatched("A", 33, false, payload));
			assertThat(LaneTests.this.lane.isOverfull()).isTrue();
		}

		@Test
		void laneWithoutABoundIsNeverFull() {
			LaneTests.this.lane = lane(Ordering.SHARD, Integer.MAX_VALUE, Long.MAX_VALUE);
			add(1);
			assertThat(LaneTests.this.lane.isFull()).isFalse();
			assertThat(LaneTests.this.lane.isOverfull()).isFalse();
		}

		@Test
		void bytesCountToo() {
			LaneTests.this.lane = lane(Ordering.SHARD, 1000, 100);
			add("A", "{\"x\":\"" + "y".repeat(100) + "\"}");
			assertThat(LaneTests.this.lane.isFull()).isTrue();
			assertThat(LaneTests.this.lane.state().bytesInHand()).isEqualTo(108);
			runNext();
			assertThat(LaneTests.this.lane.isFull()).isFalse();
			assertThat(LaneTests.this.lane.state().bytesInHand()).isZero();
		}

		@Test
		void closedLaneLetsGoAndStillPublishes() {
			add(4);
			CompletableFuture<Void> room = LaneTests.this.lane.whenRoom(() -> false);
			assertThat(room).isNotDone();
			LaneTests.this.lane.close();
			assertThat(room).isCompleted();
			assertThat(LaneTests.this.lane.whenRoom(() -> false)).isCompleted();
			LaneTests.this.lane.add(new ShardConnectedEvent(this, ShardId.SINGLE));
			runNext();
			assertThat(LaneTests.this.seen).hasSize(5);
		}

		@Test
		void whoWaitsForAConnectionThatWasGivenUpIsLetGo() {
			add(4);
			AtomicBoolean givenUp = new AtomicBoolean();
			CompletableFuture<Void> room = LaneTests.this.lane.whenRoom(givenUp::get);
			LaneTests.this.lane.wake();
			assertThat(room).isNotDone();
			givenUp.set(true);
			LaneTests.this.lane.wake();
			assertThat(room).isCompleted();
			assertThat(LaneTests.this.lane.state().paused()).isFalse();
		}

		@Test
		void pausedTimeIsCountedAndEndsAtHalf() {
			add(4);
			List<Integer> inHand = new ArrayList<>();
			LaneTests.this.listener = (event) -> {
				LaneTests.this.now = LaneTests.this.now.plusSeconds(1);
				inHand.add(LaneTests.this.lane.state().inHand());
			};
			CompletableFuture<Void> room = LaneTests.this.lane.whenRoom(() -> false);
			CompletableFuture<Void> madeAt = room.thenRun(() -> inHand.add(-1));
			assertThat(LaneTests.this.lane.state().paused()).isTrue();
			runNext();
			assertThat(madeAt).isCompleted();
			assertThat(inHand).containsExactly(4, 3, -1, 2, 1);
			assertThat(LaneTests.this.lane.state().paused()).isFalse();
			assertThat(LaneTests.this.lane.state().pausedTime()).isEqualTo(Duration.ofSeconds(2));
		}

		@Test
		void whoWaitsForTheEndHearsOfItOnce() {
			assertThat(LaneTests.this.lane.whenDone()).isCompleted();
			add(2);
			CompletableFuture<Void> done = LaneTests.this.lane.whenDone();
			assertThat(done).isNotDone();
			runNext();
			assertThat(done).isCompleted();
			assertThat(LaneTests.this.lane.state().pausedTime()).isZero();
		}

		@Test
		void whatIsDeferredCountsAsInHand() {
			LaneTests.this.listener = DispatchEvent::defer;
			add(4);
			runAll();
			assertThat(LaneTests.this.seen).hasSize(4);
			assertThat(LaneTests.this.lane.isFull()).isTrue();
		}

	}

	@Nested
	class GuildOrder {

		GuildOrder() {
			LaneTests.this.lane = lane(Ordering.GUILD, 100, 1_000_000);
		}

		@Test
		void guildsHaveTracksOfTheirOwnAndOrderInside() {
			addFor(RED);
			addFor(BLUE);
			addFor(RED);
			addFor(BLUE);
			assertThat(LaneTests.this.executor).hasSize(2);
			runLast();
			assertThat(LaneTests.this.seen).containsExactly("A 2", "A 4");
			runLast();
			assertThat(LaneTests.this.seen).containsExactly("A 2", "A 4", "A 1", "A 3");
		}

		@Test
		void guildThatCameOrWentIsInOrderWithWhatHappensInIt() {
			add("GUILD_CREATE", "{\"roles\":[{\"id\":\"9\"}],\"id\":\"" + RED + "\"}");
			addFor(RED);
			add("GUILD_DELETE", "{\"id\":" + RED + "}");
			addFor(BLUE);
			assertThat(LaneTests.this.executor).hasSize(2);
			runLast();
			runNext();
			assertThat(LaneTests.this.seen).containsExactly("A 4", "GUILD_CREATE 1", "A 2", "GUILD_DELETE 3");
		}

		@Test
		void whatHasNoGuildKeepsItsOrder() {
			add("A", "{}");
			add("A", "{\"guild_id\":null}");
			add("A", "not json");
			add("A", "{\"guild_id\":\"none\"}");
			assertThat(LaneTests.this.executor).hasSize(1);
			runNext();
			assertThat(LaneTests.this.seen).containsExactly("A 1", "A 2", "A 3", "A 4");
		}

		@Test
		void barrierComesAfterAllBeforeItAndBeforeAllAfterIt() {
			addFor(RED);
			addFor(BLUE);
			add("RESUMED", "{}");
			addFor(RED);
			addFor(BLUE);
			assertThat(LaneTests.this.executor).hasSize(2);
			runLast();
			assertThat(LaneTests.this.executor).hasSize(1);
			runNext();
			assertThat(LaneTests.this.executor).as("the barrier alone").hasSize(1);
			runNext();
			assertThat(LaneTests.this.executor).hasSize(2);
			runAll();
			assertThat(LaneTests.this.seen.subList(0, 3)).containsExactly("A 2", "A 1", "RESUMED 3");
			assertThat(LaneTests.this.seen).hasSize(5);
		}

		@Test
		void whatComesWhileABarrierIsHandledWaits() {
			LaneTests.this.listener = (event) -> {
				if (event.name().equals("READY")) {
					addFor(RED);
					assertThat(LaneTests.this.executor).isEmpty();
				}
			};
			add("READY", "{}");
			runAll();
			assertThat(LaneTests.this.seen).containsExactly("READY 1", "A 2");
		}

		@Test
		void lifecycleEventsAreBarriers() {
			addFor(RED);
			LaneTests.this.lane.add(new ShardConnectedEvent(this, ShardId.SINGLE));
			LaneTests.this.lane.add(new ShardResumedEvent(this, ShardId.SINGLE, 1));
			addFor(BLUE);
			runAll();
			assertThat(LaneTests.this.seen).containsExactly("A 1", "connected", "resumed 1", "A 2");
		}

		@Test
		void guildThatIsRetriedDelaysNoOther() {
			LaneTests.this.errorHandler = (event, failure, attempt) -> Decision.retryAfter(Duration.ofSeconds(1));
			failOnce();
			addFor(RED);
			addFor(RED);
			addFor(BLUE);
			runAll();
			assertThat(LaneTests.this.seen).containsExactly("A 1", "A 3");
			LaneTests.this.delays.get(0).task().run();
			runAll();
			assertThat(LaneTests.this.seen).containsExactly("A 1", "A 3", "A 1", "A 2");
			assertThat(LaneTests.this.lane.state().inHand()).isZero();
		}

	}

	@Nested
	class NoOrder {

		@Test
		void everyEventIsOnItsOwnButBarriersHold() {
			LaneTests.this.lane = lane(Ordering.NONE, 100, 1000);
			add(2);
			add("RESUMED", "{}");
			add(1);
			assertThat(LaneTests.this.executor).hasSize(2);
			runLast();
			runLast();
			runAll();
			assertThat(LaneTests.this.seen).containsExactly("A 2", "A 1", "RESUMED 3", "A 4");
		}

	}

	@Nested
	class Watermark {

		Watermark() {
			LaneTests.this.lane = lane(Ordering.GUILD, 100, 1_000_000);
			LaneTests.this.lane.session(point("s", 1));
			LaneTests.this.sequence = 1;
		}

		@Test
		void isWhatWasReceivedWhileNothingIsInHand() {
			assertThat(watermark()).isEqualTo(1);
			LaneTests.this.lane.received(17);
			assertThat(watermark()).isEqualTo(17);
		}

		@Test
		void staysBeforeTheOldestEventThatIsNotDone() {
			addFor(RED);
			LaneTests.this.sequence = 9;
			addFor(BLUE);
			LaneTests.this.lane.received(10);
			assertThat(watermark()).isEqualTo(1);
			runLast();
			assertThat(watermark()).as("10 is done, 2 is not").isEqualTo(1);
			runLast();
			assertThat(watermark()).isEqualTo(10);
		}

		@Test
		void passesWhatNobodyWantedBeforeTheOldest() {
			LaneTests.this.sequence = 6;
			addFor(RED);
			LaneTests.this.lane.received(7);
			assertThat(watermark()).isEqualTo(6);
		}

		@Test
		void neverFallsBeforeTheStartOfTheSession() {
			LaneTests.this.sequence = 0;
			add("READY", "{}");
			assertThat(watermark()).isEqualTo(1);
		}

		@Test
		void belongsToTheSessionAndNotToTheOneBefore() {
			addFor(RED);
			LaneTests.this.lane.received(2);
			LaneTests.this.lane.dropSession();
			assertThat(LaneTests.this.lane.resumePoint()).isNull();
			LaneTests.this.lane.session(point("t", 1));
			LaneTests.this.lane.received(3);
			assertThat(watermark()).isEqualTo(3);
			runAll();
			assertThat(watermark()).isEqualTo(3);
			assertThat(LaneTests.this.lane.state().inHand()).isZero();
		}

		@Test
		void sameSessionOnAnotherConnectionGoesOn() {
			addFor(RED);
			LaneTests.this.lane.received(2);
			LaneTests.this.lane.session(point("s", 2));
			assertThat(watermark()).isEqualTo(1);
		}

		@Test
		void waitsForAllAcknowledgmentsOfAnEvent() {
			List<DispatchAcknowledgment> acknowledgments = deferTwice();
			addFor(RED);
			addFor(RED);
			LaneTests.this.lane.received(3);
			runAll();
			assertThat(LaneTests.this.seen).as("the lane goes on").hasSize(2);
			acknowledgments.get(0).acknowledge();
			acknowledgments.get(0).acknowledge();
			assertThat(watermark()).isEqualTo(1);
			acknowledgments.get(1).acknowledge();
			assertThat(watermark()).isEqualTo(2);
			acknowledgments.get(2).acknowledge();
			acknowledgments.get(3).acknowledge();
			assertThat(watermark()).isEqualTo(3);
		}

		@Test
		void doesNotMoveOnceFrozen() {
			List<DispatchAcknowledgment> acknowledgments = deferTwice();
			addFor(RED);
			LaneTests.this.lane.received(2);
			runAll();
			LaneTests.this.lane.freeze();
			acknowledgments.forEach(DispatchAcknowledgment::acknowledge);
			assertThat(watermark()).isEqualTo(1);
		}

		@Test
		void doesNotPassWhatCameToAFrozenLane() {
			addFor(RED);
			LaneTests.this.lane.received(2);
			runAll();
			LaneTests.this.lane.freeze();
			addFor(RED);
			LaneTests.this.lane.received(3);
			runAll();
			assertThat(LaneTests.this.seen).containsExactly("A 2");
			assertThat(watermark()).isEqualTo(2);
		}

		@Test
		void listenerThatIsInterruptedByTheStopLeavesItsEventUndone() {
			LaneTests.this.listener = (event) -> {
				LaneTests.this.lane.freeze();
				throw new IllegalStateException("interrupted");
			};
			addFor(RED);
			addFor(RED);
			runAll();
			assertThat(LaneTests.this.seen).hasSize(1);
			assertThat(watermark()).isEqualTo(1);
		}

		@Test
		void staysWhenTheThreadsAreGone() {
			Lane refused = new EventDispatcher(LaneTests.this.context).newLane(ShardId.SINGLE, (task) -> {
				throw new RejectedExecutionException("over");
			}, (delay, task) -> task, () -> LaneTests.this.now, options(Ordering.SHARD, 4, 1000));
			refused.session(point("s", 1));
			refused.add(this, dispatched("A", 2, "{}"));
			refused.received(2);
			assertThat(Objects.requireNonNull(refused.resumePoint()).sequence()).isEqualTo(1);
		}

		private List<DispatchAcknowledgment> deferTwice() {
			List<DispatchAcknowledgment> acknowledgments = new ArrayList<>();
			LaneTests.this.listener = (event) -> {
				acknowledgments.add(event.defer());
				acknowledgments.add(event.defer());
			};
			return acknowledgments;
		}

		private long watermark() {
			return Objects.requireNonNull(LaneTests.this.lane.resumePoint()).sequence();
		}

	}

	@Nested
	class Errors {

		@Test
		void failureIsHandedToTheHandlerAndTheLaneGoesOn() {
			List<String> handled = new ArrayList<>();
			LaneTests.this.errorHandler = (event, failure, attempt) -> {
				handled.add(event.sequence() + " " + failure.getMessage() + " " + attempt);
				return Decision.done();
			};
			failOnce();
			add(2);
			runAll();
			assertThat(handled).containsExactly("1 on purpose 1");
			assertThat(LaneTests.this.seen).containsExactly("A 1", "A 2");
			assertThat(LaneTests.this.lane.state().inHand()).isZero();
		}

		@Test
		void retryComesBeforeTheNextEvent() {
			LaneTests.this.errorHandler = ErrorPolicies.retry(3, Duration.ofMillis(10), Duration.ofMillis(15));
			LaneTests.this.listener = (event) -> {
				throw new IllegalStateException("on purpose");
			};
			add(1);
			runAll();
			add(1);
			runAll();
			assertThat(LaneTests.this.seen).containsExactly("A 1");
			LaneTests.this.delays.get(0).task().run();
			runAll();
			LaneTests.this.listener = (event) -> {
			};
			LaneTests.this.delays.get(1).task().run();
			runAll();
			assertThat(LaneTests.this.seen).containsExactly("A 1", "A 1", "A 1", "A 2");
			assertThat(LaneTests.this.delays).extracting(Later::delay)
				.containsExactly(Duration.ofMillis(10), Duration.ofMillis(15));
		}

		@Test
		void retryEndsAfterTheLastAttempt(CapturedOutput output) {
			LaneTests.this.errorHandler = ErrorPolicies.retry(2, Duration.ofMillis(10), Duration.ofMillis(10));
			LaneTests.this.listener = (event) -> {
				throw new IllegalStateException("on purpose");
			};
			add(1);
			runAll();
			LaneTests.this.delays.get(0).task().run();
			runAll();
			assertThat(LaneTests.this.delays).hasSize(1);
			assertThat(LaneTests.this.lane.state().inHand()).isZero();
			assertThat(output).contains("A (sequence 1) in 2 attempts");
		}

		@Test
		void stopHaltsTheLaneWithTheEventUndone(CapturedOutput output) {
			LaneTests.this.lane.session(point("s", 0));
			LaneTests.this.errorHandler = ErrorPolicies.stop();
			failOnce();
			add(2);
			LaneTests.this.lane.received(2);
			runAll();
			add(1);
			runAll();
			assertThat(LaneTests.this.seen).containsExactly("A 1");
			assertThat(LaneTests.this.lane.isFull()).isTrue();
			assertThat(LaneTests.this.lane.state().halted()).contains("A (sequence 1)");
			assertThat(Objects.requireNonNull(LaneTests.this.lane.resumePoint()).sequence()).isZero();
			assertThat(output).contains("Halted").contains("A (sequence 1)");
		}

		@Test
		void handlerThatFailsCountsAsDone(CapturedOutput output) {
			LaneTests.this.errorHandler = (event, failure, attempt) -> {
				throw new IllegalStateException("the handler, too");
			};
			failOnce();
			add(2);
			runAll();
			assertThat(LaneTests.this.seen).hasSize(2);
			assertThat(output).contains("The error handler failed on A (sequence 1)");
		}

		@Test
		void acknowledgmentThatFailsInTheListenerIsRetriedInOrder() {
			LaneTests.this.errorHandler = (event, failure, attempt) -> Decision.retryAfter(Duration.ZERO);
			LaneTests.this.listener = (event) -> {
				DispatchAcknowledgment acknowledgment = event.defer();
				if (LaneTests.this.seen.size() == 1) {
					acknowledgment.fail(new IllegalStateException("at once"));
				}
				else {
					acknowledgment.acknowledge();
				}
			};
			add(2);
			runAll();
			last(Duration.ZERO).run();
			runAll();
			assertThat(LaneTests.this.seen).containsExactly("A 1", "A 1", "A 2");
			assertThat(LaneTests.this.lane.state().inHand()).isZero();
		}

		@Test
		void acknowledgmentThatFailsLaterIsRetriedOnItsOwn() {
			AtomicReference<DispatchAcknowledgment> first = new AtomicReference<>();
			LaneTests.this.errorHandler = (event, failure, attempt) -> Decision.retryAfter(Duration.ZERO);
			LaneTests.this.listener = (event) -> {
				if (LaneTests.this.seen.size() == 1) {
					first.set(event.defer());
				}
			};
			add(2);
			runAll();
			first.get().fail(new IllegalStateException("later"));
			first.get().acknowledge();
			assertThat(LaneTests.this.lane.state().inHand()).isOne();
			last(Duration.ZERO).run();
			runAll();
			assertThat(LaneTests.this.seen).containsExactly("A 1", "A 2", "A 1");
			assertThat(LaneTests.this.lane.state().inHand()).isZero();
		}

		/*
		 * The second failure comes while it is being decided what becomes of the first.
		 */
		@Test
		void acknowledgmentThatFailsWhileAFailureIsHandledLosesNothing() {
			List<DispatchAcknowledgment> acknowledgments = new ArrayList<>();
			LaneTests.this.errorHandler = (event, failure, attempt) -> {
				acknowledgments.get(1).fail(new IllegalStateException("meanwhile"));
				LaneTests.this.delays.forEach((later) -> {
					if (later.delay().isZero()) {
						later.task().run();
					}
				});
				return Decision.retryAfter(Duration.ZERO);
			};
			LaneTests.this.listener = (event) -> {
				if (LaneTests.this.seen.size() == 1) {
					acknowledgments.add(event.defer());
					acknowledgments.add(event.defer());
					acknowledgments.get(0).fail(new IllegalStateException("first"));
				}
			};
			add(3);
			runAll();
			last(Duration.ZERO).run();
			runAll();
			assertThat(LaneTests.this.seen).containsExactly("A 1", "A 1", "A 2", "A 3");
			assertThat(LaneTests.this.lane.state().inHand()).isZero();
		}

		@Test
		void acknowledgmentsThatFailTogetherLaterAreOneFailure() {
			List<DispatchAcknowledgment> acknowledgments = new ArrayList<>();
			List<Throwable> handled = new ArrayList<>();
			LaneTests.this.errorHandler = (event, failure, attempt) -> {
				handled.add(failure);
				acknowledgments.get(1).fail(new IllegalStateException("meanwhile"));
				return Decision.done();
			};
			LaneTests.this.listener = (event) -> {
				acknowledgments.add(event.defer());
				acknowledgments.add(event.defer());
			};
			add(1);
			runAll();
			acknowledgments.get(0).fail(new IllegalStateException("first"));
			assertThat(handled).hasSize(1);
			assertThat(LaneTests.this.lane.state().inHand()).isZero();
		}

		@Test
		void errorOfTheHandlerDoesNotEndTheTrack(CapturedOutput output) {
			LaneTests.this.errorHandler = (event, failure, attempt) -> {
				throw new NoClassDefFoundError("the handler's");
			};
			failOnce();
			add(2);
			runAll();
			assertThat(LaneTests.this.seen).hasSize(2);
			assertThat(output).contains("The error handler failed on A (sequence 1)");
		}

		@Test
		void acknowledgmentThatFailsLaterMayBeDoneOrStop() {
			AtomicReference<DispatchAcknowledgment> last = new AtomicReference<>();
			LaneTests.this.listener = (event) -> last.set(event.defer());
			add(1);
			runAll();
			last.get().fail(new IllegalStateException("later"));
			assertThat(LaneTests.this.lane.state().inHand()).isZero();
			LaneTests.this.errorHandler = ErrorPolicies.stop();
			add(1);
			runAll();
			last.get().fail(new IllegalStateException("later"));
			assertThat(LaneTests.this.lane.state().halted()).isNotNull();
		}

		@Test
		void forgottenAcknowledgmentIsAnErrorThatNamesItsListener() {
			AtomicReference<Throwable> handled = new AtomicReference<>();
			LaneTests.this.errorHandler = (event, failure, attempt) -> {
				handled.set(failure);
				return Decision.done();
			};
			LaneTests.this.listener = this::forgetful;
			add(1);
			runAll();
			Later timeout = LaneTests.this.delays.get(0);
			assertThat(timeout.delay()).isEqualTo(Duration.ofMinutes(5));
			timeout.task().run();
			runAll();
			assertThat(handled.get()).hasMessageContaining("LaneTests$Errors.forgetful(LaneTests.java:")
				.hasMessageContaining("300000 ms");
			assertThat(LaneTests.this.lane.state().inHand()).isZero();
		}

		@Test
		void acknowledgmentThatIsGivenCancelsItsTimeout() {
			LaneTests.this.listener = (event) -> event.defer().acknowledge();
			add(1);
			runAll();
			assertThat(LaneTests.this.delays).singleElement()
				.satisfies((later) -> assertThat(later.cancelled).isTrue());
		}

		@Test
		void deferringAfterTheListenersReturnedIsRefused() {
			AtomicReference<DispatchEvent<?>> late = new AtomicReference<>();
			LaneTests.this.listener = late::set;
			add(1);
			runAll();
			assertThatIllegalStateException().isThrownBy(() -> late.get().defer())
				.withMessageContaining("A (sequence 1)");
		}

		private void forgetful(DispatchEvent<?> event) {
			DispatchAcknowledgment unused = event.defer();
		}

		private Runnable last(Duration delay) {
			return LaneTests.this.delays.stream()
				.filter((later) -> later.delay.equals(delay))
				.reduce((first, second) -> second)
				.orElseThrow()
				.task();
		}

	}

	@Nested
	class Ownership {

		private final AtomicBoolean owned = new AtomicBoolean(true);

		Ownership() {
			LaneTests.this.lane.onlyWhile(this.owned::get);
		}

		@Test
		@DisplayName("R49: an event of a session that may be another process's is not begun until it surely is ours")
		void laneThatLostItsSessionBeginsNothingUntilItHasItAgain() {
			this.owned.set(false);
			add(2);
			runAll();
			assertThat(LaneTests.this.seen).isEmpty();
			assertThat(LaneTests.this.lane.state().inHand()).isEqualTo(2);
			this.owned.set(true);
			LaneTests.this.lane.goOn();
			runAll();
			assertThat(LaneTests.this.seen).containsExactly("A 1", "A 2");
			assertThat(LaneTests.this.lane.state().inHand()).isZero();
		}

		@Test
		@DisplayName("R49: a session that is lost in the middle of a turn ends the turn after the event that has begun")
		void laneThatLosesItsSessionInATurnBeginsNothingMore() {
			LaneTests.this.listener = (event) -> this.owned.set(event.sequence() != 2);
			add(3);
			runAll();
			assertThat(LaneTests.this.seen).containsExactly("A 1", "A 2");
			assertThat(LaneTests.this.lane.state().inHand()).isOne();
			this.owned.set(true);
			LaneTests.this.lane.goOn();
			LaneTests.this.lane.goOn();
			runAll();
			assertThat(LaneTests.this.seen).containsExactly("A 1", "A 2", "A 3");
		}

		@Test
		@DisplayName("R49: nor is one that is to be published again")
		void laneThatLostItsSessionRetriesNothing() {
			LaneTests.this.errorHandler = (event, failure, attempt) -> Decision.retryAfter(Duration.ZERO);
			failOnce();
			add(1);
			runAll();
			this.owned.set(false);
			LaneTests.this.delays.get(0).task().run();
			runAll();
			assertThat(LaneTests.this.seen).containsExactly("A 1");
			this.owned.set(true);
			LaneTests.this.lane.goOn();
			runAll();
			assertThat(LaneTests.this.seen).containsExactly("A 1", "A 1");
			assertThat(LaneTests.this.lane.state().inHand()).isZero();
		}

	}

	/** Of threads that wait, in a listener, for the end. */
	@Nested
	class LettingGo {

		private final List<DispatchAcknowledgment> acknowledgments = new ArrayList<>();

		private final List<Throwable> handled = new ArrayList<>();

		LettingGo() {
			LaneTests.this.lane.session(point("s", 0));
			LaneTests.this.errorHandler = (event, failure, attempt) -> {
				this.handled.add(failure);
				return Decision.done();
			};
		}

		@Test
		void eventOfAThreadThatIsLetGoOfIsDoneAndThoseBehindItAreHandled() {
			LaneTests.this.listener = (event) -> {
				if (event.sequence() == 1) {
					assertThat(letGo()).containsExactly(Thread.currentThread());
					assertThat(watermark()).isEqualTo(1);
					runAll();
				}
			};
			add(3);
			runAll();
			assertThat(LaneTests.this.seen).containsExactly("A 1", "A 2", "A 3");
			assertThat(LaneTests.this.lane.state().inHand()).isZero();
			assertThat(watermark()).isEqualTo(3);
		}

		@Test
		void threadThatDoesNotWaitIsKept() {
			LaneTests.this.listener = (event) -> {
				assertThat(LaneTests.this.lane.letGo((thread) -> thread != Thread.currentThread())).isEmpty();
				assertThat(LaneTests.this.lane.state().inHand()).isOne();
			};
			add(1);
			runAll();
			assertThat(LaneTests.this.lane.state().inHand()).isZero();
		}

		@Test
		void acknowledgmentAfterItsThreadWasLetGoOfHasNoSay() {
			LaneTests.this.listener = (event) -> {
				if (event.sequence() == 1) {
					this.acknowledgments.add(event.defer());
					this.acknowledgments.add(event.defer());
					letGo();
					this.acknowledgments.add(event.defer());
				}
				else {
					this.acknowledgments.add(event.defer());
				}
			};
			add(2);
			runAll();
			assertThat(LaneTests.this.lane.state().inHand()).as("the second").isOne();
			assertThat(watermark()).isEqualTo(1);
			this.acknowledgments.subList(0, 3).forEach(DispatchAcknowledgment::acknowledge);
			assertThat(LaneTests.this.lane.state().inHand()).isOne();
			assertThat(watermark()).isEqualTo(1);
			this.acknowledgments.get(3).acknowledge();
			assertThat(LaneTests.this.lane.state().inHand()).isZero();
			assertThat(watermark()).isEqualTo(2);
		}

		@Test
		void failureAfterItsThreadWasLetGoOfIsNotHandled() {
			LaneTests.this.listener = (event) -> {
				if (event.sequence() == 1) {
					this.acknowledgments.add(event.defer());
					letGo();
					throw new IllegalStateException("of the listener");
				}
				throw new IllegalStateException("of the next");
			};
			add(2);
			runAll();
			this.acknowledgments.get(0).fail(new IllegalStateException("of the acknowledgment"));
			assertThat(this.handled).extracting(Throwable::getMessage).containsExactly("of the next");
			assertThat(LaneTests.this.lane.state().inHand()).isZero();
			assertThat(watermark()).isEqualTo(2);
		}

		private List<Thread> letGo() {
			LaneTests.this.lane.received(LaneTests.this.sequence);
			return LaneTests.this.lane.letGo((thread) -> true);
		}

		private long watermark() {
			LaneTests.this.lane.received(LaneTests.this.sequence);
			return Objects.requireNonNull(LaneTests.this.lane.resumePoint()).sequence();
		}

	}

	private void failOnce() {
		this.listener = (event) -> {
			if (this.seen.size() == 1) {
				throw new IllegalStateException("on purpose");
			}
		};
	}

	private Lane lane(Ordering ordering, int capacity, long maxBytes) {
		return new EventDispatcher(this.context).newLane(ShardId.SINGLE, this.executor::add, (delay, task) -> {
			Later later = new Later(delay, task);
			this.delays.add(later);
			return () -> later.cancelled = true;
		}, () -> this.now, options(ordering, capacity, maxBytes));
	}

	private LaneOptions options(Ordering ordering, int capacity, long maxBytes) {
		return new LaneOptions(ordering, capacity, maxBytes, Duration.ofMinutes(5),
				(event, failure, attempt) -> this.errorHandler.handle(event, failure, attempt));
	}

	private static ResumePoint point(String sessionId, long sequence) {
		return new ResumePoint(sessionId, GatewayUrl.of("wss://resume.example"), sequence, ShardId.SINGLE);
	}

	private static ShardEvent.Dispatched dispatched(String name, long sequence, String json) {
		return new ShardEvent.Dispatched(name, sequence, false, json.getBytes(StandardCharsets.UTF_8));
	}

	private void add(int events) {
		for (int i = 0; i < events; i++) {
			add("A", "{}");
		}
	}

	private void addFor(String guild) {
		add("A", "{\"member\":{\"guild_id\":\"7\"},\"guild_id\":\"" + guild + "\"}");
	}

	private void add(String name, String json) {
		this.lane.add(this, dispatched(name, ++this.sequence, json));
		this.lane.handOver();
	}

	private void runNext() {
		this.executor.removeFirst().run();
	}

	private void runLast() {
		this.executor.removeLast().run();
	}

	private void runAll() {
		while (!this.executor.isEmpty()) {
			runNext();
		}
	}

	private static final class Later {

		private final Duration delay;

		private final Runnable task;

		private boolean cancelled;

		private Later(Duration delay, Runnable task) {
			this.delay = delay;
			this.task = task;
		}

		private Duration delay() {
			return this.delay;
		}

		private Runnable task() {
			return this.task;
		}

	}

}
