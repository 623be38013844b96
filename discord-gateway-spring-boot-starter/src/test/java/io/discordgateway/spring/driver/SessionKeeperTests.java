package io.discordgateway.spring.driver;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

import io.discordgateway.limit.SessionStart;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.session.KeptSession;
import io.discordgateway.session.ResumeChanges;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.session.ResumeStore;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.dispatch.ErrorPolicies;
import io.discordgateway.spring.dispatch.EventDispatcher;
import io.discordgateway.spring.dispatch.Lane;
import io.discordgateway.spring.dispatch.LaneOptions;
import io.discordgateway.spring.dispatch.Ordering;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SessionKeeper}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SessionKeeperTests {

	private static final int INTENTS = 513;

	private final FlakyStore store = new FlakyStore();

	private final SeededThreads threads = new SeededThreads(1);

	private final SessionKeeper keeper = new SessionKeeper(this.store, "1", this.threads, this.threads::now,
			this.threads::now, "me", Duration.ofSeconds(30));

	private final Lane lane = new EventDispatcher(new GenericApplicationContext()).newLane(ShardId.SINGLE,
			Runnable::run, (delay, task) -> task, this.threads::now,
			new LaneOptions(Ordering.SHARD, 1, 1, Duration.ofMinutes(1), ErrorPolicies.log()));

	@Test
	void keptSessionOfTheSameIntentsIsResumed() {
		this.store.kept = session(41, INTENTS);
		assertThat(load()).isEqualTo(point(41));
		assertThat(this.lane.resumePoint()).isEqualTo(point(41));
	}

	@Test
	void keptSessionOfOtherIntentsIsDropped(CapturedOutput output) {
		this.store.kept = session(41, 1);
		assertThat(load()).isNull();
		assertThat(output).contains("has the intents 1, and 513 are needed now");
		passTime();
		assertThat(this.store.kept).isNull();
	}

	@Test
	void whatMovesIsSavedAndWhatDoesNotIsNot() {
		load();
		this.lane.session(point(1));
		passTime();
		assertThat(this.store.kept).isEqualTo(session(1, INTENTS));
		int saves = this.store.saves.size();
		this.lane.received(9);
		passTime();
		assertThat(this.store.kept).isEqualTo(session(9, INTENTS));
		assertThat(this.store.saves).hasSize(saves + 1);
		this.lane.dropSession();
		passTime();
		assertThat(this.store.kept).isNull();
	}

	@Test
	void storeThatFailsIsTriedAgainAndNothingIsLost(CapturedOutput output) {
		load();
		this.store.failing = true;
		this.lane.session(point(1));
		SessionStart start = new SessionStart("me-0", Instant.parse("2026-11-25T12:00:00Z"));
		this.keeper.identified(start);
		passTime();
		assertThat(this.keeper.failure()).isNotNull();
		assertThat(this.keeper.failure()).contains("flaky").contains("on purpose");
		this.lane.received(5);
		this.store.failing = false;
		passTime();
		assertThat(this.store.kept).isEqualTo(session(5, INTENTS));
		assertThat(this.store.saves).last()
			.satisfies((changes) -> assertThat(changes.identifies()).containsExactly(start));
		passTime();
		assertThat(this.keeper.failure()).isNull();
		assertThat(output).contains("it is tried again until they are").contains("kept again in flaky");
	}

	@Test
	void storeThatCannotBeReadAtFirstIsTriedAgain() {
		this.store.kept = session(41, INTENTS);
		this.store.failing = true;
		AtomicReference<@Nullable ResumePoint> loaded = new AtomicReference<>();
		this.keeper.load(this.lane, ShardId.SINGLE, INTENTS, loaded::set);
		passTime();
		assertThat(this.keeper.failure()).isNotNull();
		assertThat(loaded).hasNullValue();
		this.store.failing = false;
		passTime();
		assertThat(loaded).hasValue(point(41));
	}

	@Test
	void storeThatCannotBeReadForHalfAMinuteIsNotWaitedForAnyLonger(CapturedOutput output) {
		this.store.kept = session(41, INTENTS);
		this.store.failing = true;
		List<@Nullable ResumePoint> loaded = new ArrayList<>();
		this.keeper.load(this.lane, ShardId.SINGLE, INTENTS, loaded::add);
		this.threads.advance(Duration.ofSeconds(29));
		assertThat(loaded).isEmpty();
		this.threads.advance(Duration.ofSeconds(6));
		assertThat(loaded).containsOnlyNulls().hasSize(1);
		assertThat(output).contains("could not be read for 30 s: a new session is begun");
		assertThat(this.lane.resumePoint()).isNull();
	}

	@Test
	void startsOfTheLastDayAreReadThoughTheStoreFailsAtFirst() {
		this.store.identifies = List.of(new SessionStart("me-0", Instant.parse("2026-11-25T12:00:00Z")));
		this.store.failing = true;
		List<Object> answers = new CopyOnWriteArrayList<>();
		this.keeper.loadIdentifies(Instant.parse("2026-11-25T13:00:00Z"), answers::add);
		passTime();
		assertThat(this.keeper.failure()).isNotNull();
		assertThat(answers).isEmpty();
		this.store.failing = false;
		passTime();
		assertThat(answers).contains(this.store.identifies);
	}

	@Test
	void lastSaveComesWithTheStop() {
		load();
		this.lane.session(point(1));
		this.lane.received(77);
		CompletableFuture<Void> closed = this.keeper.close(this.threads.now().plusSeconds(5));
		this.threads.settle();
		assertThat(closed).isCompleted();
		assertThat(this.store.kept).isEqualTo(session(77, INTENTS));
	}

	@Test
	void lastSaveThatFailsIsToldAndDoesNotHoldUpTheStop(CapturedOutput output) {
		load();
		this.lane.session(point(1));
		this.store.failing = true;
		CompletableFuture<Void> closed = this.keeper.close(this.threads.now().plusMillis(300));
		this.threads.advance(Duration.ofMillis(299));
		assertThat(closed).isNotDone();
		this.threads.advance(Duration.ofMillis(1));
		assertThat(closed).isCompleted();
		assertThat(output).contains("could not be kept when the gateway stopped");
	}

	@Test
	void storeThatHangsDoesNotHoldUpTheStop(CapturedOutput output) {
		load();
		this.store.hanging = true;
		this.lane.session(point(1));
		passTime();
		CompletableFuture<Void> closed = this.keeper.close(this.threads.now().plusSeconds(2));
		this.threads.advance(Duration.ofSeconds(2));
		assertThat(closed).isCompleted();
		assertThat(output).contains("could not be kept when the gateway stopped").contains("did not answer in time");
	}

	@Test
	void errorOfTheStoreDoesNotEndTheSaving(CapturedOutput output) {
		load();
		this.store.error = new NoClassDefFoundError("on purpose");
		this.lane.session(point(1));
		passTime();
		assertThat(this.keeper.failure()).contains("flaky").contains("on purpose");
		assertThat(output).containsOnlyOnce("The sessions are not kept at the moment");
		this.store.error = null;
		passTime();
		assertThat(this.store.kept).isEqualTo(session(1, INTENTS));
		assertThat(this.keeper.failure()).isNull();
	}

	private void passTime() {
		this.threads.advance(Duration.ofSeconds(10));
	}

	private @Nullable ResumePoint load() {
		List<Boolean> done = new CopyOnWriteArrayList<>();
		AtomicReference<@Nullable ResumePoint> loaded = new AtomicReference<>();
		this.keeper.load(this.lane, ShardId.SINGLE, INTENTS, (point) -> {
			loaded.set(point);
			done.add(true);
		});
		passTime();
		assertThat(!done.isEmpty()).isTrue();
		return loaded.get();
	}

	private static ResumePoint point(long sequence) {
		return new ResumePoint("s", GatewayUrl.of("wss://resume.example"), sequence, ShardId.SINGLE);
	}

	private static KeptSession session(long sequence, int intents) {
		return new KeptSession(point(sequence), intents);
	}

	private final class FlakyStore implements ResumeStore {

		private final List<ResumeChanges> saves = new CopyOnWriteArrayList<>();

		private volatile boolean failing;

		private boolean hanging;

		private @Nullable Error error;

		private volatile List<SessionStart> identifies = List.of();

		private volatile @Nullable KeptSession kept;

		@Override
		public @Nullable KeptSession load(String applicationId, ShardId shard) {
			check();
			return this.kept;
		}

		@Override
		public List<SessionStart> loadIdentifies(String applicationId, Instant now) {
			check();
			return this.identifies;
		}

		@Override
		public void save(String applicationId, ResumeChanges changes) {
			check();
			this.saves.add(changes);
			changes.sessions().forEach((session) -> this.kept = session);
			if (!changes.dropped().isEmpty()) {
				this.kept = null;
			}
		}

		private void check() {
			if (this.error != null) {
				throw this.error;
			}
			if (this.hanging) {
				SessionKeeperTests.this.threads.await(() -> false);
			}
			if (this.failing) {
				throw new IllegalStateException("on purpose");
			}
		}

		@Override
		public String toString() {
			return "flaky";
		}

	}

}
