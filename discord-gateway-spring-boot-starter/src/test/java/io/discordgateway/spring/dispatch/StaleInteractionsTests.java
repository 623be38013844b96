package io.discordgateway.spring.dispatch;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.DispatchEvent;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StaleInteractions} (R50).
 */
class StaleInteractionsTests {

	private static final Instant DISCORDS_TIME = Instant.parse("2026-11-29T12:00:00Z");

	private final List<DispatchEvent<?>> seen = new ArrayList<>();

	private Duration clockError = Duration.ZERO;

	private final StaleInteractions interactions = new StaleInteractions(() -> hostsTime());

	private long sequence;

	@Test
	@DisplayName("R50: replayed and past its 3 s by more than clocks differ")
	void replayedInteractionThatIsTooOldIsStale() {
		assertThat(this.interactions.isStale(replayed(Duration.ofSeconds(60)))).isTrue();
		assertThat(this.interactions.isStale(replayed(Duration.ofSeconds(14)))).isTrue();
	}

	@Test
	void replayedInteractionThatMayStillBeAnsweredIsNot() {
		assertThat(this.interactions.isStale(replayed(Duration.ofSeconds(1)))).isFalse();
		assertThat(this.interactions.isStale(replayed(Duration.ofSeconds(13)))).isFalse();
	}

	@Test
	void whatIsNotReplayedIsNeverStale() {
		assertThat(this.interactions.isStale(fresh(Duration.ofSeconds(60)))).isFalse();
	}

	@Test
	void noOtherEventIsStale() {
		ShardEvent.Dispatched message = new ShardEvent.Dispatched("MESSAGE_CREATE", 1, true, json("1"));
		assertThat(this.interactions.isStale(message)).isFalse();
	}

	@Test
	void whatHasNoIdIsLeftToWhoDecodesIt() {
		ShardEvent.Dispatched broken = new ShardEvent.Dispatched("INTERACTION_CREATE", 1, true,
				"{\"id\":".getBytes(StandardCharsets.UTF_8));
		assertThat(this.interactions.isStale(broken)).isFalse();
	}

	@Test
	void hostWhoseClockIsAheadIsFoundOutByWhatIsFresh() {
		this.clockError = Duration.ofMinutes(5);
		this.interactions.isStale(fresh(Duration.ofSeconds(40)));
		this.interactions.isStale(fresh(Duration.ofMillis(80)));
		this.interactions.isStale(fresh(Duration.ofSeconds(2)));
		assertThat(this.interactions.isStale(replayed(Duration.ofSeconds(1)))).isFalse();
		assertThat(this.interactions.isStale(replayed(Duration.ofSeconds(60)))).isTrue();
	}

	@Test
	void hostWhoseClockIsBehindDeliversRatherThanSkips() {
		this.clockError = Duration.ofMinutes(-5);
		this.interactions.isStale(fresh(Duration.ofMillis(80)));
		this.clockError = Duration.ZERO;
		assertThat(this.interactions.isStale(replayed(Duration.ofSeconds(1)))).isFalse();
		assertThat(this.interactions.isStale(replayed(Duration.ofSeconds(60)))).isTrue();
	}

	@Test
	void idThatIsNoneOfDiscordsSaysNothingOfTheClock() {
		this.interactions.isStale(new ShardEvent.Dispatched("INTERACTION_CREATE", 1, false, json("100")));
		assertThat(this.interactions.isStale(replayed(Duration.ofSeconds(60)))).isTrue();
	}

	@Test
	void staleInteractionIsDeliveredMarkedAndCounted() {
		Lane lane = lane(false);
		lane.add(this, replayed(Duration.ofSeconds(1)));
		lane.add(this, replayed(Duration.ofSeconds(60)));
		lane.handOver();
		assertThat(this.seen).extracting(DispatchEvent::isStale).containsExactly(false, true);
		assertThat(this.seen.get(1)).asString().contains("stale");
		assertThat(lane.state().staleInteractions()).isOne();
	}

	@Test
	void skippedInteractionIsCountedAndDone() {
		Lane lane = lane(true);
		lane.add(this, replayed(Duration.ofSeconds(60)));
		lane.handOver();
		lane.received(this.sequence);
		assertThat(this.seen).isEmpty();
		assertThat(lane.state().staleInteractions()).isOne();
		assertThat(lane.resumePoint()).extracting(ResumePoint::sequence).isEqualTo(1L);
	}

	private Lane lane(boolean skip) {
		GenericApplicationContext context = new GenericApplicationContext();
		context.addApplicationListener((event) -> {
			if (event instanceof DispatchEvent<?> dispatch) {
				this.seen.add(dispatch);
			}
		});
		context.refresh();
		Lane lane = new EventDispatcher(context, skip, this::hostsTime, false, List.of()).newLane(ShardId.SINGLE,
				Runnable::run, (delay, task) -> task, InstantSource.system(),
				new LaneOptions(Ordering.SHARD, 10, 10_000, Duration.ofMinutes(1), ErrorPolicies.log()));
		lane.session(new ResumePoint("session", GatewayUrl.of("wss://resume.example"), 0, ShardId.SINGLE));
		return lane;
	}

	private Instant hostsTime() {
		return DISCORDS_TIME.plus(this.clockError);
	}

	private ShardEvent.Dispatched replayed(Duration age) {
		return interaction(age, true);
	}

	private ShardEvent.Dispatched fresh(Duration age) {
		return interaction(age, false);
	}

	private ShardEvent.Dispatched interaction(Duration age, boolean replayed) {
		long id = (DISCORDS_TIME.minus(age).toEpochMilli() - 1_420_070_400_000L) << 22;
		return new ShardEvent.Dispatched("INTERACTION_CREATE", ++this.sequence, replayed, json(Long.toString(id)));
	}

	private static byte[] json(String id) {
		return ("{\"version\":1,\"id\":\"" + id + "\"}").getBytes(StandardCharsets.UTF_8);
	}

}
