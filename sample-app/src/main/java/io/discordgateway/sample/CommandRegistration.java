package io.discordgateway.sample;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import io.discordgateway.model.Ready;
import io.discordgateway.model.Snowflake;
import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.ShardResumedEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.event.EventListener;
import org.springframework.http.MediaType;
import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * Tells Discord of the command {@code /ping}, once in a process, whether that begins with
 * a new session or resumes an earlier one. Discord replaces a command of the same name,
 * so that repeating it does no harm.
 */
@Component
class CommandRegistration {

	private static final Logger logger = LoggerFactory.getLogger(CommandRegistration.class);

	private final RestClient discord;

	private final DiscordGateway gateway;

	private final AtomicBoolean registered = new AtomicBoolean();

	CommandRegistration(@Qualifier("discordRestClient") RestClient discord, DiscordGateway gateway) {
		this.discord = discord;
		this.gateway = gateway;
	}

	@Async
	@EventListener
	void onReady(Ready ready) {
		register(ready.application().id());
	}

	@Async
	@EventListener(condition = "#event.first")
	void onResumed(ShardResumedEvent event) {
		Snowflake applicationId = this.gateway.applicationId();
		if (applicationId != null) {
			register(applicationId);
		}
	}

	private void register(Snowflake applicationId) {
		if (!this.registered.compareAndSet(false, true)) {
			return;
		}
		try {
			this.discord.post()
				.uri("/applications/{id}/commands", applicationId)
				.contentType(MediaType.APPLICATION_JSON)
				.body(Map.of("name", "ping", "type", 1, "description", "Says how far away the gateway is"))
				.retrieve()
				.toBodilessEntity();
			logger.info("The command /ping is registered");
		}
		catch (RestClientException ex) {
			this.registered.set(false);
			logger.warn("The command /ping could not be registered: {}", ex.getMessage());
		}
	}

}
