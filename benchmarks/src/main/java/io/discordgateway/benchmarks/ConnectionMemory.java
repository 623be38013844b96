package io.discordgateway.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;

import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.payload.Token;
import io.discordgateway.protocol.ShardAction;
import io.discordgateway.protocol.ShardInput;
import io.discordgateway.protocol.ShardProtocol;
import io.discordgateway.protocol.ShardSettings;
import io.discordgateway.shard.ShardId;

/**
 * Opens and drops 100,000 connections of one shard, each with a HELLO inflated, and
 * prints the memory of the process before and after: what a connection allocates outside
 * of the heap must end with it.
 */
public final class ConnectionMemory {

	private static final int CONNECTIONS = 100_000;

	private ConnectionMemory() {
	}

	/**
	 * Runs, on Linux.
	 * @param args none
	 * @throws IOException if the system does not say how large the process is
	 */
	public static void main(String[] args) throws IOException {
		for (Wire wire : List.of(Wire.JSON_ZLIB_STREAM, Wire.JSON_ZSTD_STREAM)) {
			byte[] hello = wire
				.encode(List.of("{\"op\":10,\"d\":{\"heartbeat_interval\":41250}}".getBytes(StandardCharsets.UTF_8)))
				.get(0);
			ShardSettings settings = ShardSettings.builder(Token.of("x"), ShardId.SINGLE)
				.compression(wire.compression)
				.build();
			try (ShardProtocol shard = new ShardProtocol(settings, new Random(1))) {
				Instant now = Instant.EPOCH;
				int actions = begun(shard,
						shard.handle(new ShardInput.Start(GatewayUrl.of("wss://g.example"), null), now), now);
				long before = 0;
				for (long connection = 1; connection <= CONNECTIONS; connection++) {
					if (connection == CONNECTIONS / 100) {
						before = residentKilobytes();
					}
					actions += shard.handle(new ShardInput.Opened(connection), now).size();
					actions += shard
						.handle(new ShardInput.BinaryReceived(connection, ByteBuffer.wrap(hello), true), now)
						.size();
					actions += shard.handle(new ShardInput.Closed(connection, null, ""), now).size();
					now = Objects.requireNonNull(shard.nextDeadline());
					actions += begun(shard, shard.handle(new ShardInput.TimerFired(), now), now);
				}
				System.out.printf("%s: %d kB after %d connections, %d kB after %d (%d actions)%n", wire, before,
						CONNECTIONS / 100, residentKilobytes(), CONNECTIONS, actions);
			}
		}
	}

	/* Gives the permit that is asked for. */
	private static int begun(ShardProtocol shard, List<ShardAction> actions, Instant now) {
		int count = actions.size();
		for (ShardAction action : actions) {
			if (action instanceof ShardAction.RequestIdentify request) {
				count += shard.handle(new ShardInput.IdentifyGranted(request.request(), now), now).size();
			}
		}
		return count;
	}

	private static long residentKilobytes() throws IOException {
		return Files.readAllLines(Path.of("/proc/self/status"))
			.stream()
			.filter((line) -> line.startsWith("VmRSS:"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll("[^0-9]", "")))
			.sum();
	}

}
