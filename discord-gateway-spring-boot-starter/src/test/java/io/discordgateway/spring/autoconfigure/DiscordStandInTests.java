package io.discordgateway.spring.autoconfigure;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.discordgateway.model.MessageCreate;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.ShardState;
import io.discordgateway.spring.driver.DefaultDiscordGateway;
import io.discordgateway.spring.driver.GatewayTime;
import io.discordgateway.spring.rest.RateLimitTime;
import io.discordgateway.spring.transport.GatewayTransport;
import io.discordgateway.test.LocalGateway;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.event.EventListener;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a {@link DiscordStandIn} takes the place of network and clocks, and sees all
 * that is done.
 */
class DiscordStandInTests {

	@Test
	void everythingGoesThroughTheStandIn() {
		try (LocalGateway discord = LocalGateway.builder().build().start(); StandIn standIn = new StandIn()) {
			new ApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(DiscordGatewayAutoConfiguration.class,
						DiscordRestClientAutoConfiguration.class))
				.withPropertyValues("discord.gateway.api-base-url=" + discord.apiBaseUrl(),
						"discord.gateway.token=" + discord.token().reveal(), "discord.gateway.dispatch.concurrency=3")
				.withBean(DiscordStandIn.class, () -> standIn)
				.withBean(Deferring.class)
				.run((context) -> {
					DefaultDiscordGateway gateway = context.getBean(DefaultDiscordGateway.class);
					await(() -> gateway.shards().stream().anyMatch(ShardState::isConnected));
					assertThat(gateway.owed()).isZero();
					discord.dispatch("MESSAGE_CREATE",
							"{\"id\":\"1\",\"channel_id\":\"2\",\"guild_id\":\"4\",\"content\":\"x\"}");
					await(() -> gateway.owed() == 1);
					assertThat(standIn.tasks.get("the gateway's work: dispatch").get()).isPositive();
					assertThat(standIn.threads).containsEntry("the gateway's work: dispatch", 3)
						.containsEntry("the gateway's work: send", Integer.MAX_VALUE);
					assertThat(standIn.timers.get()).isPositive();
					int requests = standIn.requests.get();
					assertThat(requests).isPositive();
					context.getBean("discordRestClient", RestClient.class)
						.get()
						.uri("/users/@me")
						.retrieve()
						.toBodilessEntity();
					assertThat(standIn.requests.get()).isEqualTo(requests + 1);
					gateway.stop();
					assertThat(gateway.owed()).isZero();
				});
		}
	}

	private static void await(java.util.concurrent.Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(10)).until(condition);
	}

	static class Deferring {

		@EventListener
		void on(DispatchEvent<MessageCreate> event) {
			event.defer();
		}

	}

	/** The real network and the real time, counted. */
	private static final class StandIn implements DiscordStandIn, GatewayTime, RateLimitTime, AutoCloseable {

		private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

		private final Map<String, AtomicInteger> tasks = new ConcurrentHashMap<>();

		private final Map<String, Integer> threads = new ConcurrentHashMap<>();

		private final AtomicInteger timers = new AtomicInteger();

		private final AtomicInteger requests = new AtomicInteger();

		@Override
		public GatewayTransport.Factory transports(Supplier<GatewayTransport.Factory> network) {
			return network.get();
		}

		@Override
		public ClientHttpRequestFactory requests() {
			ClientHttpRequestFactory real = new JdkClientHttpRequestFactory();
			return (uri, method) -> {
				this.requests.incrementAndGet();
				return real.createRequest(uri, method);
			};
		}

		@Override
		public GatewayTime time() {
			return this;
		}

		@Override
		public RateLimitTime limits() {
			return this;
		}

		@Override
		public InstantSource clock() {
			return InstantSource.system();
		}

		@Override
		public InstantSource wallClock() {
			return InstantSource.system();
		}

		@Override
		public Runnable later(Duration delay, Runnable task) {
			this.timers.incrementAndGet();
			Future<?> timer = this.timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
			return () -> timer.cancel(false);
		}

		@Override
		public Executor watched(String what, int most, Executor executor) {
			this.threads.put(what, most);
			AtomicInteger count = this.tasks.computeIfAbsent(what, (it) -> new AtomicInteger());
			return (task) -> {
				count.incrementAndGet();
				executor.execute(task);
			};
		}

		@Override
		public long nanos() {
			return System.nanoTime();
		}

		@Override
		public void sleep(Duration duration) throws InterruptedException {
			TimeUnit.NANOSECONDS.sleep(duration.toNanos());
		}

		@Override
		public void close() {
			this.timer.shutdownNow();
		}

	}

}
