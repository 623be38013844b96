package io.discordgateway.spring.rest;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Limits on calls of one kind, which Discord keeps beside its buckets and does not
 * announce: the second change of a channel's name is refused for ten minutes, while other
 * changes of the channel may go on. Not thread-safe.
 *
 * <pre>
 * Discord does not say which of the fields that a call sent was limited. A call with all
 * of them is refused as well; one without some of them may pass and is let through. If it
 * is refused, its own fields are known from then on.
 * </pre>
 */
final class KindLimits {

	/* Of one route and resource. */
	private static final int KEPT = 20;

	private final Map<String, Map<Set<String>, Long>> held = bounded(RateLimits.KEPT);

	/**
	 * Holds back calls of a kind.
	 * @param route the route of the call that was refused
	 * @param fields what it sent
	 * @param until until when, in nanoseconds
	 */
	void hold(Route route, BodyFields fields, long until) {
		this.held.computeIfAbsent(key(route), (key) -> bounded(KEPT)).put(fields.names(), until);
	}

	/**
	 * Returns for how long a call is held back.
	 * @param route the call's route
	 * @param fields what it sends
	 * @param now the time, in nanoseconds
	 * @return nanoseconds, 0 for not at all
	 */
	long timeUntilFree(Route route, BodyFields fields, long now) {
		Map<Set<String>, Long> kinds = this.held.get(key(route));
		if (kinds == null) {
			return 0;
		}
		kinds.values().removeIf((until) -> until - now <= 0);
		if (kinds.isEmpty()) {
			this.held.remove(key(route));
		}
		long wait = 0;
		for (Map.Entry<Set<String>, Long> kind : kinds.entrySet()) {
			boolean same = kind.getKey().isEmpty() ? fields.names().isEmpty()
					: fields.names().containsAll(kind.getKey());
			wait = same ? Math.max(wait, kind.getValue() - now) : wait;
		}
		return wait;
	}

	int size() {
		return this.held.size();
	}

	private static String key(Route route) {
		return route.name() + " " + route.resource();
	}

	private static <K, V> Map<K, V> bounded(int size) {
		return new LinkedHashMap<>() {

			private static final long serialVersionUID = 1L;

			@Override
			protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
				return size() > size;
			}

		};
	}

}
