package io.discordgateway.protocol;

import java.time.Duration;
import java.util.List;

import io.discordgateway.protocol.DisconnectCause.Kind;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static io.discordgateway.protocol.ProtocolHarness.events;
import static io.discordgateway.protocol.ProtocolHarness.only;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ShardInput.Reconnect}: what an operator may ask for.
 */
class ReconnectTests {

	@Test
	void anotherConnectionKeepsTheSession() {
		ProtocolHarness harness = ProtocolHarness.in(ShardStatus.CONNECTED);
		List<ShardAction> actions = harness.handle(new ShardInput.Reconnect(true));
		assertThat(only(actions, ShardAction.Close.class)).singleElement()
			.satisfies((close) -> assertThat(close.code().endsSession()).isFalse());
		assertThat(events(actions, ShardEvent.Disconnected.class)).singleElement().satisfies((event) -> {
			assertThat(event.cause().kind()).isEqualTo(Kind.APPLICATION_ASKED);
			assertThat(event.willResume()).isTrue();
		});
		assertThat(harness.shard.resumePoint()).isNotNull();
	}

	@Test
	void newSessionIsToldAsTheLossOfTheOldOne() {
		ProtocolHarness harness = ProtocolHarness.in(ShardStatus.CONNECTED);
		List<ShardAction> actions = harness.handle(new ShardInput.Reconnect(false));
		assertThat(events(actions, ShardEvent.SessionLost.class)).hasSize(1);
		assertThat(events(actions, ShardEvent.Disconnected.class)).singleElement()
			.satisfies((event) -> assertThat(event.willResume()).isFalse());
		assertThat(harness.shard.resumePoint()).isNull();
	}

	@Test
	@DisplayName("R19: who asks again and again while the session is being resumed does not lose it")
	void wishIsNoFailureToResume() {
		ProtocolHarness harness = ProtocolHarness.in(ShardStatus.CONNECTED);
		for (int i = 0; i < 10; i++) {
			List<ShardAction> actions = harness.handle(new ShardInput.Reconnect(true));
			assertThat(events(actions, ShardEvent.Disconnected.class)).singleElement()
				.satisfies((event) -> assertThat(event.willResume()).isTrue());
			harness.handle(new ShardInput.Reconnect(true));
			assertThat(harness.opened().greeted().shard.status()).isEqualTo(ShardStatus.RESUMING);
		}
		assertThat(harness.shard.resumePoint()).isNotNull();
	}

	@Test
	@DisplayName("R22: a host that asked to be left alone is left alone, whoever asks")
	void refusalHoldsForOperatorsToo() {
		ProtocolHarness harness = ProtocolHarness.in(ShardStatus.CONNECTING);
		Duration wait = Duration.ofMinutes(5);
		harness.handle(new ShardInput.ConnectFailed(harness.connection(), "busy", 503, wait));
		assertThat(harness.handle(new ShardInput.Reconnect(true))).isEmpty();
		assertThat(harness.shard.status()).isEqualTo(ShardStatus.BACKING_OFF);
		harness.now = harness.now.plus(wait);
		harness.handle(new ShardInput.Reconnect(true));
		assertThat(harness.shard.status()).isNotEqualTo(ShardStatus.BACKING_OFF);
	}

	@Test
	@DisplayName("R15: the wait after INVALID_SESSION holds, whoever asks")
	void restAfterAnInvalidSessionHoldsForOperatorsToo() {
		ProtocolHarness harness = ProtocolHarness.in(ShardStatus.CONNECTED);
		harness.op(9, "true");
		assertThat(harness.handle(new ShardInput.Reconnect(true))).isEmpty();
		assertThat(harness.shard.status()).isEqualTo(ShardStatus.BACKING_OFF);
		assertThat(harness.untilDeadline()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
	}

	@Test
	@DisplayName("R45: whoever asks again and again has the waits that every reconnect has")
	void waitsHoldForOperatorsToo() {
		ProtocolHarness harness = ProtocolHarness.in(ShardStatus.CONNECTED);
		harness.handle(new ShardInput.Reconnect(true));
		assertThat(harness.shard.status()).isEqualTo(ShardStatus.BACKING_OFF);
		assertThat(harness.shard.nextAttempt()).isAfter(harness.now);
	}

}
