package io.discordgateway.spring.actuate;

import io.discordgateway.spring.observation.DiscordMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DiscordGatewayMetricsAutoConfiguration}.
 */
class DiscordGatewayMetricsAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DiscordGatewayMetricsAutoConfiguration.class));

	@Test
	void whenThereIsARegistryThenThereAreMeters() {
		this.runner.withBean(SimpleMeterRegistry.class)
			.run((context) -> assertThat(context).hasSingleBean(DiscordMeters.class));
	}

	@Test
	void whenThereIsNoRegistryThenNothingIsCounted() {
		this.runner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(DiscordMeters.class));
	}

	@Test
	void whenMicrometerIsAbsentThenNothingIsCounted() {
		this.runner.withClassLoader(new FilteredClassLoader(MeterRegistry.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(DiscordMeters.class));
	}

	@Test
	void whenTheApplicationCountsThenItDoes() {
		DiscordMeters own = new DiscordMeters() {
		};
		this.runner.withBean(SimpleMeterRegistry.class)
			.withBean(DiscordMeters.class, () -> own)
			.run((context) -> assertThat(context).getBean(DiscordMeters.class).isSameAs(own));
	}

}
