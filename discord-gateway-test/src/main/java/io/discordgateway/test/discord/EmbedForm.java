package io.discordgateway.test.discord;

import java.util.List;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the embeds of a message (Message &gt; Embed Limits).
 */
final class EmbedForm {

	private static final int MAX_EMBEDS = 10;

	private static final int MAX_TOTAL = 6000;

	private int total;

	private EmbedForm() {
	}

	/**
	 * Reads a list of embeds.
	 * @param message the message's form
	 * @return the embeds as a message has them
	 */
	static ArrayNode read(Form message) {
		ArrayNode embeds = Json.array();
		EmbedForm reader = new EmbedForm();
		message.each("embeds", MAX_EMBEDS, (embed, index) -> embeds.add(reader.embed(embed)));
		if (reader.total > MAX_TOTAL) {
			message.error("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000");
		}
		return embeds;
	}

	private ObjectNode embed(Form form) {
		ObjectNode embed = Json.object().put("type", "rich");
		text(form, embed, "title", 256);
		text(form, embed, "description", 4096);
		for (String field : List.of("url", "timestamp", "color")) {
			if (form.given(field)) {
				form.copyTo(embed, field);
			}
		}
		Form footer = form.object("footer");
		if (footer != null) {
			ObjectNode node = embed.putObject("footer");
			node.put("text", count(footer.requiredText("text", 1, 2048)));
			media(footer, node, "icon_url");
		}
		for (String field : List.of("image", "thumbnail")) {
			Form media = form.object(field);
			if (media != null) {
				media(media, embed.putObject(field), "url");
			}
		}
		Form author = form.object("author");
		if (author != null) {
			ObjectNode node = embed.putObject("author");
			node.put("name", count(author.requiredText("name", 1, 256)));
			media(author, node, "icon_url");
			if (author.given("url")) {
				author.copyTo(node, "url");
			}
		}
		ArrayNode fields = Json.array();
		form.each("fields", 25,
				(field, index) -> fields.addObject()
					.put("name", count(field.requiredText("name", 1, 256)))
					.put("value", count(field.requiredText("value", 1, 1024)))
					.put("inline", field.body().path("inline").asBoolean(false)));
		if (!fields.isEmpty()) {
			embed.set("fields", fields);
		}
		if (embed.size() == 1 && form.body().isObject()) {
			form.errors().required(form.path("description"));
		}
		return embed;
	}

	private void text(Form form, ObjectNode embed, String field, int max) {
		String text = form.text(field, 0, max);
		if (text != null && !text.isEmpty()) {
			embed.put(field, count(text));
		}
	}

	private static void media(Form form, ObjectNode node, String field) {
		String url = form.text(field, 0, 2048);
		if (url != null && !url.isEmpty()) {
			if (!url.matches("(https?|attachment)://.+")) {
				form.error(field, "URL_TYPE_INVALID_SCHEME", "Scheme \"" + url.replaceAll(":.*", "")
						+ "\" is not supported. Scheme must be one of ('http', 'https').");
			}
			node.put(field, url).put(field.equals("url") ? "proxy_url" : "proxy_icon_url", url);
		}
	}

	private String count(String text) {
		this.total += text.length();
		return text;
	}

}
