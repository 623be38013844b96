package io.discordgateway.test.discord;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What people ask the bot for, and the tokens that it answers with.
 */
final class Interactions {

	/** How many can be answered; older ones are forgotten. */
	private static final int CAPACITY = 10_000;

	private final World world;

	private final Commands commands;

	private final Map<String, Interaction> byToken = new LinkedHashMap<>();

	Interactions(World world, Commands commands) {
		this.world = world;
		this.commands = commands;
	}

	/** Remembers an interaction that is sent to the bot, so that it can be answered. */
	void sent(JsonNode data, Instant now) {
		if (Json.text(data, "token").isEmpty() || Json.id(data).isEmpty()) {
			return;
		}
		if (this.byToken.size() == CAPACITY) {
			this.byToken.remove(this.byToken.keySet().iterator().next());
		}
		ObjectNode copy = Json.copy(data);
		Interaction interaction = new Interaction(copy, now);
		this.byToken.put(interaction.token(), interaction);
		WorldState state = this.world.state();
		String guildId = Json.text(copy, "guild_id");
		ObjectNode user = interaction.user().isObject() ? state.learnUser(interaction.user()) : null;
		state.learnChannel(interaction.channelId(), guildId, guildId.isEmpty() ? user : null);
		JsonNode message = copy.path("message");
		if (message.isObject() && state.messages().find(interaction.channelId(), Json.id(message)) == null) {
			ObjectNode known = MessageUpdates.stripped(message).put("channel_id", interaction.channelId());
			boolean ephemeral = (known.path("flags").asInt(0) & MessageForm.EPHEMERAL) != 0;
			state.messages().put(new StoredMessage(known, ephemeral ? Json.id(interaction.user()) : null));
		}
	}

	@Nullable Interaction byToken(String token) {
		return this.byToken.get(token);
	}

	@Nullable Interaction byId(String id) {
		return this.byToken.values().stream().filter((one) -> one.id().equals(id)).findFirst().orElse(null);
	}

	/** The channel of an interaction, as far as the world knows it. */
	Channel channel(Interaction interaction) {
		return this.world.state().requireChannel(interaction.channelId());
	}

	/**
	 * Lets somebody run a command.
	 * @param userId who
	 * @param channelId where
	 * @param name the command, registered or not
	 * @param options the options as the event has them, or {@code null}
	 * @param now the time
	 * @return the interaction's id
	 */
	String command(String userId, String channelId, String name, @Nullable JsonNode options, Instant now) {
		return begin(Interaction.COMMAND, userId, channelId, commandData(channelId, name, options, now), null, now);
	}

	/** Lets somebody type an option of a command that the bot completes. */
	String autocomplete(String userId, String channelId, String name, JsonNode options, Instant now) {
		return begin(Interaction.AUTOCOMPLETE, userId, channelId, commandData(channelId, name, options, now), null,
				now);
	}

	private ObjectNode commandData(String channelId, String name, @Nullable JsonNode options, Instant now) {
		String guildId = this.world.state().guildOf(channelId);
		ObjectNode command = this.commands.named(guildId, name);
		ObjectNode data = Json.object()
			.put("id", (command != null) ? Json.id(command) : this.world.nextId(now))
			.put("name", name)
			.put("type", (command != null) ? command.path("type").asInt(1) : 1);
		if (options != null && !options.isEmpty()) {
			data.set("options", options.deepCopy());
			Resolved.addTo(data, this.world.state(), this.world.state().guild(guildId));
		}
		return data;
	}

	/** Lets somebody use a component: a button, or a select with values. */
	String component(String userId, StoredMessage message, String customId, @Nullable JsonNode values, Instant now) {
		ObjectNode data = Json.object()
			.put("custom_id", customId)
			.put("component_type", componentType(message.data().path("components"), customId));
		if (values != null) {
			data.set("values", values.deepCopy());
		}
		return begin(Interaction.COMPONENT, userId, message.channelId(), data, message, now);
	}

	private static int componentType(JsonNode components, String customId) {
		for (JsonNode component : components) {
			if (customId.equals(Json.text(component, "custom_id"))) {
				return component.path("type").asInt(2);
			}
			JsonNode accessory = component.path("accessory");
			int type = componentType(component.path("components"), customId);
			if (type == 0 && accessory.isObject()) {
				type = componentType(Json.array().add(accessory), customId);
			}
			if (type != 0) {
				return type;
			}
		}
		return 0;
	}

	/** Lets somebody send the form off that an interaction was answered with. */
	String modal(String userId, Interaction shownBy, JsonNode components, Instant now) {
		JsonNode modal = shownBy.result();
		ObjectNode data = Json.object().put("custom_id", (modal != null) ? Json.text(modal, "custom_id") : "");
		data.set("components", ComponentForm.numbered(components));
		StoredMessage source = this.world.state().messages().find(shownBy.channelId(), shownBy.sourceId());
		return begin(Interaction.MODAL_SUBMIT, userId, shownBy.channelId(), data, source, now);
	}

	private String begin(int type, String userId, String channelId, ObjectNode data, @Nullable StoredMessage message,
			Instant now) {
		Channel channel = this.world.state().requireChannel(channelId);
		String id = this.world.nextId(now);
		ObjectNode event = Json.object()
			.put("id", id)
			.put("application_id", this.world.botId())
			.put("type", type)
			.put("token", "interaction-" + this.world.nextId(now))
			.put("version", 1)
			.put("channel_id", channelId)
			.put("app_permissions", Access.written(Access.inChannel(channel, this.world.botId())))
			.put("locale", "en-US")
			.put("context", (channel.guildId() != null) ? 0 : 1)
			.put("attachment_size_limit", 10_485_760);
		ObjectNode where = Json.copy(channel.data())
			.put("permissions", Access.written(Access.inChannel(channel, userId)));
		where.remove("permission_overwrites");
		event.set("channel", where);
		event.putArray("entitlements");
		ObjectNode owners = event.putObject("authorizing_integration_owners");
		Guild guild = channel.guild();
		if (guild != null && guild.members.containsKey(userId)) {
			owners.put("0", guild.id());
			event.put("guild_id", guild.id()).put("guild_locale", "en-US");
			ObjectNode shown = event.putObject("guild").put("id", guild.id()).put("locale", "en-US");
			shown.set("features", guild.listIn("features").deepCopy());
			this.world.addWholeMember(event, guild, userId);
			((ObjectNode) event.path("member")).put("permissions", Access.written(Access.inChannel(channel, userId)));
		}
		else {
			owners.put("1", userId);
			event.set("user", this.world.state().requireUser(userId).deepCopy());
		}
		event.set("data", data);
		if (message != null) {
			event.set("message", message.object(this.world.botId()));
		}
		sent(event, now);
		this.world.emit("INTERACTION_CREATE", event, channel.guildId());
		return id;
	}

}
