package io.discordgateway.sample;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.discordgateway.payload.GatewayCloseCode;
import io.discordgateway.protocol.ShardStatus;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.SessionLostEvent;
import io.discordgateway.spring.ShardConnectedEvent;
import io.discordgateway.spring.ShardDisconnectedEvent;
import io.discordgateway.spring.ShardFailedEvent;
import io.discordgateway.spring.ShardResumedEvent;
import io.discordgateway.spring.ShardState;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BotStatisticsFeedTests {

	private static final ShardId SHARD = new ShardId(0, 2);

	@Test
	void everyChangeOfAShardHasItsWords() {
		assertThat(BotStatisticsFeed.describe(new ShardConnectedEvent(this, SHARD))).isEqualTo("new session");
		assertThat(BotStatisticsFeed.describe(new ShardResumedEvent(this, SHARD, 7)))
			.isEqualTo("resumed, 7 events replayed");
		assertThat(BotStatisticsFeed.describe(new ShardDisconnectedEvent(this, SHARD, 4000, "gone", true, Instant.MAX)))
			.isEqualTo("connection lost: gone; will resume");
		assertThat(BotStatisticsFeed.describe(new ShardDisconnectedEvent(this, SHARD, null, "gone", false, null)))
			.isEqualTo("connection lost: gone");
		assertThat(BotStatisticsFeed.describe(new SessionLostEvent(this, SHARD, "invalid")))
			.isEqualTo("session lost: invalid");
		assertThat(BotStatisticsFeed
			.describe(new ShardFailedEvent(this, SHARD, GatewayCloseCode.AUTHENTICATION_FAILED, "wrong token")))
			.isEqualTo("stopped for good: wrong token");
	}

	@Test
	void theSummaryIsOneLine() {
		DashboardSnapshot.Totals totals = new DashboardSnapshot.Totals(Instant.EPOCH, 1234, 1, 22.94, 0, 0, 5, 2);
		ShardState connected = ShardState.builder(SHARD, ShardStatus.CONNECTED, Instant.EPOCH).build();
		assertThat(LogSummary.summary(totals, List.of(connected), Duration.ofNanos(1_250_000))).isEqualTo(
				"1 of 1 shards connected, latency 1.3 ms; events: 1,234, 22.9 per second; answers: 5, failed: 2");
		assertThat(LogSummary.summary(totals, List.of(), null))
			.startsWith("0 of 0 shards connected, latency not known yet");
	}

}
