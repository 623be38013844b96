package io.discordgateway.spring.guest;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.discordgateway.test.LocalGateway;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of an application when the starter is added: nothing but a bot. Each runs
 * in a process of its own, with the class path that Maven would give it.
 */
class GuestTests {

	private static final String WEBMVC = "org.springframework.boot:spring-boot-starter-webmvc";

	private static final String WEBFLUX = "org.springframework.boot:spring-boot-starter-webflux";

	private static final String NETTY = "io.netty:netty-handler";

	private static final String ACTUATOR = "org.springframework.boot:spring-boot-starter-actuator";

	private final LocalGateway discord = LocalGateway.builder().build().start();

	private final List<Guest> guests = new ArrayList<>();

	@TempDir
	private Path folder;

	/* Whoever wants a port that is taken fails to start. */
	private ServerSocket taken;

	@BeforeEach
	void takePort() throws IOException {
		this.taken = new ServerSocket(0);
	}

	@AfterEach
	void close() throws Exception {
		for (Guest guest : this.guests) {
			guest.process().destroyForcibly().waitFor();
		}
		this.discord.close();
		this.taken.close();
	}

	@Test
	void aBotWithoutWebIsNoWebApplicationOpensNoPortAndLivesUntilItIsTold() throws Exception {
		ConsumerClassPath classPath = new ConsumerClassPath();
		assertThat(classPath.with()).extracting((file) -> file.getFileName().toString())
			.anyMatch((name) -> name.startsWith("tomcat-embed-core-"))
			.noneMatch((name) -> name.contains("webmvc") || name.contains("web-server") || name.contains("junit"));
		Guest guest = start(classPath, List.of(), "server.port=" + this.taken.getLocalPort());
		guest.awaitLine("type=NONE");
		awaitMessage(guest);
		guest.process().destroy();
		assertThat(guest.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
		assertThat(guest.log()).containsOnlyOnce("The gateway is connected to with StandardWebSocketClient");
		assertThat(this.discord.sessions()).noneMatch(LocalGateway.Session::connected);
	}

	@Test
	void aBotWithNettyIsConnectedWithItAndNothingElseIsSaid() throws Exception {
		ConsumerClassPath classPath = new ConsumerClassPath();
		assertThat(classPath.with()).noneMatch((file) -> file.getFileName().toString().startsWith("netty-"));
		// zstd-jni loads a library, which newer JVMs warn of.
		Guest guest = start(classPath, List.of(NETTY), "discord.gateway.compression=zlib-stream");
		guest.awaitLine("type=NONE");
		awaitMessage(guest);
		guest.process().destroy();
		assertThat(guest.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
		assertThat(guest.log()).containsOnlyOnce("The gateway is connected to with Netty, nio");
		// Logback may say something of itself when it is stopped before all else is.
		assertThat(guest.log().lines().filter((line) -> !line.contains("|-WARN in Logger")))
			.noneMatch((line) -> line.contains("WARN") || line.contains("io.netty"));
	}

	@Test
	void twoBotsOnOneHostDoNotGetInEachOthersWay() throws Exception {
		ConsumerClassPath classPath = new ConsumerClassPath();
		Guest first = start(classPath, List.of());
		Guest second = start(classPath, List.of());
		awaitMessage(first);
		awaitMessage(second);
	}

	@Test
	void anApplicationWithSpringMvcStaysOne() throws Exception {
		Guest guest = start(new ConsumerClassPath(), List.of(WEBMVC), "server.port=0");
		guest.awaitLine("type=SERVLET");
		assertThat(get(guest.value("port"), "/")).isEqualTo(GuestApplication.PAGE);
		awaitMessage(guest);
	}

	@Test
	void anApplicationWithWebFluxStaysOne() throws Exception {
		Guest guest = start(new ConsumerClassPath(), List.of(WEBFLUX), "server.port=0");
		guest.awaitLine("type=REACTIVE");
		assertThat(guest.log()).contains("Netty started on port");
		assertThat(get(guest.value("port"), "/")).isEqualTo(GuestApplication.PAGE);
		awaitMessage(guest);
	}

	@Test
	void actuatorHasItsManagementPortWhereThereIsAWebServer() throws Exception {
		Guest guest = start(new ConsumerClassPath(), List.of(WEBMVC, ACTUATOR), "server.port=0",
				"management.server.port=0", "management.endpoint.health.show-components=always");
		guest.awaitLine("type=SERVLET");
		awaitMessage(guest);
		assertThat(guest.value("management-port")).isNotEqualTo(guest.value("port"));
		assertThat(get(guest.value("management-port"), "/actuator/health")).contains("\"discordGateway\"");
	}

	@Test
	void actuatorAloneOpensNoPort() throws Exception {
		Guest guest = start(new ConsumerClassPath(), List.of(ACTUATOR),
				"management.server.port=" + this.taken.getLocalPort());
		guest.awaitLine("type=NONE");
		awaitMessage(guest);
	}

	/* Said again and again, as nobody knows when the guest begins to listen. */
	private void awaitMessage(Guest guest) {
		Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> {
			this.discord.dispatch("MESSAGE_CREATE", """
					{"id": "1", "type": 0, "channel_id": "7", "content": "hello", "author": {"id": "42",
					"username": "ada", "discriminator": "0", "global_name": null, "avatar": null},
					"timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": null, "tts": false,
					"pinned": false, "mention_everyone": false, "mentions": [], "mention_roles": [],
					"attachments": [], "embeds": [], "components": [], "flags": 0}""");
			return guest.has("message=hello");
		});
	}

	private static String get(String port, String path) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
		return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
	}

	private Guest start(ConsumerClassPath classPath, List<String> dependencies, String... properties)
			throws IOException {
		Path log = this.folder.resolve("guest-" + this.guests.size() + ".log");
		Path own = Path.of("target/test-classes").toAbsolutePath();
		String files = Stream.concat(Stream.of(own), classPath.with(dependencies.toArray(String[]::new)).stream())
			.map(Path::toString)
			.collect(Collectors.joining(File.pathSeparator));
		List<String> command = new ArrayList<>(List.of(
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-cp",
				files, GuestApplication.class.getName(), "--discord.gateway.api-base-url=" + this.discord.apiBaseUrl(),
				"--discord.gateway.token=" + this.discord.token().reveal(), "--spring.main.banner-mode=off",
				"--discord.gateway.privileged-intents=message_content"));
		Stream.of(properties).forEach((property) -> command.add("--" + property));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
		Guest guest = new Guest(process, log);
		this.guests.add(guest);
		return guest;
	}

	private record Guest(Process process, Path output) {

		void awaitLine(String line) throws IOException {
			Awaitility.await("'" + line + "'").atMost(Duration.ofMinutes(2)).until(() -> has(line));
		}

		boolean has(String line) throws IOException {
			String log = log();
			assertThat(this.process.isAlive()).as(log).isTrue();
			return log.lines().anyMatch(line::equals);
		}

		String value(String name) throws IOException {
			return log().lines()
				.filter((line) -> line.startsWith(name + "="))
				.findFirst()
				.orElseThrow()
				.substring(name.length() + 1);
		}

		String log() throws IOException {
			return Files.readString(this.output);
		}

	}

}
