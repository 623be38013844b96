package io.discordgateway.test.discord;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Request on its way to the route that answers it.
 */
final class Call {

	/** Of one file, for a bot in a guild without boosts. */
	private static final int MAX_FILE = 10 * 1024 * 1024;

	private final RestRequest request;

	private final Map<String, String> parameters;

	private final Map<String, String> query;

	private final Instant now;

	private @Nullable JsonNode body;

	private List<Upload> files = List.of();

	Call(RestRequest request, Map<String, String> parameters, Instant now) {
		this.request = request;
		this.parameters = parameters;
		this.query = parseQuery(request.query());
		this.now = now;
	}

	private static Map<String, String> parseQuery(String text) {
		Map<String, String> query = new LinkedHashMap<>();
		for (String pair : text.split("&")) {
			int equals = pair.indexOf('=');
			if (!pair.isEmpty()) {
				query.put(decode((equals < 0) ? pair : pair.substring(0, equals)),
						(equals < 0) ? "" : decode(pair.substring(equals + 1)));
			}
		}
		return query;
	}

	static String decode(String encoded) {
		try {
			return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			// A percent sign that encodes nothing stands for itself.
			return encoded;
		}
	}

	Instant now() {
		return this.now;
	}

	/** A part of the path, by its name in the route. */
	String path(String name) {
		String value = this.parameters.get(name);
		if (value == null) {
			throw new IllegalStateException("The route has no parameter '" + name + "'");
		}
		return value;
	}

	/** Whether the route has a parameter. */
	boolean has(String name) {
		return this.parameters.containsKey(name);
	}

	@Nullable String query(String name) {
		return this.query.get(name);
	}

	boolean flag(String name) {
		String value = this.query.getOrDefault(name, "").toLowerCase(Locale.ROOT);
		return value.equals("true") || value.equals("1");
	}

	/** A number of the query within bounds, or Discord's error. */
	int number(String name, int absent, int min, int max) {
		String value = this.query.get(name);
		if (value == null) {
			return absent;
		}
		Form form = Form.of(Json.object().put(name, value));
		int number = form.number(name, absent, min, max);
		form.check();
		return number;
	}

	/** The reason for the audit log, if one was given. */
	@Nullable String reason() {
		String reason = this.request.header("X-Audit-Log-Reason");
		return (reason != null) ? decode(reason) : null;
	}

	/** The object of the body, from JSON or from the part of a multipart body. */
	ObjectNode body() {
		JsonNode json = json();
		if (!json.isObject()) {
			throw ApiError.INVALID_JSON.exception();
		}
		return (ObjectNode) json;
	}

	/** The body, empty object if there is none. */
	JsonNode json() {
		JsonNode read = this.body;
		if (read == null) {
			read = readBody();
			this.body = read;
		}
		return read;
	}

	List<Upload> files() {
		json();
		return this.files;
	}

	private JsonNode readBody() {
		byte[] bytes = this.request.body();
		if (bytes.length == 0) {
			return Json.object();
		}
		String type = this.request.header("Content-Type");
		String lower = (type != null) ? type.toLowerCase(Locale.ROOT) : "";
		if (type != null && lower.startsWith("multipart/form-data")) {
			return readMultipart(type, bytes);
		}
		if (!lower.startsWith("application/json")) {
			throw FormErrors.single("_", "CONTENT_TYPE_INVALID",
					"Expected \"Content-Type\" header to be one of {'application/json'}.");
		}
		return parse(bytes);
	}

	private JsonNode readMultipart(String type, byte[] bytes) {
		Multipart multipart = Multipart.read(type, bytes);
		if (multipart == null) {
			throw FormErrors.single("_", "CONTENT_TYPE_INVALID", "The multipart body has no end.");
		}
		this.files = multipart.files();
		if (this.files.stream().anyMatch((file) -> file.content().length > MAX_FILE)) {
			throw ApiError.TOO_LARGE.exception();
		}
		String json = multipart.fields().get("payload_json");
		if (json != null) {
			return parse(json.getBytes(StandardCharsets.UTF_8));
		}
		ObjectNode fields = Json.object();
		multipart.fields().forEach(fields::put);
		return fields;
	}

	private static JsonNode parse(byte[] json) {
		try {
			return Json.read(json);
		}
		catch (IllegalArgumentException ex) {
			throw ApiError.INVALID_JSON.exception();
		}
	}

}
