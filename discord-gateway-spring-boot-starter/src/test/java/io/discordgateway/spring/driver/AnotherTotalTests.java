package io.discordgateway.spring.driver;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.discordgateway.protocol.ShardStatus;
import io.discordgateway.session.SessionClaim;
import io.discordgateway.session.SharedResumeStore;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.session.MetadataStoreResumeStore;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import org.springframework.integration.metadata.SimpleMetadataStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what follows close code 4011 while the API tells the number of shards (R18).
 */
class AnotherTotalTests {

	private static final int SEEDS = 20;

	@Test
	@DisplayName("R18: all shards start anew with the total that the API names, and listeners miss nothing")
	void anotherTotalIsBegunWith() {
		Seeds.run(SEEDS, (seed) -> {
			SimulatedBot bot = connect(seed, 2);
			bot.message(0);
			bot.message(1);
			bot.threads.settle();
			bot.recommended = 4;
			bot.gateway.close(1, 4011);
			bot.threads.advance(Duration.ofMinutes(2));
			assertThat(bot.gateway.identified()).containsExactly("0/2", "1/2", "0/4", "1/4", "2/4", "3/4");
			assertThat(bot.isConnected()).isTrue();
			assertThat(bot.run.drivers()).hasSize(4);
			assertThat(bot.heard).startsWith("0:1").contains("0:2", "1:2");
			assertThat(bot.failures).isEmpty();
			assertThat(bot.gateway.violations()).isEmpty();
			assertThat(bot.threads.failures()).isEmpty();
		});
	}

	@Test
	@DisplayName("R18: if the API names the same total, 4011 is final, and says which property to set")
	void sameTotalIsFinal() {
		Seeds.run(SEEDS, (seed) -> {
			SimulatedBot bot = connect(seed, 2);
			bot.gateway.close(1, 4011);
			bot.threads.advance(Duration.ofMinutes(2));
			assertThat(bot.failures).singleElement().satisfies((failed) -> {
				assertThat(failed.shard().id()).isOne();
				assertThat(failed.reason()).contains("still recommends 2", "discord.gateway.sharding.total")
					.doesNotContain("auto");
			});
			assertThat(bot.driver(1).state().status()).isEqualTo(ShardStatus.FAILED);
			assertThat(bot.driver(0).state().status()).isEqualTo(ShardStatus.CONNECTED);
			assertThat(bot.gateway.identified()).hasSize(2);
		});
	}

	@Test
	@DisplayName("R18: with a total that is set 4011 is final, and nobody is asked")
	void totalThatIsSetIsFinal() {
		SimulatedBot bot = SimulatedBot.on(new SeededThreads(1)).build().connect();
		bot.gateway.close(0, 4011);
		bot.threads.advance(Duration.ofMinutes(2));
		assertThat(bot.failures).singleElement()
			.satisfies((failed) -> assertThat(failed.reason()).contains("Raise discord.gateway.sharding.total"));
		assertThat(bot.lookups).isEmpty();
	}

	@Test
	@DisplayName("R18: the shards start anew at most once in 10 minutes")
	void totalChangesOnceInTenMinutes() {
		Seeds.run(SEEDS, (seed) -> {
			SimulatedBot bot = connect(seed, 1);
			bot.recommended = 2;
			bot.gateway.close(0, 4011);
			bot.threads.advance(Duration.ofMinutes(2));
			bot.recommended = 3;
			bot.gateway.close(0, 4011);
			bot.gateway.close(1, 4011);
			bot.threads.advance(Duration.ofMinutes(7));
			assertThat(bot.gateway.identified()).containsExactly("0/1", "0/2", "1/2");
			bot.threads.advance(Duration.ofMinutes(3));
			assertThat(bot.gateway.identified())
				.containsExactlyElementsOf(List.of("0/1", "0/2", "1/2", "0/3", "1/3", "2/3"));
			assertThat(bot.isConnected()).isTrue();
			assertThat(bot.failures).isEmpty();
		});
	}

	@Test
	@DisplayName("R49: the sessions of the old total are let go, and what waited for one of them waits no more")
	void sessionsOfTheOldTotalAreLetGo() {
		Seeds.run(SEEDS, (seed) -> {
			SeededThreads threads = new SeededThreads(seed);
			SharedResumeStore store = new MetadataStoreResumeStore(new SimpleMetadataStore());
			Instant begin = threads.now();
			ShardId waiting = new ShardId(1, 2);
			SessionClaim others = store.claim("1", waiting, "other", begin, begin.plus(Duration.ofMinutes(10)));
			assertThat(others.owner()).isEqualTo("other");
			SimulatedBot bot = SimulatedBot.on(threads).shards(2).auto().store(store).build();
			CompletableFuture<Void> unused = bot.run.open();
			threads.advance(Duration.ofMinutes(1));
			bot.recommended = 4;
			bot.gateway.close(0, 4011);
			threads.advance(Duration.ofMinutes(2));
			assertThat(bot.isConnected()).isTrue();
			ShardId gone = new ShardId(0, 2);
			Instant now = threads.now();
			assertThat(store.claim("1", gone, "other", now, now.plusSeconds(30)).owner()).isEqualTo("other");
			threads.advance(Duration.ofMinutes(20));
			assertThat(bot.gateway.identified()).containsExactly("0/2", "0/4", "1/4", "2/4", "3/4");
			assertThat(store.claim("1", waiting, "other", threads.now(), threads.now()).epoch())
				.isEqualTo(others.epoch() + 1);
			assertThat(bot.run.storeFailure()).isNull();
			assertThat(threads.failures()).isEmpty();
		});
	}

	private static SimulatedBot connect(long seed, int shards) {
		return SimulatedBot.on(new SeededThreads(seed)).shards(shards).auto().build().connect();
	}

}
