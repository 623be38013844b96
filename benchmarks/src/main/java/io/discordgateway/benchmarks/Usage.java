package io.discordgateway.benchmarks;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

/**
 * What this process used up to a moment. Linux.
 *
 * @param nanos the moment
 * @param cpuNanos processor time
 * @param compilerNanos processor time of the JVM's compilers. (The JVM's own figure is
 * time that passed, which on one core is another thing.)
 * @param allocated bytes that living threads allocated on the heap
 * @param collections time in the collector, in milliseconds
 * @param resident the largest resident set, in kB
 * @param old the largest use of the old generation, in kB
 */
record Usage(long nanos, long cpuNanos, long compilerNanos, long allocated, long collections, long resident, long old) {

	static Usage now() throws IOException {
		long cpu = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
		long collections = ManagementFactory.getGarbageCollectorMXBeans()
			.stream()
			.mapToLong(GarbageCollectorMXBean::getCollectionTime)
			.sum();
		long old = ManagementFactory.getMemoryPoolMXBeans()
			.stream()
			.filter((pool) -> pool.getName().matches(".*(Tenured|Old).*"))
			.mapToLong((pool) -> pool.getPeakUsage().getUsed())
			.sum();
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long allocated = Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
			.filter((bytes) -> bytes > 0)
			.sum();
		return new Usage(System.nanoTime(), cpu, compilers(), allocated, collections, status("VmHWM"), old / 1024);
	}

	/** A figure of this process's status, such as VmRSS in kB or Threads. */
	static long status(String name) throws IOException {
		return Files.readAllLines(Path.of("/proc/self/status"))
			.stream()
			.filter((line) -> line.startsWith(name + ":"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")))
			.findFirst()
			.orElseThrow();
	}

	private static long compilers() throws IOException {
		long nanos = 0;
		try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
			for (Path task : tasks) {
				nanos += compiler(task);
			}
		}
		return nanos;
	}

	private static long compiler(Path task) throws IOException {
		try {
			return Files.readString(task.resolve("comm")).matches("C[12] CompilerThre\\s*")
					? Long.parseLong(Files.readString(task.resolve("schedstat")).split(" ")[0]) : 0;
		}
		catch (NoSuchFileException ex) {
			// The thread has ended.
			return 0;
		}
	}

}
