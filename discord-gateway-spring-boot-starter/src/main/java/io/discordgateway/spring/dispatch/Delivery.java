package io.discordgateway.spring.dispatch;

import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.spring.DispatchAcknowledgment;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.ShardLifecycleEvent;
import org.jspecify.annotations.Nullable;

/**
 * One event between the socket and its listeners. What can change is guarded by the lane.
 */
final class Delivery implements DispatchEvent.Deferral {

	/* The links are here, and not in nodes of collections, to save memory per event. */

	/** {@link #open} of what waits to be published again: no old call can finish it. */
	static final int RETRYING = 1 << 30;

	private final Lane lane;

	final Object source;

	final ShardEvent.@Nullable Dispatched dispatched;

	final @Nullable ShardLifecycleEvent lifecycle;

	final @Nullable LaneSession session;

	/** What is next on the same track, or in the line behind a barrier. */
	@Nullable Delivery next;

	/** The neighbours among what is not done in the session. */
	@Nullable Delivery older;

	@Nullable Delivery younger;

	/** How often the event was published. */
	int attempt;

	/** What it waits for: the listeners to return, and acknowledgments. */
	int open;

	boolean publishing;

	boolean done;

	/** Whether a listener of this attempt asked for an acknowledgment. */
	volatile boolean deferred;

	/** What an acknowledgment failed with before the listeners had returned. */
	@Nullable Throwable failure;

	Delivery(Lane lane, Object source, ShardEvent.@Nullable Dispatched dispatched,
			@Nullable ShardLifecycleEvent lifecycle, @Nullable LaneSession session) {
		this.lane = lane;
		this.source = source;
		this.dispatched = dispatched;
		this.lifecycle = lifecycle;
		this.session = session;
	}

	void begin() {
		this.attempt++;
		this.open = 1;
		this.publishing = true;
		this.deferred = false;
		this.failure = null;
	}

	int bytes() {
		return (this.dispatched != null) ? this.dispatched.data().length : 0;
	}

	long sequence() {
		return (this.dispatched != null) ? this.dispatched.sequence() : -1;
	}

	boolean isBarrier() {
		if (this.dispatched == null) {
			return true;
		}
		String name = this.dispatched.name();
		return name.equals("READY") || name.equals("RESUMED");
	}

	@Override
	public DispatchAcknowledgment defer(String by) {
		return this.lane.defer(this, by);
	}

	@Override
	public String toString() {
		return (this.dispatched != null) ? this.dispatched.name() + " (sequence " + this.dispatched.sequence() + ")"
				: String.valueOf(this.lifecycle);
	}

	/**
	 * Acknowledgment of one attempt to deliver.
	 */
	static final class Acknowledgment implements DispatchAcknowledgment {

		final Delivery delivery;

		final int attempt;

		/** Guarded by the lane, as is what follows. */
		boolean given;

		@Nullable Runnable cancelTimeout;

		Acknowledgment(Delivery delivery) {
			this.delivery = delivery;
			this.attempt = delivery.attempt;
		}

		@Override
		public void acknowledge() {
			this.delivery.lane.acknowledged(this, null);
		}

		@Override
		public void fail(Throwable failure) {
			this.delivery.lane.acknowledged(this, failure);
		}

	}

}
