package io.discordgateway.spring.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What tests of users may rely on, as a list. {@code -Ddocs.write=true} writes it anew.
 */
class PublicApiTests {

	private static final Path LIST = Path.of("src/test/resources/public-api.txt");

	@Test
	void thePublicApiIsTheOneThatIsWrittenDown() throws IOException {
		String list = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
			.importPackages("io.discordgateway.spring.test")
			.stream()
			.filter((type) -> type.getModifiers().contains(JavaModifier.PUBLIC))
			.map(PublicApiTests::describe)
			.sorted()
			.collect(Collectors.joining("\n"));
		if (Boolean.getBoolean("docs.write")) {
			Files.writeString(LIST, list);
		}
		assertThat(list)
			.as("The public API is not that of " + LIST + "; if that is meant, -Ddocs.write=true writes the list anew")
			.isEqualTo(Files.readString(LIST));
	}

	private static String describe(JavaClass type) {
		return type.getSimpleName() + "\n"
				+ type.getMethods()
					.stream()
					.filter((method) -> method.getModifiers().contains(JavaModifier.PUBLIC)
							&& !method.getModifiers().contains(JavaModifier.SYNTHETIC))
					.map(PublicApiTests::describe)
					.sorted()
					.collect(Collectors.joining());
	}

	private static String describe(JavaMethod method) {
		return "\t" + method.getName()
				+ method.getRawParameterTypes()
					.stream()
					.map(JavaClass::getSimpleName)
					.collect(Collectors.joining(", ", "(", ")"))
				+ ": " + method.getRawReturnType().getSimpleName() + "\n";
	}

}
