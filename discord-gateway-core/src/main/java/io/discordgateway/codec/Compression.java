package io.discordgateway.codec;

import org.jspecify.annotations.Nullable;

/**
 * How the gateway compresses what it sends (Gateway &gt; Encoding and Compression).
 *
 * @since 0.1
 */
public enum Compression {

	/** Nothing is compressed. */
	NONE(null),

	/** One zlib stream per connection (R30). */
	ZLIB_STREAM("zlib-stream");

	private final @Nullable String queryValue;

	Compression(@Nullable String queryValue) {
		this.queryValue = queryValue;
	}

	/**
	 * Returns the value of the query parameter {@code compress}.
	 * @return the value, or {@code null} if the parameter is to be left out
	 */
	public @Nullable String queryValue() {
		return this.queryValue;
	}

}
