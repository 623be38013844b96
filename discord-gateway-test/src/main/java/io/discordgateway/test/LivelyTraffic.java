package io.discordgateway.test;

import java.time.Duration;
import java.util.Locale;

import io.discordgateway.test.discord.RecordedTraffic;
import io.discordgateway.test.discord.SimulatedWorld;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Traffic like a busy bot's on a {@link LocalGateway}: a recording in a loop, with fresh
 * ids and times, and consistent: what is changed or deleted was told before. In between,
 * people write {@code !ping}, use the command {@code /ping} and join guilds, so that a
 * bot has something to answer.
 * <p>
 * The bot joins the recording's guilds when this object is made. Thread-safe.
 *
 * @since 0.1
 */
public final class LivelyTraffic implements AutoCloseable {

	private static final Duration TICK = Duration.ofMillis(20);

	private static final Duration PING_EVERY = Duration.ofSeconds(3);

	private final LocalGateway gateway;

	private final RecordedTraffic traffic;

	private @Nullable Future<?> ticking;

	private double rate;

	private double owed;

	private long lastTick;

	private long lastPing;

	private int pings;

	/**
	 * Loads a recording and lets the bot join its guilds.
	 * @param gateway where the traffic goes
	 * @param mix the recording
	 */
	public LivelyTraffic(LocalGateway gateway, Mix mix) {
		this(gateway, mix, 1);
	}

	/**
	 * Loads a recording and lets the bot join its guilds.
	 * @param gateway where the traffic goes
	 * @param mix the recording
	 * @param seed what is drawn from: where something happens, and who does it
	 */
	public LivelyTraffic(LocalGateway gateway, Mix mix, long seed) {
		this.gateway = gateway;
		this.traffic = gateway.call(() -> mix.load(gateway.world(), seed));
		this.traffic.guilds().forEach(gateway::join);
	}

	/**
	 * Starts the traffic, or changes its rate.
	 * @param eventsPerSecond how many recorded events are sent per second on all shards
	 * together, before intents filter them
	 */
	public void start(double eventsPerSecond) {
		if (!(eventsPerSecond > 0)) {
			throw new IllegalArgumentException("'eventsPerSecond' must be greater than 0");
		}
		this.gateway.run(() -> {
			this.rate = eventsPerSecond;
			if (this.ticking == null) {
				this.owed = 0;
				this.lastTick = System.nanoTime();
				this.lastPing = this.lastTick;
				this.ticking = this.gateway.every(TICK, this::tick);
			}
		});
	}

	/** Stops the traffic. The bot stays in the guilds. */
	public void stop() {
		this.gateway.run(() -> {
			if (this.ticking != null) {
				this.ticking.cancel(false);
				this.ticking = null;
			}
		});
	}

	@Override
	public void close() {
		stop();
	}

	private void tick() {
		long now = System.nanoTime();
		// A machine that cannot keep up does not pile up a debt of more than a second.
		this.owed = Math.min(this.rate, this.owed + this.rate * (now - this.lastTick) / 1e9);
		this.lastTick = now;
		while (this.owed >= 1) {
			this.owed--;
			this.traffic.next(this.gateway.now());
		}
		if (now - this.lastPing >= PING_EVERY.toNanos()) {
			this.lastPing = now;
			this.traffic.person(this.pings++, this.gateway.now());
		}
	}

	/**
	 * Recording to play.
	 */
	public enum Mix {

		/** A bot in six guilds, mostly messages; no presences. */
		SMALL_BOT,

		/** A bot in sixteen guilds, nearly half of it presences. */
		LARGE_BOT;

		private RecordedTraffic load(SimulatedWorld world, long seed) {
			return RecordedTraffic.load(name().toLowerCase(Locale.ROOT).replace('_', '-'), world, seed);
		}

	}

}
