package io.discordgateway.spring.driver;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;

import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.FleetState;
import io.discordgateway.spring.fleet.FleetMember;
import io.discordgateway.spring.fleet.FleetPlan;
import io.discordgateway.spring.fleet.FleetRoster;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Finds the shards of this instance: looks at the others again and again, takes what is
 * its part, and gives what it has too much of. Everything is done on the store's thread,
 * but for what says so.
 */
final class FleetShards {

	/*
	 * Nobody decides for others. Each instance tells what it runs and what it would have,
	 * and acts by what it reads; the claim of a shard's session decides whose it is. An
	 * instance that wants more asks for one shard at a time, and takes it when it is let
	 * go: so a newcomer is not trampled, and no shard is let go that nobody waits for.
	 */

	private static final Log logger = LogFactory.getLog(FleetShards.class);

	/** How often it is looked at the others: a shard of a dead one waits that long. */
	static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

	/** How often while a shard is waited for. */
	static final Duration SHORT_INTERVAL = Duration.ofMillis(250);

	/** How far apart the shards are that an instance has others give it. */
	static final Duration MOVE_INTERVAL = Duration.ofSeconds(2);

	/*
	 * Where nobody runs any shard, all are beginning: those that come in this time begin
	 * together.
	 */
	private static final Duration SETTLE = Duration.ofSeconds(3);

	/* With many pages it is looked less often, so that the store has no more to do. */
	private static final int INSTANCES_PER_SECOND = 50;

	/* More would be too late for the shards of the dead. */
	private static final int MAX_INTERVALS = 3;

	/* So many shards are taken at once; in between, leases are renewed. */
	private static final int BATCH = 16;

	/* A shard that nobody runs for longer than this, beside a lease, is told of. */
	private static final Duration PATIENCE = Duration.ofSeconds(15);

	private final SessionKeeper keeper;

	private final FleetRoster roster;

	private final InstantSource clock;

	private final SplittableRandom random;

	private final Hands hands;

	private final String id;

	private final int maxShards;

	/* Shards that cannot be made here. */
	private final Set<ShardId> refused = new HashSet<>();

	private int total;

	private long version;

	private @Nullable Integer asked;

	private @Nullable Integer givingAway;

	private @Nullable FleetMember written;

	private Instant renewal = Instant.MIN;

	private Instant nextMove = Instant.MIN;

	private @Nullable Instant begun;

	private @Nullable Instant incompleteSince;

	private boolean warned;

	private @Nullable Runnable next;

	private String told = "";

	private volatile boolean leaving;

	private volatile FleetState state = new FleetState(1, 0, 0);

	FleetShards(SessionKeeper keeper, FleetRoster roster, String id, int maxShards, InstantSource clock,
			SplittableRandom random, Hands hands) {
		this.keeper = keeper;
		this.roster = roster;
		this.id = id;
		this.maxShards = maxShards;
		this.clock = clock;
		this.random = random;
		this.hands = hands;
		keeper.whenReleased(this::left);
	}

	/** Returns how the fleet stands. Called by any thread. */
	FleetState state() {
		return this.state;
	}

	/**
	 * Begins. Called by any thread.
	 * @param configured the total that is set, or {@code null} if others decide
	 * @param recommended the total that the API recommends
	 */
	void begin(@Nullable Integer configured, int recommended) {
		this.keeper.execute(() -> {
			boolean answered = this.keeper.ask(() -> {
				Collection<FleetMember> others = others();
				this.total = (configured != null) ? configured
						: others.stream().mapToInt(FleetMember::total).max().orElse(recommended);
			});
			if (answered) {
				if (configured == null && this.total != recommended) {
					logger.info("The fleet runs " + this.total + " shards, though Discord's API recommends "
							+ recommended + " now: a total changes when all instances are stopped");
				}
				look();
			}
			else {
				this.hands.later(LOOK_INTERVAL, () -> begin(configured, recommended));
			}
		});
	}

	/** Takes nothing more, and tells so. Called by any thread. */
	void leave() {
		this.leaving = true;
		lookSoon();
	}

	/** Looks without waiting for the next time. Called by any thread. */
	void lookSoon() {
		this.keeper.execute(() -> {
			if (this.total > 0) {
				look();
			}
		});
	}

	private void left() {
		if (this.written != null) {
			this.roster.remove(this.id);
		}
	}

	private void look() {
		if (this.next != null) {
			this.next.run();
		}
		Duration[] wait = { LOOK_INTERVAL };
		if (!this.keeper.ask(() -> wait[0] = lookAtOthers())) {
			wait[0] = LOOK_INTERVAL;
		}
		this.next = this.hands.later(wait[0], this::lookSoon);
	}

	/* Returns when to look again. */
	private Duration lookAtOthers() {
		Collection<FleetMember> others = others();
		FleetMember self = self();
		Instant now = this.clock.instant();
		if (this.begun == null) {
			this.begun = now;
		}
		if (this.givingAway != null && !self.shards().contains(this.givingAway)) {
			this.givingAway = null;
		}
		boolean settling = !this.leaving && self.shards().isEmpty()
				&& others.stream().allMatch((other) -> other.shards().isEmpty())
				&& now.isBefore(this.begun.plus(SETTLE));
		FleetPlan plan = this.leaving ? new FleetPlan(List.of(), null, null, 0)
				: FleetPlan.of(self, others, this.random);
		boolean more = false;
		if (!settling) {
			more = take(plan);
			ask(plan, now);
			give(plan);
			this.hands.begun();
		}
		write();
		tell(others, plan, now);
		if (more) {
			return Duration.ZERO;
		}
		return (this.asked != null) ? SHORT_INTERVAL
				: LOOK_INTERVAL.multipliedBy(Math.min(MAX_INTERVALS, 1 + others.size() / INSTANCES_PER_SECOND));
	}

	private Collection<FleetMember> others() {
		Collection<FleetMember> all = this.roster.read(this.keeper.deadBefore());
		all.removeIf((member) -> member.id().equals(this.id));
		return all;
	}

	private FleetMember self() {
		SortedSet<Integer> shards = new TreeSet<>();
		this.keeper.kept()
			.stream()
			.filter((shard) -> shard.total() == this.total)
			.forEach((shard) -> shards.add(shard.id()));
		return new FleetMember(this.id, this.version, this.keeper.leaseEnd(), this.total,
				this.leaving ? 0 : this.maxShards, shards, this.asked);
	}

	/*
	 * Returns whether there is more to take. What is refused waits for the next look: it
	 * is a dead instance's, whose lease goes on for a while.
	 */
	private boolean take(FleetPlan plan) {
		int taken = 0;
		for (Integer id : plan.take()) {
			if (taken == BATCH) {
				return true;
			}
			if (take(new ShardId(id, this.total))) {
				taken++;
				if (id.equals(this.asked)) {
					this.asked = null;
					this.nextMove = this.clock.instant().plus(MOVE_INTERVAL);
				}
			}
		}
		return false;
	}

	private boolean take(ShardId shard) {
		try {
			return !this.refused.contains(shard) && this.keeper.take(shard, this.hands::take);
		}
		catch (InvalidShardSettingsException ex) {
			this.refused.add(shard);
			this.hands.refused(ex);
			return false;
		}
	}

	private void ask(FleetPlan plan, Instant now) {
		if (this.asked == null && now.isBefore(this.nextMove)) {
			return;
		}
		if (this.asked == null || !plan.take().contains(this.asked)) {
			this.asked = plan.ask();
		}
	}

	private void give(FleetPlan plan) {
		Integer shard = plan.give();
		if (shard != null && this.givingAway == null) {
			this.givingAway = shard;
			this.hands.give(new ShardId(shard, this.total));
		}
	}

	/* Before a lease of three intervals ends, or when there is something to tell. */
	private void write() {
		FleetMember self = self();
		FleetMember before = this.written;
		Instant now = this.clock.instant();
		if (before == null || !this.renewal.isAfter(now) || !before.shards().equals(self.shards())
				|| !Objects.equals(before.asked(), self.asked()) || before.maxShards() != self.maxShards()) {
			this.version++;
			this.roster.write(self(), this.keeper.deadBefore());
			this.written = self;
			this.renewal = now.plus(this.keeper.renewalInterval());
		}
	}

	private void tell(Collection<FleetMember> others, FleetPlan plan, Instant now) {
		int instances = others.size() + 1;
		int here = this.keeper.kept().size();
		int nowhere = Math.max(0, plan.nowhere() - plan.take().size());
		this.state = new FleetState(instances, this.total, nowhere);
		String text = "The fleet has " + instances + ((instances == 1) ? " instance" : " instances")
				+ "; this one runs " + here + " of " + this.total + " shards";
		if (!text.equals(this.told) && plan.take().size() <= BATCH) {
			logger.info(text);
			this.told = text;
		}
		if (nowhere == 0) {
			this.incompleteSince = null;
			this.warned = false;
			return;
		}
		if (this.incompleteSince == null) {
			this.incompleteSince = now;
		}
		Duration patience = this.keeper.renewalInterval().multipliedBy(SessionKeeper.RENEWALS).plus(PATIENCE);
		if (!this.warned && this.incompleteSince.plus(patience).isBefore(now)) {
			this.warned = true;
			logger.warn(nowhere + " of " + this.total + " shards run nowhere: the instances of the fleet take too few. "
					+ "Start more of them, or raise discord.gateway.fleet.max-shards");
		}
	}

	/** What is done with shards, and with time. */
	interface Hands {

		/**
		 * Makes what drives a shard that is this instance's from now on.
		 * @param shard the shard
		 * @return what drives it
		 */
		SessionKeeper.Candidate take(ShardId shard);

		/**
		 * Lets a shard go, as soon as what is in hand is done.
		 * @param shard the shard
		 */
		void give(ShardId shard);

		/**
		 * Hears that a shard cannot be made.
		 * @param failure why
		 */
		void refused(InvalidShardSettingsException failure);

		/** Hears that whatever was this instance's part at the beginning is taken. */
		void begun();

		/**
		 * Runs a task later.
		 * @return cancels it
		 */
		Runnable later(Duration delay, Runnable task);

	}

}
