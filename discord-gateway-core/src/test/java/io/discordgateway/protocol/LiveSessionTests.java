package io.discordgateway.protocol;

import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.shard.ShardId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LiveSessionTests {

	private static final GatewayUrl URL = GatewayUrl.of("wss://resume.discord.example");

	private final LiveSession session = new LiveSession("abc123", URL, 8);

	@Test
	void numberMovesOnAndNeverBack() { // R6, R17
		this.session.received(10);
		this.session.received(9);
		this.session.received(-1);
		assertThat(this.session.sequence()).isEqualTo(10);
		assertThat(this.session.resumePoint(ShardId.SINGLE))
			.isEqualTo(new ResumePoint("abc123", URL, 10, ShardId.SINGLE));
	}

	@Test
	void whatWasSeenIsKnownByItsNumber() { // R17
		assertThat(this.session.hasSeen(0)).isTrue();
		assertThat(this.session.hasSeen(7)).isTrue();
		assertThat(this.session.hasSeen(8)).isTrue();
		assertThat(this.session.hasSeen(9)).isFalse();
		assertThat(this.session.hasSeen(-1)).as("it has none").isFalse();
	}

	@Test
	void numberThatLeaptIsGoneBackBehind() { // R44
		this.session.received(9);
		this.session.received(1_000_000_000_000L);
		this.session.received(1_000_000_000_001L);
		assertThat(this.session.rewind(10)).isTrue();
		assertThat(this.session.sequence()).isEqualTo(9);
		assertThat(this.session.rewind(10)).as("once").isFalse();
	}

	@Test
	void leapThatFitsTheNumberIsChosen() { // R44
		this.session.received(20);
		this.session.received(21);
		this.session.received(1000);
		this.session.received(5000);
		assertThat(this.session.rewind(22)).isTrue();
		assertThat(this.session.sequence()).isEqualTo(21);
		assertThat(this.session.rewind(8)).as("no leap is below it").isFalse();
		assertThat(this.session.sequence()).isEqualTo(21);
	}

	@Test
	void oldestLeapsAreForgotten() { // R44
		for (int i = 1; i <= 9; i++) {
			this.session.received(100 * i);
		}
		assertThat(this.session.rewind(99)).isFalse();
		assertThat(this.session.rewind(101)).isTrue();
		assertThat(this.session.sequence()).isEqualTo(100);
	}

	@Test
	void numbersThatFollowEachOtherAreNoLeaps() { // R44
		this.session.received(1000);
		for (int i = 1001; i <= 1009; i++) {
			this.session.received(i);
		}
		assertThat(this.session.rewind(9)).isTrue();
		assertThat(this.session.sequence()).isEqualTo(8);
	}

	@Test
	void numberRightBeforeALeapWasSeenAndSaysNothingOfIt() { // R17, R44
		this.session.received(1000);
		assertThat(this.session.rewind(8)).isFalse();
		assertThat(this.session.sequence()).isEqualTo(1000);
	}

	@Test
	void whatCameLastAndWentBackIsGoneBackForAtTheEnd() { // R44
		this.session.received(9);
		this.session.received(1000);
		assertThat(this.session.rewindAtEnd()).as("nothing went back").isFalse();
		this.session.wentBack(10);
		this.session.wentBack(11);
		assertThat(this.session.rewindAtEnd()).isTrue();
		assertThat(this.session.sequence()).isEqualTo(9);
		assertThat(this.session.rewindAtEnd()).as("once").isFalse();
	}

	@Test
	void numberThatGoesOnSaysThatTheLeapWasNone() { // R44
		this.session.received(1000);
		this.session.wentBack(9);
		this.session.received(1001);
		assertThat(this.session.rewindAtEnd()).isFalse();
		assertThat(this.session.sequence()).isEqualTo(1001);
	}

	@Test
	void numbersAreDoubtedOnce() { // R44
		assertThat(this.session.doubt()).isTrue();
		assertThat(this.session.doubt()).isFalse();
	}

	@Test
	void sessionThatBeganWithoutANumberBeginsAtNone() { // R14
		assertThat(new LiveSession("abc123", URL, -1).sequence()).isZero();
	}

}
