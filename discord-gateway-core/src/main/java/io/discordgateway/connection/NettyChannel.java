package io.discordgateway.connection;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * Netty's codecs, run by calls alone: bytes in, messages out, and the other way round.
 * <p>
 * Nothing of Netty's that is alive is behind it: an embedded channel runs in the caller's
 * thread, its ticker stands still, and its buffers are plain arrays.
 */
final class NettyChannel {

	private final EmbeddedChannel channel;

	private final ByteBufAllocator allocator;

	private final Collector collector = new Collector();

	NettyChannel(ByteBufAllocator allocator, ChannelHandler... codecs) {
		this.allocator = allocator;
		this.channel = EmbeddedChannel.builder().ticker(Ticker.newMockTicker()).handlers(codecs).build();
		this.channel.config().setAllocator(allocator);
		this.channel.pipeline().addLast(this.collector);
	}

	/**
	 * Takes bytes. They are copied, as a codec keeps what is not a whole message yet.
	 */
	void receive(ByteBuffer bytes) {
		if (bytes.hasRemaining()) {
			receive(this.allocator.heapBuffer(bytes.remaining()).writeBytes(bytes));
		}
	}

	void receive(ByteBuf bytes) {
		boolean unused = this.channel.writeInbound(bytes);
	}

	/** Tells the codecs that no more bytes will come. */
	void endOfInput() {
		boolean unused = this.channel.finish();
	}

	/**
	 * Returns the next message, which the caller has to release.
	 */
	@Nullable Object next() {
		return this.collector.messages.poll();
	}

	/** Returns what ended the messages, once all before it were taken. */
	@Nullable Throwable failure() {
		return this.collector.messages.isEmpty() ? this.collector.failure : null;
	}

	/** Encodes a message and releases it. */
	void send(Object message, ByteArrayOutputStream output) {
		boolean unused = this.channel.writeOutbound(message);
		ByteBuf encoded;
		while ((encoded = this.channel.readOutbound()) != null) {
			output.write(encoded.array(), encoded.arrayOffset() + encoded.readerIndex(), encoded.readableBytes());
			encoded.release();
		}
	}

	ByteBuf buffer(byte[] bytes) {
		return this.allocator.heapBuffer(bytes.length).writeBytes(bytes);
	}

	/** Gives all memory back. What the codecs still say is not heard. */
	void release() {
		this.collector.stop();
		boolean unused = this.channel.finishAndReleaseAll();
	}

	/*
	 * Messages after a failure are dropped: a codec may go on behind one, and what comes
	 * out must not depend on how the bytes were cut.
	 */
	private static final class Collector extends ChannelInboundHandlerAdapter {

		private final Deque<Object> messages = new ArrayDeque<>();

		private @Nullable Throwable failure;

		private boolean stopped;

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			if (this.stopped || this.failure != null) {
				ReferenceCountUtil.release(message);
			}
			else {
				this.messages.add(message);
			}
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			if (this.failure == null) {
				this.failure = cause;
			}
		}

		private void stop() {
			this.stopped = true;
			this.messages.forEach(ReferenceCountUtil::release);
			this.messages.clear();
		}

	}

}
