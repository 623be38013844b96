package io.discordgateway.test.simulation;

import java.util.ArrayDeque;
import java.util.Deque;

import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.session.ResumePoint;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind one shard: it works on one event after the other, has the shard stop
 * reading when too many wait, and keeps the number up to which it is done.
 */
final class SimulatedApplication {

	private final SimulatedShard shard;

	private final Deque<Work> waiting = new ArrayDeque<>();

	private boolean working;

	/** How long one event takes. */
	long serviceTime;

	SimulatedApplication(SimulatedShard shard) {
		this.shard = shard;
	}

	void dispatched(ShardEvent.Dispatched event) {
		ResumePoint point = this.shard.process.world.store.point(this.shard.id.id());
		this.waiting.add(new Work((point != null) ? point.sessionId() : null, event.sequence()));
		if (this.waiting.size() >= this.shard.process.world.climate.applicationCapacity() && this.serviceTime > 0) {
			this.shard.pauseReading();
		}
		work();
	}

	/** Everything that waits is done at once. */
	void finish() {
		while (!this.waiting.isEmpty()) {
			done(this.waiting.remove());
		}
		this.shard.resumeReading();
	}

	private void work() {
		if (this.working || this.shard.process.dead) {
			return;
		}
		if (this.serviceTime == 0) {
			finish();
			return;
		}
		this.working = true;
		this.shard.process.world.timeline.after(this.serviceTime, this::worked);
	}

	private void worked() {
		this.working = false;
		if (this.shard.process.asleep) {
			this.working = true;
			this.shard.process.world.timeline.after(Timeline.SECOND, this::worked);
			return;
		}
		if (this.shard.process.dead) {
			return;
		}
		Work work = this.waiting.poll();
		if (work != null) {
			done(work);
		}
		if (this.waiting.size() <= this.shard.process.world.climate.applicationCapacity() / 2) {
			this.shard.resumeReading();
		}
		if (!this.waiting.isEmpty()) {
			work();
		}
	}

	private void done(Work work) {
		if (work.sessionId != null) {
			this.shard.process.world.store.done(this.shard.id.id(), work.sessionId, work.sequence);
		}
	}

	private record Work(@Nullable String sessionId, long sequence) {
	}

}
