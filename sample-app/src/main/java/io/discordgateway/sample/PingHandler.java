package io.discordgateway.sample;

import java.time.Duration;

import io.discordgateway.model.ApplicationCommandData;
import io.discordgateway.model.InteractionCreate;
import io.discordgateway.model.MessageCreate;
import io.discordgateway.spring.DiscordGateway;

import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Component;

/**
 * Answers {@code !ping} and the command {@code /ping}. Off the thread that delivers the
 * events: the API may take its time. What else is written stays on it: a replay brings
 * thousands of messages at once, more than the executor may have waiting.
 */
@Component
class PingHandler {

	private final Answers answers;

	private final DiscordGateway gateway;

	PingHandler(Answers answers, DiscordGateway gateway) {
		this.answers = answers;
		this.gateway = gateway;
	}

	@Async
	@EventListener(condition = "#message.content().strip() == '!ping' and !#message.author().bot()")
	void onMessage(MessageCreate message) {
		this.answers.write("!ping", message.channelId(), pong());
	}

	@Async
	@EventListener
	void onInteraction(InteractionCreate event) {
		if (event.data() instanceof ApplicationCommandData command && command.name().equals("ping")) {
			this.answers.reply("/ping", event.interaction(), pong());
		}
	}

	private String pong() {
		Duration latency = this.gateway.latency();
		return (latency != null) ? "Pong! The gateway is %.1f ms away.".formatted(latency.toNanos() / 1e6) : "Pong!";
	}

}
