package io.discordgateway.spring.fleet;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.fleet.IdentifyTurns.Turn;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HttpIdentifyTurns} over sockets, in a time that stands still.
 */
@ExtendWith(OutputCaptureExtension.class)
class HttpIdentifyTurnsTests {

	private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

	private static final ShardId SHARD = new ShardId(7, 16);

	private final GateServer gate = new GateServer(0);

	private final List<Delayed> delayed = new CopyOnWriteArrayList<>();

	private final HttpIdentifyTurns turns = turns(this.gate.url(), Duration.ofSeconds(30));

	/* Applications of other tests may have set another level. */
	@BeforeEach
	void tell() {
		LoggingSystem.get(getClass().getClassLoader()).setLogLevel(HttpIdentifyTurns.class.getName(), LogLevel.INFO);
	}

	@AfterEach
	void close() {
		this.gate.close();
	}

	@Test
	void turnComesWithTheAnswer() throws Exception {
		CompletableFuture<Turn> turn = this.turns.take(SHARD, 16, (outstanding) -> null);
		await(() -> !this.gate.asked().isEmpty());
		assertThat(this.gate.asked()).containsExactly("GET /?shard=7");
		assertThat(turn).isNotDone();
		this.gate.turn();
		assertThat(turn.get(10, TimeUnit.SECONDS))
			.isEqualTo(new Turn(SHARD, NOW, NOW.plus(HttpIdentifyTurns.VALIDITY)));
		assertThat(this.delayed).isEmpty();
	}

	@Test
	void pathAndQueryOfTheGateAreKept() throws Exception {
		HttpIdentifyTurns other = turns(URI.create(this.gate.url() + "/queue?key=a%20b"), Duration.ofSeconds(30));
		this.gate.turn();
		other.take(SHARD, 16, (outstanding) -> null).get(10, TimeUnit.SECONDS);
		assertThat(this.gate.asked()).containsExactly("GET /queue?key=a%20b&shard=7");
	}

	@Test
	void shardsWaitBesideEachOther() throws Exception {
		CompletableFuture<Turn> first = this.turns.take(SHARD, 16, (outstanding) -> null);
		CompletableFuture<Turn> second = this.turns.take(new ShardId(8, 16), 16, (outstanding) -> null);
		await(() -> this.gate.asked().size() == 2);
		this.gate.turn();
		this.gate.turn();
		CompletableFuture.allOf(first, second).get(10, TimeUnit.SECONDS);
		assertThat(second.get().shard().id()).isEqualTo(8);
	}

	@Test
	void requestThatIsGivenUpEndsWithItsConnection() throws Exception {
		CompletableFuture<Turn> given = this.turns.take(SHARD, 16, (outstanding) -> null);
		await(() -> this.gate.asked().size() == 1);
		assertThat(given.cancel(false)).isTrue();
		CompletableFuture<Turn> next = this.turns.take(SHARD, 16, (outstanding) -> null);
		await(() -> this.gate.asked().size() == 2);
		this.gate.turn();
		this.gate.turn();
		assertThat(next.get(10, TimeUnit.SECONDS)).isNotNull();
		assertThat(this.delayed).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 302, 404, 500, 503 })
	void otherAnswerIsNoTurn(int status, CapturedOutput output) throws Exception {
		CompletableFuture<Turn> turn = this.turns.take(SHARD, 16, (outstanding) -> null);
		this.gate.answer(status);
		await(() -> this.delayed.size() == 1);
		assertThat(this.delayed.get(0).delay()).isEqualTo(Duration.ofSeconds(1));
		assertThat(turn).isNotDone();
		assertThat(output).contains("gives no turns: it answered with " + status);
		this.delayed.get(0).task().run();
		this.gate.turn();
		assertThat(turn.get(10, TimeUnit.SECONDS)).isNotNull();
		assertThat(output).contains("gives turns again");
	}

	@Test
	void whileTheGateIsAwayNobodyHasATurnAndItIsAskedMoreAndMoreSeldom(CapturedOutput output) throws Exception {
		int port = this.gate.port();
		this.gate.close();
		CompletableFuture<Turn> turn = this.turns.take(SHARD, 16, (outstanding) -> null);
		for (int i = 0; i < 8; i++) {
			int asked = i + 1;
			await(() -> this.delayed.size() == asked);
			this.delayed.get(i).task().run();
		}
		await(() -> this.delayed.size() == 9);
		assertThat(turn).isNotDone();
		assertThat(this.delayed).extracting((each) -> each.delay().toSeconds())
			.containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L, 30L);
		assertThat(output.toString().split("gives no turns", -1)).as("it is told of once").hasSize(2);
		try (GateServer again = new GateServer(port)) {
			again.turn();
			this.delayed.get(8).task().run();
			assertThat(turn.get(10, TimeUnit.SECONDS)).isNotNull();
		}
	}

	@Test
	void gateThatHangsIsAskedAgain() {
		HttpIdentifyTurns impatient = turns(this.gate.url(), Duration.ofMillis(200));
		CompletableFuture<Turn> turn = impatient.take(SHARD, 16, (outstanding) -> null);
		await(() -> this.delayed.size() == 1);
		assertThat(turn).isNotDone();
	}

	@Test
	void gateIsNotAskedWhileTheDaysBudgetSaysToWait() throws Exception { // R13
		Instant[] until = { NOW.plusSeconds(600) };
		CompletableFuture<Turn> turn = this.turns.take(SHARD, 16, (outstanding) -> until[0]);
		assertThat(this.delayed).extracting(Delayed::delay).containsExactly(Duration.ofSeconds(600));
		until[0] = null;
		this.gate.turn();
		this.delayed.get(0).task().run();
		assertThat(turn.get(10, TimeUnit.SECONDS)).isNotNull();
		assertThat(this.gate.asked()).hasSize(1);
	}

	@Test
	void gateIsNotAskedWhileTheDaysBudgetCannotBeRead() throws Exception { // R13
		boolean[] away = { true };
		CompletableFuture<Turn> turn = this.turns.take(SHARD, 16, (outstanding) -> {
			if (away[0]) {
				throw new IllegalStateException("Connection refused");
			}
			return null;
		});
		assertThat(this.delayed).hasSize(1);
		away[0] = false;
		this.gate.turn();
		this.delayed.get(0).task().run();
		assertThat(turn.get(10, TimeUnit.SECONDS)).isNotNull();
		assertThat(this.gate.asked()).hasSize(1);
	}

	private HttpIdentifyTurns turns(URI url, Duration timeout) {
		return new HttpIdentifyTurns(HttpClient.newHttpClient(), url, timeout,
				new IdentifyTurns.Setting("1", "a", Runnable::run, (delay, task) -> {
					Delayed each = new Delayed(delay, task);
					this.delayed.add(each);
					return () -> {
					};
				}, () -> NOW, () -> NOW));
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(5)).until(condition);
	}

	private record Delayed(Duration delay, Runnable task) {
	}

}
