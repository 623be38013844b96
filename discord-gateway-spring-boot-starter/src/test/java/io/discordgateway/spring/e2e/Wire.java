package io.discordgateway.spring.e2e;

/**
 * What goes over the wire: every test of what a connection carries runs in each of these.
 */
enum Wire {

	/** JSON as it is. */
	JSON("json", "none"),

	/** JSON in one zlib stream (R30). */
	JSON_ZLIB_STREAM("json", "zlib-stream"),

	/** JSON in one zstd stream (R31). */
	JSON_ZSTD_STREAM("json", "zstd-stream"),

	/** JSON, of which some messages are zlib documents (R32). */
	JSON_PAYLOAD("json", "payload"),

	/** ETF as it is (R33). */
	ETF("etf", "none"),

	/** ETF in one zlib stream. */
	ETF_ZLIB_STREAM("etf", "zlib-stream"),

	/** ETF in one zstd stream. */
	ETF_ZSTD_STREAM("etf", "zstd-stream");

	private final String encoding;

	private final String compression;

	Wire(String encoding, String compression) {
		this.encoding = encoding;
		this.compression = compression;
	}

	String[] properties() {
		return new String[] { "discord.gateway.encoding=" + this.encoding,
				"discord.gateway.compression=" + this.compression };
	}

	@Override
	public String toString() {
		return this.encoding + " " + this.compression;
	}

}
