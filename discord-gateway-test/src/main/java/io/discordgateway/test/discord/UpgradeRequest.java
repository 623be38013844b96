package io.discordgateway.test.discord;

import java.util.HashMap;
import java.util.Map;

import io.discordgateway.payload.GatewayCloseCode;
import org.jspecify.annotations.Nullable;

/**
 * The url of a connection: what the client asks for (R3), and what is wrong with it.
 *
 * @param path the path
 * @param format how messages are to be written; plain where something is wrong
 * @param objection what is wrong, or {@code null}
 */
record UpgradeRequest(String path, WireFormat format, @Nullable Objection objection) {

	static UpgradeRequest of(String uri) {
		int query = uri.indexOf('?');
		Map<String, String> parameters = parameters((query < 0) ? "" : uri.substring(query + 1));
		String encoding = parameters.get("encoding");
		String compress = parameters.get("compress");
		Objection objection = null;
		if (!"10".equals(parameters.get("v"))) {
			objection = new Objection(GatewayCloseCode.INVALID_API_VERSION, "The version of the gateway is not 10");
		}
		else if (!"json".equals(encoding) && !"etf".equals(encoding)) {
			objection = new Objection(GatewayCloseCode.DECODE_ERROR, "The encoding is neither json nor etf");
		}
		else if (compress != null && !compress.equals("zlib-stream") && !compress.equals("zstd-stream")) {
			objection = new Objection(GatewayCloseCode.DECODE_ERROR, "The compression " + compress + " does not exist");
		}
		String path = (query < 0) ? uri : uri.substring(0, query);
		return new UpgradeRequest(path, new WireFormat("etf".equals(encoding), stream(compress)), objection);
	}

	private static WireFormat.Stream stream(@Nullable String compress) {
		if (compress == null) {
			return WireFormat.Stream.NONE;
		}
		return switch (compress) {
			case "zlib-stream" -> WireFormat.Stream.ZLIB;
			case "zstd-stream" -> WireFormat.Stream.ZSTD;
			default -> WireFormat.Stream.NONE;
		};
	}

	private static Map<String, String> parameters(String query) {
		Map<String, String> parameters = new HashMap<>();
		for (String parameter : query.split("&", -1)) {
			int equals = parameter.indexOf('=');
			if (equals > 0) {
				parameters.putIfAbsent(parameter.substring(0, equals), parameter.substring(equals + 1));
			}
		}
		return parameters;
	}

	/**
	 * Something that a client did wrong.
	 *
	 * @param code what it is closed with
	 * @param what what it did
	 */
	record Objection(GatewayCloseCode code, String what) {
	}

}
