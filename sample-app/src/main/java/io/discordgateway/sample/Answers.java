package io.discordgateway.sample;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;

import io.discordgateway.model.Interaction;
import io.discordgateway.model.Snowflake;
import io.discordgateway.spring.rest.InteractionResponder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * Answers people through Discord's API, and keeps account of it.
 */
@Component
class Answers {

	private static final Logger logger = LoggerFactory.getLogger(Answers.class);

	private final RestClient discord;

	private final InteractionResponder responder;

	private final BotStatistics statistics;

	private final InstantSource time;

	Answers(RestClient discordRestClient, InteractionResponder responder, BotStatistics statistics,
			InstantSource time) {
		this.discord = discordRestClient;
		this.responder = responder;
		this.statistics = statistics;
		this.time = time;
	}

	/**
	 * Writes a message that mentions nobody.
	 * @param trigger what is answered
	 * @param channelId where
	 * @param text what to say
	 */
	void write(String trigger, Snowflake channelId, String text) {
		keepAccount(trigger, "channel " + channelId, text,
				() -> this.discord.post()
					.uri("/channels/{id}/messages", channelId)
					.contentType(MediaType.APPLICATION_JSON)
					.body(Map.of("content", text, "allowed_mentions", Map.of("parse", List.of())))
					.retrieve()
					.toBodilessEntity());
	}

	/**
	 * Replies to an interaction.
	 * @param trigger what is answered
	 * @param interaction the interaction
	 * @param text what to say
	 */
	void reply(String trigger, Interaction interaction, String text) {
		keepAccount(trigger, "interaction " + interaction.id(), text, () -> this.responder.reply(interaction, text));
	}

	private void keepAccount(String trigger, String place, String text, Runnable call) {
		String failure = null;
		try {
			call.run();
			logger.debug("Answered {} in {}: {}", trigger, place, text);
		}
		catch (RestClientException ex) {
			failure = ex.getMessage();
			logger.warn("{} in {} was not answered: {}", trigger, place, failure);
		}
		this.statistics.answered(new DashboardSnapshot.Answer(this.time.instant(), trigger, place, text, failure));
	}

}
