package io.discordgateway.spring.rest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What to say to an interaction. It mentions nobody unless it is told so, so that what a
 * person typed and the bot repeats calls nobody.
 *
 * @param content the text, at most 2,000 characters, or {@code null} for none
 * @param embeds the embeds, at most 10: objects of the model, maps or records, written as
 * JSON in snake case
 * @param components the components, in the same way
 * @param ephemeral whether only who asked sees it
 * @param mentions kinds of mentions in the text that may call somebody: {@code users},
 * {@code roles}, {@code everyone}
 * @see <a href=
 * "https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-messages">Discord's
 * documentation</a>
 * @since 0.1
 */
public record InteractionReply(@Nullable String content, List<?> embeds, List<?> components, boolean ephemeral,
		List<String> mentions) {

	private static final int EPHEMERAL = 1 << 6;

	private static final int MAX_CONTENT = 2000;

	private static final int MAX_EMBEDS = 10;

	public InteractionReply {
		embeds = List.copyOf(embeds);
		components = List.copyOf(components);
		mentions = List.copyOf(mentions);
		if (content != null && content.codePointCount(0, content.length()) > MAX_CONTENT) {
			throw new IllegalArgumentException("'content' has more than 2,000 characters");
		}
		if (embeds.size() > MAX_EMBEDS) {
			throw new IllegalArgumentException("'embeds' has more than 10 elements");
		}
		if ((content == null || content.isEmpty()) && embeds.isEmpty() && components.isEmpty()) {
			throw new IllegalArgumentException("A reply needs content, embeds or components");
		}
	}

	/**
	 * Returns a reply of text that everybody in the channel sees.
	 * @param content the text, not empty
	 * @return the reply
	 */
	public static InteractionReply of(String content) {
		return new InteractionReply(content, List.of(), List.of(), false, List.of());
	}

	/**
	 * Returns a reply of embeds that everybody in the channel sees.
	 * @param embeds the embeds
	 * @return the reply
	 */
	public static InteractionReply ofEmbeds(Object... embeds) {
		return new InteractionReply(null, List.of(embeds), List.of(), false, List.of());
	}

	/**
	 * Returns the same reply for the eyes of who asked only.
	 * @return a copy
	 */
	public InteractionReply asEphemeral() {
		return new InteractionReply(this.content, this.embeds, this.components, true, this.mentions);
	}

	/**
	 * Returns the same reply with components.
	 * @param components the components
	 * @return a copy
	 */
	public InteractionReply withComponents(Object... components) {
		return new InteractionReply(this.content, this.embeds, List.of(components), this.ephemeral, this.mentions);
	}

	/**
	 * Returns the same reply with mentions that call.
	 * @param mentions kinds of mentions: {@code users}, {@code roles}, {@code everyone}
	 * @return a copy
	 */
	public InteractionReply withMentions(String... mentions) {
		return new InteractionReply(this.content, this.embeds, this.components, this.ephemeral, List.of(mentions));
	}

	Map<String, Object> toJson() {
		Map<String, Object> json = new LinkedHashMap<>();
		if (this.content != null) {
			json.put("content", this.content);
		}
		if (!this.embeds.isEmpty()) {
			json.put("embeds", this.embeds);
		}
		if (!this.components.isEmpty()) {
			json.put("components", this.components);
		}
		if (this.ephemeral) {
			json.put("flags", EPHEMERAL);
		}
		json.put("allowed_mentions", Map.of("parse", this.mentions));
		return json;
	}

}
