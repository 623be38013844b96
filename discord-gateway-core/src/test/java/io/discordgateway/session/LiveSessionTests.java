package io.discordgateway.session;

import java.net.URI;

import io.discordgateway.shard.ShardId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LiveSessionTests {

	private static final URI URL = URI.create("wss://resume.example");

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
	void sessionThatBeganWithoutANumberBeginsAtNone() { // R14
		assertThat(new LiveSession("abc123", URL, -1).sequence()).isZero();
	}

}
