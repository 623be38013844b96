package io.discordgateway.test.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Bad luck: what goes wrong in one world, how often, and for how long.
 */
final class Weather {

	private static final int[] RESUMABLE = { 1000, 1001, 1011, 1012, 4000, 4001, 4002, 4005, 4008, 4900, 4999 };

	private static final int[] SESSION_ENDING = { 4003, 4007, 4009 };

	private static final int[] FINAL = { 4004, 4010, 4011, 4012, 4013, 4014 };

	private final World world;

	private final Chance chance;

	private final List<Runnable> kinds = new ArrayList<>();

	Weather(World world, Chance chance) {
		this.world = world;
		this.chance = chance;
		// A gateway that flaps has many ways to do so.
		List<Runnable> all = List.of(this::flaw, this::flaw, this::flaw, this::dropOne, this::swallowOne,
				this::stallOne, this::slowNetwork, this::hostDown, this::gatewayDown, this::outage,
				this::askOneToReconnect, this::askAllToReconnect, this::invalidateOne, this::invalidateAll,
				this::closeOne, this::killProcess, this::restartProcess, this::restartShard, this::sleep,
				this::shortPause, this::slowApplication, this::flaw, this::ignoreHeartbeats, this::flood,
				this::askForHeartbeat, this::commands, this::finalClose, this::garbage, this::refuseUpgrades,
				this::moveGateway, this::dropAll, this::floodOfHeartbeatRequests);
		// Half of the worlds know a few kinds only, which come the more often.
		int known = chance.happens(0.5) ? all.size() : chance.number(1, 6);
		List<Runnable> left = new ArrayList<>(all);
		for (int i = 0; i < known; i++) {
			Runnable kind = chance.oneOf(left);
			left.remove(kind);
			this.kinds.add(kind);
		}
	}

	void begin() {
		if (this.world.climate.meanFault() > 0) {
			next();
		}
	}

	private void next() {
		this.world.timeline.after(this.chance.until(this.world.climate.meanFault()), () -> {
			if (!this.world.healing) {
				this.chance.oneOf(this.kinds).run();
				next();
			}
		});
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
		this.world.discord.refusal = this.chance.oneOf(429, 503, 401, 403, 520);
		later(5 * Timeline.SECOND, 3 * Timeline.MINUTE, () -> this.world.discord.refusal = null);
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
		this.world.discord.flaw = flaws[this.chance.number(1, flaws.length - 1)];
		this.world.links().stream().filter((link) -> this.chance.happens(0.5)).forEach(Link::breakDown);
		later(5 * Timeline.SECOND, 4 * Timeline.MINUTE, () -> this.world.discord.flaw = SimulatedDiscord.Flaw.NONE);
	}

	private void ignoreHeartbeats() {
		Link link = anyLink();
		if (link != null && link.acknowledges) {
			link.acknowledges = false;
			link.deadSince = Math.min(link.deadSince, link.shard.process.clock());
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
		switch (this.chance.number(0, 5)) {
			case 0 -> link.deliver(Frame.garbage("{\"op\":0,\"t\":\"MESSAGE_CREATE\""));
			case 1 -> link.deliver(Frame.garbage("not JSON"));
			case 2 -> link.deliverNoise(new byte[] { 1, 2, 3, 4, 0, 0, (byte) 0xFF, (byte) 0xFF });
			case 3 -> link.deliver(Frame.control(77, "{\"what\":\"is this\"}"));
			case 4 ->
				link.deliver(Frame.control(Frame.HELLO, "{\"heartbeat_interval\":" + intervalOfNoise(link) + "}"));
			default -> link.deliver(Frame.control(Frame.ACK, "null"));
		}
	}

	/* A second HELLO must change nothing; one where none came is the first. */
	private long intervalOfNoise(Link link) {
		return link.greeted ? 41_250 : this.world.climate.heartbeatInterval() / Timeline.MILLISECOND;
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

}
