package io.discordgateway.spring.actuate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

import io.discordgateway.model.LeftOut;
import io.discordgateway.spring.dispatch.LeftOutListener;
import io.discordgateway.spring.observation.DiscordMeter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Counts what was left out of events, as it was of another kind than Discord documents
 * (R46): {@code discord.gateway.dispatch.left.out}, by {@code event} and {@code field},
 * such as {@code GUILD_CREATE} and {@code presences.activities.created_at}. A peer can
 * make many fields by putting objects into objects: past a number of them, and past
 * {@link LeftOut#MAX_VALUES} in one event, the field is {@code other}. Thread-safe.
 *
 * @since 0.1
 */
public final class DiscordGatewayLeftOutMetrics implements LeftOutListener, MeterBinder {

	private static final int MAX_COUNTERS = 500;

	private static final String OTHER = "other";

	/* Guarded by this, as are the registries. Wrong values are rare. */
	private final Map<Field, LongAdder> counts = new LinkedHashMap<>();

	private final List<MeterRegistry> registries = new ArrayList<>();

	@Override
	public synchronized void leftOut(String eventName, LeftOut leftOut) {
		for (LeftOut.Value value : leftOut.values()) {
			count(new Field(eventName, value.field()), 1);
		}
		int untold = leftOut.count() - leftOut.values().size();
		if (untold > 0) {
			count(new Field(eventName, OTHER), untold);
		}
	}

	private void count(Field field, int values) {
		boolean counted = this.counts.size() < MAX_COUNTERS || this.counts.containsKey(field);
		this.counts.computeIfAbsent(counted ? field : new Field(OTHER, OTHER), this::newCount).add(values);
	}

	private LongAdder newCount(Field field) {
		LongAdder count = new LongAdder();
		this.registries.forEach((registry) -> register(registry, field, count));
		return count;
	}

	@Override
	public synchronized void bindTo(MeterRegistry registry) {
		this.registries.add(registry);
		this.counts.forEach((field, count) -> register(registry, field, count));
	}

	private static void register(MeterRegistry registry, Field field, LongAdder count) {
		FunctionCounter.builder(DiscordMeter.LEFT_OUT.getName(), count, LongAdder::sum)
			.tag(DiscordMeter.Tag.EVENT.asString(), field.event)
			.tag(DiscordMeter.Tag.FIELD.asString(), field.name)
			.baseUnit(DiscordMeter.LEFT_OUT.getBaseUnit())
			.description(DiscordMeter.LEFT_OUT.description())
			.register(registry);
	}

	private record Field(String event, String name) {

	}

}
