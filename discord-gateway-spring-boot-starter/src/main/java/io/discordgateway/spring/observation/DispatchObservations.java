package io.discordgateway.spring.observation;

import io.discordgateway.Internal;
import io.discordgateway.spring.DispatchEvent;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Observes dispatches, if anybody wants to know.
 *
 * @since 0.1
 */
@Internal
public final class DispatchObservations {

	/** Observes nothing. */
	public static final DispatchObservations NONE = new DispatchObservations(ObservationRegistry.NOOP, null);

	private static final DispatchObservationConvention DEFAULT = new DefaultDispatchObservationConvention();

	private final ObservationRegistry registry;

	private final @Nullable DispatchObservationConvention convention;

	/**
	 * Makes an observer.
	 * @param registry who wants to know
	 * @param convention under which names, or {@code null} for the default
	 */
	public DispatchObservations(ObservationRegistry registry, @Nullable DispatchObservationConvention convention) {
		this.registry = registry;
		this.convention = convention;
	}

	/**
	 * Returns whether nobody wants to know at the moment.
	 * @return whether {@link #observe} would be in vain
	 */
	public boolean isOff() {
		return this.registry.isNoop();
	}

	/**
	 * Observes the publication of one event, and what it fails with.
	 * @param event the event
	 * @param publication calls the listeners
	 */
	public void observe(DispatchEvent<?> event, Runnable publication) {
		DispatchObservation.DISPATCH
			.observation(this.convention, DEFAULT, () -> new DispatchObservationContext(event), this.registry)
			.observe(publication);
	}

}
