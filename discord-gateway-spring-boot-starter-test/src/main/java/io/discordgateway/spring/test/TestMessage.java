package io.discordgateway.spring.test;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Message as it was when it was asked for.
 *
 * @since 0.1
 */
public final class TestMessage {

	private final TestDiscord discord;

	private final TestChannel channel;

	private final JsonNode json;

	TestMessage(TestDiscord discord, TestChannel channel, JsonNode json) {
		this.discord = discord;
		this.channel = channel;
		this.json = json;
	}

	/**
	 * Returns the message's id.
	 * @return the snowflake
	 */
	public String id() {
		return this.json.path("id").asString("");
	}

	/**
	 * Returns the text.
	 * @return the text, empty if there is none
	 */
	public String content() {
		return this.json.path("content").asString("");
	}

	/**
	 * Returns where the message is.
	 * @return the channel
	 */
	public TestChannel channel() {
		return this.channel;
	}

	/**
	 * Returns all of the message.
	 * @return the message object
	 */
	public JsonNode json() {
		return this.json;
	}

	/**
	 * Returns the message as it is now.
	 * @return the message, or {@code null} if it was deleted
	 */
	public @Nullable TestMessage now() {
		return this.channel.messages().stream().filter((other) -> other.id().equals(id())).findFirst().orElse(null);
	}

	String authorId() {
		return this.json.path("author").path("id").asString("");
	}

	String authorName() {
		return this.json.path("author").path("username").asString("nobody");
	}

	boolean isEphemeral() {
		return (this.json.path("flags").asInt(0) & 64) != 0;
	}

	TestDiscord discord() {
		return this.discord;
	}

	/** The custom id of a component that can be used. */
	String component(String name) {
		JsonNode found = find(this.json.path("components"), name);
		if (found == null) {
			throw this.discord.failure(this + " has no component '" + name + "', but " + this.json.path("components"));
		}
		if (found.path("disabled").asBoolean(false)) {
			throw this.discord.failure("The component '" + name + "' of " + this + " is disabled");
		}
		return found.path("custom_id").asString("");
	}

	@Nullable JsonNode componentOrNull(String name) {
		return find(this.json.path("components"), name);
	}

	private static @Nullable JsonNode find(JsonNode node, String name) {
		if (node.isObject()) {
			for (String key : new String[] { "custom_id", "label", "placeholder" }) {
				if (node.path(key).asString("").equals(name)) {
					return node;
				}
			}
		}
		for (JsonNode child : node) {
			JsonNode found = child.isContainer() ? find(child, name) : null;
			if (found != null) {
				return found;
			}
		}
		return null;
	}

	@Override
	public String toString() {
		return "\"" + content() + "\" by " + authorName() + " in " + this.channel;
	}

}
