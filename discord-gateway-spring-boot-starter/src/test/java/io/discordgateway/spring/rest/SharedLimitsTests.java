package io.discordgateway.spring.rest;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpHeaders;
import org.springframework.integration.metadata.SimpleMetadataStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SharedLimits}: two processes, one store, and the time.
 */
@ExtendWith(OutputCaptureExtension.class)
class SharedLimitsTests {

	private static final int PER_SECOND = 10;

	private static final String GLOBAL = "discord-gateway:1:rest:global";

	private final VirtualTime time = new VirtualTime();

	private final InstantSource wallClock = () -> Instant.ofEpochMilli(this.time.nanos() / 1_000_000);

	private final Engine engine = new Engine();

	private final RateLimits one = process(this.wallClock);

	private final RateLimits other = process(this.wallClock);

	/* Applications of other tests may have set another level. */
	@BeforeEach
	void tell() {
		LoggingSystem.get(getClass().getClassLoader()).setLogLevel(SharedLimits.class.getName(), LogLevel.INFO);
		LoggingSystem.get(getClass().getClassLoader()).setLogLevel(InvalidRequests.class.getName(), LogLevel.INFO);
	}

	@Test
	void noSecondHasMoreCallsOfAllProcessesThanTheGlobalLimit() throws Exception {
		List<Long> sent = new ArrayList<>();
		for (int i = 0; i < 60; i++) {
			call((i % 3 == 0) ? this.one : this.other, "POST", "/channels/" + i + "/messages");
			sent.add(this.time.passed().toMillis());
		}
		for (int i = PER_SECOND; i < sent.size(); i++) {
			assertThat(sent.get(i) - sent.get(i - PER_SECOND)).isGreaterThanOrEqualTo(1000);
		}
		assertThat(this.time.passed()).as("it waits for no more than that").isLessThan(Duration.ofMillis(5500));
	}

	@Test
	void callThatIsHeldBackByTheOthersGivesUpInTime() throws Exception {
		for (int i = 0; i < PER_SECOND; i++) {
			call(this.one, "POST", "/channels/" + i + "/messages");
		}
		Route route = Route.of("POST", "/channels/99/messages");
		assertThatExceptionOfType(DiscordRateLimitException.class)
			.isThrownBy(() -> this.other.acquire(route, fields(), this.time.nanos() + 500_000_000, false))
			.satisfies((ex) -> assertThat(ex.isGlobal()).isTrue())
			.satisfies((ex) -> assertThat(ex.isSent()).isFalse());
		// Its place in the bucket is free again.
		RateLimits.Permit permit = this.other.acquire(route, fields(), this.time.nanos() + 2_000_000_000L, false);
		permit.answered(new HttpHeaders(), 200);
		assertThat(this.time.passed()).isLessThan(Duration.ofMillis(1100));
	}

	@Test
	void globalRefusalOfOneHoldsAllBack() throws Exception {
		RateLimits.Permit permit = acquire(this.one, "POST", "/channels/1/messages");
		permit.refused(new HttpHeaders(), new RetryAfter(Duration.ofSeconds(7), Limit.GLOBAL));
		call(this.other, "POST", "/interactions/1/token/callback");
		assertThat(this.time.passed()).as("interactions are not counted").isZero();
		call(this.other, "POST", "/channels/2/messages");
		assertThat(this.time.passed()).isBetween(Duration.ofSeconds(7), Duration.ofMillis(7100));
	}

	@Test
	void bucketWithoutATopLevelResourceIsOneForAll() throws Exception {
		// Discord has counted what both have sent.
		for (int i = 1; i <= 5; i++) {
			RateLimits process = (i % 2 == 0) ? this.one : this.other;
			acquire(process, "POST", "/users/@me/channels").answered(bucket("dm", 5, 5 - i, 10), 200);
		}
		assertThat(this.time.passed()).isZero();
		call(this.one, "POST", "/users/@me/channels");
		assertThat(this.time.passed()).isBetween(Duration.ofSeconds(10), Duration.ofMillis(10_100));
		// Of the new window nothing is told yet.
		for (int i = 0; i < 4; i++) {
			acquire(this.other, "POST", "/users/@me/channels").lost();
		}
		assertThat(this.time.passed()).isLessThan(Duration.ofMillis(10_100));
		acquire(this.one, "POST", "/users/@me/channels").lost();
		assertThat(this.time.passed()).isBetween(Duration.ofSeconds(20), Duration.ofMillis(20_200));
	}

	@Test
	void refusalByABucketIsToldToTheOthers() throws Exception {
		for (RateLimits process : List.of(this.one, this.other)) {
			acquire(process, "GET", "/users/@me").answered(bucket("me", 5, 4, 1), 200);
		}
		acquire(this.one, "GET", "/users/@me").refused(new HttpHeaders(),
				new RetryAfter(Duration.ofSeconds(20), Limit.BUCKET));
		call(this.other, "GET", "/users/@me");
		assertThat(this.time.passed()).isBetween(Duration.ofSeconds(20), Duration.ofMillis(20_100));
	}

	@Test
	void nothingOfAResourceIsInTheStore() throws Exception {
		for (String path : List.of("/channels/4711/messages", "/webhooks/4712/secret", "/guilds/4713/members")) {
			acquire(this.one, "POST", path).answered(bucket("b", 5, 4, 10), 200);
			acquire(this.one, "POST", path).answered(bucket("b", 5, 3, 10), 200);
		}
		assertThat(this.engine.keys).containsOnly(GLOBAL, "discord-gateway:1:rest:invalid");
		assertThat(this.engine.values).noneMatch((value) -> value.contains("471") || value.contains("secret"));
	}

	@Test
	@DisplayName("R48: refused calls of all processes count together")
	void refusedCallsAddUp(CapturedOutput output) throws Exception {
		for (int i = 0; i < InvalidRequests.BRAKE / 2; i++) {
			for (RateLimits process : List.of(this.one, this.other)) {
				RateLimits.Permit permit = acquire(process, "POST", "/interactions/1/token/callback");
				permit.answered(new HttpHeaders(), 403);
			}
		}
		assertThat(output).doesNotContain("Nothing is sent until");
		// They hear of each other in 5 s.
		for (int i = 0; i < 2; i++) {
			this.time.sleep(Duration.ofSeconds(6));
			call(this.one, "POST", "/interactions/1/token/callback");
			if (i == 0) {
				call(this.other, "POST", "/interactions/1/token/callback");
			}
		}
		assertThat(output).contains("Nothing is sent until there are fewer than 5000", "(2500 of them to other");
		RateLimits late = process(this.wallClock);
		call(late, "POST", "/interactions/1/token/callback");
		Route route = Route.of("POST", "/channels/1/messages");
		for (RateLimits process : List.of(this.one, late)) {
			assertThatExceptionOfType(DiscordRateLimitException.class)
				.isThrownBy(() -> process.acquire(route, fields(), this.time.nanos() + 30_000_000_000L, false));
		}
		this.time.sleep(Duration.ofSeconds(621));
		call(this.one, "POST", "/channels/1/messages");
	}

	@Test
	void engineThatIsAwayCostsNoCall(CapturedOutput output) throws Exception {
		this.engine.away = true;
		for (int i = 0; i < PER_SECOND; i++) {
			call(this.one, "POST", "/channels/" + i + "/messages");
			call(this.other, "POST", "/channels/" + i + "/messages");
		}
		assertThat(this.time.passed()).as("each process has the whole limit").isZero();
		call(this.one, "POST", "/channels/99/messages");
		assertThat(this.time.passed()).as("and keeps it").isEqualTo(Duration.ofSeconds(1));
		assertThat(this.engine.questions).as("asked once by each").isEqualTo(2);
		assertThat(output.toString().split("are not shared for now", -1)).hasSize(3);
		this.engine.away = false;
		this.time.sleep(SharedLimits.AWAY);
		for (int i = 0; i < PER_SECOND; i++) {
			call(this.one, "POST", "/channels/" + i + "/messages");
		}
		Duration before = this.time.passed();
		call(this.other, "POST", "/channels/1/messages");
		assertThat(this.time.passed().minus(before)).as("shared again").isGreaterThan(Duration.ofMillis(900));
		assertThat(output).contains("are shared again");
	}

	@Test
	void engineThatHangsIsWaitedForOnce(CapturedOutput output) throws Exception {
		SharedLimits hanging = limits(this.wallClock, (task) -> {
		});
		RateLimits process = new RateLimits(this.time, PER_SECOND, hanging);
		for (int i = 0; i < PER_SECOND; i++) {
			call(process, "POST", "/channels/" + i + "/messages");
		}
		assertThat(output).contains("it has not answered for 1 s");
		assertThat(output.toString().split("has not answered", -1)).hasSize(2);
	}

	@Test
	void clockThatIsFarAheadHoldsNobodyBack() throws Exception {
		RateLimits ahead = process(() -> this.wallClock.instant().plus(Duration.ofDays(365)));
		for (int i = 0; i < PER_SECOND; i++) {
			call(ahead, "POST", "/channels/" + i + "/messages");
		}
		acquire(ahead, "POST", "/channels/77/messages").refused(new HttpHeaders(),
				new RetryAfter(Duration.ofSeconds(7), Limit.GLOBAL));
		Duration before = this.time.passed();
		call(this.one, "POST", "/channels/1/messages");
		assertThat(this.time.passed()).isEqualTo(before);
	}

	@Test
	void valueThatNobodyUnderstandsIsWrittenAnew() throws Exception {
		this.engine.put(GLOBAL, "[what is this");
		call(this.one, "POST", "/channels/1/messages");
		assertThat(this.engine.get(GLOBAL)).startsWith("{\"sent\":[[");
	}

	@Test
	void ofManyAtOnceNobodyTakesTooMany() throws Exception {
		// The time stands still.
		List<SharedLimits> processes = List.of(limits(this.wallClock, Runnable::run),
				limits(this.wallClock, Runnable::run), limits(this.wallClock, Runnable::run));
		ExecutorService threads = Executors.newFixedThreadPool(12);
		try {
			List<Callable<Integer>> tasks = new ArrayList<>();
			for (int i = 0; i < 12; i++) {
				SharedLimits process = processes.get(i % 3);
				tasks.add(() -> {
					int taken = 0;
					while (process.takeGlobal(50) == 0) {
						taken++;
					}
					return taken;
				});
			}
			int taken = 0;
			for (Future<Integer> each : threads.invokeAll(tasks)) {
				taken += each.get();
			}
			assertThat(taken).isEqualTo(50);
		}
		finally {
			threads.shutdownNow();
		}
	}

	private RateLimits process(InstantSource clock) {
		return new RateLimits(this.time, PER_SECOND, limits(clock, Runnable::run));
	}

	private SharedLimits limits(InstantSource clock, Executor executor) {
		return new SharedLimits(this.engine, () -> "1", this.time, clock, executor);
	}

	private void call(RateLimits process, String method, String path) throws Exception {
		acquire(process, method, path).answered(new HttpHeaders(), 200);
	}

	private RateLimits.Permit acquire(RateLimits process, String method, String path) throws InterruptedException {
		return process.acquire(Route.of(method, path), fields(), this.time.nanos() + 30_000_000_000L, false);
	}

	private static BodyFields fields() {
		return new BodyFields(new byte[0]);
	}

	private static HttpHeaders bucket(String name, int limit, int remaining, double resetAfter) {
		HttpHeaders headers = new HttpHeaders();
		String[] pairs = ScriptedDiscord.bucket(name, limit, remaining, resetAfter);
		for (int i = 0; i < pairs.length; i += 2) {
			headers.set(pairs[i], pairs[i + 1]);
		}
		return headers;
	}

	/** May be away, and knows what it was asked. */
	private static final class Engine extends SimpleMetadataStore {

		private final Set<String> keys = new TreeSet<>();

		private final List<String> values = new ArrayList<>();

		private boolean away;

		private int questions;

		@Override
		public synchronized @Nullable String get(String key) {
			this.questions++;
			this.keys.add(key);
			if (this.away) {
				throw new IllegalStateException("Connection refused");
			}
			return super.get(key);
		}

		@Override
		public synchronized @Nullable String putIfAbsent(String key, String value) {
			this.values.add(value);
			return super.putIfAbsent(key, value);
		}

		@Override
		public synchronized boolean replace(String key, String oldValue, String newValue) {
			this.values.add(newValue);
			return super.replace(key, oldValue, newValue);
		}

	}

}
