package io.discordgateway.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.discordgateway.codec.Compression;
import io.discordgateway.limit.IdentifyQueue;
import io.discordgateway.limit.SessionStartBudget;
import io.discordgateway.payload.CloseCode;
import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.shard.ShardId;
import org.junit.jupiter.api.Test;

import static io.discordgateway.protocol.ProtocolHarness.events;
import static io.discordgateway.protocol.ProtocolHarness.only;
import static io.discordgateway.protocol.ProtocolHarness.sent;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Shards of one bot with different totals, side by side. They share what a bot has once:
 * its queue of identifies and the session starts of a day.
 */
class ReshardingTests {

	private static final int STARTS = 1000;

	private final SessionStartBudget budget = new SessionStartBudget("test");

	private final IdentifyQueue queue = new IdentifyQueue(1, this.budget);

	private final ProtocolHarness old = shard(new ShardId(0, 1));

	private final ProtocolHarness first = shard(new ShardId(0, 2));

	private final ProtocolHarness second = shard(new ShardId(1, 2));

	private final List<Instant> identifies = new ArrayList<>();

	private Instant now = this.old.now;

	private static ProtocolHarness shard(ShardId id) {
		ProtocolHarness harness = new ProtocolHarness(id, (settings) -> settings.compression(Compression.NONE));
		harness.grants = false;
		return harness;
	}

	@Test
	void newShardsGoLiveBesideTheOldOneWhichThenEnds() { // R12, R13, R38
		this.budget.update(STARTS, STARTS, Duration.ofDays(1), this.now);
		List.of(this.old, this.first, this.second).forEach(ProtocolHarness::started);
		identifyInTurn(this.old, new ShardId(0, 1));
		this.old.ready(1);
		identifyInTurn(this.first, new ShardId(0, 2));
		identifyInTurn(this.second, new ShardId(1, 2));
		assertThat(this.identifies).hasSize(3);
		assertThat(Duration.between(this.identifies.get(0), this.identifies.get(1)))
			.isGreaterThan(Duration.ofSeconds(5));
		assertThat(Duration.between(this.identifies.get(1), this.identifies.get(2)))
			.isGreaterThan(Duration.ofSeconds(5));
		assertThat(this.budget.remaining(this.now)).isEqualTo(STARTS - 3);
		this.first.ready(1);
		this.second.ready(1);
		assertThat(sent(this.second.journal, GatewayOpcode.IDENTIFY).get(0).at("/d/shard").toString())
			.isEqualTo("[1,2]");
		assertThat(List.of(this.old, this.first, this.second)).as("until the new ones are there")
			.allMatch((shard) -> shard.shard.status() == ShardStatus.CONNECTED);
		assertThat(events(this.old.dispatch("MESSAGE_CREATE", 2, "{}"), ShardEvent.Dispatched.class)).hasSize(1);
		this.old.handle(new ShardInput.Shutdown(CloseCode.ENDS_SESSION));
		assertThat(this.old.shard.status()).isEqualTo(ShardStatus.STOPPED);
		assertThat(events(this.first.dispatch("MESSAGE_CREATE", 2, "{}"), ShardEvent.Dispatched.class)).hasSize(1);
		assertThat(events(this.second.dispatch("MESSAGE_CREATE", 2, "{}"), ShardEvent.Dispatched.class)).hasSize(1);
	}

	/** Does for a shard what a driver does: asks the queue, waits, and reports. */
	private void identifyInTurn(ProtocolHarness shard, ShardId id) {
		assertThat(only(shard.journal, ShardAction.RequestIdentify.class)).hasSize(1);
		this.queue.request(id);
		List<IdentifyQueue.Permit> permits = this.queue.poll(this.now);
		while (permits.isEmpty()) {
			this.now = this.queue.nextDeadline();
			permits = this.queue.poll(this.now);
		}
		assertThat(permits).extracting(IdentifyQueue.Permit::shard).containsExactly(id);
		shard.now = this.now;
		shard.handle(new ShardInput.IdentifyGranted(1, permits.get(0).notBefore()));
		shard.opened().greeted();
		if (shard.shard.nextTimer() == GatewayTimer.IDENTIFY_TURN) {
			shard.identify();
		}
		this.now = shard.now;
		assertThat(sent(shard.journal, GatewayOpcode.IDENTIFY)).hasSize(1);
		this.queue.sent(id, this.now);
		this.identifies.add(this.now);
	}

	@Test
	void sessionBelongsToItsTotal() { // R23, R38
		this.old.grants = true;
		this.old.connected();
		ResumePoint point = this.old.shard.resumePoint();
		this.first.started(point);
		assertThat(this.first.journal).contains(new ShardAction.DropResumePoint());
		assertThat(this.first.shard.resumePoint()).isNull();
	}

	@Test
	void totalThatDiscordRefusesIsToldWithWhatToChange() { // R37
		for (int code : new int[] { 4010, 4011 }) {
			ProtocolHarness shard = shard(new ShardId(0, 3));
			shard.grants = true;
			shard.started().opened().greeted().identified();
			assertThat(events(shard.closed(code), ShardEvent.Failed.class)).singleElement()
				.satisfies((failed) -> assertThat(failed.message()).contains("shard"));
		}
	}

}
