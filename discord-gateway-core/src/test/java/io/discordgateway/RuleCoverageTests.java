package io.discordgateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fails if there is a rule of the gateway (R1 to R44) that no test in any module names. A
 * test names its rules in a comment ({@code // R14}), its Javadoc or its display name.
 */
class RuleCoverageTests {

	private static final int RULES = 44;

	private static final Path DOCS = Path.of("..", "docs", "protocol.md");

	private static final Pattern COMMENT = Pattern.compile("//.*|^\\s*/?\\*.*|@DisplayName\\(.*");

	private static final Pattern RULE = Pattern.compile("\\bR(\\d+)\\b");

	private static final Pattern TEST = Pattern.compile("`(\\w+Tests)\\.(\\w+)`");

	@Test
	void everyRuleIsNamedByATest() throws IOException {
		List<Path> sources = testSources();
		assertThat(sources).as("test sources").hasSizeGreaterThan(20);
		Set<Integer> named = new TreeSet<>();
		for (Path source : sources) {
			for (String line : Files.readAllLines(source)) {
				Matcher comment = COMMENT.matcher(line);
				if (comment.find()) {
					RULE.matcher(comment.group())
						.results()
						.forEach((rule) -> named.add(Integer.valueOf(rule.group(1))));
				}
			}
		}
		List<Integer> missing = IntStream.rangeClosed(1, RULES)
			.filter((rule) -> !named.contains(rule))
			.boxed()
			.toList();
		assertThat(missing).as("rules that no test names").isEmpty();
		assertThat(named).as("rules that there are").allMatch((rule) -> rule >= 1 && rule <= RULES);
	}

	@Test
	void everyTestThatTheDocsNameExists() throws IOException {
		List<Path> sources = testSources();
		List<String> missing = new ArrayList<>();
		int tests = 0;
		Matcher name = TEST.matcher(Files.readString(DOCS));
		while (name.find()) {
			tests++;
			boolean found = false;
			for (Path source : sources) {
				found |= source.endsWith(name.group(1) + ".java")
						&& Files.readString(source).contains("void " + name.group(2) + "(");
			}
			if (!found) {
				missing.add(name.group());
			}
		}
		assertThat(tests).isGreaterThan(30);
		assertThat(missing).isEmpty();
	}

	private static List<Path> testSources() throws IOException {
		List<Path> roots;
		try (Stream<Path> modules = Files.list(Path.of(".."))) {
			roots = modules.map((module) -> module.resolve(Path.of("src", "test", "java")))
				.filter(Files::isDirectory)
				.toList();
		}
		return roots.stream()
			.flatMap(RuleCoverageTests::files)
			.filter((file) -> file.getFileName().toString().endsWith("Tests.java"))
			.filter((file) -> !file.endsWith("RuleCoverageTests.java"))
			.toList();
	}

	private static Stream<Path> files(Path root) {
		try (Stream<Path> files = Files.walk(root)) {
			return files.toList().stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
