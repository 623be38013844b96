package io.discordgateway.spring.test;

import java.util.List;

import io.discordgateway.model.Permission;
import org.jspecify.annotations.Nullable;

/**
 * Channel, thread or direct channel.
 *
 * @since 0.1
 */
public final class TestChannel {

	private final TestDiscord discord;

	private final String name;

	private final String id;

	TestChannel(TestDiscord discord, String name, String id) {
		this.discord = discord;
		this.name = name;
		this.id = id;
	}

	/**
	 * Returns the channel's id.
	 * @return the snowflake
	 */
	public String id() {
		return this.id;
	}

	/**
	 * Returns the messages, those too that only one user sees.
	 * @return the messages, oldest first
	 */
	public List<TestMessage> messages() {
		return this.discord.ask((world) -> world.scenery().messages(this.id))
			.stream()
			.map((message) -> new TestMessage(this.discord, this, message))
			.toList();
	}

	/**
	 * Returns a thread of this channel. One that is not there is made, by the bot's
	 * leave: the bot sees it made.
	 * @param name the thread's name
	 * @return the thread
	 */
	public TestChannel thread(String name) {
		String known = this.discord.ask((world) -> world.scenery().threadNamed(this.id, name));
		return new TestChannel(this.discord, name, (known != null) ? known
				: this.discord.ask((world) -> world.scenery().thread(this.id, name, this.discord.now())));
	}

	/**
	 * Takes permissions from everybody who has them from no role, the bot too.
	 * @param permissions the permissions
	 */
	public void forbids(Permission... permissions) {
		long bits = 0;
		for (Permission permission : permissions) {
			bits |= permission.value();
		}
		long denied = bits;
		this.discord.let((world) -> world.scenery().forbid(this.id, denied));
	}

	/** The channel's guild, or {@code null}. */
	@Nullable String guildId() {
		return this.discord.ask((world) -> world.scenery().guildOf(this.id));
	}

	TestDiscord discord() {
		return this.discord;
	}

	@Override
	public String toString() {
		return "#" + this.name;
	}

}
