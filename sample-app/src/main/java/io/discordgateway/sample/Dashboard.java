package io.discordgateway.sample;

import java.time.InstantSource;

import io.discordgateway.spring.actuate.DiscordGatewayEndpoint;
import io.discordgateway.spring.autoconfigure.DiscordConnectionDetails;
import io.discordgateway.test.LocalGateway;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * What the page asks for: a stream of {@link DashboardSnapshot}s, one a second.
 */
@RestController
class Dashboard {

	private final BotStatistics statistics;

	private final LiveFeed feed;

	private final JsonMapper json;

	private final InstantSource time;

	private final LimitFigures limits;

	private final DashboardSnapshot.Mode mode;

	Dashboard(BotStatistics statistics, LiveFeed feed, JsonMapper json, InstantSource time, LimitFigures limits,
			DiscordConnectionDetails details, ObjectProvider<LocalGateway> localGateway,
			ObjectProvider<DiscordGatewayEndpoint> actions) {
		this.statistics = statistics;
		this.feed = feed;
		this.json = json;
		this.time = time;
		this.limits = limits;
		boolean local = localGateway.getIfAvailable() != null;
		this.mode = new DashboardSnapshot.Mode(local, details.apiBaseUrl().toString(),
				(actions.getIfAvailable() != null) ? "endpoint" : local ? "local" : null);
	}

	@GetMapping(path = "/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	SseEmitter live() {
		SseEmitter emitter = this.feed.open(snapshot());
		if (emitter == null) {
			throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, "Too many browsers are watching");
		}
		return emitter;
	}

	@Scheduled(fixedRate = 1000)
	void tick() {
		if (this.feed.clients() > 0) {
			this.feed.send(snapshot());
		}
	}

	private String snapshot() {
		return this.json
			.writeValueAsString(this.statistics.snapshot(this.time.instant(), this.mode, this.limits.read()));
	}

}
