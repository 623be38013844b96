package io.discordgateway.spring.actuate;

import java.util.Set;

import io.discordgateway.payload.Token;
import io.discordgateway.spring.autoconfigure.DiscordConnectionDetails;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

/**
 * Sanitizes the bot token wherever it is, as properties refer to each other, and the
 * proxy's password.
 */
class TokenSanitizer implements SanitizingFunction {

	private static final Set<String> SECRETS = Set.of("discordgatewaytoken", "discordgatewayproxypassword");

	private final ObjectProvider<DiscordConnectionDetails> details;

	TokenSanitizer(ObjectProvider<DiscordConnectionDetails> details) {
		this.details = details;
	}

	@Override
	public SanitizableData apply(SanitizableData data) {
		return (isSecret(data.getLowerCaseKey()) || holdsToken(data.getValue())) ? data.withSanitizedValue() : data;
	}

	/* Each of its relaxed forms. */
	private static boolean isSecret(String key) {
		return SECRETS.contains(key.replaceAll("[^a-z]", ""));
	}

	private boolean holdsToken(@Nullable Object value) {
		if (value == null) {
			return false;
		}
		String token = token();
		return token != null && value.toString().contains(token);
	}

	/* There may be none, as where an application fails to start for that. */
	private @Nullable String token() {
		try {
			DiscordConnectionDetails known = this.details.getIfAvailable();
			Token token = (known != null) ? known.token() : null;
			return (token != null) ? token.reveal() : null;
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

}
