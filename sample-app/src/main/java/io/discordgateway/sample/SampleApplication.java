package io.discordgateway.sample;

import java.time.Clock;
import java.time.InstantSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * A bot with a page that shows what it does. With {@code DISCORD_TOKEN} in its
 * environment it connects to Discord, without it to a local gateway that it brings along.
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

	@Bean
	BotStatistics botStatistics(InstantSource time) {
		return new BotStatistics(time.instant());
	}

}
