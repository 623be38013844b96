package io.discordgateway.test.discord;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The messages that an interaction is answered with.
 */
final class InteractionMessages {

	private static final int CHAT_INPUT = 20;

	private static final int CONTEXT_MENU = 23;

	private final World world;

	private final Messages messages;

	private final Interactions interactions;

	InteractionMessages(World world, Messages messages, Interactions interactions) {
		this.world = world;
		this.messages = messages;
		this.interactions = interactions;
	}

	/** The first answer, a message. */
	StoredMessage answer(Interaction interaction, MessageForm form, Instant now) {
		Channel channel = this.interactions.channel(interaction);
		StoredMessage message = this.messages.post(channel, this.world.state().bot(), form, origin(interaction, null),
				form.ephemeral() ? Json.id(interaction.user()) : null, now);
		interaction.original(message.id(), true);
		return message;
	}

	/** The first answer, a message that says that there will be one. */
	StoredMessage defer(Interaction interaction, JsonNode data, Instant now) {
		Channel channel = this.interactions.channel(interaction);
		int ephemeral = data.path("flags").asInt(0) & MessageForm.EPHEMERAL;
		ObjectNode more = origin(interaction, null).put("flags", MessageForm.LOADING | ephemeral);
		StoredMessage message = this.messages.postPlain(channel, this.world.state().bot(), more,
				(ephemeral != 0) ? Json.id(interaction.user()) : null, now);
		interaction.original(message.id(), false);
		return message;
	}

	/** The message whose component was used, which later edits of the original mean. */
	StoredMessage source(Interaction interaction) {
		StoredMessage source = this.world.state().messages().find(interaction.channelId(), interaction.sourceId());
		if (source == null) {
			throw ApiError.UNKNOWN_MESSAGE.exception();
		}
		interaction.original(source.id(), true);
		return source;
	}

	/** The first answer, a change of the message whose component was used. */
	StoredMessage update(Interaction interaction, ObjectNode data, List<Upload> files, Instant now) {
		StoredMessage source = source(interaction);
		int flags = source.data().path("flags").asInt(0);
		this.messages.edit(this.interactions.channel(interaction), source, MessageForm.forEdit(data, files, flags),
				now);
		return source;
	}

	/** A message after the first answer; the first one fills an answer that waits. */
	StoredMessage followUp(Interaction interaction, Call call) {
		Channel channel = this.interactions.channel(interaction);
		if (interaction.waits()) {
			StoredMessage original = find(interaction, "@original");
			edit(interaction, original, call);
			return original;
		}
		MessageForm form = MessageForm.forCreation(call.body(), call.files(), call.now());
		StoredMessage message = this.messages.post(channel, this.world.state().bot(), form,
				origin(interaction, interaction.originalId()), form.ephemeral() ? Json.id(interaction.user()) : null,
				call.now());
		interaction.messages().add(message.id());
		return message;
	}

	/**
	 * A message of the interaction's by its id or {@code @original}, or Discord's error.
	 */
	StoredMessage find(Interaction interaction, String id) {
		String wanted = id.equals("@original") ? interaction.originalId() : id;
		StoredMessage message = (wanted != null && interaction.messages().contains(wanted))
				? this.world.state().messages().find(interaction.channelId(), wanted) : null;
		if (message == null) {
			throw ApiError.UNKNOWN_MESSAGE.exception();
		}
		return message;
	}

	void edit(Interaction interaction, StoredMessage message, Call call) {
		int flags = message.data().path("flags").asInt(0);
		MessageForm form = MessageForm.forEdit(call.body(), call.files(), flags);
		if (message.id().equals(interaction.originalId()) && interaction.waits()) {
			int now = form.fields().has("flags") ? form.flags() : flags;
			form.fields().put("flags", now & ~MessageForm.LOADING);
		}
		this.messages.edit(this.interactions.channel(interaction), message, form, call.now());
		if (message.id().equals(interaction.originalId())) {
			interaction.fill();
		}
	}

	void delete(Interaction interaction, StoredMessage message) {
		this.messages.delete(this.interactions.channel(interaction), message);
		interaction.messages().remove(message.id());
	}

	/** What tells where a message comes from; a follow-up refers to the first answer. */
	private ObjectNode origin(Interaction interaction, @Nullable String followUpOf) {
		ObjectNode more = Json.object()
			.put("webhook_id", this.world.botId())
			.put("application_id", this.world.botId())
			.put("type", type(interaction));
		ObjectNode metadata = interaction.metadata();
		more.set("interaction_metadata", metadata);
		if (interaction.type() == Interaction.COMMAND) {
			ObjectNode old = more.putObject("interaction");
			Json.copy(metadata, old, "id", "type", "name", "user");
		}
		String referred = (followUpOf != null) ? followUpOf : interaction.sourceId();
		StoredMessage other = this.world.state().messages().find(interaction.channelId(), referred);
		if (followUpOf != null) {
			metadata.put("original_response_message_id", followUpOf);
			more.put("type", Messages.REPLY);
		}
		if (other != null) {
			this.world.answer(more, other);
		}
		return more;
	}

	private static int type(Interaction interaction) {
		if (interaction.type() == Interaction.COMMAND) {
			return (interaction.data().path("data").path("type").asInt(1) == 1) ? CHAT_INPUT : CONTEXT_MENU;
		}
		return interaction.sourceId().isEmpty() ? CHAT_INPUT : Messages.REPLY;
	}

}
