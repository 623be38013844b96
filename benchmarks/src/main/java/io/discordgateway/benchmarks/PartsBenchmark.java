package io.discordgateway.benchmarks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.discordgateway.codec.Compression;
import io.discordgateway.codec.Encoding;
import io.discordgateway.codec.Envelope;
import io.discordgateway.codec.MessageDecoder;
import io.discordgateway.codec.PayloadLimits;
import io.discordgateway.codec.PayloadWriter;
import io.discordgateway.codec.RawPayload;
import io.discordgateway.model.DispatchType;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.payload.RequestGuildMembers;
import io.discordgateway.payload.Token;
import io.discordgateway.payload.UpdatePresence;
import io.discordgateway.protocol.ShardAction;
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
 * What the parts of the core cost, each for one message; {@link LaneBenchmark} and
 * {@link DecodeBenchmark} have the others.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PartsBenchmark {

	private static final int MESSAGES = 2000;

	/**
	 * From the bytes of a WebSocket message to the envelope. Without a compression that
	 * is the envelope alone; the difference is what decompressing costs.
	 */
	@Benchmark
	@OperationsPerInvocation(MESSAGES)
	public void envelope(Stream stream, Blackhole blackhole) {
		try (MessageDecoder decoder = new MessageDecoder(stream.wire.encoding, stream.wire.compression, 64 << 20,
				PayloadLimits.DEFAULT)) {
			for (byte[] message : stream.messages) {
				blackhole.consume(decoder.decode(ByteBuffer.wrap(message), stream.wire.isText(), true));
			}
		}
	}

	/** A dispatch in plain JSON that nobody listens to, through the state machine. */
	@Benchmark
	@OperationsPerInvocation(MESSAGES)
	public void handleDispatch(Shard shard, Blackhole blackhole) {
		try (ShardProtocol protocol = shard.begin()) {
			for (byte[] message : shard.messages) {
				blackhole.consume(
						protocol.handle(new ShardInput.TextReceived(1, ByteBuffer.wrap(message), true), shard.now));
			}
		}
	}

	/** A MESSAGE_CREATE decoded from either encoding. */
	@Benchmark
	public Object decodeMessage(Messages messages) {
		return DispatchType.MESSAGE_CREATE.decode(messages.next());
	}

	/** A request for members. */
	@Benchmark
	public byte[] encodeRequest(Commands commands) {
		return PayloadWriter.command(commands.encoding, commands.request);
	}

	/** A change of presence. */
	@Benchmark
	public byte[] encodePresence(Commands commands) {
		return PayloadWriter.command(commands.encoding, commands.presence);
	}

	/** A heartbeat. */
	@Benchmark
	public byte[] encodeHeartbeat(Commands commands) {
		return PayloadWriter.heartbeat(commands.encoding, 123_456L);
	}

	/**
	 * Messages as they come over the wire.
	 */
	@State(Scope.Thread)
	public static class Stream {

		/** What goes over the wire. */
		@Param
		public Wire wire = Wire.JSON;

		private List<byte[]> messages = List.of();

		@Setup
		public void read() {
			this.messages = this.wire.encode(Traffic.plain());
		}

	}

	/**
	 * A shard.
	 */
	@State(Scope.Thread)
	public static class Shard {

		private final List<byte[]> messages = Traffic.plain();

		private final Instant now = Instant.EPOCH;

		/* Sequence numbers must not go back, so each round has a shard of its own. */
		ShardProtocol begin() {
			ShardProtocol shard = new ShardProtocol(ShardSettings.builder(Token.of("x"), ShardId.SINGLE)
				.compression(Compression.NONE)
				.dispatchFilter((name) -> false)
				.build(), new Random(1));
			handle(shard, new ShardInput.Start(GatewayUrl.of("wss://g.example"), null));
			handle(shard, new ShardInput.IdentifyGranted(1, this.now));
			handle(shard, new ShardInput.Opened(1));
			for (String message : List.of("{\"t\":null,\"s\":null,\"op\":10,\"d\":{\"heartbeat_interval\":41250}}",
					"{\"t\":\"READY\",\"s\":1,\"op\":0,\"d\":{\"session_id\":\"x\",\"resume_gateway_url\":\"wss://g.example\"}}")) {
				handle(shard, new ShardInput.TextReceived(1, ByteBuffer.wrap(message.getBytes(StandardCharsets.UTF_8)),
						true));
			}
			return shard;
		}

		private void handle(ShardProtocol shard, ShardInput input) {
			List<ShardAction> unused = shard.handle(input, this.now);
		}

	}

	/**
	 * MESSAGE_CREATEs.
	 */
	@State(Scope.Thread)
	public static class Messages {

		/** How they are written. */
		@Param
		public Encoding encoding = Encoding.JSON;

		private final List<RawPayload> payloads = new ArrayList<>();

		private int position;

		@Setup
		public void read() {
			Wire plain = (this.encoding == Encoding.JSON) ? Wire.JSON : Wire.ETF;
			try (MessageDecoder decoder = new MessageDecoder(this.encoding, plain.compression, 64 << 20,
					PayloadLimits.DEFAULT)) {
				for (byte[] message : plain.encode(Traffic.plain())) {
					Envelope envelope = Objects
						.requireNonNull(decoder.decode(ByteBuffer.wrap(message), plain.isText(), true));
					if ("MESSAGE_CREATE".equals(envelope.name())) {
						this.payloads.add(envelope.copyData());
					}
				}
			}
		}

		RawPayload next() {
			this.position = (this.position + 1) % this.payloads.size();
			return this.payloads.get(this.position);
		}

	}

	/**
	 * Commands.
	 */
	@State(Scope.Thread)
	public static class Commands {

		/** How they are written. */
		@Param
		public Encoding encoding = Encoding.JSON;

		private final RequestGuildMembers request = RequestGuildMembers.byName(981302604975703501L, "nelly", 10);

		private final UpdatePresence presence = UpdatePresence.of(UpdatePresence.Status.ONLINE,
				UpdatePresence.Activity.custom("at work"));

	}

}
