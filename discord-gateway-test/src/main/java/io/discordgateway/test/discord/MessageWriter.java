package io.discordgateway.test.discord;

/**
 * Turns encoded payloads into messages of a WebSocket, one after the other on one
 * connection (Gateway &gt; Encoding and Compression).
 */
interface MessageWriter extends AutoCloseable {

	Wire.Message write(byte[] payload);

	@Override
	default void close() {
	}

}
