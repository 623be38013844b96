package io.discordgateway.spring.e2e;

import java.util.List;
import java.util.stream.Stream;

import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.protocol.ShardStatus;
import io.discordgateway.spring.ShardDisconnectedEvent;
import io.discordgateway.spring.ShardFailedEvent;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for what only a person can mend.
 */
@AnyWire
@EveryTransport
@ExtendWith(OutputCaptureExtension.class)
class FatalCloseTests {

	private final Wire wire;

	FatalCloseTests(Wire wire) {
		this.wire = wire;
	}

	@ParameterizedTest
	@CsvSource({ "4004, Developer Portal (Bot > Token)", "4010, discord.gateway.sharding.total",
			"4011, discord.gateway.sharding.total", "4012, update discord-gateway", "4013, discord.gateway.intents",
			"4014, Privileged Gateway Intents" })
	@DisplayName("R18: the shard stops for good, says once what to do, and never loops")
	void fatalCodeStopsTheShardForGood(int code, String fix, CapturedOutput output) {
		try (LocalGateway gateway = LocalGateway.builder().build().start();
				Bot bot = this.wire.start(gateway).awaitConnected()) {
			gateway.closeConnections(code);
			ShardFailedEvent failed = bot.awaitEvent(ShardFailedEvent.class);
			assertThat(failed.closeCode().code()).isEqualTo(code);
			assertThat(failed.reason()).contains(fix);
			assertThat(bot.ears().lifecycle(ShardDisconnectedEvent.class)).singleElement()
				.satisfies((event) -> assertThat(event.nextAttempt()).isNull());
			Bot.await().until(() -> bot.gateway().shard(0).status() == ShardStatus.FAILED);
			assertThat(bot.gateway().shard(0).failure()).contains(fix);
			Witness.connectsAgain();
			assertThat(bot.gateway().shard(0).status()).isEqualTo(ShardStatus.FAILED);
			assertThat(output).containsOnlyOnce(fix);
			assertThat(gateway.record().connections()).hasSize(1);
			assertThat(bot.context().isActive()).isTrue();
		}
	}

	@Test
	@DisplayName("R39: an intent that is not enabled: the error says which were asked for")
	void disallowedIntentNamesWhatWasAskedFor() {
		try (LocalGateway gateway = LocalGateway.builder().privilegedIntents(List.of()).build().start();
				Bot bot = this.wire.start(gateway, "discord.gateway.intents=GUILDS,GUILD_MEMBERS")) {
			ShardFailedEvent failed = bot.awaitEvent(ShardFailedEvent.class);
			assertThat(failed.closeCode().code()).isEqualTo(4014);
			assertThat(failed.reason()).contains(GatewayIntent.GUILD_MEMBERS.name());
		}
	}

	@Test
	void unknownIntentBitSaysSo() {
		try (LocalGateway gateway = LocalGateway.builder().build().start();
				Bot bot = this.wire.start(gateway, "discord.gateway.intents=1073741824")) {
			ShardFailedEvent failed = bot.awaitEvent(ShardFailedEvent.class);
			assertThat(failed.closeCode().code()).isEqualTo(4013);
			assertThat(failed.reason()).contains("1073741824");
		}
	}

	@Test
	void applicationCanFailWithTheAnalysis() {
		try (LocalGateway gateway = LocalGateway.builder().build().start();
				Bot bot = this.wire.start(gateway).awaitConnected()) {
			gateway.closeConnections(4011);
			assertThat(bot.awaitEvent(ShardFailedEvent.class).toException().getShard())
				.isEqualTo(bot.gateway().shard(0).shard());
		}
	}

	@ParameterizedTest
	@MethodSource("invalidProperties")
	void propertyThatDoesNotParseIsNamedWithWhatItShouldBe(String property, String named, String fix,
			CapturedOutput output) {
		try (LocalGateway gateway = LocalGateway.builder().build().start()) {
			assertThatThrownBy(() -> this.wire.start(gateway, property).close()).isInstanceOf(Exception.class);
			assertThat(output).contains("APPLICATION FAILED TO START").contains(named).contains(fix);
		}
	}

	static Stream<Arguments> invalidProperties() {
		return Stream.of(
				arguments("discord.gateway.sharding.ids=3-1", "discord.gateway.sharding.ids",
						"It is a list such as '0-3,7'."),
				arguments("discord.gateway.intents=GUILDS,NONSENSE", "discord.gateway.intents",
						"'NONSENSE' is no intent"),
				arguments("discord.gateway.transport=pigeon", "discord.gateway.transport", "WEBSOCKET_CLIENT"),
				arguments("discord.gateway.proxy.type=http", "discord.gateway.proxy.host", "name or address"),
				arguments("discord.gateway.compression=brotli", "discord.gateway.compression", "ZLIB_STREAM"),
				arguments("discord.gateway.reconnect.min-backoff=soon", "discord.gateway.reconnect.min-backoff",
						"soon"),
				arguments("discord.gateway.large-threshold=5", "discord.gateway.large-threshold", "It is 50 to 250."),
				arguments("discord.gateway.token=", "no bot token", "DISCORD_TOKEN"));
	}

	@Test
	@DisplayName("R40: a token that is malformed fails the start and is not shown")
	void malformedTokenIsNotShown(CapturedOutput output) {
		try (LocalGateway gateway = LocalGateway.builder().build().start()) {
			assertThatThrownBy(() -> this.wire.start(gateway, "discord.gateway.token=MTQw.GsEc RetToken").close())
				.isInstanceOf(Exception.class);
			assertThat(output).contains("APPLICATION FAILED TO START").contains("token").doesNotContain("RetToken");
		}
	}

}
