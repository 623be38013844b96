package io.discordgateway.sample;

import java.time.Clock;
import java.time.InstantSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.task.ThreadPoolTaskExecutorCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * A bot with a page that shows what it does. It connects to Discord with the token in
 * {@code DISCORD_TOKEN}; where there is none, the profile {@code local} brings a local
 * gateway along.
 */
@SpringBootApplication(proxyBeanMethods = false)
@EnableAsync
@EnableScheduling
public class SampleApplication {

	/**
	 * Starts the bot.
	 * @param args Spring Boot's arguments
	 */
	public static void main(String[] args) {
		SpringApplication.run(SampleApplication.class, args);
	}

	@Bean
	InstantSource instantSource() {
		return Clock.systemUTC();
	}

	/* The gateway brings what has arrived to the listeners until it has stopped. */
	@Bean
	ThreadPoolTaskExecutorCustomizer answersUntilTheEnd() {
		return (executor) -> executor.setAcceptTasksAfterContextClose(true);
	}

	@Bean
	BotStatistics botStatistics(InstantSource time) {
		return new BotStatistics(time.instant());
	}

}
