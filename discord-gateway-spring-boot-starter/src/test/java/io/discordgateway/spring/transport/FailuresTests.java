package io.discordgateway.spring.transport;

import java.io.IOException;
import java.net.UnknownHostException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Failures}.
 */
class FailuresTests {

	@Test
	void wrappersOfFuturesAreTakenOff() {
		IOException root = new IOException("on purpose");
		assertThat(Failures.unwrap(new CompletionException(new ExecutionException(root)))).isSameAs(root);
		assertThat(Failures.unwrap(root)).isSameAs(root);
		CompletionException empty = new CompletionException("alone", null);
		assertThat(Failures.unwrap(empty)).isSameAs(empty);
	}

	@Test
	void firstCauseIsDescribed() {
		assertThat(Failures.describe(new IllegalStateException("outer", new IOException("inner")))).isEqualTo("inner");
		assertThat(Failures.describe(new IOException())).isEqualTo("IOException");
		assertThat(Failures.describe(new UnknownHostException("gateway.example")))
			.isEqualTo("unknown host gateway.example");
		assertThat(Failures.describe(new ExecutionException(new TimeoutException()))).isEqualTo("no answer in time");
		assertThat(Failures.describe(new TimeoutException("after 3 s"))).isEqualTo("after 3 s");
	}

	@Test
	void systemCallsOfNativeTransportsAreLeftOut() {
		assertThat(Failures.describe(new IOException("finishConnect(..) failed with error(-111): Connection refused")))
			.isEqualTo("Connection refused");
		assertThat(Failures.describe(new IOException("io_uring read(..) failed with error(-104): Connection reset")))
			.isEqualTo("Connection reset");
		assertThat(Failures.describe(new IOException("failed with error(-1): x")))
			.isEqualTo("failed with error(-1): x");
	}

	@Test
	void whatAPeerWroteIsOneLineOfABoundedLength() {
		assertThat(Failures.oneLine("a\r\nb")).isEqualTo("a b");
		assertThat(Failures.oneLine("x".repeat(300))).isEqualTo("x".repeat(300));
		assertThat(Failures.oneLine("x".repeat(301))).isEqualTo("x".repeat(300) + "…");
	}

}
