package io.discordgateway.spring.e2e;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.discordgateway.model.MessageCreate;
import io.discordgateway.model.TypingStart;
import io.discordgateway.payload.UpdatePresence;
import io.discordgateway.protocol.ShardStatus;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.core.ResolvableType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for who may stop the gateway, and when: always, and nobody waits for itself.
 */
@AnyWire
class StopTests {

	/* Less than any time-out that would end a wait for oneself. */
	static final Duration AT_ONCE = Duration.ofSeconds(8);

	private final Wire wire;

	private final LocalGateway gateway = LocalGateway.builder().identifyWindow(Duration.ofMillis(1)).build().start();

	StopTests(Wire wire) {
		this.wire = wire;
	}

	@AfterEach
	void close() {
		this.gateway.close();
	}

	/** What a shard may be when the gateway is stopped. */
	enum State {

		LOOKING_UP, CONNECTING, BACKING_OFF, CONNECTED, FAILED, STOPPED

	}

	/** Who stops. */
	enum Caller {

		APPLICATION, TWO_AT_ONCE, CONTEXT, ANSWER, HEALTH;

		WebApplicationType web() {
			return (this == HEALTH) ? WebApplicationType.SERVLET : WebApplicationType.NONE;
		}

		/** Returns when the caller is let go. */
		void stop(Bot bot) {
			SmartLifecycle lifecycle = (SmartLifecycle) bot.gateway();
			switch (this) {
				case APPLICATION -> lifecycle.stop();
				case TWO_AT_ONCE -> {
					CompletableFuture<Void> other = CompletableFuture.runAsync(lifecycle::stop);
					lifecycle.stop();
					other.join();
				}
				case CONTEXT -> bot.context().close();
				case ANSWER -> bot.gateway()
					.submit(UpdatePresence.of(UpdatePresence.Status.IDLE), Duration.ofMillis(50))
					.handle((sent, failure) -> {
						lifecycle.stop();
						return null;
					})
					.join();
				case HEALTH -> inHealthRequest(bot, lifecycle::stop).join();
			}
		}

	}

	/** Does something in a request for health; completes when that has returned. */
	private static CompletableFuture<Void> inHealthRequest(Bot bot, Runnable action) {
		CompletableFuture<Void> done = new CompletableFuture<>();
		HealthIndicator indicator = () -> {
			action.run();
			done.complete(null);
			return Health.up().build();
		};
		bot.context().getBean(HealthContributorRegistry.class).registerContributor("stopping", indicator);
		String url = "http://127.0.0.1:" + bot.context().getEnvironment().getProperty("local.server.port")
				+ "/actuator/health";
		CompletableFuture<?> unused = HttpClient.newHttpClient()
			.sendAsync(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
			.whenComplete((answer, failure) -> {
				// Who closes the application in it gets no answer.
				if (answer != null && !done.isDone()) {
					done.completeExceptionally(new AssertionError(answer.statusCode() + ": " + answer.body()));
				}
			});
		return done;
	}

	@Test
	void healthRequestThatClosesTheContextIsNotWaitedForByTheGateway() {
		try (Bot bot = this.wire.start(WebApplicationType.SERVLET, this.gateway, "server.shutdown=immediate")
			.awaitConnected()) {
			SmartLifecycle lifecycle = (SmartLifecycle) bot.gateway();
			CompletableFuture<Void> closed = inHealthRequest(bot, bot.context()::close);
			Bot.await().until(() -> !lifecycle.isRunning());
			assertThat(closed).succeedsWithin(AT_ONCE);
		}
	}

	static Stream<Arguments> statesAndCallers() {
		return Stream.of(State.values())
			.flatMap((state) -> Stream.of(Caller.values()).map((caller) -> arguments(state, caller)));
	}

	@ParameterizedTest
	@MethodSource("statesAndCallers")
	void stopEndsAtOnceInEachStatus(State state, Caller caller) {
		if (state == State.LOOKING_UP) {
			this.gateway.stopListening();
		}
		if (state == State.BACKING_OFF) {
			this.gateway.refuseUpgrades(503, null, "not now");
		}
		try (Bot bot = this.wire.start(caller.web(), this.gateway, "discord.gateway.reconnect.min-backoff=30s",
				"discord.gateway.reconnect.max-backoff=60s")) {
			reach(state, bot);
			SmartLifecycle lifecycle = (SmartLifecycle) bot.gateway();
			assertThat(CompletableFuture.runAsync(() -> caller.stop(bot))).succeedsWithin(AT_ONCE);
			assertThat(lifecycle.isRunning()).isFalse();
		}
	}

	private void reach(State state, Bot bot) {
		switch (state) {
			case LOOKING_UP -> assertThat(bot.gateway().shards()).isEmpty();
			case CONNECTING -> assertThat(bot.gateway()).isNotNull();
			case BACKING_OFF -> Bot.await().until(() -> bot.gateway().shard(0).status() == ShardStatus.BACKING_OFF);
			case CONNECTED -> bot.awaitConnected();
			case FAILED -> {
				bot.awaitConnected();
				this.gateway.closeConnections(4012);
				Bot.await().until(() -> bot.gateway().shard(0).status() == ShardStatus.FAILED);
			}
			case STOPPED -> ((SmartLifecycle) bot.gateway()).stop();
		}
	}

	@ParameterizedTest
	@EnumSource
	void listenerThatStopsIsNotWaitedFor(FromListener way) {
		try (Bot bot = this.wire.start(this.gateway, "discord.gateway.dispatch.concurrency=1").awaitConnected()) {
			AtomicReference<Object> outcome = new AtomicReference<>();
			CountDownLatch returned = new CountDownLatch(1);
			bot.context().addApplicationListener(new OnEvent(MessageCreate.class, () -> {
				try {
					long begun = System.nanoTime();
					way.action.accept(bot);
					outcome.set(Duration.ofNanos(System.nanoTime() - begun));
					assertThat(Thread.currentThread().isInterrupted()).isFalse();
				}
				catch (Throwable ex) {
					outcome.set(ex);
				}
				returned.countDown();
			}));
			Messages.send(this.gateway, 0, 1);
			Bot.await().until(() -> returned.getCount() == 0);
			assertThat(outcome.get()).isInstanceOfSatisfying(Duration.class,
					(took) -> assertThat(took).isLessThan(AT_ONCE));
			if (way == FromListener.RESTART) {
				bot.awaitConnected();
			}
		}
	}

	/** How a listener may end the gateway. */
	enum FromListener {

		STOP((bot) -> ((SmartLifecycle) bot.gateway()).stop()),

		CLOSE((bot) -> bot.context().close()),

		RESTART((bot) -> {
			((SmartLifecycle) bot.gateway()).stop();
			((SmartLifecycle) bot.gateway()).start();
		}),

		START_WHILE_STOPPING((bot) -> {
			SmartLifecycle lifecycle = (SmartLifecycle) bot.gateway();
			lifecycle.stop(() -> {
			});
			lifecycle.start();
		});

		private final Consumer<Bot> action;

		FromListener(Consumer<Bot> action) {
			this.action = action;
		}

	}

	@Test
	void listenersThatCloseTheContextTogetherDoNotWaitForEachOther() {
		Bot bot = this.wire.start(this.gateway, "discord.gateway.dispatch.ordering=none").awaitConnected();
		CountDownLatch both = new CountDownLatch(2);
		CountDownLatch returned = new CountDownLatch(2);
		bot.context().addApplicationListener(new OnEvent(MessageCreate.class, () -> {
			both.countDown();
			try {
				both.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			bot.context().close();
			returned.countDown();
		}));
		long begun = System.nanoTime();
		Messages.send(this.gateway, 0, 2);
		Bot.await().until(() -> returned.getCount() == 0);
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(AT_ONCE);
	}

	@Test
	void listenerThatDoesNotEndIsBoundByTheTimeOfThePhase() {
		Bot bot = this.wire.start(this.gateway, "spring.lifecycle.timeout-per-shutdown-phase=2s").awaitConnected();
		CountDownLatch never = new CountDownLatch(1);
		CountDownLatch begun = new CountDownLatch(1);
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		bot.context().addApplicationListener(new OnEvent(MessageCreate.class, () -> {
			begun.countDown();
			try {
				never.await();
				interrupted.complete(false);
			}
			catch (InterruptedException ex) {
				interrupted.complete(true);
			}
		}));
		Messages.send(this.gateway, 0, 1);
		Bot.await().until(() -> begun.getCount() == 0);
		long before = System.nanoTime();
		bot.close();
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isBetween(Duration.ofSeconds(1), AT_ONCE);
		assertThat(interrupted).succeedsWithin(AT_ONCE).isEqualTo(true);
	}

	@Test
	void failureForGoodBreaksLivenessAndTellsAnExitCode() {
		try (Bot bot = this.wire.start(this.gateway, "discord.gateway.on-fatal=exit").awaitConnected()) {
			List<Object> states = new CopyOnWriteArrayList<>();
			bot.context().addApplicationListener((event) -> {
				if (event instanceof AvailabilityChangeEvent<?> change) {
					states.add(change.getState());
				}
			});
			ExitCodeGenerator exitCode = (ExitCodeGenerator) bot.gateway();
			assertThat(exitCode.getExitCode()).isZero();
			this.gateway.closeConnections(4012);
			Bot.await().until(() -> !bot.context().isActive());
			assertThat(states).contains(LivenessState.BROKEN);
			assertThat(exitCode.getExitCode()).isOne();
		}
	}

	@Test
	@DisplayName("R12: a gateway that starts again with other intents begins a new session, in its turn")
	void gatewayThatStartsAgainWithOtherIntentsBeginsANewSession() {
		try (LocalGateway strict = LocalGateway.builder().build().start();
				Bot bot = this.wire.start(strict, "discord.gateway.session.keep-on-shutdown=true").awaitConnected()) {
			SmartLifecycle lifecycle = (SmartLifecycle) bot.gateway();
			lifecycle.stop();
			bot.context().addApplicationListener(new OnEvent(TypingStart.class, () -> {
			}));
			lifecycle.start();
			bot.awaitConnected();
			assertThat(strict.record().resumes()).isEmpty();
			assertThat(strict.record().identifies()).hasSize(2);
			assertThat(strict.record().violations()).isEmpty();
		}
	}

	/* Typed, so that the gateway's intents and filters count it. */
	private record OnEvent(Class<?> type, Runnable action) implements GenericApplicationListener {

		@Override
		public boolean supportsEventType(ResolvableType event) {
			return ResolvableType.forClassWithGenerics(DispatchEvent.class, this.type).isAssignableFrom(event);
		}

		@Override
		public void onApplicationEvent(ApplicationEvent event) {
			this.action.run();
		}

	}

}
