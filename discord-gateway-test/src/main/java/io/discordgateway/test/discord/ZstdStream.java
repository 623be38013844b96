package io.discordgateway.test.discord;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;

/**
 * One zstd stream per connection, flushed after each payload, whose frame never ends
 * (R31).
 */
final class ZstdStream implements MessageWriter {

	private final ZstdCompressCtx context = new ZstdCompressCtx();

	private final byte[] chunk = new byte[8192];

	@Override
	public Wire.Message write(byte[] payload) {
		ByteArrayOutputStream out = new ByteArrayOutputStream(Math.max(128, payload.length / 4));
		ByteBuffer source = ByteBuffer.wrap(payload);
		boolean flushed;
		do {
			ByteBuffer target = ByteBuffer.wrap(this.chunk);
			flushed = this.context.compressByteBufferStream(target, source, EndDirective.FLUSH);
			out.write(this.chunk, 0, target.position());
		}
		while (!flushed || source.hasRemaining());
		return new Wire.Message(false, out.toByteArray());
	}

	@Override
	public void close() {
		this.context.close();
	}

}
