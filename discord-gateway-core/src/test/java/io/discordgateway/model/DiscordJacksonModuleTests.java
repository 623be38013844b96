package io.discordgateway.model;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DiscordJacksonModule}.
 */
class DiscordJacksonModuleTests {

	private final JsonMapper mapper = JsonMapper.builder().addModule(new DiscordJacksonModule()).build();

	/* As serialisers of caches and message stores have it: every value says its class. */
	private final JsonMapper typed = this.mapper.rebuild()
		.activateDefaultTyping(BasicPolymorphicTypeValidator.builder().allowIfSubType(Object.class).build(),
				DefaultTyping.NON_FINAL_AND_RECORDS)
		.build();

	static Stream<Path> examples() throws Exception {
		return ExamplesTests.examples();
	}

	@ParameterizedTest
	@MethodSource("examples")
	void everyExampleIsWrittenAsDiscordWritesItAndReadBack(Path file) {
		JsonNode envelope = this.mapper.readTree(file.toFile());
		DispatchType type = DispatchType.valueOf(envelope.get("t").stringValue());
		Encodable event = type.decode(this.mapper.writeValueAsBytes(envelope.get("d")));
		String json = this.mapper.writeValueAsString(event);
		assertThat(json).isEqualTo(event.toJson());
		assertThat(this.mapper.readValue(json, type.type())).isEqualTo(event);
		assertThat(this.mapper.treeToValue(this.mapper.valueToTree(event), type.type())).isEqualTo(event);
	}

	@Test
	void typesStandWhereverTheApplicationPutsThem() {
		View view = new View(Snowflake.of(7248), MessageType.REPLY, StatusType.IDLE,
				MessageFlags.of(MessageFlags.Flag.URGENT), Permissions.of(Permission.ADMINISTRATOR), new Color(5),
				List.of(new Emoji(null, "x", List.of(), null, false, false, false, null)),
				Map.of(Snowflake.of(1), ChannelType.DM), Map.of(ChannelType.DM, "dm"), Omittable.of(Snowflake.of(2)),
				Omittable.of(null), Omittable.absent());
		String json = this.mapper.writeValueAsString(view);
		assertThat(json).contains("\"id\":\"7248\"")
			.contains("\"type\":19")
			.contains("\"status\":\"idle\"")
			.contains("\"permissions\":\"8\"")
			.contains("\"channels\":{\"1\":1}")
			.contains("\"names\":{\"1\":\"dm\"}")
			.contains("\"given\":\"2\"")
			.contains("\"taken\":null")
			.doesNotContain("absent");
		assertThat(this.mapper.readValue(json, View.class)).isEqualTo(view);
	}

	@Test
	void unionIsReadBackAsItsMember() {
		Component button = this.mapper.readValue("{\"style\":1,\"label\":\"x\",\"type\":2}", Component.class);
		assertThat(button).isInstanceOf(Button.class);
		assertThat(this.mapper.readValue(this.mapper.writeValueAsString(button), Component.class)).isEqualTo(button);
		Component unknown = this.mapper.readValue("{\"type\":4711,\"spark\":[1]}", Component.class);
		assertThat(this.mapper.writeValueAsString(unknown)).contains("spark");
	}

	@ParameterizedTest
	@MethodSource("examples")
	void valueThatSaysItsClassIsReadBack(Path file) {
		JsonNode envelope = this.mapper.readTree(file.toFile());
		DispatchType type = DispatchType.valueOf(envelope.get("t").stringValue());
		Encodable event = type.decode(this.mapper.writeValueAsBytes(envelope.get("d")));
		String json = this.typed.writerFor(Object.class).writeValueAsString(event);
		assertThat(json).contains(type.type().getName());
		assertThat(this.typed.readValue(json, Object.class)).isEqualTo(event);
	}

	@Test
	void scalarThatSaysItsClassIsReadBack() {
		for (Object value : List.of(Snowflake.of(-1), MessageType.REPLY, StatusType.IDLE, new Color(5))) {
			String json = this.typed.writerFor(Object.class).writeValueAsString(value);
			assertThat(this.typed.readValue(json, Object.class)).isEqualTo(value);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "[]", "5", "\"x\"", "true" })
	void whatIsNoObjectIsTheMappersError(String json) {
		assertThatExceptionOfType(JacksonException.class)
			.isThrownBy(() -> this.mapper.readValue(json, MessageCreate.class))
			.withMessageContaining("Not what Discord writes");
		assertThat(this.mapper.readValue("null", MessageCreate.class)).isNull();
	}

	@Test
	void valueOfAWrongKindInItIsLeftOut() { // R46
		MessageCreate message = this.mapper.readValue("{\"content\":[{}],\"id\":\"1\"}", MessageCreate.class);
		assertThat(message.content()).isEmpty();
		assertThat(message.id()).isEqualTo(Snowflake.of(1));
	}

	@Test
	void otherTypesAreLeftToTheMapper() {
		assertThat(this.mapper.readValue("{\"at\":\"2026-01-01T00:00:00Z\",\"name\":null}", Other.class))
			.isEqualTo(new Other(Instant.parse("2026-01-01T00:00:00Z"), null));
	}

	record View(Snowflake id, MessageType type, StatusType status, MessageFlags flags, Permissions permissions,
			Color color, List<Emoji> emojis, Map<Snowflake, ChannelType> channels, Map<ChannelType, String> names,
			Omittable<Snowflake> given, Omittable<String> taken, Omittable<String> absent) {

	}

	record Other(Instant at, @Nullable String name) {

	}

}
