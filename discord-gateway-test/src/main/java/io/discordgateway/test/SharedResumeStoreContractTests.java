package io.discordgateway.test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.discordgateway.limit.SessionStart;
import io.discordgateway.session.ResumeChanges;
import io.discordgateway.session.SessionClaim;
import io.discordgateway.session.SharedResumeStore;
import io.discordgateway.shard.ShardId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every {@link SharedResumeStore} keeps to: all that
 * {@link ResumeStoreContractTests} asks, and that a session has one owner (R49).
 * {@link #open()} is called again while earlier stores of the same test are open, as
 * another process does.
 *
 * @since 0.1
 */
public abstract class SharedResumeStoreContractTests extends ResumeStoreContractTests {

	private static final Instant UNTIL = NOW.plusSeconds(30);

	@Override
	protected abstract SharedResumeStore open();

	@Test
	void sessionOfALiveOwnerIsNotGivenToAnother() throws Exception { // R49
		SharedResumeStore one = open();
		SharedResumeStore other = open();
		SessionClaim claim = claim(one, "one", NOW);
		assertThat(claim.owner()).isEqualTo("one");
		assertThat(claim.session()).isNull();
		assertThat(one.save(APPLICATION, claim.renewed(session(SHARD, 7), UNTIL))).isTrue();
		assertThat(claim(other, "other", UNTIL)).isEqualTo(claim.renewed(session(SHARD, 7), UNTIL));
		assertThat(one.save(APPLICATION, claim.renewed(session(SHARD, 8), UNTIL))).isTrue();
		assertThat(one.load(APPLICATION, SHARD)).isEqualTo(session(SHARD, 8));
		close(one);
		close(other);
	}

	@Test
	void sessionGoesOnWithTheNextOwnerWhenTheLeaseIsOver() throws Exception { // R49, R23
		SharedResumeStore one = open();
		SharedResumeStore other = open();
		SessionClaim claim = claim(one, "one", NOW);
		assertThat(one.save(APPLICATION, claim.renewed(session(SHARD, 7), UNTIL))).isTrue();
		SessionClaim next = claim(other, "other", UNTIL.plusMillis(1));
		assertThat(next.owner()).isEqualTo("other");
		assertThat(next.epoch()).isGreaterThan(claim.epoch());
		assertThat(next.session()).isEqualTo(session(SHARD, 7));
		assertThat(one.save(APPLICATION, claim.renewed(session(SHARD, 8), UNTIL.plusSeconds(60)))).as("it is lost")
			.isFalse();
		assertThat(one.save(APPLICATION, claim.released(null))).as("nor can it be let go").isFalse();
		assertThat(other.save(APPLICATION, next.renewed(session(SHARD, 9), UNTIL.plusSeconds(60)))).isTrue();
		assertThat(one.load(APPLICATION, SHARD)).isEqualTo(session(SHARD, 9));
		close(one);
		close(other);
	}

	@Test
	void ownerThatIsLateAndWasNotReplacedGoesOn() throws Exception { // R49
		SharedResumeStore store = open();
		SessionClaim claim = claim(store, "one", NOW);
		assertThat(store.save(APPLICATION, claim.renewed(session(SHARD, 7), UNTIL.plusSeconds(600)))).isTrue();
		assertThat(claim(store, "other", UNTIL.plusSeconds(300)).owner()).isEqualTo("one");
		close(store);
	}

	@Test
	void ownerThatLetsGoIsFollowedAtOnce() throws Exception { // R49, R23
		SharedResumeStore one = open();
		SessionClaim claim = claim(one, "one", NOW);
		assertThat(one.save(APPLICATION, claim.released(session(SHARD, 7)))).isTrue();
		close(one);
		SharedResumeStore other = open();
		SessionClaim next = claim(other, "other", NOW);
		assertThat(next.owner()).isEqualTo("other");
		assertThat(next.session()).isEqualTo(session(SHARD, 7));
		close(other);
	}

	@Test
	void ownerThatComesBackDoesNotWriteWithAnOldEpoch() throws Exception { // R49
		SharedResumeStore store = open();
		SessionClaim first = claim(store, "one", NOW);
		SessionClaim others = claim(store, "other", UNTIL.plusMillis(1));
		assertThat(store.save(APPLICATION, others.released(session(SHARD, 9)))).isTrue();
		SessionClaim second = claim(store, "one", UNTIL.plusMillis(1));
		assertThat(second.owner()).isEqualTo("one");
		assertThat(store.save(APPLICATION, first.renewed(session(SHARD, 7), UNTIL))).isFalse();
		assertThat(store.save(APPLICATION, second.renewed(session(SHARD, 10), UNTIL))).isTrue();
		close(store);
	}

	@Test
	void ownersOfShardsTotalsAndApplicationsDoNotMeet() throws Exception { // R49, R38
		SharedResumeStore store = open();
		assertThat(claim(store, "one", NOW).owner()).isEqualTo("one");
		ShardId twice = new ShardId(SHARD.id(), SHARD.total() * 2);
		assertThat(store.claim(APPLICATION, twice, "other", NOW, UNTIL).owner()).isEqualTo("other");
		assertThat(store.claim(APPLICATION, new ShardId(0, SHARD.total()), "other", NOW, UNTIL).owner())
			.isEqualTo("other");
		assertThat(store.claim("2", SHARD, "other", NOW, UNTIL).owner()).isEqualTo("other");
		close(store);
	}

	@Test
	void startsOfProcessesAddUp() throws Exception { // R13
		SharedResumeStore one = open();
		SharedResumeStore other = open();
		SessionStart first = new SessionStart("one-0", NOW);
		SessionStart second = new SessionStart("other-0", NOW);
		one.save(APPLICATION, new ResumeChanges(List.of(), List.of(), List.of(first)));
		other.save(APPLICATION, new ResumeChanges(List.of(), List.of(), List.of(second)));
		assertThat(one.loadIdentifies(APPLICATION, NOW)).containsExactlyInAnyOrder(first, second);
		close(one);
		close(other);
	}

	@Test
	void ofManyThatClaimAtOnceOneIsGivenTheSession() throws Exception { // R49
		List<SharedResumeStore> stores = new ArrayList<>();
		List<Future<String>> owners = new ArrayList<>();
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			for (int i = 0; i < 4; i++) {
				SharedResumeStore store = open();
				String owner = "owner-" + i;
				stores.add(store);
				owners.add(threads.submit(() -> claim(store, owner, NOW).owner()));
			}
			String first = Objects.requireNonNull(owners.get(0).get());
			for (Future<String> owner : owners) {
				assertThat(owner.get()).isEqualTo(first);
			}
			assertThat(Duration.between(NOW, claim(stores.get(0), "late", NOW).until())).isPositive();
		}
		finally {
			threads.shutdown();
		}
		for (SharedResumeStore store : stores) {
			close(store);
		}
	}

	private static SessionClaim claim(SharedResumeStore store, String owner, Instant now) {
		return store.claim(APPLICATION, SHARD, owner, now, now.plusSeconds(30));
	}

}
