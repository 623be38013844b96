package io.discordgateway.spring.test.bot;

import java.util.Map;

import io.discordgateway.model.MessageCreate;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/**
 * Answers {@code !ping}.
 */
@Component
class PingHandler {

	private final RestClient discord;

	PingHandler(@Qualifier("discordRestClient") RestClient discord) {
		this.discord = discord;
	}

	@EventListener
	void on(MessageCreate message) {
		if (message.content().equals("!ping")) {
			this.discord.post()
				.uri("/channels/{channel}/messages", message.channelId())
				.body(Map.of("content", "Pong!"))
				.retrieve()
				.toBodilessEntity();
		}
	}

}
