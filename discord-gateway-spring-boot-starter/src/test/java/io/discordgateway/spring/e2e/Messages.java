package io.discordgateway.spring.e2e;

import io.discordgateway.test.LocalGateway;

/**
 * Messages that are told apart by a running number in their content.
 */
final class Messages {

	private Messages() {
	}

	static String message(int number) {
		return """
				{"id": "1400000000000000001", "channel_id": "1400000000000000002", "content": "%d", "type": 0, \
				"author": {"id": "1400000000000000003", "username": "wumpus", "discriminator": "0", \
				"global_name": null, "avatar": null}, "timestamp": "2026-11-25T00:00:00.000000+00:00", \
				"edited_timestamp": null, "tts": false, "mention_everyone": false, "mentions": [], \
				"mention_roles": [], "attachments": [], "embeds": [], "pinned": false}""".formatted(number);
	}

	static void send(LocalGateway gateway, int from, int to) {
		for (int number = from; number < to; number++) {
			gateway.dispatch("MESSAGE_CREATE", message(number));
		}
	}

}
