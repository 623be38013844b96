package io.discordgateway.spring.test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.discordgateway.model.MessageCreate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.concurrent.ConcurrentTaskExecutor;
import org.springframework.scheduling.concurrent.ForkJoinPoolFactoryBean;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolExecutorFactoryBean;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.web.client.RestClient;

import static io.discordgateway.spring.test.DiscordAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Of which executors {@link TestDiscord#settle()} knows, and of which it does not. Each
 * task waits for a moment of the machine's time before it writes, so that one that is not
 * waited for is not seen by luck.
 */
@DiscordGatewayTest
@Import({ ExecutorTests.Beans.class, ExecutorTests.Asynchronous.class })
class ExecutorTests {

	/* Long enough that nobody is quicker, short enough to be tried for each kind. */
	private static final Duration MOMENT = Duration.ofMillis(15);

	@Autowired
	private Handler handler;

	@Autowired
	@Qualifier("fixed")
	private ThreadPoolExecutor byItsClass;

	@ParameterizedTest
	@ValueSource(strings = { "fixed execute", "fixed submit", "fixed submit callable", "fixed invokeAll",
			"fixed invokeAny", "fixed supplyAsync", "single execute", "cached submit", "plain execute",
			"delegating execute", "concurrent execute", "concurrent submitCompletable", "factory execute",
			"forking execute", "forking supplyAsync", "forkingFactory execute", "springPool execute",
			"springPool submit", "springSimple execute", "springSimple submitCompletable", "timer execute",
			"timer submit", "timer now", "timer rate", "springTimer execute", "springTimer now", "springTimer rate",
			"simpleTimer execute", "simpleTimer now", "async", "publishOn", "subscribeOn", "reactor single",
			"reactor parallel", "reactor from" })
	void whatItIsGivenIsWaitedFor(String kind, TestDiscord discord) {
		TestChannel general = discord.guild("Test").channel("general");
		discord.user("ada").in(general).says(kind);
		discord.settle();
		assertThat(general).lastMessage().fromBot().hasContent("done");
	}

	@ParameterizedTest
	@ValueSource(strings = { "fixed limited", "single limited", "springPool limited", "timer limited" })
	void whatIsInLineBehindWhoWaitsForALimitIsAtRest(String kind, TestDiscord discord) {
		TestChannel general = discord.guild("Test").channel("general");
		discord.user("ada").in(general).says(kind);
		discord.settle();
		assertThat(general).hasMessagesOfBot("done", "done", "done", "done", "done");
		discord.time().advance(Duration.ofSeconds(10));
		assertThat(general).hasMessagesOfBot("done", "done", "done", "done", "done", "done", "done");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "timer later", "springTimer later", "timer cancelled", "fixed cancelled", "reactor disposed" })
	void whatIsForLaterOrCancelledIsAtRest(String kind, TestDiscord discord) {
		TestChannel general = discord.guild("Test").channel("general");
		discord.user("ada").in(general).says(kind);
		discord.settle();
		assertThat(general).isSilent();
	}

	@ParameterizedTest
	@ValueSource(strings = { "refusing execute", "springRefusing execute" })
	void whatIsThrownAwayIsNotWaitedFor(String kind, TestDiscord discord) throws InterruptedException {
		TestChannel general = discord.guild("Test").channel("general");
		this.handler.given = new CountDownLatch(1);
		this.handler.gate = new CountDownLatch(1);
		discord.user("ada").in(general).says(kind.replace("execute", "held"));
		discord.user("ada").in(general).says(kind);
		discord.user("ada").in(general).says("both are given");
		this.handler.given.await();
		this.handler.gate.countDown();
		discord.settle();
		assertThat(general).isSilent();
	}

	@Test
	void whatIsStuckInAnExecutorIsNamed(TestDiscord discord) {
		this.handler.gate = new CountDownLatch(1);
		discord.user("ada").in(discord.guild("Test").channel("general")).says("fixed held");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> discord.settle(Duration.ofMillis(200)))
			.withMessageContaining("- a task of the executor 'fixed', on ");
		this.handler.gate.countDown();
		discord.settle();
	}

	@Test
	void aThreadOfWhichNothingIsKnownIsNamedWhenItCalls(TestDiscord discord) throws Exception {
		discord.violations().expect("settle() knows nothing of the thread 'loner', which calls POST");
		this.handler.gate = new CountDownLatch(1);
		TestChannel general = discord.guild("Test").channel("general");
		discord.user("ada").in(general).says("thread");
		discord.settle();
		assertThat(general).isSilent();
		this.handler.gate.countDown();
		this.handler.loner.join();
	}

	@Test
	void anExecutorCanBeInjectedByItsClass() throws Exception {
		assertThat(this.byItsClass.submit(() -> "done").get()).isEqualTo("done");
		assertThat(this.byItsClass.getMaximumPoolSize()).isEqualTo(2);
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Beans {

		@Bean
		ThreadPoolExecutor fixed() {
			return (ThreadPoolExecutor) Executors.newFixedThreadPool(2);
		}

		@Bean
		ExecutorService single() {
			return Executors.newSingleThreadExecutor();
		}

		@Bean
		ExecutorService cached() {
			return Executors.newCachedThreadPool();
		}

		@Bean
		Executor plain() {
			return (task) -> new Thread(task).start();
		}

		@Bean
		Executor delegating(@Qualifier("single") ExecutorService single) {
			return single::execute;
		}

		@Bean
		ConcurrentTaskExecutor concurrent() {
			return new ConcurrentTaskExecutor(Executors.newSingleThreadExecutor());
		}

		@Bean
		ThreadPoolExecutorFactoryBean factory() {
			return new ThreadPoolExecutorFactoryBean();
		}

		@Bean(destroyMethod = "shutdown")
		ForkJoinPool forking() {
			return new ForkJoinPool(2);
		}

		@Bean
		ForkJoinPoolFactoryBean forkingFactory() {
			return new ForkJoinPoolFactoryBean();
		}

		@Bean
		ThreadPoolTaskExecutor springPool() {
			return new ThreadPoolTaskExecutor();
		}

		@Bean
		SimpleAsyncTaskExecutor springSimple() {
			return new SimpleAsyncTaskExecutor("simple-");
		}

		@Bean
		ScheduledExecutorService timer() {
			return Executors.newScheduledThreadPool(1);
		}

		@Bean
		ThreadPoolTaskScheduler springTimer() {
			return new ThreadPoolTaskScheduler();
		}

		@Bean
		SimpleAsyncTaskScheduler simpleTimer() {
			return new SimpleAsyncTaskScheduler();
		}

		@Bean
		ExecutorService refusing() {
			return new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new java.util.concurrent.SynchronousQueue<>(),
					new ThreadPoolExecutor.DiscardPolicy());
		}

		@Bean
		ThreadPoolTaskExecutor springRefusing() {
			ThreadPoolTaskExecutor pool = new ThreadPoolTaskExecutor();
			pool.setCorePoolSize(1);
			pool.setMaxPoolSize(1);
			pool.setQueueCapacity(0);
			pool.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
			return pool;
		}

		@Bean
		Handler handler(@Qualifier("discordRestClient") RestClient discord, Map<String, Executor> executors,
				Asynchronous asynchronous) {
			return new Handler(discord, executors, asynchronous);
		}

	}

	@EnableAsync
	static class Asynchronous {

		@Async("springPool")
		void run(Runnable work) {
			work.run();
		}

	}

	static class Handler {

		private final RestClient discord;

		private final Map<String, Executor> executors;

		private final Asynchronous asynchronous;

		private volatile CountDownLatch gate = new CountDownLatch(0);

		private volatile CountDownLatch given = new CountDownLatch(1);

		private volatile Thread loner = new Thread();

		Handler(RestClient discord, Map<String, Executor> executors, Asynchronous asynchronous) {
			this.discord = discord;
			this.executors = executors;
			this.asynchronous = asynchronous;
		}

		@EventListener
		void on(MessageCreate message) throws Exception {
			if (message.author().bot()) {
				return;
			}
			Runnable work = () -> write(message);
			switch (message.content()) {
				case "both are given" -> this.given.countDown();
				case "async" -> this.asynchronous.run(work);
				case "publishOn" ->
					Mono.just("").publishOn(Schedulers.boundedElastic()).doOnNext((one) -> work.run()).subscribe();
				case "subscribeOn" -> Mono.fromRunnable(work).subscribeOn(Schedulers.boundedElastic()).subscribe();
				case "reactor single" -> Schedulers.single().schedule(work);
				case "reactor parallel" -> Schedulers.parallel().createWorker().schedule(work);
				case "reactor from" -> Schedulers.fromExecutor(this.executors.get("cached")).schedule(work);
				case "reactor disposed" ->
					Mono.delay(Duration.ofMinutes(1)).doOnNext((one) -> work.run()).subscribe().dispose();
				case "thread" -> {
					this.loner = new Thread(() -> {
						await();
						work.run();
					}, "loner");
					this.loner.start();
				}
				default -> {
					String[] words = message.content().split(" ", 2);
					Executor executor = this.executors.get(words[0]);
					if (executor != null) {
						give(executor, words[1], work);
					}
				}
			}
		}

		/* Nobody looks at the futures: the test is whether they are waited for. */
		@SuppressWarnings("FutureReturnValueIgnored")
		private void give(Executor executor, String how, Runnable work) throws Exception {
			Callable<@Nullable Object> callable = Executors.callable(work);
			switch (how) {
				case "execute" -> executor.execute(work);
				case "held" -> executor.execute(this::await);
				case "limited" -> {
					for (int i = 0; i < 7; i++) {
						executor.execute(work);
					}
				}
				case "supplyAsync" ->
					CompletableFuture.supplyAsync(() -> "", executor).thenAcceptAsync((none) -> work.run(), executor);
				case "submit callable" -> ((ExecutorService) executor).submit(callable);
				case "invokeAll" -> ((ExecutorService) executor).invokeAll(List.of(callable));
				case "invokeAny" -> ((ExecutorService) executor).invokeAny(List.of(() -> {
					work.run();
					return "";
				}));
				case "cancelled" -> {
					if (executor instanceof ScheduledExecutorService timer) {
						ScheduledFuture<?> future = timer.schedule(work, 1, TimeUnit.HOURS);
						future.cancel(true);
						return;
					}
					CountDownLatch held = new CountDownLatch(1);
					for (int i = 0; i < 2; i++) {
						executor.execute(() -> awaitUninterruptibly(held));
					}
					((ExecutorService) executor).submit(work).cancel(false);
					held.countDown();
				}
				default -> giveSpring(executor, how, work);
			}
		}

		/* Nobody looks at the futures: the test is whether they are waited for. */
		@SuppressWarnings("FutureReturnValueIgnored")
		private void giveSpring(Executor executor, String how, Runnable work) {
			switch (how) {
				case "submit" -> {
					if (executor instanceof org.springframework.core.task.AsyncTaskExecutor spring) {
						spring.submit(work);
					}
					else {
						((ExecutorService) executor).submit(work);
					}
				}
				case "submitCompletable" ->
					((org.springframework.core.task.AsyncTaskExecutor) executor).submitCompletable(work);
				case "now" -> {
					if (executor instanceof ScheduledExecutorService timer) {
						timer.schedule(work, 0, TimeUnit.SECONDS);
					}
					else {
						((org.springframework.scheduling.TaskScheduler) executor).schedule(work, Instant.now());
					}
				}
				case "rate" -> {
					if (executor instanceof ScheduledExecutorService timer) {
						timer.scheduleAtFixedRate(work, 0, 1, TimeUnit.HOURS);
					}
					else {
						((org.springframework.scheduling.TaskScheduler) executor).scheduleAtFixedRate(work,
								Duration.ofHours(1));
					}
				}
				case "later" -> {
					if (executor instanceof ScheduledExecutorService timer) {
						timer.schedule(work, 1, TimeUnit.HOURS);
					}
					else {
						((org.springframework.scheduling.TaskScheduler) executor).schedule(work,
								Instant.now().plus(Duration.ofHours(1)));
					}
				}
				default -> throw new IllegalArgumentException(how);
			}
		}

		private void await() {
			awaitUninterruptibly(this.gate);
		}

		private static void awaitUninterruptibly(CountDownLatch latch) {
			try {
				latch.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		private void write(MessageCreate message) {
			pause();
			this.discord.post()
				.uri("/channels/{channel}/messages", message.channelId())
				.body(Map.of("content", "done"))
				.retrieve()
				.toBodilessEntity();
		}

		/* The executor is at work for a while, of which nobody but it knows. */
		private static void pause() {
			java.util.concurrent.locks.LockSupport.parkNanos(MOMENT.toNanos());
		}

	}

}
