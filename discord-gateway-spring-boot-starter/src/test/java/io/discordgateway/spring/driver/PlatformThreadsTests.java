package io.discordgateway.spring.driver;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link PlatformThreads}.
 */
@ExtendWith(OutputCaptureExtension.class)
class PlatformThreadsTests {

	private final List<PlatformThreads> made = new ArrayList<>();

	private final CountDownLatch release = new CountDownLatch(1);

	@AfterEach
	void stop() {
		this.release.countDown();
		this.made.forEach((threads) -> threads.shutdown(Duration.ofSeconds(10)).join());
	}

	@Test
	void answersDoNotWaitForListeners() {
		assertAnswered(threads(1, false));
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads begin with JDK 21")
	void answersDoNotWaitForListenersOnVirtualThreads() {
		assertAnswered(threads(1, true));
	}

	/* All of these are joined by the application, even by what answers it. */
	private void assertAnswered(PlatformThreads threads) {
		CompletableFuture<Void> answer = new CompletableFuture<>();
		CompletableFuture<Void> answerOfTheAnswer = new CompletableFuture<>();
		CompletableFuture<Void> listener = CompletableFuture.runAsync(answer::join, threads.of(Work.DISPATCH));
		threads.of(Work.ANSWER).execute(() -> {
			answerOfTheAnswer.join();
			answer.complete(null);
		});
		threads.of(Work.ANSWER).execute(() -> answerOfTheAnswer.complete(null));
		assertThat(listener).succeedsWithin(Duration.ofSeconds(20));
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "DISPATCH")
	void noKindWaitsForAnother(Work work) {
		PlatformThreads threads = threads(1, false);
		for (Work other : Work.values()) {
			for (int i = 0; i < 16 && other != work; i++) {
				threads.of(other).execute(this::block);
			}
		}
		assertThat(CompletableFuture.runAsync(() -> {
		}, threads.of(work))).succeedsWithin(Duration.ofSeconds(20));
	}

	@ParameterizedTest
	@EnumSource(names = { "DRIVE", "SEND", "CLOSE" })
	void taskThatHoldsItsThreadIsMadeUpFor(Work work) {
		PlatformThreads threads = threads(1, false);
		for (int i = 0; i < 30; i++) {
			threads.of(work).execute(this::block);
		}
		assertThat(CompletableFuture.runAsync(() -> {
		}, threads.of(work))).succeedsWithin(Duration.ofSeconds(20));
	}

	@Test
	void threadsOfPeersThatStalledGoWithThem() {
		PlatformThreads threads = threads(1, false);
		for (int i = 0; i < 30; i++) {
			threads.of(Work.SEND).execute(this::block);
		}
		CompletableFuture.runAsync(() -> {
		}, threads.of(Work.SEND)).join();
		assertThat(named("discord-send-")).isGreaterThan(30);
		this.release.countDown();
		await().until(() -> named("discord-send-") <= 2);
	}

	@Test
	void manyTasksThatHoldNothingUpNeedTwoThreads() {
		PlatformThreads threads = threads(1, false);
		long before = named("discord-send-");
		for (int i = 0; i < 1000; i++) {
			threads.of(Work.SEND).execute(() -> {
			});
		}
		assertThat(named("discord-send-") - before).isLessThanOrEqualTo(2);
	}

	@Test
	void errorOfATaskIsToldAndItsThreadGoesOn(CapturedOutput output) {
		PlatformThreads threads = threads(1, false);
		for (int i = 0; i < 3; i++) {
			threads.of(Work.LOOK_UP).execute(() -> {
				throw new NoClassDefFoundError("on purpose");
			});
		}
		AtomicBoolean onTime = new AtomicBoolean();
		threads.later(Duration.ZERO, () -> {
			throw new NoClassDefFoundError("by a timer");
		});
		CompletableFuture<Void> later = new CompletableFuture<>();
		threads.later(Duration.ofMillis(1), () -> later.complete(null));
		assertThat(later).succeedsWithin(Duration.ofSeconds(20));
		assertThat(CompletableFuture.runAsync(() -> onTime.set(true), threads.of(Work.LOOK_UP)))
			.succeedsWithin(Duration.ofSeconds(20));
		assertThat(output).contains("on purpose").contains("by a timer").contains("the gateway goes on without it");
	}

	@Test
	void shutdownInterruptsNobodyWhoSends() throws InterruptedException {
		PlatformThreads threads = threads(1, false);
		CountDownLatch sending = new CountDownLatch(1);
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		threads.of(Work.SEND).execute(() -> {
			sending.countDown();
			try {
				interrupted.complete(!this.release.await(20, TimeUnit.SECONDS));
			}
			catch (InterruptedException ex) {
				interrupted.complete(true);
			}
		});
		assertThat(sending.await(20, TimeUnit.SECONDS)).isTrue();
		threads.shutdown(Duration.ZERO).join();
		this.release.countDown();
		assertThat(interrupted).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(false);
	}

	@Test
	void listenerThatDoesNotEndIsInterruptedAtTheEndOfTheTime() {
		PlatformThreads threads = threads(1, false);
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		threads.of(Work.DISPATCH).execute(() -> {
			try {
				interrupted.complete(!this.release.await(20, TimeUnit.SECONDS));
			}
			catch (InterruptedException ex) {
				interrupted.complete(true);
			}
		});
		assertThat(threads.shutdown(Duration.ofMillis(20))).succeedsWithin(Duration.ofSeconds(20));
		assertThat(interrupted).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(true);
	}

	@Test
	void listenerThatNoThreadHasComeToYetIsWaitedFor() {
		for (int i = 0; i < 200; i++) {
			PlatformThreads threads = threads(1, false);
			CountDownLatch released = new CountDownLatch(1);
			CompletableFuture<Void> handled = new CompletableFuture<>();
			threads.of(Work.DISPATCH).execute(() -> {
				try {
					released.await();
					handled.complete(null);
				}
				catch (InterruptedException ex) {
					handled.completeExceptionally(ex);
				}
			});
			CompletableFuture<Void> ended = threads.shutdown(Duration.ofSeconds(20));
			assertThat(ended).isNotDone();
			released.countDown();
			assertThat(ended).succeedsWithin(Duration.ofSeconds(20));
			assertThat(handled).isCompleted();
		}
	}

	@Test
	void whatComesAfterTheEndStillRunsButForListeners() {
		PlatformThreads threads = threads(1, false);
		threads.shutdown(Duration.ofSeconds(20)).join();
		for (Work work : Work.values()) {
			if (work == Work.DISPATCH) {
				assertThatExceptionOfType(RejectedExecutionException.class)
					.isThrownBy(() -> threads.of(work).execute(() -> {
					}));
			}
			else {
				assertThat(CompletableFuture.runAsync(() -> {
				}, threads.of(work))).succeedsWithin(Duration.ofSeconds(20));
			}
		}
	}

	private PlatformThreads threads(int concurrency, boolean virtual) {
		PlatformThreads threads = new PlatformThreads(concurrency, virtual);
		this.made.add(threads);
		return threads;
	}

	private void block() {
		try {
			this.release.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static long named(String prefix) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith(prefix))
			.count();
	}

}
