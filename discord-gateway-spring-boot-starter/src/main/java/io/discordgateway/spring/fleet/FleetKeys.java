package io.discordgateway.spring.fleet;

import org.jspecify.annotations.Nullable;

import org.springframework.integration.metadata.ConcurrentMetadataStore;

/**
 * Names and writes what a fleet keeps in a store. Values are as long as the usual table
 * of a {@code JdbcMetadataStore} takes.
 */
final class FleetKeys {

	static final int MAX_LENGTH = 4000;

	private FleetKeys() {
	}

	static String page(String applicationId, String what, int page) {
		return "discord-gateway:" + applicationId + ":" + what + ((page > 0) ? ":" + page : "");
	}

	/** Compares and sets; returns whether the value was what it was thought to be. */
	static boolean replace(ConcurrentMetadataStore store, String key, @Nullable String before, String after) {
		if (after.equals(before)) {
			// Some engines count what did not change as not replaced.
			return true;
		}
		return (before != null) ? store.replace(key, before, after) : store.putIfAbsent(key, after) == null;
	}

}
