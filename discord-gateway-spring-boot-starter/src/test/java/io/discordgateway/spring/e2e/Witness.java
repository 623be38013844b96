package io.discordgateway.spring.e2e;

import io.discordgateway.spring.ShardDisconnectedEvent;
import io.discordgateway.test.LocalGateway;

/**
 * Another bot, which does try again: what has not happened by the time that it has tried
 * several times does not happen any more.
 */
final class Witness {

	private Witness() {
	}

	/** Returns when a shard that is refused has been connected again five times. */
	static void connectsAgain() {
		try (LocalGateway gateway = LocalGateway.builder().build().start()) {
			gateway.refuseUpgrades(503, null, "not yet");
			try (Bot bot = Wire.JSON.start(gateway)) {
				Bot.await().until(() -> bot.ears().lifecycle(ShardDisconnectedEvent.class).size() > 5);
			}
		}
	}

	/**
	 * Returns when the gateway has been looked up again three times, the shortest waits
	 * of which are together as long as the longest first one.
	 */
	static void looksUpAgain() {
		try (LocalGateway gateway = LocalGateway.builder().build().start()) {
			gateway.refuseApiCalls(503, null, "");
			try (Bot unused = Wire.JSON.start(gateway)) {
				Bot.await().until(() -> gateway.record().restCalls().size() > 3);
			}
		}
	}

}
