package io.discordgateway.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.discordgateway.codec.Compression;
import io.discordgateway.codec.Encoding;
import io.discordgateway.codec.PayloadLimits;
import io.discordgateway.payload.CloseCode;
import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.payload.IdentifyProperties;
import io.discordgateway.payload.Token;
import io.discordgateway.payload.UpdatePresence;
import io.discordgateway.shard.ShardId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ShardValuesTests {

	static Stream<UnaryOperator<ShardSettings.Builder>> settingsOutOfRange() {
		return Stream.of((settings) -> settings.largeThreshold(49), (settings) -> settings.largeThreshold(251),
				(settings) -> settings.maxPayloadSize(4095),
				(settings) -> settings.backoff(Duration.ZERO, Duration.ofSeconds(1)),
				(settings) -> settings.backoff(Duration.ofSeconds(-1), Duration.ofSeconds(1)),
				(settings) -> settings.backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)),
				(settings) -> settings.maxPayloadSize((1 << 30) + 1), (settings) -> settings.resumeAttempts(0),
				(settings) -> settings.closeCode(new CloseCode(1000)),
				(settings) -> settings.closeCode(new CloseCode(1001)),
				(settings) -> settings.connectTimeout(Duration.ZERO),
				(settings) -> settings.connectTimeout(Duration.ofSeconds(-1)),
				(settings) -> settings.helloTimeout(Duration.ZERO),
				(settings) -> settings.helloTimeout(Duration.ofSeconds(-1)),
				(settings) -> settings.readyTimeout(Duration.ZERO),
				(settings) -> settings.readyTimeout(Duration.ofSeconds(-1)), (settings) -> settings.capabilities(-1),
				(settings) -> settings.identifyBackoff(Duration.ZERO, Duration.ofSeconds(1)),
				(settings) -> settings.identifyBackoff(Duration.ofSeconds(2), Duration.ofSeconds(1)),
				(settings) -> settings.invalidSessionWait(Duration.ZERO, Duration.ofSeconds(1)),
				(settings) -> settings.invalidSessionWait(Duration.ofSeconds(2), Duration.ofSeconds(1)),
				(settings) -> settings.commandQueueCapacity(0));
	}

	static Stream<UnaryOperator<ShardSettings.Builder>> settingsAtTheEdge() {
		return Stream.of((settings) -> settings.largeThreshold(50), (settings) -> settings.largeThreshold(250),
				(settings) -> settings.maxPayloadSize(4096), (settings) -> settings.maxPayloadSize(1 << 30),
				(settings) -> settings.resumeAttempts(1), (settings) -> settings.closeCode(new CloseCode(1002)),
				(settings) -> settings.closeCode(new CloseCode(4999)),
				(settings) -> settings.backoff(Duration.ofSeconds(1), Duration.ofSeconds(1)),
				(settings) -> settings.commandQueueCapacity(1));
	}

	@ParameterizedTest
	@MethodSource("settingsAtTheEdge")
	void settingsAtTheEdgeOfTheirRangeAreTaken(UnaryOperator<ShardSettings.Builder> customizer) {
		ShardSettings.Builder builder = customizer.apply(ShardSettings.builder(Token.of("secret"), ShardId.SINGLE));
		assertThat(builder.build()).isNotNull();
	}

	@Test
	void everyNumberOfOursIsASetting() { // R4, R8, R13, R14, R15, R19
		ShardSettings settings = ShardSettings.builder(Token.of("secret"), ShardId.SINGLE)
			.connectTimeout(Duration.ofSeconds(1))
			.helloTimeout(Duration.ofSeconds(2))
			.readyTimeout(Duration.ofSeconds(3))
			.identifyBackoff(Duration.ofSeconds(4), Duration.ofSeconds(5))
			.resumeAttempts(7)
			.invalidSessionWait(Duration.ofSeconds(8), Duration.ofSeconds(9))
			.closeCode(new CloseCode(4910))
			.build();
		assertThat(settings.connectTimeout()).hasSeconds(1);
		assertThat(settings.helloTimeout()).hasSeconds(2);
		assertThat(settings.readyTimeout()).hasSeconds(3);
		assertThat(settings.reconnectLimits().minIdentifyBackoff()).hasSeconds(4);
		assertThat(settings.reconnectLimits().maxIdentifyBackoff()).hasSeconds(5);
		assertThat(settings.reconnectLimits().resumeAttempts()).isEqualTo(7);
		assertThat(settings.reconnectLimits().minInvalidSessionWait()).hasSeconds(8);
		assertThat(settings.reconnectLimits().maxInvalidSessionWait()).hasSeconds(9);
		assertThat(settings.closeCode()).isEqualTo(new CloseCode(4910));
	}

	@Test
	void builderOfSettingsHasAllOfThem() {
		DispatchFilter none = (name) -> false;
		ShardSettings settings = ShardSettings.builder(Token.of("secret"), new ShardId(1, 3))
			.intents(5)
			.identifyProperties(new IdentifyProperties("o", "b", "d"))
			.largeThreshold(60)
			.presence(UpdatePresence.of(UpdatePresence.Status.DND))
			.capabilities(32768)
			.encoding(Encoding.ETF)
			.compression(Compression.NONE)
			.maxPayloadSize(5000)
			.limits(PayloadLimits.DEFAULT)
			.connectTimeout(Duration.ofSeconds(1))
			.helloTimeout(Duration.ofSeconds(2))
			.readyTimeout(Duration.ofSeconds(3))
			.resumeAttempts(7)
			.closeCode(new CloseCode(4910))
			.commandQueueCapacity(8)
			.dispatchFilter(none)
			.strictHeartbeats(true)
			.controlEvents(true)
			.build();
		assertThat(settings.toBuilder().build()).usingRecursiveComparison().isEqualTo(settings);
		assertThat(settings.toBuilder().dispatchFilter(DispatchFilter.ALL).build().dispatchFilter())
			.isSameAs(DispatchFilter.ALL);
		assertThat(settings.dispatchFilter()).as("not changed").isSameAs(none);
	}

	@Test
	void everyActionGoesToTheMethodThatIsForIt() {
		List<ShardAction> actions = List.of(new ShardAction.Connect(1, ProtocolHarness.GATEWAY.uri()),
				new ShardAction.Send(1, 7, GatewayOpcode.HEARTBEAT, new byte[0], true),
				new ShardAction.Close(1, CloseCode.KEEPS_SESSION, "enough"), new ShardAction.Abort(1),
				new ShardAction.RequestIdentify(1, ShardId.SINGLE), new ShardAction.CancelIdentify(1, ShardId.SINGLE),
				new ShardAction.SaveResumePoint(ProtocolHarness.POINT), new ShardAction.DropResumePoint(),
				new ShardAction.Emit(new ShardEvent.Stopped()));
		assertThat(actions).extracting(Object::getClass)
			.containsExactlyInAnyOrder(ShardAction.class.getPermittedSubclasses());
		RecordingHandler handler = new RecordingHandler();
		actions.forEach((action) -> action.dispatchTo(handler));
		assertThat(handler.actions).isEqualTo(actions);
	}

	@Test
	void journalShowsNeitherSecretsNorContents() { // R40
		ByteBuffer secret = ByteBuffer.wrap("secret".getBytes(StandardCharsets.UTF_8));
		assertThat(new ShardInput.TextReceived(1, secret, true))
			.hasToString("TextReceived[connection=1, 6 bytes, last=true]");
		assertThat(new ShardInput.BinaryReceived(1, secret, false))
			.hasToString("BinaryReceived[connection=1, 6 bytes, last=false]");
		assertThat(new ShardEvent.SessionStarted("secret")).hasToString("SessionStarted[]");
		assertThat(new ShardEvent.SessionResumed("secret", 3)).hasToString("SessionResumed[replayed=3]");
	}

	@ParameterizedTest
	@MethodSource("settingsOutOfRange")
	void settingsOutOfTheirRangeAreRefused(UnaryOperator<ShardSettings.Builder> customizer) {
		ShardSettings.Builder builder = ShardSettings.builder(Token.of("secret"), ShardId.SINGLE);
		assertThatIllegalArgumentException().isThrownBy(() -> customizer.apply(builder).build());
	}

	@Test
	void settingsDoNotShowTheToken() { // R40
		assertThat(ShardSettings.builder(Token.of("secret"), ShardId.SINGLE).build().toString())
			.doesNotContain("secret");
	}

	@Test
	void sendsAreEqualByContentAndShowNone() { // R40
		ShardAction.Send send = new ShardAction.Send(1, 7, GatewayOpcode.IDENTIFY, new byte[] { 'x' }, true);
		assertThat(send).isEqualTo(new ShardAction.Send(1, 7, GatewayOpcode.IDENTIFY, new byte[] { 'x' }, true))
			.hasSameHashCodeAs(new ShardAction.Send(1, 7, GatewayOpcode.IDENTIFY, new byte[] { 'x' }, true))
			.isNotEqualTo(new ShardAction.Send(2, 7, GatewayOpcode.IDENTIFY, new byte[] { 'x' }, true))
			.isNotEqualTo(new ShardAction.Send(1, 7, GatewayOpcode.RESUME, new byte[] { 'x' }, true))
			.isNotEqualTo(new ShardAction.Send(1, 7, GatewayOpcode.IDENTIFY, new byte[] { 'y' }, true))
			.isNotEqualTo(new ShardAction.Send(1, 7, GatewayOpcode.IDENTIFY, new byte[] { 'x' }, false))
			.isNotEqualTo("x")
			.isNotEqualTo(new ShardAction.Send(1, 8, GatewayOpcode.IDENTIFY, new byte[] { 'x' }, true))
			.hasToString("Send[connection=1, number=7, opcode=IDENTIFY, 1 bytes]");
		assertThat(send.hashCode())
			.isNotEqualTo(new ShardAction.Send(1, 7, GatewayOpcode.RESUME, new byte[] { 'x' }, true).hashCode())
			.isNotEqualTo(new ShardAction.Send(1, 7, GatewayOpcode.IDENTIFY, new byte[] { 'y' }, true).hashCode());
	}

	@Test
	void dispatchesAreEqualByContent() {
		ShardEvent.Dispatched event = new ShardEvent.Dispatched("A", 1, true, new byte[] { '1' });
		assertThat(event).isEqualTo(new ShardEvent.Dispatched("A", 1, true, new byte[] { '1' }))
			.hasSameHashCodeAs(new ShardEvent.Dispatched("A", 1, true, new byte[] { '1' }))
			.isNotEqualTo(new ShardEvent.Dispatched("B", 1, true, new byte[] { '1' }))
			.isNotEqualTo(new ShardEvent.Dispatched("A", 2, true, new byte[] { '1' }))
			.isNotEqualTo(new ShardEvent.Dispatched("A", 1, false, new byte[] { '1' }))
			.isNotEqualTo(new ShardEvent.Dispatched("A", 1, true, new byte[] { '2' }))
			.isNotEqualTo("A")
			.hasToString("Dispatched[A 1 replayed, 1 bytes]");
		assertThat(event.hashCode())
			.isNotEqualTo(new ShardEvent.Dispatched("A", 2, true, new byte[] { '1' }).hashCode());
		assertThat(new ShardEvent.Dispatched("A", 1, false, new byte[0])).hasToString("Dispatched[A 1, 0 bytes]");
	}

	private static final class RecordingHandler implements ShardActionHandler {

		private final List<ShardAction> actions = new ArrayList<>();

		@Override
		public void connect(ShardAction.Connect action) {
			this.actions.add(action);
		}

		@Override
		public void send(ShardAction.Send action) {
			this.actions.add(action);
		}

		@Override
		public void close(ShardAction.Close action) {
			this.actions.add(action);
		}

		@Override
		public void abort(ShardAction.Abort action) {
			this.actions.add(action);
		}

		@Override
		public void requestIdentify(ShardAction.RequestIdentify action) {
			this.actions.add(action);
		}

		@Override
		public void cancelIdentify(ShardAction.CancelIdentify action) {
			this.actions.add(action);
		}

		@Override
		public void saveResumePoint(ShardAction.SaveResumePoint action) {
			this.actions.add(action);
		}

		@Override
		public void dropResumePoint(ShardAction.DropResumePoint action) {
			this.actions.add(action);
		}

		@Override
		public void emit(ShardAction.Emit action) {
			this.actions.add(action);
		}

	}

}
