package io.discordgateway.test.discord;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * All routes. Where two match, the one that was added first answers.
 */
final class Router {

	private final List<Route> routes = new ArrayList<>();

	Route get(String template, Function<Call, RestResponse> handler) {
		return add("GET", template, handler);
	}

	Route post(String template, Function<Call, RestResponse> handler) {
		return add("POST", template, handler);
	}

	Route put(String template, Function<Call, RestResponse> handler) {
		return add("PUT", template, handler);
	}

	Route patch(String template, Function<Call, RestResponse> handler) {
		return add("PATCH", template, handler);
	}

	Route delete(String template, Function<Call, RestResponse> handler) {
		return add("DELETE", template, handler);
	}

	private Route add(String method, String template, Function<Call, RestResponse> handler) {
		Route route = new Route(method, template, handler);
		this.routes.add(route);
		return route;
	}

	/**
	 * Finds the route of a request.
	 * @param method the method
	 * @param path the decoded segments of the path
	 * @return the route with the parameters, or {@code null} if there is none
	 */
	@Nullable Match find(String method, List<String> path) {
		for (Route route : this.routes) {
			Map<String, String> parameters = route.method().equals(method) ? route.match(path) : null;
			if (parameters != null) {
				return new Match(route, parameters);
			}
		}
		return null;
	}

	/** The methods that a path has, none if there is no such path. */
	List<String> methods(List<String> path) {
		return this.routes.stream().filter((route) -> route.match(path) != null).map(Route::method).distinct().toList();
	}

	/**
	 * Route of a request.
	 *
	 * @param route the route
	 * @param parameters the values of its parameters
	 */
	record Match(Route route, Map<String, String> parameters) {
	}

}
