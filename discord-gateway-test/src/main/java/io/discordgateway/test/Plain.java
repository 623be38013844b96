package io.discordgateway.test;

import io.discordgateway.codec.Encoding;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/**
 * Payloads as they are: JSON is text (R29), ETF is binary (R33).
 */
final class Plain implements PayloadEncoder {

	private final boolean text;

	Plain(Encoding encoding) {
		this.text = encoding.isText();
	}

	@Override
	public WebSocketFrame encode(byte[] payload, ByteBufAllocator allocator) {
		return this.text ? new TextWebSocketFrame(Unpooled.wrappedBuffer(payload))
				: new BinaryWebSocketFrame(Unpooled.wrappedBuffer(payload));
	}

}
