package io.discordgateway.test.discord;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.discordgateway.model.Permission;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Webhooks, which the tokens of interactions are, too.
 */
final class WebhookRoutes {

	private static final String WITH_TOKEN = "/webhooks/{webhook}/{webhookToken}";

	private static final String MESSAGE = WITH_TOKEN + "/messages/{message}";

	private static final int MAX_WEBHOOKS = 15;

	private final World world;

	private final Messages messages;

	private final Interactions interactions;

	private final InteractionMessages interactionMessages;

	private final Map<String, ObjectNode> webhooks = new LinkedHashMap<>();

	WebhookRoutes(World world, Messages messages, Interactions interactions, InteractionMessages interactionMessages) {
		this.world = world;
		this.messages = messages;
		this.interactions = interactions;
		this.interactionMessages = interactionMessages;
	}

	void addTo(Router router) {
		router.get("/channels/{channel}/webhooks", this::ofChannel);
		router.post("/channels/{channel}/webhooks", this::create);
		router.get("/guilds/{guild}/webhooks", this::ofGuild);
		router.get("/webhooks/{webhook}", (call) -> RestResponse.ok(managed(call)));
		router.patch("/webhooks/{webhook}", (call) -> change(managed(call), call));
		router.delete("/webhooks/{webhook}", (call) -> delete(managed(call)));
		router.get(WITH_TOKEN, (call) -> RestResponse.ok(withToken(call))).open();
		router.patch(WITH_TOKEN, (call) -> change(withToken(call), call)).open();
		router.delete(WITH_TOKEN, (call) -> delete(withToken(call))).open();
		Duration window = Duration.ofSeconds(2);
		router.post(WITH_TOKEN, this::execute).open().outsideGlobalLimit().limit(5, window).bucket("webhook");
		router.get(MESSAGE, this::getMessage).open().outsideGlobalLimit().limit(5, window).bucket("webhook");
		router.patch(MESSAGE, this::editMessage).open().outsideGlobalLimit().limit(5, window).bucket("webhook");
		router.delete(MESSAGE, this::deleteMessage).open().outsideGlobalLimit().limit(5, window).bucket("webhook");
	}

	private RestResponse ofChannel(Call call) {
		return list("channel_id", this.world.channel(call, Permission.MANAGE_WEBHOOKS).id());
	}

	private RestResponse ofGuild(Call call) {
		Guild guild = this.world.guild(call, Permission.MANAGE_WEBHOOKS);
		return list("guild_id", guild.id());
	}

	private RestResponse list(String field, String id) {
		ArrayNode list = Json.array();
		this.webhooks.values()
			.stream()
			.filter((webhook) -> id.equals(Json.text(webhook, field)))
			.forEach((webhook) -> list.add(webhook.deepCopy()));
		return RestResponse.ok(list);
	}

	private RestResponse create(Call call) {
		Channel channel = this.world.channel(call, Permission.MANAGE_WEBHOOKS);
		Guild guild = channel.guildOrThrow();
		Form form = Form.of(call.body());
		String name = form.requiredText("name", 1, 80);
		form.check();
		long there = this.webhooks.values()
			.stream()
			.filter((webhook) -> channel.id().equals(Json.text(webhook, "channel_id")))
			.count();
		if (there >= MAX_WEBHOOKS) {
			throw ApiError.TOO_MANY_WEBHOOKS.exception();
		}
		String id = this.world.nextId(call.now());
		String token = "webhook-token-" + this.world.nextId(call.now());
		ObjectNode webhook = Json.object()
			.put("id", id)
			.put("type", 1)
			.put("guild_id", guild.id())
			.put("channel_id", channel.id())
			.put("name", name)
			.putNull("avatar")
			.put("token", token)
			.put("application_id", this.world.botId())
			.put("url", "https://discord.com/api/webhooks/" + id + "/" + token);
		webhook.set("user", this.world.state().bot().deepCopy());
		this.webhooks.put(id, webhook);
		changed(webhook);
		return RestResponse.ok(webhook);
	}

	private void changed(ObjectNode webhook) {
		ObjectNode event = Json.object();
		Json.copy(webhook, event, "guild_id", "channel_id");
		this.world.emit("WEBHOOKS_UPDATE", event, Json.text(webhook, "guild_id"));
	}

	private ObjectNode managed(Call call) {
		ObjectNode webhook = this.webhooks.get(call.path("webhook"));
		if (webhook == null) {
			throw ApiError.UNKNOWN_WEBHOOK.exception();
		}
		Access.require(this.world.state().requireChannel(Json.text(webhook, "channel_id")), this.world.botId(),
				Permission.MANAGE_WEBHOOKS);
		return webhook;
	}

	private ObjectNode withToken(Call call) {
		ObjectNode webhook = this.webhooks.get(call.path("webhook"));
		if (webhook == null) {
			throw ApiError.UNKNOWN_WEBHOOK.exception();
		}
		if (!Json.text(webhook, "token").equals(call.path("webhookToken"))) {
			throw ApiError.INVALID_WEBHOOK_TOKEN.exception();
		}
		return webhook;
	}

	private RestResponse change(ObjectNode webhook, Call call) {
		Form form = Form.of(call.body());
		String name = form.text("name", 1, 80);
		form.check();
		if (name != null) {
			webhook.put("name", name);
		}
		Json.copy(call.body(), webhook, "avatar", "channel_id");
		changed(webhook);
		return RestResponse.ok(webhook);
	}

	private RestResponse delete(ObjectNode webhook) {
		this.webhooks.remove(Json.id(webhook));
		changed(webhook);
		return RestResponse.noContent();
	}

	/**
	 * The interaction of the token in the path, or {@code null} if a webhook is meant.
	 */
	private @Nullable Interaction interaction(Call call) {
		Interaction interaction = this.interactions.byToken(call.path("webhookToken"));
		if (interaction == null) {
			return null;
		}
		String application = interaction.applicationId();
		if (!interaction.answered() || !application.isEmpty() && !application.equals(call.path("webhook"))) {
			throw ApiError.UNKNOWN_WEBHOOK.exception();
		}
		if (interaction.isOver(call.now())) {
			throw ApiError.INVALID_WEBHOOK_TOKEN.exception();
		}
		return interaction;
	}

	private RestResponse execute(Call call) {
		Interaction interaction = interaction(call);
		if (interaction != null) {
			return RestResponse.ok(this.interactionMessages.followUp(interaction, call).object(this.world.botId()));
		}
		ObjectNode webhook = withToken(call);
		String threadId = call.query("thread_id");
		Channel channel = this.world.state()
			.requireChannel((threadId != null) ? threadId : Json.text(webhook, "channel_id"));
		MessageForm form = MessageForm.forCreation(call.body(), call.files(), call.now()).forEverybody();
		Form names = Form.of(call.body());
		String name = names.text("username", 1, 80);
		names.check();
		ObjectNode author = Json.object()
			.put("id", Json.id(webhook))
			.put("username", (name != null) ? name : Json.text(webhook, "name"))
			.putNull("avatar")
			.put("discriminator", "0000")
			.put("public_flags", 0)
			.put("flags", 0)
			.put("bot", true)
			.putNull("global_name");
		ObjectNode more = Json.object().put("webhook_id", Json.id(webhook)).put("application_id", this.world.botId());
		StoredMessage message = this.messages.post(channel, author, form, more, null, call.now());
		return call.flag("wait") ? RestResponse.ok(message.object(this.world.botId())) : RestResponse.noContent();
	}

	/** A message that was written with the webhook in the path. */
	private StoredMessage message(Call call, ObjectNode webhook) {
		String threadId = call.query("thread_id");
		String channelId = (threadId != null) ? threadId : Json.text(webhook, "channel_id");
		StoredMessage message = this.world.state().requireMessage(channelId, call.path("message"));
		if (!Json.text(message.data(), "webhook_id").equals(Json.id(webhook))) {
			throw ApiError.UNKNOWN_MESSAGE.exception();
		}
		return message;
	}

	private RestResponse getMessage(Call call) {
		Interaction interaction = interaction(call);
		StoredMessage message = (interaction != null) ? this.interactionMessages.find(interaction, call.path("message"))
				: message(call, withToken(call));
		return RestResponse.ok(message.object(this.world.botId()));
	}

	private RestResponse editMessage(Call call) {
		Interaction interaction = interaction(call);
		StoredMessage message;
		if (interaction != null) {
			message = this.interactionMessages.find(interaction, call.path("message"));
			this.interactionMessages.edit(interaction, message, call);
		}
		else {
			message = message(call, withToken(call));
			int flags = message.data().path("flags").asInt(0);
			this.messages.edit(this.world.state().requireChannel(message.channelId()), message,
					MessageForm.forEdit(call.body(), call.files(), flags), call.now());
		}
		return RestResponse.ok(message.object(this.world.botId()));
	}

	private RestResponse deleteMessage(Call call) {
		Interaction interaction = interaction(call);
		if (interaction != null) {
			this.interactionMessages.delete(interaction,
					this.interactionMessages.find(interaction, call.path("message")));
		}
		else {
			StoredMessage message = message(call, withToken(call));
			this.messages.delete(this.world.state().requireChannel(message.channelId()), message);
		}
		return RestResponse.noContent();
	}

}
