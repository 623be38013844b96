package io.discordgateway.spring.autoconfigure;

import java.util.concurrent.atomic.AtomicBoolean;

import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.driver.DefaultDiscordGateway;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;

/**
 * Takes back that an application is ready, until its shards are connected for the first
 * time. What comes later is the business of health: an application that loses a shard
 * would not be helped by having its traffic taken away.
 */
class ReadinessWait implements ApplicationListener<AvailabilityChangeEvent<ReadinessState>> {

	private final @Nullable DefaultDiscordGateway gateway;

	private final ApplicationContext context;

	private final AtomicBoolean refusing = new AtomicBoolean();

	ReadinessWait(DiscordGateway gateway, ApplicationContext context) {
		this.gateway = (gateway instanceof DefaultDiscordGateway driven) ? driven : null;
		this.context = context;
		if (this.gateway != null) {
			this.gateway.onReady(this::accept);
		}
	}

	@Override
	public void onApplicationEvent(AvailabilityChangeEvent<ReadinessState> event) {
		if (event.getState() == ReadinessState.ACCEPTING_TRAFFIC && this.gateway != null && !this.gateway.isReady()
				&& this.refusing.compareAndSet(false, true)) {
			AvailabilityChangeEvent.publish(this.context, ReadinessState.REFUSING_TRAFFIC);
			// It may have become ready meanwhile.
			if (this.gateway.isReady()) {
				accept();
			}
		}
	}

	private void accept() {
		if (this.refusing.compareAndSet(true, false)) {
			AvailabilityChangeEvent.publish(this.context, ReadinessState.ACCEPTING_TRAFFIC);
		}
	}

}
