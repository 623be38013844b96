package io.discordgateway.model;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.discordgateway.codec.RawPayload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * R46: payloads as they really come. {@link WrongKindTests} goes through all fields.
 */
class LenientDecodingTests {

	private static final String GOOD = "{'user': {'id': '2'}, 'status': 'idle', 'activities': [{'name': 'chess', 'type': 0}]}";

	/** What was seen of presences, and the fields that are left out. */
	static Stream<String[]> presences() {
		return Stream.of("'created_at': '1628629162447'|activities.created_at",
				"'timestamps': {'start': '1628629161811', 'end': 5}|activities.timestamps.start",
				"'timestamps': []|activities.timestamps", "'application_id': ''|activities.application_id",
				"'party': {'id': 'p', 'size': ['1', 2]}|activities.party.size",
				"'party': {'size': 2}|activities.party.size", "'instance': 1|activities.instance",
				"'flags': 'x'|activities.flags", "'type': 'playing'|activities.type",
				"'secrets': 's'|activities.secrets", "'assets': []|activities.assets", "'emoji': 'x'|activities.emoji",
				"'emoji': {'id': ''}|activities.emoji.id", "'buttons': [{'label': 'b'}]|activities.buttons",
				"'details': true|activities.details", "'state': {}|activities.state",
				"'name': {'a': [1, {}]}|activities.name", "'url': 123|", "'application_id': 0|", "'application_id': 1|")
			.map((line) -> {
				int bar = line.indexOf('|');
				return new String[] { "{'user': {'id': '1'}, 'status': 'dnd', 'activities': [{'id': 'keep', "
						+ line.substring(0, bar) + ", 'sync_id': 'after'}], 'guild_id': '3'}",
						line.substring(bar + 1) };
			});
	}

	static Stream<String[]> otherPresences() {
		return Stream
			.of("'status': {}|status", "'client_status': []|client_status", "'activities': null|",
					"'guild_id': ''|guild_id")
			.map((line) -> line.split("\\|", -1))
			.map((line) -> new String[] { "{'user': {'id': '1'}, " + line[0] + "}", line[1] });
	}

	@ParameterizedTest
	@MethodSource({ "presences", "otherPresences" })
	void presenceArrivesWithoutTheOddField(String presence, String field) {
		LeftOut leftOut = new LeftOut();
		PresenceUpdate update = (PresenceUpdate) decode(DispatchType.PRESENCE_UPDATE, presence, leftOut);
		assertThat(update.user().id()).isEqualTo(Snowflake.of(1));
		assertThat(fields(leftOut)).isEqualTo(field);
		String reported = leftOut.toString();
		assertThat(reported).doesNotContain("1628629").doesNotContain("playing").doesNotContain("label");
	}

	@ParameterizedTest
	@MethodSource({ "presences", "otherPresences" })
	void guildArrivesWithAllItsPresences(String presence, String field) {
		LeftOut leftOut = new LeftOut();
		GuildCreate guild = (GuildCreate) decode(DispatchType.GUILD_CREATE,
				"{'id': '9', 'presences': [" + presence + ", " + GOOD + "], 'name': 'after'}", leftOut);
		assertThat(guild.name()).isEqualTo("after");
		assertThat(guild.presences()).extracting((each) -> each.user().id())
			.containsExactly(Snowflake.of(1), Snowflake.of(2));
		assertThat(fields(leftOut)).isEqualTo(field.isEmpty() ? "" : "presences." + field);
	}

	@ParameterizedTest
	@MethodSource({ "presences", "otherPresences" })
	void chunkArrivesWithAllItsPresences(String presence, String field) {
		GuildMembersChunk chunk = (GuildMembersChunk) decode(DispatchType.GUILD_MEMBERS_CHUNK,
				"{'guild_id': '9', 'presences': [" + presence + ", " + GOOD + "], 'nonce': 'n'}", new LeftOut());
		assertThat(chunk.presences()).hasSize(2);
		assertThat(chunk.nonce()).isEqualTo("n");
	}

	@Test
	void activitiesThatAreNoneAreLeftOut() {
		LeftOut leftOut = new LeftOut();
		PresenceUpdate update = (PresenceUpdate) decode(DispatchType.PRESENCE_UPDATE,
				"{'user': {'id': '1', 'public_flags': 'x'}, 'activities': [null, 1, {'name': 'chess'}]}", leftOut);
		assertThat(update.activities()).singleElement()
			.satisfies((activity) -> assertThat(activity.name()).isEqualTo("chess"));
		assertThat(leftOut.values()).containsExactly(
				new LeftOut.Value("/user/public_flags", "expected a set of flags but found a string"),
				new LeftOut.Value("/activities/1", "expected an object (Activity) but found a number"));
	}

	@Test
	void presenceOfNobodyIsLeftOut() {
		LeftOut leftOut = new LeftOut();
		GuildCreate guild = (GuildCreate) decode(DispatchType.GUILD_CREATE,
				"{'presences': [{'user': 'x'}, {'user': {'id': {}}}, {}, " + GOOD + "]}", leftOut);
		assertThat(guild.presences()).hasSize(1);
		assertThat(leftOut.values()).extracting(LeftOut.Value::path)
			.containsExactly("/presences/0/user", "/presences/0", "/presences/1/user/id", "/presences/1",
					"/presences/2");
	}

	@Test
	void elementOfAListWithoutItsOwnIdIsLeftOut() {
		MessageCreate message = (MessageCreate) decode(DispatchType.MESSAGE_CREATE,
				"{'author': {'id': []}, 'mentions': [{'id': 'x'}, {'username': 'y'}, {'id': '7'}]}", new LeftOut());
		assertThat(message.author().id()).isNull();
		assertThat(message.mentions()).extracting(User::id).containsExactly(Snowflake.of(7));
	}

	@Test
	void requiredValueReadsAsIfItWereMissing() {
		MessageCreate message = (MessageCreate) decode(DispatchType.MESSAGE_CREATE,
				"{'type': {}, 'content': [], 'tts': 1, 'timestamp': 'soon', 'author': 5, 'mentions': {}}",
				new LeftOut());
		assertThat(message).isEqualTo(decode(DispatchType.MESSAGE_CREATE, "{}", new LeftOut()));
		assertThat(message.type()).isEqualTo(MessageType.UNKNOWN);
		assertThat(message.type().known()).isEqualTo(MessageType.Known.UNKNOWN);
		assertThat(message.toJson()).doesNotContain("\"type\"");
	}

	@Test
	void entryOfAMapIsLeftOut() {
		LeftOut leftOut = new LeftOut();
		InteractionCreate interaction = (InteractionCreate) decode(DispatchType.INTERACTION_CREATE, """
				{'type': 2, 'data': {'id': '1', 'name': 'n', 'type': 1,
				'resolved': {'users': {'5': {'id': '5', 'bot': 'x'}, '6': 7, 'private': {'id': '8'}}}}}""", leftOut);
		ApplicationCommandData data = (ApplicationCommandData) interaction.data();
		assertThat(data.resolved().users().keySet()).containsExactly(Snowflake.of(5));
		assertThat(leftOut.values()).extracting(LeftOut.Value::path)
			.containsExactly("/data/resolved/users/*/bot", "/data/resolved/users/*", "/data/resolved/users/*");
		assertThat(leftOut.values()).extracting(LeftOut.Value::field)
			.containsExactly("data.resolved.users.bot", "data.resolved.users", "data.resolved.users");
		assertThat(leftOut.toString()).doesNotContain("private");
	}

	@Test
	void pathGoesThroughWhatHadToWaitForItsType() {
		LeftOut leftOut = new LeftOut();
		decode(DispatchType.INTERACTION_CREATE,
				"{'data': {'custom_id': 'c', 'components': [{'component': {'custom_id': {}, 'type': 4}, 'type': 18}]}, 'type': 5}",
				leftOut);
		assertThat(leftOut.values()).extracting(LeftOut.Value::path)
			.containsExactly("/data/components/0/component/custom_id");
	}

	@Test
	void omittableOfAWrongKindIsAbsent() {
		GuildMemberUpdate update = (GuildMemberUpdate) decode(DispatchType.GUILD_MEMBER_UPDATE, "{'nick': {'a': 1}}",
				new LeftOut());
		assertThat(update.nick().isAbsent()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'type': 'x', 'spark': [1]}", "{'spark': [1], 'type': 'x'}", "{'spark': [1], 'type': {}}",
			"{'type': [2], 'spark': [1]}", "{'type': 5000000000, 'spark': [1]}", "{'type': null, 'spark': [1]}" })
	void componentWhoseTypeIsOfAWrongKindIsKeptAsItCame(String component) {
		MessageCreate message = (MessageCreate) decode(DispatchType.MESSAGE_CREATE,
				"{'components': [" + component + "], 'content': 'after'}", new LeftOut());
		assertThat(message.components()).singleElement()
			.isInstanceOfSatisfying(Component.Unknown.class,
					(unknown) -> assertThat(unknown.raw()).isEqualTo(new JsonMapper().readTree(quoted(component))));
		assertThat(message.content()).isEqualTo("after");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'type': '2', 'label': 'l'}", "{'label': 'l', 'type': '2'}" })
	void typeInAStringIsReadWhereverItIs(String component) {
		String json = "{'components': [" + component + "]}";
		MessageCreate message = (MessageCreate) decode(DispatchType.MESSAGE_CREATE, json, new LeftOut());
		assertThat(message.components()).singleElement().isInstanceOf(Button.class);
		assertThat(DispatchType.MESSAGE_CREATE.decode(new JsonMapper().createParser(quoted(json)))).isEqualTo(message);
	}

	@Test
	void roleTagThatIsNotNullIsNoTag() {
		GuildRoleCreate event = (GuildRoleCreate) decode(DispatchType.GUILD_ROLE_CREATE,
				"{'role': {'tags': {'premium_subscriber': {'a': {}}, 'guild_connections': null}, 'name': 'n'}}",
				new LeftOut());
		assertThat(event.role().tags().premiumSubscriber()).isFalse();
		assertThat(event.role().tags().guildConnections()).isTrue();
		assertThat(event.role().name()).isEqualTo("n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "'0'", "0", "null" })
	void emojiOfZeroIsNone(String none) {
		LeftOut leftOut = new LeftOut();
		ChannelCreate channel = (ChannelCreate) decode(DispatchType.CHANNEL_CREATE, "{'available_tags': [{'id': '1', "
				+ "'emoji_id': " + none + "}], 'default_reaction_emoji': {'emoji_id': " + none + "}}", leftOut);
		assertThat(channel.availableTags()).singleElement().satisfies((tag) -> assertThat(tag.emojiId()).isNull());
		assertThat(channel.defaultReactionEmoji().emojiId()).isNull();
		assertThat(leftOut.isEmpty()).isTrue();
	}

	@Test
	void updateOfAMessageMayBeAPart() throws Exception {
		MessageUpdate update = (MessageUpdate) decode(DispatchType.MESSAGE_UPDATE,
				"{'id': '1', 'channel_id': '2', 'guild_id': '3', 'embeds': [{'title': 't'}]}", new LeftOut());
		assertThat(update.id()).isEqualTo(Snowflake.of(1));
		assertThat(update.channelId()).isEqualTo(Snowflake.of(2));
		assertThat(update.embeds()).hasSize(1);
		assertThat(update.author()).isNull();
		assertThat(update.type()).isNull();
		assertThat(update.timestamp()).isNull();
		assertThat(update.pinned()).isNull();
		assertThat(update.editedTimestamp().isAbsent()).isTrue();
		assertThat(update.toJson()).doesNotContain("author").doesNotContain("pinned");
		for (String field : new String[] { "author", "type", "timestamp", "content", "tts" }) {
			assertThat(MessageUpdate.class.getMethod(field).getAnnotatedReturnType().getAnnotations()).as(field)
				.hasSize(1);
		}
	}

	@Test
	void idsThatWereNotFoundMayBeAnything() {
		GuildMembersChunk chunk = (GuildMembersChunk) decode(DispatchType.GUILD_MEMBERS_CHUNK,
				"{'not_found': ['a', '5', 6, {}], 'chunk_count': 1}", new LeftOut());
		assertThat(chunk.notFound()).containsExactly(Snowflake.of(5), Snowflake.of(6));
		assertThat(chunk.chunkCount()).isEqualTo(1);
	}

	@Test
	void webhooksMayBeOfNoChannel() throws Exception {
		WebhooksUpdate update = (WebhooksUpdate) decode(DispatchType.WEBHOOKS_UPDATE,
				"{'guild_id': '1', 'channel_id': null}", new LeftOut());
		assertThat(update.channelId()).isNull();
		assertThat(WebhooksUpdate.class.getMethod("channelId").getAnnotatedReturnType().getAnnotations()).hasSize(1);
	}

	@Test
	void hiddenChannelHasItsFlag() { // R51
		JsonNode hidden = new JsonMapper()
			.readTree(ExamplesTests.EXAMPLES.resolve(Path.of("variants", "CHANNEL_UPDATE.hidden.json")).toFile());
		ChannelUpdate channel = (ChannelUpdate) decode(DispatchType.CHANNEL_UPDATE, hidden.get("d").toString(),
				new LeftOut());
		assertThat(channel.flags().contains(ChannelFlags.Flag.CHANNEL_OBFUSCATED)).isTrue();
		assertThat(channel.name()).isEqualTo("___hidden___");
		assertThat(channel.id()).isNotNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~',
			value = { "[]|an array", "7|a number", "'x'|a string", "true|a boolean", "null|null" })
	void onlyAnEventThatIsNoObjectItselfIsUndecodable(String json, String found) {
		assertThatExceptionOfType(DecodeException.class)
			.isThrownBy(() -> decode(DispatchType.MESSAGE_CREATE, json, new LeftOut()))
			.withMessage("MESSAGE_CREATE: expected an object but found " + found + " at ''");
	}

	@Test
	void whatIsOfTheDocumentedKindIsNotLeftOut() {
		LeftOut leftOut = new LeftOut();
		decode(DispatchType.PRESENCE_UPDATE, GOOD, leftOut);
		assertThat(leftOut.isEmpty()).isTrue();
		assertThat(leftOut.values()).isEmpty();
		assertThat(leftOut).hasToString("[]");
	}

	@Test
	void manyValuesAreCountedAndTheFirstAreTold() {
		LeftOut leftOut = new LeftOut();
		decode(DispatchType.GUILD_MEMBERS_CHUNK,
				"{'not_found': [" + String.join(",", Collections.nCopies(1000, "{}")) + "]}", leftOut);
		assertThat(leftOut.count()).isEqualTo(1000);
		assertThat(leftOut.values()).hasSize(LeftOut.MAX_VALUES);
		assertThat(leftOut.toString()).endsWith(" and 900 more");
	}

	private static String fields(LeftOut leftOut) {
		return leftOut.values().stream().map(LeftOut.Value::field).collect(Collectors.joining(" "));
	}

	private static Encodable decode(DispatchType type, String json, LeftOut leftOut) {
		return type.decode(RawPayload.json(quoted(json).getBytes(StandardCharsets.UTF_8)), leftOut);
	}

	private static String quoted(String json) {
		return json.replace('\'', '"');
	}

}
