package io.discordgateway.spring.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.discordgateway.model.MessageDelete;
import io.discordgateway.model.MessageDeleteBulk;
import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.DispatchErrorHandler.Decision;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.dispatch.EventDispatcher;
import io.discordgateway.spring.dispatch.Lane;
import io.discordgateway.spring.dispatch.LaneOptions;
import io.discordgateway.spring.dispatch.Ordering;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.event.EventListener;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.event.TransactionalApplicationListener;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.event.TransactionalEventListenerFactory;

import static io.discordgateway.payload.GatewayIntent.DIRECT_MESSAGES;
import static io.discordgateway.payload.GatewayIntent.GUILD_MESSAGES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that each kind of listener that Spring knows is called, has its intents asked
 * for, and decides when an event is done.
 */
@ExtendWith(OutputCaptureExtension.class)
class ListenerKindsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DiscordGatewayAutoConfiguration.class))
		.withInitializer((context) -> context.getBeanFactory().registerScope("thread", new SimpleThreadScope()))
		.withUserConfiguration(Ears.class)
		.withPropertyValues("discord.gateway.token=abc", "discord.gateway.api-base-url=http://127.0.0.1:1/api/v10");

	@ParameterizedTest
	@ValueSource(classes = { Annotated.class, AnnotatedWithTheEvent.class, AnnotatedWithClasses.class,
			AnnotatedWithCondition.class, AnnotatedAndReturning.class, AnnotatedAndLazy.class,
			AnnotatedAndPrototype.class, AnnotatedAndScoped.class, AnnotatedAndScopedByProxy.class,
			AnnotatedAndProxied.class, AnnotatedFallback.class, Eager.class, EagerOfPayloads.class, EagerLazy.class,
			Prototype.class, Scoped.class, ScopedByProxy.class, Proxied.class, Lambda.class, LazyLambda.class,
			PayloadLambda.class, Generic.class })
	void listenerIsCalledAskedForAndDecides(Class<?> kind) {
		this.runner.withUserConfiguration(kind).run((context) -> verify(context.getSourceApplicationContext()));
	}

	@ParameterizedTest
	@ValueSource(classes = { Annotated.class, Eager.class, EagerOfPayloads.class, Lambda.class, PayloadLambda.class,
			Generic.class })
	void whenInitializationIsLazyThenListenersAreCalledToo(Class<?> kind) {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withUserConfiguration(kind)
			.run((context) -> verify(context.getSourceApplicationContext()));
	}

	@ParameterizedTest
	@ValueSource(classes = { Annotated.class, Eager.class, EagerLazy.class, Lambda.class, Prototype.class })
	void listenerOfTheParentContextIsCalledAskedForAndDecides(Class<?> kind) {
		try (AnnotationConfigApplicationContext parent = new AnnotationConfigApplicationContext(Ears.class, kind)) {
			new ApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(DiscordGatewayAutoConfiguration.class))
				.withPropertyValues("discord.gateway.token=abc",
						"discord.gateway.api-base-url=http://127.0.0.1:1/api/v10")
				.withParent(parent)
				.run((context) -> verify(context.getSourceApplicationContext()));
		}
	}

	@Test
	void orderedListenersAreCalledInOrder() {
		this.runner.withUserConfiguration(Ordered.class).run((context) -> {
			Publisher publisher = verify(context.getSourceApplicationContext());
			assertThat(publisher.ears.heard).containsExactly("first 1", "second 1", "first 2");
		});
	}

	@Test
	void whatAListenerReturnsIsPublishedBeforeTheEventIsDone() {
		this.runner.withUserConfiguration(AnnotatedAndReturning.class, Returned.class).run((context) -> {
			Publisher publisher = verify(context.getSourceApplicationContext());
			assertThat(publisher.ears.heard).containsExactly("1", "returned 1", "2");
		});
	}

	@Test
	void conditionThatDoesNotHoldMakesTheEventDone() {
		this.runner.withUserConfiguration(NeverMet.class).run((context) -> {
			Publisher publisher = new Publisher(context.getSourceApplicationContext());
			publisher.publish();
			assertThat(publisher.done()).isEqualTo(1);
			assertThat(publisher.ears.heard).isEmpty();
		});
	}

	@Test
	void asyncListenerIsCalledAndAskedForAndTheEventIsHandedOver() {
		this.runner.withUserConfiguration(Asynchronous.class, WithAsync.class).run((context) -> {
			Publisher publisher = new Publisher(context.getSourceApplicationContext());
			assertThat(publisher.intents()).containsExactly(GUILD_MESSAGES, DIRECT_MESSAGES);
			publisher.ears.failing = true;
			publisher.publish();
			assertThat(publisher.done()).isEqualTo(1);
			await().until(() -> publisher.ears.heard.equals(List.of("1")));
		});
	}

	@ParameterizedTest
	@ValueSource(classes = { Transactional.class, TransactionalBean.class, LazyTransactionalBean.class })
	void listenerThatNeedsATransactionIsToldOfAndAsksForNothing(Class<?> kind, CapturedOutput output) {
		this.runner.withUserConfiguration(kind, WithTransactions.class).run((context) -> {
			Publisher publisher = new Publisher(context.getSourceApplicationContext());
			assertThat(output)
				.containsPattern("The listener [^\n]*([tT]ransactional)[^\n]* will not be called: it waits for the end"
						+ " of a transaction");
			assertThat(publisher.intents()).isEmpty();
			publisher.publish();
			assertThat(publisher.done()).isEqualTo(1);
			assertThat(publisher.ears.heard).isEmpty();
		});
	}

	@Test
	void listenerWhoseFutureNobodyWaitsForIsToldOf(CapturedOutput output) {
		try (AnnotationConfigApplicationContext parent = new AnnotationConfigApplicationContext(Future.class)) {
			this.runner.withParent(parent)
				.withUserConfiguration(FutureFallback.class, WithTransactions.class)
				.run((context) -> assertThat(output)
					.containsPattern("The listener \\S+ \\S+\\$Future.on\\([^\n]+ counts as done as soon as it returns")
					.containsPattern(
							"The listener \\S+ \\S+\\$FutureFallback.on\\([^\n]+ counts as done as soon as it returns"));
		}
	}

	@Test
	void listenersThatAreCalledAreNotWarnedOf(CapturedOutput output) {
		this.runner
			.withUserConfiguration(Annotated.class, AnnotatedAndReturning.class, Future.class, Lambda.class,
					AnnotatedFallback.class)
			.run((context) -> assertThat(output).doesNotContain("will not be called").doesNotContain("counts as done"));
	}

	@Test
	void listenersThatComeAndGoAtRunTimeCount() {
		this.runner.run((context) -> {
			Publisher publisher = new Publisher(context.getSourceApplicationContext());
			assertThat(publisher.dispatcher.wants("MESSAGE_DELETE")).isFalse();
			Eager late = new Eager();
			late.ears = publisher.ears;
			publisher.context.addApplicationListener(late);
			assertThat(publisher.dispatcher.wants("MESSAGE_DELETE")).isTrue();
			assertThat(publisher.dispatcher.wants("TYPING_START")).isFalse();
			publisher.publish();
			assertThat(publisher.ears.heard).containsExactly("1");
			publisher.context.removeApplicationListener(late);
			assertThat(publisher.dispatcher.wants("MESSAGE_DELETE")).isFalse();
		});
	}

	@Test
	void listenersThatTheMulticasterIsToldOfCountSoon() {
		this.runner.run((context) -> {
			Publisher publisher = new Publisher(context.getSourceApplicationContext());
			assertThat(publisher.dispatcher.wants("MESSAGE_DELETE")).isFalse();
			ApplicationEventMulticaster multicaster = context.getBean(ApplicationEventMulticaster.class);
			Eager late = new Eager();
			late.ears = publisher.ears;
			multicaster.addApplicationListener(late);
			askOften(publisher.dispatcher);
			assertThat(publisher.dispatcher.wants("MESSAGE_DELETE")).isTrue();
			multicaster.removeApplicationListener(late);
			askOften(publisher.dispatcher);
			assertThat(publisher.dispatcher.wants("MESSAGE_DELETE")).isFalse();
		});
	}

	private static void askOften(EventDispatcher dispatcher) {
		for (int i = 0; i < 1024; i++) {
			dispatcher.wants("TYPING_START");
		}
	}

	@Test
	void lambdaWhoseTypeNobodyKnowsAsksForNothingAndGetsWhatComes() {
		this.runner.run((context) -> {
			Publisher publisher = new Publisher(context.getSourceApplicationContext());
			ApplicationListener<DispatchEvent<MessageDelete>> lambda = publisher.ears::hear;
			publisher.context.addApplicationListener(lambda);
			assertThat(publisher.intents()).isEmpty();
			publisher.publish();
			assertThat(publisher.ears.heard).containsExactly("1");
		});
	}

	@Test
	void lazyListenerIsNotMadeToFindOutWhatItWants() {
		this.runner.withUserConfiguration(EagerLazy.class, LazyLambda.class).run((context) -> {
			Publisher publisher = new Publisher(context.getSourceApplicationContext());
			assertThat(publisher.intents()).isNotEmpty();
			assertThat(publisher.context.getBeanFactory().containsSingleton("listenerKindsTests.EagerLazy")).isFalse();
			assertThat(publisher.context.getBeanFactory().containsSingleton("lazyLambda")).isFalse();
		});
	}

	/** One event is heard and done; one whose listener fails is not done. */
	private static Publisher verify(ConfigurableApplicationContext context) {
		Publisher publisher = new Publisher(context);
		assertThat(publisher.intents()).containsExactly(GUILD_MESSAGES, DIRECT_MESSAGES);
		assertThat(publisher.dispatcher.wants("TYPING_START")).isFalse();
		publisher.publish();
		assertThat(publisher.ears.heard).isNotEmpty();
		assertThat(publisher.done()).isEqualTo(1);
		publisher.ears.failing = true;
		publisher.publish();
		assertThat(publisher.lane.state().halted()).isNotNull();
		assertThat(publisher.done()).isEqualTo(1);
		return publisher;
	}

	/** Stands for a shard. */
	private static final class Publisher {

		private final ConfigurableApplicationContext context;

		private final EventDispatcher dispatcher;

		private final Lane lane;

		private final Ears ears;

		private long sequence;

		Publisher(ConfigurableApplicationContext context) {
			this.context = context;
			this.dispatcher = new EventDispatcher(context);
			LaneOptions options = new LaneOptions(Ordering.SHARD, 100, 10_000, Duration.ofMinutes(1),
					(event, failure, attempt) -> Decision.stop());
			this.lane = this.dispatcher.newLane(ShardId.SINGLE, Runnable::run, (delay, task) -> () -> {
			}, InstantSource.system(), options);
			this.lane.session(new ResumePoint("session", GatewayUrl.of("wss://resume.example"), 0, ShardId.SINGLE));
			this.ears = context.getBean(Ears.class);
		}

		List<GatewayIntent> intents() {
			return List.copyOf(GatewayIntent
				.fromValue(new IntentsResolver(this.context.getBean(DiscordGatewayProperties.class), this.dispatcher)
					.resolve()));
		}

		void publish() {
			this.sequence++;
			if (this.dispatcher.wants("MESSAGE_DELETE")) {
				this.lane.add(this,
						new ShardEvent.Dispatched("MESSAGE_DELETE", this.sequence, false,
								("{\"id\":\"" + this.sequence + "\",\"channel_id\":\"2\",\"guild_id\":\"3\"}")
									.getBytes(StandardCharsets.UTF_8)));
				this.lane.handOver();
			}
			this.lane.received(this.sequence);
		}

		long done() {
			return Objects.requireNonNull(this.lane.resumePoint()).sequence();
		}

	}

	static class Ears {

		final List<String> heard = new CopyOnWriteArrayList<>();

		volatile boolean failing;

		void hear(DispatchEvent<MessageDelete> event) {
			hear(event.getPayload());
		}

		void hear(MessageDelete deleted) {
			hear(deleted.id().toString());
		}

		void hear(String what) {
			this.heard.add(what);
			if (this.failing) {
				throw new IllegalStateException("on purpose");
			}
		}

	}

	/** A listener of whatever kind. */
	abstract static class Hearing {

		@Autowired
		Ears ears;

	}

	// Annotated

	static class Annotated extends Hearing {

		@EventListener
		void on(MessageDelete deleted) {
			this.ears.hear(deleted);
		}

	}

	static class AnnotatedWithTheEvent extends Hearing {

		@EventListener
		void on(DispatchEvent<MessageDelete> event) {
			this.ears.hear(event);
		}

	}

	static class AnnotatedWithClasses extends Hearing {

		@EventListener({ MessageDelete.class, MessageDeleteBulk.class })
		void on(Object deleted) {
			this.ears.hear((MessageDelete) deleted);
		}

	}

	static class AnnotatedWithCondition extends Hearing {

		@EventListener(condition = "#event.sequence > 0 && !#event.stale")
		void on(DispatchEvent<MessageDelete> event) {
			this.ears.hear(event);
		}

	}

	static class NeverMet extends Hearing {

		@EventListener(condition = "event.replayed")
		void on(MessageDelete deleted) {
			this.ears.hear(deleted);
		}

	}

	static class AnnotatedAndReturning extends Hearing {

		@EventListener
		FollowUp on(MessageDelete deleted) {
			this.ears.hear(deleted);
			return new FollowUp(deleted.id().toString());
		}

	}

	record FollowUp(String id) {
	}

	static class Returned extends Hearing {

		@EventListener
		void on(FollowUp followUp) {
			if (!this.ears.failing) {
				this.ears.hear("returned " + followUp.id());
			}
		}

	}

	static class Ordered extends Hearing {

		@Order(2)
		@EventListener
		void second(MessageDelete deleted) {
			this.ears.hear("second " + deleted.id());
		}

		@Order(1)
		@EventListener
		void first(MessageDelete deleted) {
			this.ears.hear("first " + deleted.id());
		}

	}

	@Lazy
	static class AnnotatedAndLazy extends Annotated {

	}

	@Scope("prototype")
	static class AnnotatedAndPrototype extends Annotated {

	}

	@Scope("thread")
	static class AnnotatedAndScoped extends Annotated {

	}

	@Scope(scopeName = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
	static class AnnotatedAndScopedByProxy extends Annotated {

	}

	@EnableAsync(proxyTargetClass = true)
	static class AnnotatedAndProxied extends Annotated {

		@Async
		void another() {
			throw new UnsupportedOperationException();
		}

	}

	static class Asynchronous extends Hearing {

		@Async
		@EventListener
		void on(MessageDelete deleted) {
			this.ears.hear(deleted);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync(proxyTargetClass = true)
	static class WithAsync {

	}

	static class Future {

		@EventListener
		CompletableFuture<Void> on(MessageDelete deleted) {
			return CompletableFuture.completedFuture(null);
		}

	}

	// In transactions

	static class FutureFallback {

		@TransactionalEventListener(fallbackExecution = true)
		CompletableFuture<Void> on(MessageDelete deleted) {
			return CompletableFuture.completedFuture(null);
		}

	}

	static class Transactional extends Hearing {

		@TransactionalEventListener
		void on(MessageDelete deleted) {
			this.ears.hear(deleted);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TransactionalBean {

		@Bean
		TransactionalApplicationListener<PayloadApplicationEvent<MessageDelete>> transactional(Ears ears) {
			Consumer<MessageDelete> consumer = ears::hear;
			return TransactionalApplicationListener.forPayload(consumer);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyTransactionalBean {

		@Lazy
		@Bean
		TransactionalApplicationListener<PayloadApplicationEvent<MessageDelete>> transactional(Ears ears) {
			Consumer<MessageDelete> consumer = ears::hear;
			return TransactionalApplicationListener.forPayload(consumer);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithTransactions {

		@Bean
		static TransactionalEventListenerFactory transactionalEventListenerFactory() {
			return new TransactionalEventListenerFactory();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AnnotatedFallback extends WithTransactions {

		@Autowired
		private Ears ears;

		@TransactionalEventListener(fallbackExecution = true)
		void on(MessageDelete deleted) {
			this.ears.hear(deleted);
		}

	}

	// Beans

	static class Eager extends Hearing implements ApplicationListener<DispatchEvent<MessageDelete>> {

		@Override
		public void onApplicationEvent(DispatchEvent<MessageDelete> event) {
			this.ears.hear(event);
		}

	}

	static class EagerOfPayloads extends Hearing
			implements ApplicationListener<PayloadApplicationEvent<MessageDelete>> {

		@Override
		public void onApplicationEvent(PayloadApplicationEvent<MessageDelete> event) {
			this.ears.hear(event.getPayload());
		}

	}

	@Lazy
	static class EagerLazy extends Eager {

	}

	@Scope("prototype")
	static class Prototype extends Eager {

	}

	@Scope("thread")
	static class Scoped extends Eager {

	}

	@Scope(scopeName = "thread", proxyMode = ScopedProxyMode.INTERFACES)
	static class ScopedByProxy extends Eager {

	}

	/* By an interface, so that the proxy's own class knows no type of event. */
	@EnableAsync
	static class Proxied extends Eager {

		@Async
		void another() {
			throw new UnsupportedOperationException();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Lambda {

		@Bean
		ApplicationListener<DispatchEvent<MessageDelete>> lambda(Ears ears) {
			return (event) -> ears.hear(event);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyLambda {

		@Lazy
		@Bean
		ApplicationListener<DispatchEvent<MessageDelete>> lazyLambda(Ears ears) {
			return (event) -> ears.hear(event);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PayloadLambda {

		@Bean
		ApplicationListener<PayloadApplicationEvent<MessageDelete>> payloadLambda(Ears ears) {
			return ApplicationListener.forPayload(ears::hear);
		}

	}

	static class Generic extends Hearing implements GenericApplicationListener {

		private static final ResolvableType TYPE = ResolvableType.forClassWithGenerics(DispatchEvent.class,
				MessageDelete.class);

		@Override
		public boolean supportsEventType(ResolvableType eventType) {
			return TYPE.isAssignableFrom(eventType);
		}

		@Override
		public void onApplicationEvent(ApplicationEvent event) {
			this.ears.hear((MessageDelete) ((DispatchEvent<?>) event).getPayload());
		}

	}

}
