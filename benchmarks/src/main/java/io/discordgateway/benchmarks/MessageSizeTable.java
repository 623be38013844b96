package io.discordgateway.benchmarks;

import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import com.sun.management.ThreadMXBean;
import io.discordgateway.codec.Envelope;
import io.discordgateway.codec.MessageDecoder;
import io.discordgateway.codec.PayloadLimits;

/**
 * What one message costs by its size: bytes of a WebSocket message in, envelope or
 * contents out, on a connection that gets the same message again and again. Measures the
 * processor's time of its own thread, so that a busy machine disturbs it little.
 */
public final class MessageSizeTable {

	private static final int ROUNDS = 12;

	private static final int BYTES_A_ROUND = 12_000_000;

	private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private MessageSizeTable() {
	}

	/** How large a message is. */
	private enum Size {

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

	/**
	 * Runs, and prints the best of all rounds.
	 * @param args none
	 */
	public static void main(String[] args) {
		System.out.println("| wire | message | no listener | raw listener |");
		System.out.println("| --- | --- | --- | --- |");
		for (Wire wire : Wire.values()) {
			for (Size size : Size.values()) {
				System.out.println(row(wire, size));
			}
		}
	}

	private static String row(Wire wire, Size size) {
		byte[] json = size.message();
		List<byte[]> twice = wire.encodeRepeatable(json);
		int messages = Math.max(2, BYTES_A_ROUND / (json.length + 1000));
		Cost envelopes = Cost.MOST;
		Cost contents = Cost.MOST;
		try (MessageDecoder decoder = new MessageDecoder(wire.encoding, wire.compression, 64 << 20,
				PayloadLimits.DEFAULT)) {
			receive(decoder, wire, twice.get(0), 1, true);
			for (int round = 0; round < ROUNDS; round++) {
				envelopes = envelopes.orLess(receive(decoder, wire, twice.get(1), messages, false));
				contents = contents.orLess(receive(decoder, wire, twice.get(1), messages, true));
			}
		}
		return String.format(Locale.ROOT, "| %s %s | %,d bytes | %s | %s |", wire.encoding.queryValue(),
				wire.compression.name().toLowerCase(Locale.ROOT).replace('_', '-'), json.length, envelopes, contents);
	}

	private static Cost receive(MessageDecoder decoder, Wire wire, byte[] message, int times, boolean contents) {
		long allocated = THREAD.getCurrentThreadAllocatedBytes();
		long time = THREAD.getCurrentThreadCpuTime();
		for (int i = 0; i < times; i++) {
			Envelope envelope = Objects.requireNonNull(decoder.decode(ByteBuffer.wrap(message), wire.isText(), true));
			if (contents && envelope.copyData().bytes().length == 0) {
				throw new IllegalStateException("Nothing was copied");
			}
		}
		return new Cost((THREAD.getCurrentThreadCpuTime() - time) / times,
				(THREAD.getCurrentThreadAllocatedBytes() - allocated) / times);
	}

	/** Nanoseconds and allocated bytes of one message. */
	private record Cost(long time, long bytes) {

		static final Cost MOST = new Cost(Long.MAX_VALUE, Long.MAX_VALUE);

		Cost orLess(Cost other) {
			return new Cost(Math.min(this.time, other.time), Math.min(this.bytes, other.bytes));
		}

		@Override
		public String toString() {
			return String.format(Locale.ROOT, "%,d ns, %,d B", this.time, this.bytes);
		}

	}

}
