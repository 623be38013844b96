package io.discordgateway.spring.autoconfigure;

import com.github.luben.zstd.util.ZstdVersion;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.ShardLifecycleEvent;
import org.junit.jupiter.api.Test;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.event.EventListener;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an application can be processed ahead of time.
 */
class AheadOfTimeTests {

	@Test
	void contextIsProcessedAheadOfTimeAndPropertiesStayBindable() {
		InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get("com.example", "Application")), files);
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.register(DiscordGatewayAutoConfiguration.class, Listener.class);
			ClassName initializer = new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
			generation.writeGeneratedContent();
			assertThat(initializer.simpleName()).contains("Application");
			assertThat(files.getGeneratedFiles(GeneratedFiles.Kind.SOURCE).keySet())
				.anyMatch((name) -> name.contains("DiscordGatewayAutoConfiguration__BeanDefinitions"));
		}
		RuntimeHints hints = generation.getRuntimeHints();
		assertThat(RuntimeHintsPredicates.reflection().onType(DiscordGatewayProperties.class)).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onType(DiscordGatewayProperties.Sharding.class)).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onType(DiscordGatewayProperties.Presence.Activity.class))
			.accepts(hints);
	}

	@Test
	void whatIsFoundByNameIsInTheHints() {
		RuntimeHints hints = new RuntimeHints();
		SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories")
			.load(RuntimeHintsRegistrar.class)
			.stream()
			.filter((registrar) -> registrar.getClass().getName().startsWith("io.discordgateway."))
			.forEach((registrar) -> registrar.registerHints(hints, getClass().getClassLoader()));
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(DispatchEvent.class, "name")).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(ShardLifecycleEvent.class, "shard"))
			.accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(SimpleApplicationEventMulticaster.class, "getErrorHandler")).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection()
			.onType(TypeReference.of("org.springframework.boot.web.server.servlet.ServletWebServerFactory")))
			.accepts(hints);
		assertThat(RuntimeHintsPredicates.resource().forResource(library())).accepts(hints);
	}

	/* As the class of zstd-jni names it that loads it. */
	private static String library() {
		String architecture = System.getProperty("os.arch");
		String name = "linux/%s/libzstd-jni-%s.so".formatted(architecture, ZstdVersion.VERSION);
		assertThat(ZstdVersion.class.getClassLoader().getResource(name)).isNotNull();
		return name;
	}

	static class Listener {

		@EventListener
		void on(DispatchEvent<?> event) {
		}

	}

}
