package io.discordgateway.test.discord;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

import io.discordgateway.model.Permission;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Messages of a channel.
 */
final class MessageRoutes {

	private static final String MESSAGES = "/channels/{channel}/messages";

	private static final String MESSAGE = MESSAGES + "/{message}";

	private static final int MAX_PINS = 250;

	private static final int CROSSPOSTED = 1 << 1;

	private final World world;

	private final Messages messages;

	private final boolean contentIsShown;

	/**
	 * Creates the routes.
	 * @param world the world
	 * @param messages what writes messages
	 * @param contentIsShown whether MESSAGE_CONTENT is enabled for the application
	 */
	MessageRoutes(World world, Messages messages, boolean contentIsShown) {
		this.world = world;
		this.messages = messages;
		this.contentIsShown = contentIsShown;
	}

	void addTo(Router router) {
		router.get("/channels/{channel}/pins", this::oldPins);
		router.put("/channels/{channel}/pins/{message}", (call) -> pin(call, true)).bucket("pin");
		router.delete("/channels/{channel}/pins/{message}", (call) -> pin(call, false)).bucket("pin");
		router.get(MESSAGES + "/pins", this::pins);
		router.put(MESSAGES + "/pins/{message}", (call) -> pin(call, true)).bucket("pin");
		router.delete(MESSAGES + "/pins/{message}", (call) -> pin(call, false)).bucket("pin");
		router.get(MESSAGES, this::list).limit(5, Duration.ofSeconds(1));
		router.post(MESSAGES, this::create).limit(5, Duration.ofSeconds(5));
		router.post(MESSAGES + "/bulk-delete", this::bulkDelete).limit(1, Duration.ofSeconds(1));
		router.get(MESSAGE, this::get);
		router.patch(MESSAGE, this::edit).limit(5, Duration.ofSeconds(5));
		router.delete(MESSAGE, this::delete).limit(5, Duration.ofSeconds(1));
		router.post(MESSAGE + "/crosspost", this::crosspost);
		router.post("/channels/{channel}/typing", this::typing).limit(5, Duration.ofSeconds(5));
		router.post("/channels/{channel}/polls/{message}/expire", this::endPoll);
		router.get("/channels/{channel}/polls/{message}/answers/{answer}", this::voters);
	}

	private ObjectNode view(Channel channel, StoredMessage message) {
		ObjectNode object = message.object(this.world.botId());
		if (!this.contentIsShown) {
			MessageContent.withhold(object, channel.guildId() != null, this.world.botId());
		}
		return object;
	}

	private RestResponse list(Call call) {
		Channel channel = this.world.channel(call);
		int limit = call.number("limit", 50, 1, 100);
		if (!Access.has(Access.inChannel(channel, this.world.botId()), Permission.READ_MESSAGE_HISTORY)) {
			return RestResponse.ok(Json.array());
		}
		MessageStore store = this.world.state().messages();
		String around = call.query("around");
		List<StoredMessage> page = (around != null) ? store.around(channel.id(), limit, around)
				: store.page(channel.id(), limit, call.query("before"), call.query("after"));
		ArrayNode list = Json.array();
		page.forEach((message) -> list.add(view(channel, message)));
		return RestResponse.ok(list);
	}

	private RestResponse get(Call call) {
		Channel channel = this.world.channel(call, Permission.READ_MESSAGE_HISTORY);
		return RestResponse.ok(view(channel, this.world.message(call, channel)));
	}

	private RestResponse create(Call call) {
		Channel channel = this.world.state().requireChannel(call.path("channel"));
		MessageForm form = MessageForm.forCreation(call.body(), call.files(), call.now()).forEverybody();
		requireWriting(channel, form);
		StoredMessage message = this.messages.post(channel, this.world.state().bot(), form, Json.object(), null,
				call.now());
		return RestResponse.ok(message.object(this.world.botId()));
	}

	private void requireWriting(Channel channel, MessageForm form) {
		String botId = this.world.botId();
		Access.require(channel, botId,
				channel.isThread() ? Permission.SEND_MESSAGES_IN_THREADS : Permission.SEND_MESSAGES);
		if (!form.files().isEmpty()) {
			Access.require(channel, botId, Permission.ATTACH_FILES);
		}
		if (!form.fields().path("embeds").isEmpty()) {
			Access.require(channel, botId, Permission.EMBED_LINKS);
		}
		if (form.fields().path("tts").asBoolean()) {
			Access.require(channel, botId, Permission.SEND_TTS_MESSAGES);
		}
		if (form.fields().has("poll")) {
			Access.require(channel, botId, Permission.SEND_POLLS);
		}
		if (form.reference() != null
				&& !Access.has(Access.inChannel(channel, botId), Permission.READ_MESSAGE_HISTORY)) {
			throw ApiError.NO_HISTORY_FOR_REPLY.exception();
		}
	}

	private RestResponse edit(Call call) {
		Channel channel = this.world.channel(call);
		StoredMessage message = this.world.message(call, channel);
		if (!message.authorId().equals(this.world.botId())) {
			// Others' messages can have their embeds suppressed, and no more.
			JsonNode body = call.body();
			if (body.size() != 1 || !body.has("flags")) {
				throw ApiError.NOT_YOUR_MESSAGE.exception();
			}
			Access.require(channel, this.world.botId(), Permission.MANAGE_MESSAGES);
		}
		int flags = message.data().path("flags").asInt(0);
		this.messages.edit(channel, message, MessageForm.forEdit(call.body(), call.files(), flags), call.now());
		return RestResponse.ok(message.object(this.world.botId()));
	}

	private RestResponse delete(Call call) {
		Channel channel = this.world.channel(call);
		StoredMessage message = this.world.message(call, channel);
		if (!message.authorId().equals(this.world.botId())) {
			if (channel.guildId() == null) {
				throw ApiError.NOT_IN_DIRECT_CHANNEL.exception();
			}
			Access.require(channel, this.world.botId(), Permission.MANAGE_MESSAGES);
		}
		this.messages.delete(channel, message);
		return RestResponse.noContent();
	}

	private RestResponse bulkDelete(Call call) {
		Channel channel = this.world.channel(call);
		if (channel.guildId() == null) {
			throw ApiError.NOT_IN_DIRECT_CHANNEL.exception();
		}
		Access.require(channel, this.world.botId(), Permission.MANAGE_MESSAGES);
		this.messages.bulkDelete(channel, call.body().path("messages"), call.now());
		return RestResponse.noContent();
	}

	private RestResponse crosspost(Call call) {
		Channel channel = this.world.channel(call, Permission.SEND_MESSAGES);
		StoredMessage message = this.world.message(call, channel);
		if (channel.type() != Channel.ANNOUNCEMENT) {
			throw ApiError.WRONG_CHANNEL_TYPE.exception();
		}
		ObjectNode changed = Json.copy(message.data());
		changed.put("flags", changed.path("flags").asInt(0) | CROSSPOSTED);
		this.messages.change(channel, message, changed);
		return RestResponse.ok(message.object(this.world.botId()));
	}

	private RestResponse typing(Call call) {
		Channel channel = this.world.channel(call, Permission.SEND_MESSAGES);
		type(this.world, channel, this.world.botId(), call.now());
		return RestResponse.noContent();
	}

	/** Lets somebody type. */
	static void type(World world, Channel channel, String userId, Instant now) {
		ObjectNode event = Json.object().put("channel_id", channel.id());
		World.addGuild(event, channel);
		event.put("user_id", userId).put("timestamp", now.getEpochSecond());
		world.addWholeMember(event, channel.guild(), userId);
		world.emit("TYPING_START", event, channel.guildId());
	}

	private List<StoredMessage> pinned(Channel channel) {
		return this.world.state()
			.messages()
			.visible(channel.id())
			.stream()
			.filter((message) -> message.data().path("pinned").asBoolean(false))
			.sorted(Comparator.comparing(StoredMessage::id, MessageStore.BY_ID).reversed())
			.toList();
	}

	private RestResponse oldPins(Call call) {
		Channel channel = this.world.channel(call);
		ArrayNode list = Json.array();
		pinned(channel).forEach((message) -> list.add(view(channel, message)));
		return RestResponse.ok(list);
	}

	private RestResponse pins(Call call) {
		Channel channel = this.world.channel(call);
		ObjectNode page = Json.object();
		ArrayNode items = page.putArray("items");
		for (StoredMessage message : pinned(channel)) {
			items.addObject()
				.put("pinned_at", Json.text(channel.data(), "last_pin_timestamp"))
				.set("message", view(channel, message));
		}
		return RestResponse.ok(page.put("has_more", false));
	}

	private RestResponse pin(Call call, boolean pin) {
		Channel channel = this.world.channel(call, Permission.PIN_MESSAGES);
		StoredMessage message = this.world.message(call, channel);
		if (message.data().path("pinned").asBoolean(false) == pin) {
			return RestResponse.noContent();
		}
		if (pin && pinned(channel).size() >= MAX_PINS) {
			throw ApiError.TOO_MANY_PINS.exception();
		}
		ObjectNode changed = Json.copy(message.data()).put("pinned", pin);
		this.messages.change(channel, message, changed);
		ObjectNode event = Json.object().put("channel_id", channel.id());
		World.addGuild(event, channel);
		if (pin) {
			event.put("last_pin_timestamp", Timestamps.of(call.now()));
		}
		else if (pinned(channel).isEmpty()) {
			event.putNull("last_pin_timestamp");
		}
		this.world.emit("CHANNEL_PINS_UPDATE", event, channel.guildId());
		if (pin) {
			ObjectNode more = Json.object().put("type", Messages.PINNED_MESSAGE);
			this.world.refer(more, channel.id()).put("message_id", message.id());
			this.messages.postSystem(channel, this.world.state().bot(), more, call.now());
		}
		return RestResponse.noContent();
	}

	private RestResponse endPoll(Call call) {
		Channel channel = this.world.channel(call);
		StoredMessage message = this.world.message(call, channel);
		if (!message.authorId().equals(this.world.botId()) || !message.data().has("poll")) {
			throw ApiError.NOT_YOUR_MESSAGE.exception();
		}
		Polls.end(this.world, this.messages, channel, message, call.now());
		return RestResponse.ok(message.object(this.world.botId()));
	}

	private RestResponse voters(Call call) {
		Channel channel = this.world.channel(call);
		StoredMessage message = this.world.message(call, channel);
		ObjectNode page = Json.object();
		ArrayNode users = page.putArray("users");
		message.votes().forEach((answer, voters) -> {
			if (Integer.toString(answer).equals(call.path("answer"))) {
				voters.forEach((id) -> users.add(this.world.state().requireUser(id).deepCopy()));
			}
		});
		return RestResponse.ok(page);
	}

}
