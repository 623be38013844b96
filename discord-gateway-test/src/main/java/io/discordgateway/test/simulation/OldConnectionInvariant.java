package io.discordgateway.test.simulation;

/**
 * A connection that was given up has no say: what it still brings changes nothing (R43).
 */
final class OldConnectionInvariant extends Invariant {

	OldConnectionInvariant(Judges judges) {
		super(judges, "a connection that was given up has no say");
	}

	@Override
	void stepped(ShardView view, Step step) {
		if (step.connection() != 0 && step.arrival() != null && !view.isEffective() && !step.actions().isEmpty()) {
			violated(view, World.kind(step.input()) + " of connection " + step.connection()
					+ ", given up before, led to " + step.actions());
		}
	}

}
