package io.discordgateway.test.simulation;

import io.discordgateway.codec.EtfFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads payloads in both encodings.
 */
final class Payloads {

	private static final int ETF_VERSION = 131;

	private static final ObjectMapper JSON = JsonMapper.shared();

	private static final ObjectMapper ETF = new ObjectMapper(new EtfFactory());

	private Payloads() {
	}

	/**
	 * Reads a payload, of which the first byte tells the encoding.
	 * @throws tools.jackson.core.JacksonException if it does not decode
	 */
	static JsonNode read(byte[] payload) {
		boolean etf = payload.length > 0 && (payload[0] & 0xFF) == ETF_VERSION;
		return (etf ? ETF : JSON).readTree(payload);
	}

}
