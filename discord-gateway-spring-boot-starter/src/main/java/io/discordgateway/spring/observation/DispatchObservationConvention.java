package io.discordgateway.spring.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Says under which names dispatches are observed. A bean of this type takes the place of
 * {@link DefaultDispatchObservationConvention}.
 *
 * @since 0.1
 */
public interface DispatchObservationConvention extends ObservationConvention<DispatchObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof DispatchObservationContext;
	}

}
