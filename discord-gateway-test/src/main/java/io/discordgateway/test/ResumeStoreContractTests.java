package io.discordgateway.test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.discordgateway.limit.SessionStart;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.session.KeptSession;
import io.discordgateway.session.KeptTotal;
import io.discordgateway.session.ResumeChanges;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.session.ResumeStore;
import io.discordgateway.shard.ShardId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every {@link ResumeStore} keeps to. Extend it in the tests of a store of your own,
 * or {@link SharedResumeStoreContractTests} if processes may share that; it needs JUnit
 * and AssertJ on the class path.
 *
 * @since 0.1
 */
public abstract class ResumeStoreContractTests {

	static final String APPLICATION = "1000000000000000001";

	static final ShardId SHARD = new ShardId(2, 4);

	static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

	/**
	 * Opens the store as a process does that starts. What an earlier store of the same
	 * test saved is there; the first call of a test finds nothing.
	 * @return the store
	 */
	protected abstract ResumeStore open();

	/**
	 * Ends a store as a process does that stops.
	 * @param store the store
	 * @throws Exception if that fails
	 */
	protected void close(ResumeStore store) throws Exception {
		if (store instanceof AutoCloseable closeable) {
			closeable.close();
		}
	}

	@Test
	void newStoreIsEmpty() throws Exception {
		ResumeStore store = open();
		assertThat(store.load(APPLICATION, SHARD)).isNull();
		assertThat(store.loadIdentifies(APPLICATION, NOW)).isEmpty();
		close(store);
	}

	@Test
	void lastSaveIsThereForTheNextProcess() throws Exception {
		ResumeStore store = open();
		store.save(APPLICATION, ResumeChanges.of(session(SHARD, 7)));
		store.save(APPLICATION, ResumeChanges.of(session(SHARD, Long.MAX_VALUE)));
		assertThat(store.load(APPLICATION, SHARD)).isEqualTo(session(SHARD, Long.MAX_VALUE));
		close(store);
		ResumeStore next = open();
		assertThat(next.load(APPLICATION, SHARD)).isEqualTo(session(SHARD, Long.MAX_VALUE));
		close(next);
	}

	@Test
	void shardsDoNotTouchEachOther() throws Exception {
		ResumeStore store = open();
		ShardId other = new ShardId(3, 4);
		store.save(APPLICATION, ResumeChanges.of(session(SHARD, 7)));
		store.save(APPLICATION, ResumeChanges.of(session(other, 8)));
		store.save(APPLICATION, new ResumeChanges(List.of(), List.of(other), List.of()));
		assertThat(store.load(APPLICATION, SHARD)).isEqualTo(session(SHARD, 7));
		assertThat(store.load(APPLICATION, other)).isNull();
		close(store);
	}

	@Test
	void droppedSessionIsGoneForTheNextProcessToo() throws Exception {
		ResumeStore store = open();
		store.save(APPLICATION, ResumeChanges.of(session(SHARD, 7)));
		store.save(APPLICATION, new ResumeChanges(List.of(), List.of(SHARD), List.of()));
		close(store);
		ResumeStore next = open();
		assertThat(next.load(APPLICATION, SHARD)).isNull();
		close(next);
	}

	@Test
	void sessionOfAnotherTotalIsNotFound() throws Exception {
		ResumeStore store = open();
		store.save(APPLICATION, ResumeChanges.of(session(SHARD, 7)));
		assertThat(store.load(APPLICATION, new ShardId(SHARD.id(), SHARD.total() * 2))).isNull();
		close(store);
	}

	@Test
	void totalIsThereForTheNextProcess() throws Exception { // R38
		ResumeStore store = open();
		assertThat(store.loadTotal(APPLICATION)).isNull();
		store.saveTotal(APPLICATION, new KeptTotal(4, null));
		store.save(APPLICATION, ResumeChanges.of(session(SHARD, 7)));
		store.saveTotal(APPLICATION, new KeptTotal(8, 4));
		assertThat(store.loadTotal("2")).isNull();
		close(store);
		ResumeStore next = open();
		assertThat(next.loadTotal(APPLICATION)).isEqualTo(new KeptTotal(8, 4));
		assertThat(next.load(APPLICATION, SHARD)).isEqualTo(session(SHARD, 7));
		close(next);
	}

	@Test
	void applicationsDoNotSeeEachOther() throws Exception {
		ResumeStore store = open();
		store.save(APPLICATION,
				new ResumeChanges(List.of(session(SHARD, 7)), List.of(), List.of(new SessionStart("a-0", NOW))));
		assertThat(store.load("2", SHARD)).isNull();
		assertThat(store.loadIdentifies("2", NOW)).isEmpty();
		close(store);
	}

	@Test
	void identifiesAddUpAndAreForgottenAfterADay() throws Exception { // R13
		ResumeStore store = open();
		SessionStart yesterday = new SessionStart("a-0", NOW.minus(Duration.ofHours(24)));
		SessionStart recent = new SessionStart("a-1", NOW.minusSeconds(10));
		store.save(APPLICATION, identifies(yesterday, recent));
		assertThat(store.loadIdentifies(APPLICATION, NOW.minusSeconds(1))).containsExactly(yesterday, recent);
		close(store);
		ResumeStore next = open();
		SessionStart now = new SessionStart("b-0", NOW);
		next.save(APPLICATION, identifies(now));
		assertThat(next.loadIdentifies(APPLICATION, NOW)).containsExactly(recent, now);
		assertThat(next.loadIdentifies(APPLICATION, NOW.plus(Duration.ofHours(25)))).isEmpty();
		close(next);
	}

	@Test
	void identifiesOfOneMillisecondAreTwoAndOneThatIsSavedAgainIsOne() throws Exception { // R13
		ResumeStore store = open();
		SessionStart one = new SessionStart("a-0", NOW);
		SessionStart other = new SessionStart("b-0", NOW);
		store.save(APPLICATION, identifies(one));
		store.save(APPLICATION, identifies(one, other));
		assertThat(store.loadIdentifies(APPLICATION, NOW)).containsExactlyInAnyOrder(one, other);
		close(store);
	}

	@Test
	void identifyOfAClockThatWasAheadHidesNoOther() throws Exception { // R13, R42
		ResumeStore store = open();
		SessionStart now = new SessionStart("a-0", NOW);
		SessionStart ahead = new SessionStart("b-0", NOW.plus(Duration.ofDays(300)));
		store.save(APPLICATION, identifies(now));
		store.save(APPLICATION, identifies(ahead));
		SessionStart next = new SessionStart("a-1", NOW.plusSeconds(1));
		store.save(APPLICATION, identifies(next));
		assertThat(store.loadIdentifies(APPLICATION, NOW.plusSeconds(1))).containsExactly(now, next, ahead);
		close(store);
	}

	private static ResumeChanges identifies(SessionStart... starts) {
		return new ResumeChanges(List.of(), List.of(), List.of(starts));
	}

	static KeptSession session(ShardId shard, long sequence) {
		return new KeptSession(
				new ResumePoint("session-" + shard.id(), GatewayUrl.of("wss://resume.example/?a=b"), sequence, shard),
				33281);
	}

}
