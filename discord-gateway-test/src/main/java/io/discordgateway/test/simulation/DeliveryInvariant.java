package io.discordgateway.test.simulation;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.protocol.ShardInput;

/**
 * What Discord sent in a session reaches the application once, whole and in order (R17).
 * A new process begins behind what the old one was done with (R23).
 */
final class DeliveryInvariant extends Invariant {

	private final Map<Integer, Cursor> cursors = new TreeMap<>();

	DeliveryInvariant(Judges judges) {
		super(judges, "every dispatch arrives once and in order");
	}

	@Override
	void stepped(ShardView view, Step step) {
		if (step.input() instanceof ShardInput.Start && view.session != null) {
			this.cursors.put(view.shard.id.id(), new Cursor(view.session, view.received));
			return;
		}
		List<ShardEvent.Dispatched> events = step.events(ShardEvent.Dispatched.class);
		if (events.isEmpty()) {
			return;
		}
		ShardEvent.Dispatched event = events.get(0);
		if (events.size() > 1) {
			violated(view, event + " was delivered with " + (events.size() - 1) + " more for one message");
		}
		Frame frame = step.frame();
		Session session = (frame != null) ? frame.session() : null;
		if (frame == null || session == null) {
			violated(view, event.name() + " was delivered, and nothing of the kind had come");
			return;
		}
		Cursor cursor = this.cursors.get(view.shard.id.id());
		if (event.name().equals("READY")) {
			this.cursors.put(view.shard.id.id(), new Cursor(session, event.sequence()));
			return;
		}
		if (cursor == null || cursor.session != session) {
			violated(view, event + " belongs to " + session + ", which the application does not know");
			return;
		}
		// RESUMED tells the last number, and that one may have leapt.
		if (!session.isFar(event.sequence())) {
			check(view, event, cursor);
		}
	}

	private void check(ShardView view, ShardEvent.Dispatched event, Cursor cursor) {
		long next = cursor.session.nextOwed(cursor.last);
		long sequence = event.sequence();
		if (Session.isOwed(event.name()) && sequence <= cursor.last) {
			violated(view, event + " of " + cursor.session + " was delivered twice");
		}
		else if (sequence > next) {
			violated(view, "dispatch " + next + " of " + cursor.session + " was lost: " + sequence + " came after "
					+ cursor.last);
		}
		if (Session.isOwed(event.name()) && !event.payload().toJson().equals(cursor.session.data(sequence))) {
			violated(view, event + " of " + cursor.session + " has another content than was sent");
		}
		cursor.last = Math.max(cursor.last, sequence);
	}

	@Override
	void finished() {
		for (ShardView view : judges().views()) {
			Cursor cursor = this.cursors.get(view.shard.id.id());
			Link link = view.shard.link;
			Session session = (link != null) ? link.session : null;
			if (session == null) {
				violated(view, "the shard has no session in the end");
			}
			else if (cursor == null || cursor.session != session) {
				violated(view, "nothing of " + session + " was delivered");
			}
			else if (session.nextOwed(cursor.last) <= session.sequence) {
				violated(view, "dispatch " + session.nextOwed(cursor.last) + " of " + session + " was never delivered; "
						+ session.sequence + " were sent");
			}
		}
	}

	private static final class Cursor {

		private final Session session;

		private long last;

		private Cursor(Session session, long last) {
			this.session = session;
			this.last = last;
		}

	}

}
