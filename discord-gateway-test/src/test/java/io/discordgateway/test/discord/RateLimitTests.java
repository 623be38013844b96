package io.discordgateway.test.discord;

import java.time.Duration;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Limits of requests (Rate Limits; R48).
 */
class RateLimitTests {

	private final Planet planet = Planet.limited().owned();

	private Planet.Reply post() {
		return this.planet.call("POST", "/channels/" + this.planet.general + "/messages", "{\"content\":\"x\"}");
	}

	@Test
	void headersTellTheBucketOfTheRoute() {
		Planet.Reply first = post();
		assertThat(first.header("X-RateLimit-Limit")).isEqualTo("5");
		assertThat(first.header("X-RateLimit-Remaining")).isEqualTo("4");
		assertThat(first.header("X-RateLimit-Reset-After")).isEqualTo("5.000");
		assertThat(first.header("X-RateLimit-Reset")).isEqualTo("1796040005.123");
		assertThat(first.header("X-RateLimit-Bucket")).matches("[0-9a-f]{32}");
		assertThat(first.header("X-RateLimit-Scope")).isEqualTo("none");
		assertThat(first.header("Via")).isNotEqualTo("none");
		this.planet.pass(Duration.ofSeconds(2));
		assertThat(post().header("X-RateLimit-Reset-After")).isEqualTo("3.000");
	}

	@Test
	void moreThanTheLimitIsRefusedUntilTheReset() {
		for (int i = 0; i < 5; i++) {
			assertThat(post().status()).isEqualTo(200);
		}
		this.planet.pass(Duration.ofMillis(500));
		Planet.Reply refused = post();
		assertThat(refused.status()).isEqualTo(429);
		assertThat(refused.header("X-RateLimit-Remaining")).isEqualTo("0");
		assertThat(refused.header("X-RateLimit-Scope")).isEqualTo("user");
		assertThat(refused.header("Retry-After")).isEqualTo("5");
		assertThat(refused.json().path("retry_after").asDouble()).isEqualTo(4.5);
		assertThat(refused.json().path("global").asBoolean(true)).isFalse();
		this.planet.pass(Duration.ofMillis(4500));
		assertThat(post().status()).isEqualTo(200);
	}

	@Test
	void eachChannelHasItsOwnLimitInTheSameBucket() {
		String bucket = post().header("X-RateLimit-Bucket");
		String other = this.planet.world.people()
			.channel(this.planet.guild, Json.object().put("name", "other"), this.planet.now);
		Planet.Reply reply = this.planet.call("POST", "/channels/" + other + "/messages", "{\"content\":\"x\"}");
		assertThat(reply.header("X-RateLimit-Remaining")).isEqualTo("4");
		assertThat(reply.header("X-RateLimit-Bucket")).isEqualTo(bucket);
		assertThat(this.planet.call("GET", "/channels/" + other).header("X-RateLimit-Bucket")).isNotEqualTo(bucket);
	}

	@Test
	void renamingHasALimitThatNoHeaderTells() {
		String path = "/channels/" + this.planet.general;
		this.planet.call("PATCH", path, "{\"name\":\"a\"}");
		this.planet.call("PATCH", path, "{\"name\":\"b\"}");
		Planet.Reply third = this.planet.call("PATCH", path, "{\"name\":\"c\"}");
		assertThat(third.status()).isEqualTo(429);
		assertThat(third.header("X-RateLimit-Remaining")).isEqualTo("2");
		assertThat(third.header("X-RateLimit-Scope")).isEqualTo("shared");
		assertThat(third.header("Retry-After")).isEqualTo("600");
		assertThat(this.planet.call("PATCH", path, "{\"nsfw\":true}").status()).isEqualTo(200);
	}

	@Test
	void fiftyRequestsASecondAreAllThatABotMayMake() {
		this.planet.pass(Duration.ofSeconds(1));
		for (int i = 0; i < 50; i++) {
			assertThat(this.planet.call("GET", "/channels/" + i).status()).isEqualTo(404);
		}
		Planet.Reply refused = this.planet.call("GET", "/users/@me");
		assertThat(refused.status()).isEqualTo(429);
		assertThat(refused.header("X-RateLimit-Global")).isEqualTo("true");
		assertThat(refused.header("X-RateLimit-Scope")).isEqualTo("global");
		assertThat(refused.header("X-RateLimit-Bucket")).isEqualTo("none");
		assertThat(refused.json().path("global").asBoolean()).isTrue();
		this.planet.world.people().run(this.planet.ada, this.planet.general, "ping", null, this.planet.now);
		assertThat(this.planet.anonymous("POST", this.planet.callback(), "{\"type\":5}").status()).isEqualTo(204);
		this.planet.pass(Duration.ofSeconds(1));
		assertThat(this.planet.call("GET", "/users/@me").status()).isEqualTo(200);
	}

	@Test
	void tooManyInvalidRequestsBanTheClient() {
		// R48
		Planet planet = new Planet(Set.of(), false, 3);
		for (int i = 0; i < 3; i++) {
			assertThat(planet.anonymous("GET", "/users/@me", "").status()).isEqualTo(401);
		}
		assertThat(planet.call("GET", "/users/@me").status()).isEqualTo(200);
		planet.anonymous("GET", "/users/@me", "");
		Planet.Reply banned = planet.call("GET", "/users/@me");
		assertThat(banned.status()).isEqualTo(429);
		assertThat(banned.header("Via")).isEqualTo("none");
		assertThat(banned.header("Retry-After")).isNotEqualTo("none");
		assertThat(banned.response().text()).isEqualTo("error code: 1015");
		planet.pass(Duration.ofHours(1));
		assertThat(planet.call("GET", "/users/@me").status()).isEqualTo(200);
	}

	@Test
	void invalidRequestsAreForgottenAfterTenMinutes() {
		// R48
		Planet planet = new Planet(Set.of(), false, 3);
		for (int i = 0; i < 8; i++) {
			planet.anonymous("GET", "/users/@me", "");
			planet.pass(Duration.ofMinutes(5));
		}
		assertThat(planet.call("GET", "/users/@me").status()).isEqualTo(200);
	}

	@Test
	void limitsOfAResourceBanNobody() {
		// R48
		Planet planet = new Planet(Set.of(), true, 1).owned();
		for (int i = 0; i < 4; i++) {
			planet.call("PATCH", "/channels/" + planet.general, "{\"name\":\"n" + i + "\"}");
		}
		assertThat(planet.call("GET", "/users/@me").status()).isEqualTo(200);
	}

	@Test
	void limitOfWhatOthersUseIsNotCounted() {
		Planet planet = new Planet(Set.of(), true, 2).owned();
		for (int i = 0; i < 5; i++) {
			planet.world.script("GET", "/gateway", RestResponse.limited(Duration.ofSeconds(2), "shared"), 1);
			Planet.Reply reply = planet.call("GET", "/gateway");
			assertThat(reply.status()).isEqualTo(429);
			assertThat(reply.header("X-RateLimit-Scope")).isEqualTo("shared");
			assertThat(reply.header("Retry-After")).isEqualTo("2");
		}
		assertThat(planet.call("GET", "/gateway").status()).isEqualTo(200);
		for (int i = 0; i < 3; i++) {
			planet.world.script("GET", "/gateway", RestResponse.limited(Duration.ofSeconds(2), "global"), 1);
			Planet.Reply reply = planet.call("GET", "/gateway");
			assertThat(reply.json().path("global").asBoolean()).isTrue();
		}
		assertThat(planet.call("GET", "/gateway").status()).isEqualTo(429);
	}

}
