package io.discordgateway.sample;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import io.discordgateway.shard.ShardId;

import static org.assertj.core.api.Assertions.assertThat;

class BotStatisticsTests {

	private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

	private static final DashboardSnapshot.Mode MODE = new DashboardSnapshot.Mode(true, "http://127.0.0.1:1");

	private static final ShardId FIRST = new ShardId(0, 2);

	private static final ShardId SECOND = new ShardId(1, 2);

	private final BotStatistics statistics = new BotStatistics(NOW);

	@Test
	void eventsAreAddedUpAndTheNewestComesFirst() {
		this.statistics.eventReceived(NOW, FIRST, "READY", 1, 1000, false);
		this.statistics.eventReceived(NOW.plusSeconds(1), SECOND, "MESSAGE_CREATE", 7, 500, true);
		DashboardSnapshot snapshot = snapshot();
		assertThat(snapshot.totals())
			.isEqualTo(new DashboardSnapshot.Totals(NOW, 2, 1500, snapshot.totals().perSecond(), 1, 0, 0, 0));
		assertThat(snapshot.lastEvents()).containsExactly(
				new DashboardSnapshot.Event(2, NOW.plusSeconds(1), "MESSAGE_CREATE", 1, 7, 500, true),
				new DashboardSnapshot.Event(1, NOW, "READY", 0, 1, 1000, false));
		assertThat(snapshot.shards()).extracting(DashboardSnapshot.Shard::sequence).containsExactly(1L, 7L);
	}

	@Test
	void onlyTheLastEventsAndAnswersAreKept() {
		for (int i = 1; i <= 100; i++) {
			this.statistics.eventReceived(NOW, FIRST, "TYPING_START", i, 10, false);
			this.statistics.answered(new DashboardSnapshot.Answer(NOW, "!ping", "1", "pong " + i, null));
		}
		assertThat(snapshot().lastEvents()).hasSize(BotStatistics.LAST);
		assertThat(snapshot().lastEvents().get(0).sequence()).isEqualTo(100);
		assertThat(snapshot().answers()).hasSize(BotStatistics.LAST);
		assertThat(snapshot().answers().get(0).text()).isEqualTo("pong 100");
	}

	@Test
	void answersThatFailedAreCountedApart() {
		this.statistics.answered(new DashboardSnapshot.Answer(NOW, "!ping", "1", "pong", null));
		this.statistics.answered(new DashboardSnapshot.Answer(NOW, "!ping", "1", "pong", "403 Forbidden"));
		assertThat(snapshot().totals().answered()).isOne();
		assertThat(snapshot().totals().failed()).isOne();
	}

	@Test
	void theBusiestChannelsComeFirst() {
		for (int channel = 1; channel <= 9; channel++) {
			for (int i = 0; i < channel; i++) {
				assertThat(this.statistics.messageReceived(String.valueOf(channel))).isEqualTo(i + 1);
			}
		}
		assertThat(snapshot().channels()).extracting(DashboardSnapshot.Channel::id)
			.containsExactly("9", "8", "7", "6", "5");
	}

	@Test
	void theChannelThatWasSilentLongestLeavesFirst() {
		this.statistics.messageReceived("busy");
		this.statistics.messageReceived("silent");
		for (int i = 0; i < BotStatistics.MAX_CHANNELS - 1; i++) {
			this.statistics.messageReceived("busy");
			this.statistics.messageReceived("other " + i);
		}
		assertThat(this.statistics.messageReceived("busy")).isEqualTo(BotStatistics.MAX_CHANNELS + 1);
		assertThat(this.statistics.messageReceived("silent")).isOne();
	}

	@Test
	void latencyHasOneSampleForEachSecondOfTwoMinutes() {
		this.statistics.sample(FIRST, "CONNECTING", null);
		for (int i = 1; i <= 200; i++) {
			this.statistics.sample(FIRST, "CONNECTED", Duration.ofMillis(i));
		}
		assertThat(snapshot().shards()).singleElement().satisfies((shard) -> {
			assertThat(shard.status()).isEqualTo("CONNECTED");
			assertThat(shard.latency()).isEqualTo(200.0);
			assertThat(shard.latencies()).hasSize(EventRates.WINDOW).startsWith(81.0).endsWith(200.0);
		});
	}

	@Test
	void latencyIsUnknownBeforeTheFirstHeartbeat() {
		this.statistics.sample(FIRST, "CONNECTING", null);
		assertThat(snapshot().shards().get(0).latency()).isNull();
		assertThat(snapshot().shards().get(0).latencies()).containsExactly((Double) null);
	}

	@Test
	void lostConnectionsAreCountedAndExplained() {
		this.statistics.shardConnected(SECOND, "new session");
		assertThat(this.statistics.shardDisconnected(SECOND, "closed by the gateway (4000)")).isTrue();
		assertThat(snapshot().totals().disconnects()).isOne();
		assertThat(snapshot().shards().get(0).note()).isEqualTo("closed by the gateway (4000)");
		this.statistics.shardConnected(SECOND, "resumed");
		assertThat(snapshot().totals().disconnects()).isOne();
		assertThat(snapshot().shards().get(0).note()).isEqualTo("resumed");
	}

	@Test
	void aConnectionThatCouldNotBeOpenedIsNoLostOne() {
		this.statistics.shardConnected(FIRST, "new session");
		assertThat(this.statistics.shardDisconnected(FIRST, "dropped")).isTrue();
		assertThat(this.statistics.shardDisconnected(FIRST, "refused")).isFalse();
		assertThat(snapshot().totals().disconnects()).isOne();
		assertThat(snapshot().shards().get(0).note()).isEqualTo("refused");
	}

	private DashboardSnapshot snapshot() {
		return this.statistics.snapshot(NOW.plusSeconds(2), MODE);
	}

}
