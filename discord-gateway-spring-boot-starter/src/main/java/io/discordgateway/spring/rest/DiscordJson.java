package io.discordgateway.spring.rest;

import java.util.function.Function;

import io.discordgateway.model.AuditLogEntry;
import io.discordgateway.model.AutoModerationRule;
import io.discordgateway.model.Channel;
import io.discordgateway.model.Emoji;
import io.discordgateway.model.Encodable;
import io.discordgateway.model.Entitlement;
import io.discordgateway.model.Guild;
import io.discordgateway.model.GuildMember;
import io.discordgateway.model.GuildScheduledEvent;
import io.discordgateway.model.Interaction;
import io.discordgateway.model.Message;
import io.discordgateway.model.PartialApplication;
import io.discordgateway.model.Poll;
import io.discordgateway.model.Role;
import io.discordgateway.model.Snowflake;
import io.discordgateway.model.SoundboardSound;
import io.discordgateway.model.StageInstance;
import io.discordgateway.model.Sticker;
import io.discordgateway.model.Subscription;
import io.discordgateway.model.ThreadMember;
import io.discordgateway.model.User;
import io.discordgateway.model.VoiceState;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * JSON as Discord writes it: names in snake case, and the model's objects by their own
 * decoders and encoders, wherever they stand in the application's own types.
 */
final class DiscordJson {

	static final JsonMapper MAPPER = JsonMapper.builder()
		.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
		.addModule(model())
		.build();

	private DiscordJson() {
	}

	/* Named one by one: a native image knows them, and nothing is found by reflection. */
	private static JacksonModule model() {
		SimpleModule module = new SimpleModule("discord-model");
		module.addSerializer(Encodable.class, new EncodableSerializer());
		module.addDeserializer(Snowflake.class,
				new ModelDeserializer<>(Snowflake.class, (parser) -> Snowflake.of(parser.getString())));
		add(module, AuditLogEntry.class, AuditLogEntry::decode);
		add(module, AutoModerationRule.class, AutoModerationRule::decode);
		add(module, Channel.class, Channel::decode);
		add(module, Emoji.class, Emoji::decode);
		add(module, Entitlement.class, Entitlement::decode);
		add(module, Guild.class, Guild::decode);
		add(module, GuildMember.class, GuildMember::decode);
		add(module, GuildScheduledEvent.class, GuildScheduledEvent::decode);
		add(module, Interaction.class, Interaction::decode);
		add(module, Message.class, Message::decode);
		add(module, PartialApplication.class, PartialApplication::decode);
		add(module, Poll.class, Poll::decode);
		add(module, Role.class, Role::decode);
		add(module, SoundboardSound.class, SoundboardSound::decode);
		add(module, StageInstance.class, StageInstance::decode);
		add(module, Sticker.class, Sticker::decode);
		add(module, Subscription.class, Subscription::decode);
		add(module, ThreadMember.class, ThreadMember::decode);
		add(module, User.class, User::decode);
		add(module, VoiceState.class, VoiceState::decode);
		return module;
	}

	private static <T> void add(SimpleModule module, Class<T> type, Function<JsonParser, @Nullable T> decoder) {
		module.addDeserializer(type, new ModelDeserializer<>(type, decoder));
	}

	private static final class ModelDeserializer<T> extends StdDeserializer<T> {

		private final Function<JsonParser, @Nullable T> decoder;

		ModelDeserializer(Class<T> type, Function<JsonParser, @Nullable T> decoder) {
			super(type);
			this.decoder = decoder;
		}

		@Override
		public @Nullable T deserialize(JsonParser parser, DeserializationContext context) {
			return this.decoder.apply(parser);
		}

	}

	private static final class EncodableSerializer extends StdSerializer<Encodable> {

		EncodableSerializer() {
			super(Encodable.class);
		}

		@Override
		public void serialize(Encodable value, JsonGenerator generator, SerializationContext context) {
			value.writeTo(generator);
		}

	}

}
