package io.discordgateway.spring.rest;

import java.util.List;
import java.util.Map;

/**
 * A form to fill in, shown as the answer to an interaction.
 *
 * @param customId comes back with what was filled in, 1 to 100 characters
 * @param title the title, at most 45 characters
 * @param components 1 to 5 components: objects of the model, maps or records, written as
 * JSON in snake case
 * @see <a href=
 * "https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-modal">Discord's
 * documentation</a>
 * @since 0.1
 */
public record InteractionModal(String customId, String title, List<?> components) {

	private static final int MAX_CUSTOM_ID = 100;

	private static final int MAX_TITLE = 45;

	private static final int MAX_COMPONENTS = 5;

	public InteractionModal {
		components = List.copyOf(components);
		if (customId.isEmpty() || customId.length() > MAX_CUSTOM_ID) {
			throw new IllegalArgumentException("'customId' must have 1 to 100 characters");
		}
		if (title.isEmpty() || title.length() > MAX_TITLE) {
			throw new IllegalArgumentException("'title' must have 1 to 45 characters");
		}
		if (components.isEmpty() || components.size() > MAX_COMPONENTS) {
			throw new IllegalArgumentException("'components' must have 1 to 5 elements");
		}
	}

	Map<String, Object> toJson() {
		return Map.of("custom_id", this.customId, "title", this.title, "components", this.components);
	}

}
