package io.discordgateway.spring.observation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

import io.discordgateway.Internal;
import io.discordgateway.model.DispatchType;
import io.discordgateway.payload.GatewayCloseCode;
import io.discordgateway.protocol.DisconnectCause;
import io.discordgateway.protocol.ShardStatus;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.observation.DiscordMeter.Tag;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * Meters of a {@link MeterRegistry}. A counter is made when there is something to count.
 *
 * @since 0.1
 */
@Internal
public final class MicrometerDiscordMeters implements DiscordMeters {

	private static final String OTHER = "other";

	private static final String SUCCESS = "success";

	private static final String FAILURE = "failure";

	private static final String SENT = "sent";

	private static final String DROPPED = "dropped";

	/* Buckets, as percentiles of shards and processes cannot be put together. */
	private static final Duration[] LATENCIES = { Duration.ofMillis(25), Duration.ofMillis(50), Duration.ofMillis(100),
			Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(2500),
			Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(30) };

	private final MeterRegistry registry;

	private final Map<Integer, OfShard> ofShards = new ConcurrentHashMap<>();

	private volatile Map<Integer, Supplier<ShardFigures>> shards = Map.of();

	/* Guarded by this. */
	private final Map<Integer, List<Meter>> shown = new HashMap<>();

	/**
	 * Makes the meters.
	 * @param registry where they are
	 */
	public MicrometerDiscordMeters(MeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	public EventMeters event(String name) {
		// Names come from the peer.
		boolean known = DispatchType.of(name) != null || name.equals("RESUMED");
		return new OfEvent(known ? name : OTHER);
	}

	@Override
	public ShardMeters shard(ShardId shard) {
		return this.ofShards.computeIfAbsent(shard.id(), OfShard::new);
	}

	@Override
	public synchronized void shards(Map<Integer, Supplier<ShardFigures>> shards) {
		this.shards = Map.copyOf(shards);
		for (ShardStatus status : ShardStatus.values()) {
			gauge(DiscordMeter.SHARDS, Tags.of(Tag.STATUS.asString(), status.name()), () -> count(status));
		}
		counter(DiscordMeter.EVENTS_REPEATED, Tags.empty()).increment(0);
		this.shown.keySet().removeIf((id) -> {
			boolean gone = !shards.containsKey(id);
			if (gone) {
				this.shown.getOrDefault(id, List.of()).forEach(this.registry::remove);
			}
			return gone;
		});
		shards.keySet().forEach((id) -> this.shown.computeIfAbsent(id, this::show));
	}

	private double count(ShardStatus status) {
		return this.shards.values().stream().filter((shard) -> shard.get().state().status() == status).count();
	}

	private List<Meter> show(int id) {
		List<Meter> meters = new ArrayList<>();
		show(meters, DiscordMeter.SHARD_CONNECTED, id, (shard) -> shard.state().isConnected() ? 1 : 0);
		show(meters, DiscordMeter.SHARD_FAILED, id, (shard) -> (shard.state().failure() != null) ? 1 : 0);
		show(meters, DiscordMeter.SHARD_PAUSED, id, (shard) -> shard.state().delivery().paused() ? 1 : 0);
		show(meters, DiscordMeter.SHARD_HALTED, id, (shard) -> (shard.state().delivery().halted() != null) ? 1 : 0);
		show(meters, DiscordMeter.SESSION_OWNED, id, (shard) -> shard.owned() ? 1 : 0);
		show(meters, DiscordMeter.COMMANDS_WAITING, id, ShardFigures::commands);
		show(meters, DiscordMeter.IN_HAND, id, (shard) -> shard.state().delivery().inHand());
		show(meters, DiscordMeter.IN_HAND_BYTES, id, (shard) -> shard.state().delivery().bytesInHand());
		show(meters, DiscordMeter.PAUSED, id, (shard) -> seconds(shard.state().delivery().pausedTime()));
		show(meters, DiscordMeter.INTERACTIONS_STALE, id, (shard) -> shard.state().delivery().staleInteractions());
		return meters;
	}

	private void show(List<Meter> meters, DiscordMeter meter, int id, ToDoubleFunction<ShardFigures> value) {
		Tags tags = Tags.of(Tag.SHARD.asString(), String.valueOf(id));
		Supplier<Double> figure = () -> figure(id, value);
		meters.add((meter.getType() == Meter.Type.GAUGE) ? gauge(meter, tags, figure)
				: FunctionCounter.builder(meter.getName(), figure, Supplier::get)
					.tags(tags)
					.description(meter.description())
					.baseUnit(meter.getBaseUnit())
					.register(this.registry));
	}

	private double figure(int id, ToDoubleFunction<ShardFigures> value) {
		Supplier<ShardFigures> shard = this.shards.get(id);
		return (shard != null) ? value.applyAsDouble(shard.get()) : Double.NaN;
	}

	@Override
	public void repeated() {
		counter(DiscordMeter.EVENTS_REPEATED, Tags.empty()).increment();
	}

	@Override
	public void sessionStarts(Supplier<SessionStartFigures> figures) {
		gauge(DiscordMeter.SESSION_STARTS_LIMIT, Tags.empty(), () -> (double) figures.get().total());
		gauge(DiscordMeter.SESSION_STARTS_REMAINING, Tags.empty(), () -> (double) figures.get().remaining());
		gauge(DiscordMeter.SESSION_STARTS_RESET, Tags.empty(), () -> {
			Duration resetAfter = figures.get().resetAfter();
			return (resetAfter != null) ? seconds(resetAfter) : 0;
		});
	}

	@Override
	public void stored(StoreOperation operation, Duration time, boolean success) {
		timer(DiscordMeter.SESSION_STORE, Tags.of(Tag.OPERATION.asString(), operation.name().toLowerCase(Locale.ROOT),
				Tag.OUTCOME.asString(), outcome(success)))
			.record(time);
	}

	@Override
	public void waited(String limit, Duration time) {
		timer(DiscordMeter.REST_WAITS, Tags.of(Tag.LIMIT.asString(), limit)).record(time);
	}

	@Override
	public void refused(String limit) {
		counter(DiscordMeter.REST_REFUSALS, Tags.of(Tag.LIMIT.asString(), limit)).increment();
	}

	@Override
	public void invalidRequests(IntSupplier count) {
		gauge(DiscordMeter.REST_INVALID_REQUESTS, Tags.empty(), () -> (double) count.getAsInt());
	}

	/* The registry refers weakly to what it asks, and has the function for good. */
	private Gauge gauge(DiscordMeter meter, Tags tags, Supplier<Double> value) {
		Gauge known = this.registry.find(meter.getName()).tags(tags).gauge();
		return (known != null) ? known
				: Gauge.builder(meter.getName(), value, Supplier::get)
					.strongReference(true)
					.tags(tags)
					.description(meter.description())
					.baseUnit(meter.getBaseUnit())
					.register(this.registry);
	}

	private Counter counter(DiscordMeter meter, Tags tags) {
		return Counter.builder(meter.getName())
			.tags(tags)
			.description(meter.description())
			.baseUnit(meter.getBaseUnit())
			.register(this.registry);
	}

	private Timer timer(DiscordMeter meter, Tags tags) {
		return Timer.builder(meter.getName()).tags(tags).description(meter.description()).register(this.registry);
	}

	private static double seconds(Duration duration) {
		return duration.toNanos() / 1e9;
	}

	private static String outcome(boolean success) {
		return success ? SUCCESS : FAILURE;
	}

	/** A counter that is made when there is something to count, and found at no cost. */
	private final class LateCounter {

		private final DiscordMeter meter;

		private final Tags tags;

		private volatile @Nullable Counter counter;

		private LateCounter(DiscordMeter meter, String... tags) {
			this.meter = meter;
			this.tags = Tags.of(tags);
		}

		void increment(double amount) {
			Counter known = this.counter;
			if (known == null) {
				known = counter(this.meter, this.tags);
				this.counter = known;
			}
			known.increment(amount);
		}

	}

	private final class OfEvent implements EventMeters {

		private final String name;

		private final LateCounter received;

		private final LateCounter published;

		private final LateCounter unheard;

		private final LateCounter stale;

		private final LateCounter known;

		private final LateCounter repaired;

		private final LateCounter undecodable;

		private OfEvent(String name) {
			this.name = name;
			String event = Tag.EVENT.asString();
			String reason = Tag.REASON.asString();
			this.received = new LateCounter(DiscordMeter.EVENTS_RECEIVED, event, name);
			this.published = new LateCounter(DiscordMeter.EVENTS_PUBLISHED, event, name);
			this.unheard = new LateCounter(DiscordMeter.EVENTS_SKIPPED, event, name, reason, "no_listener");
			this.stale = new LateCounter(DiscordMeter.EVENTS_SKIPPED, event, name, reason, "stale");
			this.known = new LateCounter(DiscordMeter.EVENTS_SKIPPED, event, name, reason, "resharding");
			this.repaired = new LateCounter(DiscordMeter.EVENTS_REPAIRED, event, name);
			this.undecodable = new LateCounter(DiscordMeter.EVENTS_UNDECODABLE, event, name);
		}

		@Override
		public void received() {
			this.received.increment(1);
		}

		@Override
		public void unheard() {
			this.unheard.increment(1);
		}

		@Override
		public void stale() {
			this.stale.increment(1);
		}

		@Override
		public void known() {
			this.known.increment(1);
		}

		@Override
		public void published() {
			this.published.increment(1);
		}

		@Override
		public void repaired() {
			this.repaired.increment(1);
		}

		@Override
		public void undecodable() {
			this.undecodable.increment(1);
		}

		@Override
		public ListenerMeter listener(String listener) {
			return new OfListener(this.name, listener);
		}

	}

	private final class OfListener implements ListenerMeter {

		private final Timer success;

		private final Timer failure;

		private OfListener(String event, String listener) {
			this.success = timer(event, listener, SUCCESS);
			this.failure = timer(event, listener, FAILURE);
		}

		private Timer timer(String event, String listener, String outcome) {
			return MicrometerDiscordMeters.this.timer(DiscordMeter.LISTENER, Tags.of(Tag.EVENT.asString(), event,
					Tag.LISTENER.asString(), listener, Tag.OUTCOME.asString(), outcome));
		}

		@Override
		public long start() {
			return now();
		}

		@Override
		public void stop(long started, boolean success) {
			(success ? this.success : this.failure).record(now() - started, TimeUnit.NANOSECONDS);
		}

		private long now() {
			return MicrometerDiscordMeters.this.registry.config().clock().monotonicTime();
		}

	}

	private final class OfShard implements ShardMeters {

		private final String id;

		private final LateCounter bytesReceived;

		private final LateCounter bytesInflated;

		/*
		 * What has no tag but the shard is there from the start, at 0, so that the first
		 * of its kind is an increase.
		 */
		private OfShard(int id) {
			this.id = String.valueOf(id);
			count(DiscordMeter.IDENTIFIES, 0);
			count(DiscordMeter.SESSION_TAKEN, 0);
			count(DiscordMeter.EVENTS_REPLAYED, 0);
			for (String outcome : List.of(SUCCESS, FAILURE)) {
				count(DiscordMeter.RESUMES, 0, Tag.OUTCOME.asString(), outcome);
			}
			for (String outcome : List.of(SENT, DROPPED)) {
				count(DiscordMeter.COMMANDS, 0, Tag.OUTCOME.asString(), outcome);
			}
			this.bytesReceived = new LateCounter(DiscordMeter.BYTES_RECEIVED, Tag.SHARD.asString(), this.id);
			this.bytesInflated = new LateCounter(DiscordMeter.BYTES_INFLATED, Tag.SHARD.asString(), this.id);
		}

		@Override
		public void bytesReceived(int bytes) {
			this.bytesReceived.increment(bytes);
		}

		@Override
		public void bytesInflated(long bytes) {
			this.bytesInflated.increment(bytes);
		}

		@Override
		public void heartbeat(Duration latency) {
			Timer.builder(DiscordMeter.HEARTBEAT_LATENCY.getName())
				.tags(tags())
				.description(DiscordMeter.HEARTBEAT_LATENCY.description())
				.serviceLevelObjectives(LATENCIES)
				.register(MicrometerDiscordMeters.this.registry)
				.record(latency);
		}

		@Override
		public void disconnected(DisconnectCause cause) {
			count(DiscordMeter.DISCONNECTS, 1, Tag.CAUSE.asString(), cause.kind().name(), Tag.CODE.asString(),
					code(cause.code()));
		}

		/* Codes come from the peer. */
		private static String code(@Nullable Integer code) {
			if (code == null) {
				return "none";
			}
			boolean known = GatewayCloseCode.of(code) != null || (code >= 1000 && code <= 1015) || code == 4900;
			return known ? code.toString() : OTHER;
		}

		@Override
		public void resumed(boolean success) {
			count(DiscordMeter.RESUMES, 1, Tag.OUTCOME.asString(), outcome(success));
		}

		@Override
		public void replayed(long events) {
			count(DiscordMeter.EVENTS_REPLAYED, events);
		}

		@Override
		public void identified() {
			count(DiscordMeter.IDENTIFIES, 1);
		}

		@Override
		public void command(boolean sent) {
			count(DiscordMeter.COMMANDS, 1, Tag.OUTCOME.asString(), sent ? SENT : DROPPED);
		}

		@Override
		public void taken() {
			count(DiscordMeter.SESSION_TAKEN, 1);
		}

		private void count(DiscordMeter meter, double amount, String... tags) {
			counter(meter, tags().and(tags)).increment(amount);
		}

		private Tags tags() {
			return Tags.of(Tag.SHARD.asString(), this.id);
		}

	}

}
