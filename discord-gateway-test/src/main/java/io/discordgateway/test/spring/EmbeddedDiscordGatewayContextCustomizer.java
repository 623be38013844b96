package io.discordgateway.test.spring;

import java.time.Duration;

import io.discordgateway.test.LivelyTraffic;
import io.discordgateway.test.LocalGateway;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.support.TestPropertySourceUtils;

/**
 * Starts a gateway for an application context. Contexts with equal annotations are
 * shared, and so is their gateway.
 */
record EmbeddedDiscordGatewayContextCustomizer(EmbeddedDiscordGateway annotation) implements ContextCustomizer {

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration mergedConfig) {
		LocalGateway gateway = LocalGateway.builder()
			.shards(this.annotation.shards())
			.maxConcurrency(this.annotation.maxConcurrency())
			.identifyWindow(Duration.ofMillis(this.annotation.identifyWindowMillis()))
			.heartbeatInterval(Duration.ofMillis(this.annotation.heartbeatIntervalMillis()))
			.build()
			.start();
		if (this.annotation.eventsPerSecond() > 0) {
			new LivelyTraffic(gateway, LivelyTraffic.Mix.SMALL_BOT).start(this.annotation.eventsPerSecond());
		}
		RootBeanDefinition bean = new RootBeanDefinition(LocalGateway.class, () -> gateway);
		bean.setDestroyMethodName("close");
		((BeanDefinitionRegistry) context.getBeanFactory()).registerBeanDefinition("localGateway", bean);
		TestPropertySourceUtils.addInlinedPropertiesToEnvironment(context,
				"discord.gateway.api-base-url=" + gateway.apiBaseUrl(),
				"discord.gateway.token=" + gateway.token().reveal());
	}

}
