package io.discordgateway.test.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Bad luck: what goes wrong in one world, how often, and for how long.
 */
final class Weather {

	private static final int[] RESUMABLE = { 1000, 1001, 1011, 1012, 4000, 4001, 4002, 4005, 4008, 4900, 4999 };

	private static final int[] SESSION_ENDING = { 4003, 4007, 4009 };

	private static final int[] FINAL = { 4004, 4010, 4011, 4012, 4013, 4014 };

	private static final int KINDS_OF_GARBAGE = 9;

	private final World world;

	private final Chance chance;

	private final List<Fault> kinds = new ArrayList<>();

	private int garbage;

	Weather(World world, Chance chance) {
		this.world = world;
		this.chance = chance;
		List<Fault> all = all();
		// Half of the worlds know a few kinds only, which come the more often.
		int known = chance.happens(0.5) ? all.size() : chance.number(1, 6);
		List<Fault> left = new ArrayList<>(all);
		for (int i = 0; i < known; i++) {
			Fault kind = chance.oneOf(left);
			left.remove(kind);
			this.kinds.add(kind);
		}
	}

	private List<Fault> all() {
		// A gateway that flaps has many ways to do so, and so has one that talks
		// nonsense.
		List<Fault> all = new ArrayList<>(Collections.nCopies(4, new Fault("flaw", this::flaw)));
		all.add(new Fault("drop", this::dropOne));
		all.add(new Fault("drop all", this::dropAll));
		all.add(new Fault("swallow", this::swallowOne));
		all.add(new Fault("stall", this::stallOne));
		all.add(new Fault("slow network", this::slowNetwork));
		all.add(new Fault("resume host down", this::hostDown));
		all.add(new Fault("resume host refuses", this::hostRefuses));
		all.add(new Fault("gateway down", this::gatewayDown));
		all.add(new Fault("outage", this::outage));
		all.add(new Fault("gateway moves", this::moveGateway));
		all.add(new Fault("upgrades refused", this::refuseUpgrades));
		all.add(new Fault("reconnect", this::askOneToReconnect));
		all.add(new Fault("reconnect all", this::askAllToReconnect));
		all.add(new Fault("invalid session", this::invalidateOne));
		all.add(new Fault("invalid session for all", this::invalidateAll));
		all.add(new Fault("evictions", this::evictForAWhile));
		all.add(new Fault("close", this::closeOne));
		all.add(new Fault("final close", this::finalClose));
		all.add(new Fault("heartbeats ignored", this::ignoreHeartbeats));
		all.add(new Fault("acknowledgments late", this::lateAcknowledgments));
		all.add(new Fault("flood", this::flood));
		all.add(new Fault("leap of numbers", this::leap));
		all.add(new Fault("heartbeat asked for", this::askForHeartbeat));
		all.add(new Fault("heartbeats asked for", this::floodOfHeartbeatRequests));
		all.addAll(Collections.nCopies(2, new Fault("garbage", this::garbage)));
		all.add(new Fault("kill", this::killProcess));
		all.add(new Fault("restart", this::restartProcess));
		all.add(new Fault("restart of a shard", this::restartShard));
		all.add(new Fault("another connection", this::anotherConnection));
		all.add(new Fault("sleep", this::sleep));
		all.add(new Fault("pause", this::shortPause));
		all.add(new Fault("clock set", this::setClock));
		all.add(new Fault("slow application", this::slowApplication));
		all.add(new Fault("commands", this::commands));
		return all;
	}

	/** All that may go wrong in a world. */
	Set<String> names() {
		Set<String> names = new TreeSet<>();
		all().forEach((fault) -> names.add(fault.name));
		Arrays.stream(SimulatedDiscord.Flaw.values())
			.filter((flaw) -> flaw != SimulatedDiscord.Flaw.NONE)
			.forEach((flaw) -> names.add("flaw " + flaw));
		SimulatedDiscord.Eviction.LIFETIMES
			.forEach((lifetime) -> names.add("lifetime of " + lifetime / Timeline.MILLISECOND + " ms"));
		Arrays.stream(SimulatedDiscord.Eviction.How.values()).forEach((how) -> names.add("eviction by " + how));
		for (int kind = 0; kind < KINDS_OF_GARBAGE; kind++) {
			names.add("garbage " + kind);
		}
		return names;
	}

	void begin() {
		if (this.world.climate.meanFault() > 0) {
			if (this.chance.happens(0.1) && !this.world.setup.without().contains("evictions")) {
				evict();
			}
			next();
		}
	}

	private void next() {
		this.world.timeline.after(this.chance.until(this.world.climate.meanFault()), () -> {
			if (!this.world.healing) {
				Fault fault = this.chance.oneOf(this.kinds);
				if (!this.world.setup.without().contains(fault.name)) {
					happened(fault.name);
					fault.what.run();
				}
				next();
			}
		});
	}

	private void happened(String fault) {
		this.world.judges.statistics.faults.merge(fault, 1, Integer::sum);
	}

	/* How long something lasts; never beyond the end of all faults. */
	private void later(long least, long most, Runnable what) {
		long now = this.world.timeline.now();
		long end = Math.min(now + this.chance.between(least, most), this.world.climate.faultsUntil() - 1);
		this.world.timeline.at(end, what);
	}

	// The network

	private void dropOne() {
		Link link = anyLink();
		if (link != null) {
			link.breakDown();
		}
	}

	private void dropAll() {
		this.world.links().forEach(Link::breakDown);
	}

	private void swallowOne() {
		Link link = anyLink();
		if (link != null) {
			int which = this.chance.number(0, 2);
			link.swallow(which != 0, which != 1);
		}
	}

	private void stallOne() {
		Link link = anyLink();
		if (link != null) {
			link.stall(this.chance.between(Timeline.SECOND, 90 * Timeline.SECOND));
		}
	}

	private void slowNetwork() {
		this.world.slowness = this.chance.between(100 * Timeline.MILLISECOND, 3 * Timeline.SECOND);
		later(10 * Timeline.SECOND, 5 * Timeline.MINUTE, () -> this.world.slowness = 0);
	}

	private void hostDown() {
		Host host = this.chance.oneOf(this.world.discord.resumeHosts());
		Host.State state = this.chance.happens(0.5) ? Host.State.REFUSING : Host.State.SILENT;
		if (this.chance.happens(0.3)) {
			this.world.discord.retire(host, state);
		}
		else {
			host.state = state;
			later(5 * Timeline.SECOND, 4 * Timeline.MINUTE, () -> {
				if (!host.gone) {
					host.state = Host.State.UP;
				}
			});
		}
		this.world.links().stream().filter((link) -> link.host == host).forEach(Link::breakDown);
	}

	/* The others take connections meanwhile, as in an outage of a part of Discord. */
	private void hostRefuses() {
		Host host = this.chance.oneOf(this.world.discord.resumeHosts());
		long wait = this.chance.happens(0.5) ? this.chance.between(Timeline.SECOND, 15 * Timeline.SECOND)
				: this.chance.between(15 * Timeline.SECOND, 60 * Timeline.MINUTE);
		host.refusal = new Arrival.Refused("Come back later", 503, wait);
		later(wait, 2 * wait, () -> host.refusal = null);
		this.world.links().stream().filter((link) -> link.host == host).forEach(Link::breakDown);
	}

	private void gatewayDown() {
		Host host = this.world.discord.gateway();
		host.state = this.chance.happens(0.5) ? Host.State.REFUSING : Host.State.SILENT;
		later(5 * Timeline.SECOND, 4 * Timeline.MINUTE, () -> {
			if (!host.gone) {
				host.state = Host.State.UP;
			}
		});
	}

	/* Nothing goes for minutes, for all shards at once. */
	private void outage() {
		Host.State state = this.chance.happens(0.5) ? Host.State.REFUSING : Host.State.SILENT;
		boolean silent = this.chance.happens(0.5);
		this.world.discord.apiDown = true;
		for (Host host : this.world.discord.hosts()) {
			host.state = state;
		}
		for (Link link : this.world.links()) {
			if (silent) {
				link.swallow(true, true);
			}
			else {
				link.breakDown();
			}
		}
		later(5 * Timeline.SECOND, 8 * Timeline.MINUTE, this.world::restoreHosts);
	}

	private void moveGateway() {
		this.world.discord.moveGateway();
	}

	private void refuseUpgrades() {
		int status = this.chance.oneOf(429, 503, 401, 403, 520);
		this.world.discord.refuseUpgrades(status, (status == 429) ? this.chance.between(1, 60) : null);
		later(5 * Timeline.SECOND, 3 * Timeline.MINUTE, this.world.discord::acceptUpgrades);
	}

	// Discord

	private void askOneToReconnect() {
		Link link = anyLink();
		if (link != null) {
			this.world.discord.reconnect(link);
		}
	}

	private void askAllToReconnect() {
		this.world.links().forEach(this.world.discord::reconnect);
	}

	private void invalidateOne() {
		Link link = anyLink();
		if (link != null) {
			this.world.discord.invalidate(link, this.chance.happens(0.5));
		}
	}

	private void invalidateAll() {
		boolean resumable = this.chance.happens(0.7);
		this.world.links().forEach((link) -> this.world.discord.invalidate(link, resumable));
	}

	private void evictForAWhile() {
		evict();
		later(Timeline.MINUTE, 30 * Timeline.MINUTE, () -> this.world.discord.eviction = null);
	}

	private void evict() {
		SimulatedDiscord.Eviction.How[] ways = SimulatedDiscord.Eviction.How.values();
		SimulatedDiscord.Eviction eviction = new SimulatedDiscord.Eviction(
				this.chance.oneOf(SimulatedDiscord.Eviction.LIFETIMES), ways[this.chance.number(0, ways.length - 1)]);
		this.world.discord.eviction = eviction;
		happened("lifetime of " + eviction.lifetime() / Timeline.MILLISECOND + " ms");
		happened("eviction by " + eviction.how());
		this.world.links().forEach(Link::breakDown);
	}

	private void closeOne() {
		Link link = anyLink();
		if (link != null) {
			this.world.discord.close(link, this.chance.oneOf(this.chance.happens(0.8) ? RESUMABLE : SESSION_ENDING));
		}
	}

	private void finalClose() {
		Link link = anyLink();
		if (link != null && this.chance.happens(0.3)) {
			this.world.discord.close(link, this.chance.oneOf(FINAL));
		}
	}

	private void flaw() {
		SimulatedDiscord.Flaw[] flaws = SimulatedDiscord.Flaw.values();
		SimulatedDiscord.Flaw flaw = flaws[this.chance.number(1, flaws.length - 1)];
		this.world.discord.flaw(flaw);
		happened("flaw " + flaw);
		this.world.links().stream().filter((link) -> this.chance.happens(0.5)).forEach(Link::breakDown);
		later(5 * Timeline.SECOND, 4 * Timeline.MINUTE, () -> this.world.discord.flaw(SimulatedDiscord.Flaw.NONE));
	}

	private void ignoreHeartbeats() {
		Link link = anyLink();
		if (link != null && link.acknowledges) {
			link.acknowledges = false;
			this.world.discord.stopAcknowledging(link);
			link.deadSince = Math.min(link.deadSince, link.shard.process.clock());
		}
	}

	/* Traffic goes on, and acknowledgments wait behind it, for a while (R47). */
	private void lateAcknowledgments() {
		Link link = anyLink();
		if (link == null || link.heartbeatInterval == 0) {
			return;
		}
		this.world.discord.delayAcknowledgments(link,
				this.chance.between(link.heartbeatInterval / 2, 5 * link.heartbeatInterval / 2));
		long until = this.world.timeline.now() + this.chance.between(Timeline.MINUTE, 5 * Timeline.MINUTE);
		stream(link, until);
	}

	private void stream(Link link, long until) {
		Session session = link.session;
		if (this.world.timeline.now() >= until || this.world.healing || link.closedByDiscord) {
			this.world.discord.delayAcknowledgments(link, 0);
			return;
		}
		if (session != null && session.sequence > 0) {
			this.world.discord.emit(session);
		}
		this.world.timeline.after(link.heartbeatInterval / 4, () -> stream(link, until));
	}

	private void leap() {
		Link link = anyLink();
		Session session = (link != null) ? link.session : null;
		if (link != null && session != null && link.live && session.leaptTo == 0) {
			this.world.discord.leap(link, session,
					this.chance.between(2 * Session.LEAST_LEAP, 1_000_000 * Session.LEAST_LEAP));
		}
	}

	private void flood() {
		Link link = anyLink();
		Session session = (link != null) ? link.session : null;
		if (session != null && session.sequence > 0) {
			for (int i = this.chance.number(10, 400); i > 0; i--) {
				this.world.discord.emit(session);
			}
		}
	}

	private void askForHeartbeat() {
		Link link = anyLink();
		if (link != null) {
			link.deliver(Frame.control(Frame.HEARTBEAT, "null"));
		}
	}

	private void floodOfHeartbeatRequests() {
		Link link = anyLink();
		if (link != null) {
			for (int i = this.chance.number(2, 200); i > 0; i--) {
				link.deliver(Frame.control(Frame.HEARTBEAT, "null"));
			}
		}
	}

	private void garbage() {
		Link link = anyLink();
		if (link == null) {
			return;
		}
		// In turn, beginning elsewhere in each world, so that a few worlds see all kinds.
		int kind = (int) Math.floorMod(this.world.setup.seed() + this.garbage++, (long) KINDS_OF_GARBAGE);
		happened("garbage " + kind);
		switch (kind) {
			case 0 -> link.deliver(Frame.garbage("{\"op\":0,\"t\":\"MESSAGE_CREATE\""));
			case 1 -> link.deliver(Frame.garbage("not JSON"));
			case 2 -> link.deliverNoise(new byte[] { 1, 2, 3, 4, 0, 0, (byte) 0xFF, (byte) 0xFF });
			case 3 -> link.deliver(Frame.control(77, "{\"what\":\"is this\"}"));
			case 4 ->
				link.deliver(Frame.control(Frame.HELLO, "{\"heartbeat_interval\":" + intervalOfNoise(link) + "}"));
			case 5 -> link.deliverFlipped(this.chance.number(0, 7));
			case 6 -> readyAgain(link);
			case 7 -> bomb(link);
			default -> link.deliver(Frame.control(Frame.ACK, "null"));
		}
	}

	private void readyAgain(Link link) {
		Session session = link.session;
		if (link.live && session != null) {
			link.deliver(Frame.unwanted(session.sequence, "READY", "{\"v\":10,\"session_id\":\"" + session.id
					+ "\",\"resume_gateway_url\":\"" + session.resumeUrl + "\"}"));
		}
	}

	/* Well made, but for its size (R34): some hundred bytes of a stream. */
	private void bomb(Link link) {
		Session session = link.session;
		if (link.live && session != null) {
			link.deliver(Frame.unwanted(session.sequence + 1, "TYPING_START",
					"{\"bomb\":\"" + "0".repeat(World.MAX_PAYLOAD) + "\"}"));
		}
	}

	/* A second HELLO must change nothing; one where none came is the first. */
	private long intervalOfNoise(Link link) {
		return link.greeted ? 41_250 : link.heartbeatInterval / Timeline.MILLISECOND;
	}

	// The process and what it runs in

	private void killProcess() {
		SimulatedProcess process = this.world.process;
		if (process.dead) {
			return;
		}
		process.die(this.chance.happens(0.3));
		later(Timeline.SECOND, 4 * Timeline.MINUTE, this.world::boot);
	}

	private void restartProcess() {
		SimulatedProcess process = this.world.process;
		if (process.dead || process.asleep) {
			return;
		}
		process.shutDown(this.chance.happens(0.7));
		later(500 * Timeline.MILLISECOND, Timeline.MINUTE, this.world::boot);
	}

	private void restartShard() {
		SimulatedProcess process = this.world.process;
		if (process.dead || process.asleep) {
			return;
		}
		SimulatedShard shard = this.chance.oneOf(process.shards());
		shard.shutDown(this.chance.happens(0.7));
		later(0, 20 * Timeline.SECOND, () -> this.world.startIfStopped(shard));
	}

	/*
	 * An operator asks for it, in whatever status the shard is. Who holds the socket
	 * himself asks nobody.
	 */
	private void anotherConnection() {
		SimulatedProcess process = this.world.process;
		if (process.dead || process.asleep || this.world.climate.door() == Client.Door.BYTES) {
			return;
		}
		this.chance.oneOf(process.shards()).reconnect(this.chance.happens(0.7));
	}

	private void sleep() {
		long left = this.world.climate.faultsUntil() - this.world.timeline.now();
		this.world.process.sleep(Math.min(left - 1, this.chance.between(20 * Timeline.SECOND, 20 * Timeline.MINUTE)),
				this.chance.happens(0.5));
	}

	private void shortPause() {
		long left = this.world.climate.faultsUntil() - this.world.timeline.now();
		this.world.process
			.sleep(Math.min(left - 1, this.chance.between(10 * Timeline.MILLISECOND, 20 * Timeline.SECOND)), false);
	}

	/* Somebody sets the clock of the wall, or NTP does; the monotonic one goes on. */
	private void setClock() {
		SimulatedProcess process = this.world.process;
		if (process.dead || process.asleep) {
			return;
		}
		long by = this.chance.between(Timeline.SECOND, 60 * Timeline.MINUTE);
		boolean back = this.chance.happens(0.7);
		if (back) {
			this.world.clockSet -= by;
		}
		process.shards().forEach((shard) -> shard.clockJumped(back ? -by : by));
	}

	private void slowApplication() {
		SimulatedProcess process = this.world.process;
		long serviceTime = this.chance.between(10 * Timeline.MILLISECOND, 10 * Timeline.SECOND);
		List<SimulatedShard> slow = process.shards().stream().filter((shard) -> this.chance.happens(0.5)).toList();
		slow.forEach((shard) -> shard.application.serviceTime = serviceTime);
		later(10 * Timeline.SECOND, 6 * Timeline.MINUTE,
				() -> slow.forEach((shard) -> shard.application.serviceTime = 0));
	}

	private void commands() {
		SimulatedProcess process = this.world.process;
		if (process.dead) {
			return;
		}
		SimulatedShard shard = this.chance.oneOf(process.shards());
		for (int i = this.chance.number(1, 500); i > 0; i--) {
			shard.submit(this.chance.happens(0.5) ? null
					: Duration.ofMillis(this.chance.between(1, 3 * Timeline.MINUTE) / Timeline.MILLISECOND));
		}
	}

	private @Nullable Link anyLink() {
		List<Link> links = this.world.links();
		return links.isEmpty() ? null : this.chance.oneOf(links);
	}

	/**
	 * A kind of fault.
	 *
	 * @param name what it is called
	 * @param what lets it happen
	 */
	private record Fault(String name, Runnable what) {
	}

}
