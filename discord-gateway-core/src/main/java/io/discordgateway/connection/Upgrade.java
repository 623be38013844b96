package io.discordgateway.connection;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Opening handshake of a client (RFC 6455, section 4.1): the request, and what the answer
 * says.
 */
final class Upgrade {

	/** How much of the body of a refusal is kept. */
	private static final int MAX_BODY = 1024 * 1024;

	private static final int MAX_LINE = 8 * 1024;

	private static final int MAX_HEADERS = 64 * 1024;

	private static final String ACCEPT_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

	private final NettyChannel channel;

	private final String key;

	private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);

	private @Nullable HttpResponse refusal;

	private boolean upgraded;

	private @Nullable Outcome outcome;

	Upgrade(RandomGenerator random, ByteBufAllocator allocator) {
		byte[] nonce = new byte[16];
		random.nextBytes(nonce);
		this.key = Base64.getEncoder().encodeToString(nonce);
		this.channel = new NettyChannel(allocator,
				new HttpResponseDecoder(
						new HttpDecoderConfig().setMaxInitialLineLength(MAX_LINE).setMaxHeaderSize(MAX_HEADERS)),
				new HttpRequestEncoder());
	}

	void request(URI url, String userAgent, ByteArrayOutputStream output) {
		FullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET,
				url.getRawPath() + "?" + url.getRawQuery(), this.channel.buffer(new byte[0]));
		request.headers()
			.set(HttpHeaderNames.HOST, host(url))
			.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
			.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
			.set(HttpHeaderNames.SEC_WEBSOCKET_KEY, this.key)
			.set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13")
			.set(HttpHeaderNames.USER_AGENT, userAgent);
		this.channel.send(request, output);
	}

	private static String host(URI url) {
		Destination destination = Destination.of(url);
		return (destination.port() == Destination.defaultPort(destination.secure())) ? url.getHost()
				: url.getHost() + ":" + destination.port();
	}

	/** Takes bytes; {@code null} says that the answer is not complete. */
	@Nullable Outcome receive(ByteBuffer bytes) {
		this.channel.receive(bytes);
		return outcome();
	}

	/** Takes the end of the stream, which may be the end of a refusal's body. */
	Outcome endOfInput() {
		this.channel.endOfInput();
		Outcome outcome = outcome();
		if (outcome == null) {
			HttpResponse response = this.refusal;
			outcome = (response != null) ? new Refused(rejected(response, false))
					: new Failed("The connection ended before the upgrade was answered");
		}
		return outcome;
	}

	private @Nullable Outcome outcome() {
		Object message;
		while (this.outcome == null && (message = this.channel.next()) != null) {
			if (this.upgraded && message instanceof ByteBuf rest) {
				this.outcome = new Upgraded(rest);
				break;
			}
			try {
				take(message);
			}
			finally {
				ReferenceCountUtil.release(message);
			}
		}
		if (this.outcome == null && this.upgraded) {
			this.outcome = new Upgraded(null);
		}
		return this.outcome;
	}

	private void take(Object message) {
		if (message instanceof HttpResponse response) {
			head(response);
		}
		HttpResponse response = this.refusal;
		if (response != null && message instanceof HttpContent content) {
			int room = MAX_BODY - this.body.size();
			int size = Math.min(room, content.content().readableBytes());
			byte[] bytes = new byte[size];
			content.content().readBytes(bytes);
			this.body.write(bytes, 0, size);
			if (content.decoderResult().isFailure() || content.content().isReadable()) {
				this.outcome = new Refused(rejected(response, false));
			}
			else if (message instanceof LastHttpContent) {
				this.outcome = new Refused(rejected(response, true));
			}
		}
	}

	private void head(HttpResponse response) {
		int status = response.status().code();
		if (response.decoderResult().isFailure()) {
			this.outcome = new Failed("The answer to the upgrade is not HTTP");
		}
		else if (status == 101) {
			String fault = fault(response.headers());
			this.upgraded = fault == null;
			this.outcome = (fault != null) ? new Failed("The answer to the upgrade has " + fault) : null;
		}
		else if (status >= 200) {
			this.refusal = response;
		}
	}

	private @Nullable String fault(HttpHeaders headers) {
		if (!headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
			return "no 'Upgrade: websocket'";
		}
		if (!headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)) {
			return "no 'Connection: Upgrade'";
		}
		if (!accept(this.key).equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT))) {
			return "a wrong Sec-WebSocket-Accept";
		}
		if (headers.contains(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS)
				|| headers.contains(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)) {
			return "an extension or a subprotocol that was not asked for";
		}
		return null;
	}

	static String accept(String key) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-1")
				.digest((key + ACCEPT_GUID).getBytes(StandardCharsets.US_ASCII));
			return Base64.getEncoder().encodeToString(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-1", ex);
		}
	}

	private ConnectionEvent.UpgradeRejected rejected(HttpResponse response, boolean complete) {
		Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		for (Map.Entry<String, String> header : response.headers()) {
			headers.computeIfAbsent(header.getKey(), (name) -> new ArrayList<>()).add(header.getValue());
		}
		headers.replaceAll((name, values) -> List.copyOf(values));
		return new ConnectionEvent.UpgradeRejected(response.status().code(), Collections.unmodifiableMap(headers),
				this.body.toByteArray(), complete);
	}

	void release() {
		this.channel.release();
	}

	/** What came of the upgrade. */
	sealed interface Outcome {

	}

	/**
	 * The connection is a WebSocket.
	 *
	 * @param rest bytes behind the answer, to be released, or {@code null}
	 */
	record Upgraded(@Nullable ByteBuf rest) implements Outcome {
	}

	/**
	 * The peer answered with another status.
	 *
	 * @param event what it answered
	 */
	record Refused(ConnectionEvent.UpgradeRejected event) implements Outcome {
	}

	/**
	 * The peer's answer is none.
	 *
	 * @param reason what is wrong
	 */
	record Failed(String reason) implements Outcome {
	}

}
