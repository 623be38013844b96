package io.discordgateway.test.discord;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the components of a message or a modal (Components Reference) and numbers them.
 */
final class ComponentForm {

	private static final int ACTION_ROW = 1;

	private static final int BUTTON = 2;

	private static final int STRING_SELECT = 3;

	private static final int LAST_SELECT = 8;

	private static final int MAX_ROWS = 5;

	private static final int MAX_IN_ALL = 40;

	private static final int LINK = 5;

	private static final int PREMIUM = 6;

	private final Set<String> customIds = new HashSet<>();

	private final Set<Integer> numbers = new HashSet<>();

	private int count;

	private ComponentForm() {
	}

	/**
	 * Reads a list of components.
	 * @param form the form with the list
	 * @param layout whether the list may hold more than rows (IS_COMPONENTS_V2)
	 * @return the components as a message has them
	 */
	static ArrayNode read(Form form, boolean layout) {
		ComponentForm reader = new ComponentForm();
		form.each("components", layout ? MAX_IN_ALL : MAX_ROWS, (component, index) -> {
			int type = component.number("type", 0, 1, 23);
			if (!layout && type != ACTION_ROW) {
				component.error("type", "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (1,).");
			}
			reader.check(component);
		});
		if (reader.count > MAX_IN_ALL) {
			form.error("components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 40 in length.");
		}
		ArrayNode components = form.body().path("components").isArray()
				? (ArrayNode) form.body().path("components").deepCopy() : Json.array();
		components.forEach(reader::reserve);
		components.forEach(reader::number);
		return components;
	}

	/**
	 * Numbers what has no number yet, as Discord does where the bot gave none.
	 * @param components the components
	 * @return copies
	 */
	static JsonNode numbered(JsonNode components) {
		ComponentForm reader = new ComponentForm();
		JsonNode copies = components.deepCopy();
		copies.forEach(reader::reserve);
		copies.forEach(reader::number);
		return copies;
	}

	private void check(Form component) {
		this.count++;
		int type = component.number("type", 0, 1, 23);
		if (type == ACTION_ROW && component.body().path("components").isEmpty()) {
			component.error("components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.");
		}
		if (type == BUTTON) {
			button(component);
		}
		else if (type >= STRING_SELECT && type <= LAST_SELECT) {
			customId(component);
		}
		if (type == STRING_SELECT) {
			component.each("options", 25, (option, index) -> {
				option.requiredText("label", 1, 100);
				option.requiredText("value", 1, 100);
			});
		}
		component.each("components", (type == ACTION_ROW) ? MAX_ROWS : MAX_IN_ALL, (child, index) -> check(child));
		for (String field : new String[] { "accessory", "component" }) {
			Form child = component.object(field);
			if (child != null) {
				check(child);
			}
		}
	}

	private void button(Form button) {
		int style = button.number("style", 0, 1, PREMIUM);
		button.text("label", 0, 80);
		if (style == LINK) {
			button.requiredText("url", 1, 512);
		}
		else if (style == PREMIUM) {
			button.snowflake("sku_id");
		}
		else {
			customId(button);
		}
	}

	private void customId(Form component) {
		String id = component.requiredText("custom_id", 1, 100);
		if (!id.isEmpty() && !this.customIds.add(id)) {
			component.error("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated");
		}
	}

	private void reserve(JsonNode component) {
		if (component.path("id").asInt(0) > 0) {
			this.numbers.add(component.path("id").asInt());
		}
		children(component, this::reserve);
	}

	private void number(JsonNode component) {
		if (component.isObject() && component.path("id").asInt(0) == 0) {
			int number = 1;
			while (!this.numbers.add(number)) {
				number++;
			}
			((ObjectNode) component).put("id", number);
		}
		for (JsonNode holder : component.path("items").isEmpty() ? Json.array().add(component)
				: component.path("items")) {
			for (String field : new String[] { "media", "file" }) {
				if (holder.path(field).isObject()) {
					resolve((ObjectNode) holder.path(field));
				}
			}
		}
		children(component, this::number);
	}

	/** Media come with the address of Discord's own copy. */
	static void resolve(ObjectNode media) {
		media.put("proxy_url", Json.text(media, "url")).put("width", 640).put("height", 480);
		media.put("content_type", "image/png").put("flags", 0);
	}

	private static void children(JsonNode component, Consumer<JsonNode> visitor) {
		component.path("components").forEach(visitor);
		for (String field : new String[] { "accessory", "component" }) {
			if (component.path(field).isObject()) {
				visitor.accept(component.path(field));
			}
		}
	}

}
