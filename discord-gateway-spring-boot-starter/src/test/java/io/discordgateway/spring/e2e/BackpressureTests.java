package io.discordgateway.spring.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import io.discordgateway.test.GatewayRecord;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what a listener that blocks for long costs: neither memory without a bound, nor
 * the connection, nor the other shards.
 */
@AnyWire
class BackpressureTests {

	private static final int SHARDS = SleepingBot.SHARDS;

	/* Those of the shards that sleep do not fit into the heap together. */
	private static final int EVENTS = 500;

	private static final String PADDING = "x".repeat(24_000);

	private static final String HEAP = "-Xmx36m";

	/* As many fill a lane with default settings, which takes 256 KB. */
	private static final int CAPACITY = 256 * 1024 / 26_000;

	private static final int BEATS = Wires.THOROUGH ? 5 : 2;

	/*
	 * When it wakes, an acknowledgment comes behind all events: on a busy machine, too.
	 */
	private static final Duration INTERVAL = Duration.ofSeconds(4);

	private final Wire wire;

	BackpressureTests(Wire wire) {
		this.wire = wire;
	}

	@Test
	@DisplayName("R8: three shards whose listeners block for many heartbeats keep their connections, in a small heap, and the fourth goes on")
	void blockedListenersCostBoundedMemoryAndNoReconnect() throws Exception {
		try (LocalGateway gateway = LocalGateway.builder()
			.shards(SHARDS)
			.maxConcurrency(SHARDS)
			.heartbeatInterval(INTERVAL)
			.build()
			.start(); Sleepers bot = new Sleepers(gateway)) {
			bot.await((shards) -> shards.size() == SHARDS && shards.stream().allMatch(Shard::connected));
			for (int i = 0; i < EVENTS; i++) {
				for (int shard = 0; shard < SHARDS; shard++) {
					gateway.dispatch(shard, "MESSAGE_CREATE",
							Messages.message(i).replace("\"tts\"", "\"nonce\": \"" + PADDING + "\", \"tts\""));
				}
			}
			bot.await(
					(shards) -> shards.stream().limit(3).allMatch(Shard::paused) && shards.get(3).handled() == EVENTS);
			long beats = beats(gateway);
			Bot.await()
				.atMost(INTERVAL.multipliedBy(2 * BEATS + 5))
				.until(() -> beats(gateway) >= beats + BEATS * SHARDS);
			assertThat(bot.ask(' ').subList(0, 3)).allSatisfy((shard) -> {
				assertThat(shard.inHand()).isBetween(CAPACITY, CAPACITY + 20);
				assertThat(shard.pausedMillis()).isGreaterThan((BEATS - 1) * (int) INTERVAL.toMillis());
				assertThat(shard.handled()).isZero();
			});
			bot.ask('w');
			bot.await((shards) -> shards.stream().allMatch((shard) -> shard.handled() == EVENTS && !shard.paused()));
			GatewayRecord record = gateway.record();
			assertThat(record.connections()).hasSize(SHARDS);
			assertThat(record.resumes()).isEmpty();
			assertThat(record.violations()).isEmpty();
			bot.assertInOrder();
		}
	}

	private static long beats(LocalGateway gateway) {
		return gateway.record().payloads().stream().filter((payload) -> payload.opcode() == 1).count();
	}

	private record Shard(boolean connected, boolean paused, int inHand, int handled, int pausedMillis) {

		static Shard parse(String text) {
			String[] parts = text.split(",");
			return new Shard(parts[0].charAt(0) == 'C', parts[0].charAt(1) == 'P', Integer.parseInt(parts[1]),
					Integer.parseInt(parts[2]), Integer.parseInt(parts[3]));
		}

	}

	/** The {@link SleepingBot} in its process. */
	private final class Sleepers implements AutoCloseable {

		private final Process process;

		private final BufferedReader answers;

		private boolean outOfOrder;

		private Sleepers(LocalGateway gateway) throws IOException {
			List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java"),
					"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", HEAP, "-XX:+ExitOnOutOfMemoryError", "-cp",
					System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
					SleepingBot.class.getName(), "--discord.gateway.api-base-url=" + gateway.apiBaseUrl(),
					"--discord.gateway.token=" + gateway.token().reveal(), "--discord.gateway.dispatch.concurrency=4",
					"--spring.main.banner-mode=off", "--spring.main.log-startup-info=false",
					"--logging.level.root=WARN"));
			BackpressureTests.this.wire.properties().map((property) -> "--" + property).forEach(command::add);
			this.process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
			this.answers = this.process.inputReader(StandardCharsets.UTF_8);
		}

		private List<Shard> ask(char question) throws IOException {
			assertThat(this.process.isAlive()).as("alive, and not out of memory").isTrue();
			this.process.getOutputStream().write(question);
			this.process.getOutputStream().flush();
			String line = this.answers.readLine();
			while (line != null && !line.startsWith("shards: ")) {
				System.out.println(line);
				line = this.answers.readLine();
			}
			assertThat(line).as("answer of a process that lives").isNotNull();
			this.outOfOrder = line.endsWith("!");
			return Arrays.stream(line.split(" ")).filter((word) -> word.contains(",")).map(Shard::parse).toList();
		}

		private void await(Predicate<List<Shard>> condition) {
			Bot.await().pollInterval(Duration.ofMillis(100)).until(() -> ask(' '), condition);
		}

		private void assertInOrder() {
			assertThat(this.outOfOrder).isFalse();
		}

		@Override
		public void close() throws InterruptedException {
			this.process.destroy();
			if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}

	}

}
