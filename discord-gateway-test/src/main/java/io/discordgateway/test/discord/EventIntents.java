package io.discordgateway.test.discord;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

import io.discordgateway.payload.GatewayIntent;
import org.jspecify.annotations.Nullable;

/**
 * Says which intents an event needs (Gateway &gt; List of Intents; R39).
 */
final class EventIntents {

	private static final int DIRECT = GatewayIntent.DIRECT_MESSAGES.value()
			| GatewayIntent.DIRECT_MESSAGE_REACTIONS.value() | GatewayIntent.DIRECT_MESSAGE_TYPING.value()
			| GatewayIntent.DIRECT_MESSAGE_POLLS.value();

	private static final Map<String, Integer> INTENTS = load();

	private EventIntents() {
	}

	/**
	 * Returns whether a session gets an event.
	 * @param event name of the event
	 * @param inGuild whether the event's data names a guild
	 * @param intents the session's intents
	 * @return whether the event is sent
	 */
	static boolean deliver(String event, boolean inGuild, int intents) {
		@Nullable Integer needed = INTENTS.get(event);
		if (needed == null) {
			return true;
		}
		if ((needed & DIRECT) == 0) {
			return (needed & intents) != 0;
		}
		return (needed & intents & (inGuild ? ~DIRECT : DIRECT)) != 0;
	}

	private static Map<String, Integer> load() {
		Properties properties = new Properties();
		try (InputStream in = Objects
			.requireNonNull(EventIntents.class.getResourceAsStream("event-intents.properties"))) {
			properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Map<String, Integer> intents = new HashMap<>();
		for (String event : properties.stringPropertyNames()) {
			int value = 0;
			for (String intent : properties.getProperty(event).split(",")) {
				value |= GatewayIntent.valueOf(intent).value();
			}
			intents.put(event, value);
		}
		return Map.copyOf(intents);
	}

}
