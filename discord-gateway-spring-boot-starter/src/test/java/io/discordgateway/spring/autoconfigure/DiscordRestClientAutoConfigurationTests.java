package io.discordgateway.spring.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.discordgateway.spring.rest.InteractionResponder;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Qualifier;
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
	void aResponderOfTheUsersComesFirst() {
		InteractionResponder own = new InteractionResponder(RestClient.create());
		this.runner.run((context) -> assertThat(context).hasSingleBean(InteractionResponder.class));
		this.runner.withBean("own", InteractionResponder.class, () -> own)
			.run((context) -> assertThat(context.getBean(InteractionResponder.class)).isSameAs(own));
	}

	@ParameterizedTest
	@ValueSource(strings = { "connect-timeout=0s", "read-timeout=0s", "max-wait=-1s", "requests-per-second=0" })
	void whatMakesNoSenseIsRefused(String property) {
		this.runner.withPropertyValues("discord.gateway.rest." + property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("discord.gateway.rest." + property.substring(0, property.indexOf('='))));
	}

	@Test
	void anotherRestClientIsNoReplacementAndIsWhatItsOwnersGet() {
		RestClient weather = RestClient.create();
		this.runner.withBean("weather", RestClient.class, () -> weather)
			.withUserConfiguration(Forecast.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(Forecast.class).client).isSameAs(weather);
				assertThat(context.getBean(Forecast.class).discord).isSameAs(context.getBean("discordRestClient"))
					.isNotSameAs(weather);
			});
	}

	@Test
	void theApplicationsBuilderIsTheBeginningAndStaysAsItIs() {
		RestClient.Builder builder = RestClient.builder().defaultHeader("X-Own", "1");
		this.runner.withBean(RestClient.Builder.class, () -> builder)
			.run((context) -> builder.requestInterceptors((own) -> assertThat(own).isEmpty()));
	}

	@Test
	void callsAreObservedWithoutABuilderOfTheApplications() {
		List<String> observed = new ArrayList<>();
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new ObservationHandler<>() {

			@Override
			public void onStop(Observation.Context context) {
				KeyValue uri = context.getLowCardinalityKeyValue("uri");
				observed.add(context.getName() + " " + ((uri != null) ? uri.getValue() : null));
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}

		});
		this.runner.withBean(ObservationRegistry.class, () -> registry).run((context) -> {
			RestClient client = context.getBean("discordRestClient", RestClient.class);
			assertThatExceptionOfType(MissingTokenException.class)
				.isThrownBy(() -> client.get().uri("/channels/7").retrieve().toBodilessEntity());
			assertThat(observed).containsExactly("http.client.requests /channels/:id");
		});
	}

	/* Asks by a name that is no bean's, and by that of the starter's. */
	static class Forecast {

		private final RestClient client;

		private final RestClient discord;

		Forecast(RestClient client, @Qualifier("discordRestClient") RestClient discord) {
			this.client = client;
			this.discord = discord;
		}

	}

}
