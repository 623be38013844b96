package io.discordgateway.sample;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.discordgateway.model.Channel;
import io.discordgateway.model.ChannelCreate;
import io.discordgateway.model.ChannelDelete;
import io.discordgateway.model.ChannelUpdate;
import io.discordgateway.model.GuildCreate;
import io.discordgateway.model.GuildDelete;
import io.discordgateway.model.GuildMember;
import io.discordgateway.model.GuildMemberUpdate;
import io.discordgateway.model.GuildRoleCreate;
import io.discordgateway.model.GuildRoleDelete;
import io.discordgateway.model.GuildRoleUpdate;
import io.discordgateway.model.Overwrite;
import io.discordgateway.model.Permission;
import io.discordgateway.model.Permissions;
import io.discordgateway.model.Ready;
import io.discordgateway.model.Role;
import io.discordgateway.model.Snowflake;
import io.discordgateway.model.User;
import org.jspecify.annotations.Nullable;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Knows where the bot may write, from what Discord tells of guilds, roles and channels
 * (Topics &gt; Permissions). Of what it was not told, such as direct messages, threads
 * and the guilds of a session that was resumed, it says nothing against trying.
 * Thread-safe.
 */
@Component
class WritableChannels {

	private static final long NEEDED = Permissions.of(Permission.VIEW_CHANNEL, Permission.SEND_MESSAGES).bits();

	/* All is guarded by this. */
	private final Map<Snowflake, Guild> guilds = new HashMap<>();

	private final Map<Snowflake, Guild> guildsOfChannels = new HashMap<>();

	private @Nullable Snowflake bot;

	synchronized boolean mayWrite(Snowflake channelId) {
		Guild guild = this.guildsOfChannels.get(channelId);
		return guild == null || (guild.permissions(channelId) & NEEDED) == NEEDED;
	}

	@EventListener
	synchronized void onReady(Ready event) {
		this.bot = event.user().id();
	}

	@EventListener
	synchronized void onGuild(GuildCreate event) {
		forget(event.id());
		GuildMember self = event.unavailable() ? null
				: event.members().stream().filter((member) -> isBot(member.user())).findFirst().orElse(null);
		if (self == null || this.bot == null) {
			return;
		}
		Guild guild = new Guild(event.id(), this.bot);
		event.roles().forEach(guild::role);
		guild.own.addAll(self.roles());
		this.guilds.put(event.id(), guild);
		event.channels().forEach((channel) -> onChannel(event.id(), channel));
	}

	@EventListener
	synchronized void onGuildDelete(GuildDelete event) {
		forget(event.id());
	}

	private void forget(Snowflake guildId) {
		Guild guild = this.guilds.remove(guildId);
		if (guild != null) {
			this.guildsOfChannels.keySet().removeAll(guild.channels.keySet());
		}
	}

	@EventListener
	void onChannel(ChannelCreate event) {
		onChannel(event.channel().guildId(), event.channel());
	}

	@EventListener
	void onChannel(ChannelUpdate event) {
		onChannel(event.channel().guildId(), event.channel());
	}

	private synchronized void onChannel(@Nullable Snowflake guildId, Channel channel) {
		Guild guild = (guildId != null) ? this.guilds.get(guildId) : null;
		if (guild != null) {
			guild.channels.put(channel.id(), channel.permissionOverwrites());
			this.guildsOfChannels.put(channel.id(), guild);
		}
	}

	@EventListener
	synchronized void onChannelDelete(ChannelDelete event) {
		Guild guild = this.guildsOfChannels.remove(event.channel().id());
		if (guild != null) {
			guild.channels.remove(event.channel().id());
		}
	}

	@EventListener
	void onRole(GuildRoleCreate event) {
		onRole(event.guildId(), event.role());
	}

	@EventListener
	void onRole(GuildRoleUpdate event) {
		onRole(event.guildId(), event.role());
	}

	private synchronized void onRole(Snowflake guildId, Role role) {
		Guild guild = this.guilds.get(guildId);
		if (guild != null) {
			guild.role(role);
		}
	}

	@EventListener
	synchronized void onRoleDelete(GuildRoleDelete event) {
		Guild guild = this.guilds.get(event.guildId());
		if (guild != null) {
			guild.roles.remove(event.roleId());
		}
	}

	@EventListener
	synchronized void onMember(GuildMemberUpdate event) {
		Guild guild = this.guilds.get(event.guildId());
		if (guild != null && isBot(event.user())) {
			guild.own.clear();
			guild.own.addAll(event.roles());
		}
	}

	private boolean isBot(@Nullable User user) {
		return user != null && user.id().equals(this.bot);
	}

	private static final class Guild {

		private final Snowflake id;

		private final Snowflake bot;

		private final Map<Snowflake, Long> roles = new HashMap<>();

		private final Set<Snowflake> own = new HashSet<>();

		private final Map<Snowflake, List<Overwrite>> channels = new HashMap<>();

		Guild(Snowflake id, Snowflake bot) {
			this.id = id;
			this.bot = bot;
		}

		void role(Role role) {
			this.roles.put(role.id(), role.permissions().bits());
		}

		/* The role of everyone has the id of the guild. */
		long permissions(Snowflake channelId) {
			long permissions = this.roles.getOrDefault(this.id, 0L);
			for (Snowflake role : this.own) {
				permissions |= this.roles.getOrDefault(role, 0L);
			}
			if (new Permissions(permissions).contains(Permission.ADMINISTRATOR)) {
				return -1;
			}
			List<Overwrite> overwrites = this.channels.getOrDefault(channelId, List.of());
			permissions = apply(permissions, overwrites, Set.of(this.id));
			permissions = apply(permissions, overwrites, this.own);
			return apply(permissions, overwrites, Set.of(this.bot));
		}

		private static long apply(long permissions, List<Overwrite> overwrites, Set<Snowflake> ids) {
			long allow = 0;
			long deny = 0;
			for (Overwrite overwrite : overwrites) {
				if (ids.contains(overwrite.id())) {
					allow |= overwrite.allow().bits();
					deny |= overwrite.deny().bits();
				}
			}
			return (permissions & ~deny) | allow;
		}

	}

}
