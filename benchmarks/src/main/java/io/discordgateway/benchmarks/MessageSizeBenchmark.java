package io.discordgateway.benchmarks;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.discordgateway.codec.Envelope;
import io.discordgateway.codec.MessageDecoder;
import io.discordgateway.codec.PayloadLimits;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one message costs by its size: bytes of a WebSocket message in, envelope or
 * contents out, on a connection that gets the same message again and again.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class MessageSizeBenchmark {

	/** How large a message is. */
	public enum Size {

		/** A MESSAGE_DELETE. */
		SMALL,

		/** A MESSAGE_CREATE. */
		OF_2_KB,

		/** A GUILD_CREATE. */
		OF_100_KB,

		/** As much as several guilds. */
		OF_1200_KB;

		byte[] message() {
			return switch (this) {
				case SMALL -> dispatch("MESSAGE_DELETE", Traffic.payloads("MESSAGE_DELETE").get(0));
				case OF_2_KB -> dispatch("MESSAGE_CREATE",
						Traffic.payloads("MESSAGE_CREATE")
							.stream()
							.min(Comparator.comparingInt((each) -> Math.abs(each.length - 2048)))
							.orElseThrow());
				case OF_100_KB -> dispatch("GUILD_CREATE", largestGuild());
				case OF_1200_KB -> dispatch("GUILDS", guilds());
			};
		}

		private static byte[] largestGuild() {
			return Traffic.payloads("GUILD_CREATE")
				.stream()
				.max(Comparator.comparingInt((each) -> each.length))
				.orElseThrow();
		}

		private static byte[] guilds() {
			byte[] guild = largestGuild();
			ByteArrayOutputStream guilds = new ByteArrayOutputStream();
			guilds.write('[');
			while (guilds.size() + guild.length < 1_200_000) {
				guilds.writeBytes(guild);
				guilds.write(',');
			}
			guilds.writeBytes(guild);
			guilds.write(']');
			return guilds.toByteArray();
		}

		private static byte[] dispatch(String name, byte[] data) {
			ByteArrayOutputStream message = new ByteArrayOutputStream();
			message
				.writeBytes(("{\"t\":\"" + name + "\",\"s\":1234,\"op\":0,\"d\":").getBytes(StandardCharsets.US_ASCII));
			message.writeBytes(data);
			message.write('}');
			return message.toByteArray();
		}

	}

	/** What goes over the wire. */
	@Param
	public Wire wire = Wire.JSON;

	/** How large a message is. */
	@Param
	public Size size = Size.SMALL;

	private byte[] message = new byte[0];

	private MessageDecoder decoder = newDecoder();

	@Setup(Level.Iteration)
	public void open() {
		this.decoder.close();
		this.decoder = newDecoder();
		List<byte[]> twice = this.wire.encodeRepeatable(this.size.message());
		this.message = twice.get(1);
		this.decoder.decode(ByteBuffer.wrap(twice.get(0)), this.wire.isText(), true);
	}

	private MessageDecoder newDecoder() {
		return new MessageDecoder(this.wire.encoding, this.wire.compression, 64 << 20, PayloadLimits.DEFAULT);
	}

	@TearDown
	public void close() {
		this.decoder.close();
	}

	/** What an event costs that nobody listens to. */
	@Benchmark
	public Envelope read() {
		return Objects.requireNonNull(this.decoder.decode(ByteBuffer.wrap(this.message), this.wire.isText(), true));
	}

	/** What an event costs that somebody listens to. */
	@Benchmark
	public Object copy() {
		return read().copyData();
	}

}
