package io.discordgateway.payload;

import java.util.Objects;

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
