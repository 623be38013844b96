package io.discordgateway.model;

import java.lang.reflect.Type;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule.SetupContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.deser.std.ReferenceTypeDeserializer;
import tools.jackson.databind.jsontype.TypeDeserializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.Serializers;
import tools.jackson.databind.ser.ValueSerializerModifier;
import tools.jackson.databind.ser.std.ReferenceTypeSerializer;
import tools.jackson.databind.type.ReferenceType;
import tools.jackson.databind.type.TypeBindings;
import tools.jackson.databind.type.TypeFactory;
import tools.jackson.databind.type.TypeModifier;
import tools.jackson.databind.util.NameTransformer;

/**
 * Lets a mapper treat an {@link Omittable} in an application's own types as what it
 * stands for: its value, null, or no property at all.
 */
final class OmittableSupport {

	private OmittableSupport() {
	}

	static void addTo(SetupContext context) {
		context.addTypeModifier(new OmittableTypes());
		context.addSerializers(new OmittableSerializers());
		context.addSerializerModifier(new OmittableProperties());
	}

	static @Nullable ValueDeserializer<?> deserializer(ReferenceType type, @Nullable TypeDeserializer contentType,
			@Nullable ValueDeserializer<?> content) {
		return type.hasRawClass(Omittable.class) ? new OmittableDeserializer(type, contentType, content) : null;
	}

	private static final class OmittableTypes extends TypeModifier {

		@Override
		public JavaType modifyType(JavaType type, Type jdkType, TypeBindings context, TypeFactory factory) {
			return (type.hasRawClass(Omittable.class) && !type.isReferenceType())
					? ReferenceType.upgradeFrom(type, type.containedTypeOrUnknown(0)) : type;
		}

	}

	private static final class OmittableSerializers implements Serializers {

		@Override
		public @Nullable ValueSerializer<?> findReferenceSerializer(SerializationConfig config, ReferenceType type,
				BeanDescription.Supplier description, JsonFormat.@Nullable Value format,
				@Nullable TypeSerializer contentType, @Nullable ValueSerializer<Object> content) {
			return type.hasRawClass(Omittable.class) ? new OmittableSerializer(type, contentType, content) : null;
		}

	}

	private static final class OmittableSerializer extends ReferenceTypeSerializer<Omittable<?>> {

		OmittableSerializer(ReferenceType type, @Nullable TypeSerializer contentType,
				@Nullable ValueSerializer<Object> content) {
			super(type, false, contentType, content);
		}

		private OmittableSerializer(OmittableSerializer base, @Nullable BeanProperty property,
				@Nullable TypeSerializer contentType, @Nullable ValueSerializer<?> content,
				@Nullable NameTransformer unwrapper, @Nullable Object suppressed, boolean suppressNulls) {
			super(base, property, contentType, content, unwrapper, suppressed, suppressNulls);
		}

		@Override
		protected ReferenceTypeSerializer<Omittable<?>> withResolved(@Nullable BeanProperty property,
				@Nullable TypeSerializer contentType, @Nullable ValueSerializer<?> content,
				@Nullable NameTransformer unwrapper) {
			return new OmittableSerializer(this, property, contentType, content, unwrapper, _suppressableValue,
					_suppressNulls);
		}

		@Override
		public ReferenceTypeSerializer<Omittable<?>> withContentInclusion(@Nullable Object suppressed,
				boolean suppressNulls) {
			return new OmittableSerializer(this, _property, _valueTypeSerializer, _valueSerializer, _unwrapper,
					suppressed, suppressNulls);
		}

		@Override
		protected boolean _isValuePresent(Omittable<?> value) {
			return value.value() != null;
		}

		@Override
		protected @Nullable Object _getReferenced(Omittable<?> value) {
			return value.value();
		}

		@Override
		protected @Nullable Object _getReferencedIfPresent(Omittable<?> value) {
			return value.value();
		}

	}

	private static final class OmittableProperties extends ValueSerializerModifier {

		private static final long serialVersionUID = 1L;

		@Override
		public List<BeanPropertyWriter> changeProperties(SerializationConfig config,
				BeanDescription.Supplier description, List<BeanPropertyWriter> properties) {
			properties.replaceAll((property) -> property.getType().hasRawClass(Omittable.class)
					? new OmittableProperty(property) : property);
			return properties;
		}

	}

	private static final class OmittableProperty extends BeanPropertyWriter {

		private static final long serialVersionUID = 1L;

		OmittableProperty(BeanPropertyWriter base) {
			super(base);
		}

		@Override
		public void serializeAsProperty(Object bean, JsonGenerator generator, SerializationContext context)
				throws Exception {
			if (!(get(bean) instanceof Omittable<?> value) || value.isPresent()) {
				super.serializeAsProperty(bean, generator, context);
			}
		}

	}

	private static final class OmittableDeserializer extends ReferenceTypeDeserializer<Omittable<?>> {

		OmittableDeserializer(JavaType type, @Nullable TypeDeserializer contentType,
				@Nullable ValueDeserializer<?> content) {
			super(type, null, contentType, content);
		}

		@Override
		protected ReferenceTypeDeserializer<Omittable<?>> withResolved(@Nullable TypeDeserializer contentType,
				@Nullable ValueDeserializer<?> content) {
			return new OmittableDeserializer(_fullType, contentType, content);
		}

		@Override
		public Omittable<?> getNullValue(DeserializationContext context) {
			return Omittable.of(null);
		}

		@Override
		public Object getAbsentValue(DeserializationContext context) {
			return Omittable.absent();
		}

		@Override
		public Omittable<?> referenceValue(@Nullable Object content) {
			return Omittable.of(content);
		}

		@Override
		public Omittable<?> updateReference(Omittable<?> reference, @Nullable Object content) {
			return Omittable.of(content);
		}

		@Override
		public @Nullable Object getReferenced(Omittable<?> reference) {
			return reference.value();
		}

	}

}
