package io.discordgateway.test.discord;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.discordgateway.model.Permission;
import io.discordgateway.model.Snowflake;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes, changes and deletes messages, whoever does it.
 */
final class Messages {

	static final int PINNED_MESSAGE = 6;

	static final int REPLY = 19;

	private static final Duration BULK_DELETE_AGE = Duration.ofDays(14);

	private final World world;

	private final Mentions mentions;

	private final Attachments attachments;

	Messages(World world) {
		this.world = world;
		this.mentions = new Mentions(world.state());
		this.attachments = new Attachments(world);
	}

	/**
	 * Writes a message.
	 * @param channel where
	 * @param author who, as the message shows it
	 * @param form what
	 * @param more fields that this message has besides, such as its type
	 * @param onlyFor the one who sees it if it is ephemeral, or {@code null}
	 * @param now the time
	 * @return the message
	 */
	StoredMessage post(Channel channel, JsonNode author, MessageForm form, ObjectNode more, @Nullable String onlyFor,
			Instant now) {
		checkType(channel);
		ObjectNode message = message(this.world.nextId(now), channel, author, now);
		message.setAll(form.fields());
		message.setAll(more);
		boolean webhook = more.has("webhook_id");
		String answered = refer(message, channel, form);
		this.attachments.add(message, form, List.of(), now);
		boolean mayMentionAll = webhook
				|| Access.has(Access.inChannel(channel, Json.id(author)), Permission.MENTION_EVERYONE);
		this.mentions.write(message, form.allowedMentions(), mayMentionAll, answered);
		return keep(channel, message, onlyFor);
	}

	/**
	 * Writes a message that nobody wrote: Discord itself does, about what somebody did.
	 */
	StoredMessage postSystem(Channel channel, JsonNode author, ObjectNode more, Instant now) {
		return postPlain(channel, author, more, null, now);
	}

	/** Writes a message that is made of its fields as they are. */
	StoredMessage postPlain(Channel channel, JsonNode author, ObjectNode more, @Nullable String onlyFor, Instant now) {
		ObjectNode message = message(this.world.nextId(now), channel, author, now);
		message.setAll(more);
		return keep(channel, message, onlyFor);
	}

	private StoredMessage keep(Channel channel, ObjectNode message, @Nullable String onlyFor) {
		if (onlyFor != null) {
			StoredMessage stored = new StoredMessage(message, onlyFor);
			this.world.state().messages().put(stored);
			return stored;
		}
		wake(channel);
		this.world.emit("MESSAGE_CREATE", event(channel, message), channel.guildId());
		return this.world.state().requireMessage(channel.id(), Json.id(message));
	}

	private static ObjectNode message(String id, Channel channel, JsonNode author, Instant now) {
		ObjectNode message = Json.object()
			.put("id", id)
			.put("type", 0)
			.put("channel_id", channel.id())
			.put("content", "")
			.put("timestamp", Timestamps.of(now))
			.putNull("edited_timestamp")
			.put("tts", false)
			.put("mention_everyone", false)
			.put("pinned", false)
			.put("flags", 0);
		message.set("author", author.deepCopy());
		for (String list : List.of("mentions", "mention_roles", "attachments", "embeds", "components")) {
			message.putArray(list);
		}
		return message;
	}

	private static void checkType(Channel channel) {
		if (channel.isForum()) {
			throw ApiError.NO_MESSAGE_IN_FORUM.exception();
		}
		if (channel.type() == Channel.CATEGORY) {
			throw ApiError.NOT_A_TEXT_CHANNEL.exception();
		}
		JsonNode thread = channel.data().path("thread_metadata");
		if (thread.path("archived").asBoolean(false) && thread.path("locked").asBoolean(false)) {
			throw ApiError.THREAD_ARCHIVED.exception();
		}
	}

	/** A message takes a thread out of the archive. */
	private void wake(Channel channel) {
		if (channel.data().path("thread_metadata").path("archived").asBoolean(false)) {
			ObjectNode thread = Json.copy(channel.data());
			((ObjectNode) thread.path("thread_metadata")).put("archived", false);
			this.world.emit("THREAD_UPDATE", thread, channel.guildId());
		}
	}

	/** Writes what a message answers or forwards, and returns whom it answers. */
	private @Nullable String refer(ObjectNode message, Channel channel, MessageForm form) {
		JsonNode reference = form.reference();
		if (reference == null) {
			return null;
		}
		String channelId = Json.given(reference, "channel_id") ? Json.text(reference, "channel_id") : channel.id();
		StoredMessage other = this.world.state().messages().find(channelId, Json.text(reference, "message_id"));
		if (other == null || other.ephemeral()) {
			if (reference.path("fail_if_not_exists").asBoolean(true)) {
				throw FormErrors.single("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message");
			}
			return null;
		}
		if (form.isForward()) {
			this.world.refer(message, channelId).put("message_id", other.id()).put("type", 1);
			ObjectNode snapshot = message.putArray("message_snapshots").addObject().putObject("message");
			Json.copy(other.data(), snapshot, "type", "content", "embeds", "attachments", "timestamp",
					"edited_timestamp", "flags", "mentions", "mention_roles", "components");
			return null;
		}
		message.put("type", REPLY);
		this.world.answer(message, other);
		return other.authorId();
	}

	/** The event of a message: the message, with where it is and who wrote it there. */
	private ObjectNode event(Channel channel, ObjectNode message) {
		ObjectNode event = Json.copy(message);
		World.addGuild(event, channel);
		event.put("channel_type", channel.type());
		if (!message.has("webhook_id") || message.has("interaction_metadata")) {
			this.world.addMember(event, channel.guild(), Json.id(message.path("author")));
		}
		Mentions.addMembers(event, channel.guild());
		return event;
	}

	/**
	 * Changes a message.
	 * @param channel where it is
	 * @param message the message
	 * @param form what of it
	 * @param now the time
	 */
	void edit(Channel channel, StoredMessage message, MessageForm form, Instant now) {
		ObjectNode changed = Json.copy(message.data());
		changed.setAll(form.fields());
		if (form.attachments().isArray() || !form.files().isEmpty()) {
			this.attachments.add(changed, form,
					Attachments.kept(message.data().path("attachments"), form.attachments()), now);
		}
		if (isEmpty(changed)) {
			throw ApiError.EMPTY_MESSAGE.exception();
		}
		if (form.fields().has("content")) {
			String answered = Json.id(changed.path("referenced_message").path("author"));
			this.mentions.write(changed, form.allowedMentions(), changed.path("mention_everyone").asBoolean(false),
					answered.isEmpty() ? null : answered);
		}
		changed.put("edited_timestamp", Timestamps.of(now));
		change(channel, message, changed);
	}

	/** Puts a changed message in place of the one before. */
	void change(Channel channel, StoredMessage message, ObjectNode changed) {
		if (message.ephemeral()) {
			message.data().setAll(changed);
		}
		else {
			this.world.emit("MESSAGE_UPDATE", event(channel, changed), channel.guildId());
		}
	}

	private static boolean isEmpty(ObjectNode message) {
		boolean nothing = Json.text(message, "content").isBlank();
		for (String field : List.of("embeds", "components", "attachments", "sticker_items", "poll",
				"message_snapshots")) {
			nothing &= message.path(field).isEmpty();
		}
		return nothing;
	}

	void delete(Channel channel, StoredMessage message) {
		if (message.ephemeral()) {
			this.world.state().messages().remove(channel.id(), message.id());
			return;
		}
		ObjectNode event = Json.object().put("id", message.id()).put("channel_id", channel.id());
		World.addGuild(event, channel);
		this.world.emit("MESSAGE_DELETE", event, channel.guildId());
	}

	/** Deletes from 2 to 100 messages that are younger than two weeks. */
	void bulkDelete(Channel channel, JsonNode ids, Instant now) {
		if (ids.size() < 2 || ids.size() > 100) {
			throw ApiError.BULK_DELETE_COUNT.exception();
		}
		ObjectNode event = Json.object();
		ArrayNode deleted = event.putArray("ids");
		for (JsonNode id : ids) {
			String text = Json.text(id);
			if (!text.matches("\\d{1,20}")) {
				throw FormErrors.single("messages", "NUMBER_TYPE_COERCE", "Value \"" + text + "\" is not snowflake.");
			}
			if (Snowflake.of(text).createdAt().plus(BULK_DELETE_AGE).isBefore(now)) {
				throw ApiError.TOO_OLD_FOR_BULK_DELETE.exception();
			}
			if (this.world.state().messages().find(channel.id(), text) != null) {
				deleted.add(text);
			}
		}
		event.put("channel_id", channel.id());
		World.addGuild(event, channel);
		this.world.emit("MESSAGE_DELETE_BULK", event, channel.guildId());
	}

}
