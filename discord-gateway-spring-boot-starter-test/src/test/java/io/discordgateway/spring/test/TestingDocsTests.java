package io.discordgateway.spring.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tests that the documentation shows are those that are run here.
 * {@code -Ddocs.write=true} writes them anew.
 */
class TestingDocsTests {

	private static final Path SOURCES = Path.of("src/test/java/io/discordgateway/spring/test/bot");

	private static final Path DOCS = Path.of("../docs/testing.md");

	private static final Path README = Path.of("../README.md");

	private static final int MAX_STATEMENTS = 30;

	@ParameterizedTest
	@ValueSource(strings = { "PingTests", "SlashCommandTests", "WelcomeTests", "ReconnectTests", "RateLimitTests" })
	void theTestsOfTheDocumentationAreThoseThatRun(String name) throws IOException {
		compare(DOCS, name);
	}

	@Test
	void theTestOfTheReadmeIsOneThatRuns() throws IOException {
		compare(README, "PingTests");
	}

	@Test
	void theFiveHaveFewStatementsTogether() throws IOException {
		long statements = 0;
		for (String name : new String[] { "PingTests", "SlashCommandTests", "WelcomeTests", "ReconnectTests",
				"RateLimitTests" }) {
			statements += test(name).lines().filter((line) -> line.endsWith(";")).count();
		}
		assertThat(statements).isPositive().isLessThanOrEqualTo(MAX_STATEMENTS);
	}

	private static String test(String name) throws IOException {
		String source = Files.readString(SOURCES.resolve(name + ".java"));
		return source.substring(source.indexOf("@DiscordGatewayTest")).strip();
	}

	private static void compare(Path page, String name) throws IOException {
		String text = Files.readString(page);
		Matcher block = Pattern
			.compile("(<!-- " + name + ": runs in the build -->\n```java\n)(.*?)(\n```)", Pattern.DOTALL)
			.matcher(text);
		assertThat(block.find()).as("A block for " + name + " in " + page).isTrue();
		if (Boolean.getBoolean("docs.write")) {
			Files.writeString(page, text.substring(0, block.start(2)) + test(name) + text.substring(block.end(2)));
			return;
		}
		assertThat(block.group(2)).as(name + " in " + page).isEqualTo(test(name));
	}

}
