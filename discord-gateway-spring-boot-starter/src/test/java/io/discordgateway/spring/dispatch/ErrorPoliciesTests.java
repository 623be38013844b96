package io.discordgateway.spring.dispatch;

import java.time.Duration;
import java.util.stream.Stream;

import io.discordgateway.codec.RawPayload;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.DispatchErrorHandler;
import io.discordgateway.spring.DispatchErrorHandler.Decision;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.UndecodablePayloadException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.ResolvableType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ErrorPolicies}: what does not decode is no listener's fault (R46).
 */
@ExtendWith(OutputCaptureExtension.class)
class ErrorPoliciesTests {

	static Stream<DispatchErrorHandler> policies() {
		return Stream.of(ErrorPolicies.log(), ErrorPolicies.retry(5, Duration.ofMillis(500), Duration.ofSeconds(30)),
				ErrorPolicies.stop());
	}

	@ParameterizedTest
	@MethodSource("policies")
	void eventThatDoesNotDecodeIsNeverRetriedAndNeverHaltsAShard(DispatchErrorHandler policy) {
		UndecodablePayloadException undecodable = new UndecodablePayloadException("MESSAGE_CREATE", 7, "malformed");
		assertThat(policy.handle(event("MESSAGE_CREATE", 7), undecodable, 1)).isEqualTo(Decision.done());
		assertThat(policy.handle(event("MESSAGE_CREATE", 7), new IllegalStateException(undecodable), 1))
			.isEqualTo(Decision.done());
	}

	@ParameterizedTest
	@MethodSource("policies")
	void seriesOfThemIsLoggedWithItsLength(DispatchErrorHandler policy, CapturedOutput output) {
		for (int i = 1; i <= 12; i++) {
			policy.handle(event("MESSAGE_CREATE", i),
					new UndecodablePayloadException("MESSAGE_CREATE", i, "malformed payload"), 1);
		}
		policy.handle(event("TYPING_START", 13), new UndecodablePayloadException("TYPING_START", 13, "malformed"), 1);
		assertThat(output.toString().lines().filter((line) -> line.contains("does not decode"))).hasSize(3);
		assertThat(output).contains("[shard 0/1] The payload of MESSAGE_CREATE (sequence 1) does not decode")
			.contains("(sequence 10) does not decode: malformed payload; that makes 10.")
			.contains("TYPING_START (sequence 13)");
	}

	@Test
	void failureOfAListenerIsThePolicysAffair() {
		IllegalStateException failure = new IllegalStateException("on purpose", new IllegalArgumentException());
		assertThat(ErrorPolicies.stop().handle(event("MESSAGE_CREATE", 1), failure, 1)).isEqualTo(Decision.stop());
		assertThat(ErrorPolicies.retry(2, Duration.ofMillis(5), Duration.ofMillis(5))
			.handle(event("MESSAGE_CREATE", 1), failure, 1)).isEqualTo(Decision.retryAfter(Duration.ofMillis(5)));
	}

	private static DispatchEvent<?> event(String name, long sequence) {
		return new DispatchEvent<>("gateway", ShardId.SINGLE, name, sequence, false, RawPayload.json(new byte[0]),
				ResolvableType.forClassWithGenerics(DispatchEvent.class, Object.class), (payload) -> payload);
	}

}
