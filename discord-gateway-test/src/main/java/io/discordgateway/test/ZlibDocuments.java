package io.discordgateway.test;

import java.util.zip.Deflater;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/**
 * Payload compression (R32): two of three payloads are a zlib document each, the third
 * one is text, so that a client meets every mix.
 */
final class ZlibDocuments implements PayloadEncoder {

	private final Deflater deflater = new Deflater();

	private final byte[] chunk = new byte[8192];

	private int count;

	@Override
	public WebSocketFrame encode(byte[] payload, ByteBufAllocator allocator) {
		if (++this.count % 3 == 0) {
			return new TextWebSocketFrame(Unpooled.wrappedBuffer(payload));
		}
		ByteBuf out = allocator.buffer(Math.max(128, payload.length / 4));
		this.deflater.setInput(payload);
		this.deflater.finish();
		while (!this.deflater.finished()) {
			out.writeBytes(this.chunk, 0, this.deflater.deflate(this.chunk));
		}
		this.deflater.reset();
		return new BinaryWebSocketFrame(out);
	}

	@Override
	public void close() {
		this.deflater.end();
	}

}
