package io.discordgateway.test.simulation;

import java.time.Instant;
import java.util.List;

import io.discordgateway.protocol.ShardAction;
import io.discordgateway.protocol.ShardInput;
import io.discordgateway.protocol.ShardProtocol;
import io.discordgateway.protocol.ShardStatus;
import org.jspecify.annotations.Nullable;

/**
 * A shard that is driven by inputs and actions.
 *
 * @param protocol the shard
 */
record ProtocolClient(ShardProtocol protocol) implements Client {

	@Override
	public List<ShardAction> handle(ShardInput input, Instant now) {
		return this.protocol.handle(input, now);
	}

	@Override
	public @Nullable Instant nextDeadline() {
		return this.protocol.nextDeadline();
	}

	@Override
	public String waitsFor() {
		return String.valueOf(this.protocol.nextTimer());
	}

	@Override
	public ShardStatus status() {
		return this.protocol.status();
	}

	@Override
	public void close() {
		this.protocol.close();
	}

}
