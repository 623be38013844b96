package io.discordgateway.spring.rest;

import io.discordgateway.model.DiscordJacksonModule;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON as Discord writes it: names in snake case, and the model's objects by their own
 * decoders and encoders, wherever they stand in the application's own types.
 */
final class DiscordJson {

	static final JsonMapper MAPPER = JsonMapper.builder()
		.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
		.addModule(new DiscordJacksonModule())
		.build();

	private DiscordJson() {
	}

}
