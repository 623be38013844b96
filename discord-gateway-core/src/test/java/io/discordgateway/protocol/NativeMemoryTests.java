package io.discordgateway.protocol;

import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

import io.discordgateway.codec.Compression;
import io.discordgateway.codec.Encoding;
import io.discordgateway.codec.MessageDecoder;
import io.discordgateway.codec.PayloadLimits;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.payload.Token;
import io.discordgateway.shard.ShardId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests that a connection's native memory is freed with it, whoever ends it.
 */
class NativeMemoryTests {

	private static final int CONNECTIONS = Boolean.getBoolean("thorough") ? 100_000 : 10_000;

	private static final GatewayUrl GATEWAY = GatewayUrl.of("wss://gateway.discord.example");

	private final Deque<MessageDecoder> open = new ArrayDeque<>();

	private int made;

	private Instant now = Instant.EPOCH;

	@ParameterizedTest
	@EnumSource(names = { "ZLIB_STREAM", "ZSTD_STREAM" })
	void connectionsLeaveNoDecoderOpen(Compression compression) { // R30, R31, R43
		ShardSettings settings = ShardSettings.builder(Token.of("x"), ShardId.SINGLE).compression(compression).build();
		ShardProtocol shard = new ShardProtocol(settings, new Random(1), () -> {
			this.made++;
			this.open.add(new MessageDecoder(Encoding.JSON, compression, 4096, PayloadLimits.DEFAULT));
			return this.open.getLast();
		});
		shard.handle(new ShardInput.Start(GATEWAY, ProtocolHarness.POINT), this.now);
		for (int number = 1; number <= CONNECTIONS; number++) {
			end(shard, number);
			assertClosed(this.open.remove());
			// The jitter of a backoff may be nothing: it has connected again then.
			if (this.made == number) {
				this.now = this.now.plus(Duration.ofHours(1));
				shard.handle(new ShardInput.TimerFired(), this.now);
			}
			assertThat(this.made).isEqualTo(number + 1);
		}
		shard.close();
		assertClosed(this.open.remove());
		assertThat(this.open).isEmpty();
		assertThat(this.made).isEqualTo(CONNECTIONS + 1);
	}

	private void end(ShardProtocol shard, long number) {
		switch ((int) (number % 4)) {
			case 0 -> shard.handle(new ShardInput.ConnectFailed(number, "refused", null, null), this.now);
			case 1 -> {
				shard.handle(new ShardInput.Opened(number), this.now);
				shard.handle(new ShardInput.Closed(number, 1006, ""), this.now);
			}
			case 2 -> {
				shard.handle(new ShardInput.Opened(number), this.now);
				shard.handle(new ShardInput.BinaryReceived(number, ByteBuffer.wrap(new byte[] { 1, 2, 3 }), true),
						this.now);
			}
			default -> {
				shard.handle(new ShardInput.Opened(number), this.now);
				this.now = this.now.plus(Duration.ofMinutes(5));
				shard.handle(new ShardInput.TimerFired(), this.now);
			}
		}
	}

	private static void assertClosed(MessageDecoder decoder) {
		assertThatIllegalStateException().isThrownBy(() -> decoder.decode(ByteBuffer.allocate(0), true, true));
	}

}
