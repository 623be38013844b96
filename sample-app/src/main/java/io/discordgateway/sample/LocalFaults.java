package io.discordgateway.sample;

import io.discordgateway.test.LocalGateway;
import io.discordgateway.test.ShardFaults;
import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Lets the page have the local gateway misbehave, to see what the bot does then.
 */
@RestController
@Profile("local")
@Conditional(LocalBotConfiguration.NoToken.class)
class LocalFaults {

	private final LocalGateway discord;

	LocalFaults(LocalGateway discord) {
		this.discord = discord;
	}

	@PostMapping("/local/{fault}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void happen(@PathVariable String fault, @RequestParam(required = false) @Nullable Integer shard) {
		ShardFaults faults = (shard != null) ? this.discord.shard(shard) : this.discord.everyShard();
		switch (fault) {
			case "drop" -> faults.drops();
			case "reconnect" -> faults.reconnects();
			case "invalidate" -> faults.invalidates(false);
			case "stall" -> faults.stalls();
			case "outage" -> this.discord.acceptConnections(false);
			case "heal" -> {
				this.discord.heal();
				this.discord.acceptConnections(true);
			}
			default -> throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such fault");
		}
	}

}
