package io.discordgateway.test.standalone;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import io.discordgateway.test.discord.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.StringNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The file that describes the control API, and which of its operations were called.
 */
final class Description {

	private static final String LOCATION = "https://localhost/openapi.json";

	private final JsonNode file = Json.read(ControlApi.description());

	private final SchemaRegistry registry = SchemaRegistry.withDialect(Dialects.getOpenApi31(), (builder) -> builder
		.schemas(Map.of(LOCATION, new String(ControlApi.description(), StandardCharsets.UTF_8))));

	private final Set<String> called = new LinkedHashSet<>();

	/** All operations, each as {@code METHOD /path/{parameter}}. */
	Set<String> operations() {
		Set<String> operations = new TreeSet<>();
		this.file.path("paths")
			.properties()
			.forEach((path) -> path.getValue()
				.propertyNames()
				.forEach((method) -> operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
		return operations;
	}

	Set<String> called() {
		return new TreeSet<>(this.called);
	}

	JsonNode file() {
		return this.file;
	}

	JsonNode of(String operation) {
		return this.file.at(pointer(operation));
	}

	private static String pointer(String operation) {
		String[] parts = operation.split(" ");
		return "/paths/" + parts[1].replace("~", "~0").replace("/", "~1") + "/" + parts[0].toLowerCase(Locale.ROOT);
	}

	/** The operation of a request, which counts as called. */
	String operation(String method, String path) {
		List<String> segments = ControlRoute.segments(path);
		String operation = operations().stream()
			.filter((one) -> one.startsWith(method + " ")
					&& matches(ControlRoute.segments(one.split(" ")[1]), segments))
			.findFirst()
			.orElseThrow(() -> new AssertionError("The file has no " + method + " " + path));
		this.called.add(operation);
		return operation;
	}

	private static boolean matches(List<String> template, List<String> path) {
		if (template.size() != path.size()) {
			return false;
		}
		for (int i = 0; i < path.size(); i++) {
			if (!template.get(i).startsWith("{") && !template.get(i).equals(path.get(i))) {
				return false;
			}
		}
		return true;
	}

	void checkRequest(String operation, String body) {
		JsonNode described = of(operation).path("requestBody");
		if (body.isEmpty()) {
			assertThat(described.path("required").asBoolean(false)).as(operation + " without a body").isFalse();
			return;
		}
		check(operation, body, pointer(operation) + "/requestBody/content/application~1json/schema");
	}

	JsonNode checkResponse(String operation, int status, String contentType, String body) {
		JsonNode described = of(operation).path("responses").path(Integer.toString(status));
		assertThat(described.isObject()).as(operation + " answers with " + status).isTrue();
		if (!described.has("content")) {
			assertThat(body).isEmpty();
			return MissingNode.getInstance();
		}
		String type = contentType.split(";")[0];
		assertThat(described.path("content").propertyNames()).as(operation).containsExactly(type);
		if (!type.equals("application/json")) {
			return StringNode.valueOf(body);
		}
		check(operation, body, pointer(operation) + "/responses/" + status + "/content/application~1json/schema");
		return Json.read(body);
	}

	void checkProblem(String body) {
		check("a problem", body, "/components/schemas/Problem");
	}

	void check(String what, String json, String pointer) {
		Schema schema = this.registry.getSchema(SchemaLocation.of(LOCATION + "#" + pointer));
		List<Error> errors = schema.validate(json, InputFormat.JSON);
		assertThat(errors).as(what + ": " + json).isEmpty();
	}

}
