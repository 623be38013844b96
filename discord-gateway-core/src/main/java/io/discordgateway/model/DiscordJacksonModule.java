package io.discordgateway.model;

import java.util.function.Function;

import com.fasterxml.jackson.annotation.JsonFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.Version;
import tools.jackson.core.type.WritableTypeId;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.deser.Deserializers;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.jsontype.TypeDeserializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.TreeTraversingParser;
import tools.jackson.databind.ser.Serializers;
import tools.jackson.databind.ser.std.StdSerializer;
import tools.jackson.databind.type.ReferenceType;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Teaches a mapper of Jackson to write and read the types of this package as Discord
 * does, wherever they stand in an application's own types: a {@link Snowflake} is a
 * string of digits, a union is read back as its member, an {@link Omittable} that is
 * absent is left out.
 *
 * <pre>{@code
 * JsonMapper mapper = JsonMapper.builder().addModule(new DiscordJacksonModule()).build();
 * }</pre>
 *
 * What is of another kind than Discord documents is left out when it is read (R46).
 *
 * @since 0.1
 */
public final class DiscordJacksonModule extends JacksonModule {

	@Override
	public String getModuleName() {
		return "discord-gateway";
	}

	@Override
	public Version version() {
		return Version.unknownVersion();
	}

	@Override
	public void setupModule(SetupContext context) {
		context.addSerializers(new ModelSerializers(new ModelSerializer()));
		context.addKeySerializers(new ModelSerializers(new ModelKeySerializer()));
		context.addDeserializers(new ModelDeserializers());
		context.addKeyDeserializers(DiscordJacksonModule::keyDeserializer);
		OmittableSupport.addTo(context);
	}

	private static @Nullable KeyDeserializer keyDeserializer(JavaType type, DeserializationConfig config,
			BeanDescription.Supplier description) {
		Function<JsonParser, ? extends @Nullable Encodable> decoder = ModelDecoders.of(type.getRawClass());
		return (decoder != null) ? new ModelKeyDeserializer(type.getRawClass(), decoder) : null;
	}

	/** Reads the text of a name as if it were a value. */
	private static JsonParser parser(String key) {
		TreeTraversingParser parser = new TreeTraversingParser(JsonNodeFactory.instance.stringNode(key));
		parser.nextToken();
		return parser;
	}

	private record ModelSerializers(StdSerializer<Encodable> serializer) implements Serializers {

		@Override
		public @Nullable ValueSerializer<?> findSerializer(SerializationConfig config, JavaType type,
				BeanDescription.Supplier description, JsonFormat.@Nullable Value format) {
			return Encodable.class.isAssignableFrom(type.getRawClass()) ? this.serializer : null;
		}

	}

	private static final class ModelSerializer extends StdSerializer<Encodable> {

		ModelSerializer() {
			super(Encodable.class);
		}

		@Override
		public void serialize(Encodable value, JsonGenerator generator, SerializationContext context) {
			value.writeTo(generator);
		}

		@Override
		public void serializeWithType(Encodable value, JsonGenerator generator, SerializationContext context,
				TypeSerializer types) {
			try (TokenBuffer buffer = TokenBuffer.forGeneration()) {
				value.writeTo(buffer);
				boolean object = buffer.firstToken() == JsonToken.START_OBJECT;
				WritableTypeId id = types.writeTypePrefix(generator, context,
						types.typeId(value, object ? JsonToken.START_OBJECT : JsonToken.VALUE_STRING));
				JsonParser parser = buffer.asParser();
				parser.nextToken();
				if (!object) {
					generator.copyCurrentStructure(parser);
				}
				while (object && parser.nextToken() != JsonToken.END_OBJECT) {
					generator.copyCurrentStructure(parser);
				}
				types.writeTypeSuffix(generator, context, id);
			}
		}

	}

	private static final class ModelKeySerializer extends StdSerializer<Encodable> {

		ModelKeySerializer() {
			super(Encodable.class);
		}

		@Override
		public void serialize(Encodable value, JsonGenerator generator, SerializationContext context) {
			try (TokenBuffer buffer = TokenBuffer.forGeneration()) {
				value.writeTo(buffer);
				JsonParser parser = buffer.asParser();
				parser.nextToken();
				generator.writeName(parser.getString());
			}
		}

	}

	private static final class ModelDeserializers implements Deserializers {

		@Override
		public boolean hasDeserializerFor(DeserializationConfig config, Class<?> type) {
			return ModelDecoders.of(type) != null;
		}

		@Override
		public @Nullable ValueDeserializer<?> findBeanDeserializer(JavaType type, DeserializationConfig config,
				BeanDescription.Supplier description) {
			Function<JsonParser, ? extends @Nullable Encodable> decoder = ModelDecoders.of(type.getRawClass());
			return (decoder != null) ? new ModelDeserializer(type.getRawClass(), decoder) : null;
		}

		@Override
		public @Nullable ValueDeserializer<?> findReferenceDeserializer(ReferenceType type,
				DeserializationConfig config, BeanDescription.Supplier description,
				@Nullable TypeDeserializer contentType, @Nullable ValueDeserializer<?> content) {
			return OmittableSupport.deserializer(type, contentType, content);
		}

	}

	private static final class ModelDeserializer extends StdDeserializer<Encodable> {

		private final Function<JsonParser, ? extends @Nullable Encodable> decoder;

		ModelDeserializer(Class<?> type, Function<JsonParser, ? extends @Nullable Encodable> decoder) {
			super(type);
			this.decoder = decoder;
		}

		@Override
		public Encodable deserialize(JsonParser parser, DeserializationContext context) {
			Encodable value;
			if (parser.currentToken() == JsonToken.PROPERTY_NAME || parser.currentToken() == JsonToken.END_OBJECT) {
				// The mapper has looked for a type in the object, and gone into it.
				TreeTraversingParser rest = new TreeTraversingParser(
						FieldReaders.treeFromHere(parser, parser.currentName()));
				rest.nextToken();
				value = this.decoder.apply(rest);
			}
			else {
				value = this.decoder.apply(parser);
			}
			return (value != null) ? value
					: context.reportInputMismatch(this, "Not what Discord writes for a value of this type");
		}

	}

	private static final class ModelKeyDeserializer extends KeyDeserializer {

		private final Class<?> type;

		private final Function<JsonParser, ? extends @Nullable Encodable> decoder;

		ModelKeyDeserializer(Class<?> type, Function<JsonParser, ? extends @Nullable Encodable> decoder) {
			this.type = type;
			this.decoder = decoder;
		}

		@Override
		public Object deserializeKey(String key, DeserializationContext context) {
			Encodable value = this.decoder.apply(parser(key));
			return (value != null) ? value
					: context.reportInputMismatch(this.type, "Not what Discord writes for a key of this type");
		}

	}

}
