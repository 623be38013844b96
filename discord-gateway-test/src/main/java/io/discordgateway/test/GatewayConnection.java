package io.discordgateway.test;

import java.nio.charset.StandardCharsets;

import io.discordgateway.test.discord.DiscordAction;
import io.discordgateway.test.discord.DiscordInput;
import io.discordgateway.test.discord.Refusal;
import io.discordgateway.test.discord.Wire;
import io.discordgateway.test.discord.WireFormat;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;

/**
 * The socket of one connection: frames to inputs, actions to frames. Confined to the
 * gateway's thread.
 */
final class GatewayConnection extends SimpleChannelInboundHandler<WebSocketFrame> {

	/** RFC 6455, section 5.5: a control frame holds 125 bytes, two of them the code. */
	private static final int MAX_REASON = 123;

	private final GatewayServer server;

	private final long id;

	private final Channel channel;

	private @Nullable Wire wire;

	private @Nullable Refusal refusal;

	/** How many messages went out and came in; control frames are none. */
	private long sent;

	private long received;

	GatewayConnection(GatewayServer server, long id, Channel channel) {
		this.server = server;
		this.id = id;
		this.channel = channel;
	}

	long id() {
		return this.id;
	}

	/** What the upgrade is to be refused with, if it is. */
	@Nullable Refusal refusal() {
		return this.refusal;
	}

	void accept(WireFormat format) {
		this.wire = new Wire(format);
	}

	void refuse(Refusal refusal) {
		this.refusal = refusal;
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
		if (frame instanceof CloseWebSocketFrame close) {
			int code = close.statusCode();
			this.server.handle(new DiscordInput.CloseReceived(this.id, (code < 0) ? null : code, close.reasonText()));
		}
		else if (frame instanceof PingWebSocketFrame) {
			write(new PongWebSocketFrame(frame.content().retain()));
			this.channel.flush();
		}
		else if (frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame) {
			this.server.handle(new DiscordInput.Received(this.id, frame instanceof TextWebSocketFrame,
					ByteBufUtil.getBytes(frame.content())));
			this.received++;
		}
	}

	void send(DiscordAction.Send action) {
		Wire current = this.wire;
		if (current != null && this.channel.isActive()) {
			Wire.Message message = current.write(action);
			send(message.text(), message.bytes());
		}
	}

	long sent() {
		return this.sent;
	}

	long received() {
		return this.received;
	}

	void send(boolean text, byte[] message) {
		this.sent++;
		write(text ? new TextWebSocketFrame(Unpooled.wrappedBuffer(message))
				: new BinaryWebSocketFrame(Unpooled.wrappedBuffer(message)));
	}

	void compressPayloads() {
		if (this.wire != null) {
			this.wire.compressPayloads();
		}
	}

	void close(@Nullable Integer code, String reason) {
		write((code != null) ? new CloseWebSocketFrame(code, truncated(reason)) : new CloseWebSocketFrame());
	}

	private static String truncated(String reason) {
		byte[] bytes = reason.getBytes(StandardCharsets.US_ASCII);
		return (bytes.length <= MAX_REASON) ? reason : new String(bytes, 0, MAX_REASON, StandardCharsets.US_ASCII);
	}

	void end() {
		this.channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
	}

	void halfClose() {
		this.channel.flush();
		((SocketChannel) this.channel).shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
	}

	void reset() {
		GatewayServer.reset(this.channel);
	}

	void read(boolean read) {
		this.channel.config().setAutoRead(read);
	}

	void flush() {
		this.channel.flush();
	}

	private void write(WebSocketFrame frame) {
		this.channel.write(frame).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		this.server.handle(new DiscordInput.Writable(this.id, this.channel.isWritable()));
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		this.server.gone(this);
		if (this.wire != null) {
			this.wire.close();
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		// A reset by the client, or a frame that the codec refused: both end it.
		this.channel.close().addListener((closed) -> {
		});
	}

}
