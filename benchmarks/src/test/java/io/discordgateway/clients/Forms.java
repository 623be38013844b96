package io.discordgateway.clients;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Forms that people fill in.
 */
final class Forms {

	private Forms() {
	}

	/** Returns the components of a form with one field, as Discord sends them. */
	static String filled(JsonNode form, String value) {
		ArrayNode rows = JsonNodeFactory.instance.arrayNode();
		for (JsonNode row : form.path("components")) {
			ObjectNode filled = rows.addObject().put("type", row.path("type").asInt());
			if (row.has("component")) {
				field(filled.putObject("component"), row.path("component"), value);
			}
			else {
				field(filled.putArray("components").addObject(), row.path("components").get(0), value);
			}
		}
		return rows.toString();
	}

	private static void field(ObjectNode filled, JsonNode field, String value) {
		filled.put("type", field.path("type").asInt())
			.put("custom_id", field.path("custom_id").asString())
			.put("value", value);
	}

}
