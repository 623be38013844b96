package io.discordgateway.spring.dispatch;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

import io.discordgateway.model.DispatchType;

import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ApplicationListenerMethodAdapter;
import org.springframework.context.event.EventListenerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;

/**
 * Makes the listeners of those {@code @EventListener} methods that may be called with a
 * dispatch. All others are left to Spring, or to whoever has a factory of his own, which
 * is asked before this one.
 */
class DeferringListenerFactory implements EventListenerFactory, Ordered {

	@Override
	public boolean supportsMethod(Method method) {
		ApplicationListenerMethodAdapter adapter = new ApplicationListenerMethodAdapter("", method.getDeclaringClass(),
				method);
		return dispatches().stream().anyMatch(adapter::supportsEventType);
	}

	/**
	 * Returns the types of all dispatches.
	 * @return one for each event that there is a type for, and that of all others
	 */
	static List<ResolvableType> dispatches() {
		List<ResolvableType> types = new ArrayList<>();
		for (DispatchType type : DispatchType.values()) {
			types.add(EventDispatcher.eventType(type.eventName()));
		}
		types.add(EventDispatcher.eventType("UNKNOWN"));
		return types;
	}

	@Override
	public ApplicationListener<?> createApplicationListener(String beanName, Class<?> type, Method method) {
		return new DeferringListener(beanName, type, method);
	}

	/** Before Spring's own, which takes every method. */
	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE - 1;
	}

}
