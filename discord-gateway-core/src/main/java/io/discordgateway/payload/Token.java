package io.discordgateway.payload;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Bot token. It prints as {@code <redacted>}, wherever it is printed (R40).
 *
 * @since 0.1
 */
public final class Token {

	private final String value;

	private Token(String value) {
		this.value = value;
	}

	/**
	 * Wraps a token. A leading {@code Bot } is cut off and white space trimmed, as both
	 * come along when a token is copied.
	 * @param value the token as the Developer Portal shows it
	 * @return the token
	 * @throws IllegalArgumentException if the token is empty or has characters that
	 * cannot stand in an HTTP header
	 */
	public static Token of(String value) {
		Objects.requireNonNull(value, "'value' must not be null");
		String token = value.strip();
		if (token.equalsIgnoreCase("Bot") || token.regionMatches(true, 0, "Bot ", 0, 4)) {
			token = token.substring(3).strip();
		}
		if (token.isEmpty()) {
			throw new IllegalArgumentException("The bot token is empty");
		}
		for (int i = 0; i < token.length(); i++) {
			if (token.charAt(i) <= ' ' || token.charAt(i) > '~') {
				throw new IllegalArgumentException("The bot token has a character that no token has, at position " + i);
			}
		}
		return new Token(token);
	}

	/**
	 * Returns the secret itself, for IDENTIFY, RESUME and the Authorization header only.
	 * @return the token in clear
	 */
	public String reveal() {
		return this.value;
	}

	/**
	 * Returns the id of the bot that the token is for, which is no secret: Discord's
	 * tokens begin with it. For all but very old bots it is the application's id, too.
	 * @return the id in decimal digits, or {@code null} if the token is of another form
	 */
	public @Nullable String applicationId() {
		int end = this.value.indexOf('.');
		if (end < 0) {
			return null;
		}
		try {
			byte[] decoded = Base64.getUrlDecoder().decode(this.value.substring(0, end));
			String id = new String(decoded, StandardCharsets.US_ASCII);
			return id.matches("[0-9]{1,20}") ? id : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Token token && token.value.equals(this.value);
	}

	@Override
	public int hashCode() {
		return this.value.hashCode();
	}

	@Override
	public String toString() {
		return "<redacted>";
	}

}
