package io.discordgateway.codec;

import java.nio.ByteBuffer;

/**
 * Inflates the binary messages of one connection. The caller gives a chunk, and takes
 * what it inflates to until less comes than there was room for. Not thread-safe;
 * {@link #close} frees native memory.
 */
interface StreamInflater extends AutoCloseable {

	/**
	 * Takes a chunk, of which what was given before has been inflated.
	 * @param chunk the bytes; read to its limit by the time that {@link #inflate} returns
	 * less than it has room for
	 */
	void setInput(ByteBuffer chunk);

	/**
	 * Inflates into a part of an array.
	 * @return how many bytes were written; less than {@code length} if more input is
	 * needed
	 * @throws MalformedPayloadException if the bytes are damaged
	 */
	int inflate(byte[] target, int offset, int length);

	/**
	 * Says that a WebSocket message ended, all of which was inflated.
	 * @return whether a gateway message ended with it
	 * @throws MalformedPayloadException if it must not end here
	 */
	boolean endMessage();

	@Override
	void close();

}
