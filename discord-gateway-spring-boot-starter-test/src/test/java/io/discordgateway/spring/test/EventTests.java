package io.discordgateway.spring.test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.discordgateway.model.DispatchType;
import io.discordgateway.model.Encodable;
import io.discordgateway.model.GuildAuditLogEntryCreate;
import io.discordgateway.model.GuildScheduledEventUserAdd;
import io.discordgateway.model.InteractionCreate;
import io.discordgateway.model.MessageCreate;
import io.discordgateway.model.MessageUpdate;
import io.discordgateway.model.Permission;
import io.discordgateway.model.TypingStart;
import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.spring.DispatchEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.http.MediaType;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;

import static io.discordgateway.spring.test.DiscordAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What happens that nobody does in the API of the kit, or that few bots do: every event
 * by itself, much of everything, polls, emojis, stickers, the calendar and the log.
 */
@DiscordGatewayTest(shards = 1,
		properties = { "discord.gateway.decoding=strict", "discord.gateway.intents=" + EventTests.ALL,
				"discord.gateway.privileged-intents=message_content,guild_members,guild_presences" })
@Import(EventTests.Bot.class)
class EventTests {

	/* As a constant is needed; checked below. */
	static final int ALL = 53608447;

	@Autowired
	private Bot bot;

	@Autowired
	@Qualifier("discordRestClient")
	private RestClient rest;

	@BeforeEach
	void forget(TestDiscord discord) {
		discord.settle();
		this.bot.events.clear();
	}

	// Every event

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = { "READY", "RESUMED" })
	void everyEventCanBeMadeWithoutArguments(DispatchType type, TestDiscord discord) {
		discord.dispatch(discord.event(type.type()));
		discord.settle();
		DispatchEvent<?> event = this.bot.only(type.eventName());
		assertThat(event.getPayload()).isInstanceOf(type.type());
		assertThat(event.leftOut().isEmpty()).isTrue();
	}

	@Test
	void everyEventIsDecodedAndStaysTheSame(TestDiscord discord) {
		assertThat(DispatchType.values()).allSatisfy((type) -> {
			String json = discord.event(type.type()).json();
			Encodable event = type.decode(json.getBytes(StandardCharsets.UTF_8));
			assertThat(event).isInstanceOf(type.type());
			assertThat(type.decode(event.toJson().getBytes(StandardCharsets.UTF_8))).isEqualTo(event);
		});
	}

	@Test
	void anEventCanBeOfSomebodySomewhere(TestDiscord discord) {
		TestChannel general = discord.guild("Test").channel("general");
		TestUser ada = discord.user("ada");
		discord.dispatch(discord.event(MessageCreate.class)
			.in(general)
			.by(ada)
			.with("content", "hello")
			.with("author.username", "Ada")
			.without("referenced_message")
			.without("message_reference"));
		discord.settle();
		MessageCreate message = (MessageCreate) this.bot.only("MESSAGE_CREATE").getPayload();
		assertThat(message.content()).isEqualTo("hello");
		assertThat(message.author().id().toString()).isEqualTo(ada.id());
		assertThat(message.author().username()).isEqualTo("Ada");
		assertThat(message.channelId().toString()).isEqualTo(general.id());
		assertThat(general).lastMessage().from(ada).hasContent("hello");
	}

	@Test
	void twoEventsAreOfTwoThings(TestDiscord discord) {
		assertThat(discord.event(MessageCreate.class).json()).isNotEqualTo(discord.event(MessageCreate.class).json());
		assertThat(discord.event(TypingStart.class).in(discord.guild("Test")).name()).isEqualTo("TYPING_START");
		assertThatIllegalArgumentException().isThrownBy(() -> discord.event(Encodable.class));
	}

	@Test
	void muchOfEverythingIsDecoded(TestDiscord discord) {
		discord.traffic(500, 1);
		discord.settle();
		List<String> one = this.bot.names();
		assertThat(one).hasSizeGreaterThan(450)
			.contains("GUILD_CREATE", "MESSAGE_CREATE", "MESSAGE_UPDATE", "PRESENCE_UPDATE", "MESSAGE_REACTION_ADD");
		assertThat(this.bot.events).allSatisfy((event) -> assertThat(event.leftOut().isEmpty()).isTrue());
	}

	@Test
	void allIntentsAreAsked(TestDiscord discord) {
		assertThat(discord).hasExactlyIntents(GatewayIntent.values())
			.hasAllShardsOf(1)
			.hasStayedConnected(0)
			.identifySatisfies(0, (identify) -> {
				assertThat(identify.path("intents").asInt()).isEqualTo(ALL);
				assertThat(identify.path("shard").toString()).isEqualTo("[0,1]");
				assertThat(identify.path("token").asString()).isEqualTo("<redacted>");
			});
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(discord).hasExactlyIntents(GatewayIntent.GUILDS))
			.withMessageContaining("The bot was to ask for the intents [GUILDS] and no others, but it has asked for");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(discord).hasAllShardsOf(2))
			.withMessageContaining("were to be connected, but these are");
	}

	@Test
	void aResumeIsToldExactly(TestDiscord discord) {
		TestChannel general = discord.guild("Test").channel("general");
		discord.settle();
		discord.shard(0).drops();
		discord.user("ada").in(general).says("one");
		discord.user("ada").in(general).says("two");
		discord.time().advance(Duration.ofMinutes(1));
		assertThat(discord).hasResumed(0, 2);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(discord).hasResumed(0, 3))
			.withMessageContaining("Shard 0 was to resume its session once and get 3 event(s) again");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(discord).hasStayedConnected(0))
			.withMessageContaining("0 IDENTIFY and 1 RESUME");
	}

	// Interactions of another time

	@Test
	void anInteractionMayBeOldWhenItComes(TestDiscord discord) {
		Person ada = discord.user("ada").in(discord.guild("Test").channel("general"));
		ada.ago(Duration.ofSeconds(4)).runs("/ask");
		discord.settle();
		InteractionCreate old = (InteractionCreate) this.bot.only("INTERACTION_CREATE").getPayload();
		assertThat(old.interaction().id().createdAt())
			.isEqualTo(discord.time().now().minusSeconds(4).truncatedTo(ChronoUnit.MILLIS));
		assertThatExceptionOfType(HttpClientErrorException.class).isThrownBy(() -> answer(old))
			.withMessageContaining("10062");
		this.bot.events.clear();
		TestInteraction fresh = ada.ago(Duration.ofSeconds(2)).runs("/ask");
		discord.settle();
		answer((InteractionCreate) this.bot.only("INTERACTION_CREATE").getPayload());
		assertThat(fresh).reply().hasContent("Yes?");
		assertThatIllegalArgumentException().isThrownBy(() -> ada.ago(Duration.ofSeconds(-1)));
	}

	private void answer(InteractionCreate event) {
		this.rest.post()
			.uri("/interactions/{id}/{token}/callback", event.interaction().id(), event.interaction().token())
			.body(Map.of("type", 4, "data", Map.of("content", "Yes?")))
			.retrieve()
			.toBodilessEntity();
	}

	// Polls

	@Test
	void peopleVoteInPolls(TestDiscord discord) {
		TestChannel general = discord.guild("Test").channel("general");
		TestMessage poll = poll(general);
		Person ada = discord.user("ada").in(general);
		Person bob = discord.user("bob").in(general);
		ada.votes(poll, "red");
		bob.votes(poll, "blue");
		bob.votes(poll, "blue");
		assertThat(poll.now()).hasVotes("red", 1).hasVotes("blue", 1);
		ada.votes(poll, "blue");
		assertThat(poll.now()).hasVotes("red", 0).hasVotes("blue", 2);
		bob.takesVoteBack(poll, "blue");
		assertThat(poll.now()).hasVotes("blue", 1);
		discord.settle();
		assertThat(this.bot.names()).containsSubsequence("MESSAGE_POLL_VOTE_ADD", "MESSAGE_POLL_VOTE_ADD",
				"MESSAGE_POLL_VOTE_REMOVE", "MESSAGE_POLL_VOTE_ADD", "MESSAGE_POLL_VOTE_REMOVE");
		assertThatIllegalArgumentException().isThrownBy(() -> ada.votes(poll, "green"))
			.withMessageStartingWith("There is no answer 'green'");
	}

	@Test
	void aPollThatEndsTellsItsResult(TestDiscord discord) {
		TestChannel general = discord.guild("Test").channel("general");
		TestMessage poll = poll(general);
		Person ada = discord.user("ada").in(general);
		ada.votes(poll, "red");
		this.rest.post()
			.uri("/channels/{channel}/polls/{message}/expire", general.id(), poll.id())
			.retrieve()
			.toBodilessEntity();
		discord.settle();
		MessageUpdate update = (MessageUpdate) this.bot.only("MESSAGE_UPDATE").getPayload();
		assertThat(update.toJson()).contains("\"is_finalized\":true").contains("\"count\":1");
		assertThat(general).lastMessage().satisfiesJson((message) -> {
			assertThat(message.path("type").asInt()).isEqualTo(46);
			assertThat(message.path("embeds").path(0).path("type").asString()).isEqualTo("poll_result");
			assertThat(message.toString()).contains("\"victor_answer_text\",\"value\":\"red\"");
		});
		assertThatIllegalArgumentException().isThrownBy(() -> ada.votes(poll, "blue")).withMessage("The poll is over");
	}

	private TestMessage poll(TestChannel channel) {
		List<Object> answers = List.of(Map.of("poll_media", Map.of("text", "red")),
				Map.of("poll_media", Map.of("text", "blue")));
		this.rest.post()
			.uri("/channels/{channel}/messages", channel.id())
			.body(Map.of("poll", Map.of("question", Map.of("text", "Which?"), "answers", answers)))
			.retrieve()
			.toBodilessEntity();
		return channel.messages().get(channel.messages().size() - 1);
	}

	// Emojis, stickers, the calendar and the log

	@Test
	void emojisComeChangeAndGo(TestDiscord discord) {
		TestGuild guild = guild(discord);
		JsonNode emoji = post("/guilds/{guild}/emojis", guild.id(),
				Map.of("name", "party", "image", "data:image/png;base64,AAAA"));
		patch("/guilds/{guild}/emojis/" + emoji.path("id").asString(), guild.id(), Map.of("name", "feast"));
		assertThat(get("/guilds/{guild}/emojis", guild.id()).path(0).path("name").asString()).isEqualTo("feast");
		delete("/guilds/{guild}/emojis/" + emoji.path("id").asString(), guild.id());
		assertThat(get("/guilds/{guild}/emojis", guild.id())).isEmpty();
		discord.settle();
		assertThat(this.bot.names()).filteredOn("GUILD_EMOJIS_UPDATE"::equals).hasSize(3);
		assertThatExceptionOfType(HttpClientErrorException.class)
			.isThrownBy(() -> get("/guilds/{guild}/emojis/" + emoji.path("id").asString(), guild.id()))
			.withMessageContaining("10014");
		assertThatExceptionOfType(HttpClientErrorException.class)
			.isThrownBy(() -> post("/guilds/{guild}/emojis", guild.id(), Map.of("name", "x")))
			.withMessageContaining("50035");
	}

	@Test
	void stickersComeChangeAndGo(TestDiscord discord) {
		TestGuild guild = guild(discord);
		LinkedMultiValueMap<String, Object> form = new LinkedMultiValueMap<>();
		form.add("name", "wave");
		form.add("description", "Somebody waves");
		form.add("tags", "wave");
		form.add("file", new ByteArrayResource(new byte[] { 1, 2, 3 }) {

			@Override
			public String getFilename() {
				return "wave.png";
			}

		});
		JsonNode sticker = JsonMapper.shared()
			.readTree(this.rest.post()
				.uri("/guilds/{guild}/stickers", guild.id())
				.contentType(MediaType.MULTIPART_FORM_DATA)
				.body(form)
				.retrieve()
				.body(String.class));
		patch("/guilds/{guild}/stickers/" + sticker.path("id").asString(), guild.id(), Map.of("name", "greet"));
		assertThat(get("/stickers/{sticker}", sticker.path("id").asString()).path("name").asString())
			.isEqualTo("greet");
		delete("/guilds/{guild}/stickers/" + sticker.path("id").asString(), guild.id());
		discord.settle();
		assertThat(this.bot.names()).filteredOn("GUILD_STICKERS_UPDATE"::equals).hasSize(3);
	}

	@Test
	void theCalendarHasEventsAndPeopleWhoCome(TestDiscord discord) {
		TestGuild guild = guild(discord);
		JsonNode event = post("/guilds/{guild}/scheduled-events", guild.id(),
				Map.of("name", "Chess", "privacy_level", 2, "entity_type", 3, "scheduled_start_time",
						"2030-01-01T18:00:00Z", "scheduled_end_time", "2030-01-01T20:00:00Z", "entity_metadata",
						Map.of("location", "the park")));
		String id = event.path("id").asString();
		TestUser ada = discord.user("ada");
		ada.isInterested(guild, id, true);
		assertThat(
				get("/guilds/{guild}/scheduled-events/" + id + "?with_user_count=true", guild.id()).path("user_count")
					.asInt())
			.isEqualTo(1);
		assertThat(get("/guilds/{guild}/scheduled-events/" + id + "/users", guild.id()).toString()).contains(ada.id());
		patch("/guilds/{guild}/scheduled-events/" + id, guild.id(), Map.of("status", 2));
		assertThatExceptionOfType(HttpClientErrorException.class)
			.isThrownBy(() -> patch("/guilds/{guild}/scheduled-events/" + id, guild.id(), Map.of("status", 1)))
			.withMessageContaining("50035");
		ada.isInterested(guild, id, false);
		delete("/guilds/{guild}/scheduled-events/" + id, guild.id());
		discord.settle();
		assertThat(this.bot.names()).containsSubsequence("GUILD_SCHEDULED_EVENT_CREATE",
				"GUILD_SCHEDULED_EVENT_USER_ADD", "GUILD_SCHEDULED_EVENT_UPDATE", "GUILD_SCHEDULED_EVENT_USER_REMOVE",
				"GUILD_SCHEDULED_EVENT_DELETE");
		GuildScheduledEventUserAdd added = (GuildScheduledEventUserAdd) this.bot.only("GUILD_SCHEDULED_EVENT_USER_ADD")
			.getPayload();
		assertThat(added.userId().toString()).isEqualTo(ada.id());
	}

	@Test
	void whatTheBotDoesIsInTheLog(TestDiscord discord) {
		TestGuild guild = guild(discord);
		this.rest.post()
			.uri("/guilds/{guild}/emojis", guild.id())
			.header("X-Audit-Log-Reason", "We%20need%20it")
			.body(Map.of("name", "party", "image", "data:image/png;base64,AAAA"))
			.retrieve()
			.toBodilessEntity();
		discord.settle();
		GuildAuditLogEntryCreate entry = (GuildAuditLogEntryCreate) this.bot.only("GUILD_AUDIT_LOG_ENTRY_CREATE")
			.getPayload();
		assertThat(entry.toJson()).contains("\"action_type\":60").contains("We need it");
		JsonNode log = get("/guilds/{guild}/audit-logs?action_type=60", guild.id());
		assertThat(log.path("audit_log_entries")).hasSize(1);
		assertThat(log.path("audit_log_entries").path(0).path("user_id").asString()).isEqualTo(discord.bot().id());
		assertThat(get("/guilds/{guild}/audit-logs?action_type=20", guild.id()).path("audit_log_entries")).isEmpty();
	}

	private TestGuild guild(TestDiscord discord) {
		TestGuild guild = discord.guild("Test");
		discord.bot()
			.gets(guild, guild.role("bots", Permission.CREATE_GUILD_EXPRESSIONS, Permission.MANAGE_GUILD_EXPRESSIONS,
					Permission.CREATE_EVENTS, Permission.MANAGE_EVENTS, Permission.VIEW_AUDIT_LOG));
		return guild;
	}

	private JsonNode get(String uri, String id) {
		return JsonMapper.shared().readTree(this.rest.get().uri(uri, id).retrieve().body(String.class));
	}

	private JsonNode post(String uri, String id, Object body) {
		return JsonMapper.shared().readTree(this.rest.post().uri(uri, id).body(body).retrieve().body(String.class));
	}

	private void patch(String uri, String id, Object body) {
		this.rest.patch().uri(uri, id).body(body).retrieve().toBodilessEntity();
	}

	private void delete(String uri, String id) {
		this.rest.delete().uri(uri, id).retrieve().toBodilessEntity();
	}

	static class Bot {

		private final List<DispatchEvent<?>> events = new CopyOnWriteArrayList<>();

		@EventListener
		void on(DispatchEvent<?> event) {
			this.events.add(event);
		}

		private List<String> names() {
			return this.events.stream().map(DispatchEvent::name).toList();
		}

		private DispatchEvent<?> only(String name) {
			List<DispatchEvent<?>> found = this.events.stream().filter((event) -> event.name().equals(name)).toList();
			assertThat(found).as(name + " among " + names()).hasSize(1);
			return found.get(0);
		}

	}

}
