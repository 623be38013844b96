package io.discordgateway.protocol;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.discordgateway.codec.Compression;
import io.discordgateway.codec.Encoding;
import io.discordgateway.codec.PayloadWriter;
import io.discordgateway.payload.CloseCode;
import io.discordgateway.payload.GatewayCloseCode;
import io.discordgateway.payload.GatewayCommand;
import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.payload.RequestChannelInfo;
import io.discordgateway.payload.RequestGuildMembers;
import io.discordgateway.payload.RequestSoundboardSounds;
import io.discordgateway.payload.UpdatePresence;
import io.discordgateway.payload.UpdateVoiceState;
import io.discordgateway.protocol.DisconnectCause.Kind;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.shard.ShardId;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static io.discordgateway.protocol.ProtocolHarness.events;
import static io.discordgateway.protocol.ProtocolHarness.only;
import static io.discordgateway.protocol.ProtocolHarness.sent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ShardProtocolTests {

	@Nested
	class Connecting {

		@Test
		void startConnectsToTheGatewayUrlWithItsParameters() { // R3
			ProtocolHarness harness = new ProtocolHarness((settings) -> settings.compression(Compression.ZLIB_STREAM));
			List<ShardAction> actions = harness
				.handle(new ShardInput.Start(GatewayUrl.of("wss://g.example/x?a=b"), null));
			assertThat(only(actions, ShardAction.Connect.class)).extracting(ShardAction.Connect::url)
				.containsExactly(URI.create("wss://g.example/x?a=b&v=10&encoding=json&compress=zlib-stream"));
		}

		@Test
		void connectionThatDoesNotOpenIsAbortedAndRetried() { // R4
			ProtocolHarness harness = new ProtocolHarness().started();
			assertThat(harness.shard.nextTimer()).isEqualTo(GatewayTimer.CONNECT_TIMEOUT);
			assertThat(harness.untilDeadline()).hasSeconds(20);
			List<ShardAction> actions = harness.advanceToNextDeadline();
			assertThat(actions).contains(new ShardAction.Abort(1));
			assertThat(harness.shard.status()).isEqualTo(ShardStatus.BACKING_OFF);
		}

		@Test
		void missingHelloDropsTheConnection() { // R4
			ProtocolHarness harness = new ProtocolHarness().started().opened();
			assertThat(harness.untilDeadline()).hasSeconds(15);
			List<ShardAction> actions = harness.advanceToNextDeadline();
			assertThat(only(actions, ShardAction.Close.class)).extracting((close) -> close.code().value())
				.containsExactly(4900);
			assertThat(events(actions, ShardEvent.Disconnected.class)).extracting((event) -> event.cause().kind())
				.containsExactly(Kind.HELLO_TIMED_OUT);
			assertThat(harness.shard.status()).isEqualTo(ShardStatus.BACKING_OFF);
		}

		@Test
		void eachConnectionHasItsOwnTimeForHello() { // R4, R43
			ProtocolHarness harness = new ProtocolHarness().started().opened();
			harness.now = harness.now.plusSeconds(10);
			harness.closed(null);
			harness.advanceTo(GatewayTimer.BACKOFF);
			assertThat(harness.shard.nextTimer()).isEqualTo(GatewayTimer.CONNECT_TIMEOUT);
			harness.opened();
			assertThat(harness.untilDeadline()).hasSeconds(15);
		}

		@Test
		void backoffGrowsWithFullJitterToItsBound() { // R20
			ProtocolHarness harness = new ProtocolHarness();
			harness.chance = 0.999;
			harness.started();
			List<Long> waits = new ArrayList<>();
			for (int i = 0; i < 9; i++) {
				harness.connectFailed();
				waits.add(Math.round(harness.untilDeadline().toMillis() / 1000.0));
				harness.advanceTo(GatewayTimer.BACKOFF);
			}
			assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
		}

		@Test
		void backoffStartsAnewWithTheApplication() { // R20
			ProtocolHarness harness = new ProtocolHarness();
			harness.chance = 0.999;
			harness.started();
			for (int i = 0; i < 5; i++) {
				harness.connectFailed();
				harness.advanceTo(GatewayTimer.BACKOFF);
			}
			harness.handle(new ShardInput.Shutdown(CloseCode.KEEPS_SESSION));
			harness.started().connectFailed();
			assertThat(harness.untilDeadline()).isLessThan(Duration.ofSeconds(1));
		}

		@Test
		void serverThatAcceptsAndDropsIsNotHammered() { // R20
			ProtocolHarness harness = new ProtocolHarness().connected();
			harness.chance = 0.999;
			Duration waited = Duration.ZERO;
			for (int i = 0; i < 6; i++) {
				harness.closed(null);
				waited = harness.untilDeadline();
				harness.reconnected();
			}
			assertThat(waited).isGreaterThan(Duration.ofSeconds(31));
		}

		@Test
		void backoffShrinksByTheMinutesThatASessionHeld() { // R20, R45
			ProtocolHarness harness = new ProtocolHarness().connected();
			harness.chance = 0.999;
			for (int i = 0; i < 7; i++) {
				harness.closed(null);
				harness.reconnected().resumed(2 + i);
			}
			harness.closed(null);
			assertThat(harness.untilDeadline()).as("nothing is forgiven at once").isGreaterThan(Duration.ofSeconds(59));
			harness.reconnected().resumed(9);
			harness.live(Duration.ofMinutes(4));
			assertThat(harness.shard.status()).isEqualTo(ShardStatus.CONNECTED);
			harness.closed(null);
			assertThat(harness.untilDeadline()).as("prompt after a good session").isLessThan(Duration.ofSeconds(1));
			harness.reconnected().resumed(10);
			harness.closed(null);
			assertThat(harness.untilDeadline()).isBetween(Duration.ofSeconds(7), Duration.ofSeconds(8));
		}

		@Test
		void serverThatLetsInAndThrowsOutIsNotHammered() { // R20, R45
			ProtocolHarness harness = new ProtocolHarness().connected();
			harness.chance = 0.999;
			List<Long> waits = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				harness.closed(4000);
				waits.add(Math.round(harness.untilDeadline().toMillis() / 1000.0));
				harness.reconnected();
				harness.resumed(2 + i);
			}
			assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
		}

		@Test
		void serverThatAsksToReconnectAgainAndAgainIsNotHammered() { // R16, R20
			ProtocolHarness harness = new ProtocolHarness().connected();
			harness.chance = 0.999;
			for (int i = 0; i < 8; i++) {
				harness.op(7, "null");
				harness.reconnected().resumed(2 + i);
			}
			harness.op(7, "null");
			assertThat(harness.untilDeadline()).isGreaterThan(Duration.ofSeconds(50));
		}

		@Test
		void reconnectIsFollowedAtOnceUnlessOneWasLostWithinAMinute() { // R16, R45
			ProtocolHarness harness = new ProtocolHarness().connected();
			harness.op(7, "null");
			assertThat(harness.shard.status()).isEqualTo(ShardStatus.CONNECTING);
			harness.reconnected().resumed(2);
			harness.op(7, "null");
			assertThat(harness.untilDeadline()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(2));
			harness.reconnected().resumed(3);
			harness.live(Duration.ofMinutes(1));
			harness.op(7, "null");
			assertThat(harness.shard.status()).isEqualTo(ShardStatus.CONNECTING);
		}

		@ParameterizedTest
		@ValueSource(ints = { 401, 403 })
		void refusedUpgradeIsRetriedByTheBackoffAndToldWithItsBody(int status) { // R22
			ProtocolHarness harness = new ProtocolHarness();
			harness.chance = 0.999;
			harness.started();
			Duration waited = Duration.ZERO;
			for (int i = 0; i < 7; i++) {
				List<ShardAction> actions = harness
					.handle(new ShardInput.ConnectFailed(harness.connection(), "{\"message\": \"no\"}", status, null));
				assertThat(events(actions, ShardEvent.Disconnected.class).get(0).cause().reason())
					.isEqualTo("HTTP " + status + ": {\"message\": \"no\"}");
				waited = harness.untilDeadline();
				harness.advanceToNextDeadline();
			}
			assertThat(waited).isGreaterThan(Duration.ofSeconds(59));
		}

		@Test
		void endOfAConnectionSaysWhoEndedItAndWhy() { // R18
			ProtocolHarness harness = new ProtocolHarness().started();
			assertThat(cause(harness.handle(new ShardInput.Closed(1, null, ""))))
				.isEqualTo(new DisconnectCause(Kind.CONNECT_FAILED, null, "the connection dropped"));
			harness.advanceTo(GatewayTimer.BACKOFF);
			harness.opened();
			assertThat(cause(harness.handle(new ShardInput.Closed(2, null, "connection reset"))))
				.isEqualTo(new DisconnectCause(Kind.DROPPED, null, "connection reset"));
			harness.advanceTo(GatewayTimer.BACKOFF);
			harness.opened();
			assertThat(cause(harness.handle(new ShardInput.Closed(3, 4321, "for fun"))))
				.isEqualTo(new DisconnectCause(Kind.CLOSED_BY_GATEWAY, 4321, "for fun"));
			harness.advanceTo(GatewayTimer.BACKOFF);
			harness.opened();
			assertThat(cause(harness.handle(new ShardInput.Closed(4, 4008, "for fun")))).isEqualTo(new DisconnectCause(
					Kind.CLOSED_BY_GATEWAY, 4008, GatewayCloseCode.RATE_LIMITED.explanation() + " (\"for fun\")"));
		}

		@Test
		void reasonsSteerNoTerminal() { // R35
			assertThat(new DisconnectCause(Kind.DROPPED, null, " a\r\nb\u009b31m\u202ec\ue000\ud800 ").reason())
				.isEqualTo("a b 31m c");
		}

		private DisconnectCause cause(List<ShardAction> actions) {
			return events(actions, ShardEvent.Disconnected.class).get(0).cause();
		}

		@Test
		void gatewayUrlThatDowngradesFromWssIsRefused() { // R41
			ProtocolHarness harness = new ProtocolHarness().started();
			List<ShardAction> actions = harness
				.handle(new ShardInput.GatewayUrlFound(GatewayUrl.of("ws://other.example")));
			assertThat(events(actions, ShardEvent.Warning.class)).hasSize(1);
			harness.connectFailed();
			assertThat(only(harness.advanceTo(GatewayTimer.BACKOFF), ShardAction.Connect.class))
				.extracting((connect) -> connect.url().getHost())
				.containsExactly("gateway.discord.example");
		}

		@Test
		void retryAfterBeyondAllReasonIsBounded() { // R22
			ProtocolHarness harness = new ProtocolHarness().started();
			harness.handle(new ShardInput.ConnectFailed(1, "slow down", 429, Duration.ofSeconds(Long.MAX_VALUE)));
			assertThat(harness.untilDeadline()).hasDays(1);
		}

		@Test
		void retryAfterIsHonoured() { // R22
			ProtocolHarness harness = new ProtocolHarness().started();
			List<ShardAction> actions = harness
				.handle(new ShardInput.ConnectFailed(1, "slow down", 429, Duration.ofSeconds(30)));
			assertThat(harness.untilDeadline()).hasSeconds(30);
			assertThat(events(actions, ShardEvent.Disconnected.class).get(0).cause().reason())
				.isEqualTo("HTTP 429: slow down");
		}

		@Test
		void startingTwiceIsTheCallersError() {
			ProtocolHarness harness = new ProtocolHarness().started();
			assertThatIllegalStateException().isThrownBy(harness::started).withMessageContaining("CONNECTING");
		}

	}

	@Nested
	class Identifying {

		@Test
		void helloIsFollowedByIdentifyWhenThePermitIsGood() { // R11, R12
			ProtocolHarness harness = new ProtocolHarness((settings) -> settings.compression(Compression.NONE)
				.largeThreshold(100)
				.presence(UpdatePresence.of(UpdatePresence.Status.DND,
						UpdatePresence.Activity.of(UpdatePresence.Type.WATCHING, "logs"))))
				.started()
				.opened();
			assertThat(harness.hello()).contains(new ShardAction.Emit(
					new ShardEvent.StatusChanged(ShardStatus.AWAITING_HELLO, ShardStatus.AWAITING_IDENTIFY)));
			JsonNode identify = sent(harness.identify(), GatewayOpcode.IDENTIFY).get(0);
			assertThat(identify).isEqualTo(ProtocolHarness.JSON.readTree("""
					{"op":2,"d":{"token":"a-token-that-must-never-be-seen","intents":513,
					"properties":{"os":"linux","browser":"discord-gateway","device":"discord-gateway"},
					"large_threshold":100,"shard":[0,1],
					"presence":{"since":null,"activities":[{"name":"logs","type":3}],"status":"dnd","afk":false}}}"""));
		}

		@Test
		void identifyThatIsTooLongIsRefusedWhenTheShardIsMade() { // R25
			ProtocolHarness harness = withPresence(1);
			int rest = PayloadWriter.MAX_SIZE - harness.started().opened().greeted().identified().journal.stream()
				.filter(ShardAction.Send.class::isInstance)
				.mapToInt((send) -> ((ShardAction.Send) send).payload().length)
				.findFirst()
				.orElseThrow();
			assertThat(withPresence(1 + rest).shard.status()).isEqualTo(ShardStatus.STOPPED);
			assertThatIllegalArgumentException().isThrownBy(() -> withPresence(2 + rest))
				.withMessageContaining("4097 bytes");
		}

		private ProtocolHarness withPresence(int length) {
			return new ProtocolHarness((settings) -> settings.compression(Compression.NONE)
				.presence(UpdatePresence.of(UpdatePresence.Status.ONLINE,
						UpdatePresence.Activity.custom("x".repeat(length)))));
		}

		@Test
		void identifyNeedsNoHeartbeatBefore() { // R11
			ProtocolHarness harness = new ProtocolHarness().started().opened().greeted().identified();
			assertThat(only(harness.journal, ShardAction.Send.class)).extracting(ShardAction.Send::opcode)
				.containsExactly(GatewayOpcode.IDENTIFY);
		}

		@Test
		void readyMakesTheSessionResumable() { // R14
			ProtocolHarness harness = new ProtocolHarness().started().opened().greeted().identified();
			List<ShardAction> actions = harness.ready(1);
			ResumePoint point = new ResumePoint("the-session", ProtocolHarness.RESUME_URL, 1, new ShardId(0, 1));
			assertThat(actions).contains(new ShardAction.SaveResumePoint(point));
			assertThat(events(actions, ShardEvent.SessionStarted.class))
				.containsExactly(new ShardEvent.SessionStarted("the-session"));
			assertThat(events(actions, ShardEvent.Dispatched.class)).extracting(ShardEvent.Dispatched::name)
				.containsExactly("READY");
			assertThat(harness.shard.resumePoint()).isEqualTo(point);
			assertThat(harness.shard.sequence()).isEqualTo(1);
			assertThat(new ProtocolHarness().shard.sequence()).isEqualTo(-1);
		}

		@Test
		void lateReadyIsWaitedForWhileHeartbeatsAreAcknowledged() { // R14
			ProtocolHarness harness = new ProtocolHarness().started().opened().greeted().identified();
			for (int i = 0; i < 20; i++) {
				harness.advanceTo(GatewayTimer.HEARTBEAT);
				harness.ack();
			}
			assertThat(harness.shard.status()).isEqualTo(ShardStatus.IDENTIFYING);
			harness.ready(1);
			assertThat(harness.shard.status()).isEqualTo(ShardStatus.CONNECTED);
		}

		@Test
		void permitOfADeadConnectionIsGivenBack() { // R12, R43
			ProtocolHarness harness = new ProtocolHarness().started().opened().greeted();
			assertThat(harness.closed(null)).contains(new ShardAction.CancelIdentify(1, ShardId.SINGLE));
			assertThat(harness.handle(harness.grant(1)))
				.containsExactly(new ShardAction.CancelIdentify(1, ShardId.SINGLE));
		}

		@Test
		void identifyThatBringsNothingLastingIsSlowedDown() { // R13
			ProtocolHarness harness = new ProtocolHarness();
			harness.chance = 0;
			harness.started();
			List<Long> distances = new ArrayList<>();
			Instant last = null;
			for (int i = 0; i < 10; i++) {
				harness.opened().greeted().identified();
				if (last != null) {
					distances.add(Duration.between(last, harness.lastIdentify()).toSeconds());
				}
				last = harness.lastIdentify();
				harness.closed(4000);
				harness.advanceTo(GatewayTimer.BACKOFF);
			}
			assertThat(distances).containsExactly(5L, 10L, 20L, 40L, 80L, 160L, 320L, 640L, 900L);
		}

		@Test
		void shardAsksForItsTurnBeforeItConnects() { // R12
			ProtocolHarness harness = new ProtocolHarness();
			harness.grants = false;
			harness.started();
			assertThat(only(harness.journal, ShardAction.RequestIdentify.class))
				.containsExactly(new ShardAction.RequestIdentify(1, ShardId.SINGLE));
			assertThat(only(harness.journal, ShardAction.Connect.class)).isEmpty();
			assertThat(harness.shard.status()).isEqualTo(ShardStatus.BACKING_OFF);
			assertThat(harness.shard.awaitsTurn()).isTrue();
			assertThat(harness.shard.nextDeadline()).as("the driver's turn").isNull();
			assertThat(only(harness.handle(harness.grant(1)), ShardAction.Connect.class)).hasSize(1);
			assertThat(harness.shard.awaitsTurn()).isFalse();
		}

		@Test
		void permitIsUsedNotBeforeItIsGood() { // R12
			ProtocolHarness harness = new ProtocolHarness();
			harness.grants = false;
			harness.started();
			Instant notBefore = harness.now.plusSeconds(3);
			harness.handle(new ShardInput.IdentifyGranted(1, notBefore));
			harness.opened().greeted();
			assertThat(harness.shard.nextTimer()).isEqualTo(GatewayTimer.IDENTIFY_TURN);
			assertThat(harness.shard.nextDeadline()).isEqualTo(notBefore);
			harness.advanceToNextDeadline();
			assertThat(harness.lastIdentify()).isEqualTo(notBefore);
			assertThat(harness.shard.nextTimer()).isNotEqualTo(GatewayTimer.IDENTIFY_TURN);
		}

		@Test
		void helloThatComesAfterTheTurnIsAnsweredAtOnce() { // R12
			ProtocolHarness harness = new ProtocolHarness().started();
			harness.now = harness.now.plusSeconds(5);
			assertThat(sent(harness.opened().hello(), GatewayOpcode.IDENTIFY)).hasSize(1);
		}

		@Test
		void permitOfAnEarlierRequestOpensNothing() { // R12, R43
			ProtocolHarness harness = new ProtocolHarness();
			harness.grants = false;
			harness.started();
			assertThat(harness.handle(harness.grant(1))).isNotEmpty();
			harness.opened();
			assertThat(harness.closed(null)).contains(new ShardAction.CancelIdentify(1, ShardId.SINGLE));
			assertThat(harness.advanceTo(GatewayTimer.BACKOFF))
				.contains(new ShardAction.RequestIdentify(2, ShardId.SINGLE));
			assertThat(harness.handle(harness.grant(1)))
				.containsExactly(new ShardAction.CancelIdentify(1, ShardId.SINGLE));
			assertThat(harness.shard.awaitsTurn()).isTrue();
		}

		@Test
		void shardThatStopsGivesItsPlaceUp() { // R12
			ProtocolHarness harness = new ProtocolHarness();
			harness.grants = false;
			harness.started();
			assertThat(harness.handle(new ShardInput.Shutdown(CloseCode.ENDS_SESSION)))
				.contains(new ShardAction.CancelIdentify(1, ShardId.SINGLE));
		}

		@Test
		void resumeWaitsForNoTurn() { // R12, R17
			ProtocolHarness harness = new ProtocolHarness();
			harness.grants = false;
			harness.started(ProtocolHarness.POINT).opened().greeted();
			assertThat(harness.shard.status()).isEqualTo(ShardStatus.RESUMING);
			assertThat(only(harness.journal, ShardAction.RequestIdentify.class)).isEmpty();
		}

		@Test
		void tenMinutesForgiveAnIdentify() { // R13, R45
			ProtocolHarness harness = new ProtocolHarness();
			harness.chance = 0;
			harness.connected().live(Duration.ofMinutes(10));
			harness.closed(4009);
			assertThat(harness.shard.status()).isEqualTo(ShardStatus.CONNECTING);
		}

		@Test
		void minutesForgiveNoIdentify() { // R13, R45
			ProtocolHarness harness = new ProtocolHarness();
			harness.chance = 0;
			harness.connected().live(Duration.ofMinutes(9));
			harness.closed(4009);
			assertThat(harness.untilDeadline()).hasSeconds(5);
		}

		@Test
		void hostThatSleptDidNotHold() { // R13, R42
			ProtocolHarness harness = new ProtocolHarness();
			harness.chance = 0;
			harness.connected();
			harness.now = harness.now.plus(Duration.ofMinutes(14));
			harness.closed(4009);
			assertThat(harness.untilDeadline()).hasSeconds(5);
		}

		@Test
		void connectionThatIsLostTakesItsProofWithIt() { // R13, R43
			ProtocolHarness harness = new ProtocolHarness().connected();
			harness.closed(null);
			assertThat(harness.shard.nextTimer()).isEqualTo(GatewayTimer.BACKOFF);
			harness.reconnected();
			harness.op(9, "false");
			harness.advanceTo(GatewayTimer.BACKOFF);
			assertThat(harness.now).isAfterOrEqualTo(harness.lastIdentify().plusSeconds(5));
		}

		@Test
		void sessionThatDidNotHoldKeepsTheIdentifyBackoff() { // R13
			ProtocolHarness harness = new ProtocolHarness();
			harness.chance = 0;
			harness.connected();
			List<ShardAction> actions = harness.closed(4009);
			assertThat(harness.untilDeadline()).hasSeconds(5);
			assertThat(events(actions, ShardEvent.Warning.class)).singleElement()
				.satisfies((warning) -> assertThat(warning.message()).contains("at least 5 s")
					.contains("daily session starts"));
			harness.advanceTo(GatewayTimer.BACKOFF);
			harness.opened().greeted().identified();
			assertThat(events(harness.closed(4009), ShardEvent.Warning.class)).singleElement()
				.satisfies((warning) -> assertThat(warning.message()).contains("at least 10 s"));
		}

		@Test
		void invalidSessionAnsweringIdentifyIdentifiesAgainLater() { // R15, R13
			ProtocolHarness harness = new ProtocolHarness().started().opened().greeted().identified();
			List<ShardAction> actions = harness.op(9, "false");
			assertThat(only(actions, ShardAction.Close.class)).hasSize(1);
			assertThat(harness.untilDeadline()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(6));
		}

	}

	@Nested
	class Heartbeating {

		@Test
		void firstHeartbeatComesAfterARandomPartOfTheInterval() { // R5
			ProtocolHarness harness = new ProtocolHarness().connected();
			assertThat(harness.shard.nextTimer()).isEqualTo(GatewayTimer.HEARTBEAT);
			assertThat(harness.untilDeadline().plusNanos(1)).hasMillis(ProtocolHarness.INTERVAL.toMillis() / 2);
			assertThat(sent(harness.advanceToNextDeadline(), GatewayOpcode.HEARTBEAT)).hasSize(1);
			assertThat(harness.untilDeadline()).isEqualTo(ProtocolHarness.INTERVAL);
		}

		@Test
		void heartbeatCarriesNullBeforeAnyDispatch() { // R6
			ProtocolHarness harness = new ProtocolHarness().started().opened().greeted().identified();
			JsonNode heartbeat = sent(harness.advanceToNextDeadline(), GatewayOpcode.HEARTBEAT).get(0);
			assertThat(heartbeat.get("d").isNull()).isTrue();
		}

		@Test
		void heartbeatCarriesTheLastSequence() { // R6
			ProtocolHarness harness = new ProtocolHarness().connected();
			harness.dispatch("TYPING_START", 7, "{}");
			JsonNode heartbeat = sent(harness.advanceTo(GatewayTimer.HEARTBEAT), GatewayOpcode.HEARTBEAT).get(0);
			assertThat(heartbeat.get("d").asInt()).isEqualTo(7);
		}

		@Test
		void requestedHeartbeatIsAnsweredAtOnceAndMovesNothing() { // R7
			ProtocolHarness harness = new ProtocolHarness().connected();
			harness.advanceTo(GatewayTimer.HEARTBEAT);
			Instant deadline = harness.shard.nextDeadline();
			for (int i = 0; i < 3; i++) {
				assertThat(sent(harness.op(1, "null"), GatewayOpcode.HEARTBEAT)).hasSize(1);
			}
			assertThat(harness.shard.nextDeadline()).isEqualTo(deadline);
			assertThat(harness.shard.status()).isEqualTo(ShardStatus.CONNECTED);
		}

		@Test
		void missedAckClosesWithAResumableCodeAndResumesAtOnce() { // R8
			ProtocolHarness harness = new ProtocolHarness().connected();
			harness.advanceTo(GatewayTimer.HEARTBEAT);
			List<ShardAction> actions = harness.advanceTo(GatewayTimer.HEARTBEAT);
			assertThat(actions.get(0)).isEqualTo(new ShardAction.Close(1, new CloseCode(4900), "HEARTBEAT_MISSED"));
			assertThat(only(actions, ShardAction.Connect.class)).extracting((connect) -> connect.url().getHost())
				.containsExactly("resume.discord.example");
			assertThat(sent(actions, GatewayOpcode.HEARTBEAT)).isEmpty();
		}

		@Test
		void ackInTheSameInstantAsTheNextHeartbeatCounts() { // R8
			ProtocolHarness harness = new ProtocolHarness().connected();
			harness.advanceTo(GatewayTimer.HEARTBEAT);
			harness.now = harness.now.plus(ProtocolHarness.INTERVAL);
			harness.ack();
			assertThat(sent(harness.handle(new ShardInput.TimerFired()), GatewayOpcode.HEARTBEAT)).hasSize(1);
		}

		@Test
		void ackThatIsNotReadIsNotMissing() { // R8
			ProtocolHarness harness = new ProtocolHarness().connected();
			harness.advanceTo(GatewayTimer.HEARTBEAT);
			harness.handle(new ShardInput.ReadingPaused(1));
			for (int i = 0; i < 20; i++) {
				assertThat(sent(harness.advanceTo(GatewayTimer.HEARTBEAT), GatewayOpcode.HEARTBEAT)).hasSize(1);
			}
			harness.handle(new ShardInput.ReadingResumed(1));
			assertThat(sent(harness.advanceTo(GatewayTimer.HEARTBEAT), GatewayOpcode.HEARTBEAT)).hasSize(1);
			assertThat(events(harness.advanceTo(GatewayTimer.HEARTBEAT), ShardEvent.Disconnected.class)).hasSize(1);
		}

		@Test
		void pauseFromBeforeHelloCounts() { // R8
			ProtocolHarness harness = new ProtocolHarness().started().opened();
			harness.handle(new ShardInput.ReadingPaused(1));
			harness.greeted().identified();
			harness.advanceTo(GatewayTimer.HEARTBEAT);
			assertThat(sent(harness.advanceTo(GatewayTimer.HEARTBEAT), GatewayOpcode.HEARTBEAT)).hasSize(1);
		}

		@Test
		void latencyIsTheLastAndTheMeanOfFive() { // R9
			ProtocolHarness harness = new ProtocolHarness().connected();
			assertThat(harness.shard.latency()).isNull();
			assertThat(harness.shard.meanLatency()).isNull();
			for (int millis = 10; millis <= 60; millis += 10) {
				harness.advanceTo(GatewayTimer.HEARTBEAT);
				harness.now = harness.now.plusMillis(millis);
				harness.ack();
			}
			assertThat(harness.shard.latency()).hasMillis(60);
			assertThat(harness.shard.meanLatency()).hasMillis(40);
		}

		@Test
		void lateWakeUpSendsOneHeartbeatAndKeepsTheSchedule() { // R5
			ProtocolHarness harness = new ProtocolHarness().connected();
			Instant due = harness.shard.nextDeadline();
			harness.now = due.plusSeconds(3);
			harness.handle(new ShardInput.TimerFired());
			assertThat(harness.shard.nextDeadline()).isEqualTo(due.plus(ProtocolHarness.INTERVAL));
		}

		@Test
		void veryLateWakeUpLeavesTheAckItsTime() { // R5, R8
			ProtocolHarness harness = new ProtocolHarness().connected();
			harness.now = harness.shard.nextDeadline().plus(ProtocolHarness.INTERVAL).minusSeconds(1);
			assertThat(sent(harness.handle(new ShardInput.TimerFired()), GatewayOpcode.HEARTBEAT)).hasSize(1);
			assertThat(harness.untilDeadline()).isEqualTo(ProtocolHarness.INTERVAL);
		}

		@Test
		void timeThatGoesBackStandsStill() {
			ProtocolHarness harness = new ProtocolHarness().connected();
			Instant deadline = harness.shard.nextDeadline();
			harness.now = harness.now.minusSeconds(3600);
			assertThat(harness.handle(new ShardInput.TimerFired())).isEmpty();
			assertThat(harness.shard.nextDeadline()).isEqualTo(deadline);
		}

	}

	@Nested
	class Resuming {

		@Test
		void reconnectResumesAtOnceAtTheResumeUrl() { // R16, R17
			ProtocolHarness harness = new ProtocolHarness().connected();
			harness.dispatch("MESSAGE_CREATE", 2, "{}");
			List<ShardAction> actions = harness.op(7, "null");
			assertThat(only(actions, ShardAction.Close.class)).extracting((close) -> close.code().value())
				.containsExactly(4900);
			assertThat(only(actions, ShardAction.Connect.class)).extracting((connect) -> connect.url().getHost())
				.containsExactly("resume.discord.example");
			assertThat(harness.shard.status()).isEqualTo(ShardStatus.CONNECTING);
			JsonNode resume = sent(harness.opened().hello(), GatewayOpcode.RESUME).get(0);
			assertThat(resume).isEqualTo(ProtocolHarness.JSON.readTree("""
					{"op":6,"d":{"token":"a-token-that-must-never-be-seen","session_id":"the-session","seq":2}}"""));
		}

		@Test
		void reconnectInsteadOfHelloConnectsAgain() { // R16
			ProtocolHarness harness = new ProtocolHarness().started().opened();
			harness.op(7, "null");
			assertThat(harness.shard.status()).isEqualTo(ShardStatus.CONNECTING);
			assertThat(harness.shard.resumePoint()).isNull();
		}

		@Test
		void replayedDispatchesAreMarkedAndCounted() { // R17, R44
			ProtocolHarness harness = new ProtocolHarness().connected();
			harness.op(7, "null");
			harness.reconnected();
			List<ShardAction> actions = new ArrayList<>(harness.dispatch("MESSAGE_CREATE", 2, "{\"a\":1}"));
			actions.addAll(harness.dispatch("MESSAGE_CREATE", 3, "{}"));
			actions.addAll(harness.resumed(4));
			actions.addAll(harness.dispatch("MESSAGE_CREATE", 5, "{}"));
			assertThat(events(actions, ShardEvent.Dispatched.class))
				.extracting(ShardEvent.Dispatched::sequence, ShardEvent.Dispatched::replayed)
				.containsExactly(org.assertj.core.groups.Tuple.tuple(2L, true),
						org.assertj.core.groups.Tuple.tuple(3L, true), org.assertj.core.groups.Tuple.tuple(4L, false),
						org.assertj.core.groups.Tuple.tuple(5L, false));
			assertThat(events(actions, ShardEvent.SessionResumed.class))
				.containsExactly(new ShardEvent.SessionResumed("the-session", 2));
		}

		@Test
		void whatWasSeenBeforeIsNotDeliveredAgain() { // R17
			ProtocolHarness harness = new ProtocolHarness().connected();
			harness.dispatch("MESSAGE_CREATE", 2, "{}");
			harness.op(7, "null");
			harness.reconnected();
			assertThat(harness.dispatch("MESSAGE_CREATE", 2, "{}")).isEmpty();
			assertThat(events(harness.dispatch("MESSAGE_CREATE", 3, "{}"), ShardEvent.Dispatched.class)).hasSize(1);
		}

		@ParameterizedTest
		@NullSource
		@ValueSource(ints = { 1000, 1001, 1006, 4000, 4001, 4002, 4005, 4008, 4321 })
		void otherClosesResume(Integer code) { // R18
			ProtocolHarness harness = new ProtocolHarness().connected();
			List<ShardAction> actions = harness.closed(code);
			assertThat(events(actions, ShardEvent.Disconnected.class)).singleElement()
				.satisfies((event) -> assertThat(event.willResume()).isTrue());
			harness.reconnected();
			assertThat(harness.shard.status()).isEqualTo(ShardStatus.RESUMING);
		}

		@ParameterizedTest
		@ValueSource(ints = { 4003, 4007, 4009 })
		void someClosesStartANewSession(int code) { // R18
			ProtocolHarness harness = new ProtocolHarness().connected();
			List<ShardAction> actions = harness.closed(code);
			assertThat(actions).contains(new ShardAction.DropResumePoint());
			assertThat(events(actions, ShardEvent.SessionLost.class)).hasSize(1);
			harness.advanceTo(GatewayTimer.BACKOFF);
			assertThat(only(harness.journal, ShardAction.Connect.class)).extracting((c) -> c.url().getHost())
				.containsExactly("gateway.discord.example");
			harness.opened().greeted();
			assertThat(harness.shard.status()).isEqualTo(ShardStatus.AWAITING_IDENTIFY);
		}

		@ParameterizedTest
		@ValueSource(ints = { 4004, 4010, 4011, 4012, 4013, 4014 })
		void finalClosesStopForGood(int code) { // R18, R39
			ProtocolHarness harness = new ProtocolHarness().started().opened().greeted().identified();
			List<ShardAction> actions = harness.closed(code);
			assertThat(harness.shard.status()).isEqualTo(ShardStatus.FAILED);
			assertThat(harness.shard.nextDeadline()).isNull();
			assertThat(events(actions, ShardEvent.Failed.class)).singleElement().satisfies((failed) -> {
				assertThat(failed.closeCode()).isEqualTo(GatewayCloseCode.of(code));
				assertThat(failed.message()).contains(String.valueOf(code)).doesNotContain(ProtocolHarness.TOKEN);
			});
			harness.started();
			assertThat(harness.shard.status()).as("an IDENTIFY was spent").isEqualTo(ShardStatus.BACKING_OFF);
			assertThat(harness.untilDeadline()).hasSeconds(5);
			harness.advanceToNextDeadline();
			assertThat(harness.shard.status()).isEqualTo(ShardStatus.CONNECTING);
		}

		@Test
		void disallowedIntentsAreNamed() { // R39
			ProtocolHarness harness = new ProtocolHarness().started().opened().greeted().identified();
			assertThat(events(harness.closed(4014), ShardEvent.Failed.class).get(0).message())
				.contains("[GUILDS, GUILD_MESSAGES] (513)")
				.contains("Developer Portal");
		}

		@Test
		void failureEndsEverythingAndSaysSo() { // R18
			ProtocolHarness harness = new ProtocolHarness().connected();
			harness.op(7, "null");
			harness.handle(
					new ShardInput.Submit(1, new UpdateVoiceState(1, null, false, false), harness.now.plusSeconds(60)));
			harness.reconnected();
			List<ShardAction> actions = harness.closed(4004);
			assertThat(actions).contains(new ShardAction.DropResumePoint());
			assertThat(events(actions, ShardEvent.CommandDropped.class)).extracting(ShardEvent.CommandDropped::reason)
				.containsExactly("the shard failed with 4004");
			assertThat(events(actions, ShardEvent.Disconnected.class)).singleElement().satisfies((event) -> {
				assertThat(event.nextAttempt()).isNull();
				assertThat(event.willResume()).isFalse();
			});
			assertThat(events(actions, ShardEvent.Failed.class).get(0).message()).doesNotContain("513");
			assertThat(harness.shard.nextDeadline()).isNull();
			assertThat(harness.handle(new ShardInput.TimerFired())).isEmpty();
		}

		@Test
		void invalidIntentsAreNamed() { // R39
			ProtocolHarness harness = new ProtocolHarness().started().opened().greeted().identified();
			assertThat(events(harness.closed(4013), ShardEvent.Failed.class).get(0).message()).contains("(513)");
		}

		@Test
		void resumeUrlThatNeverAnswersGivesWayToTheGatewayUrl() { // R4, R19
			ProtocolHarness harness = new ProtocolHarness().started(ProtocolHarness.POINT);
			for (int i = 0; i < 3; i++) {
				harness.advanceTo(GatewayTimer.CONNECT_TIMEOUT);
				harness.advanceTo(GatewayTimer.BACKOFF);
			}
			assertThat(only(harness.journal, ShardAction.Connect.class))
				.extracting((connect) -> connect.url().getHost())
				.containsExactly("resume.discord.example", "resume.discord.example", "resume.discord.example",
						"gateway.discord.example");
		}

		@Test
		void invalidSessionSaysWhetherItCanBeResumed() { // R15
			ProtocolHarness harness = new ProtocolHarness().connected();
			assertThat(events(harness.op(9, "true"), ShardEvent.Disconnected.class).get(0).cause().reason())
				.endsWith("but resumable");
			harness = new ProtocolHarness().connected();
			assertThat(events(harness.op(9, "false"), ShardEvent.Disconnected.class).get(0).cause().reason())
				.endsWith("invalid");
		}

		@Test
		void invalidSessionForgetsTheSessionAndWaits() { // R15
			ProtocolHarness harness = new ProtocolHarness().connected().live(Duration.ofMinutes(10));
			List<ShardAction> actions = harness.op(9, "false");
			assertThat(actions).contains(new ShardAction.DropResumePoint());
			assertThat(harness.untilDeadline()).hasSeconds(3);
			assertThat(harness.shard.resumePoint()).isNull();
			assertThat(only(harness.advanceToNextDeadline(), ShardAction.Connect.class))
				.extracting((connect) -> connect.url().getHost())
				.containsExactly("gateway.discord.example");
		}

		@Test
		void resumableInvalidSessionResumesAgain() { // R15
			ProtocolHarness harness = new ProtocolHarness().connected();
			List<ShardAction> actions = harness.op(9, "true");
			assertThat(events(actions, ShardEvent.SessionLost.class)).isEmpty();
			harness.reconnected();
			assertThat(harness.shard.status()).isEqualTo(ShardStatus.RESUMING);
		}

		@Test
		void deadResumeUrlGivesWayToTheGatewayUrl() { // R19
			ProtocolHarness harness = new ProtocolHarness().connected();
			harness.closed(null);
			List<String> hosts = new ArrayList<>();
			for (int i = 0; i < 6; i++) {
				harness.advanceTo(GatewayTimer.BACKOFF);
				List<ShardAction.Connect> connects = only(harness.journal, ShardAction.Connect.class);
				hosts.add(connects.get(connects.size() - 1).url().getHost());
				harness.connectFailed();
			}
			assertThat(hosts).containsExactly("resume.discord.example", "resume.discord.example",
					"resume.discord.example", "gateway.discord.example", "gateway.discord.example",
					"gateway.discord.example");
			assertThat(harness.shard.resumePoint()).as("an outage is no reason to give up").isNotNull();
		}

		@Test
		void sessionThatNoUrlResumesIsGivenUp() { // R19
			ProtocolHarness harness = new ProtocolHarness().connected();
			harness.closed(null);
			for (int i = 0; i < 3; i++) {
				harness.reconnected();
				assertThat(events(harness.closed(null), ShardEvent.SessionLost.class)).isEmpty();
			}
			harness.reconnected();
			assertThat(events(harness.closed(null), ShardEvent.SessionLost.class))
				.containsExactly(new ShardEvent.SessionLost("it could not be resumed in 4 attempts"));
			harness.reconnected();
			assertThat(harness.shard.status()).isEqualTo(ShardStatus.AWAITING_IDENTIFY);
		}

		@Test
		void stormOfReconnectsCostsNoSession() { // R16, R19
			ProtocolHarness harness = new ProtocolHarness().connected();
			for (int i = 0; i < 20; i++) {
				harness.op(7, "null");
				harness.reconnected();
				assertThat(harness.shard.status()).isEqualTo(ShardStatus.RESUMING);
			}
			assertThat(events(harness.journal, ShardEvent.SessionLost.class)).isEmpty();
		}

		@Test
		void anotherProcessStartsWithResume() { // R23
			ResumePoint point = new ResumePoint("old", ProtocolHarness.RESUME_URL, 42, new ShardId(0, 1));
			ProtocolHarness harness = new ProtocolHarness().started(point).opened();
			JsonNode resume = sent(harness.hello(), GatewayOpcode.RESUME).get(0);
			assertThat(resume.at("/d/session_id").asString()).isEqualTo("old");
			assertThat(resume.at("/d/seq").asInt()).isEqualTo(42);
		}

		@Test
		void resumePointOfAnotherShardIsNotUsed() { // R23, R38
			ResumePoint point = new ResumePoint("old", ProtocolHarness.RESUME_URL, 42, new ShardId(0, 2));
			ProtocolHarness harness = new ProtocolHarness().started(point).opened().greeted();
			assertThat(harness.shard.status()).isEqualTo(ShardStatus.AWAITING_IDENTIFY);
			assertThat(events(harness.journal, ShardEvent.Warning.class)).hasSize(1);
			assertThat(harness.journal).contains(new ShardAction.DropResumePoint());
		}

		@Test
		void resumeUrlThatDowngradesFromWssIsRefused() { // R41
			ResumePoint point = new ResumePoint("old", GatewayUrl.of("ws://resume.discord.example"), 42,
					new ShardId(0, 1));
			ProtocolHarness harness = new ProtocolHarness().started(point);
			assertThat(only(harness.journal, ShardAction.Connect.class))
				.extracting((connect) -> connect.url().getHost())
				.containsExactly("gateway.discord.example");
			assertThat(events(harness.journal, ShardEvent.Warning.class)).hasSize(1);
		}

		@Test
		void sessionIsResumedAtTheGatewayUrlWhereThatIsSet() { // R17
			ProtocolHarness harness = new ProtocolHarness((settings) -> settings.resumeAtGatewayUrl(true)).connected();
			assertThat(harness.shard.resumePoint().resumeUrl()).isEqualTo(ProtocolHarness.GATEWAY);
			harness.closed(1001);
			assertThat(harness.shard.nextUrl().getHost()).isEqualTo("gateway.discord.example");
			assertThat(events(harness.journal, ShardEvent.Warning.class)).isEmpty();
		}

		@Test
		void keptSessionIsResumedAtTheGatewayUrlWhereThatIsSet() { // R23
			ProtocolHarness harness = new ProtocolHarness((settings) -> settings.resumeAtGatewayUrl(true))
				.started(ProtocolHarness.POINT);
			assertThat(only(harness.journal, ShardAction.Connect.class))
				.extracting((connect) -> connect.url().getHost())
				.containsExactly("gateway.discord.example");
		}

		@Test
		void plainResumeUrlIsTakenFromAPlainGateway() { // R41
			ResumePoint point = new ResumePoint("old", GatewayUrl.of("ws://resume.discord.example"), 42,
					new ShardId(0, 1));
			ProtocolHarness harness = new ProtocolHarness();
			harness.handle(new ShardInput.Start(GatewayUrl.of("ws://gateway.discord.example"), point));
			assertThat(only(harness.journal, ShardAction.Connect.class))
				.extracting((connect) -> connect.url().getHost())
				.containsExactly("resume.discord.example");
		}

		@Test
		void laterGatewayUrlIsUsedFromTheNextConnectionOn() { // R1
			ProtocolHarness harness = new ProtocolHarness().started();
			harness.handle(new ShardInput.GatewayUrlFound(GatewayUrl.of("wss://other.example")));
			harness.connectFailed();
			assertThat(only(harness.advanceTo(GatewayTimer.BACKOFF), ShardAction.Connect.class))
				.extracting((connect) -> connect.url().getHost())
				.containsExactly("other.example");
		}

	}

	@Nested
	class GivenUpSockets {

		@Test
		void whatTheyStillDeliverIsIgnored() { // R43
			ProtocolHarness harness = new ProtocolHarness().connected();
			harness.op(7, "null");
			ShardStatus before = harness.shard.status();
			ByteBuffer late = ByteBuffer
				.wrap("{\"op\":0,\"t\":\"X\",\"s\":9,\"d\":{}}".getBytes(StandardCharsets.UTF_8));
			assertThat(harness.handle(new ShardInput.TextReceived(1, late, true))).isEmpty();
			assertThat(harness.handle(new ShardInput.BinaryReceived(1, late, true))).isEmpty();
			assertThat(harness.handle(new ShardInput.Closed(1, 4004, ""))).isEmpty();
			assertThat(harness.handle(new ShardInput.SendFailed(1, "broken pipe"))).isEmpty();
			assertThat(harness.handle(new ShardInput.ConnectFailed(1, "late", null, null))).isEmpty();
			assertThat(harness.handle(new ShardInput.Opened(1))).isEmpty();
			assertThat(harness.handle(new ShardInput.ReadingPaused(1))).isEmpty();
			assertThat(harness.shard.status()).isEqualTo(before);
		}

		@Test
		void failedSendCountsAsADroppedConnection() {
			ProtocolHarness harness = new ProtocolHarness().connected();
			List<ShardAction> actions = harness.handle(new ShardInput.SendFailed(1, "broken pipe"));
			assertThat(events(actions, ShardEvent.Disconnected.class)).extracting((event) -> event.cause().kind())
				.containsExactly(Kind.DROPPED);
		}

	}

	@Nested
	class Rubbish {

		@ParameterizedTest
		@ValueSource(strings = { " ", "{", "null", "[]", "{\"op\":\"x\"}", "{\"op\":0}", "{\"op\":0,\"t\":5}",
				"{\"op\":0,\"t\":\"X\",\"s\":1.5,\"d\":{}}", "{\"op\":0,\"t\":\"READY\",\"s\":1,\"d\":{}}",
				"{\"op\":10,\"d\":{\"heartbeat_interval\":0}}", "{\"op\":10,\"d\":{\"heartbeat_interval\":\"x\"}}",
				"{\"op\":10,\"d\":[}", "{\"op\":10,\"d\":{]}", "{\"op\":1,\"d\":tru}", "{\"op\":1}x",
				"{\"op\":0,\"t\":\"MESSAGE_CREATE\",\"s\":2,\"d\":{}}", "{\"op\":99999999999}" })
		void whatDoesNotDecodeEndsTheConnectionOnly(String json) { // R35
			ProtocolHarness harness = new ProtocolHarness().started().opened();
			List<ShardAction> actions = harness.receive(json);
			assertThat(only(actions, ShardAction.Close.class)).extracting((close) -> close.code().value())
				.containsExactly(4900);
			assertThat(events(actions, ShardEvent.Disconnected.class)).singleElement().satisfies((event) -> {
				assertThat(event.cause().kind()).isEqualTo(Kind.PROTOCOL_VIOLATION);
				assertThat(event.cause().reason()).isNotBlank();
			});
			assertThat(harness.shard.status()).isEqualTo(ShardStatus.BACKING_OFF);
		}

		@Test
		void readyThatDoesNotDecodeStartsNoSession() { // R35
			ProtocolHarness harness = new ProtocolHarness().started().opened().greeted().identified();
			harness.dispatch("READY", 1, "{\"session_id\":}");
			assertThat(harness.shard.status()).isEqualTo(ShardStatus.BACKING_OFF);
			assertThat(harness.shard.resumePoint()).isNull();
		}

		@Test
		void readyWithAnUnusableResumeUrlResumesAtTheGateway() { // R14
			ProtocolHarness harness = new ProtocolHarness().started().opened().greeted().identified();
			harness.dispatch("READY", 1, "{\"session_id\":\"x\",\"resume_gateway_url\":\"not a url\"}");
			assertThat(harness.shard.resumePoint()).isNotNull()
				.satisfies((point) -> assertThat(point.resumeUrl()).isEqualTo(ProtocolHarness.GATEWAY));
		}

		@Test
		void unknownOpcodesAndClientOpcodesAreIgnored() { // R36
			ProtocolHarness harness = new ProtocolHarness().connected();
			assertThat(harness.op(77, "{\"x\":1}")).isEmpty();
			assertThat(harness.op(43, "{}")).isEmpty();
			assertThat(harness.op(2, "{}")).isEmpty();
		}

		@Test
		void unknownEventsArriveRaw() { // R36
			ProtocolHarness harness = new ProtocolHarness().connected();
			List<ShardAction> actions = harness.dispatch("BRAND_NEW", 2, "{\"x\": [1, {\"y\":\"}\\\"\"}]}");
			assertThat(events(actions, ShardEvent.Dispatched.class)).singleElement()
				.satisfies((event) -> assertThat(event.data()).asString().isEqualTo("{\"x\": [1, {\"y\":\"}\\\"\"}]}"));
		}

		@Test
		void secondHelloIsIgnored() {
			ProtocolHarness harness = new ProtocolHarness().connected();
			Instant deadline = harness.shard.nextDeadline();
			assertThat(events(harness.hello(), ShardEvent.Warning.class)).hasSize(1);
			assertThat(harness.shard.nextDeadline()).isEqualTo(deadline);
		}

		@Test
		void secondReadyEndsTheConnection() {
			ProtocolHarness harness = new ProtocolHarness().connected();
			harness.ready(2);
			assertThat(harness.shard.status()).isEqualTo(ShardStatus.BACKING_OFF);
		}

		@Test
		void damagedZlibStreamEndsTheConnection() { // R30, R35
			ProtocolHarness harness = new ProtocolHarness((settings) -> settings.compression(Compression.ZLIB_STREAM))
				.connected();
			harness.receiveBytes(new byte[] { 1, 2, 3, 0, 0, -1, -1 });
			assertThat(harness.shard.status()).isEqualTo(ShardStatus.BACKING_OFF);
			harness.reconnected();
			assertThat(harness.shard.status()).as("a new connection has a new context").isEqualTo(ShardStatus.RESUMING);
		}

		@Test
		void messageThatInflatesBeyondTheBoundEndsTheConnection() { // R34
			ProtocolHarness harness = new ProtocolHarness(
					(settings) -> settings.compression(Compression.ZLIB_STREAM).maxPayloadSize(8192))
				.connected();
			List<ShardAction> actions = harness.dispatch("HUGE", 2, "\"" + "x".repeat(10_000) + "\"");
			assertThat(events(actions, ShardEvent.Disconnected.class).get(0).cause().reason()).contains("8192");
		}

		@Test
		void tokenIsInNoActionsText() { // R40
			ProtocolHarness harness = new ProtocolHarness().connected();
			harness.op(7, "null");
			harness.reconnected();
			harness.closed(4014);
			assertThat(harness.journal.toString()).doesNotContain(ProtocolHarness.TOKEN);
			assertThat(harness.shard.toString()).doesNotContain(ProtocolHarness.TOKEN);
		}

	}

	@Nested
	class Commands {

		private final UpdateVoiceState command = new UpdateVoiceState(1, null, false, false);

		@Test
		void commandIsSentInALiveSession() { // R28
			ProtocolHarness harness = new ProtocolHarness().connected();
			List<ShardAction> actions = harness.handle(new ShardInput.Submit(5, this.command, null));
			assertThat(sent(actions, GatewayOpcode.VOICE_STATE_UPDATE)).containsExactly(ProtocolHarness.JSON.readTree(
					"{\"op\":4,\"d\":{\"guild_id\":\"1\",\"channel_id\":null,\"self_mute\":false,\"self_deaf\":false}}"));
			assertThat(events(actions, ShardEvent.CommandSent.class)).containsExactly(new ShardEvent.CommandSent(5));
		}

		@Test
		void commandWaitsForTheSessionAndKeepsItsOrder() { // R26
			ProtocolHarness harness = new ProtocolHarness().started().opened().greeted().identified();
			assertThat(harness.handle(new ShardInput.Submit(1, this.command, null))).isEmpty();
			assertThat(harness.handle(new ShardInput.Submit(2, this.command, null))).isEmpty();
			assertThat(events(harness.ready(1), ShardEvent.CommandSent.class)).extracting(ShardEvent.CommandSent::id)
				.containsExactly(1L, 2L);
		}

		@Test
		void presenceThatWasSetOutlivesItsSession() { // R11, R28
			ProtocolHarness harness = new ProtocolHarness().connected();
			harness.handle(new ShardInput.Submit(1, UpdatePresence.of(UpdatePresence.Status.IDLE), null));
			assertThat(nextIdentify(harness).at("/d/presence/status").asString()).isEqualTo("idle");
		}

		@Test
		void presenceTooLongForIdentifyIsToldAndLeftOut() { // R25
			ProtocolHarness harness = new ProtocolHarness().connected();
			UpdatePresence tooLong = UpdatePresence.of(UpdatePresence.Status.IDLE,
					UpdatePresence.Activity.custom("x".repeat(3900)));
			List<ShardAction> actions = harness.handle(new ShardInput.Submit(1, tooLong, null));
			assertThat(sent(actions, GatewayOpcode.PRESENCE_UPDATE)).hasSize(1);
			assertThat(events(actions, ShardEvent.Warning.class)).singleElement()
				.satisfies((warning) -> assertThat(warning.message()).contains("too long for IDENTIFY"));
			assertThat(nextIdentify(harness).at("/d/presence").isMissingNode()).isTrue();
		}

		@Test
		void presenceThatJustFitsIntoIdentifyIsKept() { // R25
			ProtocolHarness harness = new ProtocolHarness().connected();
			harness.handle(new ShardInput.Submit(1, presence(0), null));
			int room = PayloadWriter.MAX_SIZE - identifySize(nextIdentify(harness));
			harness = new ProtocolHarness().connected();
			List<ShardAction> actions = harness.handle(new ShardInput.Submit(1, presence(room), null));
			assertThat(events(actions, ShardEvent.Warning.class)).isEmpty();
			assertThat(identifySize(nextIdentify(harness))).isEqualTo(PayloadWriter.MAX_SIZE);
			harness.handle(new ShardInput.Submit(1, presence(room + 1), null));
			assertThat(events(harness.ready(1), ShardEvent.Warning.class)).as("one more").hasSize(1);
		}

		private static UpdatePresence presence(int length) {
			return UpdatePresence.of(UpdatePresence.Status.IDLE,
					UpdatePresence.Activity.custom("x" + "x".repeat(length)));
		}

		private static int identifySize(JsonNode identify) {
			return identify.toString().getBytes(StandardCharsets.UTF_8).length;
		}

		private static JsonNode nextIdentify(ProtocolHarness harness) {
			harness.live(Duration.ofMinutes(1));
			harness.op(9, "false");
			harness.advanceTo(GatewayTimer.BACKOFF);
			harness.opened().greeted().identified();
			List<JsonNode> identifies = sent(harness.journal, GatewayOpcode.IDENTIFY);
			assertThat(identifies).hasSize(1);
			return identifies.get(0);
		}

		@Test
		void commandIsSentAfterResumedNotBefore() { // R26
			ProtocolHarness harness = new ProtocolHarness().connected();
			harness.op(7, "null");
			harness.handle(new ShardInput.Submit(1, this.command, null));
			harness.reconnected();
			assertThat(sent(harness.journal, GatewayOpcode.VOICE_STATE_UPDATE)).isEmpty();
			assertThat(sent(harness.resumed(2), GatewayOpcode.VOICE_STATE_UPDATE)).hasSize(1);
		}

		@Test
		void commandPastItsDeadlineIsDropped() { // R26
			ProtocolHarness harness = new ProtocolHarness().started().opened();
			harness.handle(new ShardInput.Submit(1, this.command, harness.now.plusSeconds(2)));
			assertThat(harness.shard.nextTimer()).isEqualTo(GatewayTimer.COMMAND_DEADLINE);
			assertThat(events(harness.advanceToNextDeadline(), ShardEvent.CommandDropped.class))
				.extracting(ShardEvent.CommandDropped::id)
				.containsExactly(1L);
		}

		@Test
		void neverMoreThan120PayloadsInAMinuteAndHeartbeatsNeverWait() { // R24
			ProtocolHarness harness = new ProtocolHarness().connected();
			List<Instant> sends = new ArrayList<>();
			Instant end = harness.now.plus(Duration.ofMinutes(10));
			for (int i = 0; i < 900; i++) {
				harness.handle(new ShardInput.Submit(i, this.command, null));
			}
			collectSends(harness, sends);
			while (harness.now.isBefore(end)) {
				boolean heartbeat = harness.shard.nextTimer() == GatewayTimer.HEARTBEAT;
				List<ShardAction> actions = harness.advanceToNextDeadline();
				if (heartbeat) {
					assertThat(sent(actions, GatewayOpcode.HEARTBEAT)).hasSize(1);
					harness.ack();
				}
				collectSends(harness, sends);
			}
			assertThat(sends).hasSizeGreaterThan(900);
			for (int i = 0; i + 120 < sends.size(); i++) {
				assertThat(Duration.between(sends.get(i), sends.get(i + 120)))
					.isGreaterThanOrEqualTo(Duration.ofSeconds(60));
			}
		}

		private void collectSends(ProtocolHarness harness, List<Instant> sends) {
			only(harness.journal, ShardAction.Send.class).forEach((send) -> sends.add(harness.now));
			harness.journal.clear();
		}

		@Test
		void fullQueueRefusesWithAClearError() { // R24
			ProtocolHarness harness = new ProtocolHarness(
					(settings) -> settings.compression(Compression.NONE).commandQueueCapacity(1))
				.started();
			assertThat(harness.handle(new ShardInput.Submit(1, this.command, null))).isEmpty();
			assertThat(events(harness.handle(new ShardInput.Submit(2, this.command, null)),
					ShardEvent.CommandDropped.class))
				.singleElement()
				.satisfies((dropped) -> assertThat(dropped.reason()).contains("queue is full"));
		}

		@Test
		void requestsWhoseIntentIsMissingAreRefused() { // R27
			ProtocolHarness harness = new ProtocolHarness().connected();
			assertRefused(harness, RequestGuildMembers.all(1), "GUILD_MEMBERS");
			assertRefused(harness, RequestGuildMembers.byName(1, "a", 5).withPresences(), "GUILD_PRESENCES");
			assertThat(submit(harness, RequestGuildMembers.byName(1, "a", 5))).hasSize(1);
			assertThat(submit(harness, RequestGuildMembers.byIds(1, List.of(2L)))).hasSize(1);
			assertThat(submit(harness, new RequestGuildMembers(1, "", 5, false, List.of(), null))).hasSize(1);
		}

		@Test
		void requestsWhoseIntentIsThereAreSent() { // R27
			ProtocolHarness harness = new ProtocolHarness((settings) -> settings.compression(Compression.NONE)
				.intents(GatewayIntent.GUILD_MEMBERS.value() | GatewayIntent.GUILD_PRESENCES.value())).connected();
			assertThat(submit(harness, RequestGuildMembers.all(1).withPresences())).hasSize(1);
		}

		private void assertRefused(ProtocolHarness harness, GatewayCommand command, String intent) {
			List<ShardAction> actions = harness.handle(new ShardInput.Submit(1, command, null));
			assertThat(actions).hasSize(1);
			assertThat(events(actions, ShardEvent.CommandDropped.class)).singleElement()
				.satisfies((dropped) -> assertThat(dropped.reason()).contains(intent));
		}

		private List<JsonNode> submit(ProtocolHarness harness, GatewayCommand command) {
			return sent(harness.handle(new ShardInput.Submit(1, command, null)), GatewayOpcode.REQUEST_GUILD_MEMBERS);
		}

		@Test
		void budgetKnowsTheConnectionsOwnInterval() { // R24
			ProtocolHarness harness = new ProtocolHarness().started().opened();
			harness.op(10, "{\"heartbeat_interval\":10000}");
			harness.identified().ready(1);
			for (int i = 0; i < 200; i++) {
				harness.handle(new ShardInput.Submit(i, this.command, null));
			}
			assertThat(only(harness.journal, ShardAction.Send.class)).hasSize(111);
			assertThat(harness.shard.nextTimer()).isEqualTo(GatewayTimer.HEARTBEAT);
		}

		@Test
		void deadlineOfACommandThatWasSentWakesNobody() { // R26
			ProtocolHarness harness = new ProtocolHarness().started().opened().greeted().identified();
			harness.handle(new ShardInput.Submit(1, this.command, harness.now.plusSeconds(2)));
			assertThat(harness.shard.nextTimer()).isEqualTo(GatewayTimer.COMMAND_DEADLINE);
			harness.ready(1);
			assertThat(harness.shard.nextTimer()).isEqualTo(GatewayTimer.HEARTBEAT);
		}

		@Test
		void budgetOfAConnectionThatIsGoneWakesNobody() { // R24, R43
			ProtocolHarness harness = new ProtocolHarness().connected();
			for (int i = 0; i < 200; i++) {
				harness.handle(new ShardInput.Submit(i, this.command, null));
			}
			harness.now = harness.now.plusSeconds(20);
			harness.op(7, "null");
			harness.now = harness.now.plusSeconds(19);
			harness.opened();
			for (int i = 0; i < 6; i++) {
				assertThat(harness.shard.nextTimer()).isNotEqualTo(GatewayTimer.COMMAND_BUDGET);
				harness.advanceToNextDeadline();
			}
		}

		@Test
		void budgetThatNobodyWaitsForAnyMoreWakesNobody() { // R24, R26
			ProtocolHarness harness = new ProtocolHarness().connected();
			for (int i = 0; i < 115; i++) {
				harness.handle(new ShardInput.Submit(i, this.command, null));
			}
			harness.handle(new ShardInput.Submit(115, this.command, harness.now.plusSeconds(2)));
			assertThat(events(harness.advanceTo(GatewayTimer.COMMAND_DEADLINE), ShardEvent.CommandDropped.class))
				.hasSize(1);
			Instant end = harness.now.plusSeconds(120);
			while (harness.now.isBefore(end)) {
				assertThat(harness.shard.nextTimer()).isNotEqualTo(GatewayTimer.COMMAND_BUDGET);
				harness.advanceToNextDeadline();
				harness.ack();
			}
		}

		@Test
		void commandsDroppedByAStopAreNotSentAfterTheNextStart() { // R26
			ProtocolHarness harness = new ProtocolHarness().started();
			harness.handle(new ShardInput.Submit(1, this.command, null));
			harness.handle(new ShardInput.Shutdown(CloseCode.ENDS_SESSION));
			harness.journal.clear();
			harness.started().opened().greeted().identified().ready(1);
			assertThat(sent(harness.journal, GatewayOpcode.VOICE_STATE_UPDATE)).isEmpty();
		}

		@Test
		void payloadOf4096BytesIsSent() { // R25
			ProtocolHarness harness = new ProtocolHarness().connected();
			int frame = PayloadWriter.command(Encoding.JSON, new RequestChannelInfo(1, List.of(""))).length;
			RequestChannelInfo command = new RequestChannelInfo(1, List.of("x".repeat(PayloadWriter.MAX_SIZE - frame)));
			assertThat(
					sent(harness.handle(new ShardInput.Submit(1, command, null)), GatewayOpcode.REQUEST_CHANNEL_INFO))
				.hasSize(1);
		}

		@Test
		void payloadOver4096BytesIsRefusedWithItsSize() { // R25
			ProtocolHarness harness = new ProtocolHarness().connected();
			Long[] guilds = new Long[300];
			Arrays.fill(guilds, 1234567890123456789L);
			List<ShardAction> actions = harness
				.handle(new ShardInput.Submit(1, new RequestSoundboardSounds(List.of(guilds)), null));
			assertThat(events(actions, ShardEvent.CommandDropped.class)).singleElement()
				.satisfies((dropped) -> assertThat(dropped.reason()).contains("6629 bytes").contains("4096"));
			assertThat(only(actions, ShardAction.Send.class)).isEmpty();
		}

		@Test
		void commandToAStoppedShardIsDropped() {
			ProtocolHarness harness = new ProtocolHarness();
			assertThat(events(harness.handle(new ShardInput.Submit(1, this.command, null)),
					ShardEvent.CommandDropped.class))
				.hasSize(1);
		}

	}

	@Nested
	class Stopping {

		@Test
		void stopEndsTheSession() { // R21
			ProtocolHarness harness = new ProtocolHarness().connected();
			harness.handle(new ShardInput.Submit(1, new UpdateVoiceState(1, null, false, false), null));
			List<ShardAction> actions = harness.handle(new ShardInput.Shutdown(CloseCode.ENDS_SESSION));
			assertThat(actions).startsWith(new ShardAction.Close(1, new CloseCode(1000), "stopped"),
					new ShardAction.DropResumePoint());
			assertThat(harness.shard.status()).isEqualTo(ShardStatus.STOPPED);
			assertThat(harness.shard.nextDeadline()).isNull();
			assertThat(events(actions, ShardEvent.Stopped.class)).hasSize(1);
			assertThat(harness.handle(new ShardInput.Shutdown(CloseCode.ENDS_SESSION))).isEmpty();
		}

		@Test
		void stopThatKeepsTheSessionClosesResumably() { // R21, R23
			ProtocolHarness harness = new ProtocolHarness().connected();
			List<ShardAction> actions = harness.handle(new ShardInput.Shutdown(CloseCode.KEEPS_SESSION));
			assertThat(actions).startsWith(new ShardAction.Close(1, new CloseCode(4900), "stopped"),
					new ShardAction.SaveResumePoint(harness.shard.resumePoint()));
			harness.started(harness.shard.resumePoint()).opened().greeted();
			assertThat(harness.shard.status()).isEqualTo(ShardStatus.RESUMING);
		}

		@Test
		void stopWhileConnectingAbortsAndDropsCommands() {
			ProtocolHarness harness = new ProtocolHarness().started();
			harness.handle(new ShardInput.Submit(1, new UpdateVoiceState(1, null, false, false), null));
			List<ShardAction> actions = harness.handle(new ShardInput.Shutdown(CloseCode.ENDS_SESSION));
			assertThat(actions).contains(new ShardAction.Abort(1));
			assertThat(events(actions, ShardEvent.CommandDropped.class)).hasSize(1);
		}

		@Test
		void shardThatIsClosedDecodesNoMore() {
			ProtocolHarness harness = new ProtocolHarness().connected();
			harness.shard.close();
			assertThatIllegalStateException().isThrownBy(harness::ack).withMessageContaining("closed");
		}

		@ParameterizedTest
		@EnumSource(ShardStatus.class)
		void stopWorksFromEverywhere(ShardStatus status) {
			ProtocolHarness harness = ProtocolHarness.in(status);
			harness.handle(new ShardInput.Shutdown(CloseCode.ENDS_SESSION));
			assertThat(harness.shard.status()).isEqualTo(ShardStatus.STOPPED);
			assertThat(harness.shard.nextDeadline()).isNull();
			harness.shard.close();
		}

	}

}
