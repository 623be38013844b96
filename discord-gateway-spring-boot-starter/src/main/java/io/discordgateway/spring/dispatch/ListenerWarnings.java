package io.discordgateway.spring.dispatch;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Objects;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.scheduling.support.TaskUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Says at the start which listeners will not be called, or will count as done before they
 * are.
 */
final class ListenerWarnings {

	private static final Log logger = LogFactory.getLog(ListenerWarnings.class);

	private static final String TASK_EXECUTOR = "getTaskExecutor";

	private static final String ERROR_HANDLER = "getErrorHandler";

	private ListenerWarnings() {
	}

	/**
	 * Writes what is wrong to the log.
	 * @param listeners the listeners of dispatches
	 * @param multicasters what calls them
	 */
	static void log(List<ContextListener> listeners, List<ApplicationEventMulticaster> multicasters) {
		for (ContextListener listener : listeners) {
			if (listener.isSkippedWithoutTransaction()) {
				logger.warn("The listener " + listener + " will not be called: it waits for the end of a transaction,"
						+ " and Discord's events come without one. Make it an @EventListener, or set"
						+ " fallbackExecution = true");
			}
			else if (listener.isLeftAlone()) {
				logger.warn("The listener " + listener + " counts as done as soon as it returns, before what it"
						+ " returns has completed: the gateway does not make the listeners of a parent context, nor"
						+ " those of other annotations than @EventListener. Move it to the gateway's context, or take"
						+ " a DispatchEvent and defer() it");
			}
		}
		multicasters.forEach(ListenerWarnings::log);
	}

	private static void log(ApplicationEventMulticaster bean) {
		Object target = AopProxyUtils.getSingletonTarget(bean);
		if (!(((target != null) ? target : bean) instanceof SimpleApplicationEventMulticaster multicaster)) {
			logger.warn("The bean 'applicationEventMulticaster' is none of Spring's: unless it calls the listeners of"
					+ " Discord's events on the thread that publishes them, and lets their exceptions through, events"
					+ " count as done before they are");
			return;
		}
		if (ask(multicaster, TASK_EXECUTOR) != null) {
			logger.warn("The bean 'applicationEventMulticaster' has an executor: events count as done before their"
					+ " listeners are, so that a crash loses events, their order is lost, and"
					+ " discord.gateway.dispatch.on-error does not see failures");
		}
		Object errorHandler = ask(multicaster, ERROR_HANDLER);
		if (errorHandler != null && errorHandler != TaskUtils.LOG_AND_PROPAGATE_ERROR_HANDLER) {
			logger
				.warn("The bean 'applicationEventMulticaster' has an error handler: unless it throws what it is given,"
						+ " events count as done though their listeners have failed, and"
						+ " discord.gateway.dispatch.on-error does not see failures");
		}
	}

	private static @Nullable Object ask(SimpleApplicationEventMulticaster multicaster, String getter) {
		Method method = getter(getter);
		ReflectionUtils.makeAccessible(method);
		return ReflectionUtils.invokeMethod(method, multicaster);
	}

	private static Method getter(String name) {
		return Objects.requireNonNull(ReflectionUtils.findMethod(SimpleApplicationEventMulticaster.class, name));
	}

	/**
	 * Lets a native image ask the multicaster.
	 */
	static class Hints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.reflection().registerMethod(getter(TASK_EXECUTOR), ExecutableMode.INVOKE);
			hints.reflection().registerMethod(getter(ERROR_HANDLER), ExecutableMode.INVOKE);
		}

	}

}
