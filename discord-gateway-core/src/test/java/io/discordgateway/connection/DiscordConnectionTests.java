package io.discordgateway.connection;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;

import io.discordgateway.codec.Compression;
import io.discordgateway.codec.Encoding;
import io.discordgateway.model.TypingStart;
import io.discordgateway.payload.CloseCode;
import io.discordgateway.payload.GatewayCloseCode;
import io.discordgateway.payload.GatewayCommand;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.payload.IdentifyProperties;
import io.discordgateway.payload.Recovery;
import io.discordgateway.payload.RequestChannelInfo;
import io.discordgateway.payload.RequestGuildMembers;
import io.discordgateway.payload.RequestSoundboardSounds;
import io.discordgateway.payload.Token;
import io.discordgateway.payload.UpdatePresence;
import io.discordgateway.payload.UpdateVoiceState;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.shard.ShardId;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The life of a {@link DiscordConnection}, over one connection and over many.
 */
class DiscordConnectionTests {

	private static final Token TOKEN = Token.of("secret");

	private static final Instant START = Peer.START;

	private static final ResumePoint POINT = new ResumePoint("abc123", GatewayUrl.of("wss://resume.discord.example"), 8,
			ShardId.SINGLE);

	private static DiscordConnection live() {
		return Peer.live(Peer.builder().controlEvents(true).build(), START);
	}

	private static byte[] receive(DiscordConnection connection, String message) {
		return connection.receive(Peer.text(message), START);
	}

	private static ConnectionEvent.Closed closed(DiscordConnection connection) {
		List<ConnectionEvent> events = connection.events();
		assertThat(events).isNotEmpty().last().isInstanceOf(ConnectionEvent.Closed.class);
		return (ConnectionEvent.Closed) events.get(events.size() - 1);
	}

	@Nested
	class Starting {

		@Test
		void helloIsHandedOutWithItsInterval() { // R4
			DiscordConnection connection = Peer.greeted(Peer.builder().build(), START);
			assertThat(connection.heartbeatInterval()).isEqualTo(Duration.ofSeconds(40));
			assertThat(connection.shouldResume()).isFalse();
		}

		@Test
		void identifyHasAllOptions() { // R11
			DiscordConnection connection = Peer
				.greeted(Peer.builder().shard(new ShardId(2, 5)).compression(Compression.PAYLOAD).build(), START);
			String identify = Peer.only(connection.identify(TOKEN, 513, new IdentifyProperties("linux", "b", "d"), 250,
					UpdatePresence.of(UpdatePresence.Status.DND), START));
			assertThat(identify).isEqualTo("{\"op\":2,\"d\":{\"token\":\"secret\",\"intents\":513,"
					+ "\"properties\":{\"os\":\"linux\",\"browser\":\"b\",\"device\":\"d\"},\"compress\":true,"
					+ "\"large_threshold\":250,\"shard\":[2,5],"
					+ "\"presence\":{\"since\":null,\"activities\":[],\"status\":\"dnd\",\"afk\":false}}}");
		}

		@Test
		void etfIsSentAndReceivedInBinaryMessages() { // R33
			DiscordConnection connection = Peer.open(Peer.builder().encoding(Encoding.ETF).build());
			assertThat(connection.url().getQuery()).contains("encoding=etf");
			connection.receive(etf(Peer.HELLO), START);
			List<Peer.Frame> identify = Peer.frames(connection.identify(TOKEN, 1, START));
			assertThat(identify).singleElement().satisfies((frame) -> {
				assertThat(frame.opcode()).isEqualTo(2);
				assertThat(frame.payload()).startsWith("\u0083").contains("secret");
			});
			connection.receive(etf(Peer.READY), START);
			connection.receive(etf("{\"t\":\"TYPING_START\",\"s\":2,\"op\":0,\"d\":"
					+ "{\"channel_id\":\"10\",\"user_id\":\"11\",\"timestamp\":1700000000}}"), START);
			assertThat(connection.lastSequence()).isEqualTo(2);
			assertThat(connection.events()).last().isInstanceOfSatisfying(ConnectionEvent.Dispatch.class, (event) -> {
				assertThat(event.decode()).isInstanceOf(TypingStart.class);
				assertThat(event.payload().toJson()).contains("\"user_id\":\"11\"");
			});
			assertThat(Peer.frames(connection.heartbeat(START))).singleElement()
				.satisfies((frame) -> assertThat(frame.opcode()).isEqualTo(2));
		}

		private ByteBuffer etf(String json) {
			return ByteBuffer.wrap(Peer.frame(0x82, Peer.etf(json)));
		}

		@Test
		void etfDoesNotGoWithPayloadCompression() { // R32
			assertThatIllegalArgumentException()
				.isThrownBy(() -> Peer.builder().encoding(Encoding.ETF).compression(Compression.PAYLOAD).build());
		}

		@Test
		void readyBringsTheSession() { // R14
			DiscordConnection connection = live();
			assertThat(connection.shouldResume()).isTrue();
			assertThat(connection.resumePoint())
				.isEqualTo(new ResumePoint("abc123", GatewayUrl.of("wss://resume.discord.example"), 1, ShardId.SINGLE));
			assertThat(connection.lastSequence()).isEqualTo(1);
		}

		@Test
		void givenSessionIsResumedAtItsUrl() { // R17, R23
			DiscordConnection connection = Peer.builder()
				.compression(Compression.ZLIB_STREAM)
				.resumeFrom(POINT)
				.build();
			assertThat(connection.shouldResume()).isTrue();
			assertThat(connection.url())
				.isEqualTo(URI.create("wss://resume.discord.example/?v=10&encoding=json&compress=zlib-stream"));
			assertThat(connection.destination()).isEqualTo(new Destination("resume.discord.example", 443, true));
			DiscordConnection plain = Peer.greeted(Peer.builder().resumeFrom(POINT).build(), START);
			assertThat(Peer.only(plain.resume(TOKEN, START)))
				.isEqualTo("{\"op\":6,\"d\":{\"token\":\"secret\",\"session_id\":\"abc123\",\"seq\":8}}");
			assertThat(receive(plain, Peer.RESUMED)).isEmpty();
			assertThat(plain.live()).isTrue();
			assertThat(plain.lastSequence()).isEqualTo(9);
		}

		@Test
		void replayedEventsAreMarkedAndSeenOnce() { // R17, R44
			DiscordConnection connection = Peer.greeted(Peer.builder().resumeFrom(POINT).build(), START);
			assertThat(connection.resume(TOKEN, START)).isNotEmpty();
			receive(connection, Peer.typing(7));
			receive(connection, Peer.typing(9));
			receive(connection, Peer.typing(9));
			receive(connection, Peer.RESUMED.replace("9", "10"));
			receive(connection, Peer.typing(11));
			assertThat(connection.events()).extracting(Object::toString)
				.containsExactly("Dispatch[TYPING_START 9 replayed, 15 bytes]", "Dispatch[RESUMED 10, 2 bytes]",
						"Dispatch[TYPING_START 11, 15 bytes]");
		}

		@Test
		void sessionOfAnotherShardIsRefused() {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> Peer.builder().shard(new ShardId(1, 2)).resumeFrom(POINT).build())
				.withMessageContaining("0/1");
		}

		@Test
		void resumeUrlThatIsLessSecureIsNotUsed() { // R41
			ResumePoint insecure = new ResumePoint("a", GatewayUrl.of("ws://resume.discord.example"), 1,
					ShardId.SINGLE);
			DiscordConnection connection = Peer.builder().resumeFrom(insecure).build();
			assertThat(connection.destination()).isEqualTo(new Destination("gateway.discord.example", 443, true));
			assertThat(connection.shouldResume()).isTrue();
			DiscordConnection local = DiscordConnection
				.builder(GatewayUrl.of("ws://gateway.discord.example"), new Random(1))
				.resumeFrom(new ResumePoint("a", GatewayUrl.of("ws://other.discord.example"), 1, ShardId.SINGLE))
				.build();
			assertThat(local.destination()).isEqualTo(new Destination("other.discord.example", 80, false));
		}

		@Test
		void readyWithoutAUsableUrlResumesAtTheGatewaysOwn() { // R14
			DiscordConnection connection = Peer.greeted(Peer.builder().build(), START);
			assertThat(connection.identify(TOKEN, 0, START)).isNotEmpty();
			receive(connection, "{\"t\":\"READY\",\"s\":1,\"op\":0,\"d\":{\"session_id\":\"abc123\"}}");
			assertThat(connection.reconnect(START)).isNotNull();
			assertThat(connection.destination().host()).isEqualTo("gateway.discord.example");
		}

		@Test
		void secondHelloIsIgnored() {
			DiscordConnection connection = Peer.greeted(Peer.builder().build(), START);
			receive(connection, Peer.HELLO.replace("40000", "1"));
			assertThat(connection.events()).isEmpty();
			assertThat(connection.heartbeatInterval()).isEqualTo(Duration.ofSeconds(40));
		}

		@Test
		void absurdIntervalEndsTheConnection() { // R35
			for (long interval : new long[] { 1, 599, Duration.ofDays(1).toMillis() + 1, Long.MAX_VALUE }) {
				DiscordConnection connection = Peer.open(Peer.builder().build());
				assertThat(receive(connection, Peer.HELLO.replace("40000", Long.toString(interval)))).isNotEmpty();
				assertThat(closed(connection).reason()).contains("heartbeat_interval");
			}
			DiscordConnection slow = Peer.open(Peer.builder().build());
			assertThat(receive(slow, Peer.HELLO.replace("40000", "86400000"))).isEmpty();
			assertThat(slow.heartbeatInterval()).isEqualTo(Duration.ofDays(1));
		}

		@Test
		void dispatchThatDoesNotDecodeComesAgain() { // R35, R44
			DiscordConnection connection = live();
			assertThat(Peer.frames(receive(connection,
					"{\"t\":\"TYPING_START\",\"s\":2,\"op\":0,\"d\":{\"user_id\":\"1\"},,\"x\":1}")))
				.containsExactly(Peer.closing(4900));
			assertThat(closed(connection).recovery()).isEqualTo(Recovery.RESUME);
			assertThat(connection.lastSequence()).isEqualTo(1);
		}

		@Test
		void readyThatDoesNotDecodeBeginsNoSession() { // R35
			DiscordConnection connection = Peer.greeted(Peer.builder().build(), START);
			assertThat(connection.identify(TOKEN, 0, START)).isNotEmpty();
			receive(connection, Peer.READY.substring(0, Peer.READY.length() - 1) + ",,\"x\":1}");
			assertThat(closed(connection).recovery()).isEqualTo(Recovery.REIDENTIFY);
			assertThat(connection.shouldResume()).isFalse();
		}

		@ParameterizedTest
		@ValueSource(strings = { "8", "3", "null" })
		void resumedEndsTheReplayWhateverItsSequence(String sequence) { // R17
			DiscordConnection connection = Peer.greeted(Peer.builder().resumeFrom(POINT).build(), START);
			assertThat(connection.resume(TOKEN, START)).isNotEmpty();
			receive(connection, Peer.RESUMED.replace("\"s\":9", "\"s\":" + sequence));
			assertThat(connection.live()).isTrue();
			assertThat(connection.lastSequence()).isEqualTo(8);
		}

		@Test
		void helloThatIsNotReadIsNotMissing() { // R4, R8
			DiscordConnection connection = Peer.open(Peer.builder().build());
			connection.reading(false);
			assertThat(connection.deadlineReached(START.plusSeconds(15))).isEmpty();
			assertThat(connection.finished()).isFalse();
			connection.reading(true);
			assertThat(connection.nextDeadline()).isEqualTo(START.plusSeconds(30));
			assertThat(connection.deadlineReached(START.plusSeconds(30))).isNotEmpty();
			assertThat(closed(connection).reason()).contains("no HELLO");
		}

		@Test
		void helloThatNeverComesEndsTheConnection() { // R4
			DiscordConnection connection = Peer.open(Peer.builder().build());
			assertThat(connection.nextDeadline()).isEqualTo(START.plusSeconds(15));
			assertThat(connection.deadlineReached(START.plusSeconds(14))).isEmpty();
			assertThat(Peer.frames(connection.deadlineReached(START.plusSeconds(15))))
				.containsExactly(Peer.closing(4900));
			assertThat(closed(connection).reason()).contains("no HELLO within 15 s");
		}

		@ParameterizedTest
		@ValueSource(strings = { "{\"op\":10,\"d\":{}}", "{\"op\":0,\"t\":\"TYPING_START\",\"s\":1,\"d\":{}}",
				"{\"op\":0,\"t\":\"READY\",\"s\":1,\"d\":{\"session_id\":\"a\"}}", "{\"op\":0,\"s\":1,\"d\":{}}" })
		void whatCannotComeBeforeASessionEndsTheConnection(String message) { // R35
			DiscordConnection connection = Peer.open(Peer.builder().build());
			assertThat(Peer.frames(receive(connection, message))).containsExactly(Peer.closing(4900));
			assertThat(closed(connection).byPeer()).isFalse();
		}

	}

	@Nested
	class Heartbeat {

		@Test
		void firstHeartbeatComesAfterARandomPartOfTheInterval() { // R5
			RandomGenerator half = new Random(1) {
				@Override
				public double nextDouble() {
					return 0.5;
				}
			};
			DiscordConnection connection = Peer.greeted(DiscordConnection.builder(Peer.URL, half).build(), START);
			assertThat(connection.nextDeadline()).isEqualTo(START.plusSeconds(20));
			assertThat(connection.deadlineReached(START.plusMillis(19_999))).isEmpty();
			assertThat(Peer.only(connection.deadlineReached(START.plusMillis(20_100))))
				.isEqualTo("{\"op\":1,\"d\":null}");
			assertThat(connection.nextDeadline()).as("the schedule is kept").isEqualTo(START.plusSeconds(60));
		}

		@Test
		void heartbeatCarriesTheLastSequence() { // R6
			DiscordConnection connection = live();
			receive(connection, Peer.typing(41));
			assertThat(Peer.only(connection.heartbeat(START))).isEqualTo("{\"op\":1,\"d\":41}");
			assertThat(connection.acknowledged()).isFalse();
			receive(connection, Peer.ACK);
			assertThat(connection.acknowledged()).isTrue();
		}

		@Test
		void missedAcknowledgmentClosesWithAResumableCode() { // R8
			DiscordConnection connection = live();
			assertThat(connection.heartbeat(START)).isNotEmpty();
			assertThat(Peer.frames(connection.heartbeat(START.plusSeconds(40)))).containsExactly(Peer.closing(4900));
			assertThat(connection.finished()).isTrue();
			assertThat(closed(connection).recovery()).isEqualTo(Recovery.RESUME);
			assertThat(connection.reconnect(START.plusSeconds(40))).isZero();
			assertThat(connection.shouldResume()).isTrue();
		}

		@Test
		void deadlineFindsTheDeadPeerToo() { // R8
			DiscordConnection connection = live();
			Instant first = connection.nextDeadline();
			assertThat(connection.deadlineReached(first)).isNotEmpty();
			assertThat(Peer.frames(connection.deadlineReached(first.plusSeconds(40))))
				.containsExactly(Peer.closing(4900));
			assertThat(connection.nextDeadline()).isNull();
		}

		@Test
		void peerThatWasNotReadIsNotTakenForDead() { // R8
			DiscordConnection connection = live();
			connection.reading(false);
			assertThat(connection.heartbeat(START)).isNotEmpty();
			assertThat(Peer.only(connection.heartbeat(START.plusSeconds(40)))).startsWith("{\"op\":1");
			connection.reading(true);
			assertThat(connection.finished()).isFalse();
		}

		@Test
		void pauseThatBeganBeforeHelloCounts() { // R8
			DiscordConnection connection = Peer.open(Peer.builder().build());
			connection.reading(false);
			assertThat(receive(connection, Peer.HELLO)).isEmpty();
			assertThat(connection.heartbeat(START)).isNotEmpty();
			assertThat(Peer.only(connection.heartbeat(START.plusSeconds(40)))).startsWith("{\"op\":1");
		}

		@Test
		void requestedHeartbeatIsAnsweredAtOnceAndMovesNothing() { // R7
			DiscordConnection connection = live();
			assertThat(connection.heartbeat(START)).isNotEmpty();
			Instant deadline = connection.nextDeadline();
			assertThat(Peer.only(receive(connection, "{\"op\":1,\"d\":null}"))).isEqualTo("{\"op\":1,\"d\":1}");
			assertThat(connection.nextDeadline()).isEqualTo(deadline);
			assertThat(connection.events()).containsExactly(new ConnectionEvent.HeartbeatRequested());
		}

		@Test
		void floodOfRequestedHeartbeatsStaysWithinTheBudget() { // R7, R24
			DiscordConnection connection = Peer.open(Peer.builder().build());
			int answers = 0;
			for (int i = 0; i < 50; i++) {
				answers += Peer.frames(receive(connection, "{\"op\":1}")).size();
			}
			assertThat(answers).as("before HELLO").isEqualTo(17);
			receive(connection, Peer.HELLO);
			assertThat(connection.identify(TOKEN, 0, START)).isNotEmpty();
			receive(connection, Peer.READY);
			for (int i = 0; i < 200; i++) {
				answers += Peer.frames(receive(connection, "{\"op\":1}")).size();
			}
			assertThat(answers).isBetween(100, 117);
			assertThat(connection.nextCommand(START)).isNotNull();
			assertThat(Peer.only(connection.heartbeat(START))).isEqualTo("{\"op\":1,\"d\":1}");
		}

		@Test
		void heartbeatThatIsVeryLateMeansThatTheHostSlept() { // R42
			DiscordConnection connection = live();
			Instant due = connection.nextDeadline();
			assertThat(Peer.frames(connection.deadlineReached(due.plusSeconds(40).plusMillis(1))))
				.containsExactly(Peer.closing(4900));
			assertThat(closed(connection)).satisfies((closed) -> {
				assertThat(closed.reason()).contains("due 40 s ago").contains("slept");
				assertThat(closed.recovery()).isEqualTo(Recovery.RESUME);
			});
			assertThat(connection.reconnect(due.plusSeconds(41))).isZero();
			DiscordConnection late = live();
			assertThat(Peer.only(late.deadlineReached(late.nextDeadline().plusSeconds(40)))).contains("\"op\":1");
		}

		@Test
		void latencyIsTheMeanOfTheLastFive() { // R9
			DiscordConnection connection = live();
			assertThat(connection.meanLatency()).isNull();
			assertThat(connection.latency()).isNull();
			Instant now = START;
			for (int millis = 100; millis <= 600; millis += 100) {
				now = now.plusSeconds(40);
				assertThat(connection.heartbeat(now)).isNotEmpty();
				now = now.plusMillis(millis);
				assertThat(connection.receive(Peer.text(Peer.ACK), now)).isEmpty();
			}
			assertThat(connection.latency()).isEqualTo(Duration.ofMillis(600));
			assertThat(connection.meanLatency()).isEqualTo(Duration.ofMillis(400));
			assertThat(connection.events()).last()
				.isEqualTo(new ConnectionEvent.HeartbeatAcknowledged(Duration.ofMillis(600)));
		}

		@Test
		void timeThatGoesBackStandsStill() { // R42
			DiscordConnection connection = live();
			assertThat(connection.heartbeat(START.plusSeconds(10))).isNotEmpty();
			assertThat(connection.receive(Peer.text(Peer.ACK), START)).isEmpty();
			assertThat(connection.latency()).isZero();
		}

		@Test
		void timeOfEachCallCountsForTheNext() { // R42
			Instant later = START.plusSeconds(10);
			DiscordConnection sent = live();
			assertThat(sent.send(new UpdateVoiceState(1, null, false, false), later)).isNotEmpty();
			DiscordConnection resumed = live();
			receive(resumed, "{\"op\":7,\"d\":null}");
			assertThat(closed(resumed).recovery()).isEqualTo(Recovery.RESUME);
			assertThat(resumed.reconnect(START)).isZero();
			Peer.greeted(resumed, START);
			assertThat(resumed.resume(TOKEN, later)).isNotEmpty();
			for (DiscordConnection connection : List.of(sent, resumed)) {
				assertThat(connection.heartbeat(START)).isNotEmpty();
				assertThat(connection.receive(Peer.text(Peer.ACK), later)).isEmpty();
				assertThat(connection.latency()).isZero();
			}
			DiscordConnection invalid = live();
			receive(invalid, "{\"op\":9,\"d\":false}");
			assertThat(invalid.reconnect(later)).isZero();
		}

		@Test
		void heartbeatBeforeHelloIsTheCallersMistake() {
			assertThatIllegalStateException().isThrownBy(() -> Peer.open(Peer.builder().build()).heartbeat(START))
				.withMessageContaining("HELLO");
		}

	}

	@Nested
	class Events {

		@Test
		void dispatchHasNameSequenceDataAndType() {
			DiscordConnection connection = live();
			receive(connection, "{\"t\":\"TYPING_START\",\"s\":2,\"op\":0,\"d\":"
					+ "{\"channel_id\":\"10\",\"user_id\":\"11\",\"timestamp\":1700000000}}");
			ConnectionEvent.Dispatch event = (ConnectionEvent.Dispatch) connection.events().get(0);
			assertThat(event.name()).isEqualTo("TYPING_START");
			assertThat(event.sequence()).isEqualTo(2);
			assertThat(event.replayed()).isFalse();
			assertThat(new String(event.data(), StandardCharsets.UTF_8)).startsWith("{\"channel_id\"");
			assertThat(event.decode()).isInstanceOfSatisfying(TypingStart.class,
					(typing) -> assertThat(typing.userId().value()).isEqualTo(11));
		}

		@Test
		void unknownDispatchComesRaw() { // R36
			DiscordConnection connection = live();
			receive(connection, "{\"t\":\"NEW_THING\",\"s\":2,\"op\":0,\"d\":[1]}");
			ConnectionEvent.Dispatch event = (ConnectionEvent.Dispatch) connection.events().get(0);
			assertThat(event.decode()).isNull();
			assertThat(event.data()).asString().isEqualTo("[1]");
		}

		@Test
		void controlEventsComeIfAskedFor() { // R36
			DiscordConnection connection = live();
			receive(connection, "{\"op\":99,\"d\":{\"a\":1}}");
			receive(connection, "{\"op\":2,\"d\":null}");
			receive(connection, "{\"op\":7,\"d\":null}");
			assertThat(connection.events()).containsExactly(
					new ConnectionEvent.UnknownPayload(99, Peer.utf8("{\"a\":1}")),
					new ConnectionEvent.UnknownPayload(2, Peer.utf8("null")), new ConnectionEvent.ReconnectRequested(),
					new ConnectionEvent.Closed(4900, "Discord asked for a reconnect", false, Recovery.RESUME));
		}

		@Test
		void controlEventsDoNotComeUnasked() {
			DiscordConnection connection = Peer.live(Peer.builder().build(), START);
			receive(connection, "{\"op\":99,\"d\":null}");
			receive(connection, Peer.ACK);
			assertThat(Peer.only(receive(connection, "{\"op\":1,\"d\":null}"))).isNotEmpty();
			receive(connection, "{\"op\":9,\"d\":false}");
			assertThat(connection.events()).singleElement().isInstanceOf(ConnectionEvent.Closed.class);
		}

		@Test
		void eventsAreTakenOnce() {
			DiscordConnection connection = live();
			receive(connection, Peer.typing(2));
			assertThat(connection.events()).hasSize(1);
			assertThat(connection.events()).isEmpty();
		}

		@Test
		void unwantedEventsAreCountedAndDropped() {
			DiscordConnection connection = Peer
				.live(Peer.builder().dispatchFilter((name) -> name.equals("READY")).build(), START);
			receive(connection, Peer.typing(2));
			assertThat(connection.events()).isEmpty();
			assertThat(connection.lastSequence()).isEqualTo(2);
		}

		@Test
		void refusalIsAValue() {
			ConnectionEvent.UpgradeRejected refusal = new ConnectionEvent.UpgradeRejected(503,
					Map.of("Retry-After", List.of("soon")), Peer.utf8("busy"), false);
			assertThat(refusal)
				.isEqualTo(new ConnectionEvent.UpgradeRejected(503, Map.of("Retry-After", List.of("soon")),
						Peer.utf8("busy"), false))
				.hasSameHashCodeAs(new ConnectionEvent.UpgradeRejected(503, Map.of(), new byte[0], true))
				.isNotEqualTo(new ConnectionEvent.UpgradeRejected(503, refusal.headers(), Peer.utf8("busy"), true))
				.isNotEqualTo(new ConnectionEvent.UpgradeRejected(503, refusal.headers(), Peer.utf8("x"), false))
				.isNotEqualTo(new ConnectionEvent.UpgradeRejected(503, Map.of(), Peer.utf8("busy"), false))
				.hasToString("UpgradeRejected[503, 4 bytes, cut off]");
			assertThat(refusal.retryAfter()).as("a date needs a clock").isNull();
		}

		@Test
		void eventsWithArraysAreValues() {
			assertThat(new ConnectionEvent.UnknownPayload(1, new byte[] { 1 }))
				.isEqualTo(new ConnectionEvent.UnknownPayload(1, new byte[] { 1 }))
				.hasSameHashCodeAs(new ConnectionEvent.UnknownPayload(1, new byte[] { 1 }))
				.isNotEqualTo(new ConnectionEvent.UnknownPayload(1, new byte[] { 2 }))
				.hasToString("UnknownPayload[op=1, 1 bytes]");
			assertThat(new ConnectionEvent.Dispatch("A", 1, false, new byte[] { 1 }))
				.isEqualTo(new ConnectionEvent.Dispatch("A", 1, false, new byte[] { 1 }))
				.hasSameHashCodeAs(new ConnectionEvent.Dispatch("A", 1, false, new byte[] { 1 }))
				.isNotEqualTo(new ConnectionEvent.Dispatch("A", 1, true, new byte[] { 1 }));
		}

	}

	@Nested
	class Commands {

		@Test
		void everyCommandIsWritten() { // R27, R28
			DiscordConnection connection = live();
			List<GatewayCommand> commands = List.of(UpdatePresence.of(UpdatePresence.Status.IDLE),
					new UpdateVoiceState(1, null, false, true),
					new RequestGuildMembers(1, "", 0, false, List.of(), "n"), new RequestSoundboardSounds(List.of(1L)),
					new RequestChannelInfo(1, List.of("status")));
			for (GatewayCommand command : commands) {
				assertThat(Peer.only(connection.send(command, START)))
					.startsWith("{\"op\":" + command.opcode().code() + ",\"d\":{");
			}
		}

		@Test
		void commandNeedsALiveSession() { // R26
			DiscordConnection connection = Peer.greeted(Peer.builder().build(), START);
			assertThatIllegalStateException()
				.isThrownBy(() -> connection.send(UpdatePresence.of(UpdatePresence.Status.IDLE), START))
				.withMessageContaining("READY");
		}

		@Test
		void commandThatIsTooLongIsRefused() { // R25
			DiscordConnection connection = live();
			UpdatePresence.Activity activity = UpdatePresence.Activity.custom("x".repeat(5000));
			assertThatIllegalArgumentException()
				.isThrownBy(() -> connection.send(UpdatePresence.of(UpdatePresence.Status.IDLE, activity), START))
				.withMessageContaining("bytes long");
			assertThat(connection.live()).isTrue();
		}

		@Test
		void budgetKeepsRoomForHeartbeats() { // R24
			DiscordConnection connection = live();
			int sent = 0;
			while (connection.nextCommand(START) == null) {
				assertThat(connection.send(UpdatePresence.of(UpdatePresence.Status.IDLE), START)).isNotEmpty();
				sent++;
			}
			assertThat(sent).isBetween(100, 117);
			assertThat(connection.nextCommand(START)).isEqualTo(START.plusSeconds(61));
			assertThatIllegalStateException()
				.isThrownBy(() -> connection.send(UpdatePresence.of(UpdatePresence.Status.IDLE), START))
				.withMessageContaining("120");
			assertThat(connection.heartbeat(START)).isNotEmpty();
			assertThat(connection.nextCommand(START.plusSeconds(61))).isNull();
		}

	}

	@Nested
	class Closing {

		@Test
		void closingHandshakeGoesToItsEnd() { // R21
			DiscordConnection connection = live();
			assertThat(Peer.frames(connection.close(new CloseCode(4000), START))).containsExactly(Peer.closing(4000));
			assertThat(connection.closing()).isTrue();
			assertThat(connection.finished()).isFalse();
			receive(connection, Peer.typing(2));
			assertThat(receive(connection, "{\"op\":1,\"d\":null}")).as("nothing is sent any more").isEmpty();
			assertThat(connection.receive(ByteBuffer.wrap(Peer.frame(0x89, new byte[0])), START)).isEmpty();
			assertThat(connection.heartbeat(START)).isEmpty();
			assertThat(connection.close(new CloseCode(4000), START)).isEmpty();
			assertThat(connection.receive(Peer.close(4000), START)).isEmpty();
			assertThat(connection.finished()).isTrue();
			assertThat(connection.events()).as("what came meanwhile comes again")
				.containsExactly(
						new ConnectionEvent.Closed(4000, "Closed by this side with 4000", false, Recovery.RESUME));
			assertThat(connection.lastSequence()).isEqualTo(1);
		}

		@ParameterizedTest
		@ValueSource(ints = { 1000, 1001 })
		void normalCloseEndsTheSession(int code) { // R21
			DiscordConnection connection = live();
			assertThat(connection.close(new CloseCode(code), START)).isNotEmpty();
			assertThat(connection.shouldResume()).isFalse();
			receive(connection, Peer.typing(2));
			assertThat(connection.receive(Peer.close(code), START)).isEmpty();
			assertThat(connection.events()).singleElement()
				.isInstanceOfSatisfying(ConnectionEvent.Closed.class,
						(closed) -> assertThat(closed.recovery()).isEqualTo(Recovery.REIDENTIFY));
		}

		@Test
		void sessionThatBeginsWhileItIsEndedIsNotKept() { // R21
			DiscordConnection connection = Peer.greeted(Peer.builder().build(), START);
			assertThat(connection.identify(TOKEN, 0, START)).isNotEmpty();
			assertThat(connection.close(new CloseCode(1000), START)).isNotEmpty();
			receive(connection, Peer.READY);
			assertThat(connection.shouldResume()).isFalse();
		}

		@Test
		void closeFrameThatIsNeverAnsweredIsNotWaitedForLong() {
			DiscordConnection connection = live();
			assertThat(connection.close(new CloseCode(4000), START)).isNotEmpty();
			assertThat(connection.nextDeadline()).isEqualTo(START.plusSeconds(5));
			assertThat(connection.deadlineReached(START.plusSeconds(5))).isEmpty();
			assertThat(closed(connection).reason()).contains("not answered within 5 s");
			assertThat(connection.shouldResume()).isTrue();
		}

		@Test
		void endOfInputEndsTheClosingHandshake() {
			DiscordConnection connection = live();
			assertThat(connection.close(new CloseCode(4000), START)).isNotEmpty();
			connection.endOfInput(START);
			assertThat(closed(connection).byPeer()).isFalse();
		}

		@Test
		void droppedConnectionCanBeResumed() { // R18
			DiscordConnection connection = live();
			connection.endOfInput(START);
			assertThat(closed(connection)).isEqualTo(new ConnectionEvent.Closed(null,
					"The connection ended without a close frame", true, Recovery.RESUME));
			connection.endOfInput(START);
			assertThat(connection.events()).isEmpty();
		}

		@ParameterizedTest
		@ValueSource(ints = { 0, 999, 1004, 1005, 1006, 1015, 2999, 4003, 4004, 4014, 5000 })
		void codeThatMayNotBeSentIsTheCallersMistake(int code) {
			DiscordConnection connection = live();
			assertThatIllegalArgumentException().isThrownBy(() -> connection.close(new CloseCode(code), START));
			assertThat(connection.closing()).isFalse();
		}

		@Test
		void closeBeforeTheUpgradeDropsTheConnection() {
			DiscordConnection connection = Peer.builder().build();
			assertThat(connection.close(new CloseCode(1000), START)).isEmpty();
			assertThat(connection.finished()).isFalse();
			assertThat(connection.connect(START)).isNotEmpty();
			assertThat(connection.close(new CloseCode(1000), START)).isEmpty();
			assertThat(connection.finished()).isTrue();
		}

		@ParameterizedTest
		@EnumSource(GatewayCloseCode.class)
		void closeCodeDecidesWhatFollows(GatewayCloseCode code) { // R18
			DiscordConnection connection = live();
			assertThat(Peer.frames(connection.receive(Peer.close(code.code()), START)))
				.containsExactly(Peer.closing(code.code()));
			assertThat(closed(connection))
				.isEqualTo(new ConnectionEvent.Closed(code.code(), code.explanation(), true, code.recovery()));
			assertThat(connection.shouldResume()).isEqualTo(code.recovery() == Recovery.RESUME);
			assertThat(connection.shouldReconnect()).isEqualTo(code.recovery() != Recovery.STOP);
			assertThat(DiscordConnection.shouldReconnect(code.code())).isEqualTo(code.recovery() != Recovery.STOP);
			if (code.recovery() == Recovery.STOP) {
				assertThatIllegalStateException().isThrownBy(() -> connection.reconnect(START));
			}
		}

		@ParameterizedTest
		@ValueSource(ints = { 1000, 1006, 3000, 4006, 4999, 0, -1 })
		void codeThatIsNotDocumentedAllowsAnotherConnection(int code) { // R18
			assertThat(DiscordConnection.shouldReconnect(code)).isTrue();
		}

		@Test
		void whatAFinishedConnectionStillGetsIsIgnored() { // R43
			DiscordConnection connection = live();
			assertThat(connection.receive(Peer.close(4000), START)).isNotEmpty();
			assertThat(connection.events()).hasSize(1);
			ByteBuffer late = Peer.text(Peer.typing(2));
			assertThat(connection.receive(late, START)).isEmpty();
			assertThat(late.hasRemaining()).isFalse();
			assertThat(connection.deadlineReached(START.plusSeconds(900))).isEmpty();
			assertThat(connection.events()).isEmpty();
			assertThat(connection.lastSequence()).isEqualTo(1);
		}

		@Test
		void nothingIsLeftInMemory() {
			DiscordConnection connection = live();
			assertThat(connection.receive(ByteBuffer.wrap(Peer.frame(0x81, new byte[1000]), 0, 500), START)).isEmpty();
			connection.close();
			connection.close();
			assertThat(connection.finished()).isTrue();
		}

	}

	@Nested
	class Reconnecting {

		@Test
		void reconnectAtDiscordsWishIsAtOnceAndResumes() { // R16
			DiscordConnection connection = live();
			assertThat(Peer.frames(receive(connection, "{\"op\":7,\"d\":null}"))).containsExactly(Peer.closing(4900));
			assertThat(closed(connection).recovery()).isEqualTo(Recovery.RESUME);
			assertThat(connection.reconnect(START)).isZero();
			assertThat(connection.destination().host()).isEqualTo("resume.discord.example");
			Peer.greeted(connection, START);
			assertThat(Peer.only(connection.resume(TOKEN, START))).contains("\"seq\":1");
		}

		@Test
		void reconnectBeforeHelloAsksForNoResumeWithoutASession() { // R16
			DiscordConnection connection = Peer.open(Peer.builder().build());
			receive(connection, "{\"op\":7,\"d\":null}");
			assertThat(closed(connection).recovery()).isEqualTo(Recovery.REIDENTIFY);
			assertThat(connection.shouldResume()).isFalse();
			assertThat(connection.reconnect(START)).isZero();
		}

		@Test
		void invalidSessionIsForgottenWithItsSequence() { // R15
			DiscordConnection connection = live();
			assertThat(Peer.frames(receive(connection, "{\"op\":9,\"d\":false}"))).containsExactly(Peer.closing(4900));
			assertThat(connection.events()).first().isEqualTo(new ConnectionEvent.SessionInvalidated(false));
			assertThat(connection.shouldResume()).isFalse();
			assertThat(connection.lastSequence()).isNull();
			assertThat(connection.reconnect(START)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
			assertThat(connection.destination().host()).isEqualTo("gateway.discord.example");
			Peer.greeted(connection, START);
			assertThat(Peer.only(connection.heartbeat(START))).isEqualTo("{\"op\":1,\"d\":null}");
			assertThatIllegalStateException().isThrownBy(() -> connection.resume(TOKEN, START));
		}

		@Test
		void invalidButResumableSessionIsKept() { // R15
			DiscordConnection connection = live();
			receive(connection, "{\"op\":9,\"d\":true}");
			assertThat(connection.reconnect(START)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
			assertThat(connection.shouldResume()).isTrue();
			assertThat(connection.destination().host()).isEqualTo("resume.discord.example");
		}

		@Test
		void delayGrowsToItsBoundAndStartsAgainAfterReady() { // R20
			DiscordConnection connection = DiscordConnection.builder(Peer.URL, mostly()).build();
			for (int seconds : new int[] { 1, 2, 4, 8, 16, 32, 60, 60 }) {
				assertThat(connection.connect(START)).isNotEmpty();
				assertThat(connection.reconnect(START)).isCloseTo(Duration.ofSeconds(seconds), Duration.ofMillis(1));
			}
			Peer.greeted(connection, START);
			assertThat(connection.reconnect(START)).as("HELLO alone proves nothing")
				.isCloseTo(Duration.ofSeconds(60), Duration.ofMillis(1));
			Peer.live(connection, START);
			Instant later = alive(connection, START, Duration.ofMinutes(6));
			assertThat(connection.reconnect(later)).as("prompt").isCloseTo(Duration.ofSeconds(1), Duration.ofMillis(1));
		}

		/** Lets a connection live with a gateway that acknowledges; returns the end. */
		private static Instant alive(DiscordConnection connection, Instant since, Duration time) {
			Instant end = since.plus(time);
			for (Instant due = connection.nextDeadline(); due.isBefore(end); due = connection.nextDeadline()) {
				assertThat(connection.deadlineReached(due)).isNotEmpty();
				connection.receive(Peer.text(Peer.ACK), due);
			}
			connection.receive(Peer.text(Peer.ACK), end);
			return end;
		}

		private static RandomGenerator mostly() {
			return new Random(1) {
				@Override
				public double nextDouble() {
					return Math.nextDown(1.0);
				}
			};
		}

		@Test
		void deadResumeUrlIsLeftAfterThreeAttempts() { // R19
			DiscordConnection connection = Peer.builder().resumeFrom(POINT).build();
			for (int i = 0; i < 3; i++) {
				assertThat(connection.destination().host()).isEqualTo("resume.discord.example");
				assertThat(connection.connect(START)).isNotEmpty();
				connection.endOfInput(START);
				assertThat(closed(connection).recovery()).isEqualTo(Recovery.RESUME);
				assertThat(connection.reconnect(START)).isNotNull();
			}
			assertThat(connection.destination().host()).isEqualTo("gateway.discord.example");
			assertThat(connection.shouldResume()).isTrue();
			for (int i = 0; i < 5; i++) {
				assertThat(connection.connect(START)).isNotEmpty();
				assertThat(connection.reconnect(START)).isNotNull();
			}
			assertThat(connection.shouldResume()).as("an outage ends no session").isTrue();
			Peer.greeted(connection, START);
			assertThat(connection.resume(TOKEN, START)).isNotEmpty();
			assertThat(connection.reconnect(START)).isNotNull();
			assertThat(connection.shouldResume()).isFalse();
		}

		@Test
		void resumableInvalidationsDoNotGoOnForEver() { // R19
			DiscordConnection connection = Peer.builder().resumeFrom(POINT).build();
			for (int i = 0; i < 4; i++) {
				assertThat(connection.shouldResume()).isTrue();
				Peer.greeted(connection, START);
				assertThat(connection.resume(TOKEN, START)).isNotEmpty();
				receive(connection, "{\"op\":9,\"d\":true}");
				assertThat(connection.events()).hasSize(1);
				assertThat(connection.reconnect(START)).isNotNull();
			}
			assertThat(connection.shouldResume()).isFalse();
		}

		@Test
		void resumeAnsweredBySilenceFails() { // R19
			DiscordConnection connection = Peer.greeted(Peer.builder().resumeFrom(POINT).build(), START);
			Instant now = START;
			assertThat(connection.resume(TOKEN, START)).isNotEmpty();
			while (!connection.finished() && now.isBefore(START.plusSeconds(600))) {
				now = connection.nextDeadline();
				connection.deadlineReached(now);
				connection.receive(Peer.text(Peer.ACK), now);
			}
			assertThat(now).isEqualTo(START.plusSeconds(60));
			assertThat(closed(connection)).satisfies((closed) -> {
				assertThat(closed.reason()).contains("no RESUMED within 60 s");
				assertThat(closed.recovery()).isEqualTo(Recovery.RESUME);
			});
		}

		@Test
		void longReplayIsWaitedForAsLongAsItMovesOrIsNotRead() { // R19, R8
			DiscordConnection connection = Peer
				.greeted(Peer.builder().resumeFrom(POINT).resumeTimeout(Duration.ofSeconds(2)).build(), START);
			assertThat(connection.resume(TOKEN, START)).isNotEmpty();
			Instant now = START;
			for (int i = 0; i < 5; i++) {
				connection.receive(Peer.text(Peer.typing(9 + i)), now);
				now = now.plusSeconds(2);
				connection.deadlineReached(now);
				assertThat(connection.finished()).isFalse();
			}
			connection.reading(false);
			now = now.plusSeconds(2);
			connection.deadlineReached(now);
			assertThat(connection.finished()).isFalse();
			connection.reading(true);
			connection.receive(Peer.text(Peer.RESUMED.replace("9", "20")), now);
			assertThat(connection.live()).isTrue();
			assertThat(connection.nextDeadline()).as("the next heartbeat").isAfter(now.plusSeconds(2));
		}

		@Test
		void closingWhileTheReplayIsAwaitedLeavesOnlyTheClosingHandshakeToWaitFor() { // R21
			DiscordConnection connection = Peer.greeted(Peer.builder().resumeFrom(POINT).build(), START);
			assertThat(connection.resume(TOKEN, START)).isNotEmpty();
			assertThat(connection.close(new CloseCode(4000), START.plusSeconds(58))).isNotEmpty();
			assertThat(connection.nextDeadline()).isEqualTo(START.plusSeconds(63));
			assertThat(connection.deadlineReached(START.plusSeconds(60))).isEmpty();
			assertThat(connection.finished()).isFalse();
		}

		@Test
		void replayThatIsCutAgainAndAgainIsNoFailedResumeWhileItMoves() { // R19
			DiscordConnection connection = Peer.builder().resumeFrom(POINT).build();
			for (int i = 0; i < 10; i++) {
				assertThat(connection.destination().host()).isEqualTo("resume.discord.example");
				Peer.greeted(connection, START);
				assertThat(connection.resume(TOKEN, START)).isNotEmpty();
				receive(connection, Peer.typing(9 + i));
				connection.endOfInput(START);
				assertThat(connection.events()).hasSize(2);
				assertThat(connection.reconnect(START)).isNotNull();
			}
			assertThat(connection.resumePoint().sequence()).isEqualTo(18);
		}

		@Test
		void serverThatAsksToReconnectAgainAndAgainIsNotHammered() { // R16, R20
			DiscordConnection connection = DiscordConnection.builder(Peer.URL, mostly()).build();
			Peer.live(connection, START);
			long[] waits = new long[7];
			Instant now = START;
			for (int i = 0; i < waits.length; i++) {
				connection.receive(Peer.text("{\"op\":7,\"d\":null}"), now);
				assertThat(connection.events()).hasSize(1);
				Duration wait = connection.reconnect(now);
				waits[i] = Math.round(wait.toMillis() / 1000.0);
				now = now.plus(wait);
				Peer.greeted(connection, now);
				assertThat(connection.resume(TOKEN, now)).isNotEmpty();
				connection.receive(Peer.text(Peer.RESUMED.replace("9", Integer.toString(9 + i))), now);
				assertThat(connection.events()).hasSize(1);
			}
			assertThat(waits).containsExactly(0, 2, 4, 8, 16, 32, 60);
		}

		@Test
		void hostThatSleptDidNotHold() { // R13, R42
			DiscordConnection connection = Peer.live(Peer.builder().build(), START);
			Instant later = START.plusSeconds(60).plusSeconds(40).plusMillis(1);
			assertThat(connection.receive(Peer.text("{\"op\":9,\"d\":false}"), later)).isNotEmpty();
			assertThat(connection.reconnect(later)).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
			DiscordConnection awake = Peer.live(Peer.builder().build(), START);
			Instant end = alive(awake, START, Duration.ofMinutes(10));
			assertThat(awake.receive(Peer.text("{\"op\":9,\"d\":false}"), end)).isNotEmpty();
			assertThat(awake.reconnect(end)).isLessThan(Duration.ofSeconds(5));
		}

		@Test
		void sessionIsJudgedByWhenItEndedNotByWhenTheNextBegins() { // R13
			DiscordConnection connection = Peer.live(Peer.builder().build(), START);
			Instant end = START.plusSeconds(59);
			assertThat(connection.receive(Peer.text("{\"op\":9,\"d\":false}"), end)).isNotEmpty();
			assertThat(connection.reconnect(end.plusSeconds(2))).isGreaterThanOrEqualTo(Duration.ofSeconds(3))
				.isLessThanOrEqualTo(Duration.ofSeconds(5));
			assertThat(connection.shouldResume()).isFalse();
		}

		@Test
		void identifiesThatBringNothingBecomeRare() { // R13
			DiscordConnection connection = Peer.builder().build();
			Duration[] waits = new Duration[10];
			Instant now = START;
			for (int i = 0; i < waits.length; i++) {
				Peer.greeted(connection, now);
				assertThat(connection.identify(TOKEN, 0, now)).isNotEmpty();
				assertThat(connection.receive(Peer.text("{\"op\":9,\"d\":false}"), now)).isNotEmpty();
				assertThat(connection.events()).hasSize(1);
				waits[i] = connection.reconnect(now);
				now = now.plus(waits[i]);
			}
			assertThat(waits[0]).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(6));
			assertThat(waits[3]).isGreaterThanOrEqualTo(Duration.ofSeconds(40));
			assertThat(waits[9]).isGreaterThanOrEqualTo(Duration.ofMinutes(15));
		}

		@Test
		void sessionThatHeldForgivesItsIdentify() { // R13, R45
			DiscordConnection connection = Peer.live(Peer.builder().build(), START);
			Instant later = alive(connection, START, Duration.ofMinutes(10));
			assertThat(connection.receive(Peer.text("{\"op\":9,\"d\":false}"), later)).isNotEmpty();
			assertThat(connection.events()).hasSize(1);
			assertThat(connection.reconnect(later)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
			Peer.live(connection, later);
			Instant end = alive(connection, later, Duration.ofMinutes(9));
			assertThat(connection.receive(Peer.text("{\"op\":9,\"d\":false}"), end)).isNotEmpty();
			assertThat(connection.reconnect(end)).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
		}

		@Test
		void identifyThatComesTooSoonIsTheCallersMistake() { // R13, R45
			DiscordConnection connection = Peer.live(Peer.builder().build(), START);
			assertThat(connection.receive(Peer.text("{\"op\":7,\"d\":null}"), START)).isNotEmpty();
			assertThat(connection.events()).hasSize(1);
			assertThat(connection.reconnect(START)).isZero();
			Peer.greeted(connection, START);
			assertThatIllegalStateException().isThrownBy(() -> connection.identify(TOKEN, 0, START))
				.withMessageContaining("in 5 s");
			assertThat(connection.identify(TOKEN, 0, START.plusSeconds(5))).isNotEmpty();
		}

		@Test
		void socketThatCannotBeOpenedIsAFailedAttempt() { // R19, R20
			DiscordConnection connection = Peer.builder().resumeFrom(POINT).build();
			for (int i = 0; i < 3; i++) {
				assertThat(connection.destination().host()).isEqualTo("resume.discord.example");
				connection.connectFailed("no route to host", START);
				assertThat(connection.finished()).isTrue();
				assertThat(closed(connection))
					.isEqualTo(new ConnectionEvent.Closed(null, "no route to host", false, Recovery.RESUME));
				assertThat(connection.reconnect(START)).isNotNull();
			}
			assertThat(connection.destination().host()).isEqualTo("gateway.discord.example");
			assertThat(connection.connect(START)).isNotEmpty();
			assertThatIllegalStateException().isThrownBy(() -> connection.connectFailed("too late", START));
		}

		@Test
		void clocksThatComeApartEndTheConnection() { // R42
			DiscordConnection connection = live();
			assertThat(connection.clockJumped(Duration.ofSeconds(40), START)).isEmpty();
			assertThat(Peer.frames(connection.clockJumped(Duration.ofHours(1), START)))
				.containsExactly(Peer.closing(4900));
			assertThat(closed(connection).recovery()).isEqualTo(Recovery.RESUME);
			assertThat(connection.reconnect(START)).isZero();
		}

		@Test
		void laterGatewayUrlIsUsedFromTheNextConnectionOn() { // R1, R41
			DiscordConnection connection = Peer.builder().build();
			connection.gatewayUrlFound(GatewayUrl.of("ws://other.discord.example"));
			assertThat(connection.reconnect(START)).isZero();
			assertThat(connection.destination().host()).isEqualTo("gateway.discord.example");
			connection.gatewayUrlFound(GatewayUrl.of("wss://other.discord.example"));
			assertThat(connection.reconnect(START)).isZero();
			assertThat(connection.destination().host()).isEqualTo("other.discord.example");
		}

		@Test
		void refusalIsNotRetriedBeforeItsTime() { // R22
			DiscordConnection connection = Peer.builder().build();
			assertThat(connection.connect(START)).isNotEmpty();
			byte[] refusal = Peer
				.ascii("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 77\r\nContent-Length: 0\r\n\r\n");
			assertThat(connection.receive(ByteBuffer.wrap(refusal), START)).isEmpty();
			assertThat(connection.finished()).isTrue();
			assertThat(connection.reconnect(START)).isEqualTo(Duration.ofSeconds(77));
		}

		@Test
		void refusalThatAsksForAgesIsRetriedAfterADay() { // R22
			DiscordConnection connection = Peer.builder().build();
			assertThat(connection.connect(START)).isNotEmpty();
			connection.receive(ByteBuffer.wrap(Peer
				.ascii("HTTP/1.1 429 Too Many Requests\r\n" + "Retry-After: 999999999\r\nContent-Length: 0\r\n\r\n")),
					START);
			assertThat(connection.reconnect(START)).isEqualTo(Duration.ofDays(1));
			Instant dayLater = START.plus(Duration.ofDays(1));
			assertThat(connection.connect(dayLater)).isNotEmpty();
			assertThat(connection.reconnect(dayLater)).as("asked for once").isLessThan(Duration.ofSeconds(3));
		}

		@Test
		void lastConnectionLeavesNothingToTheNext() { // R43, R30
			DiscordConnection connection = live();
			assertThat(connection.receive(ByteBuffer.wrap(Peer.frame(0x01, Peer.utf8("{\"op\""))), START)).isEmpty();
			assertThat(connection.heartbeat(START)).isNotEmpty();
			assertThat(connection.reconnect(START)).isNotNull();
			assertThat(connection.heartbeatInterval()).isNull();
			assertThat(connection.acknowledged()).isTrue();
			assertThat(connection.live()).isFalse();
			assertThat(connection.nextDeadline()).isNull();
			Peer.greeted(connection, START);
			assertThat(Peer.only(connection.heartbeat(START))).startsWith("{\"op\":1,\"d\":1");
		}

	}

	@Nested
	class Misuse {

		@Test
		void receivingBeforeConnectIsTheCallersMistake() {
			assertThatIllegalStateException().isThrownBy(() -> receive(Peer.builder().build(), Peer.HELLO));
		}

		@Test
		void connectingTwiceIsTheCallersMistake() {
			DiscordConnection connection = Peer.open(Peer.builder().build());
			assertThatIllegalStateException().isThrownBy(() -> connection.connect(START))
				.withMessageContaining("reconnect()");
		}

		@Test
		void identifyingTwiceOrEarlyOrLateIsTheCallersMistake() {
			DiscordConnection early = Peer.open(Peer.builder().build());
			assertThatIllegalStateException().isThrownBy(() -> early.identify(TOKEN, 0, START))
				.withMessage("HELLO has not come yet");
			DiscordConnection twice = live();
			assertThatIllegalStateException().isThrownBy(() -> twice.identify(TOKEN, 0, START))
				.withMessageContaining("on this connection already");
			assertThatIllegalStateException().isThrownBy(() -> twice.resume(TOKEN, START))
				.withMessageContaining("on this connection already");
			assertThat(twice.shouldResume()).isTrue();
			twice.endOfInput(START);
			assertThatIllegalStateException().isThrownBy(() -> twice.resume(TOKEN, START))
				.withMessage("The connection is not open");
		}

		@Test
		void optionsOutOfRangeAreTheCallersMistake() {
			DiscordConnection connection = Peer.greeted(Peer.builder().build(), START);
			assertThatIllegalArgumentException()
				.isThrownBy(() -> connection.identify(TOKEN, 0, IdentifyProperties.DEFAULT, 49, null, START));
			assertThatIllegalArgumentException().isThrownBy(() -> Peer.builder().maxPayloadSize(1).build());
			assertThatIllegalArgumentException()
				.isThrownBy(() -> Peer.builder().backoff(Duration.ZERO, Duration.ofSeconds(1)));
		}

		@Test
		void tokenIsNeverShown() { // R40
			DiscordConnection connection = live();
			assertThat(connection.toString()).isEqualTo("DiscordConnection[0/1, CONNECTED]");
		}

	}

}
