package io.discordgateway.spring.e2e;

import java.util.stream.Stream;

import io.discordgateway.test.LocalGateway;

import org.springframework.boot.WebApplicationType;

/**
 * What goes over the wire, and what carries it: every test of this package runs in each
 * form and with each transport.
 */
record Wire(Form form, Transport transport) {

	/** The plainest, for tests to which it is all the same. */
	static final Wire JSON = new Wire(Form.JSON, Transport.NETTY);

	Stream<String> properties() {
		return Stream.of("discord.gateway.encoding=" + this.form.encoding,
				"discord.gateway.compression=" + this.form.compression,
				"discord.gateway.transport=" + this.transport.property);
	}

	/** Starts a bot without a web server, with this on its wire. */
	Bot start(LocalGateway gateway, String... properties) {
		return start(WebApplicationType.NONE, gateway, properties);
	}

	Bot start(WebApplicationType web, LocalGateway gateway, String... properties) {
		return Bot.start(web, gateway, Stream.concat(properties(), Stream.of(properties)).toArray(String[]::new));
	}

	@Override
	public String toString() {
		return this.form.encoding + " " + this.form.compression + " over " + this.transport.property;
	}

	enum Form {

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

		Form(String encoding, String compression) {
			this.encoding = encoding;
			this.compression = compression;
		}

	}

	enum Transport {

		NETTY("netty"), WEBSOCKET_CLIENT("websocket-client");

		private final String property;

		Transport(String property) {
			this.property = property;
		}

	}

}
