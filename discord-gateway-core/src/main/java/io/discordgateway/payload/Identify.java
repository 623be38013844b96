package io.discordgateway.payload;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What IDENTIFY says of the application (R11); shard and compression are the
 * connection's.
 *
 * @param token the bot token
 * @param intents the sum of the intents
 * @param properties how the client describes itself
 * @param largeThreshold from how many members on offline ones are left out of
 * GUILD_CREATE, 50 to 250, or {@code null} for Discord's default
 * @param presence the presence to start with, or {@code null}
 * @param capabilities the sum of what the client can take beyond the documented default
 * (R51: hidden channels are {@code 1 << 15}), or {@code null} to leave it out
 * @since 0.1
 */
public record Identify(Token token, int intents, IdentifyProperties properties, @Nullable Integer largeThreshold,
		@Nullable UpdatePresence presence, @Nullable Integer capabilities) {

	public Identify {
		Objects.requireNonNull(token, "'token' must not be null");
		Objects.requireNonNull(properties, "'properties' must not be null");
		if (largeThreshold != null && (largeThreshold < 50 || largeThreshold > 250)) {
			throw new IllegalArgumentException("The large threshold is 50 to 250, not " + largeThreshold);
		}
		if (capabilities != null && capabilities < 0) {
			throw new IllegalArgumentException("The capabilities are the sum of bits, not " + capabilities);
		}
	}

	/**
	 * Makes an IDENTIFY with the default properties and nothing that is optional.
	 * @param token the bot token
	 * @param intents the sum of the intents
	 * @return the IDENTIFY
	 */
	public static Identify of(Token token, int intents) {
		return new Identify(token, intents, IdentifyProperties.DEFAULT, null, null, null);
	}

	/**
	 * Returns the same with another presence.
	 * @param presence the presence, or {@code null}
	 * @return the IDENTIFY
	 */
	public Identify withPresence(@Nullable UpdatePresence presence) {
		return new Identify(this.token, this.intents, this.properties, this.largeThreshold, presence,
				this.capabilities);
	}

}
