package io.discordgateway.sample;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.discordgateway.model.Guild;
import io.discordgateway.model.GuildCreate;
import io.discordgateway.model.GuildDelete;
import io.discordgateway.model.GuildMemberAdd;
import io.discordgateway.model.GuildUpdate;
import io.discordgateway.model.Snowflake;
import io.discordgateway.model.User;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * Welcomes new members where their guild wants such messages: in its system channel. A
 * guild that is not known yet, as after a resume by a new process, is asked for.
 */
@Component
class WelcomeHandler {

	private static final Logger logger = LoggerFactory.getLogger(WelcomeHandler.class);

	private final Answers answers;

	private final RestClient discord;

	/* Without a channel for guilds that have none. */
	private final Map<Snowflake, Optional<Snowflake>> systemChannels = new ConcurrentHashMap<>();

	WelcomeHandler(Answers answers, @Qualifier("discordRestClient") RestClient discord) {
		this.answers = answers;
		this.discord = discord;
	}

	@EventListener
	void onGuild(GuildCreate event) {
		if (!event.unavailable()) {
			remember(event.guild());
		}
	}

	@EventListener
	void onGuildUpdate(GuildUpdate event) {
		remember(event.guild());
	}

	@EventListener
	void onGuildDelete(GuildDelete event) {
		this.systemChannels.remove(event.id());
	}

	private Optional<Snowflake> remember(Guild guild) {
		Optional<Snowflake> channel = Optional.ofNullable(guild.systemChannelId());
		this.systemChannels.put(guild.id(), channel);
		return channel;
	}

	@Async
	@EventListener
	void onMember(GuildMemberAdd event) {
		User user = event.user();
		if (user != null && !user.bot()) {
			String name = (user.globalName() != null) ? user.globalName() : user.username();
			systemChannel(event.guildId()).ifPresent(
					(channel) -> this.answers.write("new member", channel, "Welcome, " + Markdown.escape(name) + "!"));
		}
	}

	private Optional<Snowflake> systemChannel(Snowflake guildId) {
		Optional<Snowflake> known = this.systemChannels.get(guildId);
		return (known != null) ? known : ask(guildId);
	}

	private Optional<Snowflake> ask(Snowflake guildId) {
		try {
			Guild guild = this.discord.get().uri("/guilds/{id}", guildId).retrieve().body(Guild.class);
			return (guild != null) ? remember(guild) : Optional.empty();
		}
		catch (RestClientException ex) {
			logger.warn("Guild {} could not be asked for: {}", guildId, ex.getMessage());
			return Optional.empty();
		}
	}

}
