package io.discordgateway.test;

import java.time.Instant;
import java.util.function.Function;

import io.discordgateway.Internal;
import io.discordgateway.test.discord.DiscordInput;
import io.discordgateway.test.discord.Dispatch;
import io.discordgateway.test.discord.SimulatedWorld;
import org.jspecify.annotations.Nullable;

/**
 * What a test kit does with a {@link LocalGateway}, past what users do: it looks into the
 * world, and knows what is on its way. Thread-safe.
 *
 * @since 0.1
 */
@Internal
public final class SocketControl {

	private final LocalGateway gateway;

	/**
	 * Takes control of a gateway.
	 * @param gateway the gateway
	 */
	public SocketControl(LocalGateway gateway) {
		this.gateway = gateway;
	}

	/**
	 * Asks the world for something, or changes it.
	 * @param action what is done on the gateway's thread
	 * @param <T> type of the result
	 * @return the action's result
	 */
	public <T extends @Nullable Object> T ask(Function<SimulatedWorld, T> action) {
		return this.gateway.call(() -> action.apply(this.gateway.world()));
	}

	/**
	 * Hands on what happens.
	 * @param input what happens
	 */
	public void handle(DiscordInput input) {
		this.gateway.handle(input);
	}

	/**
	 * Tells the bot of an event that somebody made by hand.
	 * @param event the event
	 */
	public void dispatch(Dispatch event) {
		this.gateway.run(() -> this.gateway.route(event));
	}

	/**
	 * Returns what time it is.
	 * @return the gateway's time
	 */
	public Instant now() {
		return this.gateway.now();
	}

	/**
	 * Returns what went over the connections that are open.
	 * @return a snapshot
	 */
	public Traffic traffic() {
		return this.gateway.call(this.gateway::traffic);
	}

	/**
	 * Messages of the connections that are open, as the gateway sees them.
	 *
	 * @param connections how many WebSockets are open
	 * @param sent how many messages were sent on them
	 * @param received how many messages have come on them, and were handled
	 */
	public record Traffic(int connections, long sent, long received) {
	}

}
