package io.discordgateway.sample;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

import io.discordgateway.codec.RawPayload;
import io.discordgateway.model.ChannelUpdate;
import io.discordgateway.model.DispatchType;
import io.discordgateway.model.GuildCreate;
import io.discordgateway.model.GuildDelete;
import io.discordgateway.model.GuildMemberUpdate;
import io.discordgateway.model.GuildRoleUpdate;
import io.discordgateway.model.Ready;
import io.discordgateway.model.Snowflake;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WritableChannels} (Topics &gt; Permissions): the bot is 1, the guild
 * 7, role 8 is the bot's, role 9 is not.
 */
class WritableChannelsTests {

	private static final String BOT = "{\"id\":\"1\",\"username\":\"bot\",\"discriminator\":\"0\"}";

	private static final int SEE_AND_SEND = 3072;

	private static final int SEND = 2048;

	private final WritableChannels channels = new WritableChannels();

	@BeforeEach
	void ready() {
		this.channels.onReady((Ready) decode("READY", """
				{"v":10,"user":%s,"guilds":[],"session_id":"s","resume_gateway_url":"ws://x","application":{"id":"1"}}
				""".formatted(BOT)));
	}

	@Test
	void whatIsNotKnownMayBeTried() {
		assertThat(mayWrite()).isTrue();
		WritableChannels resumed = new WritableChannels();
		resumed.onGuild(guild(0, 0, ""));
		assertThat(resumed.mayWrite(Snowflake.of(5))).isTrue();
	}

	@Test
	void rolesAddUp() {
		assertMayWrite(guild(0, 0, ""), false);
		assertMayWrite(guild(1024, 0, ""), false);
		assertMayWrite(guild(1024, SEND, ""), true);
		assertMayWrite(guild(0, 8, overwrite(7, 0, SEE_AND_SEND)), true);
	}

	@Test
	void overwritesOfEveryoneOfRolesAndOfTheBotFollowEachOther() {
		assertMayWrite(guild(SEE_AND_SEND, 0, overwrite(7, 0, SEND)), false);
		assertMayWrite(guild(SEE_AND_SEND, 0, overwrite(8, SEND, 0) + "," + overwrite(7, 0, SEND)), true);
		assertMayWrite(guild(SEE_AND_SEND, 0, overwrite(9, SEND, 0) + "," + overwrite(7, 0, SEND)), false);
		assertMayWrite(guild(SEE_AND_SEND, 0, overwrite(1, 0, SEND) + "," + overwrite(8, SEND, 0)), false);
		assertMayWrite(guild(SEE_AND_SEND, 0, overwrite(1, SEND, 0) + "," + overwrite(8, 0, SEND)), true);
	}

	@Test
	void changesCount() {
		assertMayWrite(guild(SEE_AND_SEND, 0, ""), true);
		this.channels.onChannel((ChannelUpdate) decode("CHANNEL_UPDATE",
				"{\"id\":\"5\",\"type\":0,\"guild_id\":\"7\",\"permission_overwrites\":[" + overwrite(7, 0, SEND)
						+ "]}"));
		assertThat(mayWrite()).isFalse();
		this.channels
			.onRole((GuildRoleUpdate) decode("GUILD_ROLE_UPDATE", "{\"guild_id\":\"7\",\"role\":" + role(8, 8) + "}"));
		assertThat(mayWrite()).isTrue();
		this.channels.onMember((GuildMemberUpdate) decode("GUILD_MEMBER_UPDATE",
				"{\"guild_id\":\"7\",\"user\":" + BOT + ",\"roles\":[\"9\"]}"));
		assertThat(mayWrite()).isFalse();
		this.channels.onGuildDelete((GuildDelete) decode("GUILD_DELETE", "{\"id\":\"7\"}"));
		assertThat(mayWrite()).isTrue();
	}

	private void assertMayWrite(GuildCreate guild, boolean expected) {
		this.channels.onGuild(guild);
		assertThat(mayWrite()).isEqualTo(expected);
	}

	private boolean mayWrite() {
		return this.channels.mayWrite(Snowflake.of(5));
	}

	private static GuildCreate guild(int everyone, int own, String overwrites) {
		return (GuildCreate) decode("GUILD_CREATE", """
				{"id":"7","name":"g","owner_id":"2","roles":[%s,%s,%s],"members":[{"user":%s,"roles":["8"]}],
				"channels":[{"id":"5","type":0,"permission_overwrites":[%s]}]}""".formatted(role(7, everyone),
				role(8, own), role(9, 0), BOT, overwrites));
	}

	private static String role(int id, int permissions) {
		return "{\"id\":\"%d\",\"name\":\"r\",\"permissions\":\"%d\"}".formatted(id, permissions);
	}

	private static String overwrite(int id, int allow, int deny) {
		return "{\"id\":\"%d\",\"type\":%d,\"allow\":\"%d\",\"deny\":\"%d\"}".formatted(id, (id == 1) ? 1 : 0, allow,
				deny);
	}

	private static Object decode(String event, String json) {
		return Objects.requireNonNull(DispatchType.of(event))
			.decode(RawPayload.json(json.getBytes(StandardCharsets.UTF_8)));
	}

}
