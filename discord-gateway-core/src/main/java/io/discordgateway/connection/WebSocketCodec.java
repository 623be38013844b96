package io.discordgateway.connection;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;

/**
 * WebSocket framing of a client (RFC 6455, section 5), as strict as the RFC: no
 * extensions, no masked frames from the peer.
 */
final class WebSocketCodec {

	/** RFC 6455, section 7.4.2: what is above is for nobody. */
	private static final int MAX_CLOSE_CODE = 4999;

	private final NettyChannel channel;

	private @Nullable Violation violation;

	WebSocketCodec(int maxFrameSize, RandomGenerator random, ByteBufAllocator allocator) {
		WebSocketDecoderConfig config = WebSocketDecoderConfig.newBuilder()
			.expectMaskedFrames(false)
			.allowMaskMismatch(false)
			.allowExtensions(false)
			.maxFramePayloadLength(maxFrameSize)
			.closeOnProtocolViolation(false)
			.build();
		this.channel = new NettyChannel(allocator, new WebSocket13FrameDecoder(config), new Utf8FrameValidator(false),
				new WebSocket13FrameEncoder(random::nextInt));
	}

	void receive(ByteBuffer bytes) {
		this.channel.receive(bytes);
	}

	void receive(ByteBuf bytes) {
		this.channel.receive(bytes);
	}

	/**
	 * Returns the next frame, which the caller has to release; {@code null} if there is
	 * none or only a {@link #violation} is left.
	 */
	@Nullable WebSocketFrame next() {
		if (this.violation != null) {
			return null;
		}
		WebSocketFrame frame = (WebSocketFrame) this.channel.next();
		// Netty takes the code for a signed number, and all that are negative for valid.
		if (frame instanceof CloseWebSocketFrame close && close.statusCode() > MAX_CLOSE_CODE) {
			this.violation = new Violation(WebSocketCloseStatus.PROTOCOL_ERROR.code(),
					"Invalid code of a close frame: " + close.statusCode());
			frame.release();
			return null;
		}
		return frame;
	}

	/** Returns what the peer did wrong. */
	@Nullable Violation violation() {
		if (this.violation == null) {
			Throwable failure = this.channel.failure();
			if (failure instanceof CorruptedWebSocketFrameException corrupted) {
				this.violation = new Violation(corrupted.closeStatus().code(), String.valueOf(corrupted.getMessage()));
			}
			else if (failure != null) {
				throw new IllegalStateException("The WebSocket codec failed", failure);
			}
		}
		return this.violation;
	}

	void text(byte[] message, ByteArrayOutputStream output) {
		this.channel.send(new TextWebSocketFrame(this.channel.buffer(message)), output);
	}

	void binary(byte[] message, ByteArrayOutputStream output) {
		this.channel.send(new BinaryWebSocketFrame(this.channel.buffer(message)), output);
	}

	void pong(byte[] data, ByteArrayOutputStream output) {
		this.channel.send(new PongWebSocketFrame(this.channel.buffer(data)), output);
	}

	/** Encodes a close frame; {@code null} is one without a code. */
	void close(@Nullable Integer code, ByteArrayOutputStream output) {
		byte[] content = (code != null) ? new byte[] { (byte) (code >> 8), (byte) (int) code } : new byte[0];
		this.channel.send(new CloseWebSocketFrame(true, 0, this.channel.buffer(content)), output);
	}

	void release() {
		this.channel.release();
	}

	/**
	 * What the peer did wrong.
	 *
	 * @param closeCode what to close with
	 * @param reason what it was
	 */
	record Violation(int closeCode, String reason) {
	}

}
