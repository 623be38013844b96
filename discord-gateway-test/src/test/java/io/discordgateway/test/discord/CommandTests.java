package io.discordgateway.test.discord;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The application's commands.
 */
class CommandTests {

	private static final String PING = "{\"name\":\"ping\",\"description\":\"Says pong\"}";

	private final Planet planet = new Planet();

	private final String global = "/applications/" + Planet.BOT + "/commands";

	private final String local = "/applications/" + Planet.BOT + "/guilds/" + this.planet.guild + "/commands";

	@Test
	void sameCommandKeepsItsId() {
		Planet.Reply first = this.planet.call("POST", this.global, PING);
		assertThat(first.status()).isEqualTo(201);
		Planet.Reply again = this.planet.call("POST", this.global, PING.replace("pong", "pong!"));
		assertThat(again.status()).isEqualTo(200);
		assertThat(again.id()).isEqualTo(first.id());
		assertThat(Json.text(again.json(), "version")).isNotEqualTo(Json.text(first.json(), "version"));
		assertThat(this.planet.call("GET", this.global).json().findValuesAsString("description"))
			.containsExactly("Says pong!");
	}

	@Test
	void bulkReplacesAllAndKeepsIds() {
		String ping = this.planet.call("POST", this.global, PING).id();
		this.planet.call("POST", this.global, PING.replace("ping", "old"));
		JsonNode all = this.planet.call("PUT", this.global, "[" + PING + "," + PING.replace("ping", "new") + "]")
			.json();
		assertThat(all.findValuesAsString("name")).containsExactly("ping", "new");
		assertThat(Json.id(all.path(0))).isEqualTo(ping);
		assertThat(this.planet.call("PUT", this.global, "[]").json()).isEmpty();
		assertThat(this.planet.world.commands(null)).isEmpty();
	}

	@Test
	void guildsHaveTheirOwn() {
		this.planet.call("POST", this.global, PING);
		Planet.Reply own = this.planet.call("POST", this.local, PING);
		assertThat(own.status()).isEqualTo(201);
		assertThat(Json.text(own.json(), "guild_id")).isEqualTo(this.planet.guild);
		assertThat(this.planet.world.commands(this.planet.guild)).hasSize(1);
		this.planet.world.people().run(this.planet.ada, this.planet.general, "ping", null, this.planet.now);
		assertThat(Json.id(this.planet.last("INTERACTION_CREATE").path("data"))).isEqualTo(own.id());
		assertThat(this.planet.call("POST", this.local.replace(this.planet.guild, "9"), PING).code()).isEqualTo(50001);
	}

	@Test
	void oneIsReadChangedAndDeleted() {
		String path = this.global + "/" + this.planet.call("POST", this.global, PING).id();
		assertThat(Json.text(this.planet.call("PATCH", path, "{\"description\":\"d\"}").json(), "description"))
			.isEqualTo("d");
		assertThat(Json.text(this.planet.call("GET", path).json(), "name")).isEqualTo("ping");
		assertThat(this.planet.call("DELETE", path).status()).isEqualTo(204);
		assertThat(this.planet.call("GET", path).code()).isEqualTo(10063);
	}

	@Test
	void whatIsNoCommandIsRefused() {
		assertThat(this.planet.call("POST", this.global, "{\"name\":\"Ping\",\"description\":\"d\"}").response().text())
			.contains("APPLICATION_COMMAND_INVALID_NAME");
		assertThat(this.planet.call("POST", this.global, "{\"name\":\"ping\"}").json().path("errors").propertyNames())
			.containsExactly("description");
		assertThat(this.planet.call("PUT", this.global, "[" + PING + "," + PING + "]").response().text())
			.contains("APPLICATION_COMMANDS_DUPLICATE_NAME");
		assertThat(this.planet.call("POST", this.global, """
				{"name": "a", "description": "d", "options": [{"type": 3, "name": "x", "description": "d"},
				{"type": 3, "name": "y", "description": "d", "required": true}]}""")
			.json()
			.path("errors")
			.path("options")
			.path("1")
			.has("required")).isTrue();
		assertThat(this.planet.call("POST", "/applications/9/commands", PING).code()).isEqualTo(20012);
	}

}
