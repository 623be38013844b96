package io.discordgateway.spring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.discordgateway.Internal;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What users may rely on, as a list: what is added to it is kept, and nothing leaves it
 * by accident. {@code -Ddocs.write=true} writes it anew.
 */
class PublicApiTests {

	private static final Path LIST = Path.of("src/test/resources/public-api.txt");

	/* Everything has these, or every enum. */
	private static final Set<String> COMMON = Set.of("toString", "equals", "hashCode", "values", "valueOf");

	private static final JavaClasses classes = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages("io.discordgateway.spring");

	@Test
	void thePublicApiIsTheOneThatIsWrittenDown() throws IOException {
		String list = api().map(PublicApiTests::describe).sorted().collect(Collectors.joining("\n"));
		if (Boolean.getBoolean("docs.write")) {
			Files.createDirectories(LIST.getParent());
			Files.writeString(LIST, list);
			return;
		}
		assertThat(list)
			.as("The public API is not that of " + LIST + ". If that is meant: ./mvnw test "
					+ "-pl discord-gateway-spring-boot-starter -am -Dtest=PublicApiTests "
					+ "-Dsurefire.failIfNoSpecifiedTests=false -Ddocs.write=true writes the list anew; otherwise mark "
					+ "with @Internal what is public for another package only")
			.isEqualTo(Files.readString(LIST));
	}

	/*
	 * As those of records and of the model, and in expressions "#event.name" finds them.
	 */
	@Test
	void accessorsAreNamedForWhatTheyReturn() {
		assertThat(api().filter((type) -> !type.isAssignableTo(Throwable.class))
			.flatMap((type) -> type.getMethods().stream())
			.filter((method) -> isSeen(method) && method.getRawParameterTypes().isEmpty() && !isInherited(method))
			.filter((method) -> method.getName().matches("get[A-Z].*"))).isEmpty();
	}

	/* As those of Throwable. */
	@Test
	void accessorsOfExceptionsBeginWithGetOrIs() {
		assertThat(api().filter((type) -> type.isAssignableTo(Throwable.class))
			.flatMap((type) -> type.getMethods().stream())
			.filter((method) -> isSeen(method) && !method.getModifiers().contains(JavaModifier.STATIC))
			.filter((method) -> !method.getName().matches("(get|is)[A-Z].*"))).isEmpty();
	}

	private static Stream<JavaClass> api() {
		return classes.stream().filter(PublicApiTests::isApi);
	}

	private static boolean isApi(JavaClass type) {
		return !type.isAnnotatedWith(Internal.class)
				&& (type.getModifiers().contains(JavaModifier.PUBLIC)
						|| type.getModifiers().contains(JavaModifier.PROTECTED))
				&& type.getEnclosingClass().map(PublicApiTests::isApi).orElse(true)
				&& !type.getSimpleName().equals("package-info");
	}

	private static boolean isSeen(JavaMember member) {
		Set<JavaModifier> modifiers = member.getModifiers();
		boolean open = modifiers.contains(JavaModifier.PROTECTED)
				&& !member.getOwner().getModifiers().contains(JavaModifier.FINAL);
		return (modifiers.contains(JavaModifier.PUBLIC) || open) && !modifiers.contains(JavaModifier.SYNTHETIC)
				&& !member.isAnnotatedWith(Internal.class) && !COMMON.contains(member.getName());
	}

	private static boolean isInherited(JavaMethod method) {
		return Stream
			.concat(method.getOwner().getAllRawSuperclasses().stream(),
					method.getOwner().getAllRawInterfaces().stream())
			.filter((parent) -> !parent.getPackageName().startsWith("io.discordgateway"))
			.anyMatch((parent) -> parent.tryGetMethod(method.getName()).isPresent());
	}

	private static String describe(JavaClass type) {
		return type.getName() + "\n"
				+ type.getMembers()
					.stream()
					.filter(PublicApiTests::isSeen)
					.map((member) -> "\t" + describe(member) + "\n")
					.sorted()
					.collect(Collectors.joining());
	}

	private static String describe(JavaMember member) {
		String name = (member instanceof JavaConstructor) ? "new" : member.getName();
		String modifiers = Stream.of(JavaModifier.PROTECTED, JavaModifier.STATIC)
			.filter(member.getModifiers()::contains)
			.map((modifier) -> modifier.name().toLowerCase(Locale.ROOT) + " ")
			.collect(Collectors.joining());
		if (member instanceof JavaField field) {
			return modifiers + name + ": " + field.getRawType().getSimpleName();
		}
		JavaCodeUnit unit = (JavaCodeUnit) member;
		String parameters = unit.getRawParameterTypes()
			.stream()
			.map(JavaClass::getSimpleName)
			.collect(Collectors.joining(", ", "(", ")"));
		return modifiers + name + parameters
				+ ((member instanceof JavaMethod) ? ": " + unit.getRawReturnType().getSimpleName() : "");
	}

}
