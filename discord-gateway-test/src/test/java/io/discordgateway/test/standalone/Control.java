package io.discordgateway.test.standalone;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

import io.discordgateway.test.discord.Json;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Caller of the control API, who knows what the file says of it.
 */
final class Control {

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private final String url;

	private final Description description;

	Control(String url, Description description) {
		this.url = url;
		this.description = description;
	}

	/** Calls, and returns the answer as it came. */
	HttpResponse<String> send(String method, String path, String body, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.url + path))
			.method(method, HttpRequest.BodyPublishers.ofString(body));
		if (headers.length > 0) {
			request.headers(headers);
		}
		return HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()).join();
	}

	/** Calls as the file says, and returns what it says that comes. */
	JsonNode call(String method, String path, String body) {
		String operation = this.description.operation(method, path);
		this.description.checkRequest(operation, body);
		HttpResponse<String> response = send(method, path, body);
		assertThat(response.statusCode()).as(operation + ": " + response.body()).isBetween(200, 204);
		return this.description.checkResponse(operation, response.statusCode(),
				response.headers().firstValue("Content-Type").orElse(""), response.body());
	}

	JsonNode get(String path) {
		return call("GET", path, "");
	}

	JsonNode post(String path, String body) {
		return call("POST", path, body);
	}

	void put(String path, String body) {
		assertThat(call("PUT", path, body).isMissingNode()).isTrue();
	}

	void delete(String path) {
		assertThat(call("DELETE", path, "").isMissingNode()).isTrue();
	}

	/** Calls with something wrong, and returns the problem. */
	JsonNode problem(int status, String method, String path, String body) {
		HttpResponse<String> response = send(method, path, body);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		assertThat(response.headers().allValues("Content-Type")).isEqualTo(List.of("application/problem+json"));
		this.description.checkProblem(response.body());
		return Json.read(response.body());
	}

}
