package io.discordgateway.spring.rest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

class RateLimitsTests {

	private final VirtualTime time = new VirtualTime();

	private final RateLimits limits = new RateLimits(this.time, 1_000_000, null);

	@ParameterizedTest
	@CsvSource({ "GET, /users/@me, GET /users/@me, ''",
			"POST, /channels/12/messages, POST /channels/:id/messages, channels/12",
			"DELETE, /channels/12/messages/34, DELETE /channels/:id/messages/:id, channels/12",
			"PUT, /channels/1/messages/2/reactions/%F0%9F%A6%8A/@me, PUT /channels/:id/messages/:id/reactions/:text/@me, channels/1",
			"PATCH, /guilds/5/members/6, PATCH /guilds/:id/members/:id, guilds/5",
			"POST, /webhooks/1/abc, POST /webhooks/:id/:token, webhooks/1/abc",
			"GET, /webhooks/1, GET /webhooks/:id, webhooks/1",
			"POST, /interactions/1/abc/callback, POST /interactions/:id/:token/callback, interactions/1/abc",
			"GET, /invites/abc, GET /invites/:text, ''", "GET, /, GET , ''" })
	void routesAreToldApartByMethodPathAndTopLevelResource(String method, String path, String name, String resource) {
		Route route = Route.of(method, path);
		assertThat(route.name()).isEqualTo(name.equals("GET") ? "GET " : name);
		assertThat(route.resource()).isEqualTo(resource);
		assertThat(route.global()).isEqualTo(!path.contains("abc") || path.contains("invites"));
		assertThat(route.toString()).doesNotContain("abc");
	}

	@Test
	void memoryIsBounded() throws InterruptedException {
		for (int i = 0; i < 5 * RateLimits.KEPT; i++) {
			Route route = Route.of("POST", "/channels/" + i + "/messages");
			acquire(route).answered(headers("messages", 5, 4, 5), 200);
		}
		assertThat(this.limits.size()).isEqualTo(RateLimits.KEPT);
	}

	@Test
	void memoryOfKindsIsBounded() throws InterruptedException {
		for (int i = 0; i < 2 * RateLimits.KEPT; i++) {
			Route route = Route.of("PATCH", "/channels/" + i);
			acquire(route).refused(headers("channels", 5, 4, 1), new RetryAfter(Duration.ofMinutes(10), Limit.BUCKET));
		}
		assertThat(this.limits.kinds()).isEqualTo(RateLimits.KEPT);
	}

	@Test
	void answersToInteractionsPushNothingOut() throws InterruptedException {
		for (int i = 0; i < 100; i++) {
			Route route = Route.of("POST", "/interactions/" + i + "/token/callback");
			acquire(route).answered(headers("callback", 5, 4, 5), 200);
			acquire(route).refused(new HttpHeaders(), new RetryAfter(Duration.ofSeconds(1), Limit.BUCKET));
			acquire(route).refused(headers("callback", 5, 4, 5), new RetryAfter(Duration.ofMinutes(1), Limit.BUCKET));
		}
		assertThat(this.limits.size()).isZero();
		assertThat(this.limits.kinds()).isZero();
	}

	@RepeatedTest(20)
	void manyThreadsNeverHitALimitThatHasBeenTold() throws Exception {
		Server server = new Server();
		ExecutorService executor = Executors.newFixedThreadPool(16);
		try {
			List<Future<?>> calls = new ArrayList<>();
			for (int i = 0; i < 400; i++) {
				Route route = Route.of("POST", "/channels/" + i % 4 + "/messages");
				calls.add(executor.submit(() -> {
					RateLimits.Permit permit = acquire(route);
					permit.answered(server.call(route), 200);
					return null;
				}));
			}
			for (Future<?> call : calls) {
				call.get(30, TimeUnit.SECONDS);
			}
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(server.refused).isZero();
		assertThat(server.served).isEqualTo(400);
	}

	private RateLimits.Permit acquire(Route route) throws InterruptedException {
		return this.limits.acquire(route, new BodyFields(new byte[0]), Long.MAX_VALUE, false);
	}

	private static HttpHeaders headers(String bucket, int limit, int remaining, double resetAfter) {
		HttpHeaders headers = new HttpHeaders();
		String[] all = ScriptedDiscord.bucket(bucket, limit, remaining, resetAfter);
		for (int i = 0; i < all.length; i += 2) {
			headers.set(all[i], all[i + 1]);
		}
		return headers;
	}

	/** Five requests in five seconds for each channel, as Discord has it for messages. */
	private final class Server {

		private static final long WINDOW = 5_000_000_000L;

		private final Map<String, long[]> windows = new HashMap<>();

		private int served;

		private int refused;

		synchronized HttpHeaders call(Route route) {
			long now = RateLimitsTests.this.time.nanos();
			long[] window = this.windows.computeIfAbsent(route.resource(), (key) -> new long[] { now, 0 });
			if (now - window[0] >= WINDOW) {
				window[0] = now;
				window[1] = 0;
			}
			if (++window[1] > 5) {
				this.refused++;
			}
			this.served++;
			return headers("messages", 5, (int) Math.max(0, 5 - window[1]), (window[0] + WINDOW - now) / 1e9);
		}

	}

}
