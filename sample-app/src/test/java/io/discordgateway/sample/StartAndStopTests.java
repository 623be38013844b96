package io.discordgateway.sample;

import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What the application does before and after it is a bot.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartAndStopTests {

	@Test
	void withoutATokenItFailsAndSaysWhatToDo(CapturedOutput output) {
		assertThatThrownBy(() -> start().close()).rootCause().hasMessageContaining("discord.gateway.token");
		assertThat(output).contains("APPLICATION FAILED TO START");
	}

	@Test
	void thePageIsForThisMachineOnly() {
		try (ConfigurableApplicationContext context = start("local")) {
			assertThat(context.getBean(ServerProperties.class).getAddress()).matches(InetAddress::isLoopbackAddress);
		}
	}

	@Test
	void answersHaveABoundAndThoseThatWereBegunAreFinishedAtTheStop() {
		CountDownLatch never = new CountDownLatch(1);
		CompletableFuture<Void> finished = new CompletableFuture<>();
		try (ConfigurableApplicationContext context = start("local")) {
			ThreadPoolTaskExecutor executor = context.getBean(ThreadPoolTaskExecutor.class);
			executor.execute(() -> {
				while (!executor.getThreadPoolExecutor().isShutdown()) {
					Thread.onSpinWait();
				}
				if (!await(never)) {
					finished.complete(null);
				}
			});
			assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> {
				for (int i = 0; i < 1000; i++) {
					executor.execute(() -> finished.join());
				}
			});
			assertThat(executor.getPoolSize()).isEqualTo(8);
		}
		assertThat(finished).isCompleted();
	}

	/** Returns whether there is no use in waiting: the thread was interrupted. */
	private static boolean await(CountDownLatch latch) {
		try {
			return latch.await(200, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			return true;
		}
	}

	private static ConfigurableApplicationContext start(String... profiles) {
		return new SpringApplicationBuilder(SampleApplication.class).profiles(profiles)
			.run("--server.port=0", "--discord.gateway.token=");
	}

}
