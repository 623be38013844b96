package io.discordgateway.spring.driver;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.discordgateway.limit.SessionStart;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.session.KeptSession;
import io.discordgateway.session.ResumeChanges;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.session.SessionClaim;
import io.discordgateway.session.SharedResumeStore;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.SessionLostEvent;
import io.discordgateway.spring.dispatch.ErrorPolicies;
import io.discordgateway.spring.dispatch.EventDispatcher;
import io.discordgateway.spring.dispatch.Lane;
import io.discordgateway.spring.dispatch.LaneOptions;
import io.discordgateway.spring.dispatch.Ordering;
import io.discordgateway.spring.session.MetadataStoreResumeStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.integration.metadata.SimpleMetadataStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@link SessionKeeper} does with a store that processes share.
 */
class SessionClaimTests {

	private static final Duration LEASE = Duration.ofSeconds(30);

	private static final ResumePoint POINT = new ResumePoint("s", GatewayUrl.of("wss://resume.example"), 7,
			ShardId.SINGLE);

	private final SeededThreads threads = new SeededThreads(1);

	private final SharedResumeStore store = new MetadataStoreResumeStore(new SimpleMetadataStore());

	@Test
	@DisplayName("R49: a claim is renewed though nothing moves, and goes to who waits once it is let go")
	void claimIsRenewedUntilItIsLetGo() {
		Keeper first = new Keeper("first");
		first.load();
		first.lane.session(POINT);
		Keeper second = new Keeper("second");
		second.load();
		this.threads.advance(Duration.ofMinutes(10));
		assertThat(first.told).containsExactly("ready: none");
		assertThat(second.told).containsExactly("waiting");
		first.lane.freeze();
		assertThat(first.keeper.close(this.threads.now().plusSeconds(5))).isNotDone();
		this.threads.advance(Duration.ofSeconds(2));
		assertThat(second.told).containsExactly("waiting", "ready: " + POINT);
		assertThat(second.lane.isOwned()).isTrue();
	}

	@Test
	@DisplayName("R49: clocks may differ by a sixth of the lease before it ends for others")
	void leaseEndsForOthersOnlyAfterTheMargin() {
		Keeper first = new Keeper("first");
		first.load();
		first.hang = true;
		Keeper second = new Keeper("second");
		second.load();
		this.threads.advance(LEASE.plusSeconds(4));
		assertThat(first.lane.isOwned()).isFalse();
		assertThat(second.told).containsExactly("waiting");
		this.threads.advance(Duration.ofSeconds(3));
		assertThat(second.told).containsExactly("waiting", "ready: none");
	}

	@Test
	@DisplayName("R49: an owner whose lease is over and was not taken renews it and goes on")
	void ownerThatWasAwayForLongGoesOnIfNobodyCame() {
		Keeper first = new Keeper("first");
		first.load();
		first.hang = true;
		this.threads.advance(Duration.ofMinutes(5));
		assertThat(first.lane.isOwned()).isFalse();
		first.hang = false;
		this.threads.advance(Duration.ofSeconds(6));
		assertThat(first.lane.isOwned()).isTrue();
		assertThat(first.told).containsExactly("ready: none");
	}

	@Test
	@DisplayName("R49: an owner that was replaced has its lane frozen before it is told, and writes nothing more")
	void ownerThatWasReplacedIsToldAfterItsLaneWasFrozen() {
		Keeper first = new Keeper("first");
		first.load();
		first.lane.session(POINT);
		// Never handled: the lane is done with it only once it is frozen.
		first.lane.add(new SessionLostEvent(this, ShardId.SINGLE, "on purpose"));
		assertThat(first.lane.whenDone()).isNotDone();
		this.threads.advance(Duration.ofSeconds(1));
		first.hang = true;
		this.threads.advance(LEASE);
		Keeper second = new Keeper("second");
		second.load();
		this.threads.advance(Duration.ofSeconds(10));
		assertThat(second.told).contains("ready: " + POINT);
		second.lane.received(9);
		this.threads.advance(Duration.ofSeconds(1));
		first.hang = false;
		this.threads.advance(Duration.ofMinutes(2));
		assertThat(first.told).containsExactly("ready: none", "lost, frozen: true");
		assertThat(this.store.load("1", ShardId.SINGLE).point().sequence()).isEqualTo(9);
		assertThat(second.lane.isOwned()).isTrue();
	}

	@Test
	@DisplayName("R49, R42: a wall clock that is set forward ends the claim until it is renewed; one set back lengthens none")
	void wallClockThatIsSetDoesNotLengthenAClaim() {
		Keeper first = new Keeper("first");
		first.load();
		first.ahead = Duration.ofHours(1);
		assertThat(first.lane.isOwned()).isFalse();
		this.threads.advance(Duration.ofSeconds(1));
		assertThat(first.lane.isOwned()).isTrue();
		first.ahead = Duration.ZERO;
		first.hang = true;
		this.threads.advance(LEASE);
		assertThat(first.lane.isOwned()).isFalse();
	}

	@Test
	@DisplayName("R49: who waits does not take what its owner could not renew as the store was away")
	void ownerHasTimeToRenewOnceTheStoreIsBack() {
		Keeper first = new Keeper("first");
		first.load();
		Keeper second = new Keeper("second");
		second.load();
		for (Duration away : List.of(LEASE.plusSeconds(10), Duration.ofMinutes(10))) {
			first.away = true;
			second.away = true;
			this.threads.advance(away);
			assertThat(first.lane.isOwned()).isFalse();
			second.away = false;
			this.threads.advance(Duration.ofSeconds(4));
			first.away = false;
			this.threads.advance(Duration.ofMinutes(1));
			assertThat(first.lane.isOwned()).isTrue();
		}
		assertThat(second.told).containsExactly("waiting");
		first.away = true;
		this.threads.advance(LEASE.plusSeconds(10));
		assertThat(second.told).containsExactly("waiting", "ready: none");
	}

	@Test
	@DisplayName("R49: who begins while the store is away leaves its owner the same time")
	void ownerHasTimeToRenewBeforeANewcomer() {
		Keeper first = new Keeper("first");
		first.load();
		first.away = true;
		this.threads.advance(LEASE.multipliedBy(2));
		Keeper second = new Keeper("second");
		second.away = true;
		second.load();
		this.threads.advance(Duration.ofSeconds(1));
		second.away = false;
		this.threads.advance(Duration.ofSeconds(4));
		assertThat(second.told).containsExactly("waiting");
		first.away = false;
		this.threads.advance(Duration.ofMinutes(1));
		assertThat(first.lane.isOwned()).isTrue();
		assertThat(second.told).containsExactly("waiting");
	}

	@Test
	@DisplayName("R49: what was let go is taken at once, also by who has just found the store")
	void whatWasLetGoIsTakenAtOnce() {
		Keeper first = new Keeper("first");
		first.load();
		first.lane.freeze();
		assertThat(first.keeper.close(this.threads.now().plusSeconds(5))).isNotDone();
		this.threads.advance(Duration.ofSeconds(1));
		Keeper second = new Keeper("second");
		second.away = true;
		second.load();
		this.threads.advance(Duration.ofSeconds(3));
		second.away = false;
		this.threads.advance(Duration.ofSeconds(5));
		assertThat(second.told).containsExactly("ready: none");
	}

	private final class Keeper {

		private final Lane lane = new EventDispatcher(new GenericApplicationContext()).newLane(ShardId.SINGLE,
				(task) -> {
				}, (delay, task) -> task, SessionClaimTests.this.threads::now,
				new LaneOptions(Ordering.SHARD, 1, 1, Duration.ofMinutes(1), ErrorPolicies.log()));

		private final List<String> told = new ArrayList<>();

		private final SessionKeeper keeper;

		private Duration ahead = Duration.ZERO;

		private boolean hang;

		private boolean away;

		private Keeper(String owner) {
			this.keeper = new SessionKeeper(new Hanging(), "1", SessionClaimTests.this.threads,
					SessionClaimTests.this.threads::now, () -> SessionClaimTests.this.threads.now().plus(this.ahead),
					owner, LEASE);
		}

		private void load() {
			this.keeper.load(this.lane, ShardId.SINGLE, 1, new SessionKeeper.Keeping() {

				@Override
				public void ready(@Nullable ResumePoint point) {
					Keeper.this.told.add("ready: " + ((point != null) ? point : "none"));
				}

				@Override
				public void waiting() {
					Keeper.this.told.add("waiting");
				}

				@Override
				public void lost() {
					Keeper.this.told.add("lost, frozen: " + Keeper.this.lane.whenDone().isDone());
				}

			});
			SessionClaimTests.this.threads.settle();
		}

		/** The store, which hangs at times, and is away at others. */
		private final class Hanging implements SharedResumeStore {

			private SharedResumeStore store() {
				SessionClaimTests.this.threads.await(() -> !Keeper.this.hang);
				if (Keeper.this.away) {
					throw new IllegalStateException("on purpose");
				}
				return SessionClaimTests.this.store;
			}

			@Override
			public SessionClaim claim(String applicationId, ShardId shard, String owner, Instant now, Instant until) {
				return store().claim(applicationId, shard, owner, now, until);
			}

			@Override
			public boolean save(String applicationId, SessionClaim claim) {
				return store().save(applicationId, claim);
			}

			@Override
			public @Nullable KeptSession load(String applicationId, ShardId shard) {
				return store().load(applicationId, shard);
			}

			@Override
			public List<SessionStart> loadIdentifies(String applicationId, Instant now) {
				return store().loadIdentifies(applicationId, now);
			}

			@Override
			public void save(String applicationId, ResumeChanges changes) {
				store().save(applicationId, changes);
			}

		}

	}

}
