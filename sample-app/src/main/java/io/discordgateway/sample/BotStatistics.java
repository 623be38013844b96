package io.discordgateway.sample;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.discordgateway.shard.ShardId;

/**
 * Counts what the bot does. Everything in it is bounded, and time is an argument.
 * Thread-safe: shards report from several threads.
 */
final class BotStatistics {

	/** How many events, and how many answers, are kept. */
	static final int LAST = 12;

	/** How many channels have a count. */
	static final int MAX_CHANNELS = 1000;

	/** How many channels a snapshot shows. */
	static final int SHOWN_CHANNELS = 5;

	private final Instant since;

	private final EventRates rates = new EventRates();

	private final Deque<DashboardSnapshot.Event> lastEvents = new ArrayDeque<>();

	private final Deque<DashboardSnapshot.Answer> answers = new ArrayDeque<>();

	private final Map<Integer, ShardFigures> shards = new TreeMap<>();

	/* In access order: the channel that was silent for the longest time leaves first. */
	private final Map<String, Long> channels = new LinkedHashMap<>(64, 0.75f, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
			return size() > MAX_CHANNELS;
		}

	};

	private long events;

	private long bytes;

	private long replayed;

	private long disconnects;

	private long answered;

	private long failed;

	BotStatistics(Instant since) {
		this.since = since;
	}

	synchronized void eventReceived(Instant now, ShardId shard, String name, long sequence, int size,
			boolean isReplayed) {
		this.events++;
		this.bytes += size;
		this.replayed += isReplayed ? 1 : 0;
		this.rates.add(now, name);
		ShardFigures figures = figures(shard);
		figures.events++;
		figures.sequence = sequence;
		push(this.lastEvents,
				new DashboardSnapshot.Event(this.events, now, name, shard.id(), sequence, size, isReplayed));
	}

	/**
	 * Counts a message.
	 * @param channelId where it was written
	 * @return how many were counted there
	 */
	synchronized long messageReceived(String channelId) {
		return this.channels.merge(channelId, 1L, Long::sum);
	}

	synchronized void answered(DashboardSnapshot.Answer answer) {
		if (answer.failure() == null) {
			this.answered++;
		}
		else {
			this.failed++;
		}
		push(this.answers, answer);
	}

	synchronized void shardConnected(ShardId shard, String note) {
		figures(shard).connected = true;
		figures(shard).note = note;
	}

	/**
	 * Counts a lost connection. One that could not be opened is none.
	 * @param shard the shard
	 * @param note what happened
	 * @return whether the shard had been connected
	 */
	synchronized boolean shardDisconnected(ShardId shard, String note) {
		ShardFigures figures = figures(shard);
		boolean lost = figures.connected;
		this.disconnects += lost ? 1 : 0;
		figures.connected = false;
		figures.note = note;
		return lost;
	}

	synchronized void shardChanged(ShardId shard, String note) {
		figures(shard).note = note;
	}

	/**
	 * Takes one sample of what the shards are doing; called once a second.
	 * @param shard the shard
	 * @param status its status
	 * @param latency its latency, or {@code null} if it is not known
	 */
	synchronized void sample(ShardId shard, String status, @Nullable Duration latency) {
		ShardFigures figures = figures(shard);
		figures.status = status;
		figures.latency = (latency != null) ? latency.toNanos() / 1_000_000.0 : null;
		if (figures.latencies.size() == EventRates.WINDOW) {
			figures.latencies.remove(0);
		}
		figures.latencies.add(figures.latency);
	}

	synchronized DashboardSnapshot snapshot(Instant now, DashboardSnapshot.Mode mode) {
		return new DashboardSnapshot(now, mode, totals(now), this.rates.snapshot(now),
				this.shards.values().stream().map(ShardFigures::snapshot).toList(), List.copyOf(this.lastEvents),
				List.copyOf(this.answers), busiestChannels());
	}

	synchronized DashboardSnapshot.Totals totals(Instant now) {
		return new DashboardSnapshot.Totals(this.since, this.events, this.bytes, this.rates.perSecond(now, 10),
				this.replayed, this.disconnects, this.answered, this.failed);
	}

	private List<DashboardSnapshot.Channel> busiestChannels() {
		return this.channels.entrySet()
			.stream()
			.map((entry) -> new DashboardSnapshot.Channel(entry.getKey(), entry.getValue()))
			.sorted(Comparator.comparingLong(DashboardSnapshot.Channel::messages)
				.reversed()
				.thenComparing(DashboardSnapshot.Channel::id))
			.limit(SHOWN_CHANNELS)
			.toList();
	}

	private ShardFigures figures(ShardId shard) {
		return this.shards.computeIfAbsent(shard.id(), (ignored) -> new ShardFigures(shard));
	}

	private static <T> void push(Deque<T> deque, T newest) {
		if (deque.size() == LAST) {
			deque.removeLast();
		}
		deque.addFirst(newest);
	}

	private static final class ShardFigures {

		private final ShardId shard;

		private final List<@Nullable Double> latencies = new ArrayList<>();

		private String status = "";

		private @Nullable Double latency;

		private long sequence;

		private long events;

		private boolean connected;

		private String note = "";

		ShardFigures(ShardId shard) {
			this.shard = shard;
		}

		DashboardSnapshot.Shard snapshot() {
			return new DashboardSnapshot.Shard(this.shard.id(), this.shard.total(), this.status, this.latency,
					new ArrayList<>(this.latencies), this.sequence, this.events, this.note);
		}

	}

}
