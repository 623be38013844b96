package io.discordgateway.spring.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.discordgateway.test.LocalGateway;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for processes that share a store in an engine: real ones, which the operating
 * system freezes and kills.
 */
@EnabledOnOs({ OS.LINUX, OS.MAC })
class SharedStoreTests {

	private static final long SEED = Long.getLong("shared.seed", System.nanoTime());

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private static final Duration LEASE = Duration.ofSeconds(6);

	/* A listener may have been about to begin when its process was frozen. */
	private static final int ABOUT_TO_BEGIN = 1;

	@TempDir
	private Path folder;

	private final List<Process> processes = new ArrayList<>();

	@AfterEach
	void end() throws InterruptedException {
		for (Process process : this.processes) {
			assertThat(process.destroyForcibly().waitFor(30, TimeUnit.SECONDS)).isTrue();
		}
	}

	/** How the processes write to the store. */
	enum Writing {

		COMPARING(10), COMPARING_UNDER_LOCKS(3);

		private final int minutes;

		Writing(int minutes) {
			this.minutes = minutes;
		}

	}

	@ParameterizedTest
	@MethodSource("engines")
	@DisplayName("R49: of processes that overlap, freeze, stop and are killed one owns the session, and nothing is lost")
	void processesTakeTurns(SharedLedger.Kind engine) throws Exception {
		try (LocalGateway gateway = LocalGateway.builder().build().start();
				SharedLedger ledger = engine.open(this.folder);
				Load load = new Load(gateway)) {
			Process first = start(gateway, engine, ledger, Writing.COMPARING, "first");
			await("the session", ledger::hasSession);
			load.start();
			awaitEvents(ledger, 100);
			// They come up while the lease of the first ends, as it is frozen.
			Map<String, Process> running = new HashMap<>();
			for (String name : List.of("second", "third")) {
				running.put(name, start(gateway, engine, ledger, Writing.COMPARING, name));
			}
			signal("STOP", first);
			String stopped = awaitOwner(ledger, running.keySet());
			signal("CONT", first);
			awaitEvents(ledger, 300);
			stop(running.remove(stopped));
			running.put("first", first);
			String killed = awaitOwner(ledger, running.keySet());
			running.remove(killed).destroyForcibly();
			String last = awaitOwner(ledger, running.keySet());
			assertThat(running).containsOnlyKeys(last);
			int sent = load.stop();
			await("all events", () -> ledger.distinct() == sent);
			Report report = Report.of(ledger);
			System.out.println("shared store, " + engine + ": " + report);
			report.assertWell(1);
			assertThat(gateway.record().identifies()).hasSize(1);
			assertThat(gateway.record().violations()).isEmpty();
		}
	}

	static Stream<SharedLedger.Kind> engines() {
		return Boolean.getBoolean("thorough") ? Stream.of(SharedLedger.Kind.values())
				: Stream.of(SharedLedger.Kind.POSTGRES);
	}

	/*
	 * For as long as -Dshared.minutes says. One that is frozen in the middle of taking a
	 * lock has a transaction open, so that nobody else gets that lock meanwhile: with
	 * locks, a process that is frozen may keep its session for as long as it is.
	 */
	@ParameterizedTest
	@CsvSource({ "H2, COMPARING", "POSTGRES, COMPARING", "REDIS, COMPARING", "H2, COMPARING_UNDER_LOCKS",
			"POSTGRES, COMPARING_UNDER_LOCKS" })
	@EnabledIfSystemProperty(named = "thorough", matches = "true", disabledReason = "runs with -Pthorough")
	@DisplayName("R49: processes that are started, stopped, frozen and killed at random never share the session")
	void processesTakeTurnsAtRandom(SharedLedger.Kind engine, Writing writing) throws Exception {
		Random random = new Random(SEED);
		try (LocalGateway gateway = LocalGateway.builder().build().start();
				SharedLedger ledger = engine.open(this.folder);
				Load load = new Load(gateway)) {
			List<Process> running = new ArrayList<>(List.of(start(gateway, engine, ledger, writing, "first")));
			await("the session", ledger::hasSession);
			running.add(start(gateway, engine, ledger, writing, "second"));
			load.start();
			long end = System.nanoTime()
					+ TimeUnit.MINUTES.toNanos(Integer.getInteger("shared.minutes", writing.minutes));
			List<CompletableFuture<Void>> frozen = new ArrayList<>();
			int[] done = new int[Happening.values().length];
			for (int i = 0; System.nanoTime() < end; i++) {
				awaitEvents(ledger, 200);
				Happening happening = Happening.values()[random.nextInt(done.length)];
				done[happening.ordinal()]++;
				Process process = running.get(random.nextInt(running.size()));
				int millis = random.nextInt(15_000);
				switch (happening) {
					case START -> {
						if (running.size() == 3) {
							stop(running.remove(0));
						}
						running.add(start(gateway, engine, ledger, writing, "process-" + i));
					}
					case FREEZE -> {
						signal("STOP", process);
						frozen.add(CompletableFuture.runAsync(() -> wake(process),
								CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS)));
					}
					case KILL -> {
						process.destroyForcibly();
						running.remove(process);
					}
					case STOP -> {
						stop(process);
						running.remove(process);
					}
				}
				while (running.size() < 2) {
					running.add(start(gateway, engine, ledger, writing, "process-" + i + "-" + running.size()));
				}
			}
			int sent = load.stop();
			CompletableFuture.allOf(frozen.toArray(CompletableFuture<?>[]::new)).join();
			await("all events", () -> ledger.distinct() == sent);
			Report report = Report.of(ledger);
			System.out.printf(
					"shared store, %s, %s, -Dshared.seed=%d: %s; %d started, %d frozen, %d killed, %d stopped%n",
					engine, writing, SEED, report, done[0], done[1], done[2], done[3]);
			report.assertWell(frozen.size());
			assertThat(gateway.record().identifies()).hasSize(1);
			assertThat(gateway.record().violations()).isEmpty();
		}
	}

	/** What happens to one of the processes. */
	enum Happening {

		START, FREEZE, KILL, STOP

	}

	private Process start(LocalGateway gateway, SharedLedger.Kind engine, SharedLedger ledger, Writing writing,
			String name) throws IOException {
		Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx128m", "-cp",
				System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
				SharedStoreBot.class.getName(), "--engine=" + engine, "--url=" + ledger.url(), "--name=" + name,
				"--locks=" + (writing == Writing.COMPARING_UNDER_LOCKS),
				"--discord.gateway.api-base-url=" + gateway.apiBaseUrl(),
				"--discord.gateway.token=" + gateway.token().reveal(), "--discord.gateway.session.store=metadata-store",
				"--discord.gateway.session.owner-lease=" + LEASE.toSeconds() + "s",
				"--discord.gateway.reconnect.min-backoff=20ms", "--spring.main.banner-mode=off")
			.redirectErrorStream(true)
			.redirectOutput(this.folder.resolve(name + ".log").toFile())
			.start();
		this.processes.add(process);
		return process;
	}

	/* A process that is frozen is stopped once it is woken. */
	private static void stop(Process process) throws InterruptedException {
		process.destroy();
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
	}

	private static void signal(String signal, Process process) throws Exception {
		assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor()).isZero();
	}

	/* It may have been killed meanwhile. */
	private static void wake(Process process) {
		try {
			if (process.isAlive()) {
				int unused = new ProcessBuilder("kill", "-CONT", Long.toString(process.pid())).start().waitFor();
			}
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Returns which of some processes goes on with the session. */
	private String awaitOwner(SharedLedger ledger, Set<String> names) throws IOException {
		Map<String, Integer> before = names.stream().collect(Collectors.toMap((name) -> name, ledger::begun));
		AtomicReference<String> owner = new AtomicReference<>();
		await("one of " + names, () -> {
			before
				.forEach((name, count) -> owner.compareAndSet(null, (ledger.begun(name) > count + 100) ? name : null));
			return owner.get() != null;
		});
		return owner.get();
	}

	private void awaitEvents(SharedLedger ledger, int count) throws IOException {
		int last = ledger.last();
		await("events", () -> ledger.last() > last + count);
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
			throw new AssertionError(
					"Waited in vain (-Dshared.seed=" + SEED + ") for " + what + "; the processes said:\n" + logs, ex);
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

	/** What the processes have begun, in the order of the engine. */
	private static final class Report {

		private final Set<Integer> numbers = new HashSet<>();

		private final List<SharedLedger.Begun> reign = new ArrayList<>();

		private String process = "";

		private int count;

		private long last;

		private int late;

		private int takeovers;

		private long inHand;

		private long mostInHand;

		private Duration longestUnsaved = Duration.ZERO;

		private static Report of(SharedLedger ledger) {
			Report report = new Report();
			ledger.all().forEach(report::add);
			return report;
		}

		private void add(SharedLedger.Begun begun) {
			this.count++;
			this.numbers.add(begun.number());
			if (!begun.claim().path("owner").asString().equals(begun.owner())
					|| begun.claim().path("until").asLong() == 0) {
				this.late++;
				return;
			}
			if (!begun.process().equals(this.process)) {
				takeOver(begun.claim().path("session").path("sequence").asLong());
				this.process = begun.process();
			}
			this.reign.add(begun);
			this.last = Math.max(this.last, begun.sequence());
		}

		/* In hand was what the process before had begun and not saved as done. */
		private void takeOver(long saved) {
			long unsaved = Math.max(0, this.last - saved);
			this.inHand += unsaved;
			this.mostInHand = Math.max(this.mostInHand, unsaved);
			if (!this.reign.isEmpty()) {
				this.takeovers++;
				Instant end = this.reign.get(this.reign.size() - 1).at();
				Instant begin = this.reign.stream()
					.filter((begun) -> begun.sequence() > saved)
					.map(SharedLedger.Begun::at)
					.findFirst()
					.orElse(end);
				Duration age = Duration.between(begin, end);
				this.longestUnsaved = (age.compareTo(this.longestUnsaved) > 0) ? age : this.longestUnsaved;
			}
			this.reign.clear();
		}

		private int again() {
			return this.count - this.numbers.size();
		}

		private void assertWell(int frozen) {
			assertThat(this.late).as(toString()).isLessThanOrEqualTo(frozen * ABOUT_TO_BEGIN);
			assertThat(this.again()).as(toString()).isLessThanOrEqualTo((int) this.inHand + this.late);
			// Who cannot save for a lease begins nothing; one may be frozen in between.
			assertThat(this.longestUnsaved).as(toString()).isLessThan(LEASE.multipliedBy(2));
		}

		@Override
		public String toString() {
			return this.numbers.size() + " events, " + again() + " of them again; " + this.takeovers
					+ " takeovers with " + this.inHand + " in hand together, " + this.mostInHand
					+ " at most, begun for up to " + this.longestUnsaved.toMillis() + " ms; " + this.late
					+ " begun by a process that had just lost";
		}

	}

}
