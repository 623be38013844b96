package io.discordgateway.test;

import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;

import io.discordgateway.test.discord.Json;
import io.discordgateway.test.discord.People;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * People of a {@link LocalGateway}, who do what they do on its thread.
 */
public final class Inhabitants {

	private final LocalGateway gateway;

	public Inhabitants(LocalGateway gateway) {
		this.gateway = gateway;
	}

	public String user(String name) {
		return act((people, now) -> people.user(name, now));
	}

	public String guild(String name, String ownerId) {
		return act((people, now) -> people.guild(name, ownerId, now));
	}

	public String channel(String guildId, String name) {
		return act((people, now) -> people.channel(guildId, Json.object().put("name", name).put("type", 0), now));
	}

	public String channelNamed(String guildId, String name) {
		String id = this.gateway.call(() -> this.gateway.world().scenery().channelNamed(guildId, name));
		if (id == null) {
			throw new IllegalArgumentException("There is no channel " + name);
		}
		return id;
	}

	public void join(String userId, String guildId) {
		this.gateway.run(() -> this.gateway.world().people().join(userId, guildId, this.gateway.now()));
	}

	/** Is there without a word to the bot. */
	public void settle(String userId, String channelId) {
		this.gateway.run(() -> this.gateway.world().scenery().settle(userId, channelId, this.gateway.now()));
	}

	public String write(String userId, String channelId, String content) {
		return act((people, now) -> people.write(userId, channelId, Json.object().put("content", content), now));
	}

	public void react(String userId, String channelId, String messageId, String emoji) {
		this.gateway.run(() -> this.gateway.world().people().react(userId, channelId, messageId, emoji, true));
	}

	public String run(String userId, String channelId, String command) {
		return act((people, now) -> people.run(userId, channelId, command, null, now));
	}

	public String complete(String userId, String channelId, String command, String option, String typed) {
		JsonNode options = Json.read("""
				[{"type": 3, "name": "%s", "value": "%s", "focused": true}]""".formatted(option, typed));
		return act((people, now) -> people.complete(userId, channelId, command, options, now));
	}

	public String click(String userId, String channelId, String messageId, String customId) {
		return act((people, now) -> people.use(userId, channelId, messageId, customId, null, now));
	}

	public String submit(String userId, String interactionId, String components) {
		return act((people, now) -> people.submit(userId, interactionId, Json.read(components), now));
	}

	public List<JsonNode> messages(String channelId) {
		return this.gateway.call(() -> this.gateway.world().scenery().messages(channelId));
	}

	/** The messages of an interaction, oldest first. */
	public List<JsonNode> messagesOf(String interactionId, String channelId) {
		List<String> ids = this.gateway.call(() -> this.gateway.world().scenery().messagesOf(interactionId));
		return messages(channelId).stream().filter((message) -> ids.contains(message.path("id").asString())).toList();
	}

	public @Nullable JsonNode resultOf(String interactionId) {
		return this.gateway.<@Nullable JsonNode>call(() -> this.gateway.world().scenery().resultOf(interactionId));
	}

	public List<String> commands(@Nullable String guildId) {
		return this.gateway.call(() -> this.gateway.world().commands(guildId))
			.stream()
			.map((command) -> command.path("name").asString())
			.sorted()
			.toList();
	}

	private String act(BiFunction<People, Instant, String> action) {
		return this.gateway.call(() -> action.apply(this.gateway.world().people(), this.gateway.now()));
	}

}
