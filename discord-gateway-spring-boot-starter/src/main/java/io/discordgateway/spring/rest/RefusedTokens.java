package io.discordgateway.spring.rest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.discordgateway.spring.InvalidTokenException;
import org.jspecify.annotations.Nullable;

/**
 * The authorisations that Discord has answered with 401, which are not sent again (R48).
 * Thread-safe.
 */
final class RefusedTokens {

	/* More than one token is in use only where the application brings its users'. */
	private static final int KEPT = 100;

	/* Digests, so that no token lies here. */
	private final Set<String> refused = Collections
		.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<String, Boolean>() {

			private static final long serialVersionUID = 1L;

			@Override
			protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
				return size() > KEPT;
			}

		}));

	/**
	 * Checks that a call may be sent with its authorisation.
	 * @param route what is called
	 * @param authorization its authorisation, {@code null} if it has none
	 * @throws InvalidTokenException if that was refused before
	 */
	void check(Route route, @Nullable String authorization) {
		if (authorization != null && !this.refused.isEmpty() && this.refused.contains(digest(authorization))) {
			throw new InvalidTokenException(
					route + " was not sent: Discord's API refused its token with HTTP 401 before, "
							+ "and nothing is sent with it again");
		}
	}

	/**
	 * Notes that an authorisation was answered with 401.
	 * @param route what was called
	 * @param authorization the authorisation, {@code null} if there was none
	 */
	void refused(Route route, @Nullable String authorization) {
		// There a good token of a bot is refused, too: they ask for a user's.
		if (authorization != null && !route.path().startsWith("/oauth2/")) {
			this.refused.add(digest(authorization));
		}
	}

	private static String digest(String authorization) {
		try {
			return HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-256").digest(authorization.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new AssertionError("Every Java platform has SHA-256", ex);
		}
	}

}
