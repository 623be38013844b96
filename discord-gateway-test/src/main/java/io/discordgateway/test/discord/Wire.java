package io.discordgateway.test.discord;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.discordgateway.Internal;
import org.jspecify.annotations.Nullable;

/**
 * Writes the messages of one connection, in their order. Holds native memory until it is
 * closed. Confined to one thread.
 *
 * @since 0.1
 */
@Internal
public final class Wire implements AutoCloseable {

	private final WireFormat format;

	private MessageWriter writer;

	/**
	 * Makes the wire of a new connection.
	 * @param format how messages are written
	 */
	public Wire(WireFormat format) {
		this.format = format;
		this.writer = switch (format.stream()) {
			case NONE -> new Plain(!format.etf());
			case ZLIB -> new ZlibStream();
			case ZSTD -> new ZstdStream();
		};
	}

	/** Compresses single messages from here on (R32). */
	public void compressPayloads() {
		this.writer = new ZlibDocuments();
	}

	/**
	 * Writes a message.
	 * @param payload the message
	 * @return what goes over the WebSocket
	 */
	public Message write(Payload payload) {
		return write(encode(payload));
	}

	/**
	 * Writes what is to be sent.
	 * @param action the message
	 * @return what goes over the WebSocket
	 */
	public Message write(DiscordAction.Send action) {
		Message message = write(action.payload());
		return action.corrupt() ? message.corrupted() : message;
	}

	/**
	 * Writes what is encoded already, or is no payload at all.
	 * @param encoded the bytes
	 * @return what goes over the WebSocket
	 */
	public Message write(byte[] encoded) {
		return this.writer.write(encoded);
	}

	/**
	 * Encodes a message, and compresses nothing.
	 * @param payload the message
	 * @return its bytes
	 */
	public byte[] encode(Payload payload) {
		return this.format.etf() ? EtfWriter.write(payload) : payload.json();
	}

	/**
	 * Frees what the wire holds; more than once does no harm.
	 */
	@Override
	public void close() {
		this.writer.close();
	}

	/**
	 * Message of a WebSocket.
	 *
	 * @param text whether it is a text message
	 * @param bytes what it holds
	 */
	public record Message(boolean text, byte[] bytes) {

		/**
		 * Returns the message with one wrong bit, which no decoder can overlook.
		 * @return another message
		 */
		public Message corrupted() {
			byte[] wrong = this.bytes.clone();
			wrong[0] ^= 1;
			return new Message(this.text, wrong);
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Message message && message.text == this.text
					&& Arrays.equals(message.bytes, this.bytes);
		}

		@Override
		public int hashCode() {
			return Arrays.hashCode(this.bytes);
		}

		@Override
		public String toString() {
			return this.text ? new String(this.bytes, StandardCharsets.UTF_8) : this.bytes.length + " bytes";
		}

	}

}
