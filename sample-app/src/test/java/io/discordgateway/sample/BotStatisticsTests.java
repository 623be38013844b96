package io.discordgateway.sample;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

import io.discordgateway.protocol.ShardStatus;
import io.discordgateway.sample.DashboardSnapshot.Change.Kind;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.ShardDelivery;
import io.discordgateway.spring.ShardState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BotStatisticsTests {

	private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

	private static final DashboardSnapshot.Mode MODE = new DashboardSnapshot.Mode(true, "http://127.0.0.1:1", null);

	private static final DashboardSnapshot.Limits LIMITS = new DashboardSnapshot.Limits(null, null, null, 0, 0, 0, 0,
			0);

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
		this.statistics.sample(List.of(state(FIRST, ShardStatus.CONNECTING, null)));
		for (int i = 1; i <= 200; i++) {
			this.statistics.sample(List.of(state(FIRST, ShardStatus.CONNECTED, Duration.ofMillis(i))));
		}
		assertThat(snapshot().shards()).singleElement().satisfies((shard) -> {
			assertThat(shard.status()).isEqualTo("CONNECTED");
			assertThat(shard.latency()).isEqualTo(200.0);
			assertThat(shard.latencies()).hasSize(EventRates.WINDOW).startsWith(81.0).endsWith(200.0);
		});
	}

	@Test
	void latencyIsUnknownBeforeTheFirstHeartbeatAndWithoutAConnection() {
		this.statistics.sample(List.of(state(FIRST, ShardStatus.CONNECTED, null)));
		this.statistics.sample(List.of(state(FIRST, ShardStatus.BACKING_OFF, Duration.ofMillis(7))));
		assertThat(snapshot().shards().get(0).latency()).isNull();
		assertThat(snapshot().shards().get(0).latencies()).containsExactly((Double) null, null);
	}

	@Test
	void ofManyShardsNoneHasALine() {
		List<ShardState> states = IntStream.range(0, BotStatistics.MOST_LINES + 1)
			.mapToObj((id) -> state(new ShardId(id, 16), ShardStatus.CONNECTED, Duration.ofMillis(3)))
			.toList();
		this.statistics.sample(states.subList(0, BotStatistics.MOST_LINES));
		assertThat(snapshot().shards()).allMatch((shard) -> shard.latencies().size() == 1);
		this.statistics.sample(states);
		assertThat(snapshot().shards()).hasSize(states.size())
			.allMatch((shard) -> shard.latencies().isEmpty() && shard.latency() == 3.0);
	}

	@Test
	void aShardThatLeftTheProcessIsNotShown() {
		this.statistics
			.sample(List.of(state(FIRST, ShardStatus.CONNECTED, null), state(SECOND, ShardStatus.CONNECTED, null)));
		this.statistics.sample(List.of(state(SECOND, ShardStatus.CONNECTED, null)));
		assertThat(snapshot().shards()).extracting(DashboardSnapshot.Shard::id).containsExactly(1);
	}

	@Test
	void whatIsInHandIsShown() {
		ShardDelivery delivery = new ShardDelivery(7, 700, true, Duration.ofSeconds(1), null, 0);
		this.statistics.sample(
				List.of(state(FIRST, ShardStatus.CONNECTED, null).mutate().delivery(delivery).reconnects(3).build()));
		assertThat(snapshot().shards()).singleElement().satisfies((shard) -> {
			assertThat(shard.inHand()).isEqualTo(7);
			assertThat(shard.bytesInHand()).isEqualTo(700);
			assertThat(shard.paused()).isTrue();
			assertThat(shard.reconnects()).isEqualTo(3);
			assertThat(shard.since()).isEqualTo(NOW);
		});
	}

	@Test
	void lostConnectionsAreCountedAndExplained() {
		change(SECOND, Kind.CONNECTED, "new session");
		assertThat(change(SECOND, Kind.DISCONNECTED, "closed by the gateway (4000)")).isTrue();
		assertThat(snapshot().totals().disconnects()).isOne();
		assertThat(snapshot().shards().get(0).note()).isEqualTo("closed by the gateway (4000)");
		change(SECOND, Kind.RESUMED, "resumed");
		assertThat(snapshot().totals().disconnects()).isOne();
		assertThat(snapshot().shards().get(0).note()).isEqualTo("resumed");
		assertThat(snapshot().changes()).extracting(DashboardSnapshot.Change::text)
			.containsExactly("resumed", "closed by the gateway (4000)", "new session");
	}

	@Test
	void aConnectionThatCouldNotBeOpenedIsNoLostOne() {
		change(FIRST, Kind.CONNECTED, "new session");
		assertThat(change(FIRST, Kind.DISCONNECTED, "dropped")).isTrue();
		assertThat(change(FIRST, Kind.DISCONNECTED, "refused")).isFalse();
		assertThat(snapshot().totals().disconnects()).isOne();
		assertThat(snapshot().shards().get(0).note()).isEqualTo("refused");
		assertThat(snapshot().changes()).hasSize(2);
	}

	@Test
	void onlyTheLastChangesAreKept() {
		for (int i = 1; i <= 1000; i++) {
			change(FIRST, Kind.RESUMED, "resumed " + i);
		}
		assertThat(snapshot().changes()).hasSize(BotStatistics.LAST_CHANGES)
			.first()
			.satisfies((change) -> assertThat(change.text()).isEqualTo("resumed 1000"));
	}

	private boolean change(ShardId shard, Kind kind, String text) {
		return this.statistics.shardChanged(NOW, shard, kind, text);
	}

	private static ShardState state(ShardId shard, ShardStatus status, @Nullable Duration latency) {
		return ShardState.builder(shard, status, NOW).heartbeat(latency, latency, NOW).build();
	}

	private DashboardSnapshot snapshot() {
		return this.statistics.snapshot(NOW.plusSeconds(2), MODE, LIMITS);
	}

}
