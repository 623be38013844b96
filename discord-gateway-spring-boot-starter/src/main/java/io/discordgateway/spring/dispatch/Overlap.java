package io.discordgateway.spring.dispatch;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import io.discordgateway.Internal;
import io.discordgateway.spring.observation.DiscordMeters;

/**
 * What came on shards of two totals, one set of which takes over from the other (R38). An
 * event that has an id of its own and was handled by the old set is not handled again;
 * what else came on both is handled twice, and counted. Thread-safe.
 *
 * @since 0.1
 */
@Internal
public final class Overlap {

	/*
	 * That two events are alike does not make them one: whoever reacts, takes it back and
	 * reacts again sends two that nobody can tell apart. So only ids decide what is left
	 * out.
	 */

	private final DiscordMeters meters;

	private final Set<Key> heard = ConcurrentHashMap.newKeySet();

	private volatile boolean recording = true;

	private volatile boolean leavesOut;

	private final AtomicLong leftOut = new AtomicLong();

	private final AtomicLong twice = new AtomicLong();

	/**
	 * Makes one that remembers what comes from now on.
	 * @param meters counts what is published twice
	 */
	public Overlap(DiscordMeters meters) {
		this.meters = meters;
	}

	/** Hears that an event came on the old set. */
	void heard(Delivery<?> delivery) {
		if (this.recording) {
			this.heard.add(Key.of(delivery));
		}
	}

	/**
	 * Hears that nothing more comes on the old set.
	 * @param done whether all that came was handled
	 */
	public void ended(boolean done) {
		this.recording = false;
		this.leavesOut = done;
	}

	/**
	 * Says whether an event of the new set is not to be handled, as it was.
	 */
	boolean leavesOut(Delivery<?> delivery) {
		Key key = Key.of(delivery);
		if (!this.heard.contains(key)) {
			return false;
		}
		if (this.leavesOut && key.hasId()) {
			this.leftOut.incrementAndGet();
			delivery.meters.known();
			return true;
		}
		this.twice.incrementAndGet();
		this.meters.repeated();
		return false;
	}

	/**
	 * Returns how many events were left out, as the old set had handled them.
	 * @return the number
	 */
	public long leftOut() {
		return this.leftOut.get();
	}

	/**
	 * Returns how many events were handled on both sets, as far as that can be told.
	 * @return the number
	 */
	public long twice() {
		return this.twice.get();
	}

	/**
	 * What tells an event.
	 *
	 * @param name the event's name
	 * @param id its id, or what stands for it
	 * @param hasId whether it has one
	 */
	private record Key(String name, long id, boolean hasId) {

		private static Key of(Delivery<?> delivery) {
			String name = delivery.name();
			if (name.equals("MESSAGE_CREATE") || name.equals("INTERACTION_CREATE")) {
				long id = Snowflakes.find(delivery.rawPayload(), "id");
				if (id != Snowflakes.NONE) {
					return new Key(name, id, true);
				}
			}
			return new Key(name, Arrays.hashCode(delivery.data()), false);
		}

	}

}
