package io.discordgateway.protocol;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import io.discordgateway.payload.CloseCode;
import io.discordgateway.payload.Identify;
import io.discordgateway.payload.Token;
import io.discordgateway.payload.UpdateVoiceState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static io.discordgateway.protocol.ProtocolHarness.events;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Walks every pair of a status and an input, and compares what happens with the table in
 * {@code docs/protocol.md}. Run with {@code -Ddocs.write=true} to write the table anew,
 * and read what changed.
 */
class ShardMatrixTests {

	private static final Path PAGE = Path.of("..", "docs", "protocol.md");

	private static final String BEGIN = "<!-- matrix: written by ShardMatrixTests -->\n";

	private static final String END = "<!-- end of the matrix -->\n";

	private static final String NOTHING = "·";

	private static final Map<String, Function<ProtocolHarness, ShardInput>> INPUTS = inputs();

	private static Map<String, Function<ProtocolHarness, ShardInput>> inputs() {
		Map<String, Function<ProtocolHarness, ShardInput>> inputs = new LinkedHashMap<>();
		inputs.put("Start", (harness) -> new ShardInput.Start(ProtocolHarness.GATEWAY, null));
		inputs.put("Start with a resume point",
				(harness) -> new ShardInput.Start(ProtocolHarness.GATEWAY, ProtocolHarness.POINT));
		inputs.put("Shutdown", (harness) -> new ShardInput.Shutdown(CloseCode.ENDS_SESSION));
		inputs.put("Shutdown, session kept", (harness) -> new ShardInput.Shutdown(CloseCode.KEEPS_SESSION));
		inputs.put("Submit", (harness) -> new ShardInput.Submit(1, new UpdateVoiceState(1, null, true, true), null));
		inputs.put("GatewayUrlFound", (harness) -> new ShardInput.GatewayUrlFound(ProtocolHarness.GATEWAY));
		inputs.put("IdentifyGranted", (harness) -> harness.grant(1));
		inputs.put("ConnectNow", (harness) -> new ShardInput.ConnectNow());
		inputs.put("Reconnect", (harness) -> new ShardInput.Reconnect(true));
		inputs.put("Reconnect with a new session", (harness) -> new ShardInput.Reconnect(false));
		inputs.put("BeginSession", (harness) -> new ShardInput.BeginSession(Identify.of(Token.of("x"), 0)));
		inputs.put("ResumeSession", (harness) -> new ShardInput.ResumeSession(Token.of("x")));
		inputs.put("SendHeartbeat", (harness) -> new ShardInput.SendHeartbeat());
		inputs.put("TimerFired, too early", (harness) -> new ShardInput.TimerFired());
		inputs.put("TimerFired, in time", ShardMatrixTests::timerInTime);
		inputs.put("ClockJumped by 1 s", (harness) -> new ShardInput.ClockJumped(Duration.ofSeconds(1)));
		inputs.put("ClockJumped by 1 h", (harness) -> new ShardInput.ClockJumped(Duration.ofHours(1)));
		inputs.put("Opened", (harness) -> new ShardInput.Opened(number(harness)));
		inputs.put("ConnectFailed", (harness) -> new ShardInput.ConnectFailed(number(harness), "refused", 403, null));
		inputs.put("SendFailed", (harness) -> new ShardInput.SendFailed(number(harness), "broken pipe"));
		inputs.put("ReadingPaused", (harness) -> new ShardInput.ReadingPaused(number(harness)));
		inputs.put("ReadingResumed", (harness) -> new ShardInput.ReadingResumed(number(harness)));
		inputs.put("Closed without a code", (harness) -> new ShardInput.Closed(number(harness), null, ""));
		inputs.put("Closed 1000", (harness) -> new ShardInput.Closed(number(harness), 1000, ""));
		inputs.put("Closed 4000", (harness) -> new ShardInput.Closed(number(harness), 4000, ""));
		inputs.put("Closed 4009", (harness) -> new ShardInput.Closed(number(harness), 4009, ""));
		inputs.put("Closed 4004", (harness) -> new ShardInput.Closed(number(harness), 4004, ""));
		inputs.put("HELLO", text("{\"op\":10,\"d\":{\"heartbeat_interval\":41250}}"));
		inputs.put("HELLO without an interval", text("{\"op\":10,\"d\":{}}"));
		inputs.put("HEARTBEAT", text("{\"op\":1,\"d\":null}"));
		inputs.put("HEARTBEAT_ACK", text("{\"op\":11}"));
		inputs.put("RECONNECT", text("{\"op\":7,\"d\":null}"));
		inputs.put("INVALID_SESSION true", text("{\"op\":9,\"d\":true}"));
		inputs.put("INVALID_SESSION false", text("{\"op\":9,\"d\":false}"));
		inputs.put("READY", text(
				"{\"op\":0,\"t\":\"READY\",\"s\":1,\"d\":{\"session_id\":\"x\",\"resume_gateway_url\":\"wss://r.example\"}}"));
		inputs.put("RESUMED", text("{\"op\":0,\"t\":\"RESUMED\",\"s\":9,\"d\":{}}"));
		inputs.put("dispatch, new", text("{\"op\":0,\"t\":\"MESSAGE_CREATE\",\"s\":9,\"d\":{}}"));
		inputs.put("dispatch, seen", text("{\"op\":0,\"t\":\"MESSAGE_CREATE\",\"s\":1,\"d\":{}}"));
		inputs.put("dispatch without `s`", text("{\"op\":0,\"t\":\"MESSAGE_CREATE\",\"d\":{}}"));
		inputs.put("dispatch without `t`", text("{\"op\":0,\"s\":9,\"d\":{}}"));
		inputs.put("unknown opcode", text("{\"op\":77,\"d\":{}}"));
		inputs.put("a client's opcode", text("{\"op\":2,\"d\":{}}"));
		inputs.put("rubbish", text("rubbish"));
		inputs.put("binary message", (harness) -> new ShardInput.BinaryReceived(number(harness),
				ByteBuffer.wrap(new byte[] { 1, 2, 3 }), true));
		inputs.put("half a message",
				(harness) -> new ShardInput.TextReceived(number(harness), ByteBuffer.wrap(new byte[] { '{' }), false));
		return inputs;
	}

	private static Function<ProtocolHarness, ShardInput> text(String json) {
		byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
		return (harness) -> new ShardInput.TextReceived(number(harness), ByteBuffer.wrap(bytes), true);
	}

	private static ShardInput timerInTime(ProtocolHarness harness) {
		if (harness.shard.nextDeadline() != null) {
			harness.now = harness.shard.nextDeadline();
		}
		return new ShardInput.TimerFired();
	}

	private static long number(ProtocolHarness harness) {
		return Math.max(1, harness.connection());
	}

	static Stream<Arguments> everyPair() {
		return Stream.of(ShardStatus.values())
			.flatMap((status) -> INPUTS.keySet().stream().map((input) -> Arguments.of(status, input)));
	}

	@ParameterizedTest
	@MethodSource("everyPair")
	void pairMovesTheShardAlongTheTableOnly(ShardStatus status, String name) { // R35, R43
		ProtocolHarness harness = ProtocolHarness.in(status);
		ShardInput input = INPUTS.get(name).apply(harness);
		boolean illegal = (input instanceof ShardInput.Start && status != ShardStatus.STOPPED
				&& status != ShardStatus.FAILED) || input instanceof ShardInput.ResumeSession
				|| input instanceof ShardInput.BeginSession;
		if (illegal) {
			assertThatIllegalStateException().isThrownBy(() -> harness.handle(input));
			assertThat(harness.shard.status()).isEqualTo(status);
			return;
		}
		ShardStatus current = status;
		for (ShardEvent.StatusChanged change : events(harness.handle(input), ShardEvent.StatusChanged.class)) {
			assertThat(change.from()).isEqualTo(current);
			assertThat(current.canBecome(change.to())).as(change.toString()).isTrue();
			current = change.to();
		}
		assertThat(harness.shard.status()).isEqualTo(current);
		harness.shard.close();
	}

	@Test
	void everyKindOfInputIsInTheTable() {
		List<Class<?>> kinds = new ArrayList<>();
		INPUTS.values()
			.forEach((input) -> kinds.add(input.apply(ProtocolHarness.in(ShardStatus.CONNECTED)).getClass()));
		assertThat(kinds).contains(ShardInput.class.getPermittedSubclasses());
	}

	@Test
	void everyPairHasTheOutcomeInTheTable() throws IOException {
		String page = Files.readString(PAGE);
		int begin = page.indexOf(BEGIN);
		int end = page.indexOf(END);
		assertThat(begin).as("the matrix in " + PAGE).isPositive().isLessThan(end);
		String table = table();
		if (Boolean.getBoolean("docs.write")) {
			Files.writeString(PAGE, page.substring(0, begin + BEGIN.length()) + table + page.substring(end));
		}
		else {
			assertThat(page.substring(begin + BEGIN.length(), end)).isEqualTo(table);
		}
	}

	private static String table() {
		StringBuilder table = new StringBuilder("\n| input |");
		for (ShardStatus status : ShardStatus.values()) {
			table.append(' ').append(status).append(" |");
		}
		table.append("\n|").append(" --- |".repeat(ShardStatus.values().length + 1)).append('\n');
		INPUTS.forEach((name, input) -> {
			table.append("| **").append(name).append("** |");
			for (ShardStatus status : ShardStatus.values()) {
				table.append(' ').append(outcome(status, input)).append(" |");
			}
			table.append('\n');
		});
		return table.append('\n').toString();
	}

	private static String outcome(ShardStatus status, Function<ProtocolHarness, ShardInput> input) {
		ProtocolHarness harness = ProtocolHarness.in(status);
		List<ShardAction> actions;
		try {
			actions = harness.handle(input.apply(harness));
		}
		catch (IllegalStateException ex) {
			return "IllegalStateException";
		}
		List<String> outcome = new ArrayList<>();
		for (ShardAction action : actions) {
			String word = word(action);
			if (word != null && !outcome.contains(word)) {
				outcome.add(word);
			}
		}
		return outcome.isEmpty() ? NOTHING : String.join(", ", outcome);
	}

	private static @Nullable String word(ShardAction action) {
		if (action instanceof ShardAction.Connect connect) {
			return connect.url().getHost().startsWith("resume") ? "connect to resume url" : "connect";
		}
		if (action instanceof ShardAction.Send send) {
			return "send " + send.opcode();
		}
		if (action instanceof ShardAction.Close close) {
			return "close " + close.code();
		}
		if (action instanceof ShardAction.Abort) {
			return "abort";
		}
		if (action instanceof ShardAction.RequestIdentify) {
			return "ask for permit";
		}
		if (action instanceof ShardAction.CancelIdentify) {
			return "return permit";
		}
		if (action instanceof ShardAction.SaveResumePoint) {
			return "save session";
		}
		if (action instanceof ShardAction.DropResumePoint) {
			return "drop session";
		}
		return word(((ShardAction.Emit) action).event());
	}

	private static @Nullable String word(ShardEvent event) {
		if (event instanceof ShardEvent.StatusChanged change) {
			return "→ " + change.to();
		}
		if (event instanceof ShardEvent.Dispatched) {
			return "deliver";
		}
		if (event instanceof ShardEvent.CommandDropped) {
			return "refuse";
		}
		if (event instanceof ShardEvent.Warning) {
			return "warn";
		}
		return null;
	}

}
