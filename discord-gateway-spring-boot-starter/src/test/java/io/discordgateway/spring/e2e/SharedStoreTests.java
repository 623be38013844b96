package io.discordgateway.spring.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.discordgateway.test.LocalGateway;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.integration.metadata.SimpleMetadataStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for processes that share a store: real ones, which the operating system freezes
 * and kills.
 */
@EnabledOnOs({ OS.LINUX, OS.MAC })
class SharedStoreTests {

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	/* A listener may have been about to begin when its process was frozen. */
	private static final int IN_HAND = 1;

	@TempDir
	private Path folder;

	private final List<Process> processes = new ArrayList<>();

	@AfterEach
	void end() throws InterruptedException {
		for (Process process : this.processes) {
			assertThat(process.destroyForcibly().waitFor(30, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	@DisplayName("R49: of processes that overlap, freeze, stop and are killed one owns the session, and nothing is lost")
	void processesTakeTurns() throws Exception {
		try (LocalGateway gateway = LocalGateway.builder().build().start();
				StoreServer server = new StoreServer();
				Load load = new Load(gateway)) {
			Process first = start(gateway, server, "first");
			await("the first", () -> server.isOwnedBy("first") && server.hasSession());
			Process second = start(gateway, server, "second");
			load.start();
			await("events of the first", () -> server.begun("first") > 200);
			signal("STOP", first);
			await("the second", () -> server.begun("second") > 200);
			signal("CONT", first);
			int before = server.begun("second");
			await("events of the second", () -> server.begun("second") > before + 1000);
			second.destroy();
			assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
			int woken = server.begun("first");
			await("the first again", () -> server.begun("first") > woken + 200);
			first.destroyForcibly();
			start(gateway, server, "third");
			await("the third", () -> server.begun("third") > 200);
			int sent = load.stop();
			await("all events", () -> server.distinct() == sent);
			report(server, sent);
			assertThat(server.late()).isLessThanOrEqualTo(IN_HAND);
			assertThat(gateway.record().identifies()).hasSize(1);
			assertThat(gateway.record().violations()).isEmpty();
		}
	}

	@Test
	@EnabledIfSystemProperty(named = "thorough", matches = "true")
	@DisplayName("R49: two processes that are stopped, frozen and killed at random never share the session for minutes")
	void processesTakeTurnsAtRandom() throws Exception {
		long seed = Long.getLong("shared.seed", System.nanoTime());
		Random random = new Random(seed);
		try (LocalGateway gateway = LocalGateway.builder().build().start();
				StoreServer server = new StoreServer();
				Load load = new Load(gateway)) {
			List<Process> pair = new ArrayList<>(List.of(start(gateway, server, "first")));
			await("the first", () -> server.isOwnedBy("first") && server.hasSession());
			pair.add(start(gateway, server, "second"));
			load.start();
			long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(Integer.getInteger("shared.minutes", 10));
			int frozen = 0;
			for (int i = 0; System.nanoTime() < end; i++) {
				int seen = server.distinct();
				await("events, -Dshared.seed=" + seed, () -> server.distinct() > seen + 200);
				Process process = pair.remove(random.nextInt(2));
				if (random.nextInt(3) == 0) {
					frozen++;
					signal("STOP", process);
					LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(15_000)));
					signal("CONT", process);
					pair.add(process);
				}
				else {
					if (random.nextBoolean()) {
						process.destroyForcibly();
					}
					else {
						process.destroy();
					}
					assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
					pair.add(start(gateway, server, "process-" + i));
				}
			}
			int sent = load.stop();
			await("all events, -Dshared.seed=" + seed, () -> server.distinct() == sent);
			report(server, sent);
			assertThat(server.late()).as("-Dshared.seed=%d", seed).isLessThanOrEqualTo(frozen * IN_HAND);
			assertThat(gateway.record().identifies()).hasSize(1);
		}
	}

	private static void report(StoreServer server, int sent) {
		System.out.printf("shared store: %d events, %d of them again, %d begun by a process that had just lost%n", sent,
				server.repeated(), server.late());
	}

	private Process start(LocalGateway gateway, StoreServer server, String name) throws IOException {
		Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx128m", "-cp",
				System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
				SharedStoreBot.class.getName(), Integer.toString(server.port()), name,
				"--discord.gateway.api-base-url=" + gateway.apiBaseUrl(),
				"--discord.gateway.token=" + gateway.token().reveal(), "--discord.gateway.session.store=metadata-store",
				"--discord.gateway.session.owner-lease=6s", "--discord.gateway.reconnect.min-backoff=20ms",
				"--spring.main.banner-mode=off")
			.redirectErrorStream(true)
			.redirectOutput(this.folder.resolve(name + ".log").toFile())
			.start();
		this.processes.add(process);
		return process;
	}

	private static void signal(String signal, Process process) throws Exception {
		assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor()).isZero();
	}

	private void await(String what, Callable<Boolean> condition) throws IOException {
		try {
			Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(condition);
		}
		catch (ConditionTimeoutException ex) {
			StringBuilder logs = new StringBuilder();
			try (Stream<Path> files = Files.list(this.folder)) {
				for (Path log : files.toList()) {
					logs.append(log.getFileName()).append(":\n").append(Files.readString(log));
				}
			}
			throw new AssertionError("Waited in vain for " + what + "; the processes said:\n" + logs, ex);
		}
	}

	/** Events at a steady rate, whose numbers are their ids. */
	private static final class Load implements AutoCloseable {

		private final LocalGateway gateway;

		private final Thread thread = new Thread(this::run, "load");

		private volatile boolean over;

		private int sent;

		private Load(LocalGateway gateway) {
			this.gateway = gateway;
		}

		private void start() {
			this.thread.start();
		}

		private void run() {
			while (!this.over) {
				this.sent++;
				this.gateway.dispatch("MESSAGE_CREATE", """
						{"id":"%d","channel_id":"5","guild_id":"6","content":"","author":{"id":"7","username":"x"}}"""
					.formatted(this.sent));
				LockSupport.parkNanos(5_000_000);
			}
		}

		private int stop() throws InterruptedException {
			close();
			return this.sent;
		}

		@Override
		public void close() throws InterruptedException {
			this.over = true;
			this.thread.join();
		}

	}

	/** The store, who has the session, and what was begun by whom. */
	private static final class StoreServer implements AutoCloseable {

		private final SimpleMetadataStore store = new SimpleMetadataStore();

		private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

		private final Map<String, Integer> begun = new HashMap<>();

		private final Map<String, Integer> numbers = new HashMap<>();

		private @Nullable String owner;

		private @Nullable String ownerId;

		private boolean session;

		private int late;

		private StoreServer() throws IOException {
			start(this::accept);
		}

		private static void start(Runnable task) {
			Thread thread = new Thread(task, "store-server");
			thread.setDaemon(true);
			thread.start();
		}

		private int port() {
			return this.socket.getLocalPort();
		}

		private void accept() {
			while (!this.socket.isClosed()) {
				try {
					Socket accepted = this.socket.accept();
					start(() -> serve(accepted));
				}
				catch (IOException ex) {
					return;
				}
			}
		}

		private void serve(Socket accepted) {
			try (accepted;
					BufferedReader in = new BufferedReader(
							new InputStreamReader(accepted.getInputStream(), StandardCharsets.US_ASCII));
					Writer out = new OutputStreamWriter(accepted.getOutputStream(), StandardCharsets.US_ASCII)) {
				String name = "";
				for (String line = in.readLine(); line != null; line = in.readLine()) {
					List<String> words = Arrays.stream(line.split(" "))
						.map((word) -> URLDecoder.decode(word, StandardCharsets.UTF_8))
						.toList();
					name = words.get(0).equals("name") ? words.get(1) : name;
					String answer = answer(name, words);
					out.write(((answer != null) ? URLEncoder.encode(answer, StandardCharsets.UTF_8) : "-") + "\n");
					out.flush();
				}
			}
			catch (IOException ex) {
				// The process was killed.
				return;
			}
		}

		private synchronized @Nullable String answer(String name, List<String> words) {
			String key = words.get(1);
			switch (words.get(0)) {
				case "begin" -> {
					this.begun.merge(name, 1, Integer::sum);
					this.numbers.merge(key, 1, Integer::sum);
					this.late += name.equals(this.owner) ? 0 : 1;
					return null;
				}
				case "get" -> {
					return this.store.get(key);
				}
				case "put" -> this.store.put(key, words.get(2));
				case "remove" -> {
					return this.store.remove(key);
				}
				case "putIfAbsent" -> {
					String before = this.store.putIfAbsent(key, words.get(2));
					if (before == null) {
						written(name, key, words.get(2));
					}
					return before;
				}
				case "replace" -> {
					boolean replaced = this.store.replace(key, words.get(2), words.get(3));
					if (replaced) {
						written(name, key, words.get(3));
					}
					return Boolean.toString(replaced);
				}
				default -> {
				}
			}
			return null;
		}

		private void written(String name, String key, String value) {
			if (key.contains(":session:")) {
				JsonNode claim = JsonMapper.shared().readTree(value);
				String id = claim.path("owner").asString();
				if (!id.equals(this.ownerId)) {
					this.ownerId = id;
					this.owner = name;
				}
				if (claim.path("until").asLong() == 0) {
					this.owner = null;
				}
				this.session = claim.path("session").isObject();
			}
		}

		private synchronized boolean isOwnedBy(String name) {
			return name.equals(this.owner);
		}

		private synchronized boolean hasSession() {
			return this.session;
		}

		private synchronized int begun(String name) {
			return this.begun.getOrDefault(name, 0);
		}

		private synchronized int distinct() {
			return this.numbers.size();
		}

		private synchronized int repeated() {
			return this.numbers.values().stream().mapToInt((count) -> count - 1).sum();
		}

		private synchronized int late() {
			return this.late;
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

}
