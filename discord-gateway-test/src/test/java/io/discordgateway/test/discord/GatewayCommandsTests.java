package io.discordgateway.test.discord;

import java.time.Duration;

import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.payload.GatewayOpcode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What commands over the gateway do (R27, R28).
 */
class GatewayCommandsTests {

	private final Planet planet = new Planet();

	private DiscordWorld.Answer members(String rest, int intents) {
		return this.planet.command(GatewayOpcode.REQUEST_GUILD_MEMBERS,
				"{\"guild_id\":\"" + this.planet.guild + "\"," + rest + "}", intents);
	}

	@ParameterizedTest
	@CsvSource({ "ADA", "ada", "Count", "LADY", "lady" })
	void membersAreFoundByAnyNameInAnyCase(String query) {
		this.planet.happens("GUILD_MEMBER_UPDATE",
				"""
						{"guild_id": "%s", "nick": "Lady", "user": {"id": "%s", "username": "ada", "global_name": "Countess"}}"""
					.formatted(this.planet.guild, this.planet.ada));
		JsonNode chunk = members("\"query\":\"" + query + "\",\"limit\":5", 0).events().get(0).tree();
		assertThat(chunk.path("members")).hasSize(1);
		assertThat(this.planet.call("GET", "/guilds/" + this.planet.guild + "/members/search?query=" + query).json())
			.hasSize(1);
	}

	@Test
	void idsAreFoundOrNamed() {
		JsonNode chunk = members("\"user_ids\":[\"" + this.planet.ada + "\",\"99\"],\"nonce\":\"n\"", 0).events()
			.get(0)
			.tree();
		assertThat(chunk.path("members").path(0).path("user").path("username").asString()).isEqualTo("ada");
		assertThat(chunk.path("not_found").toString()).isEqualTo("[\"99\"]");
		assertThat(chunk.path("nonce").asString()).isEqualTo("n");
		assertThat(chunk.path("chunk_count").asInt()).isEqualTo(1);
	}

	@Test
	void largeGuildComesInChunksOnceInThirtySeconds() {
		for (int i = 0; i < 1500; i++) {
			this.planet.happens("GUILD_MEMBER_ADD",
					"{\"guild_id\":\"%s\",\"user\":{\"id\":\"%d\"}}".formatted(this.planet.guild, 100 + i));
		}
		String all = "\"query\":\"\",\"limit\":0";
		int intents = GatewayIntent.GUILD_MEMBERS.value();
		assertThat(members(all, intents).events()).hasSize(2)
			.allSatisfy((chunk) -> assertThat(chunk.tree().path("chunk_count").asInt()).isEqualTo(2));
		this.planet.pass(Duration.ofSeconds(10));
		Dispatch limited = members(all, intents).events().get(0);
		assertThat(limited.event()).isEqualTo("RATE_LIMITED");
		assertThat(limited.tree().path("retry_after").asDouble()).isEqualTo(20.0);
		this.planet.pass(Duration.ofSeconds(20));
		assertThat(members(all, intents).events()).hasSize(2);
	}

	@Test
	void whatNeedsAnIntentIsAViolationWithoutIt() {
		assertThat(members("\"query\":\"\",\"limit\":0", 0).violation()).contains("GUILD_MEMBERS");
		assertThat(members("\"query\":\"a\",\"limit\":1,\"presences\":true", 0).violation())
			.contains("GUILD_PRESENCES");
		assertThat(members("\"limit\":1", 0).violation()).contains("query and user_ids");
	}

	@Test
	void voiceIsJoinedAndLeft() {
		String lounge = this.planet.channelNamed("Lounge");
		// Ids may be sent as numbers and come back as strings.
		String join = "{\"guild_id\":%s,\"channel_id\":%s,\"self_mute\":true,\"self_deaf\":false}"
			.formatted(this.planet.guild, lounge);
		this.planet.command(GatewayOpcode.VOICE_STATE_UPDATE, join, 0);
		assertThat(this.planet.names()).containsExactly("VOICE_STATE_UPDATE", "VOICE_SERVER_UPDATE");
		JsonNode state = this.planet.last("VOICE_STATE_UPDATE");
		assertThat(state.path("guild_id").isString()).isTrue();
		assertThat(state.path("channel_id").asString()).isEqualTo(lounge);
		assertThat(state.path("user_id").asString()).isEqualTo(Planet.BOT);
		assertThat(Json.id(state.path("member").path("user"))).isEqualTo(Planet.BOT);
		assertThat(state.path("session_id").asString()).isEqualTo("s1");
		assertThat(state.path("self_mute").asBoolean()).isTrue();
		JsonNode server = this.planet.last("VOICE_SERVER_UPDATE");
		assertThat(server.path("guild_id").asString()).isEqualTo(this.planet.guild);
		assertThat(server.path("token").asString()).isNotEmpty();
		assertThat(this.planet.call("GET", "/guilds/" + this.planet.guild + "/voice-states/@me").status())
			.isEqualTo(200);
		this.planet.events.clear();
		this.planet.command(GatewayOpcode.VOICE_STATE_UPDATE,
				"{\"guild_id\":\"" + this.planet.guild + "\",\"channel_id\":null}", 0);
		assertThat(this.planet.names()).containsExactly("VOICE_STATE_UPDATE");
		assertThat(this.planet.last("VOICE_STATE_UPDATE").path("channel_id").isNull()).isTrue();
	}

	@Test
	void presenceIsFoundInTheGuilds() {
		this.planet.command(GatewayOpcode.PRESENCE_UPDATE, """
				{"since": null, "activities": [{"name": "chess", "type": 0}], "status": "dnd", "afk": false}""", 0);
		JsonNode presence = this.planet.world.guildCreate(this.planet.guild, 50).tree().path("presences").path(0);
		assertThat(presence.path("status").asString()).isEqualTo("dnd");
		assertThat(presence.path("activities").path(0).path("name").asString()).isEqualTo("chess");
	}

	@Test
	void soundsAndChannelsComeFromTheGuild() {
		this.planet.happens("GUILD_SOUNDBOARD_SOUND_CREATE",
				"{\"guild_id\":\"%s\",\"sound_id\":\"7\",\"name\":\"horn\"}".formatted(this.planet.guild));
		Dispatch sounds = this.planet
			.command(GatewayOpcode.REQUEST_SOUNDBOARD_SOUNDS, "{\"guild_ids\":[\"" + this.planet.guild + "\",\"2\"]}",
					0)
			.events()
			.get(0);
		assertThat(sounds.tree().path("soundboard_sounds")).hasSize(1);
		this.planet.owned();
		this.planet.call("PUT", "/channels/" + this.planet.channelNamed("Lounge") + "/voice-status",
				"{\"status\":\"tea\"}");
		Dispatch info = this.planet
			.command(GatewayOpcode.REQUEST_CHANNEL_INFO,
					"{\"guild_id\":\"" + this.planet.guild + "\",\"fields\":[\"status\"]}", 0)
			.events()
			.get(0);
		assertThat(info.tree().path("channels").path(0).path("status").asString()).isEqualTo("tea");
	}

}
