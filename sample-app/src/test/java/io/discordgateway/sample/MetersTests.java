package io.discordgateway.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.discordgateway.limit.SessionStart;
import io.discordgateway.payload.UpdatePresence;
import io.discordgateway.session.KeptSession;
import io.discordgateway.session.ResumeChanges;
import io.discordgateway.session.ResumeStore;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.observation.DiscordMeter;
import io.discordgateway.spring.test.AutoConfigureTestDiscord;
import io.discordgateway.spring.test.TestChannel;
import io.discordgateway.spring.test.TestDiscord;
import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The meters that are documented are those that there are, once everything has happened
 * that they count. {@code -Ddocs.write=true} writes the documented list anew.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.test.metrics.export=true", "discord.gateway.rest.max-wait=1h" })
@AutoConfigureTestDiscord
@Import(MetersTests.Parts.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MetersTests {

	private static final Path PAGE = Path.of("../docs/operations/metrics.md");

	private static final String BEGIN = "<!-- meters: made from the code -->\n";

	private static final String END = "<!-- end of meters -->";

	@Autowired
	private MeterRegistry registry;

	@Autowired
	private DiscordGateway gateway;

	@LocalServerPort
	private int port;

	@Test
	@Order(1)
	void everythingHappens(TestDiscord discord) throws Exception {
		TestChannel general = discord.guild("Test").channel("general");
		discord.user("ada").in(general).says("!ping");
		discord.user("ada").in(general).runs("/ping");
		discord.dispatch("TYPING_START", "{\"channel_id\":\"1\",\"user_id\":\"2\",\"timestamp\":0}");
		discord.dispatch("MESSAGE_CREATE", message(general, "{}"));
		discord.dispatch("INTERACTION_CREATE", "[]");
		var unused = this.gateway.submit(UpdatePresence.of(UpdatePresence.Status.ONLINE));
		discord.settle();
		discord.time().advance(Duration.ofMinutes(2));
		discord.route("POST", "/channels/*/messages").next(1).refuses(429, Duration.ofSeconds(5));
		discord.user("ada").in(general).says("!ping");
		discord.settle();
		discord.time().advance(Duration.ofMinutes(1));
		discord.refuseNextUpgrades(4, 503, Duration.ofSeconds(20));
		discord.everyShard().drops();
		discord.user("ada").in(general).runs("/ping");
		discord.settle();
		discord.time().advance(Duration.ofMinutes(2));
		assertThat(discord.transcript()).contains("RESUME");
	}

	@Test
	@Order(2)
	void theMetersThatThereAreAreThoseThatAreDocumented() throws IOException {
		Map<String, Set<String>> documented = new TreeMap<>();
		for (DiscordMeter meter : DiscordMeter.values()) {
			documented.put(meter.getName(), keys(meter));
		}
		Map<String, Set<String>> there = new TreeMap<>();
		for (Meter meter : this.registry.getMeters()) {
			String name = meter.getId().getName();
			if (name.startsWith("discord.")) {
				Set<String> keys = meter.getId().getTags().stream().map(Tag::getKey).collect(Collectors.toSet());
				Set<String> before = there.putIfAbsent(name, keys);
				assertThat(keys).as("keys of %s", name).isEqualTo((before != null) ? before : keys);
			}
		}
		assertThat(there).isEqualTo(documented);
		// Micrometer makes the meters of observations, without a description.
		Set<String> observed = Set.of(DiscordMeter.DISPATCH.getName(), DiscordMeter.DISPATCH_ACTIVE.getName());
		assertThat(this.registry.getMeters()).filteredOn((meter) -> meter.getId().getName().startsWith("discord."))
			.filteredOn((meter) -> !observed.contains(meter.getId().getName()))
			.allSatisfy((meter) -> assertThat(meter.getId().getDescription()).isNotBlank());
	}

	@Test
	@Order(3)
	void prometheusShowsEachMeter() throws Exception {
		String scrape = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + "/actuator/prometheus")).build(),
					HttpResponse.BodyHandlers.ofString())
			.body();
		Set<String> series = scrape.lines()
			.filter((line) -> line.startsWith("discord_"))
			.map((line) -> line.split("[ {]", 2)[0])
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(series).containsAll(Arrays.stream(DiscordMeter.values()).flatMap(MetersTests::series).toList());
	}

	@Test
	@Order(4)
	void thePageListsTheMeters() throws IOException {
		StringBuilder table = new StringBuilder("| meter | kind | told apart by | in Prometheus | |\n")
			.append("| --- | --- | --- | --- | --- |\n");
		for (DiscordMeter meter : DiscordMeter.values()) {
			table.append("| `%s` | %s%s | %s | %s | %s |\n".formatted(meter.getName(),
					meter.getType().name().toLowerCase(Locale.ROOT),
					(meter.getBaseUnit() != null) ? ", " + meter.getBaseUnit() : "",
					keys(meter).stream().sorted().map((key) -> "`" + key + "`").collect(Collectors.joining(", ")),
					series(meter).map((name) -> "`" + name + "`").collect(Collectors.joining(", ")),
					meter.description()));
		}
		String page = Files.readString(PAGE);
		int from = page.indexOf(BEGIN) + BEGIN.length();
		int to = page.indexOf(END);
		assertThat(to).isGreaterThan(BEGIN.length());
		if (Boolean.getBoolean("docs.write")) {
			Files.writeString(PAGE, page.substring(0, from) + table + page.substring(to));
			return;
		}
		assertThat(page.substring(from, to))
			.as("%s is behind the code: ./mvnw test -pl sample-app -am -Dtest=MetersTests "
					+ "-Dsurefire.failIfNoSpecifiedTests=false -Ddocs.write=true writes it anew", PAGE)
			.isEqualTo(table.toString());
	}

	private static Set<String> keys(DiscordMeter meter) {
		return Arrays.stream(meter.getKeyNames()).map(KeyName::asString).collect(Collectors.toSet());
	}

	/* As Micrometer names them for Prometheus. */
	static Stream<String> series(DiscordMeter meter) {
		String name = meter.getName().replace('.', '_');
		String unit = meter.getBaseUnit();
		String withUnit = (unit != null && !name.endsWith("_" + unit)) ? name + "_" + unit : name;
		return switch (meter.getType()) {
			case COUNTER -> Stream.of(withUnit + "_total");
			case TIMER -> Stream.of(name + "_seconds_count", name + "_seconds_sum");
			case LONG_TASK_TIMER -> Stream.of(name + "_seconds_count", name + "_seconds_sum");
			default -> Stream.of(withUnit);
		};
	}

	/* A field that it reads is of another kind than documented. */
	private static String message(TestChannel channel, String content) {
		return """
				{"id": "1", "type": 0, "channel_id": "%s", "content": %s,
				"author": {"id": "43", "username": "other", "discriminator": "1", "bot": true},
				"timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": null, "tts": false, "pinned": false,
				"mention_everyone": false, "mentions": [], "mention_roles": [], "attachments": [], "embeds": [],
				"components": [], "flags": 0}""".formatted(channel.id(), content);
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Parts {

		@Bean
		Store resumeStore() {
			return new Store();
		}

	}

	/** A store in memory. */
	static class Store implements ResumeStore {

		private final Map<ShardId, KeptSession> sessions = new ConcurrentHashMap<>();

		@Override
		public @Nullable KeptSession load(String applicationId, ShardId shard) {
			return this.sessions.get(shard);
		}

		@Override
		public List<SessionStart> loadIdentifies(String applicationId, Instant now) {
			return List.of();
		}

		@Override
		public void save(String applicationId, ResumeChanges changes) {
			changes.sessions().forEach((session) -> this.sessions.put(session.point().shard(), session));
		}

	}

}
