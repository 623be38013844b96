package io.discordgateway.test.discord;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import io.discordgateway.model.Snowflake;
import java.util.Set;

import io.discordgateway.model.Permission;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Guilds, channels, threads, roles and members.
 */
class GuildTests {

	private final Planet planet = new Planet().owned();

	private final String path = "/guilds/" + this.planet.guild;

	@Test
	void guildIsToldWithoutWhatIsInIt() {
		JsonNode guild = this.planet.call("GET", this.path + "?with_counts=true").json();
		assertThat(guild.propertyNames()).contains("name", "roles", "emojis", "features", "owner_id", "region")
			.doesNotContain("channels", "members", "presences", "threads", "voice_states", "member_count");
		assertThat(guild.path("approximate_member_count").asInt()).isEqualTo(3);
		this.planet.call("PATCH", this.path, "{\"name\":\"New\"}");
		assertThat(Json.text(this.planet.last("GUILD_UPDATE"), "name")).isEqualTo("New");
		assertThat(this.planet.call("GET", "/users/@me/guilds").json().findValuesAsString("name"))
			.containsExactly("New");
		this.planet.call("DELETE", "/users/@me" + this.path);
		assertThat(this.planet.names()).endsWith("GUILD_DELETE");
		assertThat(this.planet.call("GET", this.path).code()).isEqualTo(10004);
	}

	@Test
	void changeOfAGuildTouchesItsSettingsOnly() {
		Planet.Reply reply = this.planet.call("PATCH", this.path,
				"{\"description\":\"d\",\"roles\":[],\"owner_id\":\"" + this.planet.ada + "\",\"id\":\"1\"}");
		assertThat(Json.text(reply.json(), "description")).isEqualTo("d");
		assertThat(Json.text(reply.json(), "owner_id")).isEqualTo(Planet.BOT);
		assertThat(this.planet.call("GET", this.path + "/roles").json()).isNotEmpty();
	}

	@Test
	void whatWasInACategoryGoesOnWithoutIt() {
		String category = this.planet.call("POST", this.path + "/channels", "{\"name\":\"c\",\"type\":4}").id();
		String child = this.planet
			.call("POST", this.path + "/channels", "{\"name\":\"x\",\"parent_id\":\"" + category + "\"}")
			.id();
		this.planet.events.clear();
		this.planet.call("DELETE", "/channels/" + category);
		assertThat(this.planet.names()).containsExactly("CHANNEL_DELETE", "CHANNEL_UPDATE");
		assertThat(Json.id(this.planet.last("CHANNEL_UPDATE"))).isEqualTo(child);
		assertThat(this.planet.call("GET", "/channels/" + child).json().path("parent_id").isNull()).isTrue();
	}

	@Test
	void bulkBanTellsWhoWasNotBanned() {
		String ban = this.path + "/bulk-ban";
		this.planet.call("PUT", this.path + "/bans/" + this.planet.owner);
		JsonNode result = this.planet
			.call("POST", ban, "{\"user_ids\":[\"" + this.planet.ada + "\",\"" + this.planet.owner + "\",\"9\"]}")
			.json();
		assertThat(result.path("banned_users").toString()).isEqualTo("[\"" + this.planet.ada + "\"]");
		assertThat(result.path("failed_users").toString()).isEqualTo("[\"" + this.planet.owner + "\",\"9\"]");
		assertThat(this.planet.call("POST", ban, "{\"user_ids\":[\"9\"]}").code()).isEqualTo(500000);
		assertThat(this.planet.call("POST", ban, "{\"user_ids\":[]}").code()).isEqualTo(50035);
	}

	@Test
	void bulkBanNeedsToManageTheGuild() {
		Planet planet = new Planet().permitting(Permission.VIEW_CHANNEL, Permission.BAN_MEMBERS);
		assertThat(planet.call("POST", "/guilds/" + planet.guild + "/bulk-ban", "{\"user_ids\":[\"9\"]}").code())
			.isEqualTo(50013);
	}

	@Test
	void membersAreListedWithTheirIntentOnly() {
		Planet planet = new Planet(Set.of(), false, 10_000);
		assertThat(planet.call("GET", "/guilds/" + planet.guild + "/members").code()).isEqualTo(50001);
		assertThat(this.planet.call("GET", this.path + "/members").status()).isEqualTo(200);
	}

	@Test
	void threadIsOfAKindThatThereIsWhereThreadsAre() {
		assertThat(
				this.planet.call("POST", "/channels/" + this.planet.general + "/threads", "{\"name\":\"a\",\"type\":5}")
					.code())
			.isEqualTo(50035);
		String category = this.planet.call("POST", this.path + "/channels", "{\"name\":\"c\",\"type\":4}").id();
		assertThat(this.planet.call("POST", "/channels/" + category + "/threads", "{\"name\":\"a\"}").code())
			.isEqualTo(50024);
	}

	@Test
	void channelsAreMadeChangedAndDeleted() {
		Planet.Reply made = this.planet.call("POST", this.path + "/channels",
				"{\"name\":\"New Room\",\"topic\":\"t\"}");
		assertThat(made.status()).isEqualTo(201);
		assertThat(Json.text(this.planet.last("CHANNEL_CREATE"), "name")).isEqualTo("new-room");
		String channel = "/channels/" + made.id();
		this.planet.call("PATCH", channel, "{\"topic\":null,\"nsfw\":true}");
		assertThat(this.planet.last("CHANNEL_UPDATE").path("topic").isNull()).isTrue();
		assertThat(this.planet.call("PUT", channel + "/permissions/" + this.planet.ada, "{\"type\":1,\"allow\":1024}")
			.status()).isEqualTo(204);
		assertThat(this.planet.last("CHANNEL_UPDATE").path("permission_overwrites").toString())
			.isEqualTo("[{\"id\":\"" + this.planet.ada + "\",\"type\":1,\"allow\":\"1024\",\"deny\":\"0\"}]");
		this.planet.call("DELETE", channel + "/permissions/" + this.planet.ada);
		assertThat(this.planet.call("DELETE", channel).id()).isEqualTo(made.id());
		assertThat(Json.id(this.planet.last("CHANNEL_DELETE"))).isEqualTo(made.id());
		assertThat(this.planet.call("GET", channel).code()).isEqualTo(10003);
		assertThat(this.planet.call("POST", this.path + "/channels", "{\"name\":\"x\",\"parent_id\":\"9\"}").code())
			.isEqualTo(50035);
	}

	@Test
	void threadsAreOpenedJoinedArchivedAndWoken() {
		String id = this.planet.write(this.planet.ada, "topic");
		String messages = "/channels/" + this.planet.general + "/messages";
		this.planet.events.clear();
		Planet.Reply thread = this.planet.call("POST", messages + "/" + id + "/threads", "{\"name\":\"Talk\"}");
		assertThat(thread.status()).isEqualTo(201);
		assertThat(thread.id()).isEqualTo(id);
		assertThat(this.planet.names()).containsExactly("THREAD_CREATE", "MESSAGE_UPDATE", "MESSAGE_CREATE");
		assertThat(this.planet.last("THREAD_CREATE").path("newly_created").asBoolean()).isTrue();
		assertThat(this.planet.call("POST", messages + "/" + id + "/threads", "{\"name\":\"Again\"}").code())
			.isEqualTo(160004);
		String path = "/channels/" + id;
		assertThat(this.planet.call("PUT", path + "/thread-members/" + this.planet.ada).status()).isEqualTo(204);
		assertThat(this.planet.last("THREAD_MEMBERS_UPDATE").path("member_count").asInt()).isEqualTo(2);
		assertThat(this.planet.call("GET", path + "/thread-members").json()).hasSize(2);
		this.planet.call("DELETE", path + "/thread-members/@me");
		assertThat(this.planet.call("GET", path + "/thread-members/@me").code()).isEqualTo(10007);
		this.planet.call("PATCH", path, "{\"archived\":true}");
		assertThat(this.planet.call("GET", this.path + "/threads/active").json().path("threads")).isEmpty();
		assertThat(this.planet.call("GET", "/channels/" + this.planet.general + "/threads/archived/public")
			.json()
			.path("threads")).hasSize(1);
		this.planet.events.clear();
		this.planet.call("POST", path + "/messages", "{\"content\":\"wake up\"}");
		assertThat(this.planet.names()).containsExactly("THREAD_UPDATE", "MESSAGE_CREATE");
		this.planet.call("DELETE", path);
		assertThat(this.planet.last("THREAD_DELETE").toString()).isEqualTo("{\"id\":\"" + id + "\",\"guild_id\":\""
				+ this.planet.guild + "\",\"parent_id\":\"" + this.planet.general + "\",\"type\":11}");
	}

	@Test
	void forumPostIsAThreadWithItsFirstMessage() {
		String forum = this.planet.call("POST", this.path + "/channels", "{\"name\":\"help\",\"type\":15}").id();
		Planet.Reply post = this.planet.call("POST", "/channels/" + forum + "/threads",
				"{\"name\":\"How?\",\"message\":{\"content\":\"So.\"}}");
		assertThat(post.json().path("message").path("id").asString()).isEqualTo(post.id());
		assertThat(Json.text(this.planet.last("MESSAGE_CREATE"), "channel_id")).isEqualTo(post.id());
		assertThat(this.planet.call("POST", "/channels/" + forum + "/messages", "{\"content\":\"x\"}").code())
			.isEqualTo(40058);
	}

	@Test
	void rolesAreMadeGivenAndDeleted() {
		Planet.Reply role = this.planet.call("POST", this.path + "/roles", "{\"name\":\"Crew\",\"permissions\":8}");
		assertThat(this.planet.last("GUILD_ROLE_CREATE").path("role").path("permissions").asString()).isEqualTo("8");
		String given = this.path + "/members/" + this.planet.ada + "/roles/" + role.id();
		assertThat(this.planet.call("PUT", given).status()).isEqualTo(204);
		assertThat(this.planet.last("GUILD_MEMBER_UPDATE").path("roles").toString())
			.isEqualTo("[\"" + role.id() + "\"]");
		assertThat(this.planet.call("GET", this.path + "/roles/member-counts").json().path(role.id()).asInt())
			.isEqualTo(1);
		this.planet.call("PATCH", this.path + "/roles/" + role.id(), "{\"name\":\"Team\"}");
		assertThat(this.planet.last("GUILD_ROLE_UPDATE").path("role").path("name").asString()).isEqualTo("Team");
		assertThat(this.planet.call("DELETE", this.path + "/roles/" + role.id()).status()).isEqualTo(204);
		assertThat(this.planet.last("GUILD_ROLE_DELETE").path("role_id").asString()).isEqualTo(role.id());
		assertThat(this.planet.call("GET", this.path + "/members/" + this.planet.ada).json().path("roles")).isEmpty();
		assertThat(this.planet.call("DELETE", this.path + "/roles/" + this.planet.guild).code()).isEqualTo(50028);
	}

	@Test
	void membersAreChangedTimedOutKickedAndBanned() {
		String member = this.path + "/members/" + this.planet.ada;
		assertThat(Json.text(this.planet.call("PATCH", member, "{\"nick\":\"A\"}").json(), "nick")).isEqualTo("A");
		JsonNode updated = this.planet.last("GUILD_MEMBER_UPDATE");
		assertThat(Json.text(updated, "guild_id")).isEqualTo(this.planet.guild);
		assertThat(Json.id(updated.path("user"))).isEqualTo(this.planet.ada);
		String timeOut = "{\"communication_disabled_until\":\"%s\"}";
		assertThat(this.planet.call("PATCH", member, timeOut.formatted("2026-12-01T00:00:00Z")).status())
			.isEqualTo(200);
		assertThat(this.planet.call("PATCH", member, timeOut.formatted("2027-12-01T00:00:00Z")).code())
			.isEqualTo(50035);
		assertThat(this.planet.call("PATCH", member, "{\"mute\":true}").code()).isEqualTo(40032);
		assertThat(this.planet.call("DELETE", member).status()).isEqualTo(204);
		assertThat(Json.id(this.planet.last("GUILD_MEMBER_REMOVE").path("user"))).isEqualTo(this.planet.ada);
		assertThat(this.planet.call("GET", member).code()).isEqualTo(10007);
		this.planet.world.people().join(this.planet.ada, this.planet.guild, this.planet.now);
		this.planet.events.clear();
		assertThat(this.planet.call("PUT", this.path + "/bans/" + this.planet.ada, "{}").status()).isEqualTo(204);
		assertThat(this.planet.names()).containsExactly("GUILD_BAN_ADD", "GUILD_MEMBER_REMOVE");
		JsonNode logged = this.planet.last("GUILD_AUDIT_LOG_ENTRY_CREATE");
		assertThat(logged.path("action_type").asInt()).isEqualTo(22);
		assertThat(Json.text(logged, "target_id")).isEqualTo(this.planet.ada);
		assertThat(this.planet.call("GET", this.path + "/bans").json()).hasSize(1);
		assertThat(this.planet.call("DELETE", this.path + "/bans/" + this.planet.ada).status()).isEqualTo(204);
		assertThat(this.planet.names()).endsWith("GUILD_BAN_REMOVE");
	}

	@Test
	void membersAreMovedAndMutedInVoice() {
		String lounge = this.planet.channelNamed("Lounge");
		this.planet.world.people().speak(this.planet.ada, this.planet.guild, lounge);
		this.planet.call("PATCH", this.path + "/members/" + this.planet.ada, "{\"mute\":true}");
		JsonNode state = this.planet.last("VOICE_STATE_UPDATE");
		assertThat(state.path("mute").asBoolean()).isTrue();
		assertThat(Json.text(state, "channel_id")).isEqualTo(lounge);
		this.planet.call("PATCH", this.path + "/members/" + this.planet.ada, "{\"channel_id\":null}");
		assertThat(this.planet.last("VOICE_STATE_UPDATE").path("channel_id").isNull()).isTrue();
	}

	@Test
	void inviteIsMadeFoundAndDeleted() {
		Planet.Reply invite = this.planet.call("POST", "/channels/" + this.planet.general + "/invites",
				"{\"max_age\":60}");
		String code = Json.text(invite.json(), "code");
		assertThat(Json.text(this.planet.last("INVITE_CREATE"), "code")).isEqualTo(code);
		assertThat(this.planet.anonymous("GET", "/invites/" + code, "").json().path("channel").path("name").asString())
			.isEqualTo("general");
		this.planet.call("DELETE", "/invites/" + code);
		assertThat(Json.text(this.planet.last("INVITE_DELETE"), "code")).isEqualTo(code);
	}

	@Test
	void memberListsGoOnAfterAnId() {
		JsonNode first = this.planet.call("GET", this.path + "/members?limit=2").json();
		assertThat(first).hasSize(2);
		String last = Json.id(first.path(1).path("user"));
		assertThat(this.planet.call("GET", this.path + "/members?limit=2&after=" + last).json()).hasSize(1);
	}

	@Test
	void idsFollowTheTimeAndNeverRepeat() {
		String first = this.planet.world.nextId(this.planet.now);
		String second = this.planet.world.nextId(this.planet.now);
		this.planet.pass(Duration.ofSeconds(1));
		String third = this.planet.world.nextId(this.planet.now);
		assertThat(Long.parseLong(second)).isEqualTo(Long.parseLong(first) + 1);
		assertThat(Snowflake.of(third).createdAt()).isEqualTo(this.planet.now.truncatedTo(ChronoUnit.MILLIS));
	}

}
