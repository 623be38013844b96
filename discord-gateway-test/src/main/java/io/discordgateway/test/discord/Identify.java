package io.discordgateway.test.discord;

import io.discordgateway.payload.GatewayCloseCode;
import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.shard.ShardId;
import io.discordgateway.test.discord.UpgradeRequest.Objection;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Data of an IDENTIFY (Gateway Events &gt; Identify; R11).
 *
 * @param data the data
 */
record Identify(JsonNode data) {

	private static final int ALL_INTENTS = allIntents();

	private static final int LARGE = 50;

	private static final String BOT = "Bot ";

	private static int allIntents() {
		int all = 0;
		for (GatewayIntent intent : GatewayIntent.values()) {
			all |= intent.value();
		}
		return all;
	}

	/** What is wrong with it, before the limits are looked at. */
	@Nullable Objection objection(DiscordSettings settings, boolean maybeCompressed) {
		Objection form = form(maybeCompressed);
		if (form != null) {
			return form;
		}
		if (!isToken(this.data.path("token").asString(), settings)) {
			return new Objection(GatewayCloseCode.AUTHENTICATION_FAILED, "IDENTIFY has a wrong token");
		}
		if (!hasValidShard()) {
			return new Objection(GatewayCloseCode.INVALID_SHARD, "The shard of IDENTIFY is invalid");
		}
		if (shard().total() % settings.shardMultiple != 0) {
			return new Objection(GatewayCloseCode.INVALID_SHARD,
					"The total of shards is no multiple of " + settings.shardMultiple);
		}
		JsonNode intents = this.data.path("intents");
		if (!intents.canConvertToInt() || (intents.asInt() & ~ALL_INTENTS) != 0) {
			return new Objection(GatewayCloseCode.INVALID_INTENTS, "The intents have a bit that does not exist");
		}
		for (GatewayIntent intent : GatewayIntent.fromValue(intents.asInt())) {
			if (intent.privileged() && !settings.privilegedIntents.contains(intent)) {
				return new Objection(GatewayCloseCode.DISALLOWED_INTENTS, "The intent " + intent + " is not enabled");
			}
		}
		return null;
	}

	private @Nullable Objection form(boolean maybeCompressed) {
		JsonNode properties = this.data.path("properties");
		if (!this.data.path("token").isString() || !this.data.path("intents").isIntegralNumber()
				|| !properties.isObject()) {
			return undecodable("IDENTIFY lacks token, intents or properties");
		}
		for (String property : new String[] { "os", "browser", "device" }) {
			if (!properties.path(property).isString()) {
				return undecodable("IDENTIFY lacks the property " + property);
			}
		}
		if (compresses() && !maybeCompressed) {
			return undecodable("IDENTIFY asks for payload compression, which goes with plain JSON only");
		}
		JsonNode threshold = this.data.path("large_threshold");
		if (!threshold.isMissingNode()
				&& (!threshold.isInt() || threshold.asInt() < LARGE || threshold.asInt() > 250)) {
			return undecodable("large_threshold is not between 50 and 250");
		}
		JsonNode presence = this.data.path("presence");
		String wrong = presence.isMissingNode() ? null : CommandPayload.presence(presence);
		return (wrong != null) ? undecodable("The presence of IDENTIFY: " + wrong) : null;
	}

	private static Objection undecodable(String what) {
		return new Objection(GatewayCloseCode.DECODE_ERROR, what);
	}

	/* Discord takes the token of an Authorization header as well. */
	static boolean isToken(String token, DiscordSettings settings) {
		return token.equals(settings.token)
				|| (token.startsWith(BOT) && token.substring(BOT.length()).equals(settings.token));
	}

	boolean compresses() {
		return this.data.path("compress").asBoolean(false);
	}

	int intents() {
		return this.data.path("intents").asInt(0);
	}

	int largeThreshold() {
		return this.data.path("large_threshold").asInt(LARGE);
	}

	ShardId shard() {
		JsonNode shard = this.data.path("shard");
		return (shard.isArray() && hasValidShard()) ? new ShardId(shard.path(0).asInt(), shard.path(1).asInt())
				: ShardId.SINGLE;
	}

	/** Whether IDENTIFY names its shard, which READY repeats then. */
	boolean namesShard() {
		return this.data.path("shard").isArray();
	}

	private boolean hasValidShard() {
		JsonNode shard = this.data.path("shard");
		if (shard.isMissingNode() || shard.isNull()) {
			return true;
		}
		return shard.isArray() && shard.size() == 2 && shard.path(0).isInt() && shard.path(1).isInt()
				&& shard.path(0).asInt() >= 0 && shard.path(0).asInt() < shard.path(1).asInt();
	}

}
