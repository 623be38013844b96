package io.discordgateway.spring.test;

import org.jspecify.annotations.Nullable;

/**
 * Assertions on what a bot did, in the manner of AssertJ. What fails shows what Discord
 * and the bot said to each other.
 *
 * @since 0.1
 */
public final class DiscordAssertions {

	private DiscordAssertions() {
	}

	/**
	 * Asserts something of a channel.
	 * @param channel the channel
	 * @return its assertions
	 */
	public static ChannelAssert assertThat(TestChannel channel) {
		return new ChannelAssert(channel);
	}

	/**
	 * Asserts something of a message.
	 * @param message the message, or {@code null} if there is none
	 * @return its assertions
	 */
	public static MessageAssert assertThat(@Nullable TestMessage message) {
		return new MessageAssert(message);
	}

	/**
	 * Asserts something of how the bot answers.
	 * @param interaction what somebody asked for
	 * @return its assertions
	 */
	public static InteractionAssert assertThat(TestInteraction interaction) {
		return new InteractionAssert(interaction);
	}

	/**
	 * Asserts something of what the bot did on the gateway.
	 * @param discord Discord
	 * @return its assertions
	 */
	public static DiscordAssert assertThat(TestDiscord discord) {
		return new DiscordAssert(discord);
	}

}
