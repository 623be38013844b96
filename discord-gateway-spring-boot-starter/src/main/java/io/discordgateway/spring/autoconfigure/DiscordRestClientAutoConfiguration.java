package io.discordgateway.spring.autoconfigure;

import io.discordgateway.spring.autoconfigure.DiscordConnectionConfiguration.DiscordHttp;
import io.discordgateway.spring.rest.InteractionResponder;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.http.client.observation.ClientRequestObservationConvention;
import org.springframework.http.client.observation.DefaultClientRequestObservationConvention;
import org.springframework.web.client.RestClient;

/**
 * Auto-configuration of what answers: the {@code discordRestClient}, which is injected
 * where a {@link Qualifier @Qualifier} names it, and the {@link InteractionResponder}.
 * They are there without the gateway, too, and need a token only when they are used.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = "org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration")
@Import(DiscordConnectionConfiguration.class)
public final class DiscordRestClientAutoConfiguration {

	private static final String OBSERVATION_NAME = "management.observations.http.client.requests.name";

	DiscordRestClientAutoConfiguration() {
	}

	/* Whoever wants a RestClient without saying which means one of the application's. */
	@Bean(defaultCandidate = false)
	@ConditionalOnMissingBean(name = "discordRestClient")
	RestClient discordRestClient(ObjectProvider<RestClient.Builder> builders,
			ObjectProvider<ObservationRegistry> observations,
			ObjectProvider<ClientRequestObservationConvention> conventions, DiscordHttp http, Environment environment) {
		// Boot's builder has the same, but does not give it away; and not each
		// application has it.
		ClientRequestObservationConvention convention = conventions
			.getIfAvailable(() -> new DefaultClientRequestObservationConvention(
					environment.getProperty(OBSERVATION_NAME, "http.client.requests")));
		RestClient.Builder builder = builders.getIfAvailable(() -> RestClient.builder()
			.observationRegistry(observations.getIfAvailable(() -> ObservationRegistry.NOOP)));
		return http.clients().create(builder.clone(), convention);
	}

	@Bean
	@ConditionalOnMissingBean(InteractionResponder.class)
	InteractionResponder interactionResponder(@Qualifier("discordRestClient") RestClient discordRestClient,
			ObjectProvider<DiscordStandIn> standIns) {
		DiscordStandIn standIn = standIns.getIfAvailable();
		return (standIn != null) ? new InteractionResponder(discordRestClient, standIn.time().wallClock())
				: new InteractionResponder(discordRestClient);
	}

}
