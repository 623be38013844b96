package io.discordgateway.spring.e2e;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.discordgateway.spring.InvalidTokenException;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for what happens before there is a connection: no matter of what is on its wire.
 */
@AnyWire
@ExtendWith(OutputCaptureExtension.class)
class StartTests {

	private final Wire wire;

	private final LocalGateway gateway = LocalGateway.builder().build().start();

	StartTests(Wire wire) {
		this.wire = wire;
	}

	@AfterEach
	void close() {
		this.gateway.close();
	}

	@Test
	@DisplayName("R2: no start of an application waits for ever: 5 s for an API that does not answer")
	void startReturnsWithinFiveSecondsWhenTheApiHangs() {
		try (RawPeer silent = new RawPeer(this.gateway, 1, RawPeer::readHead)) {
			long begun = System.nanoTime();
			try (Bot bot = this.wire.start(this.gateway, "discord.gateway.api-base-url=" + silent.apiUrl())) {
				assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(Duration.ofSeconds(4),
						Duration.ofSeconds(15));
				assertThat(bot.gateway().shards()).isEmpty();
				bot.awaitConnected();
			}
		}
	}

	@Test
	@DisplayName("R2: an API that asks to be left alone for longer than a look-up waits is")
	void retryAfterOfTheApiIsWaitedFor(CapturedOutput output) {
		this.gateway.refuseApiCalls(429, Duration.ofSeconds(600), "{\"retry_after\":600,\"global\":false}");
		try (Bot bot = this.wire.start(this.gateway, "logging.level.io.discordgateway=warn")) {
			assertThat(bot.gateway().lookupFailure()).contains("429");
			assertThat(output).containsPattern("could not be looked up; the next try is in (10 min|59\\d s|600 s)");
		}
	}

	@Test
	@DisplayName("R2: a token that is refused after the start is told once, and not tried again")
	void tokenThatIsRefusedAfterTheStartIsToldOnce(CapturedOutput output) {
		CountDownLatch started = new CountDownLatch(1);
		try (RawPeer slow = new RawPeer(this.gateway, 1, (socket) -> {
			RawPeer.readHead(socket);
			awaitQuietly(started);
			RawPeer.write(socket, "HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\n{}");
		}); Bot bot = this.wire.start(this.gateway, "discord.gateway.api-base-url=" + slow.apiUrl())) {
			started.countDown();
			Bot.await().until(() -> output.getAll().contains("Copy the current token from the Developer Portal"));
			assertThat(bot.gateway().lookupFailure()).contains("401");
			Witness.looksUpAgain();
			assertThat(bot.context().isActive()).isTrue();
			assertThat(output).containsOnlyOnce("Copy the current token from the Developer Portal");
			assertThat(slow.accepted()).isEqualTo(1);
		}
	}

	@Test
	void stopEndsAtOnceWhileConnecting() {
		try (RawPeer silent = new RawPeer(this.gateway, 100, RawPeer::readHead)) {
			Bot bot = this.wire.start(this.gateway, "discord.gateway.url=" + silent.url());
			Bot.await().until(() -> silent.accepted() > 0);
			long begun = System.nanoTime();
			bot.close();
			assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
			Bot.await().until(() -> Bot.threads("discord-connect").isEmpty());
		}
	}

	@Test
	void stopEndsAtOnceWhileTheApiIsAsked() {
		this.gateway.refuseApiCalls(503, null, "");
		Bot bot = this.wire.start(this.gateway);
		long begun = System.nanoTime();
		bot.close();
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
	}

	@Test
	void applicationThatFailsToStartLeavesNothingBehind() {
		this.gateway.refuseApiCalls(401, null, "{}");
		assertThatThrownBy(() -> this.wire.start(this.gateway).close())
			.hasRootCauseInstanceOf(InvalidTokenException.class);
		Bot.await().until(() -> Bot.threads("discord-").isEmpty());
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await(30, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
