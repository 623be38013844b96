package io.discordgateway.test.standalone;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Request to the control API, whose route was found.
 *
 * @param route the route, for what is said of it
 * @param path the values of the path's parameters
 * @param body the body, an empty object if there is none
 */
record ControlCall(ControlRoute route, Map<String, String> path, ObjectNode body) {

	String path(String parameter) {
		String value = this.path.get(parameter);
		if (value == null) {
			throw new IllegalStateException(this.route + " has no parameter " + parameter);
		}
		return value;
	}

	boolean has(String field) {
		return this.body.hasNonNull(field);
	}

	/** A text that has to be there. */
	String text(String field) {
		JsonNode value = this.body.path(field);
		if (!value.isString() || value.asString().isBlank()) {
			throw wrong("'" + field + "' must be a text");
		}
		return value.asString();
	}

	String text(String field, String absent) {
		return has(field) ? text(field) : absent;
	}

	@Nullable String textOrNull(String field) {
		return has(field) ? text(field) : null;
	}

	/** A whole number that has to be there. */
	int number(String field, int least, int most) {
		JsonNode value = this.body.path(field);
		if (!value.isInt() || value.asInt() < least || value.asInt() > most) {
			throw wrong("'" + field + "' must be a whole number from " + least + " to " + most);
		}
		return value.asInt();
	}

	int number(String field, int absent, int least, int most) {
		return has(field) ? number(field, least, most) : absent;
	}

	boolean flag(String field, boolean absent) {
		JsonNode value = this.body.path(field);
		if (has(field) && !value.isBoolean()) {
			throw wrong("'" + field + "' must be true or false");
		}
		return value.asBoolean(absent);
	}

	/** Milliseconds that have to be there. */
	Duration millis(String field) {
		return Duration.ofMillis(number(field, 0, 86_400_000));
	}

	ControlProblem wrong(String what) {
		return new ControlProblem(400, what, "See " + this.route + " in /openapi.json");
	}

}
