package io.discordgateway.spring.driver;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.FleetState;
import io.discordgateway.spring.fleet.FleetMember;
import io.discordgateway.spring.fleet.FleetPlan;
import io.discordgateway.spring.fleet.FleetRoster;
import io.discordgateway.spring.fleet.FleetTotal;
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

	/* How much later an event may come on one session than on another. */
	private static final Duration SKEW = Duration.ofSeconds(2);

	/* How long the shards of another total may take to connect. */
	private static final Duration CHANGE_LIMIT = Duration.ofHours(4);

	/* How long those that run may take to read what has come. */
	private static final Duration END_LIMIT = Duration.ofMinutes(2);

	/* Instances that write at the same moment: far more than a fleet has. */
	private static final int MAX_ATTEMPTS = 50;

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

	private @Nullable Integer configured;

	private long version;

	/* The shards that have all events, once their number is known. */
	private @Nullable Part current;

	/* Those of the number that is changed to (R38). */
	private @Nullable Part next;

	/* The change that this instance takes part in, or did last. */
	private @Nullable FleetTotal agreed;

	private @Nullable Instant changedSince;

	private @Nullable Instant heldSince;

	private boolean ending;

	/* What somebody waits for who has asked for another total here. */
	private @Nullable Asked asks;

	private @Nullable Instant incompleteSince;

	private boolean warned;

	private @Nullable Runnable nextLook;

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
				FleetTotal total = this.roster.readTotal();
				int own = (configured != null) ? configured : recommended;
				if (total == null || (total.current() != own && configured != null && isAbandoned(total))) {
					FleetTotal begun = FleetTotal.of(own);
					total = this.roster.replaceTotal(total, begun) ? begun
							: Objects.requireNonNull(this.roster.readTotal());
				}
				this.configured = configured;
				this.agreed = total;
				this.current = new Part(total.current(), this.id);
			});
			if (answered) {
				int total = Objects.requireNonNull(this.current).total;
				if (configured == null && total != recommended) {
					logger.info("The fleet runs " + total + " shards, though Discord's API recommends " + recommended
							+ " now");
				}
				look();
			}
			else {
				this.hands.later(LOOK_INTERVAL, () -> begin(configured, recommended));
			}
		});
	}

	/* Whether nobody runs shards of a total, and none of them could be resumed. */
	private boolean isAbandoned(FleetTotal total) {
		return this.roster.read(Instant.MIN).isEmpty() && total.next() == null
				&& !this.keeper.hasSession(total.current());
	}

	/**
	 * Asks the fleet for another total. Called by any thread.
	 * @param total the total
	 * @param limit how long the shards may take to connect
	 * @param recommended whether nobody has asked for it, so that it is not tried again
	 * @param done completed when the shards of that total have taken over here
	 */
	void reshard(int total, Duration limit, boolean recommended, CompletableFuture<Void> done) {
		this.keeper.execute(() -> {
			@Nullable String[] obstacle = { "the session store does not answer" };
			boolean unused = this.keeper.ask(() -> obstacle[0] = propose(total, limit, recommended, done));
			String reason = obstacle[0];
			if (reason != null) {
				this.hands.refusedToReshard(reason, done);
			}
		});
	}

	/* Returns what keeps it from being done. */
	private @Nullable String propose(int total, Duration limit, boolean recommended, CompletableFuture<Void> done) {
		FleetTotal before = this.roster.readTotal();
		if (this.current == null || before == null || this.leaving) {
			return this.leaving ? "the gateway was stopped" : "the shards are not known yet";
		}
		if (before.next() != null) {
			return "it is being changed to " + before.next() + " at the moment";
		}
		if (before.current() == total) {
			return "it is " + total + " already";
		}
		if (recommended && Integer.valueOf(total).equals(before.insteadOf())) {
			return "that was tried: " + before.failure();
		}
		Integer instead = (this.configured != null && this.configured != total) ? this.configured : null;
		FleetTotal after = before.changingTo(total, instead);
		if (!this.roster.replaceTotal(before, after)) {
			return "another instance has asked for another number at the same moment";
		}
		logger.info("The fleet is asked to run " + total + " shards instead of " + before.current());
		this.asks = new Asked(after.change(), total, limit, done);
		lookSoon();
		return null;
	}

	/** Takes nothing more, and tells so. Called by any thread. */
	void leave() {
		this.leaving = true;
		lookSoon();
	}

	/** Looks without waiting for the next time. Called by any thread. */
	void lookSoon() {
		this.keeper.execute(() -> {
			if (this.current != null) {
				look();
			}
		});
	}

	private void left() {
		remove(this.current);
		remove(this.next);
	}

	private void remove(@Nullable Part part) {
		if (part != null && part.written != null) {
			this.roster.remove(part.id);
		}
	}

	private void look() {
		if (this.nextLook != null) {
			this.nextLook.run();
		}
		Duration[] wait = { LOOK_INTERVAL };
		if (!this.keeper.ask(() -> wait[0] = lookAtOthers())) {
			wait[0] = LOOK_INTERVAL;
		}
		this.nextLook = this.hands.later(wait[0], this::lookSoon);
	}

	/* Returns when to look again. */
	private Duration lookAtOthers() {
		Collection<FleetMember> all = this.roster.read(this.keeper.deadBefore());
		FleetTotal total = follow(all);
		if (this.ending && total.held() && !this.leaving) {
			// Before what has ended here looks as if nobody ran it.
			total = end(total);
			if (total.next() == null) {
				return Duration.ZERO;
			}
		}
		Part own = Objects.requireNonNull(this.current);
		Collection<FleetMember> others = others(all);
		if (!total.ended().isEmpty()) {
			// Nobody is to take them any more.
			others.add(new FleetMember("ended", 0, Instant.MAX, own.total, 0, total.ended(), null));
		}
		boolean more = look(own, others, true);
		Part coming = this.next;
		if (coming != null && !this.leaving) {
			more |= look(coming, others(all), false);
			change(coming, total, all);
			write(coming);
		}
		write(own);
		if (more) {
			return Duration.ZERO;
		}
		if (own.asked != null) {
			return SHORT_INTERVAL;
		}
		Duration interval = total.held() ? SHORT_INTERVAL : LOOK_INTERVAL;
		return interval.multipliedBy(Math.min(MAX_INTERVALS, 1 + others.size() / INSTANCES_PER_SECOND));
	}

	/* Returns whether there is more to take. */
	private boolean look(Part part, Collection<FleetMember> others, boolean moves) {
		Instant now = this.clock.instant();
		FleetMember self = self(part);
		if (part.begun == null) {
			part.begun = now;
		}
		if (part.givingAway != null && !self.shards().contains(part.givingAway)) {
			part.givingAway = null;
		}
		boolean settling = !this.leaving && self.shards().isEmpty()
				&& others.stream()
					.filter((other) -> other.total() == part.total)
					.allMatch((other) -> other.shards().isEmpty())
				&& now.isBefore(part.begun.plus(SETTLE));
		FleetPlan plan = this.leaving ? new FleetPlan(List.of(), null, null, 0)
				: FleetPlan.of(self, others, this.random);
		boolean more = false;
		if (!settling) {
			more = take(part, plan);
			if (moves) {
				ask(part, plan, now);
				give(part, plan);
				this.hands.begun();
			}
		}
		if (moves) {
			tell(others, plan, now);
		}
		return more;
	}

	private Collection<FleetMember> others(Collection<FleetMember> all) {
		Collection<FleetMember> others = new ArrayList<>(all);
		others.removeIf((member) -> member.instance().equals(this.id));
		return others;
	}

	private FleetMember self(Part part) {
		return new FleetMember(part.id, this.version, this.keeper.leaseEnd(), part.total,
				this.leaving ? 0 : this.maxShards, shards(part.total), part.asked, this.configured, part.stage);
	}

	private SortedSet<Integer> shards(int total) {
		SortedSet<Integer> shards = new TreeSet<>();
		this.keeper.kept()
			.stream()
			.filter((shard) -> shard.total() == total)
			.forEach((shard) -> shards.add(shard.id()));
		return shards;
	}

	/*
	 * Returns whether there is more to take. What is refused waits for the next look: it
	 * is a dead instance's, whose lease goes on for a while.
	 */
	private boolean take(Part part, FleetPlan plan) {
		int taken = 0;
		for (Integer id : plan.take()) {
			if (taken == BATCH) {
				return true;
			}
			if (take(new ShardId(id, part.total))) {
				taken++;
				if (id.equals(part.asked)) {
					part.asked = null;
					part.nextMove = this.clock.instant().plus(MOVE_INTERVAL);
				}
			}
		}
		return false;
	}

	private boolean take(ShardId shard) {
		try {
			boolean coming = shard.total() != Objects.requireNonNull(this.current).total;
			boolean held = coming && Objects.requireNonNull(this.agreed).held();
			return !this.refused.contains(shard) && this.keeper.take(shard, (id) -> this.hands.take(id, coming, held));
		}
		catch (InvalidShardSettingsException ex) {
			this.refused.add(shard);
			this.hands.refused(ex);
			return false;
		}
	}

	private void ask(Part part, FleetPlan plan, Instant now) {
		if (this.next != null || (part.asked == null && now.isBefore(part.nextMove))) {
			return;
		}
		if (part.asked == null || !plan.take().contains(part.asked)) {
			part.asked = plan.ask();
		}
	}

	private void give(Part part, FleetPlan plan) {
		Integer shard = plan.give();
		if (shard != null && part.givingAway == null && !this.ending) {
			part.givingAway = shard;
			this.hands.give(new ShardId(shard, part.total));
		}
	}

	/* Before a lease of three intervals ends, or when there is something to tell. */
	private void write(Part part) {
		FleetMember self = self(part);
		FleetMember before = part.written;
		Instant now = this.clock.instant();
		if (before == null || !part.renewal.isAfter(now) || !before.shards().equals(self.shards())
				|| !Objects.equals(before.asked(), self.asked()) || before.maxShards() != self.maxShards()
				|| before.stage() != self.stage()) {
			this.version++;
			this.roster.write(self(part), this.keeper.deadBefore());
			part.written = self;
			part.renewal = now.plus(this.keeper.renewalInterval());
		}
	}

	// Another total

	/* Does what all have agreed on since it was looked last. */
	private FleetTotal follow(Collection<FleetMember> all) {
		FleetTotal before = Objects.requireNonNull(this.agreed);
		FleetTotal now = this.roster.readTotal();
		if (now == null) {
			// The store has lost it.
			now = before;
			boolean unused = this.roster.replaceTotal(null, before);
		}
		this.agreed = now;
		Part coming = this.next;
		Part own = Objects.requireNonNull(this.current);
		if (coming != null && now.current() == coming.total) {
			takeOver(coming);
		}
		else if (coming != null && !Objects.equals(now.next(), coming.total)) {
			abandon(coming, now);
		}
		else if (coming == null && now.current() != own.total) {
			// All of it has passed while this instance could not see it.
			takeOver(new Part(now.current(), FleetMember.nextId(this.id, now.current())));
		}
		if (this.next == null && now.next() != null && !this.leaving) {
			logger.info("The fleet changes to " + now.next() + " shards, which connect beside those that run");
			this.next = new Part(now.next(), FleetMember.nextId(this.id, now.next()));
			this.changedSince = this.clock.instant();
			this.heldSince = null;
			this.ending = false;
		}
		answer(now);
		if (now.next() == null && areAllSetTo(now, all)) {
			boolean unused = this.roster.replaceTotal(now,
					now.changingTo(Objects.requireNonNull(this.configured), null));
		}
		return now;
	}

	/* Only when all instances are set to it: a rolling restart changes it once. */
	private boolean areAllSetTo(FleetTotal now, Collection<FleetMember> all) {
		Integer set = this.configured;
		return set != null && set != now.current() && !set.equals(now.insteadOf()) && !this.leaving
				&& others(all).stream()
					.allMatch((member) -> member.maxShards() == 0 || set.equals(member.configured()));
	}

	private void takeOver(Part coming) {
		this.hands.takeOver(coming.total);
		Part own = coming.as(this.id);
		this.current = own;
		this.next = null;
		this.ending = false;
		write(own);
		remove(coming);
	}

	private void abandon(Part coming, FleetTotal now) {
		logger.warn("The fleet stays with " + now.current() + " shards"
				+ ((now.failure() != null) ? ": " + now.failure() : ""));
		this.hands.abandon();
		remove(coming);
		this.next = null;
		this.ending = false;
	}

	private void answer(FleetTotal now) {
		Asked waiting = this.asks;
		if (waiting == null || (now.change() == waiting.change && now.next() != null)) {
			return;
		}
		this.asks = null;
		if (now.current() == waiting.total) {
			this.hands.resharded(waiting.done);
		}
		else {
			this.hands.refusedToReshard((now.failure() != null) ? now.failure() : "another number was asked for",
					waiting.done);
		}
	}

	private void change(Part coming, FleetTotal total, Collection<FleetMember> all) {
		String failure = this.hands.failure();
		if (failure == null && coming.stage == FleetMember.HOLDING && !this.hands.isWhole()) {
			failure = "the session of a shard was lost before it took over";
		}
		Instant now = this.clock.instant();
		Duration limit = (this.asks != null) ? this.asks.limit : CHANGE_LIMIT;
		if (!total.held() && failure == null && Objects.requireNonNull(this.changedSince).plus(limit).isBefore(now)) {
			failure = "not all of " + coming.total + " shards were connected after " + Waits.describe(limit);
		}
		if (this.heldSince != null && this.heldSince.plus(END_LIMIT).isBefore(now) && total.ended().isEmpty()
				&& failure == null && this.ending) {
			failure = "the shards that run did not come to the end of what Discord has sent within "
					+ Waits.describe(END_LIMIT);
		}
		if (failure != null && total.ended().isEmpty()) {
			boolean unused = this.roster.replaceTotal(total, total.failed(failure));
			lookSoon();
			return;
		}
		boolean ready = this.hands.isReady(shards(coming.total), total.held());
		if (coming.stage < FleetMember.HOLDING || !this.hands.isHolding()) {
			coming.stage = ready ? FleetMember.READY : 0;
		}
		if (coming.stage == FleetMember.READY && (total.held() || covers(all, coming, FleetMember.READY))) {
			this.hands.holdBack();
			coming.stage = FleetMember.HOLDING;
		}
		if (coming.stage == FleetMember.HOLDING && !total.held() && covers(all, coming, FleetMember.HOLDING)) {
			boolean unused = this.roster.replaceTotal(total, total.holding());
			lookSoon();
		}
		if (total.held()) {
			if (this.heldSince == null) {
				this.heldSince = now;
			}
			if (!this.ending && !this.heldSince.plus(SKEW).isAfter(now)) {
				this.ending = true;
				lookSoon();
			}
		}
	}

	/* Whether instances have all shards of a total, and these are so far. */
	private boolean covers(Collection<FleetMember> all, Part coming, int stage) {
		Set<Integer> shards = new HashSet<>(shards(coming.total));
		others(all).stream()
			.filter((member) -> member.total() == coming.total && member.stage() >= stage)
			.forEach((member) -> shards.addAll(member.shards()));
		return coming.stage >= stage && shards.size() == coming.total;
	}

	/* Ends the shards of the current total that are here, and says so. */
	private FleetTotal end(FleetTotal total) {
		SortedSet<Integer> over = this.hands.end(Objects.requireNonNull(this.current).total);
		FleetTotal before = total;
		for (int i = 0; i < MAX_ATTEMPTS; i++) {
			if (before.next() == null || before.change() != total.change() || before.ended().containsAll(over)) {
				return before;
			}
			FleetTotal after = before.ended(over);
			if (this.roster.replaceTotal(before, after)) {
				return after;
			}
			before = Objects.requireNonNullElse(this.roster.readTotal(), total);
		}
		return total;
	}

	private void tell(Collection<FleetMember> others, FleetPlan plan, Instant now) {
		int total = Objects.requireNonNull(this.current).total;
		int instances = (int) others.stream()
			.filter((other) -> !other.until().equals(Instant.MAX))
			.map(FleetMember::instance)
			.distinct()
			.count() + 1;
		int here = shards(total).size();
		int nowhere = Math.max(0, plan.nowhere() - plan.take().size());
		this.state = new FleetState(instances, total, nowhere);
		String text = "The fleet has " + instances + ((instances == 1) ? " instance" : " instances")
				+ "; this one runs " + here + " of " + total + " shards";
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
			logger.warn(nowhere + " of " + total + " shards run nowhere: the instances of the fleet take too few. "
					+ "Start more of them, or raise discord.gateway.fleet.max-shards");
		}
	}

	/** The shards of one total, as far as this instance runs them. */
	private static final class Part {

		private final int total;

		private final String id;

		private @Nullable Integer asked;

		private @Nullable Integer givingAway;

		private @Nullable FleetMember written;

		private Instant renewal = Instant.MIN;

		private Instant nextMove = Instant.MIN;

		private @Nullable Instant begun;

		private int stage;

		private Part(int total, String id) {
			this.total = total;
			this.id = id;
		}

		private Part as(String otherId) {
			Part other = new Part(this.total, otherId);
			other.begun = this.begun;
			return other;
		}

	}

	/**
	 * A total that was asked for here.
	 *
	 * @param change the number of the change
	 * @param total the total
	 * @param limit how long it may take
	 * @param done completed then
	 */
	private record Asked(long change, int total, Duration limit, CompletableFuture<Void> done) {
	}

	/** What is done with shards, and with time. */
	interface Hands {

		/**
		 * Makes what drives a shard that is this instance's from now on.
		 * @param shard the shard
		 * @param coming whether it is of the next total, and stands by
		 * @param held whether what comes on it waits from the beginning
		 * @return what drives it
		 */
		SessionKeeper.Candidate take(ShardId shard, boolean coming, boolean held);

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

		/** Returns why a shard of the next total has failed, or {@code null}. */
		@Nullable String failure();

		/**
		 * Says whether shards of the next total are connected, and have their guilds.
		 * @param shards those that are here
		 * @param held whether those that run may end
		 * @return whether all are
		 */
		boolean isReady(SortedSet<Integer> shards, boolean held);

		/** Returns whether what comes on all shards of the next total waits. */
		boolean isHolding();

		/** Returns whether what waits is all that came since it does. */
		boolean isWhole();

		/** Lets what comes on the shards of the next total wait. */
		void holdBack();

		/**
		 * Ends the shards that run: they read what Discord has sent until now, and close.
		 * @param total their total
		 * @return those of which all is handled
		 */
		SortedSet<Integer> end(int total);

		/**
		 * Lets the shards of another total be those that run.
		 * @param total the total
		 */
		void takeOver(int total);

		/** Ends the shards of the next total. */
		void abandon();

		/**
		 * Hears that another total runs here that was asked for.
		 * @param done to be completed
		 */
		void resharded(CompletableFuture<Void> done);

		/**
		 * Hears that it does not.
		 * @param reason why
		 * @param done to be failed
		 */
		void refusedToReshard(String reason, CompletableFuture<Void> done);

		/** Hears that whatever was this instance's part at the beginning is taken. */
		void begun();

		/**
		 * Runs a task later.
		 * @return cancels it
		 */
		Runnable later(Duration delay, Runnable task);

	}

}
