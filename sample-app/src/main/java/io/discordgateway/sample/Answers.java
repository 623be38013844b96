package io.discordgateway.sample;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;

import io.discordgateway.model.Interaction;
import io.discordgateway.model.Snowflake;
import io.discordgateway.spring.rest.InteractionResponder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Qualifier;
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

	private final WritableChannels channels;

	private final BotStatistics statistics;

	private final InstantSource time;

	Answers(@Qualifier("discordRestClient") RestClient discord, InteractionResponder responder,
			WritableChannels channels, BotStatistics statistics, InstantSource time) {
		this.discord = discord;
		this.responder = responder;
		this.channels = channels;
		this.statistics = statistics;
		this.time = time;
	}

	/**
	 * Writes a message that mentions nobody, unless it is known that the bot may not: too
	 * many refusals would have Discord ban the host.
	 * @param trigger what is answered
	 * @param channelId where
	 * @param text what to say
	 */
	void write(String trigger, Snowflake channelId, String text) {
		String place = "channel " + channelId;
		if (!this.channels.mayWrite(channelId)) {
			account(trigger, place, text, "the bot may not write there");
			return;
		}
		keepAccount(trigger, place, text,
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
		}
		catch (RestClientException ex) {
			failure = ex.getMessage();
		}
		account(trigger, place, text, failure);
	}

	private void account(String trigger, String place, String text, @Nullable String failure) {
		if (failure == null) {
			logger.debug("Answered {} in {}: {}", trigger, place, text);
		}
		else {
			logger.warn("{} in {} was not answered: {}", trigger, place, failure);
		}
		this.statistics.answered(new DashboardSnapshot.Answer(this.time.instant(), trigger, place, text, failure));
	}

}
