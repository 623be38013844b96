package io.discordgateway.spring.guest;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * The class path of an application with certain dependencies: that part of the tests' own
 * which Maven's rules of scopes, optional dependencies and exclusions give to it. The
 * POMs are those that lie beside the libraries.
 */
public final class ConsumerClassPath {

	private static final String STARTER = "io.discordgateway:discord-gateway-spring-boot-starter";

	private final Map<String, Library> libraries = new LinkedHashMap<>();

	/**
	 * Reads the tests' class path.
	 * @param others folders of classes that are not on it, each in a module beside it
	 */
	public ConsumerClassPath(Path... others) throws Exception {
		Stream<Path> own = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)).map(Path::of);
		for (Path file : Stream.concat(own, Stream.of(others)).toList()) {
			Path pom = pomOf(file);
			if (pom != null) {
				Element project = DocumentBuilderFactory.newInstance()
					.newDocumentBuilder()
					.parse(pom.toFile())
					.getDocumentElement();
				Library library = new Library(file, project);
				this.libraries.put(library.name(), library);
			}
		}
	}

	/*
	 * In the local repository it is beside the file; what this build makes has its own.
	 */
	private static @Nullable Path pomOf(Path file) throws IOException {
		Path repository = file.resolveSibling(file.getFileName().toString().replaceFirst("\\.jar$", ".pom"));
		Path module = file.toAbsolutePath().getParent().resolveSibling("pom.xml");
		if (file.endsWith("test-classes") || file.toString().endsWith("-tests.jar")) {
			return null;
		}
		return Files.isRegularFile(repository) ? repository : Files.exists(module) ? module : null;
	}

	/**
	 * Finds the class path of an application with the starter and other dependencies.
	 * @param others the other dependencies, as {@code group:artifact}
	 * @return the files
	 */
	Collection<Path> with(String... others) {
		return of(Stream.concat(Stream.of(STARTER), Stream.of(others)).toList());
	}

	/**
	 * Finds the class path of an application with certain dependencies.
	 * @param dependencies the dependencies, as {@code group:artifact}
	 * @return the files
	 */
	public Collection<Path> of(Collection<String> dependencies) {
		Map<String, Path> found = new LinkedHashMap<>();
		Queue<Dependency> open = new ArrayDeque<>();
		dependencies.forEach((dependency) -> open.add(new Dependency(dependency, Set.of())));
		// The nearest is met first, and its exclusions count.
		while (!open.isEmpty()) {
			Dependency next = open.remove();
			Library library = this.libraries.get(next.name());
			if (library != null && found.putIfAbsent(next.name(), library.file()) == null) {
				library.dependencies(next.exclusions()).forEach(open::add);
			}
		}
		return found.values();
	}

	private record Dependency(String name, Set<String> exclusions) {
	}

	private record Library(Path file, Element project) {

		String name() {
			return group() + ":" + text(this.project, "artifactId");
		}

		private String group() {
			String group = text(this.project, "groupId");
			return (group != null) ? group : text(children(this.project, "parent").get(0), "groupId");
		}

		List<Dependency> dependencies(Set<String> excluded) {
			return children(this.project, "dependencies").stream()
				.flatMap((list) -> children(list, "dependency").stream())
				.filter((dependency) -> Set.of("compile", "runtime").contains(text(dependency, "scope", "compile")))
				.filter((dependency) -> !text(dependency, "optional", "false").equals("true"))
				.filter((dependency) -> !excluded.contains(nameOf(dependency)))
				.map((dependency) -> new Dependency(nameOf(dependency), union(excluded, exclusions(dependency))))
				.toList();
		}

		private Set<String> exclusions(Element dependency) {
			return children(dependency, "exclusions").stream()
				.flatMap((list) -> children(list, "exclusion").stream())
				.map(this::nameOf)
				.collect(Collectors.toSet());
		}

		private String nameOf(Element dependency) {
			return (text(dependency, "groupId") + ":" + text(dependency, "artifactId")).replace("${project.groupId}",
					group());
		}

		private static Set<String> union(Set<String> some, Set<String> others) {
			Set<String> all = new HashSet<>(some);
			all.addAll(others);
			return all;
		}

		private static List<Element> children(Element parent, String name) {
			return IntStream.range(0, parent.getChildNodes().getLength())
				.mapToObj(parent.getChildNodes()::item)
				.filter((node) -> node.getNodeName().equals(name))
				.map(Element.class::cast)
				.toList();
		}

		private static @Nullable String text(Element parent, String name) {
			return children(parent, name).stream()
				.map(Node::getTextContent)
				.map(String::strip)
				.findFirst()
				.orElse(null);
		}

		private static String text(Element parent, String name, String otherwise) {
			String text = text(parent, name);
			return (text != null) ? text : otherwise;
		}

	}

}
