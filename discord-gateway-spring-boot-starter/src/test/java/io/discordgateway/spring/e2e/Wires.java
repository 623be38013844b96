package io.discordgateway.spring.e2e;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * Gives tests their wire, and names it when they fail. {@code -Dtest.wire=ETF} runs all
 * in that one, which a failure asks for.
 */
class Wires implements ClassTemplateInvocationContextProvider {

	private static final @Nullable String ONLY = System.getProperty("test.wire");

	static final boolean THOROUGH = Boolean.getBoolean("thorough");

	@Override
	public boolean supportsClassTemplate(ExtensionContext context) {
		return true;
	}

	@Override
	public Stream<InWire> provideClassTemplateInvocationContexts(ExtensionContext context) {
		if (ONLY != null) {
			return Stream.of(new InWire(Wire.valueOf(ONLY)));
		}
		if (THOROUGH || context.getRequiredTestClass().isAnnotationPresent(EveryWire.class)) {
			return Arrays.stream(Wire.values()).map(InWire::new);
		}
		return Stream.of(new InWire(null));
	}

	/**
	 * One run of a class.
	 *
	 * @param wire the wire of all tests, or {@code null} for one that follows from the
	 * test's name
	 */
	record InWire(@Nullable Wire wire) implements ClassTemplateInvocationContext {

		@Override
		public String getDisplayName(int invocationIndex) {
			return (this.wire != null) ? this.wire.name() : "each in a wire of its own";
		}

		@Override
		public List<Extension> getAdditionalExtensions() {
			return List.of(new OfTest(this.wire));
		}

	}

	private record OfTest(@Nullable Wire wire) implements ParameterResolver, TestExecutionExceptionHandler {

		@Override
		public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
			return ExtensionContextScope.TEST_METHOD;
		}

		@Override
		public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
			return parameter.getParameter().getType() == Wire.class;
		}

		@Override
		public Wire resolveParameter(ParameterContext parameter, ExtensionContext context) {
			return wireOf(context);
		}

		private Wire wireOf(ExtensionContext context) {
			Wire[] all = Wire.values();
			return (this.wire != null) ? this.wire : all[Math.floorMod(context.getUniqueId().hashCode(), all.length)];
		}

		@Override
		public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
			if (failure instanceof TestAbortedException) {
				throw failure;
			}
			throw new AssertionError("In the wire " + wireOf(context) + " (alone: -Dtest="
					+ context.getRequiredTestClass().getSimpleName() + "#" + context.getRequiredTestMethod().getName()
					+ " -Dtest.wire=" + wireOf(context).name() + "): " + failure.getMessage(), failure);
		}

	}

}
