package io.discordgateway.test;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/**
 * Turns payloads into WebSocket messages, one after the other on one connection (Gateway
 * &gt; Encoding and Compression).
 */
interface PayloadEncoder extends AutoCloseable {

	/**
	 * Encodes a payload.
	 * @param payload the payload, in the encoding of the connection
	 * @param allocator where the frame's buffer comes from
	 * @return the message
	 */
	WebSocketFrame encode(byte[] payload, ByteBufAllocator allocator);

	@Override
	default void close() {
	}

}
