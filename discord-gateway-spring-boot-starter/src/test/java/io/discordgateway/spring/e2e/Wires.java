package io.discordgateway.spring.e2e;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.discordgateway.spring.e2e.Wire.Form;
import io.discordgateway.spring.e2e.Wire.Transport;
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
 * Gives tests their wire, and names it when they fail. {@code -Dtest.wire=ETF} and
 * {@code -Dtest.transport=NETTY} run all in that one, which a failure asks for.
 */
class Wires implements ClassTemplateInvocationContextProvider {

	private static final @Nullable String ONLY_FORM = System.getProperty("test.wire");

	private static final @Nullable String ONLY_TRANSPORT = System.getProperty("test.transport");

	static final boolean THOROUGH = Boolean.getBoolean("thorough");

	@Override
	public boolean supportsClassTemplate(ExtensionContext context) {
		return true;
	}

	@Override
	public Stream<InWire> provideClassTemplateInvocationContexts(ExtensionContext context) {
		Class<?> tests = context.getRequiredTestClass();
		return forms(tests).flatMap((form) -> transports(tests).map((transport) -> new InWire(form, transport)));
	}

	private static Stream<@Nullable Form> forms(Class<?> tests) {
		if (ONLY_FORM != null) {
			return Stream.of(Form.valueOf(ONLY_FORM));
		}
		return (THOROUGH || tests.isAnnotationPresent(EveryWire.class)) ? Arrays.stream(Form.values())
				: Stream.of((Form) null);
	}

	private static Stream<@Nullable Transport> transports(Class<?> tests) {
		if (ONLY_TRANSPORT != null) {
			return Stream.of(Transport.valueOf(ONLY_TRANSPORT));
		}
		return (THOROUGH || tests.isAnnotationPresent(EveryTransport.class)) ? Arrays.stream(Transport.values())
				: Stream.of((Transport) null);
	}

	/**
	 * One run of a class.
	 *
	 * @param form the form of all tests, or {@code null} for one that follows from the
	 * test's name
	 * @param transport likewise
	 */
	record InWire(@Nullable Form form, @Nullable Transport transport) implements ClassTemplateInvocationContext {

		@Override
		public String getDisplayName(int invocationIndex) {
			return ((this.form != null) ? this.form.name() : "each in a form of its own") + ", "
					+ ((this.transport != null) ? this.transport.name() : "each with a transport of its own");
		}

		@Override
		public List<Extension> getAdditionalExtensions() {
			return List.of(new OfTest(this.form, this.transport));
		}

	}

	private record OfTest(@Nullable Form form,
			@Nullable Transport transport) implements ParameterResolver, TestExecutionExceptionHandler {

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

		/* The id has the number of the form, if there are several: so they take turns. */
		private Wire wireOf(ExtensionContext context) {
			int hash = context.getUniqueId().hashCode();
			return new Wire((this.form != null) ? this.form : one(Form.values(), hash),
					(this.transport != null) ? this.transport : one(Transport.values(), hash / Form.values().length));
		}

		private static <T> T one(T[] all, int hash) {
			return all[Math.floorMod(hash, all.length)];
		}

		@Override
		public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
			if (failure instanceof TestAbortedException) {
				throw failure;
			}
			Wire wire = wireOf(context);
			throw new AssertionError(
					"In the wire " + wire + " (alone: -Dtest=" + context.getRequiredTestClass().getSimpleName() + "#"
							+ context.getRequiredTestMethod().getName() + " -Dtest.wire=" + wire.form().name()
							+ " -Dtest.transport=" + wire.transport().name() + "): " + failure.getMessage(),
					failure);
		}

	}

}
