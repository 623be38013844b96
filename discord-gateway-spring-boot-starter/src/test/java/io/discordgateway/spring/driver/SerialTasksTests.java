package io.discordgateway.spring.driver;

import java.util.ArrayList;
import java.util.List;
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

}
