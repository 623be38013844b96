package io.discordgateway.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;

/**
 * Discord's identifier: 64 bits, unsigned, with the time of creation in the upper 42 (API
 * Reference &gt; Snowflakes). Ordered by age.
 *
 * @param value the 64 bits; negative when taken as signed and the highest bit is set
 * @since 0.1
 */
public record Snowflake(long value) implements Comparable<Snowflake>, Encodable {

	private static final long DISCORD_EPOCH = 1_420_070_400_000L;

	/**
	 * Returns the snowflake with a value.
	 * @param value the 64 bits
	 * @return the snowflake
	 */
	public static Snowflake of(long value) {
		return new Snowflake(value);
	}

	/**
	 * Reads a snowflake.
	 * @param text decimal digits, without a sign
	 * @return the snowflake
	 * @throws NumberFormatException if the text is anything else
	 */
	public static Snowflake of(String text) {
		if (text.startsWith("+")) {
			throw new NumberFormatException("a snowflake has no sign");
		}
		return new Snowflake(Long.parseUnsignedLong(text));
	}

	/**
	 * Returns when Discord made the identifier.
	 * @return the time of creation, in whole milliseconds
	 */
	public Instant createdAt() {
		return Instant.ofEpochMilli((this.value >>> 22) + DISCORD_EPOCH);
	}

	/**
	 * Returns the shard that receives the events of the guild with this identifier.
	 * @param total the number of shards, at least 1
	 * @return the shard, counted from 0
	 */
	public int shardId(int total) {
		if (total < 1) {
			throw new IllegalArgumentException("'total' must be positive");
		}
		return (int) ((this.value >>> 22) % total);
	}

	@Override
	public int compareTo(Snowflake other) {
		return Long.compareUnsigned(this.value, other.value);
	}

	/**
	 * Returns the decimal digits, as Discord writes them.
	 * @return the unsigned number
	 */
	@Override
	public String toString() {
		return Long.toUnsignedString(this.value);
	}

	@Override
	public void writeTo(JsonGenerator generator) {
		generator.writeString(toString());
	}

	static @Nullable Snowflake decode(JsonParser parser) {
		long digits = FieldReaders.digits(parser);
		return (digits >= 0) ? new Snowflake(digits) : FieldReaders.bits(parser, "a snowflake", Snowflake::new);
	}

	/* In some places Discord says "none" with 0. */
	static @Nullable Snowflake decodeOrNone(JsonParser parser) {
		Snowflake snowflake = decode(parser);
		return (snowflake != null && snowflake.value != 0) ? snowflake : null;
	}

}
