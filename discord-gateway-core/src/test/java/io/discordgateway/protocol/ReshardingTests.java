package io.discordgateway.protocol;

import java.util.List;

import io.discordgateway.payload.CloseCode;
import io.discordgateway.codec.Compression;
import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.shard.ShardId;
import org.junit.jupiter.api.Test;

import static io.discordgateway.protocol.ProtocolHarness.events;
import static io.discordgateway.protocol.ProtocolHarness.sent;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Shards of one bot with different totals, side by side.
 */
class ReshardingTests {

	private final ProtocolHarness old = new ProtocolHarness();

	private final ProtocolHarness first = new ProtocolHarness(new ShardId(0, 2),
			(settings) -> settings.compression(Compression.NONE));

	private final ProtocolHarness second = new ProtocolHarness(new ShardId(1, 2),
			(settings) -> settings.compression(Compression.NONE));

	@Test
	void newShardsGoLiveBesideTheOldOneWhichThenEnds() { // R38
		this.old.connected();
		for (ProtocolHarness shard : List.of(this.first, this.second)) {
			shard.started().opened().greeted().identified().ready(1);
			assertThat(shard.shard.status()).isEqualTo(ShardStatus.CONNECTED);
		}
		assertThat(sent(this.second.journal, GatewayOpcode.IDENTIFY).get(0).at("/d/shard").toString())
			.isEqualTo("[1,2]");
		assertThat(this.old.shard.status()).as("until the new ones are there").isEqualTo(ShardStatus.CONNECTED);
		assertThat(events(this.old.dispatch("MESSAGE_CREATE", 2, "{}"), ShardEvent.Dispatched.class)).hasSize(1);
		this.old.handle(new ShardInput.Shutdown(CloseCode.ENDS_SESSION));
		assertThat(this.first.shard.status()).isEqualTo(ShardStatus.CONNECTED);
	}

	@Test
	void sessionBelongsToItsTotal() { // R23, R38
		this.old.connected();
		ResumePoint point = this.old.shard.resumePoint();
		this.first.started(point);
		assertThat(this.first.journal).contains(new ShardAction.DropResumePoint());
		assertThat(this.first.shard.resumePoint()).isNull();
	}

	@Test
	void totalThatDiscordRefusesIsToldWithWhatToChange() { // R37
		for (int code : new int[] { 4010, 4011 }) {
			ProtocolHarness shard = new ProtocolHarness(new ShardId(0, 3),
					(settings) -> settings.compression(Compression.NONE));
			shard.started().opened().greeted().identified();
			assertThat(events(shard.closed(code), ShardEvent.Failed.class)).singleElement()
				.satisfies((failed) -> assertThat(failed.message()).contains("shard"));
		}
	}

}
