package io.discordgateway.test.discord;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Collects what is wrong with a form, as the tree that Discord answers with (Reference
 * &gt; Error Messages): nested by field and index, with {@code _errors} at the leaves.
 */
final class FormErrors {

	private final ObjectNode tree = Json.object();

	/**
	 * Adds an error.
	 * @param path names and indexes down to the field, separated by points
	 * @param code Discord's name of the error
	 * @param message the message
	 */
	void add(String path, String code, String message) {
		ObjectNode node = this.tree;
		for (String part : path.split("\\.")) {
			JsonNode next = node.path(part);
			node = next.isObject() ? (ObjectNode) next : node.putObject(part);
		}
		JsonNode errors = node.path("_errors");
		(errors.isArray() ? (ArrayNode) errors : node.putArray("_errors")).addObject()
			.put("code", code)
			.put("message", message);
	}

	void required(String path) {
		add(path, "BASE_TYPE_REQUIRED", "This field is required");
	}

	/** Ends the request if anything is wrong. */
	void check() {
		if (!this.tree.isEmpty()) {
			ObjectNode body = (ObjectNode) Json.read(ApiError.INVALID_FORM.response().body());
			body.set("errors", this.tree);
			throw new ApiException(ApiError.INVALID_FORM, RestResponse.json(ApiError.INVALID_FORM.status(), body));
		}
	}

	static ApiException single(String path, String code, String message) {
		FormErrors errors = new FormErrors();
		errors.add(path, code, message);
		try {
			errors.check();
		}
		catch (ApiException ex) {
			return ex;
		}
		throw new IllegalStateException("An error was added and not found");
	}

}
