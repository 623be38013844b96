package io.discordgateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keeps what is public from growing or shrinking by accident: whoever changes it on
 * purpose runs this with {@code -Ddocs.write=true} and puts the change of the list into
 * the commit. The model is left out: it is Discord's, and {@code ModelCoverageTests}
 * holds it.
 */
class PublicTypesTests {

	private static final Path LIST = Path.of("src/test/resources/public-types.txt");

	@Test
	void publicTypesAreThoseOfTheList() throws IOException {
		List<String> types = new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests()))
			.importPackages("io.discordgateway")
			.stream()
			.filter(PublicTypesTests::isPublic)
			.map(JavaClass::getName)
			.filter((name) -> !name.startsWith("io.discordgateway.model."))
			.sorted()
			.toList();
		if (Boolean.getBoolean("docs.write")) {
			Files.write(LIST, types);
		}
		assertThat(types).isEqualTo(Files.readAllLines(LIST));
	}

	private static boolean isPublic(JavaClass type) {
		return type.getModifiers().contains(JavaModifier.PUBLIC)
				&& type.getEnclosingClass().map(PublicTypesTests::isPublic).orElse(true);
	}

}
