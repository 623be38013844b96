package io.discordgateway.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.zip.Deflater;

import io.discordgateway.codec.Compression;
import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.payload.Token;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.shard.ShardId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Drives one {@link ShardProtocol} with virtual time, and plays the gateway.
 */
final class ProtocolHarness {

	static final String TOKEN = "a-token-that-must-never-be-seen";

	static final GatewayUrl GATEWAY = GatewayUrl.of("wss://gateway.discord.example");

	static final GatewayUrl RESUME_URL = GatewayUrl.of("wss://resume.discord.example");

	static final ResumePoint POINT = new ResumePoint("old", RESUME_URL, 5, new ShardId(0, 1));

	static final Duration INTERVAL = Duration.ofMillis(41250);

	static final JsonMapper JSON = JsonMapper.shared();

	final ShardProtocol shard;

	final List<ShardAction> journal = new ArrayList<>();

	double chance = 0.5;

	Instant now = Instant.parse("2026-11-24T00:00:00Z");

	private final boolean compressed;

	private Deflater deflater = new Deflater();

	private long connection;

	private @Nullable Instant lastIdentify;

	/* Whether permits are given at once, good a moment later. */
	boolean grants = true;

	ProtocolHarness() {
		this((settings) -> settings.compression(Compression.NONE));
	}

	ProtocolHarness(UnaryOperator<ShardSettings.Builder> customizer) {
		this(new ShardId(0, 1), customizer);
	}

	ProtocolHarness(ShardId shardId, UnaryOperator<ShardSettings.Builder> customizer) {
		ShardSettings settings = customizer.apply(ShardSettings.builder(Token.of(TOKEN), shardId).intents(513)).build();
		this.compressed = settings.compression() != Compression.NONE;
		RandomGenerator random = new RandomGenerator() {

			@Override
			public long nextLong() {
				throw new AssertionError("Only nextDouble is promised to be used");
			}

			@Override
			public double nextDouble() {
				return ProtocolHarness.this.chance;
			}

		};
		this.shard = new ShardProtocol(settings, random);
	}

	/** Brings a shard into a status, on the shortest way. */
	static ProtocolHarness in(ShardStatus status) {
		ProtocolHarness harness = new ProtocolHarness();
		switch (status) {
			case STOPPED -> {
			}
			case CONNECTING -> harness.started();
			case AWAITING_HELLO -> harness.started().opened();
			case AWAITING_IDENTIFY -> harness.started().opened().greeted();
			case IDENTIFYING -> harness.started().opened().greeted().identified();
			case RESUMING -> harness.started(POINT).opened().greeted();
			case CONNECTED -> harness.connected();
			case BACKING_OFF -> harness.started().connectFailed();
			case FAILED -> harness.started().opened().greeted().identified().closed(4004);
		}
		assertThat(harness.shard.status()).isEqualTo(status);
		return harness;
	}

	List<ShardAction> handle(ShardInput input) {
		List<ShardAction> actions = this.shard.handle(input, this.now);
		if (this.grants) {
			List<ShardAction.RequestIdentify> requests = only(actions, ShardAction.RequestIdentify.class);
			if (!requests.isEmpty()) {
				actions = new ArrayList<>(actions);
				actions.addAll(this.shard.handle(grant(requests.get(0).request()), this.now));
			}
		}
		for (ShardAction action : actions) {
			if (action instanceof ShardAction.Connect connect) {
				this.connection = connect.connection();
				this.deflater = new Deflater();
			}
			if (action instanceof ShardAction.Send send && send.opcode() == GatewayOpcode.IDENTIFY) {
				this.lastIdentify = this.now;
			}
		}
		this.journal.addAll(actions);
		return actions;
	}

	ShardInput.IdentifyGranted grant(long request) {
		return new ShardInput.IdentifyGranted(request, this.now.plusNanos(1));
	}

	// Steps on the way to a live session

	ProtocolHarness started() {
		handle(new ShardInput.Start(GATEWAY, null));
		return this;
	}

	ProtocolHarness started(ResumePoint point) {
		handle(new ShardInput.Start(GATEWAY, point));
		return this;
	}

	ProtocolHarness opened() {
		handle(new ShardInput.Opened(this.connection));
		return this;
	}

	ProtocolHarness greeted() {
		hello();
		return this;
	}

	ProtocolHarness identified() {
		identify();
		return this;
	}

	List<ShardAction> identify() {
		return advanceTo(GatewayTimer.IDENTIFY_TURN);
	}

	ProtocolHarness connected() {
		started().opened().greeted().identified();
		ready(1);
		this.journal.clear();
		assertThat(this.shard.status()).isEqualTo(ShardStatus.CONNECTED);
		return this;
	}

	ProtocolHarness reconnected() {
		if (this.shard.status() == ShardStatus.BACKING_OFF) {
			advanceTo(GatewayTimer.BACKOFF);
		}
		return opened().greeted();
	}

	// What the gateway sends

	List<ShardAction> hello() {
		return receive("{\"t\":null,\"s\":null,\"op\":10,\"d\":{\"heartbeat_interval\":" + INTERVAL.toMillis() + "}}");
	}

	List<ShardAction> ready(long sequence) {
		return dispatch("READY", sequence, "{\"v\":10,\"session_id\":\"the-session\",\"resume_gateway_url\":\""
				+ RESUME_URL.uri() + "\",\"user\":{\"session_id\":\"not this\"}}");
	}

	List<ShardAction> resumed(long sequence) {
		return dispatch("RESUMED", sequence, "{}");
	}

	List<ShardAction> dispatch(String name, long sequence, String data) {
		return receive("{\"t\":\"" + name + "\",\"s\":" + sequence + ",\"op\":0,\"d\":" + data + "}");
	}

	List<ShardAction> op(int opcode, String data) {
		return receive("{\"op\":" + opcode + ",\"d\":" + data + "}");
	}

	List<ShardAction> ack() {
		return receive("{\"op\":11}");
	}

	List<ShardAction> receive(String json) {
		byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
		return this.compressed ? receiveBytes(deflate(bytes))
				: handle(new ShardInput.TextReceived(this.connection, ByteBuffer.wrap(bytes), true));
	}

	List<ShardAction> receiveBytes(byte[] bytes) {
		return handle(new ShardInput.BinaryReceived(this.connection, ByteBuffer.wrap(bytes), true));
	}

	byte[] deflate(byte[] bytes) {
		this.deflater.setInput(bytes);
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		byte[] buffer = new byte[1024];
		int length;
		while ((length = this.deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH)) > 0) {
			out.write(buffer, 0, length);
		}
		return out.toByteArray();
	}

	List<ShardAction> closed(@Nullable Integer code) {
		return handle(new ShardInput.Closed(this.connection, code, ""));
	}

	List<ShardAction> connectFailed() {
		return handle(new ShardInput.ConnectFailed(this.connection, "refused", null, null));
	}

	// Time

	List<ShardAction> advanceToNextDeadline() {
		Instant deadline = this.shard.nextDeadline();
		assertThat(deadline).as("something to wait for").isNotNull();
		if (deadline.isAfter(this.now)) {
			this.now = deadline;
		}
		return handle(new ShardInput.TimerFired());
	}

	List<ShardAction> advanceTo(GatewayTimer timer) {
		while (this.shard.nextTimer() != timer) {
			advanceToNextDeadline();
		}
		return advanceToNextDeadline();
	}

	/** Like {@link #advanceTo}, with a gateway that acknowledges each heartbeat. */
	List<ShardAction> advanceAliveTo(GatewayTimer timer) {
		while (this.shard.nextTimer() != timer) {
			if (!sent(advanceToNextDeadline(), GatewayOpcode.HEARTBEAT).isEmpty()) {
				ack();
			}
		}
		return advanceToNextDeadline();
	}

	/** Lets the session live for a time, with a gateway that acknowledges. */
	ProtocolHarness live(Duration time) {
		Instant end = this.now.plus(time);
		while (this.shard.nextDeadline().isBefore(end)) {
			if (!sent(advanceToNextDeadline(), GatewayOpcode.HEARTBEAT).isEmpty()) {
				ack();
			}
		}
		this.now = end;
		ack();
		return this;
	}

	Duration untilDeadline() {
		return Duration.between(this.now, this.shard.nextDeadline());
	}

	@Nullable Instant lastIdentify() {
		return this.lastIdentify;
	}

	long connection() {
		return this.connection;
	}

	// Reading what came out

	static List<JsonNode> sent(List<ShardAction> actions, GatewayOpcode opcode) {
		return only(actions, ShardAction.Send.class).stream()
			.filter((send) -> send.opcode() == opcode)
			.map((send) -> JSON.readTree(send.payload()))
			.toList();
	}

	static <T extends ShardAction> List<T> only(List<ShardAction> actions, Class<T> type) {
		return actions.stream().filter(type::isInstance).map(type::cast).toList();
	}

	static <T extends ShardEvent> List<T> events(List<ShardAction> actions, Class<T> type) {
		return only(actions, ShardAction.Emit.class).stream()
			.map(ShardAction.Emit::event)
			.filter(type::isInstance)
			.map(type::cast)
			.toList();
	}

}
