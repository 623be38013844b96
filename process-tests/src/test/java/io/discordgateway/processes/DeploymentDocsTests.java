package io.discordgateway.processes;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.discordgateway.spring.autoconfigure.DiscordGatewayProperties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The examples of docs/deployment ask for what there is, and agree with each other.
 */
class DeploymentDocsTests {

	/* Of the web server, the gateway, and the executor of the application's answers. */
	private static final int PHASES = 3;

	private static final String TIMEOUT = "SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE";

	private static final Pattern UNIT_VARIABLE = Pattern.compile("^Environment=([A-Z0-9_]+)=(.*)$", Pattern.MULTILINE);

	private static Set<String> names;

	/*
	 * What Spring Boot looks for in the environment, of each property that is documented.
	 */
	@BeforeAll
	static void readMetadata() throws IOException {
		names = new HashSet<>(Set.of("SPRING_CONFIG_IMPORT"));
		for (URL url : Collections.list(DeploymentDocsTests.class.getClassLoader()
			.getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream metadata = url.openStream()) {
				JsonMapper.shared()
					.readTree(metadata)
					.path("properties")
					.forEach((property) -> names.add(property.path("name")
						.asString()
						.replace("-", "")
						.replace('.', '_')
						.toUpperCase(Locale.ROOT)));
			}
		}
	}

	static Stream<String> manifests() throws IOException {
		try (Stream<Path> files = Files.list(Manifest.FOLDER)) {
			return files.map((file) -> file.getFileName().toString())
				.filter((name) -> name.endsWith(".yaml"))
				.toList()
				.stream();
		}
	}

	@ParameterizedTest
	@MethodSource("manifests")
	void variablesAreThoseOfPropertiesThatThereAre(String name) throws IOException {
		Manifest manifest = Manifest.read(name);
		assertThat(manifest.documents())
			.allSatisfy((document) -> assertThat(document).containsKeys("apiVersion", "kind", "metadata", "spec"));
		assertThat(manifest.environment().keySet()).isNotEmpty().allSatisfy((key) -> assertThat(key).isIn(names));
		Map<String, String> known = new HashMap<>(manifest.environment());
		known.values().removeIf(String::isEmpty);
		known.putIfAbsent("DISCORD_GATEWAY_FLEET_ORDINAL", known.containsKey("DISCORD_GATEWAY_FLEET_SIZE") ? "7" : "");
		known.values().removeIf(String::isEmpty);
		DiscordGatewayProperties properties = bind(known);
		assertThat(properties.readiness()).isEqualTo(DiscordGatewayProperties.Readiness.WAIT);
	}

	@ParameterizedTest
	@MethodSource("manifests")
	void probesAndPortsAgree(String name) throws IOException {
		Manifest manifest = Manifest.read(name);
		List<Object> ports = Manifest.list(manifest.container().get("ports"));
		assertThat(ports).singleElement().satisfies((port) -> {
			assertThat(Manifest.map(port)).containsEntry("containerPort",
					Integer.valueOf(manifest.environment().get("MANAGEMENT_SERVER_PORT")));
			for (String probe : Manifest.PROBES) {
				assertThat(manifest.request(probe)).containsEntry("port", Manifest.map(port).get("name"));
			}
		});
		// Asked of the sample by ContainerTests.
		assertThat(manifest.probePaths()).isEqualTo(Manifest.read("kubernetes-single.yaml").probePaths());
		assertThat(Files.readString(Manifest.FOLDER.resolve("Dockerfile"))).contains(
				"MANAGEMENT_SERVER_PORT=" + manifest.environment().get("MANAGEMENT_SERVER_PORT"),
				"EXPOSE " + manifest.environment().get("MANAGEMENT_SERVER_PORT"));
	}

	@ParameterizedTest
	@MethodSource("manifests")
	void graceIsLongerThanTheStopMayTake(String name) throws IOException {
		Manifest manifest = Manifest.read(name);
		int grace = (Integer) manifest.pod().get("terminationGracePeriodSeconds");
		Object lifecycle = manifest.container().get("lifecycle");
		int before = (lifecycle == null) ? 0
				: (Integer) Manifest.map(Manifest.map(Manifest.map(lifecycle).get("preStop")).get("sleep"))
					.get("seconds");
		assertThat(Duration.ofSeconds(grace - before))
			.isGreaterThan(phase(manifest.environment()).multipliedBy(PHASES));
	}

	@ParameterizedTest
	@MethodSource("manifests")
	void containerMayDoNoMoreThanItNeeds(String name) throws IOException {
		Manifest manifest = Manifest.read(name);
		assertThat(Manifest.map(manifest.container().get("securityContext")))
			.containsEntry("readOnlyRootFilesystem", true)
			.containsEntry("allowPrivilegeEscalation", false);
		assertThat(Manifest.map(manifest.pod().get("securityContext"))).containsEntry("runAsNonRoot", true);
		assertThat(Manifest.list(manifest.container().get("volumeMounts"))).extracting(Manifest::map)
			.extracting((mount) -> mount.get("mountPath"))
			.contains("/tmp");
	}

	@Test
	void instancesAreReplacedAsTheirStoreAllows() throws IOException {
		assertThat(Manifest.map(Manifest.read("kubernetes-single.yaml").workload().get("strategy")))
			.containsEntry("type", "Recreate");
		assertThat(Manifest.read("kubernetes-single.yaml").workload()).containsEntry("replicas", 1);
		Manifest fleet = Manifest.read("kubernetes-fleet.yaml");
		assertThat(Manifest.map(fleet.workload().get("strategy"))).containsEntry("type", "RollingUpdate");
		assertThat(bind(fleet.environment()).fleet().enabled()).isTrue();
		Manifest fixed = Manifest.read("kubernetes-static.yaml");
		assertThat(fixed.workload().get("replicas")).hasToString(fixed.environment().get("DISCORD_GATEWAY_FLEET_SIZE"));
	}

	@Test
	void unitAgreesWithTheApplication() throws IOException {
		String unit = Files.readString(Manifest.FOLDER.resolve("bot.service"));
		Map<String, String> environment = new HashMap<>();
		UNIT_VARIABLE.matcher(unit)
			.results()
			.forEach((MatchResult variable) -> environment.put(variable.group(1), variable.group(2)));
		assertThat(environment).isNotEmpty();
		assertThat(environment.keySet()).allSatisfy((key) -> assertThat(key).isIn(names));
		assertThat(bind(environment).onFatal()).isEqualTo(DiscordGatewayProperties.OnFatal.EXIT);
		assertThat(unit).contains("LoadCredential=discord.gateway.token:", "SuccessExitStatus=" + Sample.TERMINATED);
		int stop = Pattern.compile("TimeoutStopSec=(\\d+)")
			.matcher(unit)
			.results()
			.mapToInt((match) -> Integer.parseInt(match.group(1)))
			.findFirst()
			.orElseThrow();
		assertThat(Duration.ofSeconds(stop)).isGreaterThan(phase(environment).multipliedBy(PHASES));
	}

	@Test
	void everyExampleIsTold() throws IOException {
		String docs = Files.readString(Path.of("../docs/deployment.md"));
		try (Stream<Path> files = Files.list(Manifest.FOLDER)) {
			assertThat(files)
				.allSatisfy((file) -> assertThat(docs).contains("(deployment/" + file.getFileName() + ")"));
		}
	}

	private static Duration phase(Map<String, String> environment) {
		return DurationStyle.detectAndParse(environment.get(TIMEOUT));
	}

	/* As an application with this environment would have them. */
	private static DiscordGatewayProperties bind(Map<String, String> variables) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.stream()
			.toList()
			.forEach((source) -> environment.getPropertySources().remove(source.getName()));
		environment.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					Map.copyOf(variables)));
		ConfigurationPropertySources.attach(environment);
		return Binder.get(environment).bind("discord.gateway", DiscordGatewayProperties.class).get();
	}

}
