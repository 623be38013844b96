package io.discordgateway.spring.transport;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.SignatureException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Failures}.
 */
class FailuresTests {

	@Test
	void requestThatATimeOutCancelledSaysSo() {
		assertThat(Failures.describe(new IOException("Request cancelled"))).isEqualTo("no answer in time");
	}

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
	void whatTheJdksClientDoesNotSayIsSaid() {
		assertThat(Failures.describe(caused(new ConnectException(), new ClosedChannelException())))
			.isEqualTo("Connection refused");
		assertThat(Failures.describe(caused(new ConnectException(), new UnresolvedAddressException())))
			.isEqualTo("unknown host");
	}

	@Test
	void anAnswerOfTheApisThatDoesNotComeIsSaid() {
		assertThat(Failures.describe(new IOException(new HttpTimeoutException(null)))).isEqualTo("no answer in time");
	}

	@Test
	void whatIsToldAlreadyIsNotToldByItsCause() {
		assertThat(Failures.describe(new IOException(new ToldException("all of it", new IOException("a part")))))
			.isEqualTo("all of it");
	}

	@ParameterizedTest
	@MethodSource
	void failuresOfTlsSayWhatTheyMean(Throwable cause, String told) {
		assertThat(Failures.describe(caused(new SSLException("handshake"), cause))).startsWith(told);
	}

	static Stream<Arguments> failuresOfTlsSayWhatTheyMean() {
		return Stream.of(
				Arguments.of(new CertificateExpiredException("NotAfter: yesterday"),
						"the peer's TLS certificate has expired (NotAfter: yesterday)"),
				Arguments.of(new CertificateNotYetValidException("NotBefore: tomorrow"),
						"the peer's TLS certificate is not valid yet (NotBefore: tomorrow)"),
				Arguments.of(new CertPathBuilderException("no path"),
						"the peer's TLS certificate is by nobody that is trusted here (no path)"),
				Arguments.of(new SignatureException("Signature does not match."),
						"the peer's TLS certificate is by nobody that is trusted here (Signature does not match.)"),
				Arguments.of(new CertificateException("No name matching a.example found"),
						"the peer's TLS certificate is for another host (No name matching a.example found)"),
				Arguments.of(new SSLException("not an SSL/TLS record: 48"), "the peer does not speak TLS"),
				Arguments.of(new SSLException("handshake timed out after 10000ms"),
						"the TLS handshake timed out after 10000ms"),
				Arguments.of(new SSLException("Received fatal alert: handshake_failure"),
						"TLS: Received fatal alert: handshake_failure"));
	}

	private static Throwable caused(Throwable failure, Throwable cause) {
		return failure.initCause(cause);
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
