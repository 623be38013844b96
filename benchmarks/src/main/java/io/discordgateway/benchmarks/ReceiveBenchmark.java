package io.discordgateway.benchmarks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;

import io.discordgateway.model.DispatchType;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.payload.Token;
import io.discordgateway.protocol.DispatchFilter;
import io.discordgateway.protocol.ShardAction;
import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.protocol.ShardInput;
import io.discordgateway.protocol.ShardProtocol;
import io.discordgateway.protocol.ShardSettings;
import io.discordgateway.shard.ShardId;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What one received event costs in the core: bytes of a WebSocket message in, dispatch
 * out.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ReceiveBenchmark {

	private static final int MESSAGES = 2000;

	/** What goes over the wire. */
	@Param
	public Wire wire = Wire.JSON;

	private final Instant now = Instant.EPOCH;

	private List<byte[]> messages = List.of();

	private final Floor floor = new Floor();

	@Setup
	public void read() {
		List<byte[]> plain = Traffic.plain();
		if (plain.size() != MESSAGES) {
			throw new IllegalStateException("Expected " + MESSAGES + " messages, not " + plain.size());
		}
		List<byte[]> stream = new ArrayList<>(opening());
		stream.addAll(plain);
		this.messages = this.wire.encode(stream);
	}

	private static List<byte[]> opening() {
		return List.of(
				"{\"t\":null,\"s\":null,\"op\":10,\"d\":{\"heartbeat_interval\":41250}}"
					.getBytes(StandardCharsets.UTF_8),
				("{\"t\":\"READY\",\"s\":1,\"op\":0,\"d\":{\"session_id\":\"x\",\"resume_gateway_url\":\"wss://r.example\"}}")
					.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * The floor: inflating alone, into a buffer that is used again.
	 */
	@Benchmark
	@OperationsPerInvocation(MESSAGES)
	public long floor() throws DataFormatException {
		return this.floor.inflate(this.messages, this.wire.compression);
	}

	@Benchmark
	@OperationsPerInvocation(MESSAGES)
	public void noListener(Blackhole blackhole) {
		receive((name) -> false, false, blackhole);
	}

	@Benchmark
	@OperationsPerInvocation(MESSAGES)
	public void rawListener(Blackhole blackhole) {
		receive(DispatchFilter.ALL, false, blackhole);
	}

	@Benchmark
	@OperationsPerInvocation(MESSAGES)
	public void typedMessageCreateListener(Blackhole blackhole) {
		receive("MESSAGE_CREATE"::equals, true, blackhole);
	}

	private void receive(DispatchFilter filter, boolean typed, Blackhole blackhole) {
		ShardSettings settings = ShardSettings.builder(Token.of("x"), ShardId.SINGLE)
			.encoding(this.wire.encoding)
			.compression(this.wire.compression)
			.dispatchFilter(filter)
			.build();
		try (ShardProtocol shard = new ShardProtocol(settings, new Random(1))) {
			blackhole.consume(shard.handle(new ShardInput.Start(GatewayUrl.of("wss://g.example"), null), this.now));
			blackhole.consume(shard.handle(new ShardInput.IdentifyGranted(1, this.now), this.now));
			blackhole.consume(shard.handle(new ShardInput.Opened(1), this.now));
			for (byte[] message : this.messages) {
				ByteBuffer chunk = ByteBuffer.wrap(message);
				ShardInput input = this.wire.isText() ? new ShardInput.TextReceived(1, chunk, true)
						: new ShardInput.BinaryReceived(1, chunk, true);
				for (ShardAction action : shard.handle(input, this.now)) {
					blackhole.consume(action);
					if (typed && action instanceof ShardAction.Emit emit
							&& emit.event() instanceof ShardEvent.Dispatched event) {
						blackhole.consume(DispatchType.MESSAGE_CREATE.decode(event.payload()));
					}
				}
			}
		}
	}

}
