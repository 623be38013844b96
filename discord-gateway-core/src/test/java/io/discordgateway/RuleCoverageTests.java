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
 * Fails if there is a rule of the gateway (R1 to R52) that no test in any module names. A
 * test names its rules in a comment ({@code // R14}) of its own, its Javadoc or its
 * display name; what a class or a helper says does not count.
 */
class RuleCoverageTests {

	private static final int RULES = 52;

	private static final Path DOCS = Path.of("..", "docs", "protocol.md");

	private static final Pattern COMMENT = Pattern.compile("//.*|^\\s*/?\\*.*|@DisplayName\\(.*");

	private static final Pattern TEST_ANNOTATION = Pattern
		.compile("(\\t+)@(Test|ParameterizedTest|RepeatedTest|FuzzTest|ArchTest)\\b");

	private static final Pattern RULE = Pattern.compile("\\bR(\\d+)\\b");

	private static final Pattern TEST = Pattern.compile("`(\\w+Tests)\\.(\\w+)`");

	@Test
	void everyRuleIsNamedByATest() throws IOException {
		List<Path> sources = testSources();
		assertThat(sources).as("test sources").hasSizeGreaterThan(20);
		Set<Integer> named = new TreeSet<>();
		for (Path source : sources) {
			named.addAll(rulesOfTests(Files.readAllLines(source)));
		}
		List<Integer> missing = IntStream.rangeClosed(1, RULES)
			.filter((rule) -> !named.contains(rule))
			.boxed()
			.toList();
		assertThat(missing).as("rules that no test names").isEmpty();
		assertThat(named).as("rules that there are").allMatch((rule) -> rule >= 1 && rule <= RULES);
	}

	@Test
	void commentThatBelongsToNoTestNamesNoRule() {
		assertThat(rulesOfTests("""
				/** R1 */
				class SomeTests {

					/** R2 */
					@Test
					@DisplayName("R3: so it is")
					void fact() { // R4
						int answer = 42;

						// R5
					}

					@ArchTest
					static final ArchRule rule = classes(); // R6

					// R7
					private void help() {
						"R8".length();
					}

					@Test
					@Disabled
					void later() { // R9
					}

				}
				""".lines().toList())).containsExactlyInAnyOrder(2, 3, 4, 5, 6);
	}

	/* Members are told apart by the formatter's blank lines and indentation. */
	private static Set<Integer> rulesOfTests(List<String> lines) {
		Set<Integer> rules = new TreeSet<>();
		for (int line = 0; line < lines.size(); line++) {
			Matcher annotation = TEST_ANNOTATION.matcher(lines.get(line));
			if (annotation.lookingAt()) {
				int from = line;
				while (!lines.get(from - 1).isBlank()) {
					from--;
				}
				int to = line;
				boolean field = annotation.group(2).equals("ArchTest");
				while (field ? !lines.get(to).isBlank() : !lines.get(to).startsWith(annotation.group(1) + "}")) {
					to++;
				}
				rules.addAll(rules(lines.subList(from, to)));
			}
		}
		return rules;
	}

	private static Set<Integer> rules(List<String> test) {
		Set<Integer> rules = new TreeSet<>();
		if (test.stream().noneMatch((line) -> line.contains("@Disabled"))) {
			for (String line : test) {
				Matcher comment = COMMENT.matcher(line);
				if (comment.find()) {
					RULE.matcher(comment.group())
						.results()
						.forEach((rule) -> rules.add(Integer.valueOf(rule.group(1))));
				}
			}
		}
		return rules;
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
