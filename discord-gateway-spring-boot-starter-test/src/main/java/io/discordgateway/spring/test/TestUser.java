package io.discordgateway.spring.test;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * User of Discord: a person, or the bot.
 *
 * @since 0.1
 */
public final class TestUser {

	private final TestDiscord discord;

	private final String name;

	private final String id;

	TestUser(TestDiscord discord, String name, String id) {
		this.discord = discord;
		this.name = name;
		this.id = id;
	}

	/**
	 * Returns the user's id.
	 * @return the snowflake
	 */
	public String id() {
		return this.id;
	}

	/**
	 * Goes to a channel, to do something there. Who is not in its guild is from now on,
	 * and was there before as far as the bot knows; {@link #joins} lets somebody come in.
	 * @param channel the channel
	 * @return the user in the channel
	 */
	public Person in(TestChannel channel) {
		this.discord.let((world) -> world.scenery().settle(this.id, channel.id(), this.discord.now()));
		return new Person(this.discord, this, channel);
	}

	/**
	 * Goes to the direct channel with the bot.
	 * @return the user there
	 */
	public Person inDirectMessages() {
		return new Person(this.discord, this, directMessages());
	}

	/**
	 * Returns the direct channel of the user and the bot.
	 * @return the channel
	 */
	public TestChannel directMessages() {
		return new TestChannel(this.discord, "direct messages of " + this.name,
				this.discord.ask((world) -> world.people().directChannel(this.id, this.discord.now())));
	}

	/**
	 * Joins a guild, which the bot is told.
	 * @param guild the guild
	 */
	public void joins(TestGuild guild) {
		this.discord.happen((world) -> world.people().join(this.id, guild.id(), this.discord.now()));
	}

	/**
	 * Leaves a guild.
	 * @param guild the guild
	 */
	public void leaves(TestGuild guild) {
		this.discord.happen((world) -> world.people().leave(this.id, guild.id()));
	}

	/**
	 * Goes to a voice channel.
	 * @param guild the channel's guild
	 * @param channel the channel, or {@code null} to hang up
	 */
	public void speaks(TestGuild guild, @Nullable TestChannel channel) {
		this.discord
			.happen((world) -> world.people().speak(this.id, guild.id(), (channel != null) ? channel.id() : null));
	}

	/**
	 * Says that an event of a guild's calendar is of interest, or is no longer.
	 * @param guild the guild
	 * @param scheduledEventId the scheduled event
	 * @param interested whether it is
	 */
	public void isInterested(TestGuild guild, String scheduledEventId, boolean interested) {
		this.discord.happen((world) -> world.people().interest(this.id, guild.id(), scheduledEventId, interested));
	}

	/**
	 * Gets a role.
	 * @param guild the guild
	 * @param role the role
	 */
	public void gets(TestGuild guild, TestRole role) {
		this.discord.let((world) -> world.scenery().give(this.id, guild.id(), role.id()));
	}

	/** The user object. */
	JsonNode object() {
		return this.discord.ask((world) -> world.scenery().user(this.id));
	}

	@Override
	public String toString() {
		return this.name;
	}

}
