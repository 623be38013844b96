package io.discordgateway.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A process of this program that answers each line with a line.
 */
final class Remote implements AutoCloseable {

	private static final String MARK = "> ";

	private final Process process;

	private final BufferedWriter out;

	private final BufferedReader in;

	private Remote(Process process) {
		this.process = process;
		this.out = process.outputWriter(StandardCharsets.UTF_8);
		this.in = process.inputReader(StandardCharsets.UTF_8);
	}

	static Remote start(String cores, List<String> options, Map<String, String> environment, Class<?> main,
			String... args) throws IOException {
		return new Remote(LoadProcesses.java(cores, options, environment, main, List.of(args)));
	}

	/** Answers what the other process asked, or tells it what it waits for. */
	static void say(Object answer) {
		System.out.println(MARK + answer);
	}

	String ask(String line) throws IOException {
		this.out.write(line);
		this.out.newLine();
		this.out.flush();
		return hear();
	}

	/** Waits for what is said without being asked. */
	String hear() throws IOException {
		String line;
		while ((line = this.in.readLine()) != null) {
			if (line.startsWith(MARK)) {
				return line.substring(MARK.length());
			}
		}
		throw new IOException("The process ended");
	}

	void awaitEnd() throws InterruptedException {
		this.process.waitFor();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
