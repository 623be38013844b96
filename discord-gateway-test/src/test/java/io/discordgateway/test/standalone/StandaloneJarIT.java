package io.discordgateway.test.standalone;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.logging.Level;
import java.util.logging.Logger;

import io.discordgateway.codec.Compression;
import io.discordgateway.connection.ConnectionEvent;
import io.discordgateway.connection.DiscordConnection;
import io.discordgateway.examples.SocketBot;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.payload.Token;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the standalone jar, as a process.
 */
class StandaloneJarIT {

	private static final Path JAR = Path.of(System.getProperty("standalone.jar"));

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	/* Held, as it would be collected with its level otherwise. */
	private static final Logger LOGGER = Logger.getLogger(SocketBot.class.getName());

	@TempDir
	private Path directory;

	private Process process;

	private Process start(String... options) throws IOException {
		List<String> command = new CopyOnWriteArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-XX:+UseSerialGC", "-jar", JAR.toString()));
		command.addAll(List.of(options));
		ProcessBuilder builder = new ProcessBuilder(command).redirectError(this.directory.resolve("errors").toFile());
		builder.environment().remove("LOCAL_GATEWAY_TOKEN");
		this.process = builder.start();
		return this.process;
	}

	@BeforeAll
	static void faultsAreExpected() {
		LOGGER.setLevel(Level.OFF);
	}

	@AfterEach
	void end() {
		if (this.process != null) {
			this.process.destroyForcibly();
		}
	}

	private String errors() throws IOException {
		return Files.readString(this.directory.resolve("errors"));
	}

	private static String value(String line, String name) {
		return line.replaceFirst(".*\\b" + name + "=(\\S+).*", "$1");
	}

	private static String call(String method, String url, String body) {
		HttpRequest request = HttpRequest.newBuilder(URI.create(url))
			.method(method, HttpRequest.BodyPublishers.ofString(body))
			.build();
		HttpResponse<String> response = HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString()).join();
		assertThat(response.statusCode()).as(response.body()).isBetween(200, 204);
		return response.body();
	}

	@Test
	void aBotLogsInResumesAfterAFaultAndIsToldOfTheEnd() throws Exception {
		Process started = start("--port", "0", "--control-port", "0", "--lively=100", "--shards", "1");
		BufferedReader output = started.inputReader(StandardCharsets.UTF_8);
		String line = output.readLine();
		assertThat(line).as(errors()).startsWith("Simulated Discord is ready: api-base-url=http://127.0.0.1:");
		String control = value(line, "control-url");
		String token = value(line, "token");
		List<ConnectionEvent> events = new CopyOnWriteArrayList<>();
		SocketBot bot = new SocketBot(
				DiscordConnection.builder(new GatewayUrl(URI.create(value(line, "gateway-url"))), new SecureRandom())
					.compression(Compression.ZSTD_STREAM)
					.backoff(Duration.ofMillis(20), Duration.ofMillis(200)),
				null, Token.of(token), (1 << 0) | (1 << 9) | (1 << 15), events::add);
		Thread thread = new Thread(() -> {
			try {
				bot.run();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}, "bot");
		thread.start();
		await(events, "GUILD_CREATE");
		// Recorded people talk.
		await(events, "MESSAGE_CREATE");
		call("POST", control + "/faults/drop", "");
		await(events, "RESUMED");
		String transcript = call("GET", control + "/transcript", "");
		assertThat(transcript).contains("compress=zstd-stream", "IDENTIFY", "dropped", "RESUME").doesNotContain(token);
		assertThat(call("GET", control + "/openapi.json", "")).contains("\"openapi\": \"3.1.0\"");
		// Unlike the process itself, its handle leaves the output open.
		assertThat(started.toHandle().destroy()).isTrue();
		assertThat(started.waitFor(10, TimeUnit.SECONDS)).isTrue();
		assertThat(output.lines().toList()).containsExactly("Stopped");
		Awaitility.await()
			.pollInterval(Duration.ofMillis(10))
			.until(() -> events.stream()
				.anyMatch((event) -> event instanceof ConnectionEvent.Closed closed && closed.code() != null
						&& closed.code() == 1001));
		bot.stop();
		thread.join(10_000);
		// Newer JDKs warn of what Netty does with memory.
		assertThat(errors().lines()).allMatch((error) -> error.startsWith("WARNING: "));
	}

	private static void await(List<ConnectionEvent> events, String name) {
		Awaitility.await()
			.pollInterval(Duration.ofMillis(10))
			.until(() -> events.stream()
				.anyMatch(
						(event) -> event instanceof ConnectionEvent.Dispatch dispatch && dispatch.name().equals(name)));
	}

	@Test
	void aWrongOptionEndsItWith2() throws Exception {
		Process started = start("--prot", "7777");
		assertThat(started.waitFor(10, TimeUnit.SECONDS)).isTrue();
		assertThat(started.exitValue()).isEqualTo(2);
		assertThat(errors().lines()).containsExactly("There is no option --prot. --help lists the options");
	}

	@Test
	void theJarHasTheLicencesOfAllThatIsInIt() throws IOException {
		try (JarFile jar = new JarFile(JAR.toFile())) {
			assertThat(text(jar, "META-INF/LICENSE-2.0.txt")).contains("Apache License");
			assertThat(text(jar, "META-INF/zstd-LICENSE.txt")).contains("Luben Karavelov").contains("Meta Platforms");
			assertThat(text(jar, "META-INF/FastDoubleParser-LICENSE")).contains("MIT License");
			assertThat(text(jar, "META-INF/NOTICE")).contains("Jackson");
			assertThat(text(jar, "META-INF/io.netty.versions.properties")).contains("netty-common.version")
				.contains("netty-codec-http.version");
			assertThat(jar.getManifest().getMainAttributes().getValue("Multi-Release")).isEqualTo("true");
			assertThat(jar.stream().map((entry) -> entry.getName()))
				.noneMatch((name) -> name.endsWith("module-info.class"))
				.noneMatch((name) -> name.matches("(org/junit|org/assertj|net/bytebuddy)/.*|.*ContractTests.*"))
				.anyMatch((name) -> name.startsWith("win/amd64/"))
				.anyMatch((name) -> name.startsWith("darwin/aarch64/"));
		}
	}

	private static String text(JarFile jar, String entry) throws IOException {
		assertThat(jar.getEntry(entry)).as(entry).isNotNull();
		try (InputStream in = jar.getInputStream(jar.getEntry(entry))) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
