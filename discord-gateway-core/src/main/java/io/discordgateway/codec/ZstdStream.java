package io.discordgateway.codec;

import java.nio.ByteBuffer;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.util.Native;

/**
 * One zstd stream for the whole connection (R31). The only class that touches zstd-jni,
 * which may be absent.
 */
final class ZstdStream implements StreamInflater {

	/*
	 * A peer says how large a window it needs, and the context allocates it. 8 MiB is
	 * what RFC 8878 (3.1.1.1.2) asks every decoder to support and no encoder to exceed.
	 */
	private static final int MAX_WINDOW_LOG = 23;

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private final ZstdDecompressCtx context = new ZstdDecompressCtx();

	private ByteBuffer input = NOTHING;

	/* A view on the array that was inflated to last, which mostly comes again. */
	private ByteBuffer output = NOTHING;

	ZstdStream() {
		this.context.setLongMax(MAX_WINDOW_LOG);
	}

	/* Throws a LinkageError if the classes or the native library are not there. */
	static void load() {
		Native.load();
	}

	@Override
	public void setInput(ByteBuffer chunk) {
		this.input = (chunk.isDirect() || chunk.hasArray()) ? chunk
				: ByteBuffer.allocate(chunk.remaining()).put(chunk).flip();
	}

	@Override
	public int inflate(byte[] target, int offset, int length) {
		ByteBuffer output = viewOf(target).limit(offset + length).position(offset);
		try {
			// The context gives all it can: what is left inside waits for more room.
			int before;
			do {
				before = output.position() + this.input.position();
				this.context.decompressByteBufferStream(output, this.input);
			}
			while (output.hasRemaining() && this.input.hasRemaining()
					&& output.position() + this.input.position() != before);
		}
		catch (ZstdException ex) {
			throw new MalformedPayloadException("The zstd stream is damaged: " + ex.getMessage(), ex);
		}
		return length - output.remaining();
	}

	private ByteBuffer viewOf(byte[] target) {
		if (this.output.array() != target) {
			this.output = ByteBuffer.wrap(target);
		}
		return this.output;
	}

	/* Each WebSocket message is one gateway message. */
	@Override
	public boolean endMessage() {
		this.input = NOTHING;
		return true;
	}

	@Override
	public void close() {
		this.input = NOTHING;
		this.output = NOTHING;
		this.context.close();
	}

}
