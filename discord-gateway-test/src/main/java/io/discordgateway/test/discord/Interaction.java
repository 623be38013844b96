package io.discordgateway.test.discord;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Interaction, and what the bot did about it.
 */
final class Interaction {

	static final int COMMAND = 2;

	static final int COMPONENT = 3;

	static final int AUTOCOMPLETE = 4;

	static final int MODAL_SUBMIT = 5;

	/** How long it can be answered (R50). */
	static final Duration DEADLINE = Duration.ofSeconds(3);

	/** How long its token lives (R50). */
	static final Duration LIFETIME = Duration.ofMinutes(15);

	private final ObjectNode data;

	private final Instant sentAt;

	/** The messages that were written with its token. */
	private final Set<String> messages = new HashSet<>();

	private @Nullable Integer callbackType;

	private @Nullable String originalId;

	private boolean filled;

	private @Nullable JsonNode result;

	/**
	 * Creates an interaction.
	 * @param data the data of INTERACTION_CREATE, a copy
	 * @param sentAt when it was sent
	 */
	Interaction(ObjectNode data, Instant sentAt) {
		this.data = data;
		this.sentAt = sentAt;
	}

	String id() {
		return Json.id(this.data);
	}

	String token() {
		return Json.text(this.data, "token");
	}

	String applicationId() {
		return Json.text(this.data, "application_id");
	}

	int type() {
		return this.data.path("type").asInt(COMMAND);
	}

	String channelId() {
		return Json.text(this.data, "channel_id");
	}

	ObjectNode data() {
		return this.data;
	}

	/** Who caused it: the user object. */
	JsonNode user() {
		return this.data.path("member").path("user").isObject() ? this.data.path("member").path("user")
				: this.data.path("user");
	}

	/** The message that its component or modal belongs to; empty if there is none. */
	String sourceId() {
		return Json.id(this.data.path("message"));
	}

	boolean answered() {
		return this.callbackType != null;
	}

	/** The type of the answer, or {@code null}. */
	@Nullable Integer callbackType() {
		return this.callbackType;
	}

	/** What an answer of choices or a modal consisted of, or {@code null}. */
	@Nullable JsonNode result() {
		return this.result;
	}

	void answered(int callbackType, @Nullable JsonNode result) {
		this.callbackType = callbackType;
		this.result = result;
	}

	boolean isTooLate(Instant now) {
		return now.isAfter(this.sentAt.plus(DEADLINE));
	}

	boolean isOver(Instant now) {
		return now.isAfter(this.sentAt.plus(LIFETIME));
	}

	@Nullable String originalId() {
		return this.originalId;
	}

	/**
	 * Says which message answers it.
	 * @param id the message
	 * @param filled whether the message says something, and does not wait to
	 */
	void original(String id, boolean filled) {
		this.originalId = id;
		this.filled = filled;
		this.messages.add(id);
	}

	/** Whether the answer was put off and has not come. */
	boolean waits() {
		return this.originalId != null && !this.filled;
	}

	void fill() {
		this.filled = true;
	}

	Set<String> messages() {
		return this.messages;
	}

	/** What messages tell of the interaction that they answer. */
	ObjectNode metadata() {
		ObjectNode metadata = Json.object().put("id", id()).put("type", type());
		metadata.set("user", user().deepCopy());
		metadata.set("authorizing_integration_owners", this.data.path("authorizing_integration_owners").isObject()
				? this.data.path("authorizing_integration_owners").deepCopy() : Json.object());
		JsonNode command = this.data.path("data");
		if (type() == COMMAND && Json.given(command, "name")) {
			metadata.set("name", command.path("name"));
		}
		if (type() == COMPONENT && !sourceId().isEmpty()) {
			metadata.put("interacted_message_id", sourceId());
		}
		return metadata;
	}

}
