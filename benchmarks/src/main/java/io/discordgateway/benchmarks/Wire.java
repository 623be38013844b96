package io.discordgateway.benchmarks;

import java.util.List;

import io.discordgateway.codec.Compression;
import io.discordgateway.codec.Encoding;

/**
 * What goes over the wire: encoding and compression.
 */
public enum Wire {

	/** JSON as it is. */
	JSON(Encoding.JSON, Compression.NONE),

	/** JSON in one zlib stream. */
	JSON_ZLIB_STREAM(Encoding.JSON, Compression.ZLIB_STREAM),

	/** JSON in one zstd stream. */
	JSON_ZSTD_STREAM(Encoding.JSON, Compression.ZSTD_STREAM),

	/** Each message a zlib document. */
	JSON_PAYLOAD(Encoding.JSON, Compression.PAYLOAD),

	/** ETF as it is. */
	ETF(Encoding.ETF, Compression.NONE),

	/** ETF in one zlib stream. */
	ETF_ZLIB_STREAM(Encoding.ETF, Compression.ZLIB_STREAM),

	/** ETF in one zstd stream. */
	ETF_ZSTD_STREAM(Encoding.ETF, Compression.ZSTD_STREAM);

	final Encoding encoding;

	final Compression compression;

	Wire(Encoding encoding, Compression compression) {
		this.encoding = encoding;
		this.compression = compression;
	}

	/** Whether messages are text messages of the WebSocket. */
	boolean isText() {
		return this == JSON;
	}

	/** What a client receives. */
	List<byte[]> encode(List<byte[]> json) {
		List<byte[]> plain = (this.encoding == Encoding.ETF) ? Traffic.etf(json) : json;
		return switch (this.compression) {
			case NONE -> plain;
			case ZLIB_STREAM -> Traffic.zlibStream(plain);
			case ZSTD_STREAM -> Traffic.zstdStream(plain);
			case PAYLOAD -> Traffic.zlibDocuments(plain);
		};
	}

	/**
	 * A message as a client receives it first on a connection, and as it may receive it
	 * any number of times after that.
	 */
	List<byte[]> encodeRepeatable(byte[] json) {
		byte[] plain = ((this.encoding == Encoding.ETF) ? Traffic.etf(List.of(json)) : List.of(json)).get(0);
		return switch (this.compression) {
			case NONE -> List.of(plain, plain);
			case ZLIB_STREAM -> Traffic.zlibStreamForgetting(plain);
			case ZSTD_STREAM -> List.of(Traffic.zstdFrame(plain), Traffic.zstdFrame(plain));
			case PAYLOAD -> Traffic.zlibDocuments(List.of(plain, plain));
		};
	}

}
