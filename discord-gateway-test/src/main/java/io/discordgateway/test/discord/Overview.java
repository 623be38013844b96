package io.discordgateway.test.discord;

import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

import io.discordgateway.Internal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What somebody sees who looks at a world from outside and knows names rather than ids.
 *
 * @since 0.1
 */
@Internal
public final class Overview {

	private final World world;

	private final Interactions interactions;

	private final People people;

	Overview(World world, Interactions interactions, People people) {
		this.world = world;
		this.interactions = interactions;
		this.people = people;
	}

	/**
	 * Returns who and what there is: users, guilds with their channels, and direct
	 * channels.
	 * @return a fresh object
	 */
	public ObjectNode state() {
		ObjectNode state = Json.object();
		ArrayNode users = state.putArray("users");
		this.world.state()
			.users()
			.values()
			.forEach((user) -> users.addObject()
				.put("id", Json.id(user))
				.put("username", Json.text(user, "username"))
				.put("bot", user.path("bot").asBoolean(false)));
		ArrayNode guilds = state.putArray("guilds");
		this.world.state().guilds().values().forEach((guild) -> guilds.add(summary(guild)));
		ArrayNode direct = state.putArray("direct_channels");
		this.world.state()
			.directChannels()
			.forEach((channel) -> direct.addObject()
				.put("id", Json.id(channel))
				.put("user", Json.id(channel.path("recipients").path(0))));
		return state;
	}

	private static ObjectNode summary(Guild guild) {
		ObjectNode summary = Json.object()
			.put("id", guild.id())
			.put("name", Json.text(guild.data(), "name"))
			.put("owner_id", guild.ownerId())
			.put("member_count", guild.memberCount());
		ArrayNode channels = summary.putArray("channels");
		channels(guild)
			.forEach((channel) -> Json.copy(channel, channels.addObject(), "id", "name", "type", "parent_id"));
		return summary;
	}

	/**
	 * Returns a guild with all that is in it.
	 * @param guildId the guild
	 * @return the data of GUILD_CREATE
	 */
	public JsonNode guildObject(String guildId) {
		return this.world.visibility().guildCreate(this.world.state().requireGuild(guildId), Integer.MAX_VALUE);
	}

	/**
	 * Returns a message as the bot sees it.
	 * @param channelId the channel
	 * @param messageId the message
	 * @return a copy of the message object
	 */
	public JsonNode message(String channelId, String messageId) {
		return this.world.state().requireMessage(channelId, messageId).object(this.world.botId());
	}

	/**
	 * Returns an interaction and how the bot answered it.
	 * @param id the interaction
	 * @return its channel, kind and name, and the answer: its type, what it says, and the
	 * messages that were written for it
	 * @throws NoSuchElementException if there is none
	 */
	public JsonNode interaction(String id) {
		Interaction interaction = this.interactions.byId(id);
		if (interaction == null) {
			throw new NoSuchElementException("There is no interaction " + id);
		}
		ObjectNode shown = Json.object()
			.put("id", id)
			.put("type", interaction.type())
			.put("channel_id", interaction.channelId())
			.put("answered", interaction.answered())
			.put("answer_type", interaction.callbackType());
		shown.set("result", (interaction.result() != null) ? interaction.result().deepCopy() : null);
		String original = interaction.originalId();
		shown.set("reply", (original != null) ? written(interaction, original) : null);
		ArrayNode followUps = shown.putArray("follow_ups");
		for (String message : interaction.messages().stream().sorted(MessageStore.BY_ID).toList()) {
			ObjectNode followUp = message.equals(original) ? null : written(interaction, message);
			if (followUp != null) {
				followUps.add(followUp);
			}
		}
		return shown;
	}

	private @Nullable ObjectNode written(Interaction interaction, String messageId) {
		StoredMessage message = this.world.state().messages().find(interaction.channelId(), messageId);
		return (message != null) ? message.object(this.world.botId()) : null;
	}

	/**
	 * Finds a guild.
	 * @param idOrName its id or name
	 * @return its id
	 * @throws NoSuchElementException if there is none
	 * @throws IllegalArgumentException if more than one has the name
	 */
	public String guild(String idOrName) {
		if (this.world.state().guild(idOrName) != null) {
			return idOrName;
		}
		List<String> found = this.world.state()
			.guilds()
			.values()
			.stream()
			.filter((guild) -> idOrName.equals(Json.text(guild.data(), "name")))
			.map(Guild::id)
			.toList();
		return only(found, "guild", idOrName);
	}

	/**
	 * Finds a channel or thread.
	 * @param idOrName its id, or its name in a guild
	 * @return its id
	 * @throws NoSuchElementException if there is none
	 * @throws IllegalArgumentException if more than one has the name
	 */
	public String channel(String idOrName) {
		if (this.world.state().channel(idOrName) != null) {
			return idOrName;
		}
		List<String> found = this.world.state()
			.guilds()
			.values()
			.stream()
			.flatMap(Overview::channels)
			.filter((channel) -> idOrName.equals(Json.text(channel, "name")))
			.map(Json::id)
			.toList();
		return only(found, "channel", idOrName);
	}

	/**
	 * Finds a channel or thread of a guild.
	 * @param guildId the guild
	 * @param idOrName the channel's id or name
	 * @return its id
	 * @throws NoSuchElementException if there is none
	 * @throws IllegalArgumentException if more than one has the name
	 */
	public String channelIn(String guildId, String idOrName) {
		Guild guild = this.world.state().requireGuild(guildId);
		List<String> found = channels(guild)
			.filter((channel) -> idOrName.equals(Json.id(channel)) || idOrName.equals(Json.text(channel, "name")))
			.map(Json::id)
			.toList();
		return only(found, "channel", idOrName);
	}

	private static Stream<ObjectNode> channels(Guild guild) {
		return Stream.concat(guild.channels.values().stream(), guild.threads.values().stream());
	}

	private static String only(List<String> found, String what, String name) {
		if (found.isEmpty()) {
			throw new NoSuchElementException("There is no " + what + " '" + name + "'");
		}
		if (found.size() > 1) {
			throw new IllegalArgumentException("More than one " + what + " is named '" + name
					+ "'; say which by its id: " + String.join(", ", found));
		}
		return found.get(0);
	}

	/**
	 * Finds a user, or makes one of that name.
	 * @param idOrName the id or user name
	 * @param now the time
	 * @return the user's id
	 * @throws NoSuchElementException if it is an id that nobody has
	 */
	public String user(String idOrName, Instant now) {
		if (this.world.state().users().containsKey(idOrName)) {
			return idOrName;
		}
		if (idOrName.matches("\\d{15,20}")) {
			throw new NoSuchElementException("There is no user " + idOrName);
		}
		return this.world.state()
			.users()
			.values()
			.stream()
			.filter((user) -> idOrName.equals(Json.text(user, "username")))
			.map(Json::id)
			.findFirst()
			.orElseGet(() -> this.people.user(idOrName, now));
	}

}
