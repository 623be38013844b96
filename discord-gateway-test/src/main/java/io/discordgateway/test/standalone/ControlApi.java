package io.discordgateway.test.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

import io.discordgateway.test.discord.ApiException;
import io.discordgateway.test.discord.Json;
import io.discordgateway.test.discord.RestResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a test can ask of a simulated Discord and let happen in it, as
 * {@code openapi.json} describes it.
 */
final class ControlApi {

	private final List<ControlRoute> routes = new ArrayList<>();

	ControlApi(StandaloneDiscord discord) {
		get("/openapi.json", (call) -> ControlAnswer.json(description()));
		new StateRoutes(discord).addTo(this);
		new PeopleRoutes(discord).addTo(this);
		new FaultRoutes(discord).addTo(this);
	}

	/** The file that describes the API. */
	static byte[] description() {
		try (InputStream in = Objects.requireNonNull(ControlApi.class.getResourceAsStream("openapi.json"))) {
			return in.readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	List<ControlRoute> routes() {
		return this.routes;
	}

	void get(String template, Function<ControlCall, ControlAnswer> handler) {
		this.routes.add(new ControlRoute("GET", template, handler));
	}

	void post(String template, Function<ControlCall, ControlAnswer> handler, String... fields) {
		this.routes.add(new ControlRoute("POST", template, handler, fields));
	}

	void put(String template, Function<ControlCall, ControlAnswer> handler, String... fields) {
		this.routes.add(new ControlRoute("PUT", template, handler, fields));
	}

	void patch(String template, Function<ControlCall, ControlAnswer> handler, String... fields) {
		this.routes.add(new ControlRoute("PATCH", template, handler, fields));
	}

	void delete(String template, Function<ControlCall, ControlAnswer> handler) {
		this.routes.add(new ControlRoute("DELETE", template, handler));
	}

	/**
	 * Answers a request.
	 * @param method the method
	 * @param uri path and query
	 * @param body the body, JSON or empty, whatever its type is said to be
	 * @return the answer, a problem's too
	 */
	ControlAnswer answer(String method, String uri, byte[] body) {
		try {
			return find(method, uri, body);
		}
		catch (ControlProblem ex) {
			return ex.answer();
		}
		catch (ApiException ex) {
			return discordsError(ex.response()).answer();
		}
		catch (NoSuchElementException ex) {
			return new ControlProblem(404, Objects.toString(ex.getMessage()), "GET /state tells who and what there is")
				.answer();
		}
		catch (IllegalArgumentException ex) {
			return new ControlProblem(400, Objects.toString(ex.getMessage()), ControlProblem.READ_THE_FILE).answer();
		}
		catch (RuntimeException ex) {
			// Not its message, which may quote what was sent.
			return new ControlProblem(500, "A defect of the simulated Discord: " + ex.getClass().getName(),
					"Report it, with the request")
				.answer();
		}
	}

	private ControlAnswer find(String method, String uri, byte[] body) {
		List<String> path = ControlRoute.segments(uri);
		Set<String> others = new LinkedHashSet<>();
		for (ControlRoute route : this.routes) {
			Map<String, String> parameters = route.match(path);
			if (parameters != null && route.method().equals(method)) {
				return route.answer(parameters, object(body));
			}
			if (parameters != null) {
				others.add(route.method());
			}
		}
		if (others.isEmpty()) {
			throw new ControlProblem(404, "There is nothing at this path", ControlProblem.READ_THE_FILE);
		}
		throw new ControlProblem(405, method + " is not possible here", "Possible: " + String.join(", ", others));
	}

	private static ObjectNode object(byte[] body) {
		JsonNode node = (body.length > 0) ? Json.read(body) : Json.object();
		if (!(node instanceof ObjectNode object)) {
			throw new IllegalArgumentException("The body must be a JSON object");
		}
		return object;
	}

	private static ControlProblem discordsError(RestResponse response) {
		JsonNode body = Json.read(response.body());
		String message = "Discord would say: " + body.path("message").asString("") + " (" + body.path("code").asInt(0)
				+ ")";
		String hint = (response.status() == 404) ? "GET /state tells who and what there is"
				: "'discord' tells what is wrong where";
		return new ControlProblem(response.status(), message, hint, body);
	}

}
