package io.discordgateway.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.Deque;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HeartbeatsTests {

	private final Instant now = Instant.parse("2026-11-24T00:00:00Z");

	private final Deque<Duration> latencies = Heartbeats.newLatencies();

	private final Heartbeats heartbeats = new Heartbeats(Duration.ofSeconds(40), this.latencies);

	@Test
	void heartbeatIsMissedUntilItIsAcknowledged() { // R8
		assertThat(this.heartbeats.acknowledged()).isTrue();
		assertThat(this.heartbeats.missed()).isFalse();
		this.heartbeats.sent(this.now);
		assertThat(this.heartbeats.acknowledged()).isFalse();
		assertThat(this.heartbeats.missed()).isTrue();
		assertThat(this.heartbeats.acknowledged(this.now.plusMillis(30))).hasMillis(30);
		assertThat(this.heartbeats.acknowledged()).isTrue();
		assertThat(this.heartbeats.missed()).isFalse();
	}

	@Test
	void acknowledgmentInAPauseIsNoLatency() { // R8, R9
		this.heartbeats.sent(this.now);
		this.heartbeats.reading(false);
		assertThat(this.heartbeats.missed()).isFalse();
		this.heartbeats.reading(true);
		assertThat(this.heartbeats.missed()).as("there was a pause").isFalse();
		assertThat(this.heartbeats.acknowledged(this.now.plusSeconds(30))).isNull();
		this.heartbeats.sent(this.now.plusSeconds(40));
		assertThat(this.heartbeats.missed()).isTrue();
	}

	@Test
	void meanIsOfTheLastFive() { // R9
		assertThat(Heartbeats.mean(this.latencies)).isNull();
		for (int i = 1; i <= 6; i++) {
			this.heartbeats.sent(this.now);
			this.heartbeats.acknowledged(this.now.plusMillis(i * 10));
		}
		assertThat(this.latencies).hasSize(5);
		assertThat(Heartbeats.mean(this.latencies)).hasMillis(40);
	}

	@Test
	void scheduleIsKeptUnlessTheAcknowledgmentWouldHaveTooLittleTime() { // R5, R8
		assertThat(this.heartbeats.nextAfter(this.now, this.now)).isEqualTo(this.now.plusSeconds(40));
		assertThat(this.heartbeats.nextAfter(this.now, this.now.plusSeconds(20))).isEqualTo(this.now.plusSeconds(40));
		assertThat(this.heartbeats.nextAfter(this.now, this.now.plusSeconds(21))).isEqualTo(this.now.plusSeconds(61));
		assertThat(this.heartbeats.nextAfter(this.now, this.now.plusSeconds(400))).isEqualTo(this.now.plusSeconds(440));
	}

}
