package io.discordgateway.test.discord;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The objects that an interaction's options and selections name by id (Receiving and
 * Responding &gt; Resolved Data Structure).
 */
final class Resolved {

	private static final int USER = 6;

	private static final int CHANNEL = 7;

	private static final int ROLE = 8;

	private static final int MENTIONABLE = 9;

	private final WorldState state;

	private final @Nullable Guild guild;

	private final ObjectNode data = Json.object();

	private Resolved(WorldState state, @Nullable Guild guild) {
		this.state = state;
		this.guild = guild;
	}

	/**
	 * Adds to the data of an interaction what its options name.
	 * @param interaction the data, with its options
	 * @param state where the objects are
	 * @param guild where the interaction is, or {@code null}
	 */
	static void addTo(ObjectNode interaction, WorldState state, @Nullable Guild guild) {
		Resolved resolved = new Resolved(state, guild);
		resolved.options(interaction.path("options"));
		if (!resolved.data.isEmpty()) {
			interaction.set("resolved", resolved.data);
		}
	}

	private void options(JsonNode options) {
		for (JsonNode option : options) {
			String id = Json.text(option, "value");
			switch (option.path("type").asInt(0)) {
				case USER -> user(id);
				case CHANNEL -> channel(id);
				case ROLE -> role(id);
				case MENTIONABLE -> {
					user(id);
					role(id);
				}
				default -> options(option.path("options"));
			}
		}
	}

	private void user(String id) {
		ObjectNode user = this.state.users().get(id);
		put("users", id, user, (copy) -> {
		});
		Guild where = this.guild;
		if (user != null && where != null && where.members.containsKey(id)) {
			put("members", id, where.memberWithoutUser(id), (member) -> {
				member.remove("deaf");
				member.remove("mute");
				member.put("permissions", Access.written(Access.inGuild(where, id)));
			});
		}
	}

	private void channel(String id) {
		Channel channel = this.state.channel(id);
		put("channels", id, (channel != null) ? channel.data() : null, (copy) -> copy.remove("permission_overwrites"));
	}

	private void role(String id) {
		put("roles", id, (this.guild != null) ? this.guild.roles.get(id) : null, (copy) -> {
		});
	}

	private void put(String kind, String id, @Nullable ObjectNode object, Consumer<ObjectNode> change) {
		if (object != null) {
			ObjectNode copy = Json.copy(object);
			change.accept(copy);
			this.data.withObject(kind).set(id, copy);
		}
	}

}
