package io.discordgateway.spring.test;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/**
 * Runs {@link ChaosTest @ChaosTest} methods, once for each seed.
 */
final class ChaosExtension implements TestTemplateInvocationContextProvider {

	/*
	 * What went wrong in one run makes the gateway wait longer in the next, until
	 * sessions have held for a while (R45); and who waits too long can no longer resume.
	 */
	private static final Duration FORGIVENESS = Duration.ofHours(1);

	@Override
	public boolean supportsTestTemplate(ExtensionContext context) {
		return true;
	}

	@Override
	public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
		ChaosTest test = context.getRequiredTestMethod().getAnnotation(ChaosTest.class);
		return LongStream.range(test.first(), test.first() + test.seeds()).mapToObj(Seed::new);
	}

	/** One run, and those that reduce its failure. */
	private record Seed(long seed) implements TestTemplateInvocationContext, InvocationInterceptor {

		@Override
		public String getDisplayName(int invocationIndex) {
			return "seed " + this.seed;
		}

		@Override
		public List<Extension> getAdditionalExtensions() {
			return List.of(this);
		}

		@Override
		public void interceptTestTemplateMethod(Invocation<@Nullable Void> invocation,
				ReflectiveInvocationContext<Method> method, ExtensionContext context) throws Throwable {
			TestDiscord discord = TestDiscordExtension.discord(context);
			Chaos chaos = new Chaos(this.seed, Set.of());
			discord.time().advance(FORGIVENESS);
			discord.chaos(chaos);
			try {
				invocation.proceed();
			}
			catch (Throwable ex) {
				throw reduced(discord, chaos, method, ex);
			}
			finally {
				discord.chaos(null);
			}
		}

		private AssertionError reduced(TestDiscord discord, Chaos first, ReflectiveInvocationContext<Method> method,
				Throwable firstFailure) {
			Set<Integer> without = new HashSet<>();
			Chaos fewest = first;
			Throwable failure = firstFailure;
			for (int fault : first.struck()) {
				without.add(fault);
				Chaos fewer = new Chaos(this.seed, without);
				Throwable again;
				try {
					again = runAgain(discord, fewer, method);
				}
				catch (AssertionError ex) {
					// What failed has left something behind that nothing can run after.
					failure.addSuppressed(ex);
					break;
				}
				if (again != null) {
					fewest = fewer;
					failure = again;
				}
				else {
					without.remove(fault);
				}
			}
			AssertionError reduced = new AssertionError("It fails with seed " + this.seed + " and "
					+ (fewest.struck().isEmpty() ? "without any fault" : "these faults: " + fewest) + "\n"
					+ failure.getMessage());
			reduced.initCause(failure);
			return reduced;
		}

		private static @Nullable Throwable runAgain(TestDiscord discord, Chaos chaos,
				ReflectiveInvocationContext<Method> method) {
			discord.chaos(null);
			discord.end();
			discord.begin();
			discord.time().advance(FORGIVENESS);
			discord.chaos(chaos);
			try {
				Method executable = method.getExecutable();
				executable.setAccessible(true);
				Object unused = executable.invoke(method.getTarget().orElse(null), method.getArguments().toArray());
				return null;
			}
			catch (InvocationTargetException ex) {
				return ex.getCause();
			}
			catch (IllegalAccessException ex) {
				return ex;
			}
		}

	}

}
