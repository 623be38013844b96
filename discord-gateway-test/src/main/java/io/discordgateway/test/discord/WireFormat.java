package io.discordgateway.test.discord;

import io.discordgateway.Internal;

/**
 * How messages are written on a connection (Gateway &gt; Encoding and Compression).
 *
 * @param etf whether in ETF (R33), else in JSON (R29)
 * @param stream the compression of the whole connection
 * @since 0.1
 */
@Internal
public record WireFormat(boolean etf, Stream stream) {

	/** JSON, not compressed. */
	public static final WireFormat PLAIN = new WireFormat(false, Stream.NONE);

	/**
	 * Compression of a whole connection.
	 */
	public enum Stream {

		/** None. */
		NONE,

		/** {@code zlib-stream} (R30). */
		ZLIB,

		/** {@code zstd-stream} (R31). */
		ZSTD

	}

}
