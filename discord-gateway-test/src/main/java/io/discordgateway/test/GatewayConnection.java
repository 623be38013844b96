package io.discordgateway.test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

import io.discordgateway.codec.Encoding;
import io.discordgateway.payload.GatewayCloseCode;
import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.shard.ShardId;
import io.netty.buffer.ByteBuf;
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
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One WebSocket connection: checks what the client sends as Discord does and answers it.
 * Confined to the gateway's thread.
 */
final class GatewayConnection extends SimpleChannelInboundHandler<WebSocketFrame> {

	/** Gateway &gt; Sending Events: larger payloads are a decode error. */
	private static final int MAX_PAYLOAD = 4096;

	/** Gateway &gt; Rate Limiting: per connection in {@link #BUDGET_WINDOW}. */
	private static final int BUDGET = 120;

	private static final long BUDGET_WINDOW = Duration.ofSeconds(60).toNanos();

	/** How long a client may take to answer a close frame. */
	private static final long CLOSE_PATIENCE_SECONDS = 2;

	private static final int ALL_INTENTS = allIntents();

	private static final byte[] HEARTBEAT_ACK = "{\"t\":null,\"s\":null,\"op\":11,\"d\":null}"
		.getBytes(StandardCharsets.UTF_8);

	private final GatewayServer server;

	private final long id;

	private final Channel channel;

	private final Encoding encoding;

	private PayloadEncoder encoder;

	private final Deque<Long> received = new ArrayDeque<>();

	private @Nullable GatewaySession session;

	/** The next sequence number to send. */
	private long cursor;

	/** The RESUMED that answers this connection's RESUME; earlier ones are left out. */
	private long resumed;

	private long lastHeartbeat;

	private boolean stalled;

	private boolean closing;

	private boolean closeRecorded;

	private @Nullable Future<?> heartbeatCheck;

	GatewayConnection(GatewayServer server, long id, Channel channel, Encoding encoding, PayloadEncoder encoder) {
		this.server = server;
		this.id = id;
		this.channel = channel;
		this.encoding = encoding;
		this.encoder = encoder;
	}

	private static int allIntents() {
		int all = 0;
		for (GatewayIntent intent : GatewayIntent.values()) {
			all |= intent.value();
		}
		return all;
	}

	long id() {
		return this.id;
	}

	boolean stalled() {
		return this.stalled;
	}

	/** Greets the client. */
	void open() {
		long interval = this.server.settings().heartbeatInterval().toMillis();
		send("{\"t\":null,\"s\":null,\"op\":10,\"d\":{\"heartbeat_interval\":" + interval + "}}");
		this.channel.flush();
		this.lastHeartbeat = System.nanoTime();
		checkHeartbeatIn(patience());
	}

	private long patience() {
		return this.server.settings().heartbeatInterval().toNanos() * 3 / 2;
	}

	private void checkHeartbeatIn(long nanos) {
		this.heartbeatCheck = this.channel.eventLoop().schedule(this::checkHeartbeat, nanos, TimeUnit.NANOSECONDS);
	}

	private void checkHeartbeat() {
		if (this.closing || !this.channel.isActive()) {
			return;
		}
		long left = this.lastHeartbeat + patience() - System.nanoTime();
		if (this.stalled) {
			// This side does not read, so nothing can be said of the client.
			checkHeartbeatIn(patience());
		}
		else if (left > 0) {
			checkHeartbeatIn(left);
		}
		else {
			violate(GatewayCloseCode.SESSION_TIMED_OUT, "No heartbeat for one and a half intervals");
		}
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
		if (frame instanceof CloseWebSocketFrame close) {
			closedByClient(close);
		}
		else if (this.closing) {
			return;
		}
		else if (frame instanceof PingWebSocketFrame) {
			write(new PongWebSocketFrame(frame.content().retain()));
		}
		else if (frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame) {
			boolean text = frame instanceof TextWebSocketFrame;
			if (text == this.encoding.isText()) {
				receive(frame.content());
			}
			else {
				violate(GatewayCloseCode.DECODE_ERROR,
						"A " + (text ? "text" : "binary") + " message was sent on a " + this.encoding + " connection");
			}
		}
	}

	private void closedByClient(CloseWebSocketFrame close) {
		int code = close.statusCode();
		recordClose(true, (code < 0) ? null : code, close.reasonText());
		if (!this.closing && (code == 1000 || code == 1001) && this.session != null) {
			this.server.end(this.session);
			this.session = null;
		}
		this.closing = true;
		detach();
		CloseWebSocketFrame answer = (code < 0) ? new CloseWebSocketFrame() : new CloseWebSocketFrame(code, "");
		this.channel.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
	}

	private void receive(ByteBuf content) {
		int bytes = content.readableBytes();
		long now = System.nanoTime();
		while (!this.received.isEmpty() && now - this.received.getFirst() >= BUDGET_WINDOW) {
			this.received.removeFirst();
		}
		this.received.addLast(now);
		if (this.received.size() > BUDGET) {
			violate(GatewayCloseCode.RATE_LIMITED, "More than 120 payloads were sent in 60 s");
			return;
		}
		if (bytes > MAX_PAYLOAD) {
			violate(GatewayCloseCode.DECODE_ERROR, "A payload of " + bytes + " bytes was sent, 4096 are allowed");
			return;
		}
		JsonNode payload;
		try {
			payload = this.encoding.isText() ? Json.read(content.toString(StandardCharsets.UTF_8))
					: Etf.read(content.nioBuffer());
		}
		catch (IllegalArgumentException ex) {
			violate(GatewayCloseCode.DECODE_ERROR, "A payload is not " + this.encoding + ": " + ex.getMessage());
			return;
		}
		String text = this.encoding.isText() ? content.toString(StandardCharsets.UTF_8) : payload.toString();
		if (!payload.path("op").isInt()) {
			violate(GatewayCloseCode.DECODE_ERROR, "A payload has no opcode");
			return;
		}
		int code = payload.path("op").asInt();
		this.server.recorder().payload(this.id, code, text);
		GatewayOpcode opcode = GatewayOpcode.of(code);
		if (opcode == null) {
			violate(GatewayCloseCode.UNKNOWN_OPCODE, "Opcode " + code + " does not exist");
			return;
		}
		JsonNode data = payload.path("d");
		switch (opcode) {
			case HEARTBEAT -> heartbeat(data);
			case IDENTIFY -> identify(data, text);
			case RESUME -> resume(data);
			case PRESENCE_UPDATE, VOICE_STATE_UPDATE, REQUEST_GUILD_MEMBERS, REQUEST_SOUNDBOARD_SOUNDS,
					REQUEST_CHANNEL_INFO ->
				command(opcode, data);
			default -> violate(GatewayCloseCode.UNKNOWN_OPCODE, "Opcode " + code + " is not for clients to send");
		}
	}

	private void heartbeat(JsonNode data) {
		if (!data.isNull() && !data.isIntegralNumber()) {
			violate(GatewayCloseCode.DECODE_ERROR, "A heartbeat carries neither a sequence number nor null");
			return;
		}
		this.lastHeartbeat = System.nanoTime();
		if (this.server.acknowledgesHeartbeats()) {
			send(HEARTBEAT_ACK);
			this.channel.flush();
		}
	}

	private void identify(JsonNode data, String text) {
		boolean accepted = checkAndIdentify(data);
		this.server.recorder().identify(this.id, shardOf(data), data.path("intents").asInt(0), accepted, text);
	}

	private boolean checkAndIdentify(JsonNode data) {
		if (this.session != null) {
			return violate(GatewayCloseCode.ALREADY_AUTHENTICATED, "IDENTIFY was sent on a session");
		}
		JsonNode properties = data.path("properties");
		if (!data.path("token").isString() || !data.path("intents").isIntegralNumber() || !properties.isObject()) {
			return violate(GatewayCloseCode.DECODE_ERROR, "IDENTIFY lacks token, intents or properties");
		}
		for (String property : new String[] { "os", "browser", "device" }) {
			if (!properties.path(property).isString()) {
				return violate(GatewayCloseCode.DECODE_ERROR, "IDENTIFY lacks the property " + property);
			}
		}
		boolean compress = data.path("compress").asBoolean(false);
		if (compress && !(this.encoder instanceof Plain && this.encoding.isText())) {
			return violate(GatewayCloseCode.DECODE_ERROR,
					"IDENTIFY asks for payload compression, which goes with plain JSON only");
		}
		JsonNode threshold = data.path("large_threshold");
		if (!threshold.isMissingNode() && (!threshold.isInt() || threshold.asInt() < 50 || threshold.asInt() > 250)) {
			return violate(GatewayCloseCode.DECODE_ERROR, "large_threshold is not between 50 and 250");
		}
		if (!this.server.settings().token().reveal().equals(data.path("token").asString())) {
			return violate(GatewayCloseCode.AUTHENTICATION_FAILED, "IDENTIFY has a wrong token");
		}
		if (!validShard(data)) {
			return violate(GatewayCloseCode.INVALID_SHARD, "The shard of IDENTIFY is invalid");
		}
		long intents = data.path("intents").asLong();
		if ((intents & ~ALL_INTENTS) != 0) {
			return violate(GatewayCloseCode.INVALID_INTENTS, "The intents have a bit that does not exist");
		}
		for (GatewayIntent intent : GatewayIntent.fromValue((int) intents)) {
			if (intent.privileged() && !this.server.settings().privilegedIntents().contains(intent)) {
				return violate(GatewayCloseCode.DISALLOWED_INTENTS, "The intent " + intent + " is not enabled");
			}
		}
		ShardId shard = shardOf(data);
		String refusal = this.server.permitIdentify(shard);
		if (refusal != null) {
			this.server.recorder().violation(this.id, null, refusal);
			send("{\"t\":null,\"s\":null,\"op\":9,\"d\":false}");
			this.channel.flush();
			return false;
		}
		this.session = this.server.begin(shard, (int) intents, this);
		this.cursor = 1;
		if (compress) {
			this.encoder = new ZlibDocuments();
		}
		pump();
		return true;
	}

	private static boolean validShard(JsonNode data) {
		JsonNode shard = data.path("shard");
		if (shard.isMissingNode() || shard.isNull()) {
			return true;
		}
		return shard.isArray() && shard.size() == 2 && shard.path(0).isInt() && shard.path(1).isInt()
				&& shard.path(0).asInt() >= 0 && shard.path(0).asInt() < shard.path(1).asInt();
	}

	private static ShardId shardOf(JsonNode data) {
		JsonNode shard = data.path("shard");
		return (shard.isArray() && validShard(data)) ? new ShardId(shard.path(0).asInt(), shard.path(1).asInt())
				: ShardId.SINGLE;
	}

	private void resume(JsonNode data) {
		String sessionId = data.path("session_id").asString("");
		long sequence = data.path("seq").asLong(-1);
		GatewaySession found = checkResume(data, sessionId, sequence);
		long replayed = (found != null) ? found.last() - sequence : 0;
		this.server.recorder().resume(this.id, sessionId, sequence, found != null, replayed);
		if (found != null) {
			this.server.attach(found, this);
			this.session = found;
			this.cursor = sequence + 1;
			this.resumed = found.append("RESUMED", "{\"_trace\":[\"local\"]}".getBytes(StandardCharsets.UTF_8));
			pump();
		}
	}

	private @Nullable GatewaySession checkResume(JsonNode data, String sessionId, long sequence) {
		if (this.session != null) {
			violate(GatewayCloseCode.ALREADY_AUTHENTICATED, "RESUME was sent on a session");
			return null;
		}
		if (!data.path("token").isString() || !data.path("session_id").isString()
				|| !data.path("seq").isIntegralNumber()) {
			violate(GatewayCloseCode.DECODE_ERROR, "RESUME lacks token, session_id or seq");
			return null;
		}
		if (!this.server.settings().token().reveal().equals(data.path("token").asString())) {
			violate(GatewayCloseCode.AUTHENTICATION_FAILED, "RESUME has a wrong token");
			return null;
		}
		GatewaySession found = this.server.find(sessionId);
		if (found != null && (sequence < 0 || sequence > found.last())) {
			this.server.end(found);
			violate(GatewayCloseCode.INVALID_SEQ, "RESUME has a sequence number that was never sent");
			return null;
		}
		if (found != null && sequence + 1 < found.first()) {
			this.server.end(found);
			found = null;
		}
		if (found == null) {
			send("{\"t\":null,\"s\":null,\"op\":9,\"d\":false}");
			this.channel.flush();
		}
		return found;
	}

	private void command(GatewayOpcode opcode, JsonNode data) {
		if (this.session == null) {
			violate(GatewayCloseCode.NOT_AUTHENTICATED, opcode + " was sent before IDENTIFY");
		}
		else if (!data.isObject()) {
			violate(GatewayCloseCode.DECODE_ERROR, opcode + " has no data");
		}
		else {
			String violation = this.server.answers().answer(this.session, opcode, data);
			if (violation != null) {
				this.server.recorder().violation(this.id, null, violation);
			}
		}
	}

	/** Sends what the session has for this connection, as far as the socket takes it. */
	void pump() {
		GatewaySession session = this.session;
		if (session == null || this.closing || this.stalled) {
			return;
		}
		if (this.cursor < session.first()) {
			this.server.end(session);
			close(GatewayCloseCode.UNKNOWN_ERROR.code(), "The client is too slow");
			return;
		}
		boolean written = false;
		while (this.cursor <= session.last() && this.channel.isWritable()) {
			GatewaySession.Sent sent = session.get(this.cursor++);
			if (!sent.event().equals("RESUMED") || sent.sequence() == this.resumed) {
				send(envelope(sent));
				written = true;
			}
		}
		if (written) {
			this.channel.flush();
		}
	}

	private static byte[] envelope(GatewaySession.Sent sent) {
		byte[] head = ("{\"t\":\"" + sent.event() + "\",\"s\":" + sent.sequence() + ",\"op\":0,\"d\":")
			.getBytes(StandardCharsets.UTF_8);
		byte[] json = new byte[head.length + sent.data().length + 1];
		System.arraycopy(head, 0, json, 0, head.length);
		System.arraycopy(sent.data(), 0, json, head.length, sent.data().length);
		json[json.length - 1] = '}';
		return json;
	}

	/** Sends a payload that belongs to no session. */
	void control(String json) {
		if (!this.stalled) {
			send(json);
			this.channel.flush();
		}
	}

	private void send(String json) {
		send(json.getBytes(StandardCharsets.UTF_8));
	}

	private void send(byte[] json) {
		if (!this.closing && this.channel.isActive()) {
			byte[] payload = this.encoding.isText() ? json : Etf.write(json);
			this.channel.write(this.encoder.encode(payload, this.channel.alloc()))
				.addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
		}
	}

	/** Sends a WebSocket message as it is, past encoding and compression. */
	void raw(WebSocketFrame frame) {
		write(frame);
	}

	private void write(WebSocketFrame frame) {
		this.channel.writeAndFlush(frame).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
	}

	/** Takes the session away; the client has to resume or identify. */
	void loseSession(boolean resumable) {
		detach();
		control("{\"t\":null,\"s\":null,\"op\":9,\"d\":" + resumable + "}");
	}

	/** Stops reading and writing and leaves the socket open. */
	void stall() {
		this.stalled = true;
		this.channel.config().setAutoRead(false);
	}

	void unstall() {
		this.stalled = false;
		this.lastHeartbeat = System.nanoTime();
		this.channel.config().setAutoRead(true);
		pump();
	}

	/** Ends the outgoing direction without a close frame. */
	void halfClose() {
		((SocketChannel) this.channel).shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
	}

	/** Resets the TCP connection. */
	void drop() {
		recordClose(false, null, "dropped");
		this.closing = true;
		detach();
		GatewayServer.reset(this.channel);
	}

	private void giveUp() {
		this.channel.close().addListener((closed) -> {
		});
	}

	private boolean violate(GatewayCloseCode code, String what) {
		violate(code.code(), what);
		return false;
	}

	/** Closes the connection for what the client did. */
	void violate(int code, String what) {
		this.server.recorder().violation(this.id, code, what);
		close(code, what);
	}

	void close(int code, String reason) {
		if (this.closing) {
			return;
		}
		recordClose(false, code, reason);
		detach();
		this.closing = true;
		write(new CloseWebSocketFrame(code, reason));
		Future<?> patience = this.channel.eventLoop()
			.schedule((Runnable) this::giveUp, CLOSE_PATIENCE_SECONDS, TimeUnit.SECONDS);
		this.channel.closeFuture().addListener((closed) -> patience.cancel(false));
	}

	private void detach() {
		if (this.session != null) {
			this.server.detach(this.session, this);
			this.session = null;
		}
	}

	/** Forgets the session without a word to the server, which has it from here. */
	void forget() {
		this.session = null;
	}

	private void recordClose(boolean byClient, @Nullable Integer code, String reason) {
		if (!this.closeRecorded) {
			this.closeRecorded = true;
			this.server.recorder().close(this.id, byClient, code, reason);
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		pump();
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		recordClose(true, null, "");
		detach();
		this.closing = true;
		this.server.gone(this);
		this.encoder.close();
		if (this.heartbeatCheck != null) {
			this.heartbeatCheck.cancel(false);
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		// A reset by the client, or a frame that the codec refused: both end it.
		this.channel.close().addListener((closed) -> {
		});
	}

	static WebSocketFrame text(String text) {
		return new TextWebSocketFrame(text);
	}

	static WebSocketFrame binary(byte[] bytes) {
		return new BinaryWebSocketFrame(Unpooled.copiedBuffer(bytes));
	}

}
