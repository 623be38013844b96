package io.discordgateway.test.simulation;

/**
 * Something that must hold whatever happens. Each looks at every step of every shard, and
 * once a second at what did not happen.
 */
abstract class Invariant {

	private final String name;

	private final Judges judges;

	Invariant(Judges judges, String name) {
		this.judges = judges;
		this.name = name;
	}

	String name() {
		return this.name;
	}

	World world() {
		return this.judges.world;
	}

	Judges judges() {
		return this.judges;
	}

	/** A shard begins its life in a new process. */
	void began(ShardView view) {
	}

	/** A shard took an input; the view knows of the input, not of the actions. */
	void stepped(ShardView view, Step step) {
	}

	/** A second has passed for a shard whose process is awake. */
	void ticked(ShardView view, long clock) {
	}

	/** Discord takes an IDENTIFY. */
	void identified(SimulatedShard shard, int remaining, int total) {
	}

	/** All is over, and all is well again. */
	void finished() {
	}

	void violated(ShardView view, String message) {
		this.judges.violated(this.name, view.shard.id.id(), message);
	}

	void violated(String message) {
		this.judges.violated(this.name, -1, message);
	}

}
