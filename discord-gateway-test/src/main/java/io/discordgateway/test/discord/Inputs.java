package io.discordgateway.test.discord;

import java.time.Instant;
import java.util.HashSet;
import java.util.NoSuchElementException;
import java.util.Set;

import io.discordgateway.Internal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What people type into commands, click on and fill into forms, as the events of
 * interactions have it.
 *
 * @since 0.1
 */
@Internal
public final class Inputs {

	private static final int SUB_COMMAND = 1;

	private static final int SUB_COMMAND_GROUP = 2;

	private static final int STRING = 3;

	private static final int INTEGER = 4;

	private static final int BOOLEAN = 5;

	private static final int USER = 6;

	private static final int CHANNEL = 7;

	private static final int NUMBER = 10;

	private static final int TEXT_INPUT = 4;

	private final World world;

	private final Interactions interactions;

	private final Commands commands;

	private final Overview overview;

	Inputs(World world, Interactions interactions, Commands commands, Overview overview) {
		this.world = world;
		this.interactions = interactions;
		this.commands = commands;
		this.overview = overview;
	}

	/**
	 * Returns the options of a command.
	 * @param channelId where it is run
	 * @param path the command and, behind it, its group and subcommand
	 * @param given a value for each name, of the type that the registered command says,
	 * or the value's own; a list is taken as it is
	 * @param focused the option that is being typed, or {@code null}
	 * @param now the time
	 * @return the options as the event has them
	 */
	public ArrayNode options(String channelId, String[] path, JsonNode given, @Nullable String focused, Instant now) {
		if (given.isArray()) {
			return (ArrayNode) given;
		}
		JsonNode definitions = Json.object();
		ObjectNode command = this.commands.named(this.world.state().guildOf(channelId), path[0]);
		if (command != null) {
			definitions = command.path("options");
			for (int i = 1; i < path.length; i++) {
				definitions = named(definitions, path[i]).path("options");
			}
		}
		ArrayNode options = Json.array();
		for (String name : given.propertyNames()) {
			JsonNode value = given.path(name);
			int type = named(definitions, name).path("type").asInt(typeOf(value));
			ObjectNode option = options.addObject().put("name", name).put("type", type);
			switch (type) {
				case USER -> option.put("value", this.overview.user(value.asString(""), now));
				case CHANNEL -> option.put("value", this.overview.channel(value.asString("")));
				default -> option.set("value", value);
			}
			if (name.equals(focused)) {
				option.put("focused", true);
			}
		}
		return nested(path, options);
	}

	private static JsonNode named(JsonNode definitions, String name) {
		return definitions.valueStream()
			.filter((definition) -> name.equals(Json.text(definition, "name")))
			.findFirst()
			.orElseGet(Json::object);
	}

	private static int typeOf(JsonNode value) {
		if (value.isNumber()) {
			return value.isIntegralNumber() ? INTEGER : NUMBER;
		}
		return value.isBoolean() ? BOOLEAN : STRING;
	}

	private static ArrayNode nested(String[] path, ArrayNode options) {
		ArrayNode inner = options;
		for (int i = path.length - 1; i > 0; i--) {
			ObjectNode outer = Json.object()
				.put("name", path[i])
				.put("type", (i == path.length - 1) ? SUB_COMMAND : SUB_COMMAND_GROUP);
			outer.set("options", inner);
			inner = Json.array().add(outer);
		}
		return inner;
	}

	/**
	 * Finds a component of a message that can be used.
	 * @param channelId the channel
	 * @param messageId the message
	 * @param name the component's custom id, its label or its placeholder
	 * @return the custom id
	 * @throws NoSuchElementException if the message has no such component
	 * @throws IllegalArgumentException if it is disabled
	 */
	public String component(String channelId, String messageId, String name) {
		StoredMessage message = this.world.state().messages().find(channelId, messageId);
		if (message == null) {
			throw new NoSuchElementException("There is no message " + messageId + " in channel " + channelId);
		}
		JsonNode found = find(message.data().path("components"), name);
		if (found == null) {
			throw new NoSuchElementException("The message has no component '" + name + "'");
		}
		if (found.path("disabled").asBoolean(false)) {
			throw new IllegalArgumentException("The component '" + name + "' is disabled");
		}
		return Json.text(found, "custom_id");
	}

	private static @Nullable JsonNode find(JsonNode node, String name) {
		if (node.isObject() && (name.equals(Json.text(node, "custom_id")) || name.equals(Json.text(node, "label"))
				|| name.equals(Json.text(node, "placeholder")))) {
			return node;
		}
		for (JsonNode child : node) {
			JsonNode found = child.isContainer() ? find(child, name) : null;
			if (found != null) {
				return found;
			}
		}
		return null;
	}

	/**
	 * Returns the filled components of the form that an interaction was answered with.
	 * @param interactionId the interaction
	 * @param given a text for each custom id, or a list of what is selected
	 * @return the components as the event has them; what is not given stays as it was
	 * @throws IllegalArgumentException if there is no form, or not such a field
	 */
	public ArrayNode fields(String interactionId, JsonNode given) {
		Interaction interaction = this.interactions.byId(interactionId);
		JsonNode form = (interaction != null) ? interaction.result() : null;
		if (form == null || !form.path("components").isArray()) {
			throw new IllegalArgumentException("Interaction " + interactionId + " was not answered with a form");
		}
		Set<String> left = new HashSet<>(given.propertyNames());
		ArrayNode components = filled(form.path("components"), given, left);
		if (!left.isEmpty()) {
			throw new IllegalArgumentException("The form has no field " + String.join(", ", left));
		}
		return components;
	}

	private static ArrayNode filled(JsonNode components, JsonNode given, Set<String> left) {
		ArrayNode sent = Json.array();
		for (JsonNode component : components) {
			ObjectNode one = sent.addObject().put("type", component.path("type").asInt(0));
			String customId = Json.text(component, "custom_id");
			if (!customId.isEmpty()) {
				one.put("custom_id", customId);
				fill(one, component, given.path(customId));
				left.remove(customId);
			}
			if (component.path("components").isArray()) {
				one.set("components", filled(component.path("components"), given, left));
			}
			if (component.path("component").isObject()) {
				one.set("component", filled(Json.array().add(component.path("component")), given, left).get(0));
			}
		}
		return sent;
	}

	private static void fill(ObjectNode sent, JsonNode component, JsonNode given) {
		if (given.isArray()) {
			sent.set("values", given);
		}
		else if (component.path("type").asInt(0) == TEXT_INPUT || !given.isMissingNode()) {
			sent.put("value", given.isMissingNode() ? Json.text(component, "value") : given.asString(""));
		}
		else {
			sent.putArray("values");
		}
	}

}
