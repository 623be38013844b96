package io.discordgateway.sample;

import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * What the gateway's meters tell of Discord's limits.
 */
@Component
class LimitFigures {

	private final MeterRegistry meters;

	LimitFigures(MeterRegistry meters) {
		this.meters = meters;
	}

	DashboardSnapshot.Limits read() {
		long waits = 0;
		double waited = 0;
		for (Timer timer : this.meters.find("discord.rest.limit.waits").timers()) {
			waits += timer.count();
			waited += timer.totalTime(TimeUnit.SECONDS);
		}
		Long remaining = gauge("discord.gateway.session.starts.remaining");
		boolean known = remaining != null;
		return new DashboardSnapshot.Limits(remaining, known ? gauge("discord.gateway.session.starts.limit") : null,
				known ? gauge("discord.gateway.session.starts.reset") : null, calls(),
				(long) this.meters.find("discord.rest.limit.refusals")
					.counters()
					.stream()
					.mapToDouble(Counter::count)
					.sum(),
				waits, waited, orZero(gauge("discord.rest.invalid.requests")));
	}

	private long calls() {
		return this.meters.find("http.client.requests").timers().stream().mapToLong(Timer::count).sum();
	}

	private @Nullable Long gauge(String name) {
		Gauge gauge = this.meters.find(name).gauge();
		return (gauge == null || Double.isNaN(gauge.value())) ? null : Math.round(gauge.value());
	}

	private static long orZero(@Nullable Long value) {
		return (value != null) ? value : 0;
	}

}
