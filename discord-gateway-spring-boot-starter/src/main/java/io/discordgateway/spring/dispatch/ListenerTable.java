package io.discordgateway.spring.dispatch;

import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.context.event.GenericApplicationListenerAdapter;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.ResolvableType;

/**
 * Says which events somebody listens to, as far as the declared types of the listeners
 * tell: those of the context and of its parents, as events travel to the parents too.
 * Thread-safe.
 */
class ListenerTable {

	/*
	 * A listener added shows in the number of listeners, which is looked at for every
	 * event. One exchanged for another does not; that is looked for now and then.
	 */
	private static final int ASKS_BETWEEN_FULL_CHECKS = 1024;

	private final List<AbstractApplicationContext> contexts = new ArrayList<>();

	private volatile Snapshot snapshot = new Snapshot(-1, 0, List.of(), new ConcurrentHashMap<>());

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
			wanted = current.listeners.stream().anyMatch((listener) -> listener.supportsEventType(type));
			current.wanted.put(name, wanted);
		}
		return wanted;
	}

	/**
	 * Finds listeners.
	 * @param ask says of a listener whether it is meant
	 * @return what the listeners are, for people
	 */
	List<String> find(Predicate<GenericApplicationListener> ask) {
		return current().listeners.stream().filter(ask).map(Object::toString).toList();
	}

	private Snapshot current() {
		Snapshot current = this.snapshot;
		int size = size();
		// A race on the counter costs a check, or puts one off.
		if (size == current.size && ++this.asks % ASKS_BETWEEN_FULL_CHECKS != 0) {
			return current;
		}
		Snapshot fresh = read();
		if (fresh == null || (fresh.size == current.size && fresh.identity == current.identity)) {
			return current;
		}
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

	/*
	 * The context's collection is not safe to read while it is changed: then next time.
	 */
	private @Nullable Snapshot read() {
		try {
			int size = 0;
			long identity = 0;
			List<GenericApplicationListener> listeners = new ArrayList<>();
			for (AbstractApplicationContext context : this.contexts) {
				for (ApplicationListener<?> listener : List.copyOf(context.getApplicationListeners())) {
					size++;
					identity = 31 * identity + System.identityHashCode(listener);
					listeners.add((listener instanceof GenericApplicationListener generic) ? generic
							: new GenericApplicationListenerAdapter(listener));
				}
			}
			return new Snapshot(size, identity, listeners, new ConcurrentHashMap<>());
		}
		catch (ConcurrentModificationException ex) {
			return null;
		}
	}

	private record Snapshot(int size, long identity, List<GenericApplicationListener> listeners,
			Map<String, Boolean> wanted) {
	}

}
