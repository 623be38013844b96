package io.discordgateway.processes;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.discordgateway.spring.guest.ConsumerClassPath;
import io.discordgateway.test.LocalGateway;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample in a process of its own, with the class path that Maven gives to it, and a
 * {@link Journal}.
 */
final class Sample implements AutoCloseable {

	/** What a process that SIGTERM ended says: 128 and the signal's number. */
	static final int TERMINATED = 143;

	private static final Path CLASSES = Path.of("../sample-app/target/classes").toAbsolutePath();

	private static final Path OWN_CLASSES = Path.of("target/test-classes").toAbsolutePath();

	private static final Pattern FLEET = Pattern
		.compile("The fleet has (\\d+) instances?; this one runs (\\d+) of \\d+ shards");

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	private final String name;

	private final Path folder;

	private final Process process;

	private Sample(String name, Path folder, Process process) {
		this.name = name;
		this.folder = folder;
		this.process = process;
	}

	/**
	 * Starts one, and does not wait for it.
	 * @param name its name
	 * @param folder what its own folder is made in
	 * @param gateway the Discord that it connects to
	 * @param dependencies what it has beside its own, as {@code group:artifact}
	 * @param properties Spring Boot's, as {@code name=value}
	 * @return the process
	 */
	static Sample start(String name, Path folder, LocalGateway gateway, List<String> dependencies,
			List<String> properties) throws Exception {
		return start(name, folder, gateway, dependencies, properties, List.of(), Map.of());
	}

	/**
	 * Starts one by another command.
	 * @param wrapper what the command for Java is the last argument of
	 * @param environment what it has in its environment beside what this process has
	 */
	static Sample start(String name, Path folder, LocalGateway gateway, List<String> dependencies,
			List<String> properties, List<String> wrapper, Map<String, String> environment) throws Exception {
		Path own = Files.createDirectories(folder.resolve(name));
		List<String> command = new ArrayList<>(wrapper);
		command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
				"-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx256m", "-cp", classPath(dependencies),
				"io.discordgateway.sample.SampleApplication"));
		Map<String, String> all = new LinkedHashMap<>();
		Stream
			.concat(Stream.of("server.port=0", "spring.main.banner-mode=off",
					"spring.main.sources=" + Journal.class.getName(), "journal=" + own.resolve("journal"),
					"discord.gateway.api-base-url=" + gateway.apiBaseUrl(),
					"discord.gateway.token=" + gateway.token().reveal()), properties.stream())
			.forEach((property) -> all.put(property.substring(0, property.indexOf('=')), property));
		all.values().forEach((property) -> command.add("--" + property));
		ProcessBuilder builder = new ProcessBuilder(command).directory(own.toFile())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(own.resolve("log").toFile()));
		builder.environment().putAll(environment);
		return new Sample(name, own, builder.start());
	}

	private static String classPath(List<String> dependencies) throws Exception {
		List<String> all = new ArrayList<>(List.of("io.discordgateway:sample-app"));
		all.addAll(dependencies);
		Stream<Path> found = new ConsumerClassPath(CLASSES).of(all).stream();
		return Stream.concat(found, Stream.of(OWN_CLASSES))
			.map((file) -> file.toAbsolutePath().toString())
			.collect(Collectors.joining(File.pathSeparator));
	}

	String name() {
		return this.name;
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	/** Returns whether it has ended by itself. */
	boolean hasFailed() {
		return !isAlive() && exitCode() == 1;
	}

	String log() throws IOException {
		return Files.readString(this.folder.resolve("log"));
	}

	/** Returns what its listeners have begun. */
	List<Journal.Begun> journal() throws IOException {
		return Journal.read(this.name, this.folder.resolve("journal"));
	}

	/** Returns how many instances it has last told of, or 0. */
	int instances() throws IOException {
		return lastOf(FLEET, 1);
	}

	/** Returns how many shards it has last told that it runs, or 0. */
	int shards() throws IOException {
		return lastOf(FLEET, 2);
	}

	/** Returns the port of its last web server, or 0 if there is none yet. */
	int port() throws IOException {
		return lastOf(PORT, 1);
	}

	private int lastOf(Pattern pattern, int group) throws IOException {
		int last = 0;
		for (Matcher matcher = pattern.matcher(log()); matcher.find();) {
			last = Integer.parseInt(matcher.group(group));
		}
		return last;
	}

	/** Ends it with SIGKILL, and waits until it is gone. */
	void kill() throws InterruptedException {
		assertThat(this.process.destroyForcibly().waitFor(30, TimeUnit.SECONDS)).isTrue();
	}

	/** Sends SIGTERM, and waits for no more than a time. */
	Duration terminate(Duration patience) throws Exception {
		long begun = System.nanoTime();
		this.process.destroy();
		assertThat(this.process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS))
			.as("%s ends within %s; it said:%n%s", this.name, patience, log())
			.isTrue();
		return Duration.ofNanos(System.nanoTime() - begun);
	}

	/** Returns what a path is in the process's own file system. */
	Path seenByIt(String path) {
		return Path.of("/proc", Long.toString(this.process.pid()), "root", path);
	}

	int exitCode() {
		return this.process.exitValue();
	}

	void freeze() throws Exception {
		signal("STOP");
	}

	void thaw() throws Exception {
		signal("CONT");
	}

	private void signal(String signal) throws Exception {
		assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(this.process.pid())).start().waitFor())
			.isZero();
	}

	@Override
	public void close() throws InterruptedException {
		kill();
	}

	@Override
	public String toString() {
		return this.name;
	}

}
