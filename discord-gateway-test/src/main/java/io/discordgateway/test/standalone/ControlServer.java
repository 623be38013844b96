package io.discordgateway.test.standalone;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The control API on loopback. It has a thread of its own, which waits for the gateway's.
 */
final class ControlServer implements AutoCloseable {

	private static final int MAX_BODY = 16 * 1024 * 1024;

	private static final Set<String> OWN_HOSTS = Set.of("127.0.0.1", "localhost", "[::1]");

	private final ControlApi api;

	private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("control", true),
			NioIoHandler.newFactory());

	private @Nullable Channel listener;

	ControlServer(ControlApi api) {
		this.api = api;
	}

	void start(int port) {
		this.listener = new ServerBootstrap().group(this.loop)
			.channel(NioServerSocketChannel.class)
			.option(ChannelOption.SO_REUSEADDR, true)
			.childHandler(new ChannelInitializer<SocketChannel>() {

				@Override
				protected void initChannel(SocketChannel channel) {
					channel.pipeline()
						.addLast(new HttpServerCodec(), new HttpObjectAggregator(MAX_BODY), new Endpoint());
				}

			})
			.bind(new InetSocketAddress("127.0.0.1", port))
			.syncUninterruptibly()
			.channel();
	}

	int port() {
		Channel channel = this.listener;
		return (channel != null) ? ((InetSocketAddress) channel.localAddress()).getPort() : 0;
	}

	@Override
	public void close() {
		this.loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
	}

	private ControlAnswer answer(FullHttpRequest request) {
		// A page in a browser of this machine could call, too, under a name of its own.
		String host = hostOf("http://" + request.headers().get(HttpHeaderNames.HOST, "localhost"));
		String origin = request.headers().get(HttpHeaderNames.ORIGIN);
		if (!OWN_HOSTS.contains(host) || (origin != null && !OWN_HOSTS.contains(hostOf(origin)))) {
			return new ControlProblem(403, "The request comes from or goes to another host than this machine",
					"Call 127.0.0.1 or localhost, and not from the page of another host")
				.answer();
		}
		return this.api.answer(request.method().name(), request.uri(), ByteBufUtil.getBytes(request.content()));
	}

	private static String hostOf(String url) {
		try {
			String host = URI.create(url).getHost();
			return (host != null) ? host : "";
		}
		catch (IllegalArgumentException ex) {
			return "";
		}
	}

	private final class Endpoint extends SimpleChannelInboundHandler<FullHttpRequest> {

		@Override
		protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
			ControlAnswer answer = answer(request);
			FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
					HttpResponseStatus.valueOf(answer.status()), Unpooled.wrappedBuffer(answer.body()));
			if (answer.status() != 204) {
				response.headers().set(HttpHeaderNames.CONTENT_TYPE, answer.contentType());
				HttpUtil.setContentLength(response, answer.body().length);
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

}
