package io.discordgateway.spring.autoconfigure;

import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.SessionLostEvent;
import io.discordgateway.spring.ShardConnectedEvent;
import io.discordgateway.spring.ShardDisconnectedEvent;
import io.discordgateway.spring.ShardFailedEvent;
import io.discordgateway.spring.ShardLifecycleEvent;
import io.discordgateway.spring.ShardResumedEvent;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * What a native image has to know beyond what Spring finds itself: that the condition of
 * an {@code @EventListener} may ask an event anything, and that zstd-jni brings a library
 * for each platform as a resource. The model needs none, as nothing in it is reflective.
 */
class DiscordGatewayRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		for (Class<?> type : new Class<?>[] { DispatchEvent.class, ShardLifecycleEvent.class, ShardConnectedEvent.class,
				ShardResumedEvent.class, ShardDisconnectedEvent.class, ShardFailedEvent.class, SessionLostEvent.class,
				ShardId.class }) {
			hints.reflection().registerType(type, MemberCategory.INVOKE_PUBLIC_METHODS);
		}
		hints.resources().registerPattern("*/*/libzstd-jni-*");
	}

}
