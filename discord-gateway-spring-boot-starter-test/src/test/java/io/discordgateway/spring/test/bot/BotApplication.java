package io.discordgateway.spring.test.bot;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * The bot.
 */
@SpringBootApplication
class BotApplication {

}
