package io.discordgateway.spring.test.bot;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;

import org.springframework.aot.AotDetector;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.core.io.InputStreamSource;
import org.springframework.test.context.aot.TestContextAotGenerator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that were processed ahead of time run as others do, in a process of their own.
 */
class AheadOfTimeTests {

	@TempDir
	private Path directory;

	@Test
	void testsThatWereProcessedAheadOfTimePass() throws Exception {
		InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
		new TestContextAotGenerator(files).processAheadOfTime(Stream.of(PingTests.class, RateLimitTests.class));
		List<String> sources = write(files.getGeneratedFiles(Kind.SOURCE));
		assertThat(sources).anyMatch((name) -> name.contains("TestDiscordAutoConfiguration__"));
		write(files.getGeneratedFiles(Kind.RESOURCE));
		write(files.getGeneratedFiles(Kind.CLASS));
		compile(sources);
		Path log = this.directory.resolve("run.log");
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-D" + AotDetector.AOT_ENABLED + "=true", "-cp", classPath(), Run.class.getName())
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
		assertThat(process.exitValue()).as(Files.readString(log)).isZero();
		assertThat(Files.readString(log)).contains("Starting AOT-processed");
	}

	private List<String> write(Map<String, InputStreamSource> files) throws IOException {
		List<String> written = new ArrayList<>();
		for (Map.Entry<String, InputStreamSource> file : files.entrySet()) {
			Path path = this.directory.resolve(file.getKey());
			Files.createDirectories(path.getParent());
			try (InputStream in = file.getValue().getInputStream()) {
				Files.write(path, in.readAllBytes());
			}
			written.add(path.toString());
		}
		return written;
	}

	private void compile(List<String> sources) {
		List<String> arguments = new ArrayList<>(
				List.of("-proc:none", "-nowarn", "-d", this.directory.toString(), "-cp", classPath()));
		arguments.addAll(sources);
		assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
			.isZero();
	}

	private String classPath() {
		return this.directory + File.pathSeparator + System.getProperty("java.class.path");
	}

	static class Run {

		public static void main(String[] args) {
			long failed = EngineTestKit.engine("junit-jupiter")
				.selectors(DiscoverySelectors.selectClass(PingTests.class),
						DiscoverySelectors.selectClass(RateLimitTests.class))
				.execute()
				.allEvents()
				.debug(System.out)
				.failed()
				.count();
			System.exit((failed == 0) ? 0 : 1);
		}

	}

}
