package io.discordgateway.spring.driver;

import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.observation.ShardMdc;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

/**
 * What is told of one shard in the log: with the shard before it and in the context, and
 * the same warning counted instead of repeated. Thread-safe.
 */
final class ShardLog {

	private final Log log;

	private final ShardId shard;

	private final String prefix;

	private final Repetitions warnings = new Repetitions();

	/* Since the shard was connected last. */
	private final Repetitions attempts = new Repetitions();

	private volatile boolean attempted;

	ShardLog(Log log, ShardId shard) {
		this.log = log;
		this.shard = shard;
		this.prefix = "[shard " + shard + "] ";
	}

	/** Tells of an attempt to connect: of the first one only, until one succeeds. */
	void connecting(String message) {
		if (this.attempted) {
			debug(message);
		}
		else {
			this.attempted = true;
			info(message);
		}
	}

	void connected(String message) {
		this.attempted = false;
		this.attempts.forget();
		info(message);
	}

	/**
	 * Tells of an attempt that failed, or a connection that ended.
	 * @param reason why
	 * @param next what follows
	 * @param usual whether that is nothing to be warned of
	 */
	void disconnected(String reason, String next, boolean usual) {
		String told = this.attempts.next(reason);
		if (told == null) {
			debug("Disconnected: " + reason + "; " + next);
		}
		else if (usual) {
			info("Disconnected: " + told + "; " + next);
		}
		else {
			in(() -> this.log.warn(this.prefix + "Disconnected: " + told + "; " + next));
		}
	}

	/** Warns, unless the same was warned of before: then it is counted. */
	void warn(String message) {
		String told = this.warnings.next(message);
		if (told != null) {
			in(() -> this.log.warn(this.prefix + told));
		}
		else {
			debug(message);
		}
	}

	void info(String message) {
		in(() -> this.log.info(this.prefix + message));
	}

	void error(String message, @Nullable Throwable failure) {
		in(() -> this.log.error(this.prefix + message, failure));
	}

	void debug(String message) {
		if (this.log.isDebugEnabled()) {
			in(() -> this.log.debug(this.prefix + message));
		}
	}

	boolean isTraceEnabled() {
		return this.log.isTraceEnabled();
	}

	void trace(String message) {
		in(() -> this.log.trace(this.prefix + message));
	}

	private void in(Runnable task) {
		ShardMdc.in(this.shard, task);
	}

}
