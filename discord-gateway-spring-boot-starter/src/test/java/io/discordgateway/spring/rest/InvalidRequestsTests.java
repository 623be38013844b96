package io.discordgateway.spring.rest;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InvalidRequests} (R48).
 */
@ExtendWith(OutputCaptureExtension.class)
class InvalidRequestsTests {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	/* A machine's nanoseconds may be negative, and overflow. */
	private static final long START = Long.MAX_VALUE - 100 * SECOND;

	private static final Route ROUTE = Route.of("POST", "/webhooks/1/very-secret");

	private final InvalidRequests requests = new InvalidRequests();

	@ParameterizedTest
	@ValueSource(ints = { 401, 403, 429 })
	void whatDiscordBansForIsHeldBackAtHalf(int status) {
		answer(InvalidRequests.BRAKE - 1, status, START);
		assertThat(this.requests.timeUntilRoom(START)).isZero();
		answer(1, status, START);
		assertThat(this.requests.timeUntilRoom(START)).isEqualTo(610 * SECOND);
		assertThat(this.requests.timeUntilRoom(START + 609 * SECOND)).isEqualTo(SECOND);
		assertThat(this.requests.timeUntilRoom(START + 610 * SECOND)).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 204, 400, 404, 500 })
	void otherAnswersDoNotCount(int status) {
		answer(20_000, status, START);
		assertThat(this.requests.timeUntilRoom(START)).isZero();
	}

	@Test
	void whatOthersCausedDoesNotCount() {
		HttpHeaders shared = new HttpHeaders();
		shared.set("X-RateLimit-Scope", "shared");
		for (int i = 0; i < 20_000; i++) {
			this.requests.answered(ROUTE, 429, shared, START);
		}
		assertThat(this.requests.timeUntilRoom(START)).isZero();
	}

	@Test
	void theWindowSlides() {
		for (int second = 0; second < 3600; second++) {
			answer(8, 403, START + second * SECOND);
			assertThat(this.requests.timeUntilRoom(START + second * SECOND)).isZero();
		}
		long now = START + 3600 * SECOND;
		answer(400, 403, now);
		long wait = this.requests.timeUntilRoom(now);
		assertThat(wait).isBetween(1L, 40 * SECOND);
		assertThat(this.requests.timeUntilRoom(now + wait)).isZero();
	}

	/** However it is called, no ten minutes have more than half of what bans. */
	@Test
	void noTenMinutesHaveMoreThanTheBrakeLetsPass() {
		int[] answers = new int[7200];
		for (int second = 0; second < answers.length; second++) {
			for (int i = 0; i < 51 && this.requests.timeUntilRoom(START + second * SECOND) == 0; i++) {
				answer(1, 403, START + second * SECOND);
				answers[second]++;
			}
		}
		for (int from = 0; from + 600 <= answers.length; from++) {
			int sum = 0;
			for (int second = from; second < from + 600; second++) {
				sum += answers[second];
			}
			assertThat(sum).isLessThanOrEqualTo(InvalidRequests.BRAKE);
		}
	}

	@Test
	void aTenthIsWarnedOfOnceAndWithoutASecret(CapturedOutput output) {
		answer(InvalidRequests.WARNING - 1, 403, START);
		assertThat(output).doesNotContain("bans this host");
		answer(1000, 403, START);
		assertThat(output)
			.containsOnlyOnce("1000 calls of Discord's API were answered with 401, 403 or 429 in the last "
					+ "10 minutes, the last, POST /webhooks/:id/:token, with 403");
		answer(InvalidRequests.BRAKE, 403, START);
		assertThat(output).containsOnlyOnce("From 5000 on calls are held back")
			.containsOnlyOnce("Nothing is sent until there are fewer than 5000")
			.doesNotContain("secret");
		answer(InvalidRequests.WARNING, 403, START + 700 * SECOND);
		assertThat(output.getAll().split("From 5000 on calls are held back")).hasSize(3);
	}

	private void answer(int times, int status, long now) {
		for (int i = 0; i < times; i++) {
			this.requests.answered(ROUTE, status, HttpHeaders.EMPTY, now);
		}
	}

}
