package io.discordgateway.sample;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.ShardState;
import io.discordgateway.test.LocalGateway;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Says in the log where the page is, and now and then that the bot lives.
 */
@Component
class LogSummary {

	private static final Logger logger = LoggerFactory.getLogger(LogSummary.class);

	private final BotStatistics statistics;

	private final DiscordGateway gateway;

	private final InstantSource time;

	private final ObjectProvider<LocalGateway> localGateway;

	LogSummary(BotStatistics statistics, DiscordGateway gateway, InstantSource time,
			ObjectProvider<LocalGateway> localGateway) {
		this.localGateway = localGateway;
		this.statistics = statistics;
		this.gateway = gateway;
		this.time = time;
	}

	@EventListener
	void onReady(WebServerInitializedEvent event) {
		boolean local = this.localGateway.getIfAvailable() != null;
		logger.info("The page is at http://localhost:{}. {}", event.getWebServer().getPort(), local
				? "There is no DISCORD_TOKEN, so a local gateway invents what happens" : "The bot connects to Discord");
	}

	@Scheduled(initialDelay = 3000, fixedRate = 15_000)
	void log() {
		logger.info("{}",
				summary(this.statistics.totals(this.time.instant()), this.gateway.shards(), this.gateway.latency()));
	}

	static String summary(DashboardSnapshot.Totals totals, List<ShardState> shards, @Nullable Duration latency) {
		long connected = shards.stream().filter(ShardState::isConnected).count();
		return String
			.format(Locale.ROOT, "%d of %d shards connected, latency %s; events: %,d, %.1f per second; answers: %d%s",
					connected, shards.size(),
					(latency != null) ? String.format(Locale.ROOT, "%.1f ms", latency.toNanos() / 1e6)
							: "not known yet",
					totals.events(), totals.perSecond(), totals.answered(),
					(totals.failed() > 0) ? ", failed: " + totals.failed() : "");
	}

}
