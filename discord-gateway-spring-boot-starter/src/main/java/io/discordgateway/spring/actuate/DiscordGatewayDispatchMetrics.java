package io.discordgateway.spring.actuate;

import java.time.Duration;
import java.util.function.ToDoubleFunction;

import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.ShardDelivery;
import io.discordgateway.spring.ShardState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Metrics of what there is between sockets and listeners, summed over the shards of this
 * process: {@code discord.gateway.dispatch.in.hand}, events that are not done yet;
 * {@code discord.gateway.dispatch.in.hand.bytes}, the size of their payloads;
 * {@code discord.gateway.dispatch.paused}, for how many seconds sockets were not read
 * because that was too much; {@code discord.gateway.dispatch.shards.paused}, how many are
 * not read now; {@code discord.gateway.dispatch.interactions.stale}, how many
 * interactions came with a replay and too late to be answered (R50).
 *
 * @since 0.1
 */
public final class DiscordGatewayDispatchMetrics implements MeterBinder {

	private static final String PREFIX = "discord.gateway.dispatch.";

	private final DiscordGateway gateway;

	/**
	 * Makes a binder.
	 * @param gateway the gateway
	 */
	public DiscordGatewayDispatchMetrics(DiscordGateway gateway) {
		this.gateway = gateway;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		gauge(registry, "in.hand", "events", "Events that were received and are not done", ShardDelivery::inHand);
		gauge(registry, "in.hand.bytes", "bytes", "Payloads of the events that are not done",
				ShardDelivery::bytesInHand);
		gauge(registry, "shards.paused", "shards", "Shards whose socket is not read",
				(delivery) -> delivery.paused() ? 1 : 0);
		FunctionCounter.builder(PREFIX + "paused", this.gateway, (gateway) -> sum(gateway, this::pausedSeconds))
			.baseUnit("seconds")
			.description("Time for which sockets were not read, because listeners had too much in hand")
			.register(registry);
		FunctionCounter
			.builder(PREFIX + "interactions.stale", this.gateway,
					(gateway) -> sum(gateway, ShardDelivery::staleInteractions))
			.baseUnit("interactions")
			.description("Interactions that came with a replay, too late to be answered")
			.register(registry);
	}

	private double pausedSeconds(ShardDelivery delivery) {
		return (double) delivery.pausedTime().toMillis() / Duration.ofSeconds(1).toMillis();
	}

	private void gauge(MeterRegistry registry, String name, String unit, String description,
			ToDoubleFunction<ShardDelivery> value) {
		Gauge.builder(PREFIX + name, this.gateway, (gateway) -> sum(gateway, value))
			.baseUnit(unit)
			.description(description)
			.register(registry);
	}

	private static double sum(DiscordGateway gateway, ToDoubleFunction<ShardDelivery> value) {
		return gateway.shards().stream().map(ShardState::delivery).mapToDouble(value).sum();
	}

}
