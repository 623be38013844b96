package io.discordgateway.spring.dispatch;

import io.discordgateway.codec.RawPayload;
import io.discordgateway.model.DispatchType;
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

	static Object decode(String name, RawPayload raw) {
		DispatchType type = DispatchType.of(name);
		if (type != null) {
			return type.decode(raw);
		}
		try (JsonParser parser = raw.createParser()) {
			return mapper.readTree(parser);
		}
	}

}
