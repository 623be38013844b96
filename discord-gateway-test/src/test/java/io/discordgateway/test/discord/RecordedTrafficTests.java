package io.discordgateway.test.discord;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.payload.Token;
import io.discordgateway.test.LivelyTraffic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The recordings, played for more than two rounds, seen by a client that remembers.
 */
class RecordedTrafficTests {

	private static final int EVENTS = 4000;

	private final Client client = new Client();

	private RecordedTraffic play(String mix) throws IOException {
		GatewayInfo info = new GatewayInfo("ws://gateway.example", 1, 1, 1, Duration.ZERO, 1);
		SimulatedWorld world = new SimulatedWorld(new WorldSettings(Token.of("t"), Planet.BOT, 0,
				EnumSet.allOf(GatewayIntent.class), Duration.ofSeconds(30), true, 10_000), () -> info,
				this.client::see);
		Instant now = Instant.parse("2026-11-30T12:00:00Z");
		RecordedTraffic traffic;
		try (InputStream in = Objects
			.requireNonNull(LivelyTraffic.class.getResourceAsStream("traffic-" + mix + ".ndjson.gz"));
				BufferedReader lines = new BufferedReader(
						new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
			traffic = new RecordedTraffic(world, lines, 1);
		}
		for (JsonNode guild : traffic.guilds()) {
			world.adopt("GUILD_CREATE", guild, now);
			this.client.see(Objects.requireNonNull(world.guildCreate(Json.id(guild), Integer.MAX_VALUE)));
		}
		this.client.counts.clear();
		for (int i = 0; i < EVENTS; i++) {
			now = now.plusMillis(10);
			traffic.next(now);
			if (i % 300 == 0) {
				traffic.person(i / 300, now);
			}
		}
		return traffic;
	}

	@ParameterizedTest
	@ValueSource(strings = { "small-bot", "large-bot" })
	void nothingContradictsWhatWasToldBefore(String mix) throws IOException {
		play(mix);
		assertThat(this.client.contradictions).isEmpty();
		assertThat(this.client.counts.get("MESSAGE_REACTION_ADD")).isPositive();
		assertThat(this.client.counts.get("GUILD_MEMBER_REMOVE")).isPositive();
	}

	@Test
	void mixKeepsItsShape() throws IOException {
		play("small-bot");
		// Of 100 recorded events, 43 are messages and 16 are people who type.
		assertThat(this.client.counts.get("MESSAGE_CREATE") * 100.0 / EVENTS).isBetween(41.0, 46.0);
		assertThat(this.client.counts.get("TYPING_START") * 100.0 / EVENTS).isBetween(14.0, 18.0);
		assertThat(this.client.counts.get("INTERACTION_CREATE") * 100.0 / EVENTS).isBetween(7.0, 10.0);
		assertThat(this.client.counts.get("MESSAGE_UPDATE") * 100.0 / EVENTS).isBetween(6.0, 9.0);
	}

	@Test
	void peopleComeAndGoAndTheGuildsStayTheSame() throws IOException {
		RecordedTraffic traffic = play("large-bot");
		for (JsonNode guild : traffic.guilds()) {
			int before = guild.path("members").size();
			assertThat(this.client.members.get(Json.id(guild)).size()).isBetween(before, before + 25);
		}
	}

	/**
	 * Client that keeps what it is told and notes what does not fit.
	 */
	private static final class Client {

		private final Map<String, Set<String>> channels = new HashMap<>();

		private final Map<String, Set<String>> members = new HashMap<>();

		private final Set<String> messages = new HashSet<>();

		private final Set<String> tokens = new HashSet<>();

		private final Map<String, Integer> counts = new TreeMap<>();

		private final List<String> contradictions = new ArrayList<>();

		private void see(Dispatch dispatch) {
			String event = dispatch.event();
			JsonNode data = dispatch.tree();
			this.counts.merge(event, 1, Integer::sum);
			String guild = Json.text(data, "guild_id");
			if (event.equals("GUILD_CREATE")) {
				join(data);
				return;
			}
			expect(data.has("guild_id") == this.channels.containsKey(guild), event, "an unknown guild", data);
			hasOneName(event, data);
			switch (event) {
				case "CHANNEL_CREATE", "THREAD_CREATE" ->
					expect(this.channels.get(guild).add(Json.id(data)), event, "a channel that is there", data);
				case "CHANNEL_UPDATE", "THREAD_UPDATE", "THREAD_MEMBERS_UPDATE", "VOICE_CHANNEL_STATUS_UPDATE" ->
					expect(this.channels.get(guild).contains(Json.id(data)), event, "an unknown channel", data);
				case "CHANNEL_DELETE", "THREAD_DELETE" ->
					expect(this.channels.get(guild).remove(Json.id(data)), event, "an unknown channel", data);
				case "GUILD_MEMBER_ADD" -> expect(this.members.get(guild).add(Json.id(data.path("user"))), event,
						"somebody who is there", data);
				case "GUILD_MEMBER_REMOVE" -> expect(this.members.get(guild).remove(Json.id(data.path("user"))), event,
						"somebody who is not there", data);
				case "GUILD_MEMBER_UPDATE", "PRESENCE_UPDATE" ->
					expect(this.members.get(guild).contains(Json.id(data.path("user"))), event, "a stranger", data);
				default -> seeMessages(event, guild, data);
			}
			if (event.equals("PRESENCE_UPDATE")) {
				expect(data.path("activities").valueStream().allMatch((one) -> one.has("id")), event, "no id", data);
			}
		}

		private void hasOneName(String event, JsonNode node) {
			expect(!Json.id(node).equals(Planet.BOT) || !node.has("username")
					|| Json.text(node, "username").equals("localbot"), event, "another name of the bot", node);
			node.values().forEach((child) -> hasOneName(event, child));
		}

		private void join(JsonNode guild) {
			hasOneName("GUILD_CREATE", guild);
			Set<String> known = new HashSet<>();
			guild.path("channels").forEach((channel) -> known.add(Json.id(channel)));
			guild.path("threads").forEach((thread) -> known.add(Json.id(thread)));
			this.channels.put(Json.id(guild), known);
			Set<String> people = new HashSet<>();
			guild.path("members").forEach((member) -> people.add(Json.id(member.path("user"))));
			this.members.put(Json.id(guild), people);
			expect(people.contains(Planet.BOT), "GUILD_CREATE", "no bot in it", guild);
			expect(guild.path("member_count").asInt() == people.size(), "GUILD_CREATE", "a wrong count", guild);
		}

		private void seeMessages(String event, String guild, JsonNode data) {
			String channel = Json.text(data, "channel_id");
			if (!channel.isEmpty() && !guild.isEmpty()) {
				expect(this.channels.get(guild).contains(channel), event, "an unknown channel", data);
			}
			else if (!channel.isEmpty()) {
				expect(this.channels.values().stream().noneMatch((known) -> known.contains(channel)), event,
						"a direct message in a guild's channel", data);
			}
			switch (event) {
				case "MESSAGE_CREATE" -> {
					expect(this.messages.add(Json.id(data)), event, "a message that is there", data);
					JsonNode reference = data.path("message_reference");
					expect(!reference.has("message_id") || this.messages.contains(Json.text(reference, "message_id")),
							event, "an unknown message answered", data);
				}
				case "MESSAGE_UPDATE" -> expect(this.messages.contains(Json.id(data)), event, "no such message", data);
				case "MESSAGE_DELETE" -> expect(this.messages.remove(Json.id(data)), event, "no such message", data);
				case "MESSAGE_DELETE_BULK" -> data.path("ids")
					.forEach((id) -> expect(this.messages.remove(Json.text(id)), event, "no such message", data));
				case "MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE", "MESSAGE_REACTION_REMOVE_ALL",
						"MESSAGE_REACTION_REMOVE_EMOJI", "MESSAGE_POLL_VOTE_ADD" ->
					expect(this.messages.contains(Json.text(data, "message_id")), event, "no such message", data);
				case "INTERACTION_CREATE" -> seeInteraction(guild, channel, data);
				default -> {
					// Nothing that could contradict anything.
				}
			}
		}

		private void seeInteraction(String guild, String channel, JsonNode data) {
			String event = "INTERACTION_CREATE";
			expect(guild.equals(Json.id(data.path("guild"))), event, "no guild", data);
			expect(Json.id(data.path("channel")).equals(channel) && data.path("channel").has("type"), event,
					"half a channel", data);
			expect(guild.isEmpty() || data.path("channel").propertyNames().contains("position"), event,
					"half a channel", data);
			expect(this.tokens.add(Json.text(data, "token")), event, "a token again", data);
			expect(data.path("message").isMissingNode() || this.messages.contains(Json.id(data.path("message"))), event,
					"an unknown message", data);
		}

		private void expect(boolean fits, String event, String what, JsonNode data) {
			if (!fits && this.contradictions.size() < 20) {
				String text = data.toString();
				this.contradictions
					.add(event + " has " + what + ": " + text.substring(0, Math.min(300, text.length())));
			}
		}

	}

}
