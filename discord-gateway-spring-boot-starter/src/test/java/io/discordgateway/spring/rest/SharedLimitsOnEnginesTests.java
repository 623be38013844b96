package io.discordgateway.spring.rest;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.discordgateway.spring.engine.Engine;
import io.discordgateway.spring.engine.Kind;
import io.discordgateway.spring.engine.Loss;
import io.discordgateway.spring.engine.StoreClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SharedLimits} in real engines, with a connection for each process.
 */
@EnabledOnOs({ OS.LINUX, OS.MAC })
class SharedLimitsOnEnginesTests {

	private static final int PER_SECOND = 50;

	private static final Duration LONG_ENOUGH = Duration.ofMillis(1500);

	@TempDir
	private Path folder;

	private final VirtualTime time = new VirtualTime();

	private final AtomicLong longestAnswer = new AtomicLong();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@ParameterizedTest
	@MethodSource("engines")
	void processesKeepOneLimitAndGoOnWithoutTheEngine(Kind kind) throws Exception {
		try (Engine engine = kind.start(this.folder);
				StoreClient one = kind.connect(engine);
				StoreClient other = kind.connect(engine)) {
			List<SharedLimits> processes = List.of(limits(one), limits(other));
			assertOneLimit(processes);
			Loss.KILLED.begin(engine);
			for (SharedLimits process : processes) {
				for (int i = 0; i < 2 * PER_SECOND; i++) {
					assertThat(process.takeGlobal(PER_SECOND)).isZero();
				}
			}
			assertThat(processes).noneMatch(SharedLimits::isShared);
			Loss.KILLED.end(engine);
			assertOneLimit(processes);
		}
		finally {
			this.threads.shutdownNow();
		}
	}

	/*
	 * On a busy machine an engine may not answer in a second, and each process has a
	 * limit of its own until it is asked again: then nothing was shown yet. A place
	 * counts from when it was asked for, and is used when the answer comes: what was held
	 * up comes together with what is new.
	 */
	private void assertOneLimit(List<SharedLimits> processes) {
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
			this.time.sleep(SharedLimits.AWAY);
			for (SharedLimits process : processes) {
				process.takeGlobal(PER_SECOND);
			}
			this.longestAnswer.set(0);
			long begin = System.nanoTime();
			int taken = hammer(processes);
			double seconds = (System.nanoTime() - begin + this.longestAnswer.get()) / 1e9;
			boolean shared = processes.stream().allMatch(SharedLimits::isShared);
			if (shared) {
				assertThat(taken).isBetween(1, (int) (PER_SECOND * (seconds / 1.05 + 1)));
			}
			return shared;
		});
	}

	static Stream<Kind> engines() {
		return Boolean.getBoolean("thorough") ? Stream.of(Kind.values()) : Stream.of(Kind.REDIS);
	}

	private SharedLimits limits(StoreClient client) {
		return new SharedLimits(client.store(), () -> "1", this.time, InstantSource.system(), this.threads);
	}

	/* As many as they can get. */
	private int hammer(List<SharedLimits> processes) throws Exception {
		long end = System.nanoTime() + LONG_ENOUGH.toNanos();
		List<Callable<Integer>> tasks = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			SharedLimits process = processes.get(i % processes.size());
			tasks.add(() -> {
				int taken = 0;
				while (System.nanoTime() < end) {
					long asked = System.nanoTime();
					long wait = process.takeGlobal(PER_SECOND);
					this.longestAnswer.accumulateAndGet(System.nanoTime() - asked, Math::max);
					taken += (wait == 0) ? 1 : 0;
					LockSupport.parkNanos(Math.min(wait, 5_000_000));
				}
				return taken;
			});
		}
		int taken = 0;
		for (Future<Integer> each : this.threads.invokeAll(tasks)) {
			taken += each.get();
		}
		return taken;
	}

}
