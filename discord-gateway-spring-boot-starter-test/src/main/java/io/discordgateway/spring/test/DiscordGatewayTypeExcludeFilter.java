package io.discordgateway.spring.test;

import java.util.Set;

import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;

/**
 * Leaves out of the component scan all but what
 * {@link DiscordGatewayTest @DiscordGatewayTest} names.
 */
final class DiscordGatewayTypeExcludeFilter
		extends StandardAnnotationCustomizableTypeExcludeFilter<DiscordGatewayTest> {

	private final Class<?>[] handlers;

	DiscordGatewayTypeExcludeFilter(Class<?> testClass) {
		super(testClass);
		this.handlers = getAnnotation().getClassArray("value");
	}

	@Override
	protected boolean isUseDefaultFilters() {
		return true;
	}

	@Override
	protected Set<Class<?>> getComponentIncludes() {
		return Set.of(this.handlers);
	}

}
