package io.discordgateway.test;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.discordgateway.codec.Encoding;
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
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import org.jspecify.annotations.Nullable;

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
		String body = request.content().toString(StandardCharsets.UTF_8);
		GatewayServer.Refusal refusal = this.server.apiRefusal();
		RestApi.Answer answer = (refusal != null) ? new RestApi.Answer(refusal.status(), refusal.body())
				: this.server.api()
					.answer(request.method().name(), request.uri(),
							request.headers().get(HttpHeaderNames.AUTHORIZATION), body);
		this.server.recorder().restCall(request.method().name(), request.uri(), answer.status(), body);
		String agent = request.headers().get(HttpHeaderNames.USER_AGENT, "");
		if (!agent.startsWith("DiscordBot (")) {
			this.server.recorder()
				.violation(0, null, "The User-Agent of an API call is not 'DiscordBot (url, version)'");
		}
		respond(context, request, answer, (refusal != null) ? refusal.retryAfterSeconds() : null);
	}

	private void upgrade(ChannelHandlerContext context, FullHttpRequest request) {
		QueryStringDecoder uri = new QueryStringDecoder(request.uri());
		GatewayServer.Refusal refusal = this.server.upgradeRefusal();
		if (refusal != null) {
			this.server.recorder().restCall(request.method().name(), request.uri(), refusal.status(), "");
			respond(context, request, new RestApi.Answer(refusal.status(), refusal.body()),
					refusal.retryAfterSeconds());
			return;
		}
		if (!uri.path().equals("/") && !uri.path().equals("/resume") && !uri.path().isEmpty()) {
			this.server.recorder().restCall(request.method().name(), request.uri(), 404, "");
			respond(context, request, RestApi.Answer.NOT_FOUND, null);
			return;
		}
		WebSocketServerHandshaker handshaker = new WebSocketServerHandshakerFactory(
				"ws://127.0.0.1:" + this.server.port() + "/", null,
				WebSocketDecoderConfig.newBuilder().maxFramePayloadLength(MAX_MESSAGE).build())
			.newHandshaker(request);
		if (handshaker == null) {
			WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(context.channel())
				.addListener(ChannelFutureListener.CLOSE);
			return;
		}
		String compress = parameter(uri, "compress");
		Encoding encoding = encoding(parameter(uri, "encoding"));
		PayloadEncoder encoder = encoder(encoding, compress);
		GatewayConnection connection = this.server.connected(context.channel(), encoding,
				(encoder != null) ? encoder : new Plain(encoding), request.uri());
		handshaker.handshake(context.channel(), request).addListener((upgraded) -> {
			if (!upgraded.isSuccess()) {
				return;
			}
			if (!"10".equals(parameter(uri, "v"))) {
				connection.violate(4012, "The version of the gateway is not 10");
			}
			else if (!encoding.queryValue().equals(parameter(uri, "encoding"))) {
				connection.violate(4002, "The encoding is neither json nor etf");
			}
			else if (encoder == null) {
				connection.violate(4002, "The compression " + compress + " does not exist");
			}
			else {
				connection.open();
			}
		});
		context.pipeline().addLast(new WebSocketFrameAggregator(MAX_MESSAGE), connection).remove(this);
	}

	private static Encoding encoding(@Nullable String encoding) {
		return "etf".equals(encoding) ? Encoding.ETF : Encoding.JSON;
	}

	private static @Nullable PayloadEncoder encoder(Encoding encoding, @Nullable String compress) {
		if (compress == null) {
			return new Plain(encoding);
		}
		return switch (compress) {
			case "zlib-stream" -> new ZlibStream();
			case "zstd-stream" -> new ZstdStream();
			default -> null;
		};
	}

	private static @Nullable String parameter(QueryStringDecoder uri, String name) {
		List<String> values = uri.parameters().get(name);
		return (values != null) ? values.get(0) : null;
	}

	private static void respond(ChannelHandlerContext context, FullHttpRequest request, RestApi.Answer answer,
			@Nullable Long retryAfterSeconds) {
		FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
				HttpResponseStatus.valueOf(answer.status()),
				Unpooled.copiedBuffer(answer.body(), StandardCharsets.UTF_8));
		if (answer.status() != 204) {
			response.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json");
			HttpUtil.setContentLength(response, response.content().readableBytes());
		}
		if (retryAfterSeconds != null) {
			response.headers().set(HttpHeaderNames.RETRY_AFTER, retryAfterSeconds);
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
