package io.discordgateway.spring.dispatch;

import java.lang.reflect.Method;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ApplicationListenerMethodAdapter;
import org.springframework.context.event.EventListener;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.context.event.GenericApplicationListenerAdapter;
import org.springframework.context.event.SmartApplicationListener;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

/**
 * One listener of an application context, or the bean that will be one when it is needed,
 * as far as it is known without calling it.
 */
final class ContextListener {

	private static final @Nullable Class<?> TRANSACTIONAL = transactional();

	/* Who takes this takes everything, or nobody knows. */
	private static final ResolvableType UNRELATED = ResolvableType.forClass(Unrelated.class);

	private final String description;

	private final Class<?> type;

	private final @Nullable Method method;

	private final Predicate<ResolvableType> supported;

	private ContextListener(String description, Class<?> type, @Nullable Method method,
			Predicate<ResolvableType> supported) {
		this.description = description;
		this.type = type;
		this.method = method;
		this.supported = supported;
	}

	static ContextListener of(ApplicationListener<?> listener) {
		Method method = (listener instanceof ApplicationListenerMethodAdapter adapter) ? adapter.getTargetMethod()
				: null;
		return new ContextListener(listener.toString(), listener.getClass(), method,
				generic(listener)::supportsEventType);
	}

	/**
	 * Describes a bean that is no singleton, or of which there is no instance yet.
	 * @param beanFactory the bean's factory
	 * @param name the bean's name
	 * @return the listener
	 */
	static ContextListener of(ConfigurableListableBeanFactory beanFactory, String name) {
		Class<?> type = beanFactory.getType(name);
		if (type != null && !isAskedItself(type)) {
			Predicate<ResolvableType> declared = declared(beanFactory, name, type);
			if (!declared.test(UNRELATED)) {
				return new ContextListener(describe(name), type, null, declared);
			}
		}
		// Nothing declared tells: Spring makes it with the first event of any type.
		return of(beanFactory.getBean(name, ApplicationListener.class)).definedBy(beanFactory, name);
	}

	/**
	 * Adds what the bean's definition tells of an instance.
	 * @param beanFactory the bean's factory
	 * @param name the bean's name
	 * @return the listener
	 */
	ContextListener definedBy(ConfigurableListableBeanFactory beanFactory, String name) {
		Class<?> declaredType = beanFactory.getType(name);
		if (declaredType == null || isAskedItself(declaredType)) {
			return named(name);
		}
		return new ContextListener(describe(name), this.type, this.method,
				declared(beanFactory, name, declaredType).and(this.supported));
	}

	private ContextListener named(String name) {
		return new ContextListener(describe(name), this.type, this.method, this.supported);
	}

	private static String describe(String name) {
		return "bean '" + name + "'";
	}

	private static boolean isAskedItself(Class<?> type) {
		return GenericApplicationListener.class.isAssignableFrom(type)
				|| SmartApplicationListener.class.isAssignableFrom(type);
	}

	private static Predicate<ResolvableType> declared(ConfigurableListableBeanFactory beanFactory, String name,
			Class<?> type) {
		ResolvableType byClass = eventType(ResolvableType.forClass(type));
		ResolvableType byDefinition = byDefinition(beanFactory, name);
		return (eventType) -> accepts(byClass, eventType) && accepts(byDefinition, eventType);
	}

	private static ResolvableType byDefinition(ConfigurableListableBeanFactory beanFactory, String name) {
		try {
			return eventType(beanFactory.getMergedBeanDefinition(name).getResolvableType());
		}
		catch (NoSuchBeanDefinitionException ex) {
			// Registered as an instance: there is nothing more to know.
			return ResolvableType.NONE;
		}
	}

	private static ResolvableType eventType(ResolvableType listenerType) {
		return listenerType.as(ApplicationListener.class).getGeneric();
	}

	private static boolean accepts(ResolvableType declared, ResolvableType eventType) {
		return declared == ResolvableType.NONE || declared.isAssignableFrom(eventType);
	}

	private static GenericApplicationListener generic(ApplicationListener<?> listener) {
		return (listener instanceof GenericApplicationListener generic) ? generic
				: new GenericApplicationListenerAdapter(listener);
	}

	boolean supports(ResolvableType eventType) {
		return this.supported.test(eventType);
	}

	/**
	 * Returns whether the listener is skipped where there is no transaction: one of
	 * {@code @TransactionalEventListener} without fallback execution, or a
	 * {@code TransactionalApplicationListener}.
	 * @return whether it hears no event that a lane publishes
	 */
	boolean isSkippedWithoutTransaction() {
		if (this.method != null) {
			EventListener annotation = AnnotatedElementUtils.findMergedAnnotation(this.method, EventListener.class);
			return annotation != null && !annotation.defaultExecution();
		}
		return TRANSACTIONAL != null && TRANSACTIONAL.isAssignableFrom(this.type);
	}

	/**
	 * Returns whether the listener returns what completes later, and nobody waits for
	 * that.
	 * @return whether it counts as done too early
	 */
	boolean isLeftAlone() {
		return this.method != null && !DeferringListener.class.isAssignableFrom(this.type)
				&& DeferringListener.isAsynchronous(this.method);
	}

	/* spring-tx is on few class paths. */
	private static @Nullable Class<?> transactional() {
		try {
			return ClassUtils.forName("org.springframework.transaction.event.TransactionalApplicationListener",
					ContextListener.class.getClassLoader());
		}
		catch (ClassNotFoundException ex) {
			return null;
		}
	}

	@Override
	public String toString() {
		return this.description;
	}

	abstract static class Unrelated extends ApplicationEvent {

		private static final long serialVersionUID = 1L;

		Unrelated(Object source) {
			super(source);
		}

	}

}
