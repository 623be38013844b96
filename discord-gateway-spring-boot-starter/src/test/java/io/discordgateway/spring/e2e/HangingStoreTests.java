package io.discordgateway.spring.e2e;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.discordgateway.spring.e2e.StopTests.Caller;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.SmartLifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for a gateway whose store does not answer.
 */
@ExtendWith(OutputCaptureExtension.class)
class HangingStoreTests {

	private final LocalGateway gateway = LocalGateway.builder().identifyWindow(Duration.ofMillis(1)).build().start();

	@AfterEach
	void close() {
		HangingStore.fromTheBeginning = false;
		this.gateway.close();
	}

	/** When the store begins to hang. */
	enum Hang {

		/** Before it is read. */
		LOAD,

		/** Right before the stop. */
		LAST_SAVE,

		/** While nothing else happens, so that a claim is to be renewed. */
		RENEWAL

	}

	static Stream<Arguments> hangsAndCallers() {
		return Stream.of(Hang.values())
			.flatMap((hang) -> Stream.of(Caller.values()).map((caller) -> arguments(hang, caller)));
	}

	@ParameterizedTest
	@MethodSource("hangsAndCallers")
	void stopIsBoundByTheTimeOfThePhase(Hang hang, Caller caller, CapturedOutput output) {
		HangingStore.fromTheBeginning = hang == Hang.LOAD;
		try (Bot bot = start(caller, "spring.lifecycle.timeout-per-shutdown-phase=1s")) {
			SmartLifecycle lifecycle = (SmartLifecycle) bot.gateway();
			reach(hang, bot);
			assertThat(CompletableFuture.runAsync(() -> caller.stop(bot))).succeedsWithin(StopTests.AT_ONCE);
			assertThat(lifecycle.isRunning()).isFalse();
			assertThat(output).contains("could not be kept when the gateway stopped");
		}
		assertThat(this.gateway.record().identifies()).hasSize((hang == Hang.LOAD) ? 0 : 1);
	}

	private static void reach(Hang hang, Bot bot) {
		HangingStore store = bot.context().getBean(HangingStore.class);
		if (hang == Hang.LOAD) {
			Bot.await().until(store::isHolding);
			return;
		}
		bot.awaitConnected();
		store.hang();
		if (hang == Hang.RENEWAL) {
			Bot.await().until(store::isHolding);
		}
	}

	@Test
	void healthSaysThatTheStoreDoesNotAnswer() {
		HangingStore.fromTheBeginning = true;
		try (Bot bot = start(Caller.APPLICATION, "spring.lifecycle.timeout-per-shutdown-phase=1s")) {
			Bot.await().until(() -> !bot.gateway().shards().isEmpty() && bot.gateway().shard(0).waitingFor() != null);
			assertThat(bot.gateway().shard(0).waitingFor()).contains("its session, which the store");
			String failure = Bot.await().until(() -> bot.gateway().sessionStoreFailure(), (reason) -> reason != null);
			assertThat(failure).contains("has not answered for");
		}
	}

	private Bot start(Caller caller, String... properties) {
		return Bot.start(caller.web(), this.gateway,
				Stream
					.concat(Stream.of("test.hanging-store=true", "discord.gateway.session.owner-lease=6s"),
							Stream.of(properties))
					.toArray(String[]::new));
	}

}
