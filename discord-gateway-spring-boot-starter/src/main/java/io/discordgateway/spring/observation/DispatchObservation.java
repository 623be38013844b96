package io.discordgateway.spring.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * What is observed of the gateway.
 *
 * @since 0.1
 */
public enum DispatchObservation implements ObservationDocumentation {

	/**
	 * One publication of an event that has a listener, from the call of the first
	 * listener to the return of the last. What a listener completes later is not in it.
	 */
	DISPATCH;

	@Override
	public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
		return DefaultDispatchObservationConvention.class;
	}

	@Override
	public KeyName[] getLowCardinalityKeyNames() {
		return LowCardinality.values();
	}

	@Override
	public KeyName[] getHighCardinalityKeyNames() {
		return HighCardinality.values();
	}

	/**
	 * What becomes a tag of meters, too.
	 *
	 * @since 0.1
	 */
	public enum LowCardinality implements KeyName {

		/** Name of the event, {@code other} if this version does not know it. */
		EVENT("event"),

		/** The shard's number. */
		SHARD("shard");

		private final String key;

		LowCardinality(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/**
	 * What becomes an attribute of spans only.
	 *
	 * @since 0.1
	 */
	public enum HighCardinality implements KeyName {

		/** {@link io.discordgateway.spring.DispatchEvent#id()}. */
		ID("discord.event.id"),

		/** Whether the event was replayed by a resume. */
		REPLAYED("discord.event.replayed");

		private final String key;

		HighCardinality(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

}
