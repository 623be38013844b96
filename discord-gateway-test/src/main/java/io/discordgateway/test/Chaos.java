package io.discordgateway.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * The worst mode of a {@link LocalGateway}: one fault after the other, in a thread of its
 * own. A seed shuffles them; each comes once before any comes again. Every fault leaves
 * the sessions resumable, so a client that keeps the rules loses no event, however long
 * it goes on.
 * <p>
 * Faults come in bursts of up to three, so that one hits the recovery from another. Then
 * it is calm for one to three times the pause. A client whose backoff is longer than that
 * may be right to give a session up (R19). Start it when the sessions are live, as one
 * whose READY got lost cannot be resumed.
 *
 * <pre>{@code
 * try (Chaos chaos = Chaos.of(gateway, 7, Duration.ofSeconds(1))) {
 *     // dispatch events, and see that the client gets each once
 * }
 * // now all is well again
 * }</pre>
 *
 * @since 0.1
 */
public final class Chaos implements AutoCloseable {

	/*
	 * All that are not Discord's, and those of Discord's that let a session be resumed.
	 */
	private static final List<Integer> CLOSE_CODES = List.of(1000, 1001, 1011, 1012, 3000, 4000, 4001, 4002, 4005, 4008,
			4999);

	private static final Duration BURST_PAUSE = Duration.ofMillis(40);

	private static final int LONGEST_BURST = 3;

	private final LocalGateway gateway;

	private final Random random;

	private final Duration pause;

	private final List<Fault> deck = new ArrayList<>();

	private final Map<Fault, Integer> counts = new EnumMap<>(Fault.class);

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition stop = this.lock.newCondition();

	private final Thread thread;

	private boolean stopped;

	private @Nullable RuntimeException failure;

	private Chaos(LocalGateway gateway, long seed, Duration pause) {
		this.gateway = gateway;
		this.random = new Random(seed);
		this.pause = pause;
		this.thread = new Thread(this::run, "chaos");
		this.thread.setDaemon(true);
	}

	/**
	 * Lets faults begin.
	 * @param gateway where they happen; it must be started and stay so
	 * @param seed what the order of faults is drawn from
	 * @param pause the least calm between bursts, and the longest time that a fault lasts
	 * @return the chaos, which ends with {@link #close}
	 */
	public static Chaos of(LocalGateway gateway, long seed, Duration pause) {
		Chaos chaos = new Chaos(gateway, seed, pause);
		chaos.thread.start();
		return chaos;
	}

	/**
	 * Returns how often each fault happened so far.
	 * @return a snapshot
	 */
	public Map<Fault, Integer> counts() {
		this.lock.lock();
		try {
			return new EnumMap<>(this.counts);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Ends the faults and heals what is broken.
	 * @throws IllegalStateException if the gateway was closed meanwhile
	 */
	@Override
	public void close() {
		this.lock.lock();
		try {
			this.stopped = true;
			this.stop.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		boolean interrupted = false;
		while (this.thread.isAlive()) {
			try {
				this.thread.join();
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
		if (this.failure != null) {
			throw this.failure;
		}
	}

	private void run() {
		try {
			while (rest(this.pause.multipliedBy(1 + this.random.nextInt(3)))) {
				int faults = 1 + this.random.nextInt(LONGEST_BURST);
				Fault fault = strike();
				for (int i = 1; i < faults && !fault.lasts() && rest(upTo(BURST_PAUSE)); i++) {
					fault = strike();
				}
			}
			this.gateway.unstall();
		}
		catch (RuntimeException ex) {
			this.failure = ex;
		}
	}

	private Fault strike() {
		if (this.deck.isEmpty()) {
			this.deck.addAll(List.of(Fault.values()));
			Collections.shuffle(this.deck, this.random);
		}
		Fault fault = this.deck.remove(this.deck.size() - 1);
		this.lock.lock();
		try {
			this.counts.merge(fault, 1, Integer::sum);
		}
		finally {
			this.lock.unlock();
		}
		strike(fault);
		return fault;
	}

	private void strike(Fault fault) {
		switch (fault) {
			case RECONNECT -> this.gateway.requestReconnect();
			case INVALID_SESSION -> this.gateway.invalidateSessions(true);
			case DROP -> this.gateway.dropConnections();
			case CLOSE -> this.gateway.closeConnections(CLOSE_CODES.get(this.random.nextInt(CLOSE_CODES.size())));
			case HALF_CLOSE -> this.gateway.halfClose();
			case GARBAGE -> this.gateway.sendRaw("{\"op\":");
			case HEARTBEAT_REQUEST -> this.gateway.requestHeartbeat();
			case STALL -> this.gateway.stall();
			case HICCUP -> {
				this.gateway.stall();
				lasting();
				this.gateway.unstall();
			}
			case DEAFNESS -> {
				this.gateway.acknowledgeHeartbeats(false);
				lasting();
				this.gateway.acknowledgeHeartbeats(true);
			}
			case OUTAGE -> {
				this.gateway.stopListening();
				lasting();
				this.gateway.startListening();
			}
			case REFUSED_UPGRADES -> {
				this.gateway.refuseUpgrades(503, null, "busy");
				this.gateway.dropConnections();
				lasting();
				this.gateway.acceptUpgrades();
			}
			case REFUSED_CONNECTIONS -> {
				this.gateway.acceptConnections(false);
				this.gateway.dropConnections();
				lasting();
				this.gateway.acceptConnections(true);
			}
		}
	}

	/** Waits while something stays broken; what broke is healed even if it is to stop. */
	private void lasting() {
		boolean unused = rest(upTo(this.pause));
	}

	private Duration upTo(Duration longest) {
		return Duration.ofNanos((long) (longest.toNanos() * this.random.nextDouble()));
	}

	/** Waits; false says that it is to stop. */
	private boolean rest(Duration duration) {
		long nanos = duration.toNanos();
		this.lock.lock();
		try {
			while (!this.stopped && nanos > 0) {
				nanos = this.stop.awaitNanos(nanos);
			}
			return !this.stopped;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * What goes wrong.
	 */
	public enum Fault {

		/** RECONNECT is sent (R16). */
		RECONNECT(false),

		/** INVALID_SESSION is sent, resumable (R15). */
		INVALID_SESSION(false),

		/** TCP connections are reset. */
		DROP(false),

		/** Connections are closed with a code that lets a session be resumed (R18). */
		CLOSE(false),

		/** The direction to the client ends without a close frame. */
		HALF_CLOSE(false),

		/** A message that is not JSON is sent (R35). */
		GARBAGE(false),

		/** A heartbeat is asked for (R7). */
		HEARTBEAT_REQUEST(false),

		/** Open connections fall silent for good; only heartbeats tell (R8). */
		STALL(false),

		/** Open connections fall silent for a while. */
		HICCUP(true),

		/** Heartbeats are not acknowledged for a while (R8). */
		DEAFNESS(true),

		/** The gateway is gone for a while. */
		OUTAGE(true),

		/** Upgrades are refused for a while (R22). */
		REFUSED_UPGRADES(true),

		/** TCP connections are reset as soon as they are made, for a while. */
		REFUSED_CONNECTIONS(true);

		private final boolean lasts;

		Fault(boolean lasts) {
			this.lasts = lasts;
		}

		boolean lasts() {
			return this.lasts;
		}

	}

}
