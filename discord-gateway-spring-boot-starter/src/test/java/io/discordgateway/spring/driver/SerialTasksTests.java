package io.discordgateway.spring.driver;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SerialTasks}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SerialTasksTests {

	@Test
	void tasksRunInOrderAndOneAtATime() {
		Seeds.run(200, (seed) -> {
			SeededThreads threads = new SeededThreads(seed);
			SerialTasks tasks = new SerialTasks(threads.of(Work.ANSWER), () -> {
			});
			List<String> seen = new ArrayList<>();
			for (int adder = 0; adder < 3; adder++) {
				String name = "abc".substring(adder, adder + 1);
				threads.start(() -> {
					for (int i = 0; i < 3; i++) {
						String task = name + i;
						tasks.add(() -> {
							seen.add(task + " begins");
							threads.pause();
							seen.add(task + " ends");
						});
						threads.pause();
					}
				});
			}
			threads.settle();
			assertThat(seen).hasSize(18);
			for (int i = 0; i < seen.size(); i += 2) {
				assertThat(seen.get(i + 1)).isEqualTo(seen.get(i).replace("begins", "ends"));
			}
			for (String name : List.of("a", "b", "c")) {
				assertThat(seen.stream().filter((line) -> line.startsWith(name) && line.endsWith("begins")))
					.containsExactlyElementsOf(IntStream.range(0, 3).mapToObj((i) -> name + i + " begins").toList());
			}
			assertThat(tasks.size()).isZero();
		});
	}

	/**
	 * Made by hand, each of these fails: a counter that is looked at and then raised; a
	 * worker that ends when the queue is empty, and sets the counter to 0.
	 */
	@Test
	void inWhateverOrderThreadsGoOnTasksRunOnceInOrderAndOneAtATime() {
		Interleavings.explore(500, BusyTasks.class, SerialTasks.class);
	}

	@Test
	void errorOfATaskIsToldAndThoseBehindItGoOn(CapturedOutput output) {
		SeededThreads threads = new SeededThreads(1);
		List<String> seen = new ArrayList<>();
		SerialTasks tasks = new SerialTasks(threads.of(Work.ANSWER), () -> seen.add("after"));
		tasks.add(() -> {
			throw new NoClassDefFoundError("on purpose");
		});
		tasks.add(() -> seen.add("second"));
		threads.settle();
		tasks.add(() -> seen.add("third"));
		threads.settle();
		assertThat(seen).containsExactly("after", "second", "after", "third", "after");
		assertThat(output).containsOnlyOnce("those behind it go on");
		assertThat(threads.failures()).isEmpty();
	}

	/** Tasks that three threads add and work. */
	static final class BusyTasks implements Interleavings.Scenario {

		private final Queue<Runnable> executor = new ArrayDeque<>();

		private final SerialTasks tasks = new SerialTasks(this.executor::add, this::pass);

		private final List<String> ran = new ArrayList<>();

		private boolean busy;

		private boolean overlapped;

		@Override
		public List<Runnable> threads() {
			return List.of(() -> {
				add("a1");
				work();
				add("a2");
				work();
			}, () -> {
				add("b1");
				add("b2");
				work();
			}, () -> {
				work();
				add("c1");
				work();
				add("c2");
			});
		}

		private void add(String name) {
			this.tasks.add(() -> {
				this.ran.add(name);
				pass();
			});
		}

		/* What throws is a task that failed: the test would not hear of it. */
		private void pass() {
			this.overlapped |= this.busy;
			this.busy = true;
			Interleavings.pause();
			this.busy = false;
		}

		private void work() {
			Runnable worker = this.executor.poll();
			if (worker != null) {
				worker.run();
			}
		}

		@Override
		public void check() {
			while (!this.executor.isEmpty()) {
				work();
			}
			assertThat(this.overlapped).as("two at once").isFalse();
			assertThat(this.ran).containsExactlyInAnyOrder("a1", "a2", "b1", "b2", "c1", "c2")
				.containsSubsequence("a1", "a2")
				.containsSubsequence("b1", "b2")
				.containsSubsequence("c1", "c2");
			assertThat(this.tasks.size()).isZero();
		}

	}

}
