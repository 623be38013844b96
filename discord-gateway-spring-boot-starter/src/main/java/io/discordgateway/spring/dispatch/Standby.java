package io.discordgateway.spring.dispatch;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

import io.discordgateway.protocol.ShardEvent;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a shard has heard of its guilds while others handle their events (R38): those that
 * READY names come one by one, and the events of each with it. Guarded by the lane.
 */
final class Standby {

	/* A guild that Discord has lost for now does not come, and has no events either. */
	private static final Duration PATIENCE = Duration.ofSeconds(30);

	/* A session that was resumed had its guilds before. */
	private static final Duration SHORT_PATIENCE = Duration.ofSeconds(5);

	private @Nullable Set<Long> missing;

	private @Nullable Instant last;

	static boolean wants(String name) {
		return name.equals("READY") || name.equals("GUILD_CREATE") || name.equals("GUILD_DELETE");
	}

	void received(ShardEvent.Dispatched dispatched, Instant now) {
		if (dispatched.name().equals("READY")) {
			this.missing = guilds(dispatched);
			this.last = now;
		}
		else if (wants(dispatched.name()) && this.missing != null
				&& this.missing.remove(GuildIds.of(dispatched.name(), dispatched.payload()))) {
			this.last = now;
		}
	}

	private static Set<Long> guilds(ShardEvent.Dispatched ready) {
		Set<Long> ids = new HashSet<>();
		try {
			JsonNode guilds = JsonMapper.shared().readTree(ready.payload().toJson()).path("guilds");
			guilds.forEach((guild) -> ids.add(Long.parseUnsignedLong(guild.path("id").asString())));
		}
		catch (JacksonException | NumberFormatException ex) {
			// Then they are waited for in vain, for a while.
			ids.add(GuildIds.NONE);
		}
		return ids;
	}

	/** Returns whether nothing more is to be waited for; asked while it is connected. */
	boolean hasArrived(Instant now, boolean guildsCome) {
		if (this.missing != null && this.missing.isEmpty()) {
			return true;
		}
		if (this.last == null) {
			this.last = now;
		}
		Duration patience = (this.missing != null && guildsCome) ? PATIENCE : SHORT_PATIENCE;
		return !now.isBefore(this.last.plus(patience));
	}

}
