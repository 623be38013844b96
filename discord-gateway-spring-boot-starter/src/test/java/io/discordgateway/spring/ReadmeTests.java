package io.discordgateway.spring;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The parts of the README that are made from the code. {@code -Ddocs.write=true} writes
 * them anew.
 */
class ReadmeTests {

	private static final Path README = Path.of("../README.md");

	private static final String PREFIX = "discord.gateway.";

	@Test
	void theTableOfPropertiesIsThatOfTheMetadata() throws IOException {
		StringBuilder table = new StringBuilder("| `discord.gateway.` | default | |\n| --- | --- | --- |\n");
		for (JsonNode property : metadata().path("properties")) {
			if (!property.path("name").asString().startsWith(PREFIX)) {
				continue;
			}
			table.append("| `")
				.append(property.path("name").asString().substring(PREFIX.length()))
				.append("` | ")
				.append(property.has("defaultValue") ? "`" + property.path("defaultValue").asString() + "`" : "")
				.append(" | ")
				.append(property.path("description").asString().replace("|", "\\|"))
				.append(values(property.path("type").asString()))
				.append(" |\n");
		}
		assertPart("properties", table.toString());
	}

	@Test
	void theDiagramIsThatOfTheShardsTable() throws IOException {
		String page = Files.readString(Path.of("../docs/shard-life.md"));
		assertPart("shard-life", page.substring(page.indexOf("```mermaid"), page.lastIndexOf("```") + 3) + "\n");
	}

	@Test
	void everythingThatTheReadmeLinksToIsThere() throws IOException {
		Matcher links = Pattern.compile("\\]\\(([^)#:]+)\\)|src(?:set)?=\"([^\":]+)\"")
			.matcher(Files.readString(README));
		while (links.find()) {
			String link = (links.group(1) != null) ? links.group(1) : links.group(2);
			assertThat(README.resolveSibling(link)).exists();
		}
	}

	private static String values(String type) {
		if (!ClassUtils.isPresent(type, DiscordGateway.class.getClassLoader())) {
			return "";
		}
		Object[] constants = ClassUtils.resolveClassName(type, DiscordGateway.class.getClassLoader())
			.getEnumConstants();
		if (constants == null) {
			return "";
		}
		return Stream.of(constants)
			.map((constant) -> "`" + ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-') + "`")
			.collect(Collectors.joining(", ", " (", ")"));
	}

	private static JsonNode metadata() throws IOException {
		try (InputStream in = Objects.requireNonNull(DiscordGateway.class.getClassLoader()
			.getResourceAsStream("META-INF/spring-configuration-metadata.json"))) {
			return JsonMapper.shared().readTree(in);
		}
	}

	private static void assertPart(String name, String expected) throws IOException {
		String readme = Files.readString(README);
		String begin = "<!-- " + name + ": made from the code -->\n";
		String end = "<!-- end of " + name + " -->";
		int from = readme.indexOf(begin) + begin.length();
		int to = readme.indexOf(end);
		assertThat(to).as("README.md has its part " + name).isGreaterThan(begin.length());
		if (Boolean.getBoolean("docs.write")) {
			Files.writeString(README, readme.substring(0, from) + expected + readme.substring(to));
			return;
		}
		assertThat(readme.substring(from, to))
			.as("README.md is behind the code: ./mvnw test -pl discord-gateway-spring-boot-starter -am "
					+ "-Dtest=ReadmeTests -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.write=true writes it anew")
			.isEqualTo(expected);
	}

}
