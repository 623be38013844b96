package io.discordgateway.spring.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import io.discordgateway.model.DispatchType;
import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.spring.dispatch.EventDispatcher;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which intents to ask for: those that are configured, or the least that the
 * listeners need.
 */
class IntentsResolver {

	private static final Log logger = LogFactory.getLog(IntentsResolver.class);

	private static final List<DispatchType> WITH_CONTENT = List.of(DispatchType.MESSAGE_CREATE,
			DispatchType.MESSAGE_UPDATE, DispatchType.AUTO_MODERATION_ACTION_EXECUTION);

	private final DiscordGatewayProperties properties;

	private final EventDispatcher dispatcher;

	IntentsResolver(DiscordGatewayProperties properties, EventDispatcher dispatcher) {
		this.properties = properties;
		this.dispatcher = dispatcher;
	}

	/**
	 * Resolves the intents, and writes to the log what led to them and what they leave
	 * out.
	 * @return the sum of the intents
	 * @throws PrivilegedIntentException if a listener needs a privileged intent that is
	 * not listed
	 */
	int resolve() {
		Integer configured = configured(this.properties.intents());
		Plan plan = planForListeners();
		int value = GatewayIntent.valueOf(this.properties.privilegedIntents());
		if (configured != null) {
			value |= configured;
			logger.info("Intents as configured: " + GatewayIntent.fromValue(value) + " (" + value + ")");
			warnOfSilentListeners(value);
		}
		else {
			if (!plan.refused.isEmpty()) {
				throw new PrivilegedIntentException(plan.refused);
			}
			value |= GatewayIntent.valueOf(plan.reasons.keySet());
			logger.info(describe(plan, value));
		}
		warnOfHiddenContent(value);
		return value;
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

	private Plan planForListeners() {
		Plan plan = new Plan(new TreeMap<>(), new ArrayList<>());
		List<String> all = this.dispatcher.findListenersForAll();
		if (!all.isEmpty()) {
			for (GatewayIntent intent : GatewayIntent.values()) {
				if (!intent.privileged()) {
					plan.add(intent, "all events", all);
				}
			}
		}
		for (DispatchType type : DispatchType.values()) {
			List<String> listeners = type.intents().isEmpty() ? List.of()
					: this.dispatcher.findListeners(type.eventName());
			if (!listeners.isEmpty()) {
				plan(plan, type, listeners);
			}
		}
		return plan;
	}

	/*
	 * Where several intents deliver an event, each adds to what is heard of (guilds and
	 * direct messages), so all are asked for, except privileged ones, which the
	 * application has to list.
	 */
	private void plan(Plan plan, DispatchType type, List<String> listeners) {
		boolean delivered = false;
		for (GatewayIntent intent : type.intents()) {
			if (!intent.privileged() || this.properties.privilegedIntents().contains(intent)) {
				plan.add(intent, type.eventName(), listeners);
				delivered = true;
			}
		}
		if (!delivered) {
			GatewayIntent intent = type.intents().iterator().next();
			listeners.forEach((listener) -> plan.refused
				.add(new PrivilegedIntentException.Need(listener, type.eventName(), intent)));
		}
	}

	private String describe(Plan plan, int value) {
		if (value == 0) {
			return "Intents from listeners: none (0), as no listener asks for an event that needs one";
		}
		StringBuilder text = new StringBuilder("Intents from listeners: ").append(GatewayIntent.fromValue(value))
			.append(" (")
			.append(value)
			.append(')');
		plan.reasons.forEach((intent,
				reasons) -> text.append("\n    ").append(intent).append(" for ").append(String.join("; ", reasons)));
		for (GatewayIntent listed : new TreeSet<>(this.properties.privilegedIntents())) {
			if (!plan.reasons.containsKey(listed)) {
				text.append("\n    ").append(listed).append(" as discord.gateway.privileged-intents lists it");
			}
		}
		return text.toString();
	}

	private void warnOfSilentListeners(int value) {
		for (DispatchType type : DispatchType.values()) {
			if (!type.intents().isEmpty() && (GatewayIntent.valueOf(type.intents()) & value) == 0) {
				for (String listener : this.dispatcher.findListeners(type.eventName())) {
					logger.warn("The listener " + Plan.shorten(listener) + " will not be called: Discord sends "
							+ type.eventName() + " only with one of the intents " + type.intents()
							+ ", and discord.gateway.intents has none of them");
				}
			}
		}
	}

	private void warnOfHiddenContent(int value) {
		if ((value & GatewayIntent.MESSAGE_CONTENT.value()) != 0) {
			return;
		}
		Map<String, List<String>> listeners = new TreeMap<>();
		for (DispatchType type : WITH_CONTENT) {
			if ((GatewayIntent.valueOf(type.intents()) & value & ~GatewayIntent.DIRECT_MESSAGES.value()) != 0) {
				this.dispatcher.findListeners(type.eventName())
					.forEach((listener) -> listeners.computeIfAbsent(Plan.shorten(listener), (key) -> new ArrayList<>())
						.add(type.eventName()));
			}
		}
		listeners.forEach((listener, events) -> logger.warn("The listener " + listener + " gets "
				+ String.join(" and ", events)
				+ " without the intent MESSAGE_CONTENT: content, embeds, attachments, components and polls are empty, except"
				+ " in direct messages, in the bot's own messages and in those that mention it. To read them, switch "
				+ PrivilegedIntentFailureAnalyzer.portalSwitch(GatewayIntent.MESSAGE_CONTENT)
				+ " on in the Developer Portal (Bot > Privileged Gateway Intents) and add MESSAGE_CONTENT to the property"
				+ " discord.gateway.privileged-intents"));
	}

	/**
	 * What the listeners lead to.
	 *
	 * @param reasons the intents to ask for, each with the events and listeners that need
	 * it
	 * @param refused what would need a privileged intent that is not listed
	 */
	private record Plan(Map<GatewayIntent, List<String>> reasons, List<PrivilegedIntentException.Need> refused) {

		void add(GatewayIntent intent, String eventName, List<String> listeners) {
			this.reasons.computeIfAbsent(intent, (key) -> new ArrayList<>())
				.add(eventName + " in " + String.join(", ", listeners.stream().map(Plan::shorten).toList()));
		}

		/* Without the packages: "MessageCounter.on(MessageCreate)". */
		static String shorten(String listener) {
			return listener.replaceAll("\\b(?:[a-z_][\\w]*\\.)+(?=[A-Z])", "")
				.replaceFirst("^(?:(?:public|protected|private|static|final) )*\\S+ (?=\\S+\\()", "");
		}

	}

}
