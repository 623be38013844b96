package io.discordgateway.test.simulation;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.discordgateway.payload.CloseCode;
import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.payload.UpdatePresence;
import io.discordgateway.protocol.DisconnectCause;
import io.discordgateway.protocol.ShardAction;
import io.discordgateway.protocol.ShardActionHandler;
import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.protocol.ShardInput;
import io.discordgateway.protocol.ShardSettings;
import io.discordgateway.protocol.ShardStatus;
import io.discordgateway.shard.ShardId;
import org.jspecify.annotations.Nullable;

/**
 * Drives one {@link Client} through the simulated world, as a driver does with sockets
 * and timers: one input at a time, and the actions in their order.
 */
final class SimulatedShard implements ShardActionHandler {

	final SimulatedProcess process;

	final ShardId id;

	final ShardSettings settings;

	final Client client;

	final SimulatedApplication application;

	private final Journal.@Nullable Life journal;

	private final Deque<Posted> mailbox = new ArrayDeque<>();

	private boolean working;

	@Nullable Link link;

	private @Nullable Instant armed;

	private long timers;

	private long commands;

	SimulatedShard(SimulatedProcess process, ShardId id) {
		this.process = process;
		this.id = id;
		this.settings = process.world.settings(id);
		long seed = process.world.lives.seed();
		Client.Door door = process.world.climate.door();
		this.client = Client.of(this.settings, seed, door);
		this.application = new SimulatedApplication(this);
		this.journal = process.world.journal.begin(this.settings, seed, door);
		process.world.judges.began(this);
	}

	ShardStatus status() {
		return this.client.status();
	}

	// What happens to it

	void start(GatewayUrl gatewayUrl) {
		post(new ShardInput.Start(gatewayUrl, this.process.world.store.point(this.id.id())), null);
	}

	void found(GatewayUrl gatewayUrl) {
		post(new ShardInput.GatewayUrlFound(gatewayUrl), null);
	}

	void granted(long request, Instant notBefore) {
		post(new ShardInput.IdentifyGranted(request, notBefore), null);
	}

	void shutDown(boolean keepSession) {
		this.application.finish();
		post(new ShardInput.Shutdown(keepSession ? CloseCode.KEEPS_SESSION : CloseCode.ENDS_SESSION), null);
	}

	void reconnect(boolean keepSession) {
		post(new ShardInput.Reconnect(keepSession), null);
	}

	void submit(@Nullable Duration timeout) {
		if (this.process.dead || this.process.asleep) {
			return;
		}
		Instant deadline = (timeout != null) ? this.process.instant().plus(timeout) : null;
		UpdatePresence command = UpdatePresence.of(UpdatePresence.Status.ONLINE,
				UpdatePresence.Activity.custom("command " + this.commands));
		post(new ShardInput.Submit(this.commands++, command, deadline), null);
	}

	void clockJumped(long by) {
		post(new ShardInput.ClockJumped(Duration.ofNanos(by)), null);
	}

	void pauseReading() {
		Link current = this.link;
		if (current != null && !current.paused) {
			current.paused = true;
			post(new ShardInput.ReadingPaused(current.number), null);
		}
	}

	void resumeReading() {
		Link current = this.link;
		if (current != null && current.paused) {
			current.paused = false;
			post(new ShardInput.ReadingResumed(current.number), null);
			if (!this.working) {
				current.drain();
			}
			else {
				this.process.world.timeline.after(0, current::drain);
			}
		}
	}

	void arrived(Link from, Arrival arrival) {
		if (arrival instanceof Arrival.Chunk chunk) {
			ByteBuffer bytes = ByteBuffer.wrap(chunk.bytes());
			post(chunk.text() ? new ShardInput.TextReceived(from.number, bytes, chunk.last())
					: new ShardInput.BinaryReceived(from.number, bytes, chunk.last()), arrival);
		}
		else if (arrival instanceof Arrival.Opened) {
			post(new ShardInput.Opened(from.number), arrival);
		}
		else if (arrival instanceof Arrival.Closed closed) {
			post(new ShardInput.Closed(from.number, closed.code(), ""), arrival);
		}
		else if (arrival instanceof Arrival.Refused refused) {
			Long wait = refused.retryAfter();
			post(new ShardInput.ConnectFailed(from.number, refused.reason(), refused.status(),
					(wait != null) ? Duration.ofNanos(wait) : null), arrival);
		}
	}

	void wake(boolean readsFirst) {
		Link current = this.link;
		if (readsFirst && current != null) {
			current.drain();
		}
		this.armed = null;
		arm();
		if (!readsFirst && current != null) {
			this.process.world.timeline.after(0, current::drain);
		}
	}

	void die(boolean silently) {
		if (this.link != null) {
			this.link.dieWithProcess(silently);
		}
		free();
	}

	void free() {
		this.timers++;
		this.client.close();
	}

	private void post(ShardInput input, @Nullable Arrival arrival) {
		this.mailbox.add(new Posted(input, arrival));
		if (this.working) {
			return;
		}
		this.working = true;
		Posted next;
		while ((next = this.mailbox.poll()) != null) {
			if (!this.process.dead) {
				handle(next);
			}
		}
		this.working = false;
		arm();
	}

	private void handle(Posted posted) {
		ShardInput input = posted.input;
		Instant now = this.process.instant();
		ShardInput kept = (this.journal != null) ? Journal.copy(input) : input;
		ShardStatus before = status();
		Saboteur saboteur = this.process.world.setup.saboteur();
		List<ShardAction> actions;
		try {
			ShardInput told = saboteur.input(this, input, posted.frame());
			actions = (told != null) ? this.client.handle(told, now) : List.of();
			actions = saboteur.actions(this, input, actions);
		}
		catch (RuntimeException ex) {
			this.process.world.judges.threw(this, input, ex);
			return;
		}
		if (this.journal != null) {
			this.journal.add(now, kept, actions);
		}
		this.process.world.judges.stepped(new Step(this, this.process.clock(), before, input, posted.arrival, actions));
		for (ShardAction action : actions) {
			action.dispatchTo(this);
		}
		if (input instanceof ShardInput.Closed closed && this.link != null && this.link.number == closed.connection()) {
			this.link = null;
		}
	}

	private void arm() {
		Instant next = this.client.nextDeadline();
		if (this.process.dead || (next == null ? this.armed == null : next.equals(this.armed))) {
			return;
		}
		this.armed = next;
		long timer = ++this.timers;
		if (next != null) {
			World world = this.process.world;
			long lateness = world.network.between(0, world.climate.timerLateness());
			this.process.at(Timeline.time(next) + lateness, () -> {
				if (timer == this.timers) {
					this.armed = null;
					post(new ShardInput.TimerFired(), null);
				}
			});
		}
	}

	// The hands

	@Override
	public void connect(ShardAction.Connect action) {
		this.link = this.process.world.connect(this, action);
	}

	@Override
	public void send(ShardAction.Send action) {
		Link current = this.link;
		if (current == null || current.number != action.connection()) {
			return;
		}
		if (!current.send(action.payload())) {
			sendFailed(new ShardInput.SendFailed(current.number, "broken pipe", action.number()));
		}
		if (action.opcode() == GatewayOpcode.IDENTIFY) {
			this.process.gate.sent(this.id);
		}
	}

	/* Who sends in the background learns of a failure later. */
	private void sendFailed(ShardInput.SendFailed failure) {
		long delay = this.process.world.climate.sendFailureDelay();
		if (delay == 0) {
			post(failure, null);
		}
		else {
			this.process.at(this.process.clock() + this.process.world.network.between(0, delay),
					() -> post(failure, null));
		}
	}

	@Override
	public void close(ShardAction.Close action) {
		giveUp(action.connection(), action.code().value());
	}

	@Override
	public void abort(ShardAction.Abort action) {
		giveUp(action.connection(), null);
	}

	private void giveUp(long number, @Nullable Integer code) {
		Link current = this.link;
		if (current != null && current.number == number) {
			this.link = null;
			current.giveUp(code);
		}
	}

	@Override
	public void requestIdentify(ShardAction.RequestIdentify action) {
		this.process.gate.request(action.shard(), action.request());
	}

	@Override
	public void cancelIdentify(ShardAction.CancelIdentify action) {
		this.process.gate.cancel(action.shard(), action.request());
	}

	@Override
	public void saveResumePoint(ShardAction.SaveResumePoint action) {
		this.process.world.store.save(action.point());
	}

	@Override
	public void dropResumePoint(ShardAction.DropResumePoint action) {
		this.process.world.store.drop(this.id.id());
	}

	@Override
	public void emit(ShardAction.Emit action) {
		ShardEvent event = action.event();
		if (event instanceof ShardEvent.Dispatched dispatched) {
			this.application.dispatched(dispatched);
		}
		else if (event instanceof ShardEvent.Disconnected disconnected) {
			if (disconnected.cause().kind() == DisconnectCause.Kind.CONNECT_FAILED) {
				this.process.lookUp(this);
			}
		}
		else if (event instanceof ShardEvent.Failed) {
			// A person mends what was wrong, and starts the shard again.
			this.process.world.timeline.after(this.process.world.network.between(Timeline.MINUTE, 5 * Timeline.MINUTE),
					this::mend);
		}
		this.process.world.heard(this, event);
	}

	private void mend() {
		if (!this.process.dead && status() == ShardStatus.FAILED) {
			if (this.process.asleep) {
				this.process.world.timeline.after(Timeline.MINUTE, this::mend);
				return;
			}
			start(this.process.world.discord.gatewayUrl());
		}
	}

	@Override
	public String toString() {
		return "shard " + this.id;
	}

	private record Posted(ShardInput input, @Nullable Arrival arrival) {

		private @Nullable Frame frame() {
			return (this.arrival instanceof Arrival.Chunk chunk) ? chunk.frame() : null;
		}

	}

}
