package io.discordgateway.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SessionStartBudgetTests {

	private final Instant now = Instant.parse("2026-11-24T00:00:00Z");

	private final SessionStartBudget budget = new SessionStartBudget("test");

	@Test
	void plentyIsSpentFreely() { // R13
		for (int i = 0; i < 899; i++) {
			assertThat(this.budget.nextPermit(this.now)).isNull();
			this.budget.identified(this.now);
		}
		assertThat(this.budget.remaining(this.now)).isEqualTo(101);
	}

	@Test
	void lastTenthIsSpentSlowly() { // R13
		this.budget.update(1000, 100, Duration.ofHours(5), this.now);
		assertThat(this.budget.nextPermit(this.now)).isNull();
		this.budget.identified(this.now);
		assertThat(this.budget.nextPermit(this.now)).isEqualTo(this.now.plus(Duration.ofMinutes(10)));
		assertThat(this.budget.nextPermit(this.now.plus(Duration.ofMinutes(10)))).isNull();
	}

	@Test
	void nothingIsSpentAtZeroUntilTheReset() { // R13
		this.budget.update(1000, 0, Duration.ofHours(5), this.now);
		Instant reset = this.now.plus(Duration.ofHours(5));
		assertThat(this.budget.nextPermit(this.now)).isEqualTo(reset);
		assertThat(this.budget.nextPermit(reset)).isNull();
		assertThat(this.budget.remaining(reset)).isEqualTo(1000);
	}

	@Test
	void ownCountHoldsEvenIfTheApiSaysMore() { // R13
		this.budget.restore(thousand(this.now.minus(Duration.ofHours(23))));
		this.budget.update(1000, 1000, Duration.ofHours(5), this.now);
		assertThat(this.budget.remaining(this.now)).isZero();
		assertThat(this.budget.nextPermit(this.now)).isEqualTo(this.now.plus(Duration.ofHours(1)));
		assertThat(this.budget.nextPermit(this.now.plus(Duration.ofHours(1)))).isNull();
	}

	@Test
	void identifiesOfTheLastDayAreKept() { // R13
		this.budget.restore(starts(this.now.minus(Duration.ofHours(25)), this.now.minus(Duration.ofHours(1))));
		this.budget.identified(this.now);
		assertThat(this.budget.identifies(this.now)).extracting(SessionStart::time)
			.containsExactly(this.now.minus(Duration.ofHours(1)), this.now);
	}

	@Test
	void budgetThatIsNeverUpdatedFillsUpAgain() { // R13
		Instant time = this.now;
		for (int i = 0; i < 3000; i++) {
			Instant permit = this.budget.nextPermit(time);
			if (permit != null) {
				assertThat(permit).isAfter(time);
				time = permit;
			}
			assertThat(this.budget.nextPermit(time)).isNull();
			this.budget.identified(time);
			assertThat(this.budget.identifies(time)).hasSizeLessThanOrEqualTo(1000);
		}
		assertThat(Duration.between(this.now, time)).isLessThan(Duration.ofDays(4));
		assertThat(this.budget.remaining(time.plus(Duration.ofHours(24)))).isEqualTo(1000);
	}

	@Test
	void apisFigureIsGoodUntilItsReset() { // R13
		this.budget.update(1000, 500, Duration.ofHours(5), this.now);
		this.budget.identified(this.now);
		assertThat(this.budget.remaining(this.now)).isEqualTo(499);
		assertThat(this.budget.remaining(this.now.plus(Duration.ofHours(5)).minusNanos(1))).isEqualTo(499);
		assertThat(this.budget.remaining(this.now.plus(Duration.ofHours(5)))).isEqualTo(1000);
	}

	@Test
	void resetForgivesOnlyWhatWasCountedBeforeIt() { // R13
		this.budget.update(1000, 1000, Duration.ofHours(5), this.now);
		this.budget.restore(thousand(this.now));
		Instant reset = this.now.plus(Duration.ofHours(5));
		assertThat(this.budget.nextPermit(this.now)).isEqualTo(this.now.plus(Duration.ofHours(24)));
		this.budget.identified(reset.plusSeconds(1));
		assertThat(this.budget.remaining(reset.plusSeconds(1))).isEqualTo(999);
		this.budget.update(1000, 999, Duration.ofHours(24), reset.plusSeconds(2));
		assertThat(this.budget.remaining(reset.plusSeconds(2))).isEqualTo(999);
		assertThat(this.budget.identifies(reset.plusSeconds(2))).hasSize(1001);
	}

	@Test
	void resetThatNobodyNoticedForgivesToo() { // R13
		this.budget.update(1000, 0, Duration.ofHours(5), this.now);
		this.budget.restore(thousand(this.now));
		Instant later = this.now.plus(Duration.ofHours(6));
		this.budget.update(1000, 1000, Duration.ofHours(23), later);
		assertThat(this.budget.remaining(later)).isEqualTo(1000);
	}

	@Test
	void resetOfZeroForgivesNothing() { // R13
		this.budget.identified(this.now);
		for (Duration nothing : List.of(Duration.ZERO, Duration.ofSeconds(-5))) {
			this.budget.update(1000, 1000, nothing, this.now.plusSeconds(1));
			assertThat(this.budget.remaining(this.now.plusSeconds(2))).isEqualTo(999);
		}
	}

	@Test
	void whatWasForgivenStaysForgiven() { // R13
		this.budget.restore(thousand(this.now));
		this.budget.update(1000, 0, Duration.ofHours(5), this.now);
		Instant later = this.now.plus(Duration.ofHours(6));
		this.budget.update(1000, 1000, Duration.ZERO, later);
		assertThat(this.budget.remaining(later)).isEqualTo(1000);
	}

	@Test
	void figureThatKnowsNothingOfTheIdentifiesUnderWayDoesNotCount() { // R13
		this.budget.update(400, 46, Duration.ofHours(5), this.now);
		for (int i = 0; i < 6; i++) {
			this.budget.identified(this.now);
		}
		this.budget.update(400, 46, Duration.ofHours(5), this.now.plusSeconds(2));
		assertThat(this.budget.remaining(this.now.plusSeconds(2))).isEqualTo(40);
		this.budget.update(400, 30, Duration.ofHours(5), this.now.plusSeconds(3));
		assertThat(this.budget.remaining(this.now.plusSeconds(3))).isEqualTo(30);
	}

	@Test
	void higherFigureCountsOnceNothingIsUnderWay() { // R13
		this.budget.update(1000, 0, Duration.ofHours(5), this.now);
		this.budget.update(1000, 500, Duration.ofHours(5), this.now);
		assertThat(this.budget.remaining(this.now)).isEqualTo(500);
		this.budget.identified(this.now);
		this.budget.update(1000, 700, Duration.ofHours(5), this.now.plusSeconds(59));
		assertThat(this.budget.remaining(this.now.plusSeconds(59))).isEqualTo(699);
		this.budget.update(1000, 700, Duration.ofHours(5), this.now.plusSeconds(60));
		assertThat(this.budget.remaining(this.now.plusSeconds(60))).isEqualTo(700);
	}

	@Test
	void figureOfAnotherDayOrAnotherTotalCounts() { // R13
		this.budget.update(1000, 5, Duration.ofHours(5), this.now);
		this.budget.update(2000, 1005, Duration.ofHours(5), this.now);
		assertThat(this.budget.remaining(this.now)).isEqualTo(1005);
		this.budget.update(2000, 2000, Duration.ofHours(24), this.now);
		assertThat(this.budget.remaining(this.now)).isEqualTo(2000);
	}

	@Test
	void permitsThatAreOutCountAsSpent() { // R13
		this.budget.update(1000, 101, Duration.ofHours(5), this.now);
		assertThat(this.budget.nextPermit(this.now, 0)).isNull();
		assertThat(this.budget.nextPermit(this.now, 1)).isEqualTo(this.now.plus(Duration.ofMinutes(10)));
		this.budget.update(1000, 102, Duration.ofHours(5), this.now);
		assertThat(this.budget.nextPermit(this.now, 1)).isNull();
	}

	@Test
	void identifiesOfAClockThatWasAheadCountAsJustNow() { // R13, R42
		this.budget.restore(starts(this.now.minusSeconds(1), this.now.plus(Duration.ofDays(300)),
				this.now.plus(Duration.ofDays(301))));
		assertThat(this.budget.identifies(this.now)).extracting(SessionStart::time)
			.containsExactly(this.now.minusSeconds(1), this.now, this.now);
		this.budget.update(1000, 50, Duration.ofHours(5), this.now);
		assertThat(this.budget.nextPermit(this.now)).isEqualTo(this.now.plus(Duration.ofMinutes(10)));
	}

	@Test
	void restoreAddsToWhatWasCounted() { // R13
		this.budget.identified(this.now);
		this.budget.restore(starts(this.now, this.now.minusSeconds(1)));
		assertThat(this.budget.identifies(this.now)).extracting(SessionStart::time)
			.containsExactly(this.now.minusSeconds(1), this.now, this.now);
		assertThat(this.budget.remaining(this.now)).isEqualTo(997);
	}

	@Test
	void whatIsReadTwiceOrWasCountedHereIsOne() { // R13
		this.budget.identified(this.now);
		this.budget.identified(this.now);
		List<SessionStart> kept = new ArrayList<>(this.budget.identifies(this.now));
		assertThat(kept).as("two in one millisecond").hasSize(2);
		kept.addAll(starts(this.now.minusSeconds(5)));
		this.budget.restore(kept);
		this.budget.restore(kept);
		assertThat(this.budget.identifies(this.now)).hasSize(3);
	}

	@Test
	void ownIdentifiesAreKnownByTheirProcess() { // R12
		this.budget.identified(this.now);
		List<SessionStart> own = this.budget.identifies(this.now);
		assertThat(own).singleElement().matches(this.budget::counted);
		assertThat(own).noneMatch(new SessionStartBudget("another")::counted);
		assertThat(this.budget.counted(new SessionStart("test-2-0", this.now))).isFalse();
		assertThat(this.budget.counted(new SessionStart("test", this.now))).isFalse();
	}

	@Test
	void identifyOfAClockThatWasAheadIsOneHoweverOftenItIsRead() { // R13, R42
		List<SessionStart> kept = starts(this.now.plus(Duration.ofDays(300)), this.now.minusSeconds(1));
		this.budget.restore(kept);
		assertThat(this.budget.identifies(this.now)).hasSize(2);
		this.budget.restore(kept);
		assertThat(this.budget.identifies(this.now)).hasSize(2);
	}

	@Test
	void identifyAfterAClockWasAheadKeepsTheOrder() { // R13, R42
		this.budget.restore(starts(this.now.plusSeconds(60)));
		this.budget.identified(this.now);
		assertThat(this.budget.identifies(this.now)).extracting(SessionStart::time).containsExactly(this.now, this.now);
	}

	@Test
	void figuresThatMakeNoSenseStopNothingForEver() { // R13
		this.budget.update(0, -5, Duration.ZERO, this.now);
		Instant permit = this.budget.nextPermit(this.now);
		assertThat(permit).isNull();
	}

	@Test
	void zeroWithoutAResetIsAskedAgain() { // R13
		this.budget.update(1, 1, Duration.ofHours(1), this.now);
		this.budget.identified(this.now);
		assertThat(this.budget.nextPermit(this.now)).isEqualTo(this.now.plus(Duration.ofHours(1)));
	}

	private static List<SessionStart> thousand(Instant time) {
		return starts(Collections.nCopies(1000, time).toArray(Instant[]::new));
	}

	private static List<SessionStart> starts(Instant... times) {
		return IntStream.range(0, times.length).mapToObj((i) -> new SessionStart("earlier-" + i, times[i])).toList();
	}

}
