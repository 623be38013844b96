package io.discordgateway.protocol;

import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.payload.Token;
import io.discordgateway.shard.ShardId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ShardValuesTests {

	static Stream<UnaryOperator<ShardSettings.Builder>> settingsOutOfRange() {
		return Stream.of((settings) -> settings.largeThreshold(49), (settings) -> settings.largeThreshold(251),
				(settings) -> settings.maxPayloadSize(4095),
				(settings) -> settings.backoff(Duration.ZERO, Duration.ofSeconds(1)),
				(settings) -> settings.backoff(Duration.ofSeconds(-1), Duration.ofSeconds(1)),
				(settings) -> settings.backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)),
				(settings) -> settings.commandQueueCapacity(0));
	}

	@ParameterizedTest
	@MethodSource("settingsOutOfRange")
	void settingsOutOfTheirRangeAreRefused(UnaryOperator<ShardSettings.Builder> customizer) {
		ShardSettings.Builder builder = customizer.apply(ShardSettings.builder(Token.of("secret"), ShardId.SINGLE));
		assertThatIllegalArgumentException().isThrownBy(builder::build);
	}

	@Test
	void settingsDoNotShowTheToken() { // R40
		assertThat(ShardSettings.builder(Token.of("secret"), ShardId.SINGLE).build().toString())
			.doesNotContain("secret");
	}

	@Test
	void sendsAreEqualByContentAndShowNone() { // R40
		ShardAction.Send send = new ShardAction.Send(1, GatewayOpcode.IDENTIFY, new byte[] { 'x' }, true);
		assertThat(send).isEqualTo(new ShardAction.Send(1, GatewayOpcode.IDENTIFY, new byte[] { 'x' }, true))
			.hasSameHashCodeAs(new ShardAction.Send(1, GatewayOpcode.IDENTIFY, new byte[] { 'x' }, true))
			.isNotEqualTo(new ShardAction.Send(2, GatewayOpcode.IDENTIFY, new byte[] { 'x' }, true))
			.isNotEqualTo(new ShardAction.Send(1, GatewayOpcode.RESUME, new byte[] { 'x' }, true))
			.isNotEqualTo(new ShardAction.Send(1, GatewayOpcode.IDENTIFY, new byte[] { 'y' }, true))
			.isNotEqualTo(new ShardAction.Send(1, GatewayOpcode.IDENTIFY, new byte[] { 'x' }, false))
			.isNotEqualTo("x")
			.hasToString("Send[connection=1, opcode=IDENTIFY, 1 bytes]");
	}

	@Test
	void dispatchesAreEqualByContent() {
		ShardEvent.Dispatched event = new ShardEvent.Dispatched("A", 1, true, new byte[] { '1' });
		assertThat(event).isEqualTo(new ShardEvent.Dispatched("A", 1, true, new byte[] { '1' }))
			.hasSameHashCodeAs(new ShardEvent.Dispatched("A", 1, true, new byte[] { '1' }))
			.isNotEqualTo(new ShardEvent.Dispatched("B", 1, true, new byte[] { '1' }))
			.isNotEqualTo(new ShardEvent.Dispatched("A", 2, true, new byte[] { '1' }))
			.isNotEqualTo(new ShardEvent.Dispatched("A", 1, false, new byte[] { '1' }))
			.isNotEqualTo(new ShardEvent.Dispatched("A", 1, true, new byte[] { '2' }))
			.isNotEqualTo("A")
			.hasToString("Dispatched[A 1 replayed, 1 bytes]");
		assertThat(new ShardEvent.Dispatched("A", 1, false, new byte[0])).hasToString("Dispatched[A 1, 0 bytes]");
	}

}
