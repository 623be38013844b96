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
