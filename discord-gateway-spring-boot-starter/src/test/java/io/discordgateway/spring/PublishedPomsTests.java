package io.discordgateway.spring;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Maven Central demands of a POM, and that the BOM names each jar that is published.
 * What the root has, flatten-maven-plugin writes into each published POM.
 */
class PublishedPomsTests {

	private static final Path ROOT = Path.of("..");

	@Test
	void theRootHasWhatMavenCentralDemands() throws Exception {
		Element root = pom(ROOT);
		assertThat(root).satisfies((pom) -> {
			assertThat(text(pom, "url")).isNotEmpty();
			assertThat(text(pom, "licenses", "license", "name")).isNotEmpty();
			assertThat(text(pom, "licenses", "license", "url")).isNotEmpty();
			assertThat(text(pom, "developers", "developer", "name")).isNotEmpty();
			assertThat(text(pom, "scm", "connection")).isNotEmpty();
			assertThat(text(pom, "scm", "developerConnection")).isNotEmpty();
			assertThat(text(pom, "scm", "url")).isNotEmpty();
		});
		assertThat(text(root, "properties", "maven.deploy.skip")).isEqualTo("true");
	}

	@Test
	void eachPublishedModuleHasNameDescriptionAndJavadoc() throws Exception {
		List<String> jars = new ArrayList<>();
		for (String module : modules()) {
			Element pom = pom(ROOT.resolve(module));
			if (!isPublished(pom)) {
				continue;
			}
			assertThat(text(pom, "name")).as("name of " + module).isEqualTo(module);
			assertThat(text(pom, "description")).as("description of " + module).isNotEmpty();
			if (!text(pom, "packaging").equals("pom")) {
				jars.add(module);
				assertThat(text(pom, "properties", "maven.javadoc.skip")).as("Javadoc of " + module).isEqualTo("false");
			}
		}
		assertThat(jars).contains("discord-gateway-core", "discord-gateway-spring-boot-starter");
	}

	@Test
	void theBomNamesEachJarThatIsPublished() throws Exception {
		List<String> published = new ArrayList<>();
		for (String module : modules()) {
			Element pom = pom(ROOT.resolve(module));
			if (isPublished(pom) && !text(pom, "packaging").equals("pom")) {
				published.add(module);
			}
		}
		Element bom = pom(ROOT.resolve("discord-gateway-bom"));
		Element dependencies = child(child(bom, "dependencyManagement"), "dependencies");
		assertThat(children(dependencies, "dependency")).extracting((dependency) -> text(dependency, "artifactId"))
			.containsExactlyInAnyOrderElementsOf(published);
	}

	private static boolean isPublished(Element pom) {
		return text(pom, "properties", "maven.deploy.skip").equals("false");
	}

	private static List<String> modules() throws Exception {
		return children(child(pom(ROOT), "modules"), "module").stream().map(Element::getTextContent).toList();
	}

	private static Element pom(Path module) throws Exception {
		return DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(module.resolve("pom.xml").toFile())
			.getDocumentElement();
	}

	private static String text(Element element, String... path) {
		Element found = element;
		for (String name : path) {
			List<Element> children = children(found, name);
			if (children.isEmpty()) {
				return "";
			}
			found = children.get(0);
		}
		return found.getTextContent().trim();
	}

	private static Element child(Element element, String name) {
		return children(element, name).get(0);
	}

	private static List<Element> children(Element element, String name) {
		List<Element> found = new ArrayList<>();
		for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
			if (node instanceof Element child && child.getTagName().equals(name)) {
				found.add(child);
			}
		}
		return found;
	}

}
