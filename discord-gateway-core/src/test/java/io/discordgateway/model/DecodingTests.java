package io.discordgateway.model;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import io.discordgateway.codec.RawPayload;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.TreeTraversingParser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class DecodingTests {

	private static final String GUILD = "81384788765712384";

	@Nested
	class Omitted {

		@Test
		void partialUpdateTellsAbsentFromNull() {
			GuildMemberUpdate unchanged = (GuildMemberUpdate) decode(DispatchType.GUILD_MEMBER_UPDATE, "{}");
			GuildMemberUpdate taken = (GuildMemberUpdate) decode(DispatchType.GUILD_MEMBER_UPDATE, "{'nick': null}");
			GuildMemberUpdate given = (GuildMemberUpdate) decode(DispatchType.GUILD_MEMBER_UPDATE, "{'nick': 'Jo'}");
			assertThat(unchanged.nick().isAbsent()).isTrue();
			assertThat(unchanged.nick().orElse("former")).isEqualTo("former");
			assertThat(unchanged.nick()).hasToString("absent");
			assertThat(taken.nick().isNull()).isTrue();
			assertThat(taken.nick().orElse("former")).isNull();
			assertThat(taken.nick()).isNotEqualTo(unchanged.nick()).isEqualTo(Omittable.of(null)).hasToString("null");
			assertThat(given.nick()).isEqualTo(Omittable.of("Jo")).hasToString("Jo");
			assertThat(given.nick().orElse("former")).isEqualTo("Jo");
			assertThat(unchanged.toJson()).doesNotContain("nick");
			assertThat(taken.toJson()).contains("\"nick\":null");
			assertThat(unchanged.pending()).isNull();
		}

		@Test
		void userOfAPresenceTellsWhatChanged() {
			PresenceUpdate presence = (PresenceUpdate) decode(DispatchType.PRESENCE_UPDATE,
					"{'user': {'id': '1', 'avatar': null}}");
			assertThat(presence.user().avatar().isNull()).isTrue();
			assertThat(presence.user().globalName().isAbsent()).isTrue();
		}

		@Test
		void deletedReferenceIsNotOneThatWasNotLookedUp() {
			MessageCreate plain = (MessageCreate) decode(DispatchType.MESSAGE_CREATE, "{}");
			MessageCreate deleted = (MessageCreate) decode(DispatchType.MESSAGE_CREATE, "{'referenced_message': null}");
			assertThat(plain.referencedMessage().isAbsent()).isTrue();
			assertThat(deleted.referencedMessage().isNull()).isTrue();
		}

		@Test
		void contentThatIsNullIsEmpty() {
			MessageCreate message = (MessageCreate) decode(DispatchType.MESSAGE_CREATE, "{'content': null}");
			assertThat(message.content()).isEmpty();
			assertThat(message.toJson()).contains("\"content\":\"\"");
		}

		@Test
		void absentFieldHasNoValue() {
			assertThatIllegalArgumentException().isThrownBy(() -> new Omittable<>(false, "x"));
		}

	}

	@Nested
	@DisplayName("R36: what is unknown fails nothing")
	class Unknown {

		@ParameterizedTest
		@EnumSource(DispatchType.class)
		void unknownFieldIsSkippedInEveryEvent(DispatchType type) {
			assertThat(decode(type, "{'nobody_knows': {'a': [1, {'b': null}]}, 'nor_this': 1.5}"))
				.isEqualTo(decode(type, "{}"));
		}

		@ParameterizedTest
		@EnumSource(DispatchType.class)
		void missingAndNullFieldsFailNothing(DispatchType type) {
			assertThat(decode(type, "{}")).isInstanceOf(type.type());
		}

		@ParameterizedTest
		@CsvSource(delimiter = '|', value = { "TYPING_START|{'timestamp': 9223372036854775807}|/timestamp",
				"TYPING_START|{'timestamp': -9223372036854775807}|/timestamp",
				"CHANNEL_CREATE|{'default_auto_archive_duration': 9223372036854775807}|/default_auto_archive_duration",
				"RATE_LIMITED|{'retry_after': 1e300}|/retry_after",
				"RATE_LIMITED|{'retry_after': 1e999}|/retry_after" })
		void timeThatJavaCannotHoldIsAValueOfAWrongKind(DispatchType type, String json, String path) { // R46
			assertThatExceptionOfType(DecodeException.class).isThrownBy(() -> decodeStrictly(type, json))
				.withMessageContaining(path);
			assertThat(decode(type, json)).isEqualTo(decode(type, "{}"));
		}

		@Test
		void unknownEventHasNoType() {
			assertThat(DispatchType.of("HYPE_TRAIN_DEPARTED")).isNull();
			assertThat(DispatchType.byClass(String.class)).isNull();
		}

		@Test
		void unknownEnumValueKeepsItsNumber() {
			MessageCreate message = (MessageCreate) decode(DispatchType.MESSAGE_CREATE, "{'type': 4711}");
			assertThat(message.type().known()).isEqualTo(MessageType.Known.UNKNOWN);
			assertThat(message.type()).isEqualTo(MessageType.of(4711)).hasToString("UNKNOWN(4711)");
			assertThat(message.toJson()).contains("\"type\":4711");
		}

		@Test
		void knownEnumValueIsItsConstant() {
			MessageCreate message = (MessageCreate) decode(DispatchType.MESSAGE_CREATE, "{'type': 19}");
			assertThat(message.type()).isSameAs(MessageType.REPLY).isEqualTo(new MessageType(19)).hasToString("REPLY");
			assertThat(message.type().known()).isEqualTo(MessageType.Known.REPLY);
		}

		@Test
		void unknownTextEnumKeepsItsText() {
			PresenceUpdate presence = (PresenceUpdate) decode(DispatchType.PRESENCE_UPDATE, "{'status': 'napping'}");
			assertThat(presence.status()).isEqualTo(StatusType.of("napping"));
			assertThat(presence.toJson()).contains("napping");
		}

		@Test
		void unknownFlagIsKept() {
			MessageCreate message = (MessageCreate) decode(DispatchType.MESSAGE_CREATE, "{'flags': 1099511627780}");
			assertThat(message.flags().contains(MessageFlags.Flag.SUPPRESS_EMBEDS)).isTrue();
			assertThat(message.flags().contains(MessageFlags.Flag.CROSSPOSTED)).isFalse();
			assertThat(message.flags().flags()).containsExactly(MessageFlags.Flag.SUPPRESS_EMBEDS);
			assertThat(message.flags().bits()).isEqualTo(1099511627780L);
		}

		@ParameterizedTest
		@ValueSource(strings = { "{'type': 99, 'spark': [1]}", "{'spark': [1], 'type': 99}", "{'spark': [1]}" })
		void unknownMemberOfUnionKeepsItsData(String component) {
			MessageCreate message = (MessageCreate) decode(DispatchType.MESSAGE_CREATE,
					"{'components': [" + component + "]}");
			assertThat(message.components()).singleElement()
				.isInstanceOfSatisfying(Component.Unknown.class, (unknown) -> {
					assertThat(unknown.raw().at("/spark/0").intValue()).isEqualTo(1);
					assertThat(unknown.toJson()).contains("\"spark\":[1]");
				});
		}

		@Test
		void dataOfUnknownInteractionKeepsItsData() {
			InteractionCreate interaction = (InteractionCreate) decode(DispatchType.INTERACTION_CREATE,
					"{'data': {'spark': 1}, 'type': 99}");
			assertThat(interaction.data()).isInstanceOf(InteractionData.Unknown.class);
		}

	}

	@Nested
	class Scalars {

		@Test
		void snowflakeIsEqualFromStringAndNumber() {
			assertThat(decode(DispatchType.GUILD_ROLE_DELETE, "{'guild_id': '" + GUILD + "'}"))
				.isEqualTo(decode(DispatchType.GUILD_ROLE_DELETE, "{'guild_id': " + GUILD + "}"));
		}

		@ParameterizedTest
		@ValueSource(strings = { "0", "9223372036854775807", "9223372036854775808", "9999999999999999999",
				"10000000000000000000", "18446744073709551615" })
		void snowflakeHasAll64Bits(String digits) {
			for (String form : new String[] { digits, "'" + digits + "'" }) {
				GuildRoleDelete event = (GuildRoleDelete) decode(DispatchType.GUILD_ROLE_DELETE,
						"{'guild_id': " + form + "}");
				assertThat(event.guildId()).hasToString(digits).isEqualTo(Snowflake.of(digits));
			}
		}

		@ParameterizedTest
		@ValueSource(strings = { "18446744073709551616", "18446744073709551621", "99999999999999999999",
				"20000000000000000000", "100000000000000000000", "000000000000000000001", "-1", "1.0", "true" })
		void whatIsNoNumberOf64BitsIsNoSnowflake(String text) { // R46
			for (String form : new String[] { text, "'" + text + "'" }) {
				GuildRoleDelete event = (GuildRoleDelete) (text.startsWith("00")
						? decode(DispatchType.GUILD_ROLE_DELETE, "{'guild_id': '" + text + "'}")
						: decode(DispatchType.GUILD_ROLE_DELETE, "{'guild_id': " + form + "}"));
				assertThat(event.guildId()).as(form).isNull();
			}
		}

		@Test
		void flagsHaveAll64BitsAndNoMore() { // R46
			MessageCreate all = (MessageCreate) decode(DispatchType.MESSAGE_CREATE, "{'flags': 18446744073709551615}");
			assertThat(all.flags().bits()).isEqualTo(-1);
			assertThat(all.toJson()).contains("\"flags\":18446744073709551615");
			assertThat(decode(DispatchType.MESSAGE_CREATE, "{'flags': 18446744073709551616}"))
				.isEqualTo(decode(DispatchType.MESSAGE_CREATE, "{}"));
		}

		@Test
		void numberOfAnEnumIsNotTruncated() { // R46
			MessageCreate message = (MessageCreate) decode(DispatchType.MESSAGE_CREATE, "{'type': '4294967301'}");
			assertThat(message.type()).isEqualTo(MessageType.UNKNOWN);
		}

		@Test
		void numbersOfATreeAreKeptAsTheyCame() {
			GuildAuditLogEntryCreate event = (GuildAuditLogEntryCreate) decode(
					DispatchType.GUILD_AUDIT_LOG_ENTRY_CREATE,
					"{'changes': [{'key': 'k', 'old_value': 1e400, 'new_value': 123456789012345678901234567890}]}");
			assertThat(event.toJson()).contains("1E+400").contains("123456789012345678901234567890");
		}

		@Test
		void snowflakeKnowsItsAgeAndShard() {
			Snowflake snowflake = Snowflake.of("175928847299117063");
			assertThat(snowflake.createdAt()).isEqualTo(Instant.parse("2016-04-30T11:18:25.796Z"));
			assertThat(snowflake.shardId(10)).isEqualTo((int) ((175928847299117063L >> 22) % 10));
			assertThat(Snowflake.of(-1)).isGreaterThan(snowflake);
		}

		@ParameterizedTest
		@CsvSource({ "2026-08-06T20:38:26.436000+00:00,2026-08-06T20:38:26.436Z",
				"2026-08-06T20:38:26+00:00,2026-08-06T20:38:26Z", "2026-08-06T20:38:26.436Z,2026-08-06T20:38:26.436Z",
				"2024-02-29T23:59:59.999999+00:00,2024-02-29T23:59:59.999999Z",
				"2000-03-01T00:00:00+00:00,2000-03-01T00:00:00Z", "1969-12-31T23:59:59+00:00,1969-12-31T23:59:59Z",
				"2026-08-06T22:38:26.5+02:00,2026-08-06T20:38:26.5Z",
				"2026-08-06T20:38:26.123456789+00:00,2026-08-06T20:38:26.123456789Z" })
		void timestampIsRead(String text, Instant expected) {
			assertThat(Timestamps.parse(("xx" + text).toCharArray(), 2, text.length())).isEqualTo(expected);
		}

		@Test
		void timestampOfEveryDayIsRead() {
			for (Instant day = Instant.parse("1999-12-30T12:34:56Z"); day
				.isBefore(Instant.parse("2033-01-02T00:00:00Z")); day = day.plus(Duration.ofDays(1))) {
				String text = Timestamps.format(day);
				assertThat(Timestamps.parse(text.toCharArray(), 0, text.length())).isEqualTo(day);
			}
		}

		@ParameterizedTest
		@ValueSource(strings = { "", "yesterday", "2026-02-30T20:38:26+00:00", "2026-08-06T24:38:26+00:00",
				"2026-08-06T20:38:26", "2026-13-06T20:38:26+00:00" })
		void whatIsNoTimestampIsRefused(String text) {
			assertThat(Timestamps.parse(text.toCharArray(), 0, text.length())).isNull();
		}

		@Test
		void permissionsAreReadFromTheirString() {
			Permissions permissions = new Permissions(Permission.BYPASS_SLOWMODE.value() | 1L << 60);
			GuildRoleCreate event = (GuildRoleCreate) decode(DispatchType.GUILD_ROLE_CREATE,
					"{'role': {'permissions': '" + permissions.bits() + "', 'color': 5793266}}");
			assertThat(event.role().permissions()).isEqualTo(permissions);
			assertThat(event.role().permissions().permissions()).containsExactly(Permission.BYPASS_SLOWMODE);
			assertThat(event.role().color()).hasToString("#5865f2");
		}

		@Test
		void roleTagIsTrueWhenItsKeyIsPresent() {
			GuildRoleCreate event = (GuildRoleCreate) decode(DispatchType.GUILD_ROLE_CREATE,
					"{'role': {'tags': {'premium_subscriber': null}}}");
			assertThat(event.role().tags().premiumSubscriber()).isTrue();
			assertThat(event.role().tags().guildConnections()).isFalse();
			assertThat(event.toJson()).contains("{\"premium_subscriber\":null}");
		}

		@Test
		void durationsKnowTheirUnits() {
			RateLimited limited = (RateLimited) decode(DispatchType.RATE_LIMITED, "{'opcode': 8, 'retry_after': 5.25}");
			assertThat(limited.retryAfter()).isEqualTo(Duration.ofMillis(5250));
			ThreadCreate thread = (ThreadCreate) decode(DispatchType.THREAD_CREATE,
					"{'thread_metadata': {'auto_archive_duration': 1440}}");
			assertThat(thread.threadMetadata().autoArchiveDuration()).isEqualTo(Duration.ofDays(1));
		}

	}

	@Nested
	class Errors {

		@ParameterizedTest
		@CsvSource(delimiter = '|', value = {
				"{'author': {'id': [1]}}|/author/id|expected a snowflake but found an array",
				"{'author': {'id': 'abc'}}|/author/id|expected a snowflake but found a string",
				"{'content': {}}|/content|expected a string but found an object",
				"{'timestamp': 'soon'}|/timestamp|expected an ISO 8601 timestamp but found another string",
				"{'tts': 1}|/tts|expected a boolean but found a number",
				"{'mentions': {}}|/mentions|expected an array but found an object",
				"{'mentions': [{'bot': 'x'}]}|/mentions/0/bot|expected a boolean but found a string",
				"{'position': 5000000000}|/position|expected a number of 32 bits but found a longer one",
				"{'components': [{'disabled': 3, 'type': 2}]}|/components/0/disabled|expected a boolean but found a number" })
		void errorNamesEventAndPathAndKindButNoValue(String json, String path, String problem) {
			assertThatExceptionOfType(DecodeException.class)
				.isThrownBy(() -> decodeStrictly(DispatchType.MESSAGE_CREATE, json))
				.withMessage("MESSAGE_CREATE: " + problem + " at '" + path + "'")
				.satisfies((ex) -> assertThat(ex.path()).isEqualTo(path))
				.satisfies((ex) -> assertThat(ex.event()).isEqualTo("MESSAGE_CREATE"));
		}

		@ParameterizedTest
		@ValueSource(strings = { "", "{", "[]", "7", "null", "{'id'}", "{'id': '1'" })
		void whatIsNoObjectIsRefused(String json) {
			assertThatExceptionOfType(DecodeException.class)
				.isThrownBy(() -> decode(DispatchType.MESSAGE_CREATE, quoted(json)));
		}

	}

	@Test
	void tokensAreNotPrinted() {
		String secret = "c2VjcmV0";
		Map<DispatchType, String> events = Map.of(DispatchType.VOICE_SERVER_UPDATE, "{'token': 'c2VjcmV0'}",
				DispatchType.INTERACTION_CREATE, "{'token': 'c2VjcmV0'}", DispatchType.PRESENCE_UPDATE,
				"{'activities': [{'secrets': {'join': 'c2VjcmV0'}}]}");
		events.forEach((type, json) -> {
			Encodable event = decode(type, json);
			assertThat(event.toString()).contains("<redacted>").doesNotContain(secret);
			assertThat(event.toJson()).contains(secret);
		});
	}

	@Test
	void anyStreamingFormatFeedsTheDecoders() throws Exception {
		JsonNode envelope = new JsonMapper()
			.readTree(Files.readAllBytes(Path.of("src/test/resources/examples/MESSAGE_CREATE.json")));
		TreeTraversingParser parser = new TreeTraversingParser(envelope.get("d"));
		assertThat(DispatchType.MESSAGE_CREATE.decode(parser))
			.isEqualTo(DispatchType.MESSAGE_CREATE.decode(new JsonMapper().writeValueAsBytes(envelope.get("d"))));
	}

	@Test
	void decoderLeavesTheParserBehindTheValue() {
		JsonNode array = JsonNodeFactory.instance.arrayNode()
			.add(JsonNodeFactory.instance.objectNode().put("id", "1"))
			.add(JsonNodeFactory.instance.objectNode().put("id", "2"));
		TreeTraversingParser parser = new TreeTraversingParser(array);
		parser.nextToken();
		parser.nextToken();
		assertThat(User.decode(parser).id()).isEqualTo(Snowflake.of(1));
		parser.nextToken();
		assertThat(User.decode(parser).id()).isEqualTo(Snowflake.of(2));
	}

	@Test
	void eventOffersTheObjectAndItsFields() {
		MessageCreate event = (MessageCreate) decode(DispatchType.MESSAGE_CREATE,
				"{'id': '1', 'content': 'hi', 'guild_id': '2', 'author': {'id': '3'}}");
		assertThat(event.content()).isEqualTo("hi").isEqualTo(event.message().content());
		assertThat(event.author().bot()).isFalse();
		assertThat(event.guildId()).isEqualTo(Snowflake.of(2));
		assertThat(event.mentions()).isEmpty();
	}

	@Test
	@DisplayName("GUILD_CREATE of a guild in an outage has only its id")
	void unavailableGuildIsDecoded() {
		GuildCreate event = (GuildCreate) decode(DispatchType.GUILD_CREATE, "{'id': '1', 'unavailable': true}");
		assertThat(event.unavailable()).isTrue();
		assertThat(event.id()).isEqualTo(Snowflake.of(1));
		assertThat(event.members()).isEmpty();
	}

	private static Encodable decode(DispatchType type, String json) {
		return type.decode(quoted(json).getBytes(StandardCharsets.UTF_8));
	}

	private static Encodable decodeStrictly(DispatchType type, String json) {
		return type.decodeStrictly(RawPayload.json(quoted(json).getBytes(StandardCharsets.UTF_8)));
	}

	private static String quoted(String json) {
		return json.replace('\'', '"');
	}

}
