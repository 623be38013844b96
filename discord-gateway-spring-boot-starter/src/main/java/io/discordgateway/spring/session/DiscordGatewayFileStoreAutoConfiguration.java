package io.discordgateway.spring.session;

import io.discordgateway.session.ResumeStore;
import io.discordgateway.spring.autoconfigure.DiscordGatewayAutoConfiguration;
import io.discordgateway.spring.autoconfigure.DiscordGatewayProperties;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration that keeps sessions in a file.
 *
 * @since 0.1
 */
@AutoConfiguration(before = DiscordGatewayAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "discord.gateway.enabled", matchIfMissing = true)
@ConditionalOnProperty(name = "discord.gateway.session.store", havingValue = "file")
@EnableConfigurationProperties(DiscordGatewayProperties.class)
public final class DiscordGatewayFileStoreAutoConfiguration {

	DiscordGatewayFileStoreAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(ResumeStore.class)
	FileResumeStore discordGatewayFileResumeStore(DiscordGatewayProperties properties) {
		return new FileResumeStore(properties.session().storeFile());
	}

}
