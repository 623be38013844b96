package io.discordgateway.spring.observation;

import io.discordgateway.Internal;
import io.discordgateway.shard.ShardId;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

import org.springframework.util.ClassUtils;

/**
 * The shard in the log's context ({@link MDC}), under {@link #KEY}: where its listeners
 * are called, and where the gateway itself tells of it. Nothing where SLF4J is not there.
 *
 * @since 0.1
 */
@Internal
public final class ShardMdc {

	/** The key; its value is the shard's number. */
	public static final String KEY = "discord.shard";

	private static final boolean PRESENT = ClassUtils.isPresent("org.slf4j.MDC", ShardMdc.class.getClassLoader());

	private ShardMdc() {
	}

	/**
	 * Does something in the context of a shard.
	 * @param shard the shard
	 * @param task what to do
	 */
	public static void in(ShardId shard, Runnable task) {
		if (PRESENT) {
			Context.in(shard, task);
		}
		else {
			task.run();
		}
	}

	/* Apart, so that it is loaded only where SLF4J is. */
	private static final class Context {

		static void in(ShardId shard, Runnable task) {
			String before = MDC.get(KEY);
			set(Integer.toString(shard.id()));
			try {
				task.run();
			}
			finally {
				set(before);
			}
		}

		private static void set(@Nullable String value) {
			if (value != null) {
				MDC.put(KEY, value);
			}
			else {
				MDC.remove(KEY);
			}
		}

	}

}
