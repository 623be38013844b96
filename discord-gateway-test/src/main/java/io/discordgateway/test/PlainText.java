package io.discordgateway.test;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/**
 * JSON as it is (R29).
 */
final class PlainText implements PayloadEncoder {

	@Override
	public WebSocketFrame encode(byte[] json, ByteBufAllocator allocator) {
		return new TextWebSocketFrame(Unpooled.wrappedBuffer(json));
	}

}
