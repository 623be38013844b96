package io.discordgateway;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keeps the API, types and members, from growing or shrinking by accident: whoever
 * changes it on purpose runs this with {@code -Ddocs.write=true} and puts the change of
 * the list into the commit. What is {@link Internal} is no API. The model is left out: it
 * is Discord's, and {@code ModelCoverageTests} holds it.
 */
class ApiTests {

	private static final Path LIST = Path.of("src/test/resources/api.txt");

	@Test
	void apiIsThatOfTheList() throws IOException, ClassNotFoundException {
		List<String> lines = new ArrayList<>();
		List<String> types = new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests()))
			.importPackages("io.discordgateway")
			.stream()
			.filter(ApiTests::isApi)
			.map(JavaClass::getName)
			.filter((name) -> !name.startsWith("io.discordgateway.model."))
			.sorted()
			.toList();
		for (String type : types) {
			lines.addAll(describe(Class.forName(type, false, getClass().getClassLoader())));
		}
		if (Boolean.getBoolean("docs.write")) {
			Files.write(LIST, lines);
		}
		assertThat(lines).isEqualTo(Files.readAllLines(LIST));
	}

	private static boolean isApi(JavaClass type) {
		return type.getModifiers().contains(JavaModifier.PUBLIC) && !type.isAnnotatedWith(Internal.class)
				&& type.getEnclosingClass().map(ApiTests::isApi).orElse(true);
	}

	private static List<String> describe(Class<?> type) {
		List<String> members = new ArrayList<>();
		Stream<Member> all = Stream
			.of(type.getDeclaredFields(), type.getDeclaredConstructors(), type.getDeclaredMethods())
			.flatMap(Arrays::stream);
		all.filter((member) -> !member.isSynthetic())
			.filter((member) -> Modifier.isPublic(member.getModifiers()) || Modifier.isProtected(member.getModifiers()))
			.forEach((member) -> members.add("\t" + describe(member)));
		members.sort(null);
		members.add(0, type.getName());
		return members;
	}

	private static String describe(Member member) {
		String modifier = Modifier.isStatic(member.getModifiers()) ? "static " : "";
		if (member instanceof Field field) {
			return modifier + name(field.getGenericType()) + " " + field.getName();
		}
		if (member instanceof Constructor<?> constructor) {
			return "new(" + parameters(constructor) + ")";
		}
		Method method = (Method) member;
		return modifier + name(method.getGenericReturnType()) + " " + method.getName() + "(" + parameters(method) + ")";
	}

	private static String parameters(Executable executable) {
		return Stream.of(executable.getGenericParameterTypes()).map(ApiTests::name).collect(Collectors.joining(", "));
	}

	private static String name(Type type) {
		return type.getTypeName().replaceAll("[a-z]+\\.(?=[a-zA-Z])", "");
	}

}
