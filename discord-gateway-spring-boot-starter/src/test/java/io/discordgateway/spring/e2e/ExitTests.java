package io.discordgateway.spring.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for how a process ends, with processes.
 */
@AnyWire
class ExitTests {

	private final Wire wire;

	@TempDir
	Path folder;

	private final List<Process> processes = new ArrayList<>();

	ExitTests(Wire wire) {
		this.wire = wire;
	}

	/*
	 * One that was left behind would go on to look for its gateway, and find that of
	 * another test at the same port.
	 */
	@AfterEach
	void endProcesses() throws InterruptedException {
		for (Process process : this.processes) {
			process.destroyForcibly().waitFor();
		}
	}

	@ParameterizedTest
	@CsvSource({ "close, 0", "SpringApplication.exit, 7", "System.exit, 7" })
	@DisplayName("A listener that ends the process does so at once, with its exit code, and its event does not come again")
	void listenerThatEndsTheProcess(String way, int code) throws Exception {
		try (LocalGateway gateway = LocalGateway.builder().build().start()) {
			Process process = start(gateway, "test.way=" + way, "discord.gateway.session.store=file",
					"discord.gateway.session.keep-on-shutdown=true",
					"discord.gateway.session.store-file=" + this.folder.resolve("sessions.json"));
			awaitConnected(gateway, process);
			Messages.send(gateway, 0, 1);
			long begun = System.nanoTime();
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(12));
			assertThat(process.exitValue()).as(log()).isEqualTo(code);
			Process next = start(gateway, "test.way=" + way, "discord.gateway.session.store=file",
					"discord.gateway.session.keep-on-shutdown=true",
					"discord.gateway.session.store-file=" + this.folder.resolve("sessions.json"));
			Bot.await().failFast(() -> !next.isAlive()).until(() -> !gateway.record().resumes().isEmpty());
			Messages.send(gateway, 1, 2);
			assertThat(next.waitFor(60, TimeUnit.SECONDS)).isTrue();
			assertThat(log().lines().filter((line) -> line.startsWith("handled"))).containsExactly("handled 0",
					"handled 1");
		}
	}

	@Test
	void onFatalExitTellsTheOrchestrator() throws Exception {
		try (LocalGateway gateway = LocalGateway.builder().build().start()) {
			Process process = start(gateway, "test.way=close", "discord.gateway.on-fatal=exit");
			awaitConnected(gateway, process);
			gateway.closeConnections(4014);
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).as(log()).isOne();
		}
	}

	private static void awaitConnected(LocalGateway gateway, Process process) {
		Bot.await().failFast(() -> !process.isAlive()).until(() -> !gateway.sessions().isEmpty());
	}

	private String log() throws IOException {
		return Files.readString(this.folder.resolve("log"));
	}

	private Process start(LocalGateway gateway, String... properties) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), ClosingBot.class.getName(),
						"--discord.gateway.api-base-url=" + gateway.apiBaseUrl(),
						"--discord.gateway.token=" + gateway.token().reveal(), "--spring.main.banner-mode=off"));
		this.wire.properties().forEach((property) -> command.add("--" + property));
		for (String property : properties) {
			command.add("--" + property);
		}
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(this.folder.resolve("log").toFile()))
			.start();
		this.processes.add(process);
		return process;
	}

}
