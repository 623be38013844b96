package io.discordgateway.spring.driver;

import java.util.regex.Pattern;

/**
 * Makes payloads fit to be printed at TRACE: what is a credential, or half of one, is
 * taken out (R40), as are the tokens of interactions and voice servers.
 */
final class FrameFormatter {

	private static final Pattern SECRET = Pattern
		.compile("\"(token|session_id|resume_gateway_url)\"\\s*:\\s*\"(?:[^\"\\\\]|\\\\.)*+\"");

	private FrameFormatter() {
	}

	/**
	 * Formats a payload.
	 * @param json its JSON
	 * @return the JSON without secrets
	 */
	static String format(String json) {
		return SECRET.matcher(json).replaceAll("\"$1\":\"<redacted>\"");
	}

}
