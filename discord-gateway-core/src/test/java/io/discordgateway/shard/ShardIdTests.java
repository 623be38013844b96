package io.discordgateway.shard;

import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ShardIdTests {

	private final SplittableRandom random = new SplittableRandom(37);

	@Test
	void guildIsOnTheShardOfItsTimestamp() { // R37
		assertThat(ShardId.ofGuild((5L << 22) + 4_194_303, 4)).isEqualTo(new ShardId(1, 4));
		assertThat(ShardId.ofGuild(6L << 22, 4)).isEqualTo(new ShardId(2, 4));
	}

	@Test
	void everythingIsOnShardZeroOfOne() { // R37
		for (int i = 0; i < 100; i++) {
			assertThat(ShardId.ofGuild(this.random.nextLong(), 1)).isEqualTo(ShardId.SINGLE);
		}
	}

	@Test
	void snowflakesAreUnsigned() { // R37
		assertThat(ShardId.ofGuild(Long.MIN_VALUE, 1000).id()).isEqualTo((int) ((1L << 41) % 1000));
	}

	@Test
	void twiceAsManyShardsPartEachInTwo() { // R37, R38
		for (int i = 0; i < 1000; i++) {
			long guildId = this.random.nextLong();
			int total = this.random.nextInt(1, 500);
			int before = ShardId.ofGuild(guildId, total).id();
			assertThat(ShardId.ofGuild(guildId, 2 * total).id()).isIn(before, before + total);
		}
	}

	@Test
	void shardsOfDifferentTotalsAreDifferent() { // R38
		assertThat(new ShardId(0, 1)).isNotEqualTo(new ShardId(0, 2)).isLessThan(new ShardId(0, 2));
		assertThat(new ShardId(1, 2)).isGreaterThan(new ShardId(0, 2));
	}

	@Test
	void idsThatDoNotExistAreRefused() { // R37
		assertThatIllegalArgumentException().isThrownBy(() -> new ShardId(-1, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> new ShardId(0, 0));
		assertThatIllegalArgumentException().isThrownBy(() -> new ShardId(1, 1)).withMessageContaining("1 of 1");
	}

}
