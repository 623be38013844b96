package io.discordgateway.test.simulation;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

import io.discordgateway.payload.Token;
import io.discordgateway.protocol.ShardAction;
import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.protocol.ShardInput;
import io.discordgateway.protocol.ShardSettings;
import io.discordgateway.protocol.ShardStatus;
import io.discordgateway.shard.ShardId;

/**
 * One seeded world: a fleet in a process, Discord, the network between them, bad luck,
 * and the judges.
 */
final class World {

	private static final long HEALED_FOR = 90 * Timeline.SECOND;

	/* What one seed may cost; a world that never ends is a failure too. */
	/* Far more than anything that comes here, and soon inflated. */
	static final int MAX_PAYLOAD = 1 << 18;

	private static final long MAX_STEPS = 20_000_000;

	final Setup setup;

	final Timeline timeline = new Timeline();

	final Climate climate;

	final Chance network;

	final Chance lives;

	final SimulatedDiscord discord;

	final ResumeStore store = new ResumeStore();

	final Judges judges;

	final Journal journal;

	final Weather weather;

	private final Set<Link> links = new LinkedHashSet<>();

	SimulatedProcess process;

	boolean healing;

	long slowness;

	/** By how much the wall clock was set: back, if below 0. */
	long clockSet;

	private boolean finished;

	private long healthySince = Timeline.NEVER;

	private long steps;

	private long connections;

	World(Setup setup, Journal journal) {
		this.setup = setup;
		SplittableRandom root = new SplittableRandom(setup.seed());
		this.climate = Climate.of(new Chance(root.split()), setup);
		this.network = new Chance(root.split());
		this.lives = new Chance(root.split());
		this.journal = journal;
		this.judges = new Judges(this);
		this.discord = new SimulatedDiscord(this, new Chance(root.split()));
		this.weather = new Weather(this, new Chance(root.split()));
		this.process = new SimulatedProcess(this);
	}

	void run() {
		this.process.start();
		this.weather.begin();
		this.timeline.at(this.climate.faultsUntil(), this::heal);
		tick();
		while (!this.finished && this.judges.goOn() && this.timeline.step()) {
			if (++this.steps > MAX_STEPS) {
				this.judges.endless();
				break;
			}
		}
		List.copyOf(this.links).forEach((link) -> link.closeByDiscord(null, false));
		if (!this.process.dead) {
			this.process.die(true);
		}
	}

	long steps() {
		return this.steps;
	}

	private void tick() {
		if (!this.process.asleep) {
			this.judges.ticked();
		}
		if (this.healing) {
			checkHealth();
		}
		this.timeline.after(Timeline.SECOND, this::tick);
	}

	ShardSettings settings(ShardId shard) {
		ShardSettings.Builder builder = ShardSettings.builder(Token.of(SimulatedDiscord.TOKEN), shard)
			.intents(513)
			.encoding(this.climate.encoding())
			.compression(this.climate.compression())
			.maxPayloadSize(MAX_PAYLOAD)
			.commandQueueCapacity(this.climate.commandCapacity());
		return this.setup.settings().apply(builder).build();
	}

	void heard(SimulatedShard shard, ShardEvent event) {
		this.setup.listener().accept(shard.id, event);
	}

	// Processes

	void boot() {
		if (this.process.dead) {
			this.process = new SimulatedProcess(this);
			this.process.start();
		}
	}

	void startIfStopped(SimulatedShard shard) {
		if (shard.process.dead || shard.status() != ShardStatus.STOPPED) {
			return;
		}
		if (shard.process.asleep || !this.discord.apiUp()) {
			this.timeline.after(5 * Timeline.SECOND, () -> startIfStopped(shard));
			return;
		}
		shard.start(this.discord.gatewayUrl());
	}

	// Connections

	Link connect(SimulatedShard shard, ShardAction.Connect action) {
		Host host = this.discord.host(action.url().getHost());
		Link link = new Link(this, shard, action.connection(), ++this.connections,
				(host != null) ? host : new Host("unknown.sim"), shard.settings.encoding());
		this.links.add(link);
		if (host == null || host.state == Host.State.REFUSING) {
			this.timeline.after(0, () -> refuse(link, new Arrival.Refused("Connection refused", null, null)));
		}
		else if (host.state == Host.State.UP) {
			// TCP, TLS and the upgrade.
			long trips = 3 * this.network.between(this.climate.latency(), 3 * this.climate.latency());
			this.timeline.after(trips + this.network.until(this.slowness), () -> upgrade(link, host, action.url()));
		}
		return link;
	}

	private void upgrade(Link link, Host host, URI url) {
		if (link.givenUp || host.state != Host.State.UP) {
			return;
		}
		if (host.refusal != null) {
			refuse(link, host.refusal);
			return;
		}
		this.discord.upgrade(link, url);
	}

	void refuse(Link link, Arrival.Refused refusal) {
		link.deliver(refusal);
		link.closedByDiscord = true;
		ended(link);
	}

	void ended(Link link) {
		this.links.remove(link);
	}

	/** The connections that are open at Discord's end. */
	List<Link> links() {
		return this.links.stream().filter((link) -> link.opened).toList();
	}

	// The end of all faults

	private void heal() {
		this.healing = true;
		this.slowness = 0;
		this.discord.flaw(SimulatedDiscord.Flaw.NONE);
		this.discord.acceptUpgrades();
		this.discord.eviction = null;
		restoreHosts();
		boot();
		for (SimulatedShard shard : this.process.shards()) {
			shard.application.serviceTime = 0;
			shard.application.finish();
			startIfStopped(shard);
		}
		this.judges.healing();
	}

	void restoreHosts() {
		this.discord.apiDown = false;
		for (Host host : this.discord.hosts()) {
			host.refusal = null;
			if (!host.gone) {
				host.state = Host.State.UP;
			}
		}
	}

	private void checkHealth() {
		long now = this.timeline.now();
		if (!isHealthy()) {
			this.healthySince = Timeline.NEVER;
			this.judges.unhealthy();
			return;
		}
		if (this.healthySince == Timeline.NEVER) {
			this.healthySince = now;
		}
		if (now - this.healthySince >= HEALED_FOR + 2 * this.climate.heartbeatInterval()) {
			if (!this.discord.stopped) {
				// What is under way may still arrive; then everything must have.
				this.discord.stopped = true;
				this.timeline.after(30 * Timeline.SECOND, () -> {
					this.judges.finished();
					this.finished = true;
				});
			}
		}
	}

	private boolean isHealthy() {
		for (SimulatedShard shard : this.process.shards()) {
			Link link = shard.link;
			if (shard.status() != ShardStatus.CONNECTED || link == null || link.session == null
					|| link.session.leaptTo != 0 || link.unread() > 0) {
				return false;
			}
		}
		return !this.process.dead && !this.process.asleep && this.judges.isQuiet();
	}

	@Override
	public String toString() {
		return this.climate.toString();
	}

	/** Names the kind of an input, for people. */
	static String kind(ShardInput input) {
		return input.getClass().getSimpleName();
	}

}
