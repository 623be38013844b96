package io.discordgateway.spring.e2e;

import java.util.Arrays;

import io.discordgateway.model.MessageCreate;
import io.discordgateway.spring.autoconfigure.DiscordGatewayAutoConfiguration;
import io.discordgateway.spring.session.DiscordGatewayFileStoreAutoConfiguration;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/**
 * An application for a process of its own, whose listener ends it at the first message,
 * in the way that {@code test.way} says.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ DiscordGatewayFileStoreAutoConfiguration.class, DiscordGatewayAutoConfiguration.class })
class ClosingBot {

	private final ConfigurableApplicationContext context;

	private final String way;

	ClosingBot(ConfigurableApplicationContext context, @Value("${test.way}") String way) {
		this.context = context;
		this.way = way;
	}

	public static void main(String[] arguments) {
		SpringApplication application = new SpringApplication(ClosingBot.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.run(Arrays.copyOf(arguments, arguments.length));
	}

	@EventListener
	void on(MessageCreate message) {
		System.out.println("handled " + message.content());
		switch (this.way) {
			case "close" -> this.context.close();
			case "SpringApplication.exit" -> System.exit(SpringApplication.exit(this.context, () -> 7));
			case "System.exit" -> System.exit(7);
			default -> throw new IllegalArgumentException(this.way);
		}
	}

}
