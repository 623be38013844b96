package io.discordgateway.test.discord;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.discordgateway.test.discord.DiscordFault.Instead;
import io.discordgateway.test.discord.DiscordFault.Moment;
import org.jspecify.annotations.Nullable;

/**
 * The faults that last, and where. What was said last of a connection holds.
 */
final class Rules {

	private final List<DiscordFault.Lasting> rules = new ArrayList<>();

	void add(DiscordFault.Lasting rule) {
		this.rules.removeIf((former) -> former.kind().equals(rule.kind())
				&& (rule.scope().equals(Scope.ALL) || former.scope().equals(rule.scope())));
		if (!rule.heals() || !this.rules.isEmpty()) {
			this.rules.add(0, rule);
		}
	}

	List<DiscordFault.Lasting> all() {
		return List.copyOf(this.rules);
	}

	void clear() {
		this.rules.clear();
	}

	/** Nothing that was said of a connection only matters any more. */
	void forget(Connection connection) {
		if (!this.rules.isEmpty()) {
			this.rules
				.removeIf((rule) -> rule.scope().connection() != null && rule.scope().connection() == connection.id());
		}
	}

	boolean acknowledge(Connection connection) {
		DiscordFault.Acknowledge rule = find(DiscordFault.Acknowledge.class, connection, null);
		return rule == null || rule.acknowledge();
	}

	Duration acknowledgmentDelay(Connection connection) {
		DiscordFault.DelayAcknowledgments rule = find(DiscordFault.DelayAcknowledgments.class, connection, null);
		return (rule != null) ? rule.delay() : Duration.ZERO;
	}

	Duration delay(Connection connection) {
		DiscordFault.Delay rule = find(DiscordFault.Delay.class, connection, null);
		return (rule != null) ? rule.delay() : Duration.ZERO;
	}

	/** The time between two events of a replay. */
	Duration replayPace(Connection connection) {
		DiscordFault.SlowReplay rule = find(DiscordFault.SlowReplay.class, connection, null);
		return (rule != null) ? rule.pace() : Duration.ZERO;
	}

	@Nullable Instead insteadOf(Moment moment, Connection connection) {
		DiscordFault.Replace rule = find(DiscordFault.Replace.class, connection, moment);
		return (rule != null) ? rule.what() : null;
	}

	private <T extends DiscordFault.Lasting> @Nullable T find(Class<T> type, Connection connection,
			@Nullable Moment moment) {
		for (DiscordFault.Lasting rule : this.rules) {
			if (type.isInstance(rule) && (moment == null || rule.kind().equals(moment))
					&& rule.scope().covers(connection)) {
				return type.cast(rule);
			}
		}
		return null;
	}

}
