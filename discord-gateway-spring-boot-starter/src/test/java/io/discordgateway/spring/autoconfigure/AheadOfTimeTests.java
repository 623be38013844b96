package io.discordgateway.spring.autoconfigure;

import io.discordgateway.spring.DispatchEvent;
import org.junit.jupiter.api.Test;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.event.EventListener;
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

	static class Listener {

		@EventListener
		void on(DispatchEvent<?> event) {
		}

	}

}
