package io.discordgateway.protocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import io.discordgateway.payload.GatewayOpcode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A day with a gateway that lets a shard in and throws it out again after a while, in
 * each way that it can (R45).
 */
class LifetimeTests {

	private static final Path PAGE = Path.of("../docs/protocol.md");

	private static final String BEGIN = "<!-- lifetimes: written by LifetimeTests -->\n";

	private static final String END = "<!-- end of lifetimes -->";

	private static final int MOST_CONNECTIONS = 3000;

	private static final int MOST_IDENTIFIES = 300;

	private static final List<Long> LIFETIMES = List.of(0L, 200L, 1_100L, 5_000L, 30_000L, 60_500L, 300_000L);

	private static final Map<String, Day> DAYS = new HashMap<>();

	static Stream<Arguments> days() {
		return LIFETIMES.stream()
			.flatMap((lifetime) -> Stream.of(End.values()).map((end) -> Arguments.of(lifetime, end)));
	}

	@ParameterizedTest
	@MethodSource("days")
	void dayStaysWithinBounds(long lifetime, End end) { // R13, R20, R45
		Day day = Day.of(lifetime, end);
		assertThat(day.connections).as("connections").isLessThanOrEqualTo(MOST_CONNECTIONS);
		assertThat(day.identifies).as("IDENTIFYs").isLessThanOrEqualTo(MOST_IDENTIFIES);
	}

	@Test
	void dayOfChangingLifetimesStaysWithinBounds() { // R45
		End[] ends = End.values();
		for (int seed = 1; seed <= 10; seed++) {
			SplittableRandom random = new SplittableRandom(seed);
			Day day = new Day(seed);
			while (!day.isOver()) {
				day.life(Duration.ofMillis(LIFETIMES.get(random.nextInt(LIFETIMES.size()))),
						ends[random.nextInt(ends.length)]);
			}
			assertThat(day.connections).as("connections, seed " + seed).isLessThanOrEqualTo(MOST_CONNECTIONS);
			assertThat(day.identifies).as("IDENTIFYs, seed " + seed).isLessThanOrEqualTo(MOST_IDENTIFIES);
		}
	}

	/* Each life ends just when the next loss counts as the first for a minute. */
	@Test
	void dayOfAGatewayThatKnowsTheRuleStaysWithinBounds() { // R45
		for (End end : End.values()) {
			Day day = new Day(1);
			Instant lastLoss = Instant.MIN;
			while (!day.isOver()) {
				Duration rest = day.sinceStart().isZero() ? Duration.ZERO
						: Duration.between(day.harness.now, lastLoss.plusSeconds(60));
				day.life(rest.isNegative() ? Duration.ZERO : rest, end);
				lastLoss = day.lastLoss;
			}
			assertThat(day.connections).as("connections, " + end).isLessThanOrEqualTo(MOST_CONNECTIONS);
			assertThat(day.identifies).as("IDENTIFYs, " + end).isLessThanOrEqualTo(MOST_IDENTIFIES);
		}
	}

	@ParameterizedTest
	@MethodSource("days")
	void firstLossAfterAGoodSessionIsAnsweredAtOnce(long lifetime, End end) { // R16, R45
		Day day = new Day(1);
		for (int i = 0; i < 20; i++) {
			day.life(Duration.ofMillis(lifetime), end);
		}
		day.life(Duration.ofHours(3), End.DROP);
		assertThat(day.lastWait).isLessThan(Duration.ofSeconds(1));
	}

	@Test
	void tableInTheDocumentationIsTrue() throws IOException {
		StringBuilder table = new StringBuilder("\n| held for |");
		for (End end : End.values()) {
			table.append(' ').append(end.title).append(" |");
		}
		table.append("\n| --- |").append(" --- |".repeat(End.values().length)).append('\n');
		for (long lifetime : LIFETIMES) {
			table.append("| ").append(lifetime / 1000.0).append(" s |");
			for (End end : End.values()) {
				Day day = Day.of(lifetime, end);
				table.append(' ').append(day.connections).append(" / ").append(day.identifies).append(" |");
			}
			table.append('\n');
		}
		String page = Files.readString(PAGE);
		int begin = page.indexOf(BEGIN) + BEGIN.length();
		int end = page.indexOf(END);
		assertThat(begin).as("the table in " + PAGE).isGreaterThan(BEGIN.length()).isLessThanOrEqualTo(end);
		String written = table.append('\n').toString();
		if (Boolean.getBoolean("docs.write")) {
			Files.writeString(PAGE, page.substring(0, begin) + written + page.substring(end));
		}
		else {
			assertThat(page.substring(begin, end)).isEqualTo(written);
		}
	}

	private enum End {

		DROP("drop"), RECONNECT("op 7"), INVALID_RESUMABLE("op 9 `true`"), INVALID("op 9 `false`"), CLOSE_4000("4000"),
		CLOSE_4007("4007"), CLOSE_4009("4009");

		private final String title;

		End(String title) {
			this.title = title;
		}

	}

	/** A day of one shard with default settings. */
	private static final class Day {

		private final ProtocolHarness harness = new ProtocolHarness();

		private final SplittableRandom random;

		private final Instant start = this.harness.now;

		private int connections;

		private int identifies;

		private long sequence;

		private Instant lastLoss = this.start;

		private Duration lastWait = Duration.ZERO;

		private Day(long seed) {
			this.random = new SplittableRandom(seed);
		}

		/* One day is simulated once, and asserted and printed. */
		static Day of(long lifetime, End end) {
			return DAYS.computeIfAbsent(lifetime + " " + end, (key) -> {
				Day day = new Day(1);
				while (!day.isOver()) {
					day.life(Duration.ofMillis(lifetime), end);
				}
				return day;
			});
		}

		Duration sinceStart() {
			return Duration.between(this.start, this.harness.now);
		}

		boolean isOver() {
			return sinceStart().compareTo(Duration.ofDays(1)) >= 0;
		}

		void life(Duration lifetime, End end) {
			this.harness.chance = this.random.nextDouble();
			if (this.harness.shard.status() == ShardStatus.STOPPED) {
				this.harness.started();
			}
			else if (this.harness.shard.status() == ShardStatus.BACKING_OFF) {
				this.harness.advanceTo(GatewayTimer.BACKOFF);
			}
			this.connections++;
			this.harness.opened().greeted();
			if (this.harness.shard.status() == ShardStatus.RESUMING) {
				this.harness.resumed(++this.sequence);
			}
			else {
				this.harness.identified().ready(1);
				this.identifies++;
				this.sequence = 1;
			}
			live(this.harness.now.plus(lifetime));
			this.lastLoss = this.harness.now;
			switch (end) {
				case DROP -> this.harness.closed(null);
				case RECONNECT -> this.harness.op(7, "null");
				case INVALID_RESUMABLE -> this.harness.op(9, "true");
				case INVALID -> this.harness.op(9, "false");
				case CLOSE_4000 -> this.harness.closed(4000);
				case CLOSE_4007 -> this.harness.closed(4007);
				case CLOSE_4009 -> this.harness.closed(4009);
			}
			this.lastWait = (this.harness.shard.status() == ShardStatus.BACKING_OFF) ? this.harness.untilDeadline()
					: Duration.ZERO;
			this.harness.journal.clear();
		}

		private void live(Instant until) {
			while (this.harness.shard.nextDeadline().isBefore(until)) {
				if (!ProtocolHarness.sent(this.harness.advanceToNextDeadline(), GatewayOpcode.HEARTBEAT).isEmpty()) {
					this.harness.ack();
				}
			}
			this.harness.now = until;
			this.harness.ack();
		}

	}

}
