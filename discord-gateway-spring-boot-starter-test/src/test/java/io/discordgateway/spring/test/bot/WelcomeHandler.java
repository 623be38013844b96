package io.discordgateway.spring.test.bot;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.discordgateway.model.GuildCreate;
import io.discordgateway.model.GuildMemberAdd;
import io.discordgateway.model.Snowflake;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/**
 * Welcomes new members in the system channel of their guild.
 */
@Component
class WelcomeHandler {

	private final Map<Snowflake, Snowflake> channels = new ConcurrentHashMap<>();

	private final RestClient discord;

	WelcomeHandler(@Qualifier("discordRestClient") RestClient discord) {
		this.discord = discord;
	}

	@EventListener
	void on(GuildCreate event) {
		if (event.guild().systemChannelId() != null) {
			this.channels.put(event.guild().id(), event.guild().systemChannelId());
		}
	}

	@EventListener
	void on(GuildMemberAdd event) {
		this.discord.post()
			.uri("/channels/{channel}/messages", this.channels.get(event.guildId()))
			.body(Map.of("content", "Welcome, " + event.user().username() + "!"))
			.retrieve()
			.toBodilessEntity();
	}

}
