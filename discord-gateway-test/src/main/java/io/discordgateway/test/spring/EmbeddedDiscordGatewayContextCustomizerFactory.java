package io.discordgateway.test.spring;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/**
 * Finds {@link EmbeddedDiscordGateway} on a test class.
 */
class EmbeddedDiscordGatewayContextCustomizerFactory implements ContextCustomizerFactory {

	@Override
	public @Nullable ContextCustomizer createContextCustomizer(Class<?> testClass,
			List<ContextConfigurationAttributes> configAttributes) {
		EmbeddedDiscordGateway annotation = TestContextAnnotationUtils.findMergedAnnotation(testClass,
				EmbeddedDiscordGateway.class);
		return (annotation != null) ? new EmbeddedDiscordGatewayContextCustomizer(annotation) : null;
	}

}
