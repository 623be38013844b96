package io.discordgateway.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.discordgateway.payload.GatewayCloseCode;
import io.discordgateway.spring.observation.DiscordMeter;
import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The dashboard, the alerts and the runbook ask for what there is.
 */
class OperationsDocsTests {

	private static final Path DOCS = Path.of("../docs/operations");

	private static final Pattern METRIC = Pattern.compile("\\b(discord_[a-z_]+|http_client_[a-z_]+)\\b(\\{[^}]*})?");

	private static final Pattern LABEL = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)");

	private static final Pattern GROUPING = Pattern.compile("\\bby \\(([^)]*)\\)");

	/* Of Spring's own, for calls of any API. */
	private static final String CALLS = "http_client_requests_seconds_count";

	/* Prometheus has these itself. */
	private static final Set<String> OF_PROMETHEUS = Set.of("instance", "le");

	private static final Map<String, Set<String>> SERIES = series();

	private static Map<String, Set<String>> series() {
		Map<String, Set<String>> series = new HashMap<>();
		for (DiscordMeter meter : DiscordMeter.values()) {
			Set<String> keys = Arrays.stream(meter.getKeyNames()).map(KeyName::asString).collect(Collectors.toSet());
			MetersTests.series(meter).forEach((name) -> series.put(name, keys));
			if (meter.getType() == Meter.Type.TIMER) {
				series.put(meter.getName().replace('.', '_') + "_seconds_max", keys);
			}
		}
		// The one timer that has buckets.
		series.put("discord_gateway_heartbeat_latency_seconds_bucket", Set.of("shard", "le"));
		series.put(CALLS, Set.of("method", "uri", "status", "client_name", "outcome"));
		return series;
	}

	static Stream<String> queries() throws IOException {
		JsonNode dashboard = JsonMapper.shared().readTree(Files.readString(DOCS.resolve("dashboard.json")));
		return Stream.concat(dashboard.findValues("expr").stream().map(JsonNode::asString),
				rules().stream().map((rule) -> (String) rule.get("expr")));
	}

	@ParameterizedTest
	@MethodSource("queries")
	void queryAsksForMetersAndTagsThatThereAre(String query) {
		Matcher metric = METRIC.matcher(query);
		Set<String> keys = new HashSet<>(OF_PROMETHEUS);
		int metrics = 0;
		while (metric.find()) {
			String name = metric.group(1);
			assertThat(SERIES).containsKey(name);
			keys.addAll(SERIES.get(name));
			if (metric.group(2) != null) {
				Matcher label = LABEL.matcher(metric.group(2));
				while (label.find()) {
					assertThat(label.group(1)).as(name).isIn(with(SERIES.get(name)));
				}
			}
			metrics++;
		}
		assertThat(metrics).as("meters in %s", query).isPositive();
		Matcher grouping = GROUPING.matcher(query);
		while (grouping.find()) {
			assertThat(grouping.group(1).split(", *")).allSatisfy((key) -> assertThat(key).isIn(keys));
		}
		assertThat(query.chars().filter((c) -> c == '(').count())
			.isEqualTo(query.chars().filter((c) -> c == ')').count());
	}

	private static Set<String> with(Set<String> keys) {
		Set<String> all = new HashSet<>(OF_PROMETHEUS);
		all.addAll(keys);
		return all;
	}

	@Test
	void everyMeterIsOnTheDashboardOrInAnAlert() throws IOException {
		String all = queries().collect(Collectors.joining("\n"));
		assertThat(DiscordMeter.values())
			.filteredOn((meter) -> MetersTests.series(meter).noneMatch(all::contains)
					&& !all.contains(meter.getName().replace('.', '_') + "_seconds_bucket"))
			.containsExactlyInAnyOrder(DiscordMeter.SHARD_PAUSED, DiscordMeter.INTERACTIONS_STALE,
					DiscordMeter.DISPATCH_ACTIVE);
	}

	@Test
	void everyAlertIsInTheRunbook() throws IOException {
		String runbook = Files.readString(DOCS.resolve("runbook.md"));
		assertThat(rules()).isNotEmpty().allSatisfy((rule) -> {
			String name = (String) rule.get("alert");
			assertThat(runbook).contains("### " + name + "\n");
			assertThat(((Map<?, ?>) rule.get("annotations")).get("runbook"))
				.isEqualTo("runbook.md#" + name.toLowerCase(Locale.ROOT));
		});
		Set<String> alerts = rules().stream().map((rule) -> (String) rule.get("alert")).collect(Collectors.toSet());
		Matcher section = Pattern.compile("(?m)^### (Discord\\w+)$").matcher(runbook);
		while (section.find()) {
			assertThat(alerts).contains(section.group(1));
		}
	}

	@Test
	void everyCloseCodeIsInTheRunbook() throws IOException {
		String runbook = Files.readString(DOCS.resolve("runbook.md"));
		assertThat(GatewayCloseCode.values())
			.allSatisfy((code) -> assertThat(runbook).contains("| " + code.code() + " `" + code.name() + "` |"));
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> rules() throws IOException {
		Map<String, List<Map<String, Object>>> file = new Yaml().load(Files.readString(DOCS.resolve("alerts.yaml")));
		return (List<Map<String, Object>>) file.get("groups").get(0).get("rules");
	}

}
