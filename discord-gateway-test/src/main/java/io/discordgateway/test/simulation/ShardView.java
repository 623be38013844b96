package io.discordgateway.test.simulation;

import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

import io.discordgateway.protocol.ShardAction;
import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.protocol.ShardInput;
import org.jspecify.annotations.Nullable;

/**
 * What the judges know of one shard in one process: not what it thinks, but what was
 * handed to it and what it did. Inputs count before an invariant looks at a step, actions
 * after.
 */
final class ShardView {

	final SimulatedShard shard;

	/** The connection that is neither closed nor given up, or 0. */
	long connection;

	URI url = URI.create("wss://none.sim");

	long connectedAt;

	long openedAt = Timeline.NEVER;

	long helloAt = Timeline.NEVER;

	long interval;

	/** When the last sign of life came, or reading began again. */
	long aliveAt;

	/** When a heartbeat was acknowledged last, or HELLO came. */
	long acknowledgedAt;

	/** When anything came. */
	long heardAt;

	/** The number before the last leap of the session's numbers, or -1 (R44). */
	private long beforeLeap = -1;

	private int seenAgain;

	/** Until when hosts asked to be left alone (R22). */
	final Map<String, Long> refusedUntil = new TreeMap<>();

	boolean paused;

	/** The session that the shard was told of last. */
	@Nullable Session session;

	/** The number of its last dispatch that was handed over. */
	long received;

	/** Whether the shard was told that the session is over. */
	boolean sessionOver;

	boolean live;

	/**
	 * When the last connection ended; the next may be made much later, if the host
	 * sleeps.
	 */
	long endedAt;

	/** The connections that were tried since the shard was live. */
	int attempts;

	/** How many of them in a row failed, and brought no dispatch (R19). */
	int inVain;

	@Nullable Integer finalClose;

	/** Whether a url asked to be left alone, so that another was tried sooner (R19). */
	boolean refusedForLong;

	private boolean stopping;

	private boolean excused;

	private boolean replayed;

	private boolean effective;

	ShardView(SimulatedShard shard) {
		this.shard = shard;
	}

	/** Whether the input of the step is from the connection that counts. */
	boolean isEffective() {
		return this.effective;
	}

	void take(Step step) {
		this.effective = this.connection != 0 && step.connection() == this.connection;
		if (step.input() instanceof ShardInput.Start start) {
			this.finalClose = null;
			this.refusedForLong = false;
			this.refusedUntil.clear();
			this.attempts = 0;
			this.inVain = 0;
			this.session = (start.resumePoint() != null)
					? this.shard.process.world.discord.session(start.resumePoint().sessionId()) : null;
			this.received = (start.resumePoint() != null) ? start.resumePoint().sequence() : 0;
			this.beforeLeap = -1;
			this.sessionOver = false;
		}
		else if (step.input() instanceof ShardInput.Shutdown shutdown) {
			this.stopping = shutdown.code().endsSession();
		}
		else if (step.input() instanceof ShardInput.ReadingPaused paused && paused.connection() == this.connection) {
			this.paused = true;
		}
		else if (step.input() instanceof ShardInput.ReadingResumed resumed && resumed.connection() == this.connection) {
			this.paused = false;
			this.aliveAt = step.clock();
		}
		else if (step.input() instanceof ShardInput.ClockJumped || step.input() instanceof ShardInput.Reconnect) {
			this.excused = true;
		}
		if (!this.effective) {
			return;
		}
		this.heardAt = step.clock();
		if (step.arrival() instanceof Arrival.Opened) {
			this.openedAt = step.clock();
		}
		else if (step.arrival() instanceof Arrival.Closed closed) {
			this.sessionOver |= closed.endsSession();
			Integer code = closed.code();
			if (code != null && (code == 4004 || (code >= 4010 && code <= 4014))) {
				this.finalClose = code;
			}
			ended(step);
		}
		else if (step.arrival() instanceof Arrival.Refused refused) {
			Long wait = refused.retryAfter();
			this.refusedForLong |= wait != null && wait > 10 * Timeline.SECOND;
			if (wait != null) {
				this.refusedUntil.put(this.url.getHost(), step.clock() + wait);
			}
			ended(step);
		}
		else if (step.frame() != null) {
			take(step, step.frame());
		}
	}

	private void take(Step step, Frame frame) {
		this.sessionOver |= frame.endsSession();
		if (frame.op() == Frame.HELLO && this.helloAt == Timeline.NEVER) {
			this.helloAt = step.clock();
			this.acknowledgedAt = step.clock();
			this.aliveAt = step.clock();
			Link link = this.shard.link;
			this.interval = (link != null) ? link.heartbeatInterval / Timeline.MILLISECOND * Timeline.MILLISECOND : 0;
		}
		else if (frame.op() == Frame.RECONNECT) {
			this.excused = true;
		}
		else if (frame.op() == Frame.ACK) {
			this.acknowledgedAt = step.clock();
			this.aliveAt = step.clock();
		}
		else if (frame.op() == Frame.DISPATCH && frame.session() != null) {
			if ("READY".equals(frame.name())) {
				this.session = frame.session();
				this.received = frame.sequence();
				this.beforeLeap = -1;
				this.sessionOver = false;
			}
			this.replayed = true;
			number(frame);
			if ("READY".equals(frame.name()) || "RESUMED".equals(frame.name())) {
				this.live = true;
				this.refusedForLong = false;
				this.attempts = 0;
				this.inVain = 0;
			}
		}
	}

	void did(Step step) {
		if (this.stopping) {
			this.stopping = false;
			forget();
		}
		for (ShardAction action : step.actions()) {
			if (action instanceof ShardAction.Connect connect) {
				this.inVain = inVainNow();
				this.connection = connect.connection();
				this.url = connect.url();
				this.connectedAt = step.clock();
				this.openedAt = Timeline.NEVER;
				this.helloAt = Timeline.NEVER;
				this.paused = false;
				this.seenAgain = 0;
				this.attempts++;
				this.excused = false;
				this.replayed = false;
			}
			else if (action instanceof ShardAction.Close close && close.connection() == this.connection) {
				ended(step);
			}
			else if (action instanceof ShardAction.Abort abort && abort.connection() == this.connection) {
				ended(step);
			}
			else if (action instanceof ShardAction.Emit emit && emit.event() instanceof ShardEvent.SessionLost) {
				forget();
			}
		}
	}

	/*
	 * After three numbers in a row that go back the leap before them counts for nothing;
	 * or after less, if the connection ends there.
	 */
	private void number(Frame frame) {
		if (frame.sequence() > this.received) {
			this.beforeLeap = frame.leaps() ? this.received : this.beforeLeap;
			this.received = frame.sequence();
			this.seenAgain = 0;
		}
		else if (this.live && ++this.seenAgain >= 3 && this.beforeLeap >= 0) {
			this.received = this.beforeLeap;
			this.beforeLeap = -1;
		}
	}

	/** How many attempts failed, with the one that ended before the next connection. */
	int inVainNow() {
		if (this.attempts == 0 || this.replayed) {
			return 0;
		}
		boolean slept = this.connection != 0 && slept();
		return (this.excused || slept) ? this.inVain : this.inVain + 1;
	}

	private void forget() {
		this.session = null;
		this.received = 0;
		this.beforeLeap = -1;
		this.sessionOver = false;
	}

	/* What a host finds when it wakes up, or a clock that is set, is no failure (R42). */
	private void ended(Step step) {
		this.endedAt = step.clock();
		this.excused |= slept();
		this.connection = 0;
		if (this.live && this.seenAgain > 0 && this.beforeLeap >= 0) {
			this.received = this.beforeLeap;
			this.beforeLeap = -1;
		}
		this.live = false;
	}

	/**
	 * Whether the host slept since the connection began: what it finds then is its own
	 * (R42).
	 */
	boolean slept() {
		return this.shard.process.awakeSince > this.connectedAt;
	}

}
