package io.discordgateway.spring.dispatch;

import org.jspecify.annotations.Nullable;

/**
 * Events that are handled one after the other: those of a shard, of a guild, or a single
 * one. Guarded by the lane.
 */
final class Track implements Runnable {

	private final Lane lane;

	/** The guild's id, if it is a guild's. */
	final long guild;

	/** Behind the head, which is the event being handled. */
	@Nullable Delivery<?> head;

	private @Nullable Delivery<?> tail;

	/** The next of the tracks that are to be scheduled. */
	@Nullable Track following;

	Track(Lane lane, long guild) {
		this.lane = lane;
		this.guild = guild;
	}

	void add(Delivery<?> delivery) {
		delivery.next = null;
		if (this.tail != null) {
			this.tail.next = delivery;
		}
		else {
			this.head = delivery;
		}
		this.tail = delivery;
	}

	@Nullable Delivery<?> remove() {
		Delivery<?> first = this.head;
		if (first != null) {
			this.head = first.next;
			first.next = null;
			if (this.head == null) {
				this.tail = null;
			}
		}
		return first;
	}

	@Override
	public void run() {
		this.lane.run(this);
	}

}
