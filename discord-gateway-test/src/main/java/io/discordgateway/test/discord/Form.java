package io.discordgateway.test.discord;

import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Object in a request's body, whose fields are checked as they are read. A null counts as
 * absent, as it does for most of Discord's fields.
 */
final class Form {

	private final JsonNode body;

	private final String path;

	private final FormErrors errors;

	Form(JsonNode body, String path, FormErrors errors) {
		this.body = body;
		this.path = path;
		this.errors = errors;
		if (!body.isObject()) {
			errors.add(path.isEmpty() ? "_" : path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
		}
	}

	static Form of(JsonNode body) {
		return new Form(body, "", new FormErrors());
	}

	JsonNode body() {
		return this.body;
	}

	FormErrors errors() {
		return this.errors;
	}

	boolean given(String field) {
		return Json.given(this.body, field);
	}

	String path(String field) {
		return this.path.isEmpty() ? field : this.path + "." + field;
	}

	void error(String field, String code, String message) {
		this.errors.add(path(field), code, message);
	}

	/** A text that may be absent, in which case it is {@code null}. */
	@Nullable String text(String field, int min, int max) {
		if (!given(field)) {
			return null;
		}
		JsonNode value = this.body.path(field);
		if (!value.isString() && !value.isNumber()) {
			error(field, "STRING_TYPE_CONVERT", "Could not interpret \"" + value + "\" as string.");
			return null;
		}
		String text = value.asString();
		int length = text.codePointCount(0, text.length());
		if (length > max || length < min) {
			if (min > 0) {
				error(field, "BASE_TYPE_BAD_LENGTH", "Must be between " + min + " and " + max + " in length.");
			}
			else {
				error(field, "BASE_TYPE_MAX_LENGTH", "Must be " + max + " or fewer in length.");
			}
		}
		return text;
	}

	String requiredText(String field, int min, int max) {
		String text = text(field, min, max);
		if (text == null && !given(field)) {
			this.errors.required(path(field));
		}
		return (text != null) ? text : "";
	}

	int number(String field, int absent, int min, int max) {
		if (!given(field)) {
			return absent;
		}
		JsonNode value = this.body.path(field);
		if (!value.isIntegralNumber() && !(value.isString() && value.asString().matches("-?\\d{1,9}"))) {
			error(field, "NUMBER_TYPE_COERCE", "Value \"" + value.asString("") + "\" is not int.");
			return absent;
		}
		boolean fits = value.isString() || value.canConvertToLong();
		long number = fits ? Long.parseLong(value.asString()) : Long.MAX_VALUE;
		if (number < min) {
			error(field, "NUMBER_TYPE_MIN", "int value should be greater than or equal to " + min + ".");
		}
		else if (number > max) {
			error(field, "NUMBER_TYPE_MAX", "int value should be less than or equal to " + max + ".");
		}
		return (int) Math.max(min, Math.min(number, max));
	}

	/** An id that may be absent, in which case it is {@code null}. */
	@Nullable String snowflake(String field) {
		if (!given(field)) {
			return null;
		}
		String id = Json.text(this.body, field);
		if (!id.matches("\\d{1,20}")) {
			error(field, "NUMBER_TYPE_COERCE",
					"Value \"" + this.body.path(field).asString("") + "\" is not snowflake.");
			return null;
		}
		return id;
	}

	/** Visits the objects of a list that may be absent. */
	void each(String field, int max, BiConsumer<Form, Integer> visitor) {
		if (!given(field)) {
			return;
		}
		JsonNode list = this.body.path(field);
		if (!list.isArray()) {
			error(field, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
			return;
		}
		if (list.size() > max) {
			error(field, "BASE_TYPE_BAD_LENGTH", "Must be " + max + " or fewer in length.");
		}
		for (int i = 0; i < list.size(); i++) {
			visitor.accept(new Form(list.path(i), path(field) + "." + i, this.errors), i);
		}
	}

	/** An object that may be absent, in which case it is {@code null}. */
	@Nullable Form object(String field) {
		return given(field) ? new Form(this.body.path(field), path(field), this.errors) : null;
	}

	/** Copies fields of the body that are there, nulls too. */
	void copyTo(ObjectNode target, String... fields) {
		Json.copy(this.body, target, fields);
	}

	/** Ends the request if anything was wrong so far. */
	void check() {
		this.errors.check();
	}

}
