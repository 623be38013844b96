package io.discordgateway.benchmarks;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.discordgateway.model.DispatchType;
import org.openjdk.jmh.annotations.AuxCounters;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Decodes the payloads of the most frequent events, one event each time, all those of the
 * traffic in turn. The counter {@code bytes} is the bytes of JSON decoded in a
 * microsecond; {@link DecodeReport} compares it with the yardstick.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecodeBenchmark {

	private static final String MESSAGE_CREATE_2300 = "MESSAGE_CREATE_2300";

	@Benchmark
	public Object decode(Payloads payloads, Bytes bytes) {
		byte[] json = payloads.next();
		bytes.bytes += json.length;
		return payloads.type.decode(json);
	}

	@Benchmark
	public Object yardstick(Yardstick payloads, Bytes bytes) {
		byte[] json = payloads.next();
		bytes.bytes += json.length;
		return Objects.requireNonNull(HandWrittenMessage.decode(json));
	}

	/**
	 * Counts bytes.
	 */
	@State(Scope.Thread)
	@AuxCounters(AuxCounters.Type.OPERATIONS)
	public static class Bytes {

		/** Bytes of JSON that were decoded. */
		public long bytes;

		@Setup(Level.Iteration)
		public void reset() {
			this.bytes = 0;
		}

	}

	/**
	 * Payloads of one event.
	 */
	@State(Scope.Thread)
	public static class Payloads {

		/** The event; the second is the messages of about 2.3 KB. */
		@Param({ "MESSAGE_CREATE", MESSAGE_CREATE_2300, "MESSAGE_UPDATE", "PRESENCE_UPDATE", "TYPING_START",
				"GUILD_MEMBER_UPDATE", "MESSAGE_REACTION_ADD", "VOICE_STATE_UPDATE", "INTERACTION_CREATE",
				"GUILD_CREATE", "MESSAGE_DELETE" })
		public String event = "MESSAGE_CREATE";

		DispatchType type = DispatchType.MESSAGE_CREATE;

		private List<byte[]> payloads = List.of();

		private int position;

		@Setup
		public void read() {
			boolean about2300 = this.event.equals(MESSAGE_CREATE_2300);
			this.type = about2300 ? DispatchType.MESSAGE_CREATE : DispatchType.valueOf(this.event);
			this.payloads = Traffic.payloads(this.type.eventName())
				.stream()
				.filter((json) -> !about2300 || (json.length >= 2200 && json.length <= 2400))
				.toList();
		}

		byte[] next() {
			if (this.position == this.payloads.size()) {
				this.position = 0;
			}
			return this.payloads.get(this.position++);
		}

	}

	/**
	 * The messages, for the yardstick.
	 */
	@State(Scope.Thread)
	public static class Yardstick {

		private final List<byte[]> payloads = Traffic.payloads("MESSAGE_CREATE");

		private int position;

		byte[] next() {
			if (this.position == this.payloads.size()) {
				this.position = 0;
			}
			return this.payloads.get(this.position++);
		}

	}

}
