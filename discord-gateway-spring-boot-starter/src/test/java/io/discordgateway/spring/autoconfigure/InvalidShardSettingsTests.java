package io.discordgateway.spring.autoconfigure;

import io.discordgateway.spring.driver.InvalidShardSettingsException;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that settings which cannot be made fail the start, whether the API is asked for
 * the shards or not.
 */
class InvalidShardSettingsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DiscordGatewayAutoConfiguration.class));

	@ParameterizedTest
	@CsvSource({ "true", "false" })
	void customizerThatThrowsFailsTheStart(boolean fixedUrl) {
		try (LocalGateway gateway = LocalGateway.builder().build().start()) {
			at(gateway, fixedUrl).withBean(ShardSettingsCustomizer.class, () -> (shard, settings) -> {
				throw new IllegalStateException("on purpose");
			}).run((context) -> {
				assertThat(context).hasFailed();
				FailureAnalysis analysis = new InvalidShardSettingsFailureAnalyzer()
					.analyze(context.getStartupFailure());
				assertThat(analysis.getDescription()).contains("on purpose").contains("shard 0/1");
				assertThat(analysis.getAction()).contains("ShardSettingsCustomizer");
			});
			assertThat(gateway.record().connections()).isEmpty();
		}
	}

	@Test
	void presenceThatIsTooLongFailsTheStart() {
		try (LocalGateway gateway = LocalGateway.builder().build().start()) {
			at(gateway, false).withPropertyValues("discord.gateway.presence.activity.name=" + "x".repeat(5000))
				.run((context) -> {
					assertThat(context).hasFailed();
					assertThat(context.getStartupFailure())
						.hasStackTraceContaining(InvalidShardSettingsException.class.getName());
				});
			assertThat(gateway.record().connections()).isEmpty();
		}
	}

	@Test
	void idsNeedATotal() {
		this.runner.withPropertyValues("discord.gateway.token=t", "discord.gateway.sharding.ids=0-1")
			.run((context) -> assertThat(context.getStartupFailure())
				.hasStackTraceContaining("With ids set sharding.total too"));
	}

	private ApplicationContextRunner at(LocalGateway gateway, boolean fixedUrl) {
		ApplicationContextRunner there = this.runner.withPropertyValues(
				"discord.gateway.api-base-url=" + gateway.apiBaseUrl(),
				"discord.gateway.token=" + gateway.token().reveal());
		return fixedUrl ? there.withPropertyValues("discord.gateway.url=" + gateway.gatewayUrl()) : there;
	}

}
