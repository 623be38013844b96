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
	ZLIB_STREAM("zlib-stream"),

	/** One zstd stream per connection (R31); needs zstd-jni. */
	ZSTD_STREAM("zstd-stream"),

	/** Single messages, each for itself; asked for in IDENTIFY (R32). JSON only. */
	PAYLOAD(null);

	private final @Nullable String queryValue;

	Compression(@Nullable String queryValue) {
		this.queryValue = queryValue;
	}

	/**
	 * Returns the best compression that is available: zstd-stream, or zlib-stream where
	 * zstd-jni is not on the class path or has no native library for this machine.
	 * @return the compression
	 */
	public static Compression preferred() {
		return ZSTD_STREAM.isAvailable() ? ZSTD_STREAM : ZLIB_STREAM;
	}

	/**
	 * Returns the value of the query parameter {@code compress}.
	 * @return the value, or {@code null} if the parameter is to be left out
	 */
	public @Nullable String queryValue() {
		return this.queryValue;
	}

	/**
	 * Returns whether this process can inflate it: always, but for {@link #ZSTD_STREAM},
	 * which needs {@code com.github.luben:zstd-jni} on the class path with a native
	 * library for this machine.
	 * @return whether it can be used
	 */
	public boolean isAvailable() {
		if (this != ZSTD_STREAM) {
			return true;
		}
		try {
			ZstdStream.load();
			return true;
		}
		catch (LinkageError ex) {
			return false;
		}
	}

	/**
	 * Checks that an encoding can be compressed in this way.
	 * @param encoding the encoding
	 * @return this compression
	 * @throws IllegalArgumentException for {@link #PAYLOAD} with ETF (R32)
	 */
	public Compression checkedWith(Encoding encoding) {
		if (this == PAYLOAD && encoding == Encoding.ETF) {
			throw new IllegalArgumentException(
					"Payload compression goes with JSON only, not with ETF: use zstd-stream or zlib-stream");
		}
		return this;
	}

	/* What inflates the binary messages of a new connection, if there may be any. */
	@Nullable StreamInflater newInflater() {
		return switch (this) {
			case NONE -> null;
			case ZLIB_STREAM -> new ZlibStream();
			case ZSTD_STREAM -> new ZstdStream();
			case PAYLOAD -> new ZlibDocuments();
		};
	}

}
