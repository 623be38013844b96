package io.discordgateway.test.discord;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What somebody wants to write: the body of a request, checked, with nulls left out.
 */
final class MessageForm {

	static final int EPHEMERAL = 1 << 6;

	static final int LOADING = 1 << 7;

	static final int COMPONENTS_V2 = 1 << 15;

	/** SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS, IS_VOICE_MESSAGE and the two above. */
	private static final int SETTABLE = 1 << 2 | 1 << 12 | 1 << 13 | EPHEMERAL | COMPONENTS_V2;

	private static final int MAX_CONTENT = 2000;

	private static final int FORWARD = 1;

	private final JsonNode body;

	private final ObjectNode fields;

	private final List<Upload> files;

	private MessageForm(JsonNode body, ObjectNode fields, List<Upload> files) {
		this.body = body;
		this.fields = fields;
		this.files = files;
	}

	/**
	 * Reads a message that is to be written.
	 * @param body the body
	 * @param files the files of the request
	 * @param now the time, at which a poll begins
	 * @return the form
	 * @throws ApiException if something is wrong with it
	 */
	static MessageForm forCreation(JsonNode body, List<Upload> files, Instant now) {
		Form form = Form.of(body);
		ObjectNode fields = Json.object();
		String content = form.text("content", 0, MAX_CONTENT);
		fields.put("content", (content != null) ? content : "");
		int flags = form.number("flags", 0, 0, Integer.MAX_VALUE) & SETTABLE;
		fields.set("embeds", EmbedForm.read(form));
		fields.set("components", ComponentForm.read(form, (flags & COMPONENTS_V2) != 0));
		fields.put("flags", flags).put("tts", body.path("tts").asBoolean(false));
		checkLayout(form, fields);
		if (form.given("nonce")) {
			form.text("nonce", 0, 25);
			fields.set("nonce", body.path("nonce"));
		}
		form.snowflake("thread_id");
		Form reference = form.object("message_reference");
		if (reference != null && reference.snowflake("message_id") == null) {
			reference.errors().required(reference.path("message_id"));
		}
		if (form.given("poll")) {
			fields.set("poll", poll(new Form(body.path("poll"), "poll", form.errors()), now));
		}
		stickers(form, fields);
		form.check();
		MessageForm message = new MessageForm(body, fields, files);
		if (message.isEmpty() && !message.isForward()) {
			throw ApiError.EMPTY_MESSAGE.exception();
		}
		return message;
	}

	/** Reads what is to be changed of a message: only what the body names. */
	static MessageForm forEdit(JsonNode body, List<Upload> files, int formerFlags) {
		Form form = Form.of(body);
		ObjectNode fields = Json.object();
		if (body.has("content")) {
			String content = form.text("content", 0, MAX_CONTENT);
			fields.put("content", (content != null) ? content : "");
		}
		int flags = form.number("flags", formerFlags, 0, Integer.MAX_VALUE);
		boolean layout = ((flags | formerFlags) & COMPONENTS_V2) != 0;
		if (Json.given(body, "flags")) {
			fields.put("flags", formerFlags & ~(1 << 2) | flags & (1 << 2 | COMPONENTS_V2));
		}
		if (body.has("embeds")) {
			fields.set("embeds", EmbedForm.read(form));
		}
		if (body.has("components")) {
			fields.set("components", ComponentForm.read(form, layout));
		}
		form.check();
		return new MessageForm(body, fields, files);
	}

	private static void checkLayout(Form form, ObjectNode fields) {
		if ((fields.path("flags").asInt() & COMPONENTS_V2) != 0) {
			for (String field : List.of("content", "embeds")) {
				if (!fields.path(field).isEmpty() || !fields.path(field).asString("").isEmpty()) {
					form.error(field, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
							"The '" + field + "' field cannot be used when using MessageFlags.IS_COMPONENTS_V2");
				}
			}
		}
	}

	private static ObjectNode poll(Form form, Instant now) {
		ObjectNode poll = Json.object();
		Form question = form.object("question");
		if (question == null) {
			form.errors().required(form.path("question"));
		}
		else {
			poll.putObject("question").put("text", question.requiredText("text", 1, 300));
		}
		ArrayNode answers = poll.putArray("answers");
		form.each("answers", 10, (answer, index) -> {
			ObjectNode node = answers.addObject().put("answer_id", index + 1);
			node.set("poll_media", answer.body().path("poll_media").deepCopy());
		});
		if (answers.isEmpty()) {
			form.errors().required(form.path("answers"));
		}
		int hours = form.number("duration", 24, 1, 768);
		return poll.put("expiry", Timestamps.of(now.plus(Duration.ofHours(hours))))
			.put("allow_multiselect", form.body().path("allow_multiselect").asBoolean(false))
			.put("layout_type", form.number("layout_type", 1, 1, 1));
	}

	private static void stickers(Form form, ObjectNode fields) {
		JsonNode ids = form.body().path("sticker_ids");
		if (ids.size() > 3) {
			form.error("sticker_ids", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 3 in length.");
		}
		if (!ids.isEmpty()) {
			ArrayNode items = fields.putArray("sticker_items");
			ids.forEach(
					(id) -> items.addObject().put("id", Json.text(id)).put("name", "sticker").put("format_type", 1));
		}
	}

	private boolean isEmpty() {
		return this.fields.path("content").asString("").isBlank() && this.fields.path("embeds").isEmpty()
				&& this.fields.path("components").isEmpty() && this.files.isEmpty() && !this.fields.has("sticker_items")
				&& !this.fields.has("poll");
	}

	ObjectNode fields() {
		return this.fields;
	}

	List<Upload> files() {
		return this.files;
	}

	int flags() {
		return this.fields.path("flags").asInt(0);
	}

	/** Nobody but an interaction can write for one person only. */
	MessageForm forEverybody() {
		this.fields.put("flags", flags() & ~EPHEMERAL);
		return this;
	}

	boolean ephemeral() {
		return (flags() & EPHEMERAL) != 0;
	}

	/** The list of the request, missing if it has none. */
	JsonNode attachments() {
		return this.body.path("attachments");
	}

	/** Who may be mentioned, missing if nothing is said of it. */
	JsonNode allowedMentions() {
		return Json.given(this.body, "allowed_mentions") ? this.body.path("allowed_mentions")
				: MissingNode.getInstance();
	}

	/** The message that is answered or forwarded, or {@code null}. */
	@Nullable JsonNode reference() {
		return Json.given(this.body, "message_reference") ? this.body.path("message_reference") : null;
	}

	boolean isForward() {
		JsonNode reference = reference();
		return reference != null && reference.path("type").asInt(0) == FORWARD;
	}

}
