package io.discordgateway.spring.dispatch;

import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.AbstractApplicationEventMulticaster;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.ResolvableType;

/**
 * Says which events somebody listens to, as far as the declared types of the listeners
 * tell: those that the multicasters of the context and of its parents know, as events
 * travel to the parents too. Thread-safe.
 */
class ListenerTable {

	/*
	 * A listener added to a context shows in the number of its listeners, which is looked
	 * at for every event. One that is exchanged for another, or that the multicaster was
	 * told of directly, does not; that is looked for now and then.
	 */
	private static final int ASKS_BETWEEN_FULL_CHECKS = 1024;

	private final List<AbstractApplicationContext> contexts = new ArrayList<>();

	private volatile Snapshot snapshot = new Snapshot(-1, List.of(), List.of(), new ConcurrentHashMap<>());

	private int asks;

	ListenerTable(ApplicationContext context) {
		for (ApplicationContext each = context; each != null; each = each.getParent()) {
			if (each instanceof AbstractApplicationContext abstractContext) {
				this.contexts.add(abstractContext);
			}
		}
	}

	/**
	 * Returns whether an event has a listener.
	 * @param name the event's name, under which the answer is kept
	 * @param type the event's type
	 * @return whether the event has to be published
	 */
	boolean isWanted(String name, ResolvableType type) {
		Snapshot current = current();
		Boolean wanted = current.wanted.get(name);
		if (wanted == null) {
			wanted = current.listeners.stream().anyMatch((listener) -> listener.supports(type));
			// Names come from the peer.
			if (current.wanted.size() < EventDispatcher.MAX_KEPT_TYPES) {
				current.wanted.put(name, wanted);
			}
		}
		return wanted;
	}

	/**
	 * Finds listeners.
	 * @param ask says of a listener whether it is meant
	 * @return the listeners
	 */
	List<ContextListener> find(Predicate<ContextListener> ask) {
		return current().listeners.stream().filter(ask).toList();
	}

	/**
	 * Returns what calls the listeners.
	 * @return the multicasters of the context and of its parents
	 */
	List<ApplicationEventMulticaster> multicasters() {
		List<ApplicationEventMulticaster> multicasters = new ArrayList<>();
		for (AbstractApplicationContext context : this.contexts) {
			ApplicationEventMulticaster multicaster = multicasterOf(context);
			if (multicaster != null) {
				multicasters.add(multicaster);
			}
		}
		return multicasters;
	}

	private Snapshot current() {
		Snapshot current = this.snapshot;
		int size = size();
		// A race on the counter costs a check, or puts one off.
		if (size == current.size && ++this.asks % ASKS_BETWEEN_FULL_CHECKS != 0) {
			return current;
		}
		Snapshot fresh = read(size, current);
		this.snapshot = fresh;
		return fresh;
	}

	private int size() {
		int size = 0;
		for (AbstractApplicationContext context : this.contexts) {
			size += context.getApplicationListeners().size();
		}
		return size;
	}

	private Snapshot read(int size, Snapshot current) {
		List<Object> registered = new ArrayList<>();
		List<ContextListener> listeners = new ArrayList<>();
		try {
			for (AbstractApplicationContext context : this.contexts) {
				registered.addAll(instancesIn(context));
				registered.addAll(namesIn(context));
			}
			if (registered.equals(current.registered)) {
				return new Snapshot(size, current.registered, current.listeners, current.wanted);
			}
			this.contexts.forEach((context) -> listeners.addAll(listenersIn(context)));
			return new Snapshot(size, registered, listeners, new ConcurrentHashMap<>());
		}
		catch (ConcurrentModificationException ex) {
			// A context's own collection was changed while it was read: then next time.
			return current;
		}
	}

	/*
	 * What the multicaster has by name may be lazy, of another scope than singleton, or a
	 * lambda whose type only the bean definition knows. As in
	 * AbstractApplicationEventMulticaster, the definition can rule out an instance.
	 */
	private static List<ContextListener> listenersIn(AbstractApplicationContext context) {
		Map<Object, ContextListener> listeners = new LinkedHashMap<>();
		for (ApplicationListener<?> instance : instancesIn(context)) {
			listeners.put(instance, ContextListener.of(instance));
		}
		ConfigurableListableBeanFactory beanFactory = context.getBeanFactory();
		for (String name : namesIn(context)) {
			try {
				Object instance = beanFactory.getSingleton(name);
				ContextListener known = (instance != null) ? listeners.get(instance) : null;
				if (instance != null && known != null) {
					listeners.put(instance, known.definedBy(beanFactory, name));
				}
				else {
					listeners.put(name, ContextListener.of(beanFactory, name));
				}
			}
			catch (NoSuchBeanDefinitionException ex) {
				// The bean was destroyed at this moment, and is no listener any more.
				continue;
			}
		}
		return List.copyOf(listeners.values());
	}

	/*
	 * A predicate that removes nothing is all that the multicaster's interface has to
	 * look at what it knows. One that is not Spring's may not care for predicates: then
	 * what the context gave it has to do.
	 */
	private static Set<ApplicationListener<?>> instancesIn(AbstractApplicationContext context) {
		Set<ApplicationListener<?>> instances = new LinkedHashSet<>();
		ApplicationEventMulticaster multicaster = multicasterOf(context);
		if (multicaster instanceof AbstractApplicationEventMulticaster) {
			multicaster.removeApplicationListeners((listener) -> {
				instances.add(listener);
				return false;
			});
		}
		else if (multicaster != null) {
			instances.addAll(context.getApplicationListeners());
		}
		return instances;
	}

	private static Set<String> namesIn(AbstractApplicationContext context) {
		Set<String> names = new LinkedHashSet<>();
		ApplicationEventMulticaster multicaster = multicasterOf(context);
		if (multicaster instanceof AbstractApplicationEventMulticaster) {
			multicaster.removeApplicationListenerBeans((name) -> {
				names.add(name);
				return false;
			});
		}
		else if (multicaster != null) {
			names.addAll(List.of(context.getBeanNamesForType(ApplicationListener.class, true, false)));
		}
		return names;
	}

	/* A context that was not refreshed yet, or is closed, has none. */
	private static @Nullable ApplicationEventMulticaster multicasterOf(AbstractApplicationContext context) {
		return (context.getBeanFactory()
			.getSingleton(
					AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME) instanceof ApplicationEventMulticaster multicaster)
							? multicaster : null;
	}

	private record Snapshot(int size, List<Object> registered, List<ContextListener> listeners,
			Map<String, Boolean> wanted) {
	}

}
