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

import io.discordgateway.sample.DashboardSnapshot.Change.Kind;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.ShardDelivery;
import io.discordgateway.spring.ShardState;
import org.jspecify.annotations.Nullable;

/**
 * Counts what the bot does. Everything in it is bounded, and time is an argument.
 * Thread-safe: shards report from several threads.
 */
final class BotStatistics {

	/** How many events, and how many answers, are kept. */
	static final int LAST = 12;

	/** How many channels have a count. */
	static final int MAX_CHANNELS = 1000;

	/** How many changes of shards are kept. */
	static final int LAST_CHANGES = 200;

	/** With more shards than this none has a line of its latencies. */
	static final int MOST_LINES = 8;

	/** How many channels a snapshot shows. */
	static final int SHOWN_CHANNELS = 5;

	private final Instant since;

	private final EventRates rates = new EventRates();

	private final Deque<DashboardSnapshot.Event> lastEvents = new ArrayDeque<>();

	private final Deque<DashboardSnapshot.Answer> answers = new ArrayDeque<>();

	private final Deque<DashboardSnapshot.Change> changes = new ArrayDeque<>();

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
				new DashboardSnapshot.Event(this.events, now, name, shard.id(), sequence, size, isReplayed), LAST);
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
		push(this.answers, answer, LAST);
	}

	/**
	 * Notes what happened to a shard.
	 * @param now when
	 * @param shard the shard
	 * @param kind what happened
	 * @param text the same in words
	 * @return whether it is news: a connection that could not be opened is none
	 */
	synchronized boolean shardChanged(Instant now, ShardId shard, Kind kind, String text) {
		ShardFigures figures = figures(shard);
		boolean news = kind != Kind.DISCONNECTED || figures.connected;
		if (kind == Kind.DISCONNECTED) {
			this.disconnects += figures.connected ? 1 : 0;
			figures.connected = false;
		}
		else if (kind == Kind.CONNECTED || kind == Kind.RESUMED) {
			figures.connected = true;
		}
		figures.note = text;
		if (news) {
			push(this.changes, new DashboardSnapshot.Change(now, shard.id(), kind, text), LAST_CHANGES);
		}
		return news;
	}

	/**
	 * Takes one sample of what the shards are doing; called once a second. Shards that
	 * are not among them have left this process.
	 * @param states the states of all
	 */
	synchronized void sample(List<ShardState> states) {
		this.shards.keySet().retainAll(states.stream().map((state) -> state.shard().id()).toList());
		for (ShardState state : states) {
			ShardFigures figures = figures(state.shard());
			figures.state = state;
			if (figures.latencies.size() == EventRates.WINDOW) {
				figures.latencies.remove(0);
			}
			figures.latencies.add(figures.latency());
		}
	}

	synchronized DashboardSnapshot snapshot(Instant now, DashboardSnapshot.Mode mode, DashboardSnapshot.Limits limits) {
		boolean lines = this.shards.size() <= MOST_LINES;
		return new DashboardSnapshot(now, mode, totals(now), this.rates.snapshot(now),
				this.shards.values().stream().map((figures) -> figures.snapshot(lines)).toList(),
				List.copyOf(this.changes), limits, List.copyOf(this.lastEvents), List.copyOf(this.answers),
				busiestChannels());
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

	private static <T> void push(Deque<T> deque, T newest, int most) {
		if (deque.size() == most) {
			deque.removeLast();
		}
		deque.addFirst(newest);
	}

	private static final class ShardFigures {

		private final ShardId shard;

		private final List<@Nullable Double> latencies = new ArrayList<>();

		private @Nullable ShardState state;

		private long sequence;

		private long events;

		private boolean connected;

		private String note = "";

		ShardFigures(ShardId shard) {
			this.shard = shard;
		}

		/* In milliseconds, while there is a connection that it is of. */
		@Nullable Double latency() {
			Duration latency = (this.state != null && this.state.isConnected()) ? this.state.latency() : null;
			return (latency != null) ? latency.toNanos() / 1_000_000.0 : null;
		}

		DashboardSnapshot.Shard snapshot(boolean line) {
			ShardState known = this.state;
			ShardDelivery delivery = (known != null) ? known.delivery() : ShardDelivery.IDLE;
			return new DashboardSnapshot.Shard(this.shard.id(), this.shard.total(),
					(known != null) ? known.status().name() : "", (known != null) ? known.since() : null, latency(),
					line ? new ArrayList<>(this.latencies) : List.of(), this.sequence, this.events, delivery.inHand(),
					delivery.bytesInHand(), delivery.paused(), (known != null) ? known.reconnects() : 0, this.note);
		}

	}

}
