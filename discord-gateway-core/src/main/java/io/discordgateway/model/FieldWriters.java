package io.discordgateway.model;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/**
 * What the generated encoders are made of.
 */
final class FieldWriters {

	private FieldWriters() {
	}

	static <T> void field(JsonGenerator generator, String name, @Nullable T value, boolean always,
			BiConsumer<JsonGenerator, T> writer) {
		if (value != null) {
			generator.writeName(name);
			writer.accept(generator, value);
		}
		else if (always) {
			generator.writeNullProperty(name);
		}
	}

	/** Writes an enum, unless it stands for one that is missing. */
	static <T extends Encodable> void known(JsonGenerator generator, String name, @Nullable T value, T missing) {
		if (value != null && !value.equals(missing)) {
			generator.writeName(name);
			value.writeTo(generator);
		}
	}

	static <T> void omittable(JsonGenerator generator, String name, Omittable<T> field,
			BiConsumer<JsonGenerator, T> writer) {
		if (field.isPresent()) {
			field(generator, name, field.value(), true, writer);
		}
	}

	static <T> void list(JsonGenerator generator, String name, List<T> list, boolean always,
			BiConsumer<JsonGenerator, T> writer) {
		if (!always && list.isEmpty()) {
			return;
		}
		generator.writeName(name);
		generator.writeStartArray();
		for (T value : list) {
			writer.accept(generator, value);
		}
		generator.writeEndArray();
	}

	static <K, V> void map(JsonGenerator generator, String name, Map<K, V> map, boolean always,
			BiConsumer<JsonGenerator, V> writer) {
		if (!always && map.isEmpty()) {
			return;
		}
		generator.writeName(name);
		generator.writeStartObject();
		map.forEach((key, value) -> {
			generator.writeName(
					(key instanceof ApplicationIntegrationType type) ? Integer.toString(type.value()) : key.toString());
			writer.accept(generator, value);
		});
		generator.writeEndObject();
	}

	static void encodable(JsonGenerator generator, Encodable value) {
		value.writeTo(generator);
	}

	/** Writes 64 bits as a number without a sign. */
	static void unsigned(JsonGenerator generator, long bits) {
		if (bits >= 0) {
			generator.writeNumber(bits);
		}
		else {
			generator.writeNumber(new BigInteger(Long.toUnsignedString(bits)));
		}
	}

	static void string(JsonGenerator generator, String value) {
		generator.writeString(value);
	}

	static void bool(JsonGenerator generator, Boolean value) {
		generator.writeBoolean(value);
	}

	static void integer(JsonGenerator generator, Integer value) {
		generator.writeNumber(value);
	}

	static void longInteger(JsonGenerator generator, Long value) {
		generator.writeNumber(value);
	}

	static void decimal(JsonGenerator generator, Double value) {
		generator.writeNumber(value);
	}

	static void timestamp(JsonGenerator generator, Instant value) {
		generator.writeString(Timestamps.format(value));
	}

	static void unixSeconds(JsonGenerator generator, Instant value) {
		generator.writeNumber(value.getEpochSecond());
	}

	static void unixMilliseconds(JsonGenerator generator, Instant value) {
		generator.writeNumber(value.toEpochMilli());
	}

	static void seconds(JsonGenerator generator, Duration value) {
		generator.writeNumber(value.getSeconds());
	}

	static void minutes(JsonGenerator generator, Duration value) {
		generator.writeNumber(value.toMinutes());
	}

	static void milliseconds(JsonGenerator generator, Duration value) {
		generator.writeNumber(value.toMillis());
	}

	static void decimalSeconds(JsonGenerator generator, Duration value) {
		generator.writeNumber(value.toNanos() / 1e9);
	}

	/* In the smallest type: those who keep tokens keep the type with them. */
	private static void integer(JsonGenerator generator, BigInteger number) {
		if (number.bitLength() < Integer.SIZE) {
			generator.writeNumber(number.intValue());
		}
		else if (number.bitLength() < Long.SIZE) {
			generator.writeNumber(number.longValue());
		}
		else {
			generator.writeNumber(number);
		}
	}

	static void tree(JsonGenerator generator, JsonNode node) {
		if (node.isObject()) {
			generator.writeStartObject();
			node.properties().forEach((entry) -> {
				generator.writeName(entry.getKey());
				tree(generator, entry.getValue());
			});
			generator.writeEndObject();
		}
		else if (node.isArray()) {
			generator.writeStartArray();
			node.forEach((element) -> tree(generator, element));
			generator.writeEndArray();
		}
		else if (node.isString()) {
			generator.writeString(node.stringValue());
		}
		else if (node.isBoolean()) {
			generator.writeBoolean(node.booleanValue());
		}
		else if (node.isIntegralNumber()) {
			integer(generator, node.bigIntegerValue());
		}
		else if (node.isBigDecimal()) {
			generator.writeNumber(node.decimalValue());
		}
		else if (node.isNumber()) {
			generator.writeNumber(node.doubleValue());
		}
		else {
			generator.writeNull();
		}
	}

}
