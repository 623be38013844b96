package io.discordgateway.spring.dispatch;

import java.util.function.BiFunction;

import io.discordgateway.codec.RawPayload;
import io.discordgateway.model.LeftOut;
import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.DispatchAcknowledgment;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.ShardLifecycleEvent;
import io.discordgateway.spring.observation.EventMeters;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;

/**
 * One event between the socket and its listeners, and the very object that they get. What
 * can change is guarded by the lane.
 *
 * @param <T> the type of the payload
 */
class Delivery<T> extends DispatchEvent<T> {

	/*
	 * The links are here, and not in nodes of collections, and this is the event itself
	 * and not something that holds it, to save memory: there is one per event.
	 */

	private static final long serialVersionUID = 1L;

	/** {@link #open} of what waits to be published again: no old call can finish it. */
	static final int RETRYING = 1 << 30;

	private final transient Lane lane;

	private final boolean stale;

	final transient EventMeters meters;

	final transient @Nullable LaneSession session;

	/** What is next on the same track, or in the line behind a barrier. */
	transient @Nullable Delivery<?> next;

	/** The neighbours among what is not done in the session. */
	transient @Nullable Delivery<?> older;

	transient @Nullable Delivery<?> younger;

	/** How often the event was published. */
	transient int attempt;

	/** What it waits for: the listeners to return, and acknowledgments. */
	transient int open;

	transient boolean publishing;

	/** Whether nobody waits for its listeners any more. */
	transient boolean letGo;

	/** Whether this attempt has failed and it is being decided what becomes of it. */
	transient boolean deciding;

	/** What an acknowledgment failed with before the listeners had returned. */
	transient @Nullable Throwable failure;

	Delivery(Lane lane, Object source, ShardId shard, ShardEvent.Dispatched dispatched, boolean stale,
			@Nullable LaneSession session, ResolvableType type, BiFunction<RawPayload, LeftOut, ? extends T> decoder,
			EventMeters meters) {
		super(source, shard, dispatched, type, decoder);
		this.meters = meters;
		this.lane = lane;
		this.stale = stale;
		this.session = session;
	}

	/** What is published in the place of this, or {@code null}. */
	@Nullable ShardLifecycleEvent lifecycle() {
		return null;
	}

	void begin() {
		this.attempt++;
		this.open = 1;
		this.publishing = true;
		this.deciding = false;
		this.failure = null;
	}

	/** Ends all that the event waits for but one thing. */
	void letGo() {
		this.letGo = true;
		this.publishing = false;
		this.open = 1;
	}

	byte[] data() {
		return dispatched().data();
	}

	boolean isBarrier() {
		return name().equals("READY") || name().equals("RESUMED");
	}

	@Override
	public boolean isStale() {
		return this.stale;
	}

	@Override
	public long epoch() {
		return this.lane.epoch();
	}

	@Override
	protected String sessionTag() {
		return (this.session != null) ? this.session.tag : super.sessionTag();
	}

	@Override
	protected DispatchAcknowledgment newAcknowledgment(String by) {
		return this.lane.defer(this, by);
	}

	String describe() {
		return name() + " (sequence " + sequence() + ")";
	}

	/**
	 * Lifecycle event of the shard, in line with what was dispatched.
	 */
	static final class OfLifecycle extends Delivery<Object> {

		private static final long serialVersionUID = 1L;

		private static final ShardEvent.Dispatched NOTHING = new ShardEvent.Dispatched("", -1, false, new byte[0]);

		private static final ResolvableType TYPE = ResolvableType.forClassWithGenerics(DispatchEvent.class,
				Object.class);

		private final transient ShardLifecycleEvent event;

		OfLifecycle(Lane lane, ShardLifecycleEvent event) {
			super(lane, event.getSource(), event.shard(), NOTHING, false, null, TYPE, (json, leftOut) -> json,
					EventMeters.NONE);
			this.event = event;
		}

		@Override
		ShardLifecycleEvent lifecycle() {
			return this.event;
		}

		@Override
		boolean isBarrier() {
			return true;
		}

	}

	/**
	 * Acknowledgment of one attempt to deliver.
	 */
	static final class Acknowledgment implements DispatchAcknowledgment {

		final Delivery<?> delivery;

		final int attempt;

		/** Guarded by the lane, as is what follows. */
		boolean given;

		@Nullable Runnable cancelTimeout;

		Acknowledgment(Delivery<?> delivery) {
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
