package io.discordgateway.spring.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.discordgateway.test.LocalGateway;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that processes which are killed or stopped under load, and started again, handle
 * every event: by the journal that their own handler writes.
 */
@AnyWire
class RestartTests {

	private static final int GUILDS = 20;

	private static final int EVENTS_PER_PROCESS = 4_000;

	private static final long SEED = Long.getLong("restarts.seed", System.nanoTime());

	private static final Duration PATIENCE = Duration.ofMinutes(3);

	private final Wire wire;

	@TempDir
	private Path folder;

	RestartTests(Wire wire) {
		this.wire = wire;
	}

	@Test
	@DisplayName("R23: of 4,000 events for each kill none is lost, and each guild's are handled in order")
	void processThatIsKilledAgainAndAgainLosesNothing() throws Exception {
		int kills = Integer.getInteger("restarts.kills", !Wires.THOROUGH ? 5 : isWornOut() ? 50 : 3);
		int events = EVENTS_PER_PROCESS * kills;
		Random random = new Random(SEED);
		try (LocalGateway gateway = gateway(); Load load = new Load(gateway, events, 1_100)) {
			Process process = start(gateway, false);
			awaitFirstSave(process);
			load.start();
			for (int i = 0; i < kills; i++) {
				load.allow((i + 1) * EVENTS_PER_PROCESS);
				if (random.nextInt(5) > 0) {
					awaitProgress(process);
				}
				pause(random.nextInt(3000));
				process.destroyForcibly().waitFor();
				process = start(gateway, false);
			}
			load.hurry();
			awaitAll(events, process);
			process.destroyForcibly().waitFor();
			Journal journal = Journal.read(journalFile());
			report("killed " + kills + " times (-Drestarts.seed=" + SEED + ")", events, journal);
			assertThat(journal.outOfOrder).as("-Drestarts.seed=%d", SEED).isEmpty();
			assertThat(journal.missing(events)).as("-Drestarts.seed=%d", SEED).isEmpty();
			assertThat(journal.starts).isBetween(kills / 2, kills + 1);
			if (kills >= 50) {
				// A few kills say nothing about how much comes again.
				assertThat(journal.duplicates).isLessThan(events / 5);
			}
			assertThat(gateway.record().identifies()).hasSize(1);
			assertThat(gateway.record().violations()).isEmpty();
		}
	}

	@Test
	@DisplayName("R23: a rolling restart that keeps its session loses nothing, repeats nothing, and identifies once")
	void processThatIsStoppedInOrderLosesAndRepeatsNothing() throws Exception {
		int stops = Integer.getInteger("restarts.stops", (Wires.THOROUGH && isWornOut()) ? 10 : 2);
		int events = EVENTS_PER_PROCESS * stops;
		try (LocalGateway gateway = gateway(); Load load = new Load(gateway, events, 2_000)) {
			Process process = start(gateway, true);
			awaitFirstSave(process);
			load.start();
			for (int i = 0; i < stops; i++) {
				load.allow((i + 1) * EVENTS_PER_PROCESS);
				awaitProgress(process);
				process.destroy();
				assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
				process = start(gateway, true);
			}
			load.hurry();
			awaitAll(events, process);
			process.destroy();
			assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
			Journal journal = Journal.read(journalFile());
			report("stopped " + stops + " times", events, journal);
			assertThat(journal.outOfOrder).isEmpty();
			assertThat(journal.missing(events)).isEmpty();
			assertThat(journal.duplicates).isZero();
			assertThat(gateway.record().identifies()).hasSize(1);
			assertThat(gateway.record().violations()).isEmpty();
		}
	}

	/* What a session carries over is the same in each wire: one of them is worn out. */
	private boolean isWornOut() {
		return this.wire.form() == Wire.Form.JSON_ZSTD_STREAM;
	}

	private static LocalGateway gateway() {
		return LocalGateway.builder().heartbeatInterval(Duration.ofSeconds(5)).build().start();
	}

	// Processes

	private Process start(LocalGateway gateway, boolean keepOnShutdown) throws IOException {
		List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java"),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx128m", "-cp",
				System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
				JournalingBot.class.getName(), journalFile().toString()));
		command.addAll(List.of("--discord.gateway.api-base-url=" + gateway.apiBaseUrl(),
				"--discord.gateway.token=" + gateway.token().reveal(), "--discord.gateway.dispatch.ordering=guild",
				"--discord.gateway.session.store=file", "--discord.gateway.session.store-file=" + storeFile(),
				"--discord.gateway.session.keep-on-shutdown=" + keepOnShutdown,
				"--discord.gateway.reconnect.min-backoff=20ms", "--spring.main.banner-mode=off",
				"--spring.main.lazy-initialization=true", "--spring.main.log-startup-info=false",
				"--logging.level.root=WARN"));
		this.wire.properties().map((property) -> "--" + property).forEach(command::add);
		return new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(this.folder.resolve("log").toFile()))
			.start();
	}

	private Path journalFile() {
		return this.folder.resolve("journal");
	}

	private Path storeFile() {
		return this.folder.resolve("sessions.json");
	}

	private void awaitFirstSave(Process process) throws IOException {
		await("a session that is saved", process, 10,
				() -> Files.exists(storeFile()) && Files.readString(storeFile()).contains("\"session\""));
	}

	private void awaitProgress(Process process) throws IOException {
		long before = Files.size(journalFile());
		await("events that are handled", process, 10, () -> Files.size(journalFile()) > before + 1000);
	}

	private void awaitAll(int events, Process process) throws IOException {
		await("all " + events + " events", process, 500, () -> Journal.read(journalFile()).seen() == events);
	}

	private void await(String what, Process process, int pollMillis, Callable<Boolean> condition) throws IOException {
		try {
			Awaitility.await()
				.atMost(PATIENCE)
				.pollInterval(Duration.ofMillis(pollMillis))
				.failFast("the process ended", () -> !process.isAlive())
				.until(condition);
		}
		catch (ConditionTimeoutException | TerminalFailureException ex) {
			process.destroyForcibly();
			throw new AssertionError("Waited in vain (-Drestarts.seed=" + SEED + ") for " + what + ", after "
					+ Journal.read(journalFile()).seen() + " events; the processes said:\n"
					+ Files.readString(this.folder.resolve("log")), ex);
		}
	}

	private static void pause(int millis) {
		long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
		for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

	private void report(String what, int events, Journal journal) {
		System.out.printf("%s, %s: %d events handled, %d of them again (%.2f %%)%n", this.wire, what, events,
				journal.duplicates, 100.0 * journal.duplicates / events);
	}

	/**
	 * Events in turn for each guild, at a steady rate; their number is the message's id.
	 * It waits for processes that are slow to start, so that each has something to do.
	 */
	private static final class Load implements AutoCloseable {

		private final LocalGateway gateway;

		private final int events;

		private final Thread thread = new Thread(this::run, "load");

		private volatile int perSecond;

		private volatile int allowed;

		private volatile boolean closed;

		private Load(LocalGateway gateway, int events, int perSecond) {
			this.gateway = gateway;
			this.events = events;
			this.perSecond = perSecond;
		}

		private void start() {
			this.thread.start();
		}

		private void allow(int events) {
			this.allowed = events;
		}

		/* The replay buffer holds more than this brings in the time of one start. */
		private void hurry() {
			this.perSecond *= 4;
		}

		private void run() {
			double owed = 0;
			long last = System.nanoTime();
			for (int sent = 0; sent < this.events && !this.closed;) {
				long now = System.nanoTime();
				owed += (now - last) * this.perSecond / 1e9;
				last = now;
				owed = Math.min(owed, this.allowed - sent);
				for (; owed >= 1; owed--, sent++) {
					this.gateway.dispatch("MESSAGE_CREATE", message(1 + sent % GUILDS, sent / GUILDS));
				}
				LockSupport.parkNanos(5_000_000);
			}
		}

		private static String message(int guild, int number) {
			return """
					{"id":"%d","channel_id":"5","guild_id":"%d","content":"","timestamp":"2026-11-25T12:00:00+00:00",
					"edited_timestamp":null,"tts":false,"mention_everyone":false,"mentions":[],"mention_roles":[],
					"attachments":[],"embeds":[],"pinned":false,"type":0,
					"author":{"id":"7","username":"somebody","discriminator":"0","global_name":null,"avatar":null}}"""
				.formatted(number, guild);
		}

		@Override
		public void close() throws InterruptedException {
			this.closed = true;
			this.thread.join();
		}

	}

	/** What the journal says. */
	private static final class Journal {

		private final Map<String, Integer> next = new HashMap<>();

		private final List<String> outOfOrder = new ArrayList<>();

		private int starts;

		private int duplicates;

		/*
		 * Within one process a guild's numbers go up by one. A process may begin with
		 * numbers that an earlier one had handled, and never beyond the next one.
		 */
		private static Journal read(Path file) throws IOException {
			Journal journal = new Journal();
			Map<String, Integer> last = new HashMap<>();
			List<String> lines = Files.readAllLines(file);
			for (String line : lines) {
				String[] words = line.split(" ");
				if (line.equals("started")) {
					journal.starts++;
					last.clear();
				}
				else if (words.length == 2) {
					journal.add(words[0], Integer.parseInt(words[1]), last.put(words[0], Integer.parseInt(words[1])));
				}
			}
			return journal;
		}

		private void add(String guild, int number, Integer before) {
			int expected = this.next.getOrDefault(guild, 0);
			if ((before != null && number != before + 1) || number > expected) {
				this.outOfOrder.add("guild " + guild + ": " + number + " after " + before + ", expected at most "
						+ expected + " (process " + this.starts + ")");
			}
			if (number < expected) {
				this.duplicates++;
			}
			else {
				this.next.put(guild, number + 1);
			}
		}

		private int seen() {
			return this.next.values().stream().mapToInt(Integer::intValue).sum();
		}

		private List<String> missing(int events) {
			List<String> missing = new ArrayList<>();
			for (int guild = 1; guild <= GUILDS; guild++) {
				int handled = this.next.getOrDefault(Integer.toString(guild), 0);
				if (handled != events / GUILDS) {
					missing.add("guild " + guild + " stopped at " + handled);
				}
			}
			return missing;
		}

	}

}
