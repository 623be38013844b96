package io.discordgateway.spring.test;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import io.discordgateway.model.ChannelType;
import io.discordgateway.model.Permission;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Guild in which the bot is.
 *
 * @since 0.1
 */
public final class TestGuild {

	private final TestDiscord discord;

	private final String name;

	private final String id;

	private final Map<String, TestRole> roles = new LinkedHashMap<>();

	TestGuild(TestDiscord discord, String name, String id) {
		this.discord = discord;
		this.name = name;
		this.id = id;
	}

	/**
	 * Returns the guild's id.
	 * @return the snowflake
	 */
	public String id() {
		return this.id;
	}

	/**
	 * Returns the guild's name.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Returns a channel. One that is not there is made: a text channel.
	 * @param name the channel's name
	 * @return the channel
	 */
	public TestChannel channel(String name) {
		return channel(name, ChannelType.GUILD_TEXT);
	}

	/**
	 * Returns a voice channel. One that is not there is made.
	 * @param name the channel's name
	 * @return the channel
	 */
	public TestChannel voiceChannel(String name) {
		return channel(name, ChannelType.GUILD_VOICE);
	}

	/**
	 * Returns a channel. One that is not there is made.
	 * @param name the channel's name
	 * @param type what it is if it is made
	 * @return the channel
	 */
	public TestChannel channel(String name, ChannelType type) {
		String known = this.discord.ask((world) -> world.scenery().channelNamed(this.id, name));
		if (known != null) {
			return new TestChannel(this.discord, name, known);
		}
		ObjectNode form = JsonMapper.shared().createObjectNode().put("name", name).put("type", type.value());
		return new TestChannel(this.discord, name,
				this.discord.ask((world) -> world.people().channel(this.id, form, this.discord.now())));
	}

	/**
	 * Returns a role. One that is not there is made.
	 * @param name the role's name
	 * @return the role
	 */
	public TestRole role(String name) {
		return role(name, new Permission[0]);
	}

	/**
	 * Returns a role. One that is not there is made.
	 * @param name the role's name
	 * @param permissions what it allows if it is made
	 * @return the role
	 */
	public TestRole role(String name, Permission... permissions) {
		long bits = Stream.of(permissions).mapToLong(Permission::value).reduce(0, (one, other) -> one | other);
		return this.roles.computeIfAbsent(name, (key) -> new TestRole(name,
				this.discord.ask((world) -> world.scenery().role(this.id, name, bits, this.discord.now()))));
	}

	/**
	 * Returns a member as Discord has it.
	 * @param user the user
	 * @return the member object
	 * @throws IllegalArgumentException if the user is not in the guild
	 */
	public JsonNode member(TestUser user) {
		JsonNode member = this.discord.ask((world) -> world.scenery().member(this.id, user.id()));
		if (member == null) {
			throw new IllegalArgumentException(user + " is not in " + this);
		}
		return member;
	}

	/**
	 * Says whether somebody is a member.
	 * @param user the user
	 * @return whether the user is in the guild
	 */
	public boolean has(TestUser user) {
		return this.discord.ask((world) -> world.scenery().member(this.id, user.id())) != null;
	}

	@Override
	public String toString() {
		return "the guild '" + this.name + "'";
	}

}
