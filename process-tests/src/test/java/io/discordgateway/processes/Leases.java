package io.discordgateway.processes;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Watches in the store until when each shard was whose. It looks far more often than a
 * lease is renewed, so of each epoch it has seen the last end, but for the last moments
 * before the next epoch: by those moments it may be too early.
 */
final class Leases implements AutoCloseable {

	private static final long INTERVAL_NANOS = 50_000_000;

	private final FleetStore.Reader reader;

	private final List<String> keys;

	private final Map<Tenure, Long> ends = new ConcurrentHashMap<>();

	private final Thread thread = new Thread(this::watch, "leases");

	private volatile boolean over;

	Leases(FleetStore.Reader reader, String applicationId, int shards) {
		this.reader = reader;
		this.keys = IntStream.range(0, shards)
			.mapToObj((shard) -> "discord-gateway:" + applicationId + ":session:" + shard + ":" + shards)
			.toList();
		this.thread.start();
	}

	private void watch() {
		while (!this.over) {
			try {
				Map<String, String> claims = this.reader.read(this.keys);
				for (int shard = 0; shard < this.keys.size(); shard++) {
					String claim = claims.get(this.keys.get(shard));
					if (claim != null) {
						note(shard, JsonMapper.shared().readTree(claim));
					}
				}
			}
			catch (RuntimeException ex) {
				// The engine is away: nobody can write either.
				LockSupport.parkNanos(INTERVAL_NANOS);
			}
			LockSupport.parkNanos(INTERVAL_NANOS);
		}
	}

	private void note(int shard, JsonNode claim) {
		this.ends.merge(new Tenure(shard, claim.path("epoch").asLong()), claim.path("until").asLong(), Math::max);
	}

	/**
	 * Returns when a shard's lease ended, as an instance had it.
	 * @param shard number of the shard
	 * @param epoch which of the shard's epochs
	 * @return milliseconds of the host's clock, 0 if that epoch was never seen
	 */
	long end(int shard, long epoch) {
		return this.ends.getOrDefault(new Tenure(shard, epoch), 0L);
	}

	@Override
	public void close() {
		this.over = true;
		try {
			this.thread.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.reader.close();
	}

	private record Tenure(int shard, long epoch) {
	}

}
