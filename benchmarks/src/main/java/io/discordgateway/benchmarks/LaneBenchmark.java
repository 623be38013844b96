package io.discordgateway.benchmarks;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.discordgateway.model.TypingStart;
import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.dispatch.ErrorPolicies;
import io.discordgateway.spring.dispatch.EventDispatcher;
import io.discordgateway.spring.dispatch.Lane;
import io.discordgateway.spring.dispatch.LaneOptions;
import io.discordgateway.spring.dispatch.Ordering;
import io.discordgateway.spring.observation.DiscordMeters;
import io.discordgateway.spring.observation.DispatchObservations;
import io.discordgateway.spring.observation.MicrometerDiscordMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.core.ResolvableType;

/**
 * What it costs to hand an event that was received to a listener that does nothing: from
 * {@link Lane#add} on the thread that receives to the return of the listener on another,
 * with Spring's own part, {@code publishEvent}, in it. With {@code NONE} the one thread
 * keeps the count right; it costs what it costs.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LaneBenchmark {

	private static final int EVENTS = 1000;

	/** In which order listeners see events. */
	@Param({ "SHARD", "GUILD", "NONE" })
	public Ordering ordering = Ordering.SHARD;

	/** Who watches: nobody, meters, or meters and an observation of each event. */
	@Param({ "nobody", "meters", "observations" })
	public String watched = "nobody";

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private final ExecutorService executor = Executors.newFixedThreadPool(1);

	private final ShardEvent.Dispatched[] events = new ShardEvent.Dispatched[EVENTS];

	private final ResolvableType type = ResolvableType.forClassWithGenerics(DispatchEvent.class, TypingStart.class);

	private Listener listener = new Listener();

	private EventDispatcher dispatcher = newDispatcher();

	private Lane lane = newLane();

	@Setup
	public void start() {
		this.context.register(Listener.class);
		this.context.refresh();
		this.listener = this.context.getBean(Listener.class);
		this.dispatcher = newDispatcher();
		this.lane = newLane();
		for (int i = 0; i < EVENTS; i++) {
			byte[] json = ("{\"channel_id\":\"1\",\"guild_id\":\"" + (1 + i % 100) + "\",\"user_id\":\"2\"}")
				.getBytes(StandardCharsets.UTF_8);
			this.events[i] = new ShardEvent.Dispatched("TYPING_START", i, false, json);
		}
	}

	private EventDispatcher newDispatcher() {
		MeterRegistry registry = new SimpleMeterRegistry();
		ObservationRegistry observations = ObservationRegistry.create();
		if (this.watched.equals("observations")) {
			observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(registry));
		}
		DiscordMeters meters = this.watched.equals("nobody") ? DiscordMeters.NONE
				: new MicrometerDiscordMeters(registry);
		return new EventDispatcher(this.context, false, InstantSource.system(), false, List.of(), meters,
				new DispatchObservations(observations, null));
	}

	private Lane newLane() {
		return this.dispatcher.newLane(ShardId.SINGLE, this.executor, (delay, task) -> task, InstantSource.system(),
				new LaneOptions(this.ordering, 10_000, Long.MAX_VALUE, Duration.ofMinutes(5), ErrorPolicies.log()));
	}

	@TearDown
	public void stop() {
		this.executor.shutdownNow();
		this.context.close();
	}

	/** A thousand events through the lane. */
	@Benchmark
	@OperationsPerInvocation(EVENTS)
	public long lane() {
		long done = this.listener.calls.get() + EVENTS;
		for (ShardEvent.Dispatched dispatched : this.events) {
			boolean unused = this.dispatcher.receive(dispatched.name());
			this.lane.add(this, dispatched);
			this.lane.handOver();
		}
		while (this.listener.calls.get() < done) {
			Thread.onSpinWait();
		}
		return done;
	}

	/** Spring's part alone: publishing an event that is there, on the same thread. */
	@Benchmark
	@OperationsPerInvocation(EVENTS)
	public long publishEvent() {
		for (ShardEvent.Dispatched dispatched : this.events) {
			ApplicationEvent event = new DispatchEvent<>(this, ShardId.SINGLE, dispatched.name(), dispatched.sequence(),
					false, dispatched.payload(), this.type, (raw) -> raw);
			this.context.publishEvent(event);
		}
		return this.listener.calls.get();
	}

	/** Does as little as can be seen from another thread. */
	static class Listener {

		private final AtomicLong calls = new AtomicLong();

		@EventListener
		void on(DispatchEvent<TypingStart> event) {
			this.calls.lazySet(this.calls.get() + 1);
		}

	}

}
