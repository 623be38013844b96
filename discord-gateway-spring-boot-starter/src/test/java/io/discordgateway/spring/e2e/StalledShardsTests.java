package io.discordgateway.spring.e2e;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.test.GatewayRecord;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that peers that stand still cost no other shard its heartbeats, over sockets.
 */
@AnyWire
@EveryTransport
class StalledShardsTests {

	private static final int SHARDS = 60;

	private static final int STALLED = 50;

	private final Wire wire;

	StalledShardsTests(Wire wire) {
		this.wire = wire;
	}

	@Test
	@DisplayName("R5: ten shards beat on time beside fifty whose peers stand still")
	void stalledPeersDelayNoOthersHeartbeats() {
		try (LocalGateway gateway = LocalGateway.builder()
			.shards(SHARDS)
			.maxConcurrency(SHARDS)
			.heartbeatInterval(Duration.ofSeconds(2))
			.build()
			.start(); Bot ignored = this.wire.start(gateway).awaitConnected()) {
			for (int shard = 0; shard < STALLED; shard++) {
				gateway.shard(shard).stalls();
			}
			List<Long> healthy = gateway.record()
				.identifies()
				.stream()
				.filter((identify) -> identify.shard().id() >= STALLED)
				.map(GatewayRecord.Identify::connection)
				.toList();
			assertThat(healthy).hasSize(SHARDS - STALLED);
			gateway.clearRecord();
			// All that stood still are found dead meanwhile, and come back.
			Bot.await().until(() -> {
				Map<Long, Long> beats = beats(gateway);
				return healthy.stream().allMatch((connection) -> beats.getOrDefault(connection, 0L) >= 3)
						&& gateway.record().resumes().size() >= STALLED;
			});
			GatewayRecord record = gateway.record();
			assertThat(record.violations()).isEmpty();
			assertThat(record.closes()).extracting(GatewayRecord.Close::connection)
				.doesNotContainAnyElementsOf(healthy);
		}
	}

	private static Map<Long, Long> beats(LocalGateway gateway) {
		return gateway.record()
			.payloads()
			.stream()
			.filter((payload) -> payload.opcode() == GatewayOpcode.HEARTBEAT.code())
			.map(GatewayRecord.Payload::connection)
			.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
	}

}
