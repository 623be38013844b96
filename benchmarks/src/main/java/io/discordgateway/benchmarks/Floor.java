package io.discordgateway.benchmarks;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import com.github.luben.zstd.ZstdDecompressCtx;
import io.discordgateway.codec.Compression;

/**
 * Inflating alone, into a buffer that is used again: nothing that receives can cost less.
 */
final class Floor {

	private final byte[] inflated = new byte[1 << 20];

	long inflate(List<byte[]> messages, Compression compression) throws DataFormatException {
		return switch (compression) {
			case NONE -> copy(messages);
			case ZLIB_STREAM, PAYLOAD -> zlib(messages, compression == Compression.PAYLOAD);
			case ZSTD_STREAM -> zstd(messages);
		};
	}

	private long copy(List<byte[]> messages) {
		long length = 0;
		for (byte[] message : messages) {
			System.arraycopy(message, 0, this.inflated, 0, message.length);
			length += message.length;
		}
		return length;
	}

	private long zlib(List<byte[]> messages, boolean documents) throws DataFormatException {
		long length = 0;
		Inflater inflater = new Inflater();
		try {
			for (byte[] message : messages) {
				inflater.setInput(message);
				length += inflater.inflate(this.inflated);
				if (documents) {
					inflater.reset();
				}
			}
		}
		finally {
			inflater.end();
		}
		return length;
	}

	private long zstd(List<byte[]> messages) {
		long length = 0;
		try (ZstdDecompressCtx context = new ZstdDecompressCtx()) {
			for (byte[] message : messages) {
				ByteBuffer target = ByteBuffer.wrap(this.inflated);
				context.decompressByteBufferStream(target, ByteBuffer.wrap(message));
				length += target.position();
			}
		}
		return length;
	}

}
