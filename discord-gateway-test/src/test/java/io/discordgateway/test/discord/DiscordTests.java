package io.discordgateway.test.discord;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;

import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.shard.ShardId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What shells need of a {@link Discord}, and what the simulation makes of it.
 */
class DiscordTests {

	private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	private static final byte[] EMPTY = bytes("{}");

	private final List<String> violations = new ArrayList<>();

	private final List<String> asked = new ArrayList<>();

	private Instant now = START;

	private Discord discord = discord(builder());

	@Test
	void nothingIsSentToASocketThatTakesNoMore() {
		identify(1);
		handle(new DiscordInput.Writable(1, false));
		assertThat(append("A")).isEmpty();
		assertThat(append("B")).isEmpty();
		assertThat(sent(handle(new DiscordInput.Writable(1, true)))).containsExactly("A 2", "B 3");
	}

	@Test
	void muchIsSentInPartsSoThatTheSocketCanSayNo() {
		identify(1);
		handle(new DiscordInput.Writable(1, false));
		for (int i = 0; i < 100; i++) {
			handle(new DiscordInput.Appended(Scope.ALL, "LARGE", bytes("{\"x\":\"" + "x".repeat(10_000) + "\"}")));
		}
		List<String> first = sent(handle(new DiscordInput.Writable(1, true)));
		assertThat(first).hasSizeBetween(1, 20).startsWith("LARGE 2");
		assertThat(this.discord.nextDeadline()).isEqualTo(this.now);
		List<String> second = sent(handle(new DiscordInput.TimerFired()));
		assertThat(second).hasSizeBetween(1, 20).startsWith("LARGE " + (first.size() + 2));
		handle(new DiscordInput.Writable(1, false));
		assertThat(sent(handle(new DiscordInput.TimerFired()))).isEmpty();
	}

	@Test
	void connectionsThatAreGoneAreNothingToIt() {
		identify(1);
		handle(new DiscordInput.Dropped(1));
		assertThat(handle(new DiscordInput.Dropped(1))).isEmpty();
		assertThat(handle(new DiscordInput.Writable(1, true))).isEmpty();
		assertThat(receive(1, "{\"op\":1,\"d\":null}")).isEmpty();
		assertThat(handle(new DiscordInput.CloseReceived(1, 1000, ""))).isEmpty();
		assertThat(this.discord.snapshot()).hasSize(1);
	}

	@Test
	void clientThatIsTooFarBehindLosesItsSession() {
		this.discord = discord(builder().replayBuffer(5));
		identify(1);
		handle(new DiscordInput.Writable(1, false));
		for (int i = 0; i < 5; i++) {
			append("A");
		}
		assertThat(handle(new DiscordInput.Appended(Scope.ALL, "A", EMPTY)))
			.containsExactly(new DiscordAction.Close(1, 4000, "The client is too slow", false));
		assertThat(this.discord.snapshot()).isEmpty();
	}

	@Test
	void whoDoesNotAnswerACloseIsCutOff() {
		identify(1);
		handle(new DiscordFault.Close(Scope.ALL, 4000));
		this.now = this.now.plusSeconds(2);
		assertThat(handle(new DiscordInput.TimerFired())).containsExactly(new DiscordAction.End(1));
	}

	@Test
	void closeOfTheClientIsAnsweredAndItsOwnCloseIsNot() {
		identify(1);
		assertThat(handle(new DiscordInput.CloseReceived(1, 4900, "")))
			.containsExactly(new DiscordAction.Close(1, 4900, "", false), new DiscordAction.End(1));
		open(2);
		handle(new DiscordFault.Close(Scope.connection(2), 4009));
		assertThat(handle(new DiscordInput.CloseReceived(2, 4009, ""))).containsExactly(new DiscordAction.End(2));
	}

	@Test
	void resumedMayRepeatTheLastNumber() { // R44
		this.discord = discord(builder().resumed(false, false));
		identify(1);
		handle(new DiscordInput.Dropped(1));
		append("A");
		assertThat(resume(2, 1)).containsExactly("A 2", "RESUMED 2");
		assertThat(append("B")).containsExactly("B 3");
		assertThat(resume(3, 1)).containsExactly("A 2", "B 3", "RESUMED 3");
	}

	@Test
	void resumedMayBeReplayedAndAReplayMayBeginTooEarly() { // R44
		this.discord = discord(builder().resumed(true, true).replayOverlap(2));
		identify(1);
		append("A");
		assertThat(resume(2, 2)).containsExactly("A 2", "RESUMED 3");
		assertThat(resume(3, 3)).containsExactly("A 2", "RESUMED 3", "RESUMED 4");
		append("B");
		assertThat(resume(4, 5)).containsExactly("RESUMED 4", "B 5", "RESUMED 6");
	}

	@Test
	void numberThatLeapsIsNoFaultOfTheClients() { // R6, R44
		identify(1);
		assertThat(sent(handle(new DiscordFault.Leap(1, 1_000_000, "A", EMPTY)))).containsExactly("A 1000002");
		receive(1, "{\"op\":1,\"d\":1000002}");
		handle(new DiscordInput.Dropped(1));
		assertThat(resume(2, 1)).containsExactly("A 2", "RESUMED 3");
		handle(new DiscordFault.Leap(2, 1_000_000, "B", EMPTY));
		handle(new DiscordInput.Dropped(2));
		open(3);
		assertThat(receive(3, resumePayload(1_000_004)))
			.containsExactly(new DiscordAction.Close(3, 4007, "The sequence number is none of the session's", true));
		assertThat(this.violations).isEmpty();
		assertThat(this.discord.snapshot()).isEmpty();
	}

	@Test
	void answersMayTakeTheirTime() { // R14, R17
		this.discord = new Discord(builder().build(), new Surroundings() {

			@Override
			public Duration readyDelay() {
				return Duration.ofSeconds(1);
			}

			@Override
			public Duration resumedDelay() {
				return Duration.ofSeconds(2);
			}

		}, new FakeWorld(), new DiscordListener() {
		}, new Random(1));
		open(1);
		assertThat(receive(1, identifyPayload(""))).isEmpty();
		assertThat(append("TOO_EARLY")).isEmpty();
		this.now = this.now.plusSeconds(1);
		assertThat(sent(handle(new DiscordInput.TimerFired()))).containsExactly("READY 1", "GUILD_CREATE 2");
		handle(new DiscordInput.Dropped(1));
		append("A");
		assertThat(resume(2, 2)).containsExactly("A 3");
		assertThat(append("B")).containsExactly("B 4");
		this.now = this.now.plusSeconds(2);
		assertThat(sent(handle(new DiscordInput.TimerFired()))).containsExactly("RESUMED 5");
	}

	@Test
	void worldIsAskedWithWhatTheSessionAskedFor() { // R11, R27
		open(1);
		receive(1, identifyPayload(",\"large_threshold\":77"));
		receive(1, "{\"op\":8,\"d\":{\"guild_id\":\"" + FakeWorld.GUILD + "\",\"query\":\"\",\"limit\":1}}");
		assertThat(this.asked).containsExactly(FakeWorld.GUILD + " for 1 from 77", "REQUEST_GUILD_MEMBERS");
	}

	@Test
	void sameInputsGiveTheSameActions() {
		List<DiscordAction> first = history();
		this.now = START;
		this.discord = discord(builder());
		assertThat(history()).isEqualTo(first);
	}

	private List<DiscordAction> history() {
		List<DiscordAction> actions = new ArrayList<>(identify(1));
		actions.addAll(handle(new DiscordInput.Appended(Scope.ALL, "A", EMPTY)));
		actions.addAll(handle(new DiscordFault.Drop(Scope.ALL)));
		actions.addAll(open(2));
		actions.addAll(receive(2, resumePayload(1)));
		return actions;
	}

	private static DiscordSettings.Builder builder() {
		return DiscordSettings.builder("t");
	}

	private Discord discord(DiscordSettings.Builder settings) {
		return new Discord(settings.build(), new Surroundings(), new FakeWorld(), new DiscordListener() {

			@Override
			public void violated(long connection, @Nullable Integer code, String what) {
				DiscordTests.this.violations.add(what);
			}

		}, new Random(1));
	}

	private List<DiscordAction> handle(DiscordInput input) {
		return this.discord.handle(input, this.now);
	}

	private List<DiscordAction> receive(long connection, String payload) {
		return handle(new DiscordInput.Received(connection, true, bytes(payload)));
	}

	private List<DiscordAction> open(long connection) {
		handle(new DiscordInput.UpgradeRequested(connection, "/?v=10&encoding=json"));
		return handle(new DiscordInput.Opened(connection));
	}

	private List<DiscordAction> identify(long connection) {
		open(connection);
		return receive(connection, identifyPayload("").replace("\"intents\":1", "\"intents\":0"));
	}

	private static String identifyPayload(String more) {
		return "{\"op\":2,\"d\":{\"token\":\"t\",\"intents\":1" + more
				+ ",\"properties\":{\"os\":\"x\",\"browser\":\"x\",\"device\":\"x\"}}}";
	}

	private List<String> resume(long connection, long sequence) {
		open(connection);
		return sent(receive(connection, resumePayload(sequence)));
	}

	private String resumePayload(long sequence) {
		String session = this.discord.snapshot().get(0).id();
		return "{\"op\":6,\"d\":{\"token\":\"t\",\"session_id\":\"" + session + "\",\"seq\":" + sequence + "}}";
	}

	private List<String> append(String event) {
		return sent(handle(new DiscordInput.Appended(Scope.ALL, event, EMPTY)));
	}

	/** The events that are sent, with their numbers. */
	private static List<String> sent(List<DiscordAction> actions) {
		return actions.stream()
			.filter(DiscordAction.Send.class::isInstance)
			.map((action) -> ((DiscordAction.Send) action).payload())
			.filter((payload) -> payload.op() == Payload.DISPATCH)
			.map((payload) -> payload.event() + " " + payload.sequence())
			.toList();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static class Surroundings implements Circumstances {

		@Override
		public String resumeUrl(ShardId shard) {
			return "wss://resume.example";
		}

		@Override
		public Duration heartbeatInterval(long connection) {
			return Duration.ofSeconds(41);
		}

	}

	private final class FakeWorld implements DiscordWorld {

		static final String GUILD = "41771983423143937";

		@Override
		public ObjectNode user() {
			return Json.object().put("id", "1");
		}

		@Override
		public Collection<String> guildIds() {
			return List.of(GUILD);
		}

		@Override
		public @Nullable Dispatch guildCreate(String guildId, int intents, int largeThreshold) {
			DiscordTests.this.asked.add(guildId + " for " + intents + " from " + largeThreshold);
			return Dispatch.of("GUILD_CREATE", Json.object().put("id", guildId));
		}

		@Override
		public Answer answer(DiscordSession session, GatewayOpcode opcode, JsonNode data, Instant now) {
			DiscordTests.this.asked.add(opcode.name());
			return Answer.NONE;
		}

	}

}
