package io.discordgateway.test.simulation;

import java.util.List;

import io.discordgateway.codec.Compression;
import io.discordgateway.codec.Encoding;

/**
 * What stays as it is for the whole life of one world.
 *
 * @param shards how many shards
 * @param maxConcurrency how many sessions may be started at once
 * @param door what drives the gateway
 * @param heartbeatInterval Discord's heartbeat interval
 * @param intervalsDiffer whether each connection has another interval, no longer than
 * that
 * @param latency one way through the network
 * @param timerLateness how late a timer of the process may come
 * @param permitDelay how long a permit to identify is under way at most
 * @param sessionTimeout how long a session without a connection stays resumable
 * @param replayBuffer how many dispatches of a session Discord keeps
 * @param replayOverlap how many dispatches a resume replays that were received already
 * @param resumedIsNumbered whether RESUMED takes a sequence number of its own
 * @param resumedIsKept whether a RESUMED with a number is replayed like a dispatch
 * @param encoding how payloads are written
 * @param compression how connections are compressed
 * @param sendFailureDelay how long it takes at most until a failure to send is known
 * @param meanDispatch the mean time between two dispatches of a session
 * @param startTotal the day's session starts
 * @param startRemaining how many session starts are left at the beginning
 * @param startReset when the session starts are all there again
 * @param applicationCapacity how many events the application lets wait
 * @param commandCapacity how many commands may wait in a shard
 * @param lateDeliveries whether a socket that was closed still delivers
 * @param insecureUrls whether some resume urls are not wss
 * @param meanFault the mean time between two faults, or 0 for a world without
 * @param faultsUntil when the faults end
 */
record Climate(int shards, int maxConcurrency, Client.Door door, long heartbeatInterval, boolean intervalsDiffer,
		long latency, long timerLateness, long permitDelay, long sessionTimeout, int replayBuffer, int replayOverlap,
		boolean resumedIsNumbered, boolean resumedIsKept, Encoding encoding, Compression compression,
		long sendFailureDelay, long meanDispatch, int startTotal, int startRemaining, long startReset,
		int applicationCapacity, int commandCapacity, boolean lateDeliveries, boolean insecureUrls, long meanFault,
		long faultsUntil) {

	private static final List<Compression> STREAMS = List.of(Compression.NONE, Compression.ZLIB_STREAM,
			Compression.ZSTD_STREAM);

	private static final List<Compression> ALL = List.of(Compression.NONE, Compression.NONE, Compression.ZLIB_STREAM,
			Compression.ZLIB_STREAM, Compression.ZSTD_STREAM, Compression.PAYLOAD);

	static Climate of(Chance chance, Setup setup) {
		Integer shards = setup.shards();
		Long faultsFor = setup.faultsFor();
		Client.Door door = chance.happens(0.25) ? Client.Door.BYTES : Client.Door.INPUTS;
		Encoding encoding = chance.happens(0.2) ? Encoding.ETF : Encoding.JSON;
		Compression compression = chance.oneOf((encoding == Encoding.ETF) ? STREAMS : ALL);
		int fleet = chance.oneOf(1, 2, 3, 4, 6, 8, 12, 16);
		int total = chance.happens(0.9) ? 1000 : 400;
		int remaining = chance.happens(0.8) ? total : chance.number(0, total / 5);
		long until = chance.between(58 * Timeline.MINUTE, 75 * Timeline.MINUTE);
		return new Climate((shards != null) ? shards : fleet, chance.oneOf(1, 1, 2, 16),
				(setup.door() != null) ? setup.door() : door,
				chance.happens(0.5) ? 41_250 * Timeline.MILLISECOND
						: chance.between(5 * Timeline.SECOND, 60 * Timeline.SECOND),
				chance.happens(0.3), chance.between(2 * Timeline.MILLISECOND, 150 * Timeline.MILLISECOND),
				chance.happens(0.5) ? 0 : chance.between(0, 40 * Timeline.MILLISECOND),
				chance.happens(0.5) ? 0 : chance.between(0, 4 * Timeline.SECOND),
				chance.between(40 * Timeline.SECOND, 5 * Timeline.MINUTE), chance.oneOf(5, 50, 500, 5000, 5000, 5000),
				chance.oneOf(0, 0, 0, 1, 7), chance.happens(0.5), chance.happens(0.5), encoding, compression,
				chance.happens(0.5) ? 0 : chance.between(0, 2 * Timeline.SECOND),
				chance.between(500 * Timeline.MILLISECOND, 15 * Timeline.SECOND), total, remaining,
				chance.between(10 * Timeline.MINUTE, 60 * Timeline.MINUTE), chance.oneOf(1, 16, 64, 256),
				chance.oneOf(20, 200, 1000), chance.happens(0.5), chance.happens(0.1),
				chance.happens(0.05) ? 0 : chance.between(5 * Timeline.SECOND, 3 * Timeline.MINUTE),
				(faultsFor != null) ? faultsFor : until);
	}

}
