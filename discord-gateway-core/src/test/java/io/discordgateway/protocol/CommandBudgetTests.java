package io.discordgateway.protocol;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CommandBudgetTests {

	private final Instant now = Instant.parse("2026-11-24T00:00:00Z");

	@Test
	void heartbeatsKeepTheirShareAtEachInterval() { // R24
		assertThat(budget(Duration.ofMillis(41250)).commandsPerWindow()).isEqualTo(116);
		assertThat(budget(Duration.ofSeconds(10)).commandsPerWindow()).isEqualTo(111);
		assertThat(budget(Duration.ofMillis(600)).commandsPerWindow()).isEqualTo(16);
	}

	@Test
	void intervalThatFitsExactlyNeedsNoMore() { // R24
		assertThat(budget(Duration.ofSeconds(61)).commandsPerWindow()).isEqualTo(117);
		assertThat(budget(Duration.ofMillis(30500)).commandsPerWindow()).isEqualTo(116);
		assertThat(budget(Duration.ofMillis(30499)).commandsPerWindow()).isEqualTo(115);
	}

	@Test
	void intervalThatComesLaterForgetsNothing() { // R24
		CommandBudget budget = budget(Duration.ofMillis(41_250));
		for (int i = 0; i < 111; i++) {
			budget.sent(this.now);
		}
		assertThat(budget.nextPermit(this.now)).isNull();
		budget.heartbeatInterval(Duration.ofSeconds(10));
		assertThat(budget.nextPermit(this.now)).isEqualTo(this.now.plusSeconds(61));
	}

	@Test
	void requestedHeartbeatsStopWhereTheScheduledOnesBegin() { // R7, R24
		CommandBudget budget = budget(Duration.ofMillis(41250));
		for (int i = 0; i < 116; i++) {
			budget.sent(this.now);
		}
		assertThat(budget.permitsRequestedHeartbeat(this.now)).isTrue();
		budget.sent(this.now);
		assertThat(budget.permitsRequestedHeartbeat(this.now)).isFalse();
		assertThat(budget.permitsRequestedHeartbeat(this.now.plusMillis(60_999))).isFalse();
		assertThat(budget.permitsRequestedHeartbeat(this.now.plusSeconds(61))).isTrue();
	}

	@Test
	void untilHelloTellsTheIntervalItIsTakenForTheShortest() { // R7, R24
		CommandBudget budget = new CommandBudget();
		int permitted = 0;
		while (budget.permitsRequestedHeartbeat(this.now)) {
			budget.sent(this.now);
			permitted++;
		}
		assertThat(permitted).isEqualTo(17);
	}

	private static CommandBudget budget(Duration heartbeatInterval) {
		CommandBudget budget = new CommandBudget();
		budget.heartbeatInterval(heartbeatInterval);
		return budget;
	}

	@Test
	void windowSlides() { // R24
		CommandBudget budget = budget(Duration.ofMillis(41250));
		for (int i = 0; i < 116; i++) {
			assertThat(budget.nextPermit(this.now.plusMillis(i))).isNull();
			budget.sent(this.now.plusMillis(i));
		}
		assertThat(budget.nextPermit(this.now.plusSeconds(1))).isEqualTo(this.now.plusSeconds(61));
		assertThat(budget.nextPermit(this.now.plusSeconds(61))).isNull();
	}

}
