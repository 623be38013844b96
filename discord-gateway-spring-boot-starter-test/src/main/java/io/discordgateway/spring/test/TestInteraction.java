package io.discordgateway.spring.test;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.discordgateway.model.InteractionCallbackType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Something that somebody asked the bot for, and how the bot answered.
 *
 * @since 0.1
 */
public final class TestInteraction {

	private static final JsonMapper mapper = JsonMapper.shared();

	private final TestDiscord discord;

	private final TestChannel channel;

	private final String id;

	TestInteraction(TestDiscord discord, TestChannel channel, String id) {
		this.discord = discord;
		this.channel = channel;
		this.id = id;
	}

	/**
	 * Returns the interaction's id.
	 * @return the snowflake
	 */
	public String id() {
		return this.id;
	}

	/**
	 * Returns the type of the first answer.
	 * @return the type, or {@code null} if there is none
	 */
	public @Nullable InteractionCallbackType answer() {
		Integer type = this.discord.ask((world) -> world.scenery().answerTo(this.id));
		return (type != null) ? InteractionCallbackType.of(type) : null;
	}

	/**
	 * Returns the reply as it is now.
	 * @return the message, or {@code null} if there is none
	 */
	public @Nullable TestMessage reply() {
		String original = this.discord.ask((world) -> world.scenery().replyTo(this.id));
		return message(original);
	}

	private @Nullable TestMessage message(@Nullable String messageId) {
		return this.channel.messages()
			.stream()
			.filter((message) -> message.id().equals(messageId))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Returns the messages that follow the reply.
	 * @return the messages, oldest first
	 */
	public List<TestMessage> followUps() {
		Set<String> ids = new HashSet<>(this.discord.ask((world) -> world.scenery().messagesOf(this.id)));
		String original = this.discord.ask((world) -> world.scenery().replyTo(this.id));
		return this.channel.messages()
			.stream()
			.filter((message) -> ids.contains(message.id()) && !message.id().equals(original))
			.toList();
	}

	/**
	 * Returns the form that the bot answered with.
	 * @return custom id, title and components, or {@code null} if the answer is none
	 */
	public @Nullable JsonNode form() {
		return (answer() == InteractionCallbackType.MODAL) ? result() : null;
	}

	/**
	 * Returns what the bot suggests.
	 * @return the names of the choices; empty if there are none
	 */
	public List<String> choices() {
		JsonNode result = result();
		return (result == null) ? List.of()
				: result.path("choices").valueStream().map((choice) -> choice.path("name").asString("")).toList();
	}

	private @Nullable JsonNode result() {
		return this.discord.ask((world) -> world.scenery().resultOf(this.id));
	}

	/** The form's components as they are sent off, filled. */
	ArrayNode filled(Option[] fields) {
		JsonNode form = form();
		if (form == null) {
			throw this.discord.failure(this + " was not answered with a form, but with " + answer());
		}
		Map<String, String> values = Stream.of(fields).collect(Collectors.toMap(Option::name, Option::text));
		ArrayNode components = filled(form.path("components"), values);
		if (!values.isEmpty()) {
			throw this.discord.failure("The form of " + this + " has no field " + values.keySet());
		}
		return components;
	}

	private static ArrayNode filled(JsonNode components, Map<String, String> values) {
		ArrayNode sent = mapper.createArrayNode();
		for (JsonNode component : components) {
			ObjectNode one = sent.addObject().put("type", component.path("type").asInt(0));
			String customId = component.path("custom_id").asString("");
			if (!customId.isEmpty()) {
				String value = values.remove(customId);
				one.put("custom_id", customId)
					.put("value", (value != null) ? value : component.path("value").asString(""));
			}
			if (component.path("components").isArray()) {
				one.set("components", filled(component.path("components"), values));
			}
			if (component.path("component").isObject()) {
				ArrayNode inner = filled(mapper.createArrayNode().add(component.path("component")), values);
				one.set("component", inner.get(0));
			}
		}
		return sent;
	}

	TestDiscord discord() {
		return this.discord;
	}

	@Override
	public String toString() {
		return "the interaction " + this.id + " in " + this.channel;
	}

}
