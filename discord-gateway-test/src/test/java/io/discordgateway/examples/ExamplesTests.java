package io.discordgateway.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;

import javax.net.ssl.SSLContext;

import io.discordgateway.codec.Compression;
import io.discordgateway.codec.Encoding;
import io.discordgateway.connection.ConnectionEvent;
import io.discordgateway.connection.DiscordConnection;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.payload.Recovery;
import io.discordgateway.shard.ShardId;
import io.discordgateway.test.Chaos;
import io.discordgateway.test.LocalGateway;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The examples against the local gateway in its worst mode.
 * {@code -Dchaos.duration=PT10M} makes it last ten minutes, {@code -Dchaos.seed=N} draws
 * other faults.
 */
class ExamplesTests {

	private static final Duration CHAOS = Duration
		.parse(System.getProperty("chaos.duration", Boolean.getBoolean("thorough") ? "PT6S" : "PT3S"));

	private static final long SEED = Long.getLong("chaos.seed", 1);

	private static final int INTENTS = 1 << 11;

	/* Held, as it would be collected with its level otherwise. */
	private static final Logger LOGGER = Logger.getLogger(ExamplesTests.class.getPackageName());

	private final Ears ears = new Ears();

	@BeforeAll
	static void faultsAreExpected() {
		LOGGER.setLevel(Level.OFF);
	}

	private static LocalGateway.Builder gateway(int shards) {
		// An interval that a busy machine can keep: the gateway waits one and a half.
		return LocalGateway.builder()
			.heartbeatInterval(Duration.ofSeconds(1))
			.shards(shards)
			.maxConcurrency(shards)
			.identifyWindow(Duration.ofMillis(1));
	}

	private static DiscordConnection.Builder builder(URI url) {
		return DiscordConnection.builder(new GatewayUrl(url), new SecureRandom())
			.backoff(Duration.ofMillis(20), Duration.ofMillis(200));
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(10));
	}

	private RunningBot socketBot(LocalGateway gateway, DiscordConnection.Builder builder, SSLContext tls) {
		SocketBot bot = new SocketBot(builder, tls.getSocketFactory(), gateway.token(), INTENTS,
				(event) -> this.ears.hear(ShardId.SINGLE, event));
		return new RunningBot(bot::run, bot::stop);
	}

	private RunningBot selectorBot(LocalGateway gateway, Supplier<DiscordConnection.Builder> builders, int shards,
			SSLContext tls) throws IOException {
		SelectorBot bot = new SelectorBot(builders, shards, shards, tls, gateway.token(), INTENTS, this.ears::hear);
		return new RunningBot(bot::run, bot::stop);
	}

	private static SSLContext noTls() throws NoSuchAlgorithmException {
		return SSLContext.getDefault();
	}

	@ParameterizedTest
	@CsvSource({ "JSON, NONE", "ETF, ZLIB_STREAM" })
	void socketBotLosesNothingInTheWorstMode(Encoding encoding, Compression compression) throws Exception { // R17
		try (LocalGateway gateway = gateway(1).build().start();
				RunningBot bot = socketBot(gateway,
						builder(gateway.gatewayUrl()).encoding(encoding).compression(compression), noTls())) {
			survive(gateway, 1, "socket " + encoding + " " + compression);
			bot.stop();
			assertThat(gateway.sessions()).as("sessions left after a stop").isEmpty();
		}
	}

	@ParameterizedTest
	@CsvSource({ "JSON, ZSTD_STREAM", "ETF, NONE" })
	void selectorBotLosesNothingInTheWorstMode(Encoding encoding, Compression compression) throws Exception { // R17
		int shards = 8;
		try (LocalGateway gateway = gateway(shards).build().start();
				RunningBot bot = selectorBot(gateway,
						() -> builder(gateway.gatewayUrl()).encoding(encoding).compression(compression), shards,
						noTls())) {
			survive(gateway, shards, "selector " + encoding + " " + compression);
			bot.stop();
			assertThat(gateway.sessions()).as("sessions left after a stop").isEmpty();
		}
	}

	/**
	 * Sends numbered events through faults, and sees that each came once and in order.
	 */
	private void survive(LocalGateway gateway, int shards, String name) throws InterruptedException {
		await().until(() -> this.ears.shards() == shards);
		long sent = 0;
		long end = System.nanoTime() + CHAOS.toNanos();
		Map<Chaos.Fault, Integer> faults;
		try (Chaos chaos = Chaos.of(gateway, SEED, Duration.ofMillis(250))) {
			while (System.nanoTime() < end) {
				sent++;
				assertThat(send(gateway, sent)).isEqualTo(shards);
				TimeUnit.MICROSECONDS.sleep(2_000);
			}
			faults = chaos.counts();
		}
		awaitConnected(gateway);
		// Behind it nothing can come that was sent before.
		long last = sent + 1;
		assertThat(send(gateway, last)).isEqualTo(shards);
		await().until(() -> this.ears.allHeard(last));
		awaitConnected(gateway);
		List<Long> expected = LongStream.rangeClosed(1, last).boxed().toList();
		this.ears.heard()
			.forEach((shard, numbers) -> assertThat(numbers).as("-Dchaos.seed=%d, shard %s", SEED, shard)
				.isEqualTo(expected));
		if (CHAOS.compareTo(Duration.ofMinutes(1)) >= 0) {
			assertThat(faults).containsOnlyKeys(Chaos.Fault.values());
		}
		assertThat(this.ears.fatal()).isEmpty();
		assertThat(gateway.record().violations()).isEmpty();
		assertThat(gateway.record().identifies()).hasSize(shards);
		System.out.println(name + ": " + CHAOS + ", seed " + SEED + ", " + last + " events to each of " + shards
				+ " shards, " + this.ears.replayed() + " of them replayed, " + this.ears.connections()
				+ " connections, faults " + faults);
	}

	private static int send(LocalGateway gateway, long number) {
		return gateway.dispatchToAllShards("TYPING_START",
				"{\"channel_id\":\"1\",\"user_id\":\"2\",\"timestamp\":" + number + ",\"guild_id\":\"3\"}");
	}

	@Test
	void socketBotSpeaksTls() throws Exception { // R41
		try (LocalGateway gateway = gateway(1).build().start();
				TlsRelay relay = new TlsRelay(gateway.port());
				RunningBot bot = socketBot(gateway, builder(relay.url("localhost")), relay.trusting())) {
			throughTls(gateway, 1);
			bot.stop();
			assertThat(gateway.sessions()).isEmpty();
		}
	}

	@Test
	void selectorBotSpeaksTls() throws Exception { // R41
		try (LocalGateway gateway = gateway(3).build().start();
				TlsRelay relay = new TlsRelay(gateway.port());
				RunningBot bot = selectorBot(gateway, () -> builder(relay.url("localhost")), 3, relay.trusting())) {
			throughTls(gateway, 3);
			bot.stop();
			assertThat(gateway.sessions()).isEmpty();
		}
	}

	/*
	 * A bot that is just connecting when it is stopped has nothing to end a session by.
	 */
	private static void awaitConnected(LocalGateway gateway) {
		await().until(() -> gateway.sessions().stream().allMatch(LocalGateway.Session::connected));
	}

	private void throughTls(LocalGateway gateway, int shards) {
		await().until(() -> this.ears.shards() == shards);
		String padding = "x".repeat(100_000);
		for (int number = 1; number <= 20; number++) {
			int unused = gateway.dispatchToAllShards("TYPING_START", "{\"channel_id\":\"" + padding
					+ "\",\"user_id\":\"2\",\"timestamp\":" + number + ",\"guild_id\":\"3\"}");
			if (number % 5 == 0) {
				// Three resumes in a row that were in vain end a session (R19).
				awaitConnected(gateway);
				gateway.dropConnections();
			}
		}
		await().until(() -> this.ears.allHeard(20));
		awaitConnected(gateway);
		assertThat(gateway.record().identifies()).hasSize(shards);
	}

	@Test
	void certificateOfAnotherHostIsRefused() throws Exception { // R41
		try (LocalGateway gateway = gateway(1).build().start();
				TlsRelay relay = new TlsRelay(gateway.port());
				RunningBot socketBot = socketBot(gateway, builder(relay.url("127.0.0.1")), relay.trusting());
				RunningBot selectorBot = selectorBot(gateway, () -> builder(relay.url("127.0.0.1")), 1,
						relay.trusting())) {
			await().until(() -> relay.accepted() >= 8);
			assertThat(gateway.record().connections()).isEmpty();
			assertThat(socketBot.running()).isTrue();
			assertThat(selectorBot.running()).isTrue();
		}
	}

	@ParameterizedTest
	@EnumSource
	void wrongTokenEndsTheBot(Kind kind) throws Exception { // R18
		try (LocalGateway gateway = LocalGateway.builder().token("another").build().start();
				LocalGateway other = LocalGateway.builder().token("wrong").build();
				RunningBot bot = (kind == Kind.SOCKET) ? socketBot(other, builder(gateway.gatewayUrl()), noTls())
						: selectorBot(other, () -> builder(gateway.gatewayUrl()), 1, noTls())) {
			await().until(() -> !bot.running());
			assertThat(this.ears.fatal()).singleElement()
				.satisfies((closed) -> assertThat(closed.code()).isEqualTo(4004));
			assertThat(gateway.record().identifies()).hasSize(1);
		}
	}

	@ParameterizedTest
	@EnumSource
	void refusedUpgradeIsHeardAndRetried(Kind kind) throws Exception { // R22
		try (LocalGateway gateway = gateway(1).build().start()) {
			gateway.refuseUpgrades(503, null, "busy");
			try (RunningBot bot = (kind == Kind.SOCKET) ? socketBot(gateway, builder(gateway.gatewayUrl()), noTls())
					: selectorBot(gateway, () -> builder(gateway.gatewayUrl()), 1, noTls())) {
				await().until(() -> this.ears.refusals.size() > 2);
				assertThat(this.ears.refusals).allSatisfy((refusal) -> {
					assertThat(refusal.status()).isEqualTo(503);
					assertThat(refusal.bodyAsText()).isEqualTo("busy");
				});
				gateway.acceptUpgrades();
				await().until(() -> this.ears.shards() == 1);
				bot.stop();
			}
		}
	}

	enum Kind {

		SOCKET, SELECTOR

	}

	/** Bot in a thread of its own. */
	private static final class RunningBot implements AutoCloseable {

		private final Thread thread;

		private final Runnable stop;

		private RunningBot(Body body, Runnable stop) {
			this.stop = stop;
			this.thread = new Thread(() -> {
				try {
					body.run();
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}, "bot");
			this.thread.start();
		}

		private boolean running() {
			return this.thread.isAlive();
		}

		private void stop() throws InterruptedException {
			this.stop.run();
			this.thread.join(10_000);
			assertThat(this.thread.isAlive()).as("the bot runs on").isFalse();
		}

		@Override
		public void close() throws InterruptedException {
			stop();
		}

	}

	private interface Body {

		void run() throws IOException, InterruptedException;

	}

	/** What the listeners heard, by shard. */
	private static final class Ears {

		private final Map<ShardId, List<Long>> numbers = new ConcurrentHashMap<>();

		private final List<ConnectionEvent.Closed> fatal = new CopyOnWriteArrayList<>();

		private final List<ConnectionEvent.UpgradeRejected> refusals = new CopyOnWriteArrayList<>();

		private int replayed;

		private int connections;

		private synchronized void hear(ShardId shard, ConnectionEvent event) {
			if (event instanceof ConnectionEvent.Dispatch dispatched) {
				if (dispatched.name().equals("READY")) {
					this.numbers.putIfAbsent(shard, new ArrayList<>());
				}
				else if (dispatched.name().equals("TYPING_START")) {
					this.replayed += dispatched.replayed() ? 1 : 0;
					String number = dispatched.payload().toJson().replaceAll(".*\"timestamp\":(\\d+).*", "$1");
					this.numbers.get(shard).add(Long.valueOf(number));
				}
			}
			else if (event instanceof ConnectionEvent.Hello) {
				this.connections++;
			}
			else if (event instanceof ConnectionEvent.Closed closed && closed.recovery() == Recovery.STOP) {
				this.fatal.add(closed);
			}
			else if (event instanceof ConnectionEvent.UpgradeRejected refusal) {
				this.refusals.add(refusal);
			}
		}

		private int shards() {
			return this.numbers.size();
		}

		private synchronized boolean allHeard(long last) {
			return this.numbers.values()
				.stream()
				.allMatch((heard) -> !heard.isEmpty() && heard.get(heard.size() - 1) >= last);
		}

		private synchronized Map<ShardId, List<Long>> heard() {
			return Map.copyOf(this.numbers);
		}

		private List<ConnectionEvent.Closed> fatal() {
			return this.fatal;
		}

		private synchronized int replayed() {
			return this.replayed;
		}

		private synchronized int connections() {
			return this.connections;
		}

	}

}
