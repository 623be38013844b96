package io.discordgateway.test;

import java.util.zip.Deflater;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/**
 * One zlib stream per connection, flushed after each payload, so that each message ends
 * in {@code 00 00 FF FF} (R30).
 */
final class ZlibStream implements PayloadEncoder {

	private final Deflater deflater = new Deflater();

	private final byte[] chunk = new byte[8192];

	@Override
	public WebSocketFrame encode(byte[] payload, ByteBufAllocator allocator) {
		ByteBuf out = allocator.buffer(Math.max(128, payload.length / 4));
		this.deflater.setInput(payload);
		int count;
		do {
			count = this.deflater.deflate(this.chunk, 0, this.chunk.length, Deflater.SYNC_FLUSH);
			out.writeBytes(this.chunk, 0, count);
		}
		while (count == this.chunk.length);
		return new BinaryWebSocketFrame(out);
	}

	@Override
	public void close() {
		this.deflater.end();
	}

}
