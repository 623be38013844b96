package io.discordgateway.spring.observation;

import io.discordgateway.model.DispatchType;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.observation.DispatchObservation.HighCardinality;
import io.discordgateway.spring.observation.DispatchObservation.LowCardinality;
import io.micrometer.common.KeyValues;

/**
 * The names that dispatches are observed under, unless there is another convention.
 * Nothing of what people wrote is among the values.
 *
 * @since 0.1
 */
public class DefaultDispatchObservationConvention implements DispatchObservationConvention {

	private static final String OTHER = "other";

	@Override
	public String getName() {
		return "discord.gateway.dispatch";
	}

	@Override
	public String getContextualName(DispatchObservationContext context) {
		return "discord " + name(context.event());
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(DispatchObservationContext context) {
		return KeyValues.of(LowCardinality.EVENT.withValue(name(context.event())),
				LowCardinality.SHARD.withValue(String.valueOf(context.event().shard().id())));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(DispatchObservationContext context) {
		return KeyValues.of(HighCardinality.ID.withValue(context.event().id()),
				HighCardinality.REPLAYED.withValue(String.valueOf(context.event().isReplayed())));
	}

	/* Names come from the peer. */
	private static String name(DispatchEvent<?> event) {
		return (DispatchType.of(event.name()) != null || event.name().equals("RESUMED")) ? event.name() : OTHER;
	}

}
