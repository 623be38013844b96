package io.discordgateway.clients;

/**
 * How a client lets itself be written to, and how that is seen.
 */
enum Wire {

	JSON(Capability.UNCOMPRESSED, "json", ""), ZLIB(Capability.ZLIB_STREAM, "json", "zlib-stream"),
	ZSTD(Capability.ZSTD_STREAM, "json", "zstd-stream"), PAYLOAD(Capability.PAYLOAD_COMPRESSION, "json", ""),
	ETF(Capability.ETF, "etf", "zlib-stream");

	private final Capability capability;

	private final String encoding;

	private final String compression;

	Wire(Capability capability, String encoding, String compression) {
		this.capability = capability;
		this.encoding = encoding;
		this.compression = compression;
	}

	Capability capability() {
		return this.capability;
	}

	/**
	 * Whether a connection was opened so.
	 * @param uri path and query of the upgrade
	 * @param identify the IDENTIFY payload
	 */
	boolean isUsedBy(String uri, String identify) {
		boolean compressed = uri.contains("compress=");
		return uri.contains("encoding=" + this.encoding)
				&& (this.compression.isEmpty() ? !compressed : uri.contains("compress=" + this.compression))
				&& identify.contains("\"compress\":true") == (this == PAYLOAD);
	}

}
