package io.discordgateway.spring.e2e;

import java.time.Duration;
import java.util.stream.IntStream;

import io.discordgateway.spring.SessionLostEvent;
import io.discordgateway.spring.ShardConnectedEvent;
import io.discordgateway.spring.ShardResumedEvent;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that what the gateway sends reaches the listeners once and in order, whatever
 * happens to the connection.
 */
@EveryWire
class NothingLostTests {

	/* Each batch is cut by one fault: of every five, two are RECONNECTs. */
	private static final int FAULTS = 10;

	private final Wire wire;

	NothingLostTests(Wire wire) {
		this.wire = wire;
	}

	@Test
	@DisplayName("R17: nothing is lost or doubled by RECONNECTs, restarts, drops, stalls and half-closed sockets")
	void everyEventArrivesOnceAndInOrder() {
		sendThroughFaults(2_000, FAULTS);
	}

	@Test
	@EnabledIfSystemProperty(named = "thorough", matches = "true", disabledReason = "runs with -Pthorough")
	@DisplayName("R17: nothing of 50,000 events is lost or doubled by 20 RECONNECTs and 30 other faults")
	void everyOneOfManyEventsArrivesOnceAndInOrder() {
		sendThroughFaults(50_000, 5 * FAULTS);
	}

	private void sendThroughFaults(int events, int faults) {
		try (LocalGateway gateway = LocalGateway.builder().heartbeatInterval(Duration.ofSeconds(1)).build().start();
				Bot bot = this.wire.start(gateway).awaitConnected()) {
			int batch = events / faults;
			for (int fault = 0; fault < faults; fault++) {
				int from = fault * batch;
				int resumed = resumed(bot);
				Messages.send(gateway, from, from + batch / 3);
				harm(gateway, fault);
				Messages.send(gateway, from + batch / 3, from + batch);
				gateway.startListening();
				// Not before: two faults at once would be one.
				Bot.await().until(() -> resumed(bot) > resumed);
			}
			// One more, behind which nothing can come that was sent before.
			Messages.send(gateway, events, events + 1);
			Bot.await().until(() -> bot.ears().numbers().contains(events));
			assertThat(bot.ears().numbers()).isEqualTo(IntStream.rangeClosed(0, events).boxed().toList());
			assertThat(bot.ears().sequences()).isSorted().doesNotHaveDuplicates();
			assertThat(bot.ears().lifecycle(ShardConnectedEvent.class)).hasSize(1);
			assertThat(bot.ears().lifecycle(SessionLostEvent.class)).isEmpty();
			assertThat(bot.ears().lifecycle(ShardResumedEvent.class)).hasSizeGreaterThanOrEqualTo(faults);
			assertThat(bot.ears().replayed()).isPositive();
			assertThat(gateway.record().violations()).isEmpty();
			assertThat(gateway.record().identifies()).hasSize(1);
		}
	}

	private static int resumed(Bot bot) {
		return bot.ears().lifecycle(ShardResumedEvent.class).size();
	}

	private static void harm(LocalGateway gateway, int batch) {
		switch (batch % 5) {
			case 0, 2 -> gateway.requestReconnect();
			case 1 -> gateway.dropConnections();
			case 3 -> gateway.stopListening();
			default -> {
				switch (batch / 5 % 4) {
					case 0 -> gateway.stall();
					case 1 -> gateway.halfClose();
					case 2 -> gateway.closeConnections(4000);
					default -> gateway.invalidateSessions(true);
				}
			}
		}
	}

}
