package io.discordgateway.sample;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

class EventRatesTests {

	private static final Instant NOW = Instant.parse("2026-11-24T12:00:00.250Z");

	private final EventRates rates = new EventRates();

	@Test
	void theRunningSecondIsNotShownBeforeItIsOver() {
		this.rates.add(NOW, "MESSAGE_CREATE");
		assertThat(this.rates.snapshot(NOW).series()).isEmpty();
		assertThat(this.rates.perSecond(NOW, 10)).isZero();
		DashboardSnapshot.Rates later = this.rates.snapshot(NOW.plusSeconds(1));
		assertThat(later.end()).isEqualTo(NOW.getEpochSecond());
		assertThat(later.series()).singleElement().satisfies((series) -> {
			assertThat(series.name()).isEqualTo("MESSAGE_CREATE");
			assertThat(series.counts()).hasSize(EventRates.WINDOW).endsWith(1);
			assertThat(Arrays.stream(series.counts()).sum()).isOne();
		});
		assertThat(this.rates.perSecond(NOW.plusSeconds(1), 10)).isEqualTo(0.1);
	}

	@Test
	void countsMoveToTheLeftAndLeaveAfterTwoMinutes() {
		this.rates.add(NOW, "MESSAGE_CREATE");
		int[] counts = this.rates.snapshot(NOW.plusSeconds(120)).series().get(0).counts();
		assertThat(counts).startsWith(1);
		assertThat(this.rates.snapshot(NOW.plusSeconds(121)).series()).isEmpty();
	}

	@Test
	void silentSecondsBetweenEventsAreZero() {
		this.rates.add(NOW, "MESSAGE_CREATE");
		this.rates.add(NOW.plusSeconds(3), "MESSAGE_CREATE");
		assertThat(this.rates.snapshot(NOW.plusSeconds(4)).series().get(0).counts()).endsWith(1, 0, 0, 1);
	}

	@Test
	void aSecondIsCountedAfreshWhenItsPlaceIsUsedAgain() {
		for (int i = 0; i < 400; i++) {
			this.rates.add(NOW.plusSeconds(i), "MESSAGE_CREATE");
		}
		this.rates.add(NOW.plusSeconds(1000), "MESSAGE_CREATE");
		assertThat(Arrays.stream(this.rates.snapshot(NOW.plusSeconds(1001)).series().get(0).counts()).sum()).isOne();
	}

	@Test
	void aClockThatWasSetBackLosesNoEvent() {
		this.rates.add(NOW, "MESSAGE_CREATE");
		this.rates.add(NOW.minusSeconds(5), "MESSAGE_CREATE");
		assertThat(this.rates.snapshot(NOW.plusSeconds(1)).series().get(0).counts()).endsWith(0, 2);
	}

	@Test
	void theBusiestTypesComeFirstAndTheRestIsAddedUp() {
		List<String> names = List.of("A", "B", "C", "D", "E", "F", "G", "H");
		for (int i = 0; i < names.size(); i++) {
			for (int j = 0; j <= i; j++) {
				this.rates.add(NOW, names.get(i));
			}
		}
		assertThat(this.rates.snapshot(NOW.plusSeconds(1)).series())
			.extracting((series) -> entry(series.name(), Arrays.stream(series.counts()).sum()))
			.containsExactly(entry("H", 8), entry("G", 7), entry("F", 6), entry("E", 5), entry("D", 4), entry("C", 3),
					entry(EventRates.REST, 3));
	}

	@Test
	void inventedNamesTakeNoMemoryAndAreStillCounted() {
		for (int i = 0; i < 10_000; i++) {
			this.rates.add(NOW, "INVENTED_" + i);
		}
		DashboardSnapshot.Rates snapshot = this.rates.snapshot(NOW.plusSeconds(1));
		assertThat(snapshot.series().stream().flatMapToInt((series) -> Arrays.stream(series.counts())).sum())
			.isEqualTo(10_000);
		assertThat(snapshot.series()).extracting(DashboardSnapshot.Series::name).doesNotHaveDuplicates();
	}

}
