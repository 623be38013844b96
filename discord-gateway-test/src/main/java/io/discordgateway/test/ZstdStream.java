package io.discordgateway.test;

import java.nio.ByteBuffer;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/**
 * One zstd stream per connection, flushed after each payload, whose frame never ends
 * (R31).
 */
final class ZstdStream implements PayloadEncoder {

	private final ZstdCompressCtx context = new ZstdCompressCtx();

	private final byte[] chunk = new byte[8192];

	@Override
	public WebSocketFrame encode(byte[] payload, ByteBufAllocator allocator) {
		ByteBuf out = allocator.buffer(Math.max(128, payload.length / 4));
		ByteBuffer source = ByteBuffer.wrap(payload);
		boolean flushed;
		do {
			ByteBuffer target = ByteBuffer.wrap(this.chunk);
			flushed = this.context.compressByteBufferStream(target, source, EndDirective.FLUSH);
			out.writeBytes(this.chunk, 0, target.position());
		}
		while (!flushed || source.hasRemaining());
		return new BinaryWebSocketFrame(out);
	}

	@Override
	public void close() {
		this.context.close();
	}

}
