package io.discordgateway.spring.dispatch;

import io.discordgateway.codec.RawPayload;
import io.discordgateway.model.DispatchType;
import io.discordgateway.model.LeftOut;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ResolvableType;

/**
 * Knows the payload types of events: a record of the model for those that Discord
 * documents, and {@link JsonNode} for every other (R36). Thread-safe.
 */
final class DispatchDecoder {

	private static final ResolvableType JSON = ResolvableType.forClass(JsonNode.class);

	private static final JsonMapper mapper = JsonMapper.shared();

	private DispatchDecoder() {
	}

	static ResolvableType typeOf(String name) {
		DispatchType type = DispatchType.of(name);
		return (type != null) ? ResolvableType.forClass(type.type()) : JSON;
	}

	/**
	 * Decodes a payload.
	 * @param strict whether a value of another kind than documented is an error, and not
	 * left out (R46)
	 */
	static Object decode(String name, RawPayload raw, boolean strict, LeftOut leftOut) {
		DispatchType type = DispatchType.of(name);
		if (type != null) {
			return strict ? type.decodeStrictly(raw) : type.decode(raw, leftOut);
		}
		try (JsonParser parser = raw.createParser()) {
			return mapper.readTree(parser);
		}
	}

}
