package io.discordgateway.processes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;

import org.yaml.snakeyaml.Yaml;

/**
 * An example of docs/deployment for Kubernetes.
 *
 * @param documents what is in the file
 */
record Manifest(List<Map<String, Object>> documents) {

	static final Path FOLDER = Path.of("../docs/deployment");

	static final List<String> PROBES = List.of("startupProbe", "livenessProbe", "readinessProbe");

	@SuppressWarnings("unchecked")
	static Manifest read(String name) throws IOException {
		Iterable<Object> all = new Yaml().loadAll(Files.readString(FOLDER.resolve(name)));
		return new Manifest(StreamSupport.stream(all.spliterator(), false)
			.map((document) -> (Map<String, Object>) document)
			.toList());
	}

	/** Returns what runs the bot. */
	Map<String, Object> workload() {
		return map(this.documents.get(0).get("spec"));
	}

	Map<String, Object> pod() {
		return map(map(workload().get("template")).get("spec"));
	}

	Map<String, Object> container() {
		return map(list(pod().get("containers")).get(0));
	}

	/** Returns the environment; what is not known before it runs is an empty text. */
	Map<String, String> environment() {
		Map<String, String> environment = new LinkedHashMap<>();
		for (Object variable : list(container().get("env"))) {
			Object value = map(variable).get("value");
			environment.put((String) map(variable).get("name"), (value != null) ? (String) value : "");
		}
		return environment;
	}

	List<String> probePaths() {
		List<String> paths = new ArrayList<>();
		for (String probe : PROBES) {
			paths.add((String) request(probe).get("path"));
		}
		return paths;
	}

	Map<String, Object> request(String probe) {
		return map(map(container().get(probe)).get("httpGet"));
	}

	@SuppressWarnings("unchecked")
	static Map<String, Object> map(Object value) {
		return (Map<String, Object>) Objects.requireNonNull(value);
	}

	@SuppressWarnings("unchecked")
	static List<Object> list(Object value) {
		return (List<Object>) Objects.requireNonNull(value);
	}

}
