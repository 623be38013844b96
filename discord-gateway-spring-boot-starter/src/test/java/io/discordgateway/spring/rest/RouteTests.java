package io.discordgateway.spring.rest;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Route}.
 */
class RouteTests {

	@ParameterizedTest
	@DisplayName("Ids, tokens and anybody's text are no part of a route's name; the top-level resource is told apart")
	@CsvSource({ "/channels/1/messages/2, /channels/:id/messages/:id, channels/1",
			"/channels/1/messages/2/reactions/x/@me, /channels/:id/messages/:id/reactions/:text/@me, channels/1",
			"/guilds/1, /guilds/:id, guilds/1", "/guilds/templates/code, /guilds/templates/:text, ''",
			"/guilds, /guilds, ''", "/invites/code, /invites/:text, ''", "/users/1, /users/:id, ''",
			"/webhooks/1, /webhooks/:id, webhooks/1", "/webhooks/1/token, /webhooks/:id/:token, webhooks/1/token",
			"/webhooks/me/token/x, /webhooks/me/token/x, ''",
			"/interactions/1/token/callback, /interactions/:id/:token/callback, interactions/1/token" })
	void nameHasPlaceholders(String path, String name, String resource) {
		Route route = Route.of("get", path);
		assertThat(route.name()).isEqualTo("GET " + name);
		assertThat(route.path()).isEqualTo(name);
		assertThat(route.resource()).isEqualTo(resource);
	}

	@ParameterizedTest
	@DisplayName("A path with a token needs no authorization, and the global limit does not count it")
	@CsvSource({ "/webhooks/17/s3cret, s3cret, false", "/interactions/17/s3cret/callback, s3cret, true",
			"/channels/17, , false", "/webhooks/17, , false" })
	void tokenInThePathIsKnown(String path, String secret, boolean callback) {
		Route route = Route.of("POST", path);
		assertThat(route.secret()).isEqualTo(secret);
		assertThat(route.callback()).isEqualTo(callback);
		assertThat(route.global()).isEqualTo(secret == null);
		assertThat(route.toString()).doesNotContain("s3cret").doesNotContain("17");
	}

}
