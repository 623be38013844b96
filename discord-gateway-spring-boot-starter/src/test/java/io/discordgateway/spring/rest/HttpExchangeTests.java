package io.discordgateway.spring.rest;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import io.discordgateway.model.Message;
import io.discordgateway.model.Role;
import io.discordgateway.model.Snowflake;
import io.discordgateway.payload.Token;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.Test;

import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The example of docs/answering.md.
 */
class HttpExchangeTests {

	@Test
	void anInterfaceOfTheUsersSpeaksDiscordsJson() {
		try (LocalGateway discord = LocalGateway.builder().build().start()) {
			discord.joinGuild("{\"id\": \"5\", \"channels\": [{\"id\": \"7\"}]}");
			Channels channels = channels(new DiscordRestClients(new JdkClientHttpRequestFactory(), discord.apiBaseUrl(),
					discord::token, Duration.ofSeconds(1), 50)
				.create(RestClient.builder()));
			Message message = channels.send(Snowflake.of(7),
					new Channels.NewMessage("Good morning", new Channels.AllowedMentions(List.of())));
			assertThat(message.content()).isEqualTo("Good morning");
			assertThat(message.channelId()).isEqualTo(Snowflake.of(7));
			assertThat(discord.record().restCalls().get(0).body())
				.isEqualTo("{\"content\":\"Good morning\",\"allowed_mentions\":{\"parse\":[]}}");
		}
	}

	@Test
	void objectsOfTheModelAreReadInListsAndRecords() {
		VirtualTime time = new VirtualTime();
		ScriptedDiscord discord = new ScriptedDiscord(time).then(200,
				"[{\"id\": \"1\", \"name\": \"admins\", \"new\": {}}, {\"id\": \"2\", \"name\": \"others\"}]",
				"Content-Type", "application/json");
		Channels channels = channels(new DiscordRestClients(discord, URI.create("https://discord.example/api/v10"),
				() -> Token.of("secret"), Duration.ZERO, 50)
			.create(RestClient.builder()));
		assertThat(channels.roles(Snowflake.of(5))).extracting(Role::name).containsExactly("admins", "others");
		assertThat(discord.sent()).containsExactly("0 GET /guilds/5/roles");
	}

	private static Channels channels(RestClient client) {
		return HttpServiceProxyFactory.builderFor(RestClientAdapter.create(client))
			.build()
			.createClient(Channels.class);
	}

	@HttpExchange(contentType = "application/json")
	interface Channels {

		@PostExchange("/channels/{id}/messages")
		Message send(@PathVariable Snowflake id, @RequestBody NewMessage message);

		@GetExchange("/guilds/{id}/roles")
		List<Role> roles(@PathVariable Snowflake id);

		record NewMessage(String content, AllowedMentions allowedMentions) {
		}

		record AllowedMentions(List<String> parse) {
		}

	}

}
