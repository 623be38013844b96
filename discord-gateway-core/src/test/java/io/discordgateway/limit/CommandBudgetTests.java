package io.discordgateway.limit;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CommandBudgetTests {

	private final Instant now = Instant.parse("2026-11-24T00:00:00Z");

	@Test
	void heartbeatsKeepTheirShareAtEachInterval() { // R24
		assertThat(new CommandBudget(Duration.ofMillis(41250)).commandsPerWindow()).isEqualTo(116);
		assertThat(new CommandBudget(Duration.ofSeconds(10)).commandsPerWindow()).isEqualTo(111);
		assertThat(new CommandBudget(Duration.ofMillis(1)).commandsPerWindow()).isEqualTo(60);
	}

	@Test
	void intervalThatFitsExactlyNeedsNoMore() { // R24
		assertThat(new CommandBudget(Duration.ofSeconds(61)).commandsPerWindow()).isEqualTo(117);
		assertThat(new CommandBudget(Duration.ofMillis(30500)).commandsPerWindow()).isEqualTo(116);
		assertThat(new CommandBudget(Duration.ofMillis(30499)).commandsPerWindow()).isEqualTo(115);
	}

	@Test
	void intervalThatComesLaterForgetsNothing() { // R24
		CommandBudget budget = new CommandBudget();
		for (int i = 0; i < 111; i++) {
			budget.sent(this.now);
		}
		assertThat(budget.nextPermit(this.now)).isNull();
		budget.heartbeatInterval(Duration.ofSeconds(10));
		assertThat(budget.nextPermit(this.now)).isEqualTo(this.now.plusSeconds(61));
	}

	@Test
	void requestedHeartbeatsStopWhereTheScheduledOnesBegin() { // R7, R24
		CommandBudget budget = new CommandBudget(Duration.ofMillis(41250));
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
	void windowSlides() { // R24
		CommandBudget budget = new CommandBudget(Duration.ofMillis(41250));
		for (int i = 0; i < 116; i++) {
			assertThat(budget.nextPermit(this.now.plusMillis(i))).isNull();
			budget.sent(this.now.plusMillis(i));
		}
		assertThat(budget.nextPermit(this.now.plusSeconds(1))).isEqualTo(this.now.plusSeconds(61));
		assertThat(budget.nextPermit(this.now.plusSeconds(61))).isNull();
	}

}
