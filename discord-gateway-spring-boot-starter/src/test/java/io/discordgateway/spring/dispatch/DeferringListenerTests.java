package io.discordgateway.spring.dispatch;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;

import io.discordgateway.model.MessageDelete;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.DispatchErrorHandler.Decision;
import io.discordgateway.spring.DispatchEvent;
import kotlinx.coroutines.CompletableDeferred;
import kotlinx.coroutines.CompletableDeferredKt;
import kotlinx.coroutines.Job;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.context.event.EventListenerFactory;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link DeferringListener}: an event is done when what its listener returned
 * has completed.
 */
@ExtendWith(OutputCaptureExtension.class)
class DeferringListenerTests {

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private final List<Throwable> failures = new ArrayList<>();

	private Decision decision = Decision.done();

	private Lane lane;

	private long sequence;

	@AfterEach
	void close() {
		this.context.close();
	}

	@ParameterizedTest
	@ValueSource(classes = { OfFuture.class, OfStage.class, OfPlainFuture.class, OfObject.class, OfMono.class,
			OfFlux.class })
	void eventIsDoneWhenWhatTheListenerReturnedHasCompleted(Class<? extends Listener> type) {
		Listener listener = start(type);
		publish();
		assertThat(done()).isZero();
		listener.complete("value of 1");
		assertThat(done()).isEqualTo(1);
		assertThat(listener.followUps).containsExactly("value of 1");
		assertThat(this.failures).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(classes = { OfFuture.class, OfStage.class, OfPlainFuture.class, OfObject.class, OfMono.class,
			OfFlux.class })
	void failureOfWhatTheListenerReturnedIsOneOfTheListener(Class<? extends Listener> type, CapturedOutput output) {
		this.decision = Decision.stop();
		Listener listener = start(type);
		publish();
		IllegalStateException failure = new IllegalStateException("on purpose");
		listener.fail(failure);
		assertThat(this.failures).containsExactly(failure);
		assertThat(this.lane.state().halted()).isNotNull();
		assertThat(done()).isZero();
		assertThat(output).doesNotContain("Unexpected error occurred in asynchronous listener");
	}

	@ParameterizedTest
	@ValueSource(classes = { OfFuture.class, OfStage.class, OfPlainFuture.class, OfObject.class, OfMono.class,
			OfFlux.class })
	void failureIsTriedAgainIfThatIsTheDecision(Class<? extends Listener> type) {
		this.decision = Decision.retryAfter(Duration.ZERO);
		Listener listener = start(type);
		publish();
		listener.fail(new IllegalStateException("on purpose"));
		assertThat(listener.calls).isEqualTo(2);
		assertThat(done()).isZero();
		listener.complete("second");
		assertThat(done()).isEqualTo(1);
	}

	@Test
	void theNextEventDoesNotWait() {
		Listener listener = start(OfFuture.class);
		publish();
		publish();
		assertThat(listener.calls).isEqualTo(2);
		listener.complete("second");
		assertThat(done()).isZero();
	}

	@Test
	void whatHasCompletedAlreadyIsDoneWhenTheListenersHaveReturned() {
		start(Completed.class);
		publish();
		assertThat(done()).isEqualTo(1);
	}

	@Test
	void nothingReturnedIsDoneToo() {
		start(Nothing.class);
		publish();
		assertThat(done()).isEqualTo(1);
	}

	@Test
	void listenerOfThePublishedValueThatFailsIsAFailureToo() {
		this.decision = Decision.stop();
		Listener listener = start(OfFuture.class);
		publish();
		listener.complete("fail");
		assertThat(this.failures).singleElement().asString().contains("follow-up");
		assertThat(done()).isZero();
	}

	@Test
	void listenerOfThePublishedElementThatFailsCancelsTheRest() {
		this.decision = Decision.stop();
		Elements listener = start(Elements.class);
		publish();
		assertThat(this.failures).singleElement().asString().contains("follow-up");
		assertThat(listener.followUps).containsExactly("a", "fail");
		assertThat(done()).isZero();
	}

	@Test
	void publisherIsSubscribedToOnce() {
		Cold listener = start(Cold.class);
		publish();
		assertThat(listener.subscriptions).isOne();
		assertThat(listener.followUps).containsExactly("cold");
		assertThat(done()).isEqualTo(1);
	}

	@Test
	void suspendingFunctionOfKotlinIsDoneWhenItHasRun() {
		CompletableDeferred<String> gate = startSuspending();
		publish();
		assertThat(done()).isZero();
		gate.complete("value");
		assertThat(done()).isEqualTo(1);
	}

	@Test
	void failureOfASuspendingFunctionIsOneOfTheListener() {
		this.decision = Decision.stop();
		CompletableDeferred<String> gate = startSuspending();
		publish();
		gate.completeExceptionally(new IllegalStateException("on purpose"));
		assertThat(this.failures).singleElement().asString().contains("on purpose");
		assertThat(done()).isZero();
	}

	private CompletableDeferred<String> startSuspending() {
		CompletableDeferred<String> gate = CompletableDeferredKt.CompletableDeferred((Job) null);
		this.context.registerBean(CompletableDeferred.class, () -> gate);
		start(SuspendingListener.class);
		return gate;
	}

	@Test
	void asyncListenerWithAFutureIsDoneWhenItHasRun() {
		AsyncWithFuture listener = start(AsyncWithFuture.class);
		publish();
		assertThat(done()).isZero();
		listener.getGate().countDown();
		await().until(() -> done() == 1);
	}

	@ParameterizedTest
	@ValueSource(classes = { OfFuture.class, OfMono.class })
	void whenTheEventIsDoneBeforeTheListenerThenSpringHandlesWhatItReturns(Class<? extends Listener> type) {
		List<Runnable> executor = new ArrayList<>();
		this.context.registerBean("applicationEventMulticaster", SimpleApplicationEventMulticaster.class, () -> {
			SimpleApplicationEventMulticaster multicaster = new SimpleApplicationEventMulticaster();
			multicaster.setTaskExecutor(executor::add);
			return multicaster;
		});
		Listener listener = start(type);
		executor.clear();
		publish();
		assertThat(done()).isEqualTo(1);
		executor.remove(0).run();
		listener.complete("value");
		executor.remove(0).run();
		assertThat(listener.followUps).containsExactly("value");
	}

	@Test
	void conditionIsAskedOnce() {
		Conditional listener = start(Conditional.class);
		publish();
		assertThat(listener.asked).isOne();
		assertThat(listener.calls).isZero();
		assertThat(done()).isEqualTo(1);
	}

	@Test
	void listenersOfOtherEventsAreLeftToSpring() throws Exception {
		EventListenerFactory factory = EventDispatcher.newListenerFactory();
		assertThat(factory.supportsMethod(OfFuture.class.getDeclaredMethod("on", MessageDelete.class))).isTrue();
		assertThat(factory.supportsMethod(Everything.class.getDeclaredMethod("on", DispatchEvent.class))).isTrue();
		assertThat(factory.supportsMethod(Others.class.getDeclaredMethod("on", String.class))).isFalse();
		assertThat(factory.supportsMethod(Others.class.getDeclaredMethod("nothing", MessageDelete.class))).isTrue();
	}

	@Test
	void sameListenerCalledWithAnEventOfTheApplicationIsAsWithoutTheGateway(CapturedOutput output) {
		Wide listener = start(Wide.class);
		this.context.publishEvent(new Own());
		assertThat(listener.calls).isOne();
		assertThat(output).contains("Unexpected error occurred in asynchronous listener");
	}

	private <T> T start(Class<T> type) {
		this.context.register(type, Factory.class);
		this.context.refresh();
		LaneOptions options = new LaneOptions(Ordering.SHARD, 10, 10_000, Duration.ofMinutes(1),
				(event, failure, attempt) -> {
					this.failures.add(failure);
					return this.decision;
				});
		this.lane = new EventDispatcher(this.context).newLane(ShardId.SINGLE, Runnable::run, (delay, task) -> {
			if (delay.isZero()) {
				task.run();
			}
			return () -> {
			};
		}, InstantSource.system(), options);
		this.lane.session(new ResumePoint("session", GatewayUrl.of("wss://resume.example"), 0, ShardId.SINGLE));
		return this.context.getBean(type);
	}

	private void publish() {
		this.sequence++;
		this.lane.add(this, new ShardEvent.Dispatched("MESSAGE_DELETE", this.sequence, false,
				"{\"id\":\"1\",\"channel_id\":\"2\",\"guild_id\":\"3\"}".getBytes(StandardCharsets.UTF_8)));
		this.lane.handOver();
		this.lane.received(this.sequence);
	}

	private long done() {
		return Objects.requireNonNull(this.lane.resumePoint()).sequence();
	}

	@Configuration(proxyBeanMethods = false)
	static class Factory {

		@Bean
		static EventListenerFactory factory() {
			return EventDispatcher.newListenerFactory();
		}

	}

	abstract static class Listener {

		final List<String> followUps = new ArrayList<>();

		int calls;

		CompletableFuture<String> future = new CompletableFuture<>();

		CompletableFuture<String> called() {
			this.calls++;
			this.future = new CompletableFuture<>();
			return this.future;
		}

		void complete(String value) {
			this.future.complete(value);
		}

		void fail(Throwable failure) {
			this.future.completeExceptionally(failure);
		}

		@EventListener
		void onFollowUp(String followUp) {
			this.followUps.add(followUp);
			if (followUp.equals("fail")) {
				throw new IllegalStateException("follow-up");
			}
		}

	}

	static class OfFuture extends Listener {

		@EventListener
		CompletableFuture<String> on(MessageDelete deleted) {
			return called();
		}

	}

	static class OfStage extends Listener {

		@EventListener
		CompletionStage<String> on(DispatchEvent<MessageDelete> event) {
			return called().thenApply((value) -> value);
		}

	}

	static class OfPlainFuture extends Listener {

		@EventListener
		Future<String> on(MessageDelete deleted) {
			return called();
		}

	}

	static class OfObject extends Listener {

		@EventListener
		Object on(MessageDelete deleted) {
			Object future = called();
			return future;
		}

	}

	static class OfMono extends Listener {

		@EventListener
		Mono<String> on(MessageDelete deleted) {
			return Mono.fromFuture(called());
		}

	}

	static class OfFlux extends Listener {

		private Sinks.Many<String> sink = Sinks.many().unicast().onBackpressureBuffer();

		@EventListener
		Flux<String> on(MessageDelete deleted) {
			this.calls++;
			this.sink = Sinks.many().unicast().onBackpressureBuffer();
			return this.sink.asFlux();
		}

		@Override
		void complete(String value) {
			this.sink.tryEmitNext(value).orThrow();
			this.sink.tryEmitComplete().orThrow();
		}

		@Override
		void fail(Throwable failure) {
			this.sink.tryEmitError(failure).orThrow();
		}

	}

	static class Completed {

		@EventListener
		CompletableFuture<Void> on(MessageDelete deleted) {
			return CompletableFuture.completedFuture(null);
		}

	}

	static class Nothing {

		@EventListener
		CompletableFuture<Void> on(MessageDelete deleted) {
			return null;
		}

	}

	static class Elements extends Listener {

		@EventListener
		Flux<String> on(MessageDelete deleted) {
			return Flux.just("a", "fail", "b");
		}

	}

	static class Cold extends Listener {

		int subscriptions;

		@EventListener
		Mono<String> on(MessageDelete deleted) {
			return Mono.fromSupplier(() -> {
				this.subscriptions++;
				return "cold";
			});
		}

	}

	@EnableAsync(proxyTargetClass = true)
	static class AsyncWithFuture {

		private final CountDownLatch gate = new CountDownLatch(1);

		@Async
		@EventListener
		public CompletableFuture<Void> on(MessageDelete deleted) throws InterruptedException {
			getGate().await();
			return CompletableFuture.completedFuture(null);
		}

		CountDownLatch getGate() {
			return this.gate;
		}

	}

	static class Conditional extends Listener {

		int asked;

		public boolean ask() {
			this.asked++;
			return false;
		}

		@EventListener(condition = "@'deferringListenerTests.Conditional'.ask()")
		CompletableFuture<String> on(MessageDelete deleted) {
			return called();
		}

	}

	static class Everything {

		@EventListener
		CompletableFuture<Void> on(DispatchEvent<?> event) {
			return CompletableFuture.completedFuture(null);
		}

	}

	static class Others {

		@EventListener
		CompletableFuture<Void> on(String text) {
			return CompletableFuture.completedFuture(null);
		}

		@EventListener
		void nothing(MessageDelete deleted) {
		}

	}

	record Own() {
	}

	static class Wide {

		int calls;

		@EventListener(classes = { MessageDelete.class, Own.class })
		CompletableFuture<Void> on(Object event) {
			this.calls++;
			return CompletableFuture.failedFuture(new IllegalStateException("on purpose"));
		}

	}

}
