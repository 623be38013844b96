package io.discordgateway.spring.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RefusalReader} (R22).
 */
class RefusalReaderTests {

	private static final Exception FAILURE = new IOException("refused");

	private final AtomicInteger asked = new AtomicInteger();

	private final HttpServer server = start();

	private Instant now = Instant.parse("2026-11-30T12:00:00Z");

	private final RefusalReader reader = new RefusalReader(null, () -> this.now);

	private volatile int status = 429;

	private volatile String body = "";

	private volatile @Nullable String retryAfter;

	@AfterEach
	void stop() {
		this.server.stop(0);
	}

	@Test
	void bodyAndRetryAfterAreTold() {
		this.body = "slow\ndown";
		this.retryAfter = "7";
		UpgradeRefusedException refused = explain(429);
		assertThat(refused).hasMessageEndingWith("was refused with: slow down").hasCause(FAILURE);
		assertThat(refused.status()).isEqualTo(429);
		assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(7));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "-1", "soon", "NaN" })
	void retryAfterThatIsNoTimeIsNone(String value) {
		this.retryAfter = value;
		UpgradeRefusedException refused = explain(429);
		assertThat(refused).hasMessageEndingWith("was refused");
		assertThat(refused.retryAfter()).isNull();
	}

	@Test
	@DisplayName("One answer stands for all shards for 10 s, or for as long as it says itself")
	void answerIsAskedForOnceInAWhile() {
		this.retryAfter = "5";
		assertThat(explain(429).retryAfter()).isEqualTo(Duration.ofSeconds(5));
		this.now = this.now.plusSeconds(9);
		assertThat(explain(429).retryAfter()).as("is over").isNull();
		assertThat(this.asked).hasValue(1);
		this.retryAfter = "60";
		this.now = this.now.plusSeconds(1);
		assertThat(explain(429).retryAfter()).isEqualTo(Duration.ofSeconds(60));
		this.now = this.now.plusSeconds(59);
		assertThat(explain(429).retryAfter()).isEqualTo(Duration.ofSeconds(1));
		assertThat(this.asked).hasValue(2);
		this.now = this.now.plusSeconds(1);
		assertThat(explain(429).retryAfter()).isEqualTo(Duration.ofSeconds(60));
		assertThat(this.asked).hasValue(3);
	}

	@Test
	void answerOfAnotherHostOrStatusIsNotThisOne() {
		this.body = "of the first";
		explain(429);
		URI other = URI.create(url().toString().replace("127.0.0.1", "localhost"));
		assertThat(this.reader.explain(other, 429, FAILURE)).hasMessageEndingWith("of the first");
		assertThat(this.asked).hasValue(2);
		this.status = 503;
		this.body = "of the third";
		assertThat(this.reader.explain(other, 503, FAILURE)).hasMessageEndingWith("of the third");
		assertThat(this.asked).hasValue(3);
	}

	@Test
	void statusThatHasChangedMeanwhileExplainsNothing() {
		this.status = 503;
		this.body = "of another refusal";
		UpgradeRefusedException refused = explain(429);
		assertThat(refused).hasMessageEndingWith("was refused");
		assertThat(refused.status()).isEqualTo(429);
	}

	@Test
	void peerThatIsGoneExplainsNothing() {
		URI gone = url();
		this.server.stop(0);
		assertThat(this.reader.explain(gone, 429, FAILURE)).hasMessageEndingWith("was refused");
	}

	private UpgradeRefusedException explain(int status) {
		return this.reader.explain(url(), status, FAILURE);
	}

	private URI url() {
		return URI.create("ws://127.0.0.1:" + this.server.getAddress().getPort() + "/?v=10");
	}

	private HttpServer start() {
		try {
			HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
			server.createContext("/", (exchange) -> {
				this.asked.incrementAndGet();
				byte[] bytes = this.body.getBytes(StandardCharsets.UTF_8);
				if (this.retryAfter != null) {
					exchange.getResponseHeaders().set("Retry-After", this.retryAfter);
				}
				exchange.sendResponseHeaders(this.status, (bytes.length > 0) ? bytes.length : -1);
				exchange.getResponseBody().write(bytes);
				exchange.close();
			});
			server.start();
			return server;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
