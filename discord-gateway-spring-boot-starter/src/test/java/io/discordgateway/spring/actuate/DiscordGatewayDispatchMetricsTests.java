package io.discordgateway.spring.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.discordgateway.protocol.ShardStatus;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.ShardDelivery;
import io.discordgateway.spring.ShardState;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DiscordGatewayDispatchMetrics}.
 */
class DiscordGatewayDispatchMetricsTests {

	private final DiscordGateway gateway = mock();

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	@Test
	void metersAreSumsOverTheShardsThatThereAre() {
		given(this.gateway.shards()).willReturn(List.of());
		new DiscordGatewayDispatchMetrics(this.gateway).bindTo(this.registry);
		assertThat(gauge("in.hand")).isZero();
		given(this.gateway.shards())
			.willReturn(List.of(shard(0, new ShardDelivery(10, 500, true, Duration.ofMillis(2500), null, 2)),
					shard(1, new ShardDelivery(3, 40, false, Duration.ofMillis(500), null, 1))));
		assertThat(gauge("in.hand")).isEqualTo(13);
		assertThat(gauge("in.hand.bytes")).isEqualTo(540);
		assertThat(gauge("shards.paused")).isEqualTo(1);
		assertThat(this.registry.get("discord.gateway.dispatch.paused").functionCounter().count()).isEqualTo(3);
		assertThat(this.registry.get("discord.gateway.dispatch.interactions.stale").functionCounter().count())
			.isEqualTo(3);
	}

	@Test
	void whenMicrometerIsThereThenMetricsAre() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DiscordGatewayMetricsAutoConfiguration.class))
			.withBean(DiscordGateway.class, () -> this.gateway)
			.run((context) -> assertThat(context).hasSingleBean(DiscordGatewayDispatchMetrics.class));
	}

	@Test
	void whenMicrometerIsAbsentThenThereAreNone() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DiscordGatewayMetricsAutoConfiguration.class))
			.withBean(DiscordGateway.class, () -> this.gateway)
			.withClassLoader(new FilteredClassLoader(MeterBinder.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("discordGatewayDispatchMetrics"));
	}

	private double gauge(String name) {
		return this.registry.get("discord.gateway.dispatch." + name).gauge().value();
	}

	private static ShardState shard(int id, ShardDelivery delivery) {
		return ShardState.builder(new ShardId(id, 2), ShardStatus.CONNECTED, Instant.EPOCH).delivery(delivery).build();
	}

}
