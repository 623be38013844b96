package io.discordgateway.spring.driver;

import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.observation.ShardMdc;
import org.apache.commons.logging.Log;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.contains;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

/**
 * Tests for {@link ShardLog}.
 */
class ShardLogTests {

	private final Log target = mock(Log.class);

	private final ShardLog log = new ShardLog(this.target, new ShardId(3, 16));

	@Test
	void changeIsOneLineWithShardCauseAndWhatFollows() {
		this.log.disconnected("DROPPED: gone", "the session will be resumed in 1 s", false);
		verify(this.target).warn("[shard 3/16] Disconnected: DROPPED: gone; the session will be resumed in 1 s");
	}

	@Test
	void attemptsThatFailTheSameWayAreCountedUntilOneSucceeds() {
		for (int i = 0; i < 20; i++) {
			this.log.connecting("Connecting to wss://gateway.example");
			this.log.disconnected("CONNECT_FAILED: no route", "a new session will be started in " + i + " s", false);
		}
		verify(this.target).info(contains("Connecting to"));
		verify(this.target, times(2)).warn(contains("no route"));
		verify(this.target).warn(contains("that makes 10 times"));
		this.log.connected("Connected: a new session has started");
		this.log.connecting("Connecting to wss://gateway.example");
		this.log.disconnected("CONNECT_FAILED: no route", "a new session will be started in 1 s", false);
		verify(this.target, times(2)).info(contains("Connecting to"));
		verify(this.target, times(3)).warn(contains("no route"));
	}

	@Test
	void whatWasAskedForIsNoWarning() {
		this.log.disconnected("RECONNECT_REQUESTED 4900: Discord asked for a reconnect", "then", true);
		verify(this.target).info(contains("Discord asked for a reconnect"));
		verify(this.target, never()).warn(any());
	}

	@Test
	void shardIsInTheContextOfItsLines() {
		String[] seen = new String[1];
		willAnswer((invocation) -> seen[0] = MDC.get(ShardMdc.KEY)).given(this.target).info(any());
		MDC.put(ShardMdc.KEY, "before");
		try {
			this.log.info("Stopped");
			assertThat(seen).containsExactly("3");
			assertThat(MDC.get(ShardMdc.KEY)).isEqualTo("before");
		}
		finally {
			MDC.remove(ShardMdc.KEY);
		}
	}

}
