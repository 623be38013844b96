package io.discordgateway.spring.driver;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import io.discordgateway.model.SoundboardSounds;
import io.discordgateway.payload.RequestGuildMembers;
import io.discordgateway.spring.CommandDroppedException;
import io.discordgateway.spring.transport.GatewayTransport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ShardDriver}: who runs it, and who waits for whom. Each runs in many
 * orders.
 */
@ExtendWith(OutputCaptureExtension.class)
class ShardDriverTests {

	private static final int SEEDS = 50;

	private static final Duration SOON = Duration.ofSeconds(30);

	@Test
	@DisplayName("R21: a caller that is interrupted does not end the session, keeps its flag, and hears the truth")
	void interruptedCallerLeavesTheConnectionUntouched() {
		Seeds.run(SEEDS, (seed) -> {
			SimulatedBot bot = SimulatedBot.on(new SeededThreads(seed)).build().connect();
			AtomicBoolean flag = new AtomicBoolean();
			AtomicReference<CompletableFuture<Void>> sent = new AtomicReference<>();
			bot.threads.start(() -> {
				Thread.currentThread().interrupt();
				sent.set(bot.driver(0).submit(SimulatedBot.PRESENCE, null));
				flag.set(Thread.currentThread().isInterrupted());
			});
			bot.threads.settle();
			assertThat(flag).isTrue();
			assertThat(sent.get()).isCompleted();
			assertThat(bot.gateway.received(0)).contains(3);
			bot.message(0);
			bot.threads.advance(SOON);
			assertThat(bot.heard).endsWith("0:2");
			assertThat(bot.gateway.connections()).isOne();
			assertWell(bot);
		});
	}

	@Test
	@DisplayName("R26: a command is told as sent when it was, not when it was given to the connection")
	void futureCompletesWhenTheCommandWasSent() {
		Seeds.run(SEEDS, (seed) -> {
			SimulatedBot bot = SimulatedBot.on(new SeededThreads(seed)).build().connect();
			bot.gateway.stall(0, true);
			CompletableFuture<Void> sent = bot.driver(0).submit(SimulatedBot.PRESENCE, null);
			bot.threads.advance(Duration.ofSeconds(1));
			assertThat(sent).isNotDone();
			bot.gateway.stall(0, false);
			bot.threads.settle();
			assertThat(sent).isCompleted();
			assertThat(bot.gateway.received(0)).contains(3);
			assertWell(bot);
		});
	}

	@Test
	@DisplayName("R26: commands that a connection could not send are sent on the next one, each once")
	void commandsThatWereNotSentAreSentOnTheNextConnection() {
		Seeds.run(SEEDS, (seed) -> {
			SimulatedBot bot = SimulatedBot.on(new SeededThreads(seed)).build().connect();
			bot.gateway.stall(0, true);
			List<CompletableFuture<Void>> sent = new ArrayList<>();
			// A heartbeat may be the first that cannot be sent, or one of these.
			bot.threads.later(Duration.ofMillis(bot.threads.random().nextInt(60_000)), () -> {
				for (int i = 0; i < 3; i++) {
					sent.add(bot.driver(0).submit(SimulatedBot.PRESENCE, null));
				}
			});
			if (bot.threads.random().nextBoolean()) {
				bot.threads.later(Duration.ofMillis(bot.threads.random().nextInt(60_000)), () -> bot.gateway.drop(0));
			}
			bot.threads.advance(Duration.ofMinutes(4));
			assertThat(sent).hasSize(3).allSatisfy((future) -> assertThat(future).isCompleted());
			assertThat(bot.gateway.connections()).isGreaterThan(1);
			assertThat(bot.gateway.received(0).stream().filter((opcode) -> opcode == 3)).hasSize(3);
			assertThat(bot.gateway.sessions()).isOne();
			assertWell(bot);
		});
	}

	@Test
	void listenerMayWaitForACommandThoughTheLaneIsFullBeforeTheSessionIsResumed() {
		Seeds.run(SEEDS, (seed) -> {
			SeededThreads threads = new SeededThreads(seed, 1);
			AtomicReference<SimulatedBot> self = new AtomicReference<>();
			SimulatedBot bot = SimulatedBot.on(threads).capacity(1).listener((event) -> {
				if (event.name().equals("MESSAGE_CREATE")) {
					CompletableFuture<Void> sent = self.get().driver(0).submit(SimulatedBot.PRESENCE, null);
					threads.await(sent::isDone);
				}
			}).build();
			self.set(bot);
			bot.connect();
			bot.gateway.drop(0);
			bot.message(0);
			bot.message(0);
			threads.advance(Duration.ofMinutes(2));
			assertThat(bot.heard).containsExactly("0:1", "0:2", "0:3", "0:4");
			assertThat(bot.driver(0).state().delivery().paused()).isFalse();
			assertWell(bot);
		});
	}

	@Test
	void listenerMayWaitForAnAnswerThoughTheLaneIsFull() {
		Seeds.run(SEEDS, (seed) -> {
			SeededThreads threads = new SeededThreads(seed, 1);
			AtomicReference<SimulatedBot> self = new AtomicReference<>();
			SimulatedBot bot = SimulatedBot.on(threads).capacity(1).listener((event) -> {
				if (event.name().equals("MESSAGE_CREATE")) {
					CompletableFuture<?> answer = self.get()
						.driver(0)
						.requests()
						.members(RequestGuildMembers.byName(7, "x", 1), SOON);
					threads.await(answer::isDone);
					assertThat(answer).isCompleted();
				}
			}).build();
			self.set(bot);
			bot.connect();
			for (int i = 0; i < 5; i++) {
				bot.message(0);
			}
			threads.advance(SOON);
			assertThat(bot.heard).contains("0:2").hasSizeGreaterThanOrEqualTo(6);
			assertThat(bot.driver(0).state().delivery().inHand()).isZero();
			assertWell(bot);
		});
	}

	@Test
	@DisplayName("R8: a full lane holds the socket's thread, and nothing else")
	void fullLaneHoldsTheSocketOnly() {
		Seeds.run(SEEDS, (seed) -> {
			SeededThreads threads = new SeededThreads(seed);
			AtomicBoolean go = new AtomicBoolean();
			SimulatedBot bot = SimulatedBot.on(threads).capacity(4).listener((event) -> threads.await(go::get)).build();
			CompletableFuture<Void> unused = bot.run.open();
			threads.advance(SOON);
			for (int i = 0; i < 50; i++) {
				bot.message(0);
			}
			threads.advance(Duration.ofMinutes(5));
			assertThat(bot.driver(0).state().delivery().paused()).isTrue();
			assertThat(bot.driver(0).state().delivery().inHand()).isEqualTo(4);
			assertThat(bot.driver(0).state().delivery().pausedTime()).isGreaterThan(Duration.ofMinutes(4));
			assertThat(bot.gateway.longestSilence(0)).isLessThanOrEqualTo(Duration.ofMillis(41_250));
			CompletableFuture<Void> sent = bot.driver(0).submit(SimulatedBot.PRESENCE, null);
			threads.settle();
			assertThat(sent).isCompleted();
			go.set(true);
			threads.advance(SOON);
			assertThat(bot.heard).hasSize(51);
			assertThat(bot.gateway.connections()).isOne();
			assertWell(bot);
		});
	}

	@Test
	@DisplayName("R4, R5: HELLO is read whole though the lane is full, so that heartbeats begin")
	void fullLaneDoesNotHoldHelloUp() {
		Seeds.run(SEEDS, (seed) -> {
			SeededThreads threads = new SeededThreads(seed);
			AtomicBoolean go = new AtomicBoolean();
			SimulatedBot bot = SimulatedBot.on(threads).capacity(1).listener((event) -> threads.await(go::get)).build();
			CompletableFuture<Void> unused = bot.run.open();
			threads.advance(SOON);
			bot.gateway.drop(0);
			threads.advance(Duration.ofMinutes(10));
			assertThat(bot.gateway.connections()).isEqualTo(2);
			assertThat(bot.gateway.longestSilence(0)).isLessThanOrEqualTo(Duration.ofMillis(41_250));
			go.set(true);
			threads.advance(SOON);
			assertThat(bot.isConnected()).isTrue();
			assertWell(bot);
		});
	}

	@Test
	void mailboxThatNobodyWorksRefusesCommands() {
		SeededThreads threads = new SeededThreads(1);
		SimulatedBot bot = SimulatedBot.on(threads).commandCapacity(10).build().connect();
		List<CompletableFuture<Void>> sent = new ArrayList<>();
		for (int i = 0; i < 12; i++) {
			sent.add(bot.driver(0).submit(SimulatedBot.PRESENCE, null));
		}
		threads.settle();
		assertThat(sent.subList(0, 10)).allSatisfy((future) -> assertThat(future).isCompleted());
		assertThat(sent.subList(10, 12))
			.allSatisfy((future) -> assertThatExceptionOfType(Exception.class).isThrownBy(future::join)
				.withCauseInstanceOf(CommandDroppedException.class)
				.withMessageContaining("10 commands"));
		assertThat(bot.driver(0).submit(SimulatedBot.PRESENCE, null)).satisfies((future) -> {
			threads.settle();
			assertThat(future).isCompleted();
		});
	}

	@Test
	void peerThatStallsDelaysNoOthersHeartbeats() { // R5
		Seeds.run(20, (seed) -> {
			SimulatedBot bot = SimulatedBot.on(new SeededThreads(seed)).shards(4).build().connect();
			for (int i = 0; i < 20; i++) {
				int stalled = i % 3;
				if (bot.gateway.isConnected(stalled)) {
					bot.gateway.stall(stalled, true);
				}
				CompletableFuture<Void> unused = bot.driver(stalled).submit(SimulatedBot.PRESENCE, null);
				bot.threads.advance(Duration.ofSeconds(20));
			}
			assertThat(bot.gateway.longestSilence(3)).isLessThanOrEqualTo(Duration.ofMillis(41_250));
			assertThat(bot.gateway.connections()).isGreaterThan(4);
			assertWell(bot);
		});
	}

	@Test
	@DisplayName("R40: a log at TRACE shows each payload that is sent, but not what the token or the session is in")
	void traceShowsPayloadsAndNoSecrets(CapturedOutput output) {
		LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());
		logging.setLogLevel(ShardDriver.class.getName(), LogLevel.TRACE);
		try {
			SimulatedBot bot = SimulatedBot.on(new SeededThreads(1)).build().connect();
			CompletableFuture<Void> sent = bot.driver(0).submit(SimulatedBot.PRESENCE, null);
			bot.threads.settle();
			bot.gateway.drop(0);
			bot.threads.advance(SOON);
			assertThat(sent).isCompleted();
			assertThat(bot.gateway.received(0)).contains(6);
		}
		finally {
			logging.setLogLevel(ShardDriver.class.getName(), null);
		}
		assertThat(output).contains("-> IDENTIFY <redacted>")
			.contains("-> RESUME <redacted>")
			.contains("-> PRESENCE_UPDATE {\"op\":3")
			.contains("bytes, to be continued")
			.doesNotContain("secret.simulated")
			.doesNotContain("session-0");
	}

	@Test
	@DisplayName("R8: a listener that waits for an answer holds reading up once far more than may waits in its lane")
	void graceOfAnAnswerEnds() {
		SeededThreads threads = new SeededThreads(1);
		boolean[] mayGoOn = new boolean[1];
		SimulatedBot bot = SimulatedBot.on(threads)
			.capacity(1)
			.listener((event) -> threads.await(() -> mayGoOn[0]))
			.build();
		mayGoOn[0] = true;
		bot.connect();
		mayGoOn[0] = false;
		CompletableFuture<SoundboardSounds> asked = bot.driver(0).requests().sounds(7, Duration.ofMinutes(1));
		for (int i = 0; i < 10_000; i++) {
			bot.message(0);
		}
		threads.settle();
		assertThat(bot.driver(0).state().delivery().inHand()).isEqualTo(10_000);
		assertThat(bot.driver(0).state().delivery().paused()).isFalse();
		for (int i = 0; i < 10; i++) {
			bot.message(0);
		}
		threads.settle();
		assertThat(bot.driver(0).state().delivery().inHand()).isEqualTo(10_001);
		assertThat(bot.driver(0).state().delivery().paused()).isTrue();
		mayGoOn[0] = true;
		threads.settle();
		assertThat(bot.driver(0).state().delivery().inHand()).isZero();
		assertThat(asked.cancel(false)).isTrue();
	}

	@Test
	void transportThatFailsIsTriedAgainAndDoesNotHoldUpTheStop() {
		SeededThreads threads = new SeededThreads(1);
		int[] failures = { 1 };
		SimulatedBot bot = SimulatedBot.on(threads).transports((factory) -> (blocking, clock) -> {
			GatewayTransport transport = factory.create(blocking, clock);
			return new GatewayTransport() {

				@Override
				public Connection newConnection(Listener listener) {
					if (failures[0]-- > 0) {
						throw new IllegalStateException("no descriptors left, on purpose");
					}
					return transport.newConnection(listener);
				}

				@Override
				public void close() {
					throw new IllegalStateException("on purpose");
				}

			};
		}).build();
		bot.connect();
		assertThat(bot.driver(0).state().lastDisconnect()).contains("CONNECT_FAILED", "no descriptors left");
		CompletableFuture<Void> closed = bot.run.close(Duration.ofSeconds(20));
		threads.advance(Duration.ofSeconds(20));
		assertThat(closed).isCompleted();
		assertWell(bot);
	}

	private static void assertWell(SimulatedBot bot) {
		assertThat(bot.gateway.violations()).isEmpty();
		assertThat(bot.threads.failures()).isEmpty();
	}

}
