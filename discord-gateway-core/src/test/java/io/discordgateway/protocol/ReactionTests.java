package io.discordgateway.protocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import io.discordgateway.protocol.Reaction.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static io.discordgateway.protocol.ProtocolHarness.events;
import static io.discordgateway.protocol.ProtocolHarness.only;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the shard to the table of what may come when.
 */
class ReactionTests {

	private static final Path PAGE = Path.of("../docs/protocol.md");

	private static final String BEGIN = "<!-- reactions: written by ReactionTests -->\n";

	private static final String END = "<!-- end of reactions -->";

	static Stream<Arguments> cells() {
		return open().flatMap((status) -> Stream.of(Message.values()).map((message) -> Arguments.of(status, message)));
	}

	private static Stream<ShardStatus> open() {
		return Stream.of(ShardStatus.values()).filter(ShardStatus::isOpen);
	}

	@ParameterizedTest
	@MethodSource("cells")
	void shardDoesWhatTheTableSays(ShardStatus status, Message message) { // R35, R36
		ProtocolHarness harness = ProtocolHarness.in(status);
		List<ShardAction> actions = harness.receive(text(message));
		boolean violated = events(actions, ShardEvent.Disconnected.class).stream()
			.anyMatch((event) -> event.cause().kind() == DisconnectCause.Kind.PROTOCOL_VIOLATION);
		boolean delivered = !events(actions, ShardEvent.Dispatched.class).isEmpty();
		switch (Reaction.to(message, status)) {
			case FOLLOW -> assertThat(violated).isFalse();
			case DELIVER -> {
				assertThat(delivered).isTrue();
				assertThat(harness.shard.status()).isEqualTo(status);
			}
			case IGNORE -> assertThat(actions).isEmpty();
			case WARN -> assertThat(actions).hasSameSizeAs(events(actions, ShardEvent.Warning.class)).hasSize(1);
			case REFUSE -> {
				assertThat(violated).isTrue();
				assertThat(only(actions, ShardAction.Close.class)).hasSize(1);
				assertThat(delivered).isFalse();
			}
		}
		harness.shard.close();
	}

	private static String text(Message message) {
		return switch (message) {
			case HELLO -> "{\"op\":10,\"d\":{\"heartbeat_interval\":41250}}";
			case HEARTBEAT -> "{\"op\":1,\"d\":null}";
			case HEARTBEAT_ACK -> "{\"op\":11,\"d\":null}";
			case RECONNECT -> "{\"op\":7,\"d\":null}";
			case INVALID_SESSION -> "{\"op\":9,\"d\":true}";
			case READY -> "{\"op\":0,\"t\":\"READY\",\"s\":1,\"d\":{\"session_id\":\"x\"}}";
			case RESUMED -> "{\"op\":0,\"t\":\"RESUMED\",\"s\":9,\"d\":{}}";
			case EVENT -> "{\"op\":0,\"t\":\"TYPING_START\",\"s\":9,\"d\":{}}";
			case OTHER -> "{\"op\":77,\"d\":{}}";
		};
	}

	@Test
	void nothingIsFollowedWithoutAnOpenConnection() {
		for (Message message : Message.values()) {
			assertThat(Stream.of(ShardStatus.values()).filter((status) -> !status.isOpen()))
				.allMatch((status) -> Reaction.to(message, status) == Reaction.IGNORE);
		}
	}

	@Test
	void tableInTheDocumentationIsTheCodes() throws IOException {
		StringBuilder table = new StringBuilder("\n| message |");
		open().forEach((status) -> table.append(' ').append(status).append(" |"));
		table.append("\n| --- |").append(" --- |".repeat((int) open().count())).append('\n');
		for (Message message : Message.values()) {
			table.append("| **").append(message).append("** |");
			open().forEach((status) -> table.append(' ')
				.append(Reaction.to(message, status).name().toLowerCase(Locale.ROOT))
				.append(" |"));
			table.append('\n');
		}
		String written = table.append('\n').toString();
		String page = Files.readString(PAGE);
		int begin = page.indexOf(BEGIN) + BEGIN.length();
		int end = page.indexOf(END);
		assertThat(begin).as("the table in " + PAGE).isGreaterThan(BEGIN.length()).isLessThanOrEqualTo(end);
		if (Boolean.getBoolean("docs.write")) {
			Files.writeString(PAGE, page.substring(0, begin) + written + page.substring(end));
		}
		else {
			assertThat(page.substring(begin, end)).isEqualTo(written);
		}
	}

}
