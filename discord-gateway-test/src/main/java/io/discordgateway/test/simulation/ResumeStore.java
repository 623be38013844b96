package io.discordgateway.test.simulation;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.discordgateway.limit.SessionStart;
import io.discordgateway.session.ResumePoint;
import org.jspecify.annotations.Nullable;

/**
 * What a process leaves to the next one (R13, R23): per shard the session with the number
 * up to which the application was done, and the times of the last identifies.
 */
final class ResumeStore {

	private final Map<Integer, ResumePoint> points = new TreeMap<>();

	List<SessionStart> identifies = List.of();

	@Nullable ResumePoint point(int shardId) {
		return this.points.get(shardId);
	}

	void save(ResumePoint point) {
		this.points.put(point.shard().id(), point);
	}

	void drop(int shardId) {
		this.points.remove(shardId);
	}

	void done(int shardId, String sessionId, long sequence) {
		this.points.computeIfPresent(shardId,
				(id, point) -> point.sessionId().equals(sessionId) ? point.withSequence(sequence) : point);
	}

}
