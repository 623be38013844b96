package io.discordgateway.spring.test;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

import io.discordgateway.model.MessageCreate;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.web.client.RestClient;

import static io.discordgateway.spring.test.DiscordAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * {@link TestDiscord#settle()} waits for all that moves, and says what does not come to
 * rest.
 */
@DiscordGatewayTest
@Import(SettleTests.Executors.class)
class SettleTests {

	@Autowired
	private SlowHandler handler;

	private final CountDownLatch latch = new CountDownLatch(1);

	@Test
	void whatAPoolOfTheApplicationDoesIsWaitedFor(TestDiscord discord) {
		TestChannel general = discord.guild("Test").channel("general");
		for (int i = 0; i < 5; i++) {
			discord.user("ada").in(general).says("pool");
		}
		discord.settle();
		assertThat(general).hasMessagesOfBot("1", "2", "3", "4", "5");
	}

	@Test
	void whatWaitsForALimitIsAtRestAndSoIsWhatIsInLineBehindIt(TestDiscord discord) {
		TestChannel general = discord.guild("Test").channel("general");
		for (int i = 0; i < 7; i++) {
			discord.user("ada").in(general).says("pool");
		}
		discord.settle();
		assertThat(general).hasMessagesOfBot("1", "2", "3", "4", "5");
		discord.time().advance(Duration.ofSeconds(10));
		assertThat(general).hasMessagesOfBot("1", "2", "3", "4", "5", "6", "7");
	}

	@Test
	void whatAnExecutorWithAThreadPerTaskDoesIsWaitedFor(TestDiscord discord) {
		TestChannel general = discord.guild("Test").channel("general");
		discord.user("ada").in(general).says("simple");
		discord.settle();
		assertThat(general).hasMessagesOfBot("1");
	}

	@Test
	void whatTheCommonPoolDoesIsWaitedFor(TestDiscord discord) {
		// With one processor besides this one, Java makes a thread for each task.
		assumeThat(ForkJoinPool.getCommonPoolParallelism()).isGreaterThan(1);
		TestChannel general = discord.guild("Test").channel("general");
		discord.user("ada").in(general).says("common");
		discord.settle();
		assertThat(general).hasMessagesOfBot("1");
	}

	@Test
	void anAcknowledgmentIsWaitedFor(TestDiscord discord) {
		TestChannel general = discord.guild("Test").channel("general");
		discord.user("ada").in(general).says("foreign");
		discord.settle();
		assertThat(general).hasMessagesOfBot("1");
	}

	@Test
	void aListenerThatDoesNotReturnIsNamed(TestDiscord discord) {
		this.handler.gate = this.latch;
		discord.user("ada").in(discord.guild("Test").channel("general")).says("stuck");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> discord.settle(Duration.ofMillis(200)))
			.withMessageContaining("This has not come to rest within 200 ms")
			.withMessageContaining("the gateway's work: dispatch, on discord-dispatch-")
			.withMessageContaining("SettleTests$SlowHandler.on(")
			.withMessageContaining("-> MESSAGE_CREATE");
		this.latch.countDown();
		discord.settle();
	}

	@Test
	void anAcknowledgmentThatDoesNotComeIsNamed(TestDiscord discord) {
		CompletableFuture<Void> never = new CompletableFuture<>();
		this.handler.answer = never;
		discord.user("ada").in(discord.guild("Test").channel("general")).says("owed");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> discord.settle(Duration.ofMillis(200)))
			.withMessageContaining("1 listener(s) that owe an acknowledgment");
		never.complete(null);
		discord.settle();
	}

	@Test
	void nothingToDoIsRest(TestDiscord discord) {
		TestChannel general = discord.guild("Test").channel("general");
		discord.settle();
		assertThat(general).isSilent();
		assertThat(general.messages()).isEmpty();
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Executors {

		@Bean
		ThreadPoolTaskExecutor pool() {
			ThreadPoolTaskExecutor pool = new ThreadPoolTaskExecutor();
			pool.setCorePoolSize(1);
			return pool;
		}

		@Bean
		SimpleAsyncTaskExecutor simple() {
			return new SimpleAsyncTaskExecutor("simple-");
		}

		@Bean
		SlowHandler slowHandler(@Qualifier("discordRestClient") RestClient discord, @Qualifier("pool") Executor pool,
				@Qualifier("simple") Executor simple) {
			return new SlowHandler(discord, pool, simple);
		}

	}

	static class SlowHandler {

		private final RestClient discord;

		private final Executor pool;

		private final Executor simple;

		private volatile CountDownLatch gate = new CountDownLatch(0);

		private volatile CompletableFuture<Void> answer = new CompletableFuture<>();

		SlowHandler(RestClient discord, Executor pool, Executor simple) {
			this.discord = discord;
			this.pool = pool;
			this.simple = simple;
		}

		@EventListener
		CompletableFuture<Void> on(MessageCreate message) throws InterruptedException {
			Runnable work = () -> write(message);
			switch (message.content()) {
				case "pool" -> this.pool.execute(work);
				case "simple" -> this.simple.execute(() -> this.pool.execute(work));
				case "common" -> {
					CompletableFuture<Void> unused = CompletableFuture.runAsync(work);
				}
				case "foreign" -> {
					CompletableFuture<Void> done = new CompletableFuture<>();
					new Thread(() -> {
						work.run();
						done.complete(null);
					}).start();
					return done;
				}
				case "stuck" -> this.gate.await();
				case "owed" -> {
					return this.answer;
				}
				default -> {
				}
			}
			return CompletableFuture.completedFuture(null);
		}

		private void write(MessageCreate message) {
			long before = this.discord.get()
				.uri("/channels/{channel}/messages", message.channelId())
				.retrieve()
				.body(JsonNode.class)
				.valueStream()
				.filter((one) -> one.path("author").path("bot").asBoolean(false))
				.count();
			this.discord.post()
				.uri("/channels/{channel}/messages", message.channelId())
				.body(Map.of("content", String.valueOf(before + 1)))
				.retrieve()
				.toBodilessEntity();
		}

	}

}
