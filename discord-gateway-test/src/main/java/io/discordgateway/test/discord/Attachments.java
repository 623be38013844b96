package io.discordgateway.test.discord;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes attachments of uploaded files.
 */
final class Attachments {

	private static final int MAX_FILES = 10;

	private final World world;

	Attachments(World world) {
		this.world = world;
	}

	/**
	 * Adds the files of a form to a message, and lets embeds that name one point to it.
	 * @param message the message
	 * @param form the form
	 * @param kept the attachments that the message keeps
	 * @param now the time
	 */
	void add(ObjectNode message, MessageForm form, List<JsonNode> kept, Instant now) {
		if (form.files().size() + kept.size() > MAX_FILES) {
			throw FormErrors.single("attachments", "BASE_TYPE_BAD_LENGTH", "Must be 10 or fewer in length.");
		}
		ArrayNode attachments = Json.array();
		kept.forEach((attachment) -> attachments.add(attachment.deepCopy()));
		for (Upload file : form.files()) {
			attachments.add(attachment(file, Json.text(message, "channel_id"), form.attachments(), now));
		}
		message.set("attachments", attachments);
		for (JsonNode embed : message.path("embeds")) {
			for (String field : List.of("image", "thumbnail", "author", "footer")) {
				resolve(embed.path(field), attachments);
			}
		}
	}

	/** The attachments of a message that an edit keeps: those that it lists, else all. */
	static List<JsonNode> kept(JsonNode former, JsonNode listed) {
		return former.valueStream()
			.filter((attachment) -> !listed.isArray()
					|| listed.valueStream().anyMatch((entry) -> Json.id(entry).equals(Json.id(attachment))))
			.toList();
	}

	private ObjectNode attachment(Upload file, String channelId, JsonNode listed, Instant now) {
		JsonNode described = listed.valueStream()
			.filter((entry) -> Json.id(entry).equals(file.key()))
			.findFirst()
			.orElse(Json.object());
		String name = Json.given(described, "filename") ? Json.text(described, "filename") : file.filename();
		name = name.replaceAll("[^\\p{L}\\p{N}_.-]+", "_");
		String id = this.world.nextId(now);
		String path = "/attachments/" + channelId + "/" + id + "/" + name;
		ObjectNode attachment = Json.object()
			.put("id", id)
			.put("filename", name)
			.put("size", file.content().length)
			.put("url", "https://cdn.discordapp.com" + path)
			.put("proxy_url", "https://media.discordapp.net" + path)
			.put("content_type", type(file, name))
			.put("flags", 0);
		for (String field : List.of("title", "description", "duration_secs", "waveform")) {
			if (Json.given(described, field)) {
				attachment.set(field, described.path(field).deepCopy());
			}
		}
		return attachment;
	}

	private static String type(Upload file, String name) {
		if (!file.contentType().isEmpty() && !file.contentType().startsWith("application/octet-stream")) {
			return file.contentType();
		}
		return switch (name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)) {
			case "png" -> "image/png";
			case "jpg", "jpeg" -> "image/jpeg";
			case "gif" -> "image/gif";
			case "webp" -> "image/webp";
			case "txt", "log", "md" -> "text/plain; charset=utf-8";
			case "json" -> "application/json; charset=utf-8";
			default -> "application/octet-stream";
		};
	}

	private static void resolve(JsonNode media, ArrayNode attachments) {
		for (String field : List.of("url", "icon_url")) {
			String url = Json.text(media, field);
			if (url.startsWith("attachment://")) {
				attachments.valueStream()
					.filter((attachment) -> url.endsWith("/" + Json.text(attachment, "filename")))
					.findFirst()
					.ifPresent((attachment) -> ((ObjectNode) media).put(field, Json.text(attachment, "url"))
						.put("proxy_" + field, Json.text(attachment, "proxy_url")));
			}
		}
	}

}
