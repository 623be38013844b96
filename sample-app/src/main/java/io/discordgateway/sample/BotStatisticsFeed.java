package io.discordgateway.sample;

import java.time.InstantSource;

import io.discordgateway.model.MessageCreate;
import io.discordgateway.sample.DashboardSnapshot.Change.Kind;
import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.SessionLostEvent;
import io.discordgateway.spring.ShardConnectedEvent;
import io.discordgateway.spring.ShardDisconnectedEvent;
import io.discordgateway.spring.ShardFailedEvent;
import io.discordgateway.spring.ShardLifecycleEvent;
import io.discordgateway.spring.ShardResumedEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Watches the bot: tells the statistics of every event, and the log of every change of a
 * shard.
 */
@Component
class BotStatisticsFeed {

	private static final Logger logger = LoggerFactory.getLogger(BotStatisticsFeed.class);

	private final BotStatistics statistics;

	private final DiscordGateway gateway;

	private final InstantSource time;

	BotStatisticsFeed(BotStatistics statistics, DiscordGateway gateway, InstantSource time) {
		this.statistics = statistics;
		this.gateway = gateway;
		this.time = time;
	}

	@EventListener
	void onEvent(DispatchEvent<?> event) {
		this.statistics.eventReceived(this.time.instant(), event.shard(), event.name(), event.sequence(),
				event.payloadSize(), event.isReplayed());
	}

	@EventListener
	void onMessage(MessageCreate message) {
		this.statistics.messageReceived(message.channelId().toString());
	}

	@EventListener
	void onShardChange(ShardLifecycleEvent event) {
		String note = describe(event);
		Kind kind = kind(event);
		boolean news = kind == null || this.statistics.shardChanged(this.time.instant(), event.shard(), kind, note);
		// Each attempt to connect again is in the gateway's own log.
		logger.atLevel(news ? Level.INFO : Level.DEBUG).log("Shard {}: {}", event.shard().id(), note);
	}

	private static @Nullable Kind kind(ShardLifecycleEvent event) {
		if (event instanceof ShardConnectedEvent) {
			return Kind.CONNECTED;
		}
		if (event instanceof ShardResumedEvent) {
			return Kind.RESUMED;
		}
		if (event instanceof ShardDisconnectedEvent) {
			return Kind.DISCONNECTED;
		}
		if (event instanceof SessionLostEvent) {
			return Kind.SESSION_LOST;
		}
		return (event instanceof ShardFailedEvent) ? Kind.FAILED : null;
	}

	static String describe(ShardLifecycleEvent event) {
		if (event instanceof ShardConnectedEvent) {
			return "new session";
		}
		if (event instanceof ShardResumedEvent resumed) {
			return "resumed, " + resumed.replayed() + " events replayed";
		}
		if (event instanceof ShardDisconnectedEvent disconnected) {
			return "connection lost: " + disconnected.reason() + (disconnected.willResume() ? "; will resume" : "");
		}
		if (event instanceof SessionLostEvent lost) {
			return "session lost: " + lost.reason();
		}
		if (event instanceof ShardFailedEvent failed) {
			return "stopped for good: " + failed.reason();
		}
		return event.getClass().getSimpleName();
	}

	@Scheduled(fixedRate = 1000)
	void sampleShards() {
		this.statistics.sample(this.gateway.shards());
	}

}
