package io.discordgateway.spring.driver;

import io.discordgateway.payload.GatewayCloseCode;
import org.jspecify.annotations.Nullable;

/**
 * Says which properties mend what the core, which knows none, says of a shard.
 */
final class Advice {

	private Advice() {
	}

	/**
	 * Adds to what Discord closed a connection for good with.
	 * @param message what the core says
	 * @param closeCode the close code
	 * @param recommended the total that the API recommends and that was tried, or
	 * {@code null} if the API was not asked
	 * @return the message with what to do
	 */
	static String addTo(String message, GatewayCloseCode closeCode, @Nullable Integer recommended) {
		String advice = switch (closeCode) {
			case AUTHENTICATION_FAILED -> "Set the property discord.gateway.token to it";
			case INVALID_SHARD -> "Correct discord.gateway.sharding.ids and discord.gateway.sharding.total: ids run "
					+ "from 0 to total - 1, and very large bots need a total that Discord assigns";
			case SHARDING_REQUIRED -> (recommended != null)
					? "Discord's API was asked again and still recommends " + recommended
							+ ": set discord.gateway.sharding.total to a larger number"
					: "Raise discord.gateway.sharding.total, or set it to auto";
			case INVALID_INTENTS -> "Correct the number in discord.gateway.intents, or write the names of the intents";
			case DISALLOWED_INTENTS ->
				"The intents are those of discord.gateway.intents and discord.gateway.privileged-intents";
			default -> null;
		};
		return (advice != null) ? message + ". " + advice : message;
	}

	/**
	 * Names the property where the core names its own setting.
	 * @param reason why a connection ended
	 * @return the reason with the property's name
	 */
	static String withProperties(String reason) {
		return reason.replace("maxPayloadSize", "discord.gateway.max-payload-size");
	}

}
