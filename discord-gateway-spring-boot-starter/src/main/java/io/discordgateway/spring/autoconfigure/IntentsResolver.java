package io.discordgateway.spring.autoconfigure;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.discordgateway.model.DispatchType;
import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.spring.dispatch.EventDispatcher;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which intents to ask for: those that are configured, or the least that the
 * listeners need.
 */
class IntentsResolver {

	private final DiscordGatewayProperties properties;

	private final EventDispatcher dispatcher;

	IntentsResolver(DiscordGatewayProperties properties, EventDispatcher dispatcher) {
		this.properties = properties;
		this.dispatcher = dispatcher;
	}

	int resolve() {
		Integer configured = configured(this.properties.intents());
		return GatewayIntent.valueOf(this.properties.privilegedIntents())
				| ((configured != null) ? configured : GatewayIntent.valueOf(neededByListeners()));
	}

	/**
	 * Reads the property.
	 * @param intents its elements
	 * @return the sum of the intents, or {@code null} for {@code auto}
	 * @throws IllegalArgumentException if an element is no intent
	 */
	static @Nullable Integer configured(List<String> intents) {
		if (intents.size() == 1) {
			String only = intents.get(0).strip();
			if (only.equalsIgnoreCase("auto")) {
				return null;
			}
			if (!only.isEmpty() && only.chars().allMatch((character) -> character >= '0' && character <= '9')) {
				return Integer.valueOf(only);
			}
		}
		int value = 0;
		for (String name : intents) {
			value |= intent(name).value();
		}
		return value;
	}

	private static GatewayIntent intent(String name) {
		String canonical = canonical(name);
		for (GatewayIntent intent : GatewayIntent.values()) {
			if (canonical(intent.name()).equals(canonical)) {
				return intent;
			}
		}
		throw new IllegalArgumentException("'" + name + "' is no intent; it is 'auto', one number, or names of "
				+ List.of(GatewayIntent.values()));
	}

	private static String canonical(String name) {
		return name.replace("-", "").replace("_", "").strip().toLowerCase(java.util.Locale.ROOT);
	}

	private Set<GatewayIntent> neededByListeners() {
		Set<GatewayIntent> needed = EnumSet.noneOf(GatewayIntent.class);
		if (this.dispatcher.hasListenerForAll()) {
			for (GatewayIntent intent : GatewayIntent.values()) {
				if (!intent.privileged()) {
					needed.add(intent);
				}
			}
		}
		for (DispatchType type : DispatchType.values()) {
			String listener = type.intents().isEmpty() ? null : this.dispatcher.findListener(type.eventName());
			if (listener != null) {
				addIntents(needed, type, listener);
			}
		}
		return needed;
	}

	private void addIntents(Set<GatewayIntent> needed, DispatchType type, String listener) {
		boolean delivered = false;
		for (GatewayIntent intent : type.intents()) {
			if (!intent.privileged()) {
				needed.add(intent);
			}
			delivered |= !intent.privileged() || this.properties.privilegedIntents().contains(intent);
		}
		if (!delivered) {
			throw new PrivilegedIntentException(listener, type.eventName(), type.intents().iterator().next());
		}
	}

}
