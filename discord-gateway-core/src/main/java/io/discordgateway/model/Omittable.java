package io.discordgateway.model;

import java.util.Objects;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/**
 * Field of which it matters whether it is absent or null: in what Discord sends in part,
 * absent is "not said" or "unchanged", and null is "none".
 *
 * <pre>{@code
 * String nick = update.nick().orElse(known.nick());
 * }</pre>
 *
 * @param isPresent whether the field was there, with a value or with null
 * @param value the value; {@code null} if it was null, or absent
 * @param <T> type of the value
 * @since 0.1
 */
public record Omittable<T>(boolean isPresent, @Nullable T value) {

	private static final Omittable<?> ABSENT = new Omittable<>(false, null);

	private static final Omittable<?> NULL = new Omittable<>(true, null);

	public Omittable {
		if (!isPresent && value != null) {
			throw new IllegalArgumentException("A field that is absent has no value");
		}
	}

	/**
	 * Returns a field that is absent.
	 * @param <T> type of the value
	 * @return the field
	 */
	@SuppressWarnings("unchecked")
	public static <T> Omittable<T> absent() {
		return (Omittable<T>) ABSENT;
	}

	/**
	 * Returns a field that is there.
	 * @param value its value, or {@code null}
	 * @param <T> type of the value
	 * @return the field
	 */
	@SuppressWarnings("unchecked")
	public static <T> Omittable<T> of(@Nullable T value) {
		return (value != null) ? new Omittable<>(true, value) : (Omittable<T>) NULL;
	}

	/**
	 * Returns whether the field was not there.
	 * @return whether it is absent
	 */
	public boolean isAbsent() {
		return !this.isPresent;
	}

	/**
	 * Returns whether the field was there and null.
	 * @return whether it is null
	 */
	public boolean isNull() {
		return this.isPresent && this.value == null;
	}

	/**
	 * Returns what holds after this update.
	 * @param former what held before
	 * @return the value if the field was there, even if it is {@code null}; otherwise the
	 * former one
	 */
	public @Nullable T orElse(@Nullable T former) {
		return this.isPresent ? this.value : former;
	}

	/**
	 * Returns the value, or nothing, in one word.
	 * @return the value, {@code null} or {@code absent}
	 */
	@Override
	public String toString() {
		return this.isPresent ? Objects.toString(this.value) : "absent";
	}

	static <T> Omittable<T> decode(JsonParser parser, Function<JsonParser, @Nullable T> value) {
		if (FieldReaders.isNull(parser)) {
			return of(null);
		}
		T decoded = value.apply(parser);
		return (decoded != null) ? of(decoded) : absent();
	}

}
