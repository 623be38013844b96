package io.discordgateway.spring.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.discordgateway.model.Component;
import io.discordgateway.model.DiscordJacksonModule;
import io.discordgateway.model.DispatchType;
import io.discordgateway.model.Encodable;
import io.discordgateway.model.Message;
import io.discordgateway.model.MessageCreate;
import org.junit.jupiter.api.Test;
import org.skyscreamer.jsonassert.JSONAssert;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.serializer.GenericJacksonJsonRedisSerializer;
import org.springframework.http.MediaType;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

/**
 * Tests for {@link DiscordJacksonAutoConfiguration}: the mapper of Spring Boot knows the
 * model.
 */
class DiscordJacksonAutoConfigurationTests {

	private static final Path EXAMPLES = Path.of("../discord-gateway-core/src/test/resources/examples");

	private static final String MESSAGE = """
			{"id": "724831245555555555", "channel_id": "2", "author": {"id": "3", "username": "u"}, "type": 19,
			"flags": 4, "timestamp": "2026-08-06T20:38:26.436000+00:00", "edited_timestamp": null, "content": "hi",
			"components": [{"type": 1, "components": [{"type": 2, "style": 1, "label": "l", "custom_id": "c"}]}]}""";

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(DiscordJacksonAutoConfiguration.class, JacksonAutoConfiguration.class));

	@Test
	void controllerWritesAMessageAsDiscordDoes() {
		this.runner.run((context) -> {
			String json = mvc(context.getBean(JsonMapper.class)).perform(get("/last"))
				.andExpect(status().isOk())
				.andReturn()
				.getResponse()
				.getContentAsString();
			assertThat(json).contains("\"id\":\"724831245555555555\"");
			JSONAssert.assertEquals(MESSAGE, json, false);
		});
	}

	@Test
	void controllerReadsWhatItWrote() {
		this.runner.run((context) -> {
			MockMvc mvc = mvc(context.getBean(JsonMapper.class));
			mvc.perform(put("/last").contentType(MediaType.APPLICATION_JSON).content(MESSAGE))
				.andExpect(status().isOk());
			mvc.perform(put("/last").contentType(MediaType.APPLICATION_JSON).content("[]"))
				.andExpect(status().isBadRequest());
		});
	}

	@Test
	void everyEventGoesBothWaysThroughTheMapperOfTheApplication() {
		this.runner.run((context) -> {
			JsonMapper mapper = context.getBean(JsonMapper.class);
			Set<DispatchType> seen = new HashSet<>();
			for (Path file : examples()) {
				Encodable event = example(mapper, file);
				String json = mapper.writeValueAsString(event);
				assertThat(json).as("%s", file).isEqualTo(event.toJson());
				assertThat(mapper.readValue(json, event.getClass())).as("%s", file).isEqualTo(event);
				seen.add(DispatchType.byClass(event.getClass()));
			}
			assertThat(seen).hasSize(79);
		});
	}

	@Test
	void everyEventGoesBothWaysThroughTheSerializerOfRedis() {
		this.runner.run((context) -> {
			JsonMapper mapper = context.getBean(JsonMapper.class);
			GenericJacksonJsonRedisSerializer serializer = GenericJacksonJsonRedisSerializer.builder(mapper::rebuild)
				.enableDefaultTyping(
						BasicPolymorphicTypeValidator.builder().allowIfSubType("io.discordgateway.model.").build())
				.build();
			for (Path file : examples()) {
				Encodable event = example(mapper, file);
				assertThat(serializer.deserialize(serializer.serialize(event))).as("%s", file).isEqualTo(event);
			}
		});
	}

	@Test
	void unionIsReadBackAsItsMember() {
		this.runner.run((context) -> {
			JsonMapper mapper = context.getBean(JsonMapper.class);
			Message message = mapper.readValue(MESSAGE, Message.class);
			List<Component> components = message.components();
			for (Component component : components) {
				assertThat(mapper.readValue(mapper.writeValueAsString(component), Component.class))
					.isEqualTo(component);
			}
			assertThat(components).isNotEmpty();
		});
	}

	@Test
	void moduleOfTheApplicationGoesBeforeOurs() {
		DiscordJacksonModule own = new DiscordJacksonModule();
		this.runner.withBean(DiscordJacksonModule.class, () -> own)
			.run((context) -> assertThat(context).getBean(DiscordJacksonModule.class).isSameAs(own));
	}

	private static MockMvc mvc(JsonMapper mapper) {
		return MockMvcBuilders.standaloneSetup(new Messages())
			.setMessageConverters(new JacksonJsonHttpMessageConverter(mapper))
			.build();
	}

	private static List<Path> examples() throws Exception {
		try (Stream<Path> files = Files.walk(EXAMPLES)) {
			return files.filter((file) -> file.toString().endsWith(".json")).sorted().toList();
		}
	}

	private static Encodable example(JsonMapper mapper, Path file) {
		JsonNode envelope = mapper.readTree(file.toFile());
		return DispatchType.valueOf(envelope.get("t").stringValue())
			.decode(mapper.writeValueAsBytes(envelope.get("d")));
	}

	@RestController
	static class Messages {

		@GetMapping("/last")
		MessageCreate last() {
			return (MessageCreate) DispatchType.MESSAGE_CREATE.decode(MESSAGE.getBytes(StandardCharsets.UTF_8));
		}

		@PutMapping("/last")
		void last(@RequestBody MessageCreate message) {
			assertThat(message).isEqualTo(last());
		}

	}

}
