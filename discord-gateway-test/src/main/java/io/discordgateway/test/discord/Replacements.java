package io.discordgateway.test.discord;

import java.util.ArrayList;
import java.util.List;

import io.discordgateway.test.discord.DiscordFault.Instead;
import io.discordgateway.test.discord.DiscordFault.Moment;
import org.jspecify.annotations.Nullable;

/**
 * What comes in place of what is due, and where. What was said last holds.
 */
final class Replacements {

	private final List<DiscordFault.Replace> rules = new ArrayList<>();

	void add(DiscordFault.Replace rule) {
		this.rules.removeIf((former) -> former.moment() == rule.moment() && former.scope().equals(rule.scope()));
		if (rule.what() != null) {
			this.rules.add(0, rule);
		}
	}

	@Nullable Instead of(Moment moment, Connection connection) {
		for (DiscordFault.Replace rule : this.rules) {
			if (rule.moment() == moment && rule.scope().covers(connection)) {
				return rule.what();
			}
		}
		return null;
	}

}
