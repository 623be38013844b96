package io.discordgateway.test;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import io.discordgateway.test.discord.DiscordInput;
import io.discordgateway.test.discord.Refusal;
import io.discordgateway.test.discord.RestRequest;
import io.discordgateway.test.discord.RestResponse;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;

/**
 * Answers HTTP requests: the API's, and the upgrade to a WebSocket.
 */
final class HttpEndpoint extends SimpleChannelInboundHandler<FullHttpRequest> {

	private static final int MAX_MESSAGE = 1024 * 1024;

	private final GatewayServer server;

	HttpEndpoint(GatewayServer server) {
		this.server = server;
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
		if (request.headers().containsValue(HttpHeaderNames.UPGRADE, "websocket", true)) {
			upgrade(context, request);
			return;
		}
		RestRequest call = new RestRequest(request.method().name(), request.uri(), headers(request),
				ByteBufUtil.getBytes(request.content()));
		Refusal refusal = this.server.apiRefusal();
		RestResponse answer = (refusal != null) ? response(refusal)
				: this.server.world().answer(call, this.server.now());
		this.server.recorder()
			.restCall(call.method(), call.uri(), answer.status(), request.content().toString(StandardCharsets.UTF_8));
		if (!call.hasUserAgentOfBot()) {
			this.server.recorder()
				.violated(0, null, "The User-Agent of an API call is not 'DiscordBot (url, version)'");
		}
		respond(context, request, answer);
	}

	private static Map<String, String> headers(FullHttpRequest request) {
		Map<String, String> headers = new LinkedHashMap<>();
		request.headers().forEach((header) -> headers.put(header.getKey(), header.getValue()));
		return headers;
	}

	private static RestResponse response(Refusal refusal) {
		RestResponse response = RestResponse.text(refusal.status(), refusal.body());
		Long retryAfter = refusal.retryAfterSeconds();
		return (retryAfter != null) ? response.with("Retry-After", Long.toString(retryAfter)) : response;
	}

	private void upgrade(ChannelHandlerContext context, FullHttpRequest request) {
		WebSocketServerHandshaker handshaker = new WebSocketServerHandshakerFactory(
				"ws://127.0.0.1:" + this.server.port() + "/", null,
				WebSocketDecoderConfig.newBuilder().maxFramePayloadLength(MAX_MESSAGE).build())
			.newHandshaker(request);
		if (handshaker == null) {
			WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(context.channel())
				.addListener(ChannelFutureListener.CLOSE);
			return;
		}
		GatewayConnection connection = this.server.asked(context.channel(), request.uri());
		Refusal refusal = connection.refusal();
		if (refusal != null) {
			this.server.recorder().restCall(request.method().name(), request.uri(), refusal.status(), "");
			respond(context, request, response(refusal));
			return;
		}
		handshaker.handshake(context.channel(), request).addListener((upgraded) -> {
			if (upgraded.isSuccess()) {
				this.server.handle(new DiscordInput.Opened(connection.id()));
			}
		});
		context.pipeline().addLast(new WebSocketFrameAggregator(MAX_MESSAGE), connection).remove(this);
	}

	private static void respond(ChannelHandlerContext context, FullHttpRequest request, RestResponse answer) {
		FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
				HttpResponseStatus.valueOf(answer.status()), Unpooled.wrappedBuffer(answer.body()));
		answer.headers().forEach(response.headers()::set);
		if (answer.status() != 204) {
			HttpUtil.setContentLength(response, response.content().readableBytes());
		}
		boolean keepAlive = HttpUtil.isKeepAlive(request);
		HttpUtil.setKeepAlive(response, keepAlive);
		context.writeAndFlush(response)
			.addListener(keepAlive ? ChannelFutureListener.CLOSE_ON_FAILURE : ChannelFutureListener.CLOSE);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		// A reset by the client, or a request that the codec refused: both end it.
		context.close().addListener((closed) -> {
		});
	}

}
