package io.discordgateway.spring.e2e;

import java.time.Duration;
import java.util.HashSet;
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
			List<Long> healthy = gateway.record()
				.identifies()
				.stream()
				.filter((identify) -> identify.shard().id() >= STALLED)
				.map(GatewayRecord.Identify::connection)
				.toList();
			assertThat(healthy).hasSize(SHARDS - STALLED);
			// Before the first stands still: on a busy machine it may be found dead, and
			// come back, before the last one does.
			gateway.clearRecord();
			for (int shard = 0; shard < STALLED; shard++) {
				gateway.shard(shard).stalls();
			}
			Bot.await().untilAsserted(() -> {
				assertThat(beats(gateway, healthy)).as("heartbeats of each healthy shard")
					.allSatisfy((connection, count) -> assertThat(count).isGreaterThanOrEqualTo(3));
				assertThat(gateway.record().resumes()).extracting(GatewayRecord.Resume::sessionId)
					.as("sessions of shards that stood still and came back")
					.satisfies((sessions) -> assertThat(new HashSet<>(sessions)).hasSize(STALLED));
			});
			GatewayRecord record = gateway.record();
			assertThat(record.violations()).isEmpty();
			assertThat(record.closes()).extracting(GatewayRecord.Close::connection)
				.doesNotContainAnyElementsOf(healthy);
		}
	}

	private static Map<Long, Long> beats(LocalGateway gateway, List<Long> connections) {
		List<GatewayRecord.Payload> all = gateway.record().payloads();
		return connections.stream()
			.collect(Collectors.toMap(Function.identity(),
					(connection) -> all.stream()
						.filter((payload) -> payload.connection() == connection)
						.filter((payload) -> payload.opcode() == GatewayOpcode.HEARTBEAT.code())
						.count()));
	}

}
