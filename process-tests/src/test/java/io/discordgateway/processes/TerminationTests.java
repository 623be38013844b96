package io.discordgateway.processes;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.discordgateway.test.LocalGateway;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the end of the sample by SIGTERM, whatever it is doing: what
 * docs/operations.md says of it.
 */
@EnabledOnOs({ OS.LINUX, OS.MAC })
class TerminationTests {

	private static final long SEED = Long.getLong("term.seed", System.nanoTime());

	/* Beside that of the first process, which is under load. */
	private static final int MOMENTS = Integer.getInteger("term.moments", Boolean.getBoolean("thorough") ? 50 : 2);

	private static final int SHARDS = 2;

	private static final int PER_SECOND = 100;

	/* spring.lifecycle.timeout-per-shutdown-phase, unless it is set. */
	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final Pattern FAILURE = Pattern.compile(" ERROR |^\\tat |APPLICATION FAILED|Exception in thread",
			Pattern.MULTILINE);

	@TempDir
	private Path folder;

	private final List<Sample> samples = new ArrayList<>();

	private Duration start = Duration.ZERO;

	@Test
	@DisplayName("SIGTERM at any moment ends the sample in its time with code 143, with no error, and without a loss")
	void sigtermAtAnyMoment() throws Exception {
		Random random = new Random(SEED);
		try (LocalGateway gateway = LocalGateway.builder().shards(SHARDS).maxConcurrency(SHARDS).build().start();
				Load load = new Load(gateway, SHARDS, PER_SECOND)) {
			long begun = System.nanoTime();
			Sample first = start(gateway);
			// What nobody has a session for is sent to nobody.
			Awaitility.await()
				.atMost(PATIENCE)
				.until(() -> gateway.sessions().stream().filter(LocalGateway.Session::connected).count() == SHARDS);
			load.start();
			Awaitility.await().atMost(PATIENCE).until(() -> !first.journal().isEmpty());
			this.start = Duration.ofNanos(System.nanoTime() - begun);
			// Some time beyond what a start takes, so that some are under load.
			long span = this.start.toNanos() * 3 / 2;
			List<Duration> took = new ArrayList<>(List.of(terminate(first)));
			int connected = 0;
			for (int i = 0; i < MOMENTS; i++) {
				Sample sample = start(gateway);
				pause((long) (random.nextDouble() * span));
				took.add(terminate(sample));
				connected += sample.journal().isEmpty() ? 0 : 1;
			}
			Sample last = start(gateway);
			load.stop();
			awaitAll(load, last);
			took.add(terminate(last));
			System.out.printf(
					"SIGTERM (-Dterm.seed=%d): %d moments within %d ms of a start, %d of them under load; ended within "
							+ "%d ms, the median %d ms; %d messages, %d handled twice%n",
					SEED, MOMENTS, TimeUnit.NANOSECONDS.toMillis(span), connected,
					took.stream().max(Duration::compareTo).orElseThrow().toMillis(),
					took.stream().sorted().toList().get(took.size() / 2).toMillis(), load.sent(),
					journal().size() - distinct());
			assertThat(journal()).hasSize(distinct());
			assertThat(gateway.record().identifies()).hasSize(SHARDS);
			assertThat(gateway.record().violations()).isEmpty();
		}
		finally {
			for (Sample sample : this.samples) {
				sample.close();
			}
		}
	}

	private void awaitAll(Load load, Sample last) throws Exception {
		try {
			Awaitility.await()
				.atMost(PATIENCE)
				.failFast("the last process ended", () -> !last.isAlive())
				.until(() -> distinct() == load.sent());
		}
		catch (ConditionTimeoutException | TerminalFailureException ex) {
			StringBuilder said = new StringBuilder("Waited in vain (-Dterm.seed=" + SEED + ") for "
					+ (load.sent() - distinct()) + " of " + load.sent() + " messages: ");
			for (int shard = 0; shard < SHARDS; shard++) {
				int of = shard;
				Set<Integer> begun = journal().stream()
					.filter((each) -> each.shard() == of)
					.map(Journal.Begun::number)
					.collect(Collectors.toSet());
				said.append(IntStream.range(0, load.sent(shard))
					.filter((number) -> !begun.contains(number))
					.boxed()
					.limit(20)
					.toList());
			}
			for (Sample sample : this.samples) {
				List<Journal.Begun> own = sample.journal();
				said.append("\n")
					.append(sample)
					.append(" begun ")
					.append(own.size())
					.append(", the last ")
					.append(own.isEmpty() ? "" : own.get(own.size() - 1));
			}
			throw new AssertionError(said + "\n" + last.log(), ex);
		}
	}

	private Duration terminate(Sample sample) throws Exception {
		// A start that has begun is finished first, and may be slower than the first one.
		Duration took = sample.terminate(TIMEOUT.plus(this.start.multipliedBy(2)));
		String log = sample.log();
		assertThat(sample.exitCode()).as("-Dterm.seed=%d%n%s", SEED, log).isEqualTo(Sample.TERMINATED);
		assertThat(FAILURE.matcher(log).find()).as("-Dterm.seed=%d%n%s", SEED, log).isFalse();
		return took;
	}

	private Sample start(LocalGateway gateway) throws Exception {
		Sample sample = Sample.start("sample-" + this.samples.size(), this.folder, gateway, List.of(),
				List.of("discord.gateway.session.store=file",
						"discord.gateway.session.store-file=" + this.folder.resolve("sessions.json")));
		this.samples.add(sample);
		return sample;
	}

	private List<Journal.Begun> journal() throws Exception {
		List<Journal.Begun> all = new ArrayList<>();
		for (Sample sample : this.samples) {
			all.addAll(sample.journal());
		}
		return all;
	}

	private int distinct() throws Exception {
		return (int) journal().stream().map((begun) -> begun.shard() + ":" + begun.number()).distinct().count();
	}

	private static void pause(long nanos) {
		long end = System.nanoTime() + nanos;
		for (long left = nanos; left > 0; left = end - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

}
