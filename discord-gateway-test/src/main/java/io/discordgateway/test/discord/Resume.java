package io.discordgateway.test.discord;

import io.discordgateway.payload.GatewayCloseCode;
import io.discordgateway.test.discord.UpgradeRequest.Objection;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Data of a RESUME (Gateway Events &gt; Resume; R17).
 *
 * @param data the data
 */
record Resume(JsonNode data) {

	/** What is wrong with it, before the session is looked for. */
	@Nullable Objection objection(DiscordSettings settings) {
		if (!this.data.path("token").isString() || !this.data.path("session_id").isString()
				|| !this.data.path("seq").isIntegralNumber()) {
			return new Objection(GatewayCloseCode.DECODE_ERROR, "RESUME lacks token, session_id or seq");
		}
		if (!Identify.isToken(this.data.path("token").asString(), settings)) {
			return new Objection(GatewayCloseCode.AUTHENTICATION_FAILED, "RESUME has a wrong token");
		}
		return null;
	}

	String sessionId() {
		return this.data.path("session_id").asString("");
	}

	/** The last number that the client has; -1 if it says none that can be. */
	long sequence() {
		return this.data.path("seq").asLong(-1);
	}

}
