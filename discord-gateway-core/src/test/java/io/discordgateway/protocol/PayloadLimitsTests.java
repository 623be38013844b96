package io.discordgateway.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;

import io.discordgateway.codec.Compression;
import io.discordgateway.codec.Encoding;
import io.discordgateway.codec.EtfFactory;
import io.discordgateway.codec.PayloadLimits;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.payload.Token;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.shard.ShardId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What goes beyond the limits ends the connection, not the session, in either encoding.
 */
class PayloadLimitsTests {

	private static final PayloadLimits LIMITS = new PayloadLimits(4, 50, 20, 20, 40);

	@ParameterizedTest
	@EnumSource
	void messageBeyondALimitIsClosedResumably(Encoding encoding) { // R34, R35
		assertEnds(encoding, "[[[[[1]]]]]", "maxDepth");
		assertEnds(encoding, "\"" + "x".repeat(51) + "\"", "maxStringLength");
		assertEnds(encoding, "{\"" + "x".repeat(21) + "\":1}", "maxNameLength");
		assertEnds(encoding, "1" + "0".repeat(25), "maxNumberLength");
		assertEnds(encoding, "[" + "1000,".repeat(45) + "1]", "maxTokens");
		assertEnds(encoding, "\"" + "x".repeat(5000) + "\"", "maxPayloadSize");
	}

	@ParameterizedTest
	@EnumSource
	void messageAtTheLimitsArrivesAndDecodes(Encoding encoding) { // R34
		List<ShardAction> actions = receive(encoding, DispatchFilter.ALL,
				"[[[{\"xxxxxxxxxx\":\"" + "x".repeat(50) + "\"}]],10000000," + "1000,".repeat(27) + "[]]");
		assertThat(actions).singleElement().isInstanceOfSatisfying(ShardAction.Emit.class, (emit) -> {
			ShardEvent.Dispatched dispatched = (ShardEvent.Dispatched) emit.event();
			assertThat(dispatched.payload().encoding()).isEqualTo(encoding);
			assertThat(dispatched.payload().limits()).isEqualTo(LIMITS);
			assertThat(dispatched.payload().toJson()).startsWith("[[[{\"xxx").endsWith("[]]");
			assertThat(dispatched.data()).isSameAs(dispatched.payload().bytes());
		});
	}

	@ParameterizedTest
	@EnumSource
	void eventThatNobodyWantsIsNeitherCopiedNorLookedInto(Encoding encoding) {
		assertThat(receive(encoding, (name) -> false, "\"" + "x".repeat(51) + "\"")).isEmpty();
	}

	private static void assertEnds(Encoding encoding, String data, String property) {
		List<ShardAction> actions = receive(encoding, DispatchFilter.ALL, data);
		assertThat(actions).hasAtLeastOneElementOfType(ShardAction.Close.class);
		assertThat(actions).filteredOn(ShardAction.Close.class::isInstance)
			.first()
			.isInstanceOfSatisfying(ShardAction.Close.class,
					(close) -> assertThat(close.code().value()).isEqualTo(4900));
		assertThat(actions).filteredOn(
				(action) -> action instanceof ShardAction.Emit emit && emit.event() instanceof ShardEvent.Disconnected)
			.first()
			.isInstanceOfSatisfying(ShardAction.Emit.class, (emit) -> {
				ShardEvent.Disconnected disconnected = (ShardEvent.Disconnected) emit.event();
				assertThat(disconnected.willResume()).isTrue();
				assertThat(disconnected.cause().reason()).contains(property).doesNotContain("xx");
			});
	}

	private static List<ShardAction> receive(Encoding encoding, DispatchFilter filter, String data) {
		ShardSettings settings = ShardSettings.builder(Token.of("x"), ShardId.SINGLE)
			.encoding(encoding)
			.compression(Compression.NONE)
			.maxPayloadSize(4096)
			.limits(LIMITS)
			.dispatchFilter(filter)
			.build();
		try (ShardProtocol shard = new ShardProtocol(settings, new Random(1))) {
			Instant now = Instant.EPOCH;
			GatewayUrl url = GatewayUrl.of("wss://g.example");
			assertThat(shard.handle(new ShardInput.Start(url, new ResumePoint("s", url, 1, ShardId.SINGLE)), now))
				.isNotEmpty();
			assertThat(shard.handle(new ShardInput.Opened(1), now)).isNotEmpty();
			assertThat(shard
				.handle(input(encoding, "{\"t\":null,\"s\":null,\"op\":10,\"d\":{\"heartbeat_interval\":41250}}"), now))
				.isNotEmpty();
			assertThat(shard.handle(input(encoding, "{\"t\":\"RESUMED\",\"s\":2,\"op\":0,\"d\":null}"), now))
				.isNotEmpty();
			return shard.handle(input(encoding, "{\"t\":\"SOMETHING\",\"s\":3,\"op\":0,\"d\":" + data + "}"), now);
		}
	}

	private static ShardInput input(Encoding encoding, String json) {
		if (encoding == Encoding.JSON) {
			return new ShardInput.TextReceived(1, ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)), true);
		}
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		new ObjectMapper(new EtfFactory()).writeValue(out, JsonMapper.shared().readTree(json));
		return new ShardInput.BinaryReceived(1, ByteBuffer.wrap(out.toByteArray()), true);
	}

}
