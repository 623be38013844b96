package io.discordgateway.spring.autoconfigure;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DiscordRestClientAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(DiscordGatewayAutoConfiguration.class, DiscordRestClientAutoConfiguration.class))
		.withPropertyValues("discord.gateway.enabled=false");

	@Test
	void theClientIsThereWithoutTheGatewayAndAsksForATokenWhenItIsUsed() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed().hasBean("discordRestClient");
			RestClient client = context.getBean("discordRestClient", RestClient.class);
			assertThatExceptionOfType(MissingTokenException.class)
				.isThrownBy(() -> client.get().uri("/users/@me").retrieve().toBodilessEntity());
		});
	}

	@Test
	void aClientOfTheUsersComesFirst() {
		RestClient own = RestClient.create();
		this.runner.withBean("discordRestClient", RestClient.class, () -> own)
			.run((context) -> assertThat(context.getBean("discordRestClient")).isSameAs(own));
	}

	@Test
	void anotherRestClientIsNoReplacement() {
		this.runner.withBean("weather", RestClient.class, RestClient::create)
			.run((context) -> assertThat(context).hasBean("discordRestClient"));
	}

	@Test
	void theApplicationsBuilderIsTheBeginningAndStaysAsItIs() {
		RestClient.Builder builder = RestClient.builder().defaultHeader("X-Own", "1");
		this.runner.withBean(RestClient.Builder.class, () -> builder)
			.run((context) -> builder.requestInterceptors((own) -> assertThat(own).isEmpty()));
	}

}
