package io.discordgateway.connection;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.discordgateway.payload.CloseCode;
import io.discordgateway.payload.GatewayCommand;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds {@code docs/coming-from-python.md} to the code.
 */
class ComingFromPythonTests {

	private static final Path PAGE = Path.of("..", "docs", "coming-from-python.md");

	private static final Pattern CALL = Pattern.compile("(\\w+)\\(");

	private static List<String[]> rows() throws IOException {
		return Files.readAllLines(PAGE)
			.stream()
			.dropWhile((line) -> !line.startsWith("| Python"))
			.skip(2)
			.takeWhile((line) -> line.startsWith("|"))
			.map((line) -> line.substring(1).split("\\|"))
			.toList();
	}

	@Test
	void everyPublicNameHasACounterpart() throws IOException {
		List<String> named = rows().stream().map((row) -> row[0]).toList();
		for (String name : List.of("DiscordConnection(", "encoding=", "compress=", "session_id=", "sequence=",
				"resume_uri=", "dispatch_handled=", ".uri", ".encoding", ".compress", ".session_id", ".sequence",
				".resume_uri", ".query_params", ".destination", ".connect()", ".receive(", ".events()",
				".heartbeat_interval", ".heartbeat()", "acknowledge=False", ".acknowledged", ".latency",
				".should_resume", ".identify(", ".resume(", ".request_guild_members(", ".update_voice_state(",
				".update_presence(", ".close(", ".closing", ".reconnect()", "CloseDiscordConnection(",
				"ConnectionRejected(", "RejectedConnectionData(", "Opcode", "CloseCode", "should_reconnect(")) {
			assertThat(named).as(name).anyMatch((row) -> row.contains("`" + name) || row.contains(name));
		}
		assertThat(rows()).allSatisfy((row) -> assertThat(row[1]).as(row[0]).isNotBlank());
	}

	@Test
	void whatIsNamedExists() throws IOException {
		Set<String> names = Stream
			.of(Stream.of(DiscordConnection.class, DiscordConnection.Builder.class, ConnectionEvent.Dispatch.class)
				.flatMap((type) -> Arrays.stream(type.getMethods()))
				.map(Method::getName),
					Arrays.stream(ConnectionEvent.class.getPermittedSubclasses()).map(Class::getSimpleName),
					Arrays.stream(GatewayCommand.class.getPermittedSubclasses()).map(Class::getSimpleName),
					Stream.of("Destination", "recovery", "getRawQuery"))
			.flatMap((some) -> some)
			.collect(Collectors.toSet());
		for (String[] row : rows()) {
			for (int cell = 1; cell < row.length; cell++) {
				assertThat(CALL.matcher(row[cell]).results().map(MatchResult::group)).as(row[0])
					.allSatisfy((call) -> assertThat(names).contains(call.substring(0, call.length() - 1)));
			}
		}
	}

}
