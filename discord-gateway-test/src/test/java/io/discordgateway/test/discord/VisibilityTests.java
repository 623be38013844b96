package io.discordgateway.test.discord;

import io.discordgateway.model.Permission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What permissions let the bot see and do (R51).
 */
class VisibilityTests {

	private static final String DENY_ALL = """
			[{"id": "%s", "type": 0, "allow": "0", "deny": "1024"}]""";

	private final Planet planet = new Planet();

	private String secret() {
		return this.planet.world.people()
			.channel(this.planet.guild, Json.read("{\"name\":\"secret\",\"topic\":\"t\",\"permission_overwrites\":"
					+ DENY_ALL.formatted(this.planet.guild) + "}"), this.planet.now);
	}

	@Test
	void hiddenChannelIsThereAndSaysNothing() {
		// R51
		String id = secret();
		JsonNode created = this.planet.last("CHANNEL_CREATE");
		assertThat(created.toString()).isEqualTo("""
				{"id":"%s","type":0,"position":2,"parent_id":null,"guild_id":"%s","name":"___hidden___","flags":131072,\
				"permission_overwrites":[{"id":"%2$s","type":0,"allow":"0","deny":"1024"}],"topic":"___hidden___",\
				"last_message_id":null,"rate_limit_per_user":0,"nsfw":false}""".formatted(id, this.planet.guild));
		JsonNode guild = this.planet.world.guildCreate(this.planet.guild, 50).tree();
		assertThat(guild.path("channels").findValuesAsString("name")).containsExactly("general", "Lounge",
				"___hidden___");
		assertThat(
				this.planet.call("GET", "/guilds/" + this.planet.guild + "/channels").json().findValuesAsString("name"))
			.containsExactly("general", "Lounge");
		assertThat(this.planet.call("GET", "/channels/" + id).code()).isEqualTo(50001);
	}

	@Test
	void whatHappensInAHiddenChannelIsNotTold() {
		String id = secret();
		this.planet.events.clear();
		String message = this.planet.world.people()
			.write(this.planet.ada, id, Json.object().put("content", "x"), this.planet.now);
		this.planet.world.people().edit(id, message, Json.object().put("content", "y"), this.planet.now);
		this.planet.world.people().react(this.planet.ada, id, message, "👍", true);
		this.planet.world.people().type(this.planet.ada, id, this.planet.now);
		this.planet.world.people().delete(id, message);
		assertThat(this.planet.names()).isEmpty();
	}

	@Test
	void channelIsShownWholeWhenTheBotIsLetIn() {
		// R51
		String id = secret();
		this.planet.events.clear();
		this.planet.world.happen("GUILD_ROLE_UPDATE", (ObjectNode) Json.read("""
				{"guild_id": "%1$s", "role": {"id": "%1$s", "position": 0, "permissions": "8"}}"""
			.formatted(this.planet.guild)), this.planet.now);
		assertThat(this.planet.names()).containsExactly("GUILD_ROLE_UPDATE", "CHANNEL_UPDATE");
		assertThat(Json.id(this.planet.last("CHANNEL_UPDATE"))).isEqualTo(id);
		assertThat(Json.text(this.planet.last("CHANNEL_UPDATE"), "name")).isEqualTo("secret");
	}

	@Test
	void channelIsHiddenWhenTheBotLosesTheRoleThatLetItIn() {
		// R51
		this.planet.permitting();
		this.planet.happens("GUILD_ROLE_CREATE", """
				{"guild_id": "%s", "role": {"id": "5", "name": "crew", "position": 1, "permissions": "1024"}}"""
			.formatted(this.planet.guild));
		ObjectNode member = Json.object().put("guild_id", this.planet.guild);
		member.putObject("user").put("id", Planet.BOT);
		member.putArray("roles").add("5");
		this.planet.world.happen("GUILD_MEMBER_UPDATE", Json.copy(member), this.planet.now);
		assertThat(Json.text(this.planet.last("CHANNEL_UPDATE"), "name")).isNotEqualTo("___hidden___");
		this.planet.events.clear();
		member.putArray("roles");
		this.planet.world.happen("GUILD_MEMBER_UPDATE", member, this.planet.now);
		assertThat(this.planet.names()).containsExactly("GUILD_MEMBER_UPDATE", "CHANNEL_UPDATE", "CHANNEL_UPDATE");
		assertThat(Json.text(this.planet.last("CHANNEL_UPDATE"), "name")).isEqualTo("___hidden___");
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
			POST; /channels/C/messages; {"content":"x"}; SEND_MESSAGES
			POST; /channels/C/messages/bulk-delete; {"messages":[]}; MANAGE_MESSAGES
			PUT; /channels/C/messages/pins/1; {}; PIN_MESSAGES
			PATCH; /channels/C; {"name":"x"}; MANAGE_CHANNELS
			POST; /guilds/G/channels; {"name":"x"}; MANAGE_CHANNELS
			POST; /guilds/G/roles; {}; MANAGE_ROLES
			PATCH; /guilds/G; {"name":"xx"}; MANAGE_GUILD
			GET; /guilds/G/bans; {}; BAN_MEMBERS
			DELETE; /guilds/G/members/U; {}; KICK_MEMBERS
			PATCH; /guilds/G/members/U; {"nick":"x"}; MANAGE_NICKNAMES
			PATCH; /guilds/G/members/@me; {"nick":"x"}; CHANGE_NICKNAME
			GET; /guilds/G/audit-logs; {}; VIEW_AUDIT_LOG
			POST; /channels/C/webhooks; {"name":"x"}; MANAGE_WEBHOOKS
			POST; /channels/C/invites; {}; CREATE_INSTANT_INVITE
			POST; /channels/C/threads; {"name":"x","type":11}; CREATE_PUBLIC_THREADS
			GET; /channels/C/messages/1; {}; READ_MESSAGE_HISTORY""")
	void whatNeedsAPermissionIsRefusedWithoutIt(String method, String path, String body, Permission needed) {
		this.planet.permitting(Permission.VIEW_CHANNEL);
		String uri = path.replace("G", this.planet.guild)
			.replace("C", this.planet.general)
			.replace("U", this.planet.ada);
		Planet.Reply refused = this.planet.call(method, uri, body);
		assertThat(refused.status()).isEqualTo(403);
		assertThat(refused.code()).isEqualTo(50013);
		this.planet.permitting(Permission.VIEW_CHANNEL, needed);
		Planet.Reply other = this.planet.call(method, uri, body);
		boolean outranked = path.contains("/members/U");
		assertThat(other.code() == 50013).as(other.response().text()).isEqualTo(outranked);
	}

	@Test
	void largeGuildsLackWhoIsNotThere() {
		for (int i = 0; i < 60; i++) {
			this.planet.happens("GUILD_MEMBER_ADD",
					"{\"guild_id\":\"%s\",\"user\":{\"id\":\"%d\"}}".formatted(this.planet.guild, 100 + i));
		}
		this.planet.happens("PRESENCE_UPDATE",
				"{\"guild_id\":\"%s\",\"user\":{\"id\":\"105\"},\"status\":\"idle\"}".formatted(this.planet.guild));
		JsonNode large = this.planet.world.guildCreate(this.planet.guild, 50).tree();
		assertThat(large.path("large").asBoolean()).isTrue();
		assertThat(large.path("member_count").asInt()).isEqualTo(63);
		assertThat(large.path("members").valueStream().map((member) -> Json.id(member.path("user"))))
			.containsExactlyInAnyOrder(Planet.BOT, "105");
		JsonNode small = this.planet.world.guildCreate(this.planet.guild, 250).tree();
		assertThat(small.path("large").asBoolean()).isFalse();
		assertThat(small.path("members")).hasSize(63);
	}

	@Test
	void guildWithoutRolesForbidsNothing() {
		this.planet.happens("GUILD_CREATE", "{\"id\":\"1\",\"channels\":[{\"id\":\"7\"}]}");
		assertThat(this.planet.call("POST", "/channels/7/messages", "{\"content\":\"x\"}").status()).isEqualTo(200);
		assertThat(this.planet.call("POST", "/guilds/1/roles", "{}").status()).isEqualTo(200);
	}

}
