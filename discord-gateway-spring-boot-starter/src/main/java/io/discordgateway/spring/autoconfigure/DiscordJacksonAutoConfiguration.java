package io.discordgateway.spring.autoconfigure;

import io.discordgateway.model.DiscordJacksonModule;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the module that Spring Boot gives to its mappers, so that they
 * write and read Discord's objects as Discord does, with or without a gateway.
 *
 * @since 0.1
 */
@AutoConfiguration
public final class DiscordJacksonAutoConfiguration {

	DiscordJacksonAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	DiscordJacksonModule discordJacksonModule() {
		return new DiscordJacksonModule();
	}

}
