package io.discordgateway.sample;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.discordgateway.model.Guild;
import io.discordgateway.model.GuildCreate;
import io.discordgateway.model.GuildDelete;
import io.discordgateway.model.GuildMemberAdd;
import io.discordgateway.model.GuildUpdate;
import io.discordgateway.model.Snowflake;
import io.discordgateway.model.User;

import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Component;

/**
 * Welcomes new members where their guild wants such messages: in its system channel.
 */
@Component
class WelcomeHandler {

	private final Answers answers;

	private final Map<Snowflake, Snowflake> systemChannels = new ConcurrentHashMap<>();

	WelcomeHandler(Answers answers) {
		this.answers = answers;
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

	private void remember(Guild guild) {
		Snowflake channel = guild.systemChannelId();
		if (channel != null) {
			this.systemChannels.put(guild.id(), channel);
		}
		else {
			this.systemChannels.remove(guild.id());
		}
	}

	@Async
	@EventListener
	void onMember(GuildMemberAdd event) {
		User user = event.user();
		Snowflake channel = this.systemChannels.get(event.guildId());
		if (user != null && !user.bot() && channel != null) {
			String name = (user.globalName() != null) ? user.globalName() : user.username();
			this.answers.write("new member", channel, "Welcome, " + Markdown.escape(name) + "!");
		}
	}

}
