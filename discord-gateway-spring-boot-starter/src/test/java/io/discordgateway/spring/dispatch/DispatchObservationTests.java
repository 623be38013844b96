package io.discordgateway.spring.dispatch;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.DispatchErrorHandler.Decision;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.observation.DefaultDispatchObservationConvention;
import io.discordgateway.spring.observation.DiscordMeters;
import io.discordgateway.spring.observation.DispatchObservationContext;
import io.discordgateway.spring.observation.DispatchObservationConvention;
import io.discordgateway.spring.observation.DispatchObservations;
import io.discordgateway.spring.observation.ShardMdc;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DispatchObservations}: one per dispatch that has a listener.
 */
class DispatchObservationTests {

	private final ObservationRegistry registry = ObservationRegistry.create();

	private final List<DispatchObservationContext> observed = new ArrayList<>();

	private final List<@Nullable String> inListener = new ArrayList<>();

	private final List<@Nullable String> shardInListener = new ArrayList<>();

	private @Nullable RuntimeException failure;

	@Test
	void dispatchIsObservedAroundItsListeners() {
		publish(null, "MESSAGE_CREATE");
		assertThat(this.observed).singleElement().satisfies((context) -> {
			assertThat(context.getName()).isEqualTo("discord.gateway.dispatch");
			assertThat(context.getContextualName()).isEqualTo("discord MESSAGE_CREATE");
			assertThat(context.getLowCardinalityKeyValue("event").getValue()).isEqualTo("MESSAGE_CREATE");
			assertThat(context.getLowCardinalityKeyValue("shard").getValue()).isEqualTo("0");
			assertThat(context.getHighCardinalityKeyValue("discord.event.id").getValue()).endsWith("-7");
			assertThat(context.getError()).isNull();
		});
		assertThat(this.inListener).containsExactly("discord.gateway.dispatch");
	}

	@Test
	void listenersHaveTheShardInTheContextOfTheLog() {
		publish(null, "MESSAGE_CREATE");
		assertThat(this.shardInListener).containsExactly("0");
		assertThat(MDC.get(ShardMdc.KEY)).isNull();
	}

	@Test
	void failureOfAListenerIsRecorded() {
		this.failure = new IllegalArgumentException("broken");
		publish(null, "MESSAGE_CREATE");
		assertThat(this.observed).singleElement()
			.satisfies((context) -> assertThat(context.getError()).isEqualTo(this.failure));
	}

	@Test
	void namesThatThisVersionDoesNotKnowAreOne() {
		publish(null, "SOMETHING_NEW");
		assertThat(this.observed).singleElement()
			.satisfies(
					(context) -> assertThat(context.getLowCardinalityKeyValue("event").getValue()).isEqualTo("other"));
	}

	@Test
	void conventionOfTheApplicationTakesThePlaceOfTheDefault() {
		publish(new DefaultDispatchObservationConvention() {

			@Override
			public String getName() {
				return "bot.event";
			}

		}, "MESSAGE_CREATE");
		assertThat(this.observed).singleElement()
			.satisfies((context) -> assertThat(context.getName()).isEqualTo("bot.event"));
	}

	private void publish(@Nullable DispatchObservationConvention convention, String event) {
		this.registry.observationConfig().observationHandler(new Recorder());
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			context.addApplicationListener((published) -> {
				if (published instanceof DispatchEvent<?>) {
					this.shardInListener.add(MDC.get(ShardMdc.KEY));
					Observation current = this.registry.getCurrentObservation();
					this.inListener.add((current != null) ? current.getContext().getName() : null);
					if (this.failure != null) {
						throw this.failure;
					}
				}
			});
			context.refresh();
			EventDispatcher dispatcher = new EventDispatcher(context, false, InstantSource.system(), false, List.of(),
					DiscordMeters.NONE, new DispatchObservations(this.registry, convention));
			Lane lane = dispatcher.newLane(ShardId.SINGLE, Runnable::run, (delay, task) -> () -> {
			}, InstantSource.system(), new LaneOptions(Ordering.SHARD, 10, 10_000, Duration.ofMinutes(1),
					(failed, failure, attempt) -> Decision.done()));
			lane.add(this, new ShardEvent.Dispatched(event, 7, false, "{}".getBytes(StandardCharsets.UTF_8)));
			lane.handOver();
		}
	}

	private final class Recorder implements ObservationHandler<DispatchObservationContext> {

		@Override
		public void onStop(DispatchObservationContext context) {
			DispatchObservationTests.this.observed.add(context);
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof DispatchObservationContext;
		}

	}

}
