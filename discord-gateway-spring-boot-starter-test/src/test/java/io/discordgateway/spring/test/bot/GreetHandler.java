package io.discordgateway.spring.test.bot;

import java.util.Locale;

import io.discordgateway.model.ApplicationCommandData;
import io.discordgateway.model.ApplicationCommandInteractionDataOption;
import io.discordgateway.model.InteractionCreate;
import io.discordgateway.model.ResolvedData;
import io.discordgateway.model.Snowflake;
import io.discordgateway.spring.rest.InteractionReply;
import io.discordgateway.spring.rest.InteractionResponder;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Greets somebody: {@code /greet user loud}.
 */
@Component
class GreetHandler {

	private final InteractionResponder responder;

	GreetHandler(InteractionResponder responder) {
		this.responder = responder;
	}

	@EventListener
	void on(InteractionCreate event) {
		if (event.data() instanceof ApplicationCommandData command && command.name().equals("greet")) {
			String greeting = "Hello, " + name(command) + "!";
			boolean loud = command.options().stream().anyMatch((option) -> option.name().equals("loud"));
			this.responder.reply(event.interaction(),
					InteractionReply.of(loud ? greeting.toUpperCase(Locale.ROOT) : greeting).asEphemeral());
		}
	}

	private static String name(ApplicationCommandData command) {
		ResolvedData resolved = command.resolved();
		for (ApplicationCommandInteractionDataOption option : command.options()) {
			if (option.name().equals("user") && resolved != null && option.value() != null) {
				return resolved.users().get(Snowflake.of(option.value().asString())).username();
			}
		}
		return "everybody";
	}

}
