package io.discordgateway.processes;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.discordgateway.test.LocalGateway;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests for the sample as docs/deployment has it run in a container: with the environment
 * of a manifest, its probes, and a root file system that cannot be written.
 */
@EnabledOnOs(OS.LINUX)
class ContainerTests {

	/* In a mount namespace of its own, whose /tmp is in memory. */
	private static final List<String> READ_ONLY = List.of("unshare", "--mount", "sh", "-c",
			"mount --make-rprivate / && mount -o remount,bind,ro / && mount -t tmpfs tmpfs /tmp && cd / && exec \"$@\"",
			"sh");

	@TempDir
	private Path folder;

	@Test
	void sampleAnswersProbesAndWritesNowhereButToTmp() throws Exception {
		assumeTrue(isPossible(), "Mount namespaces are for root only, and not everywhere");
		Manifest manifest = Manifest.read("kubernetes-single.yaml");
		Map<String, String> environment = new HashMap<>(manifest.environment());
		environment.put("MANAGEMENT_SERVER_PORT", "0");
		environment.put("MANAGEMENT_SERVER_ADDRESS", "127.0.0.1");
		environment.put("DISCORD_GATEWAY_SESSION_STOREFILE", "/tmp/sessions.json");
		try (LocalGateway gateway = LocalGateway.builder().build().start();
				Sample sample = Sample.start("sample", this.folder, gateway, List.of(), List.of("journal=/tmp/journal"),
						READ_ONLY, environment);
				Load load = new Load(gateway, 1, 10)) {
			Awaitility.await()
				.atMost(Duration.ofMinutes(2))
				.failFast(() -> !sample.isAlive())
				.until(() -> gateway.sessions().stream().anyMatch(LocalGateway.Session::connected));
			load.start();
			Path tmp = sample.seenByIt("tmp");
			Awaitility.await()
				.atMost(Duration.ofMinutes(2))
				.until(() -> !Journal.read("sample", tmp.resolve("journal")).isEmpty());
			assertThat(Files.isWritable(sample.seenByIt("etc"))).isFalse();
			for (String path : manifest.probePaths()) {
				assertThat(status(sample.port(), path)).as(path).isEqualTo(200);
			}
			try (Stream<Path> written = Files.list(tmp)) {
				assertThat(written).extracting((file) -> file.getFileName().toString())
					.filteredOn((name) -> !name.matches("journal|sessions\\.json.*"))
					.isNotEmpty()
					.allMatch((name) -> name.matches("tomcat.*|hsperfdata_.*|libzstd.*"));
			}
			sample.terminate(Duration.ofSeconds(30));
			assertThat(sample.exitCode()).as(sample.log()).isEqualTo(Sample.TERMINATED);
			assertThat(sample.log()).doesNotContain("ERROR", "Read-only");
		}
	}

	private static int status(int port, String path) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
		return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
	}

	private static boolean isPossible() throws Exception {
		List<String> command = Stream.concat(READ_ONLY.stream(), Stream.of("true")).toList();
		try {
			return new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
