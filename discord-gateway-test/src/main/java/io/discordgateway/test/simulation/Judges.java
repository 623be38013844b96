package io.discordgateway.test.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.discordgateway.protocol.ShardInput;

/**
 * All invariants, what they look at, and what they found.
 */
final class Judges {

	private static final int ENOUGH = 20;

	final World world;

	private final List<Invariant> invariants;

	/* Those that look at what did not happen. */
	private final List<Invariant> watching;

	private final DeliveryInvariant delivery;

	private final CommandInvariant commands;

	private final HealingInvariant healing;

	private final SendBudgetInvariant sends;

	private final List<Violation> violations = new ArrayList<>();

	private final Map<Integer, ShardView> views = new TreeMap<>();

	private boolean stopped;

	final Statistics statistics = new Statistics();

	Judges(World world) {
		this.world = world;
		this.delivery = new DeliveryInvariant(this);
		this.commands = new CommandInvariant(this);
		this.healing = new HealingInvariant(this);
		this.sends = new SendBudgetInvariant(this);
		HeartbeatScheduleInvariant schedule = new HeartbeatScheduleInvariant(this);
		DeadPeerInvariant deadPeer = new DeadPeerInvariant(this);
		this.watching = List.of(schedule, deadPeer, this.commands);
		this.invariants = List.of(this.delivery, new SessionKeptInvariant(this), new ResumePointInvariant(this),
				new ResumeRouteInvariant(this), schedule, new HeartbeatSequenceInvariant(this), deadPeer,
				new LivePeerInvariant(this), new LatencyInvariant(this), this.sends, new IdentifyPacingInvariant(this),
				new IdentifyBackoffInvariant(this), new SessionStartInvariant(this), new FinalCloseInvariant(this),
				new RetryRateInvariant(this), new DayRateInvariant(this), new RefusalInvariant(this),
				new InvalidSessionInvariant(this), new ObedienceInvariant(this), new OneConnectionInvariant(this),
				new OldConnectionInvariant(this), this.commands, new TimerInvariant(this), new SecretInvariant(this),
				new JitterInvariant(this), this.healing);
	}

	void began(SimulatedShard shard) {
		ShardView view = new ShardView(shard);
		this.views.put(shard.id.id(), view);
		for (Invariant invariant : this.invariants) {
			invariant.began(view);
		}
	}

	void stepped(Step step) {
		ShardView view = view(step.shard());
		view.take(step);
		for (Invariant invariant : this.invariants) {
			invariant.stepped(view, step);
		}
		this.statistics.stepped(view, step);
		view.did(step);
	}

	void ticked() {
		for (ShardView view : this.views.values()) {
			if (!view.shard.process.dead) {
				for (Invariant invariant : this.watching) {
					invariant.ticked(view, view.shard.process.clock());
				}
			}
		}
	}

	void identified(SimulatedShard shard, int remaining, int total) {
		this.statistics.identifies++;
		for (Invariant invariant : this.invariants) {
			invariant.identified(shard, remaining, total);
		}
	}

	void healing() {
		this.healing.begin();
	}

	void unhealthy() {
		this.healing.unhealthy();
	}

	void finished() {
		for (Invariant invariant : this.invariants) {
			invariant.finished();
		}
	}

	/** Whether nothing waits any more that has to be sent. */
	boolean isQuiet() {
		return this.commands.isQuiet();
	}

	/** How much left in the last minute. */
	int sentLately(ShardView view) {
		return this.sends.lately(view);
	}

	ShardView view(SimulatedShard shard) {
		ShardView view = this.views.get(shard.id.id());
		if (view == null) {
			throw new IllegalStateException("No view of " + shard);
		}
		return view;
	}

	Iterable<ShardView> views() {
		return this.views.values();
	}

	void violated(String invariant, int shardId, String message) {
		this.violations.add(new Violation(invariant, Duration.ofNanos(this.world.timeline.now()), shardId, message));
	}

	void threw(SimulatedShard shard, ShardInput input, RuntimeException ex) {
		stop();
		violated("nothing is thrown for what a peer sent", shard.id.id(),
				World.kind(input) + " while " + shard.status() + " threw " + ex);
	}

	void resumedAhead(SimulatedShard shard, Session session, long sequence) {
		violated("RESUME names the last dispatch of a living session", shard.id.id(),
				session + " was resumed at " + sequence + "; " + session.sequence + " were sent");
	}

	void objected(SimulatedShard shard, String what) {
		violated("what is sent is what Discord takes", shard.id.id(), what);
	}

	void endless() {
		violated("a simulation ends", -1, "it went on and on after " + this.world.steps() + " steps");
	}

	void stop() {
		this.stopped = true;
	}

	boolean goOn() {
		return !this.stopped && this.violations.size() < ENOUGH;
	}

	Set<String> names() {
		Set<String> names = new TreeSet<>();
		this.invariants.forEach((invariant) -> names.add(invariant.name()));
		return names;
	}

	List<Violation> violations() {
		return List.copyOf(this.violations);
	}

}
