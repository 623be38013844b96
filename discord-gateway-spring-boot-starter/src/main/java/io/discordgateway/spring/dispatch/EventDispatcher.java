package io.discordgateway.spring.dispatch;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;

import io.discordgateway.codec.RawPayload;
import io.discordgateway.model.Encodable;
import io.discordgateway.model.LeftOut;
import io.discordgateway.protocol.DispatchFilter;
import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.ShardLifecycleEvent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.core.ResolvableType;

/**
 * Publishes dispatches to the listeners of an application context. As a
 * {@link DispatchFilter} it says which events have a listener: no other is copied,
 * decoded or published. Thread-safe.
 *
 * @since 0.1
 */
public final class EventDispatcher implements DispatchFilter {

	private static final Log logger = LogFactory.getLog(EventDispatcher.class);

	/* Names come from the peer; past this many the types are not kept. */
	private static final int MAX_KEPT_TYPES = 1000;

	/* Nobody can ask for these types by their names. */
	private static final ResolvableType ANY = ResolvableType.forClassWithGenerics(DispatchEvent.class, Any.class);

	private static final ResolvableType ANY_TYPED = ResolvableType.forClassWithGenerics(DispatchEvent.class,
			AnyTyped.class);

	private static final ResolvableType ANY_APPLICATION_EVENT = ResolvableType
		.forClassWithGenerics(PayloadApplicationEvent.class, Any.class);

	private final ApplicationContext context;

	private final ListenerTable listeners;

	private final boolean strict;

	private final List<LeftOutListener> leftOutListeners;

	private final Map<String, EventType> types = new ConcurrentHashMap<>();

	/**
	 * Makes a dispatcher that decodes leniently.
	 * @param context where events are published
	 */
	public EventDispatcher(ApplicationContext context) {
		this(context, false, List.of());
	}

	/**
	 * Makes a dispatcher.
	 * @param context where events are published
	 * @param strict whether a value of another kind than documented makes an event
	 * undecodable, and is not left out (R46)
	 * @param leftOutListeners who is told what is left out
	 */
	public EventDispatcher(ApplicationContext context, boolean strict, List<LeftOutListener> leftOutListeners) {
		this.context = context;
		this.listeners = new ListenerTable(context);
		this.strict = strict;
		this.leftOutListeners = List.copyOf(leftOutListeners);
	}

	@Override
	public boolean wants(String eventName) {
		return this.listeners.isWanted(eventName, typeOf(eventName).type());
	}

	/**
	 * Finds the listeners that ask for an event by its type.
	 * @param eventName the event's name
	 * @return what the listeners are, for people
	 */
	public List<String> findListeners(String eventName) {
		ResolvableType type = typeOf(eventName).type();
		return this.listeners.find((listener) -> listener.supportsEventType(type) && !isForAll(listener));
	}

	/**
	 * Finds the listeners that ask for all events of Discord: for
	 * {@code DispatchEvent<?>} or for {@link Encodable}. Listeners of still wider types,
	 * such as {@code Object} or {@code ApplicationEvent}, are not among them: frameworks
	 * have such listeners, and mean other events.
	 * @return what the listeners are, for people
	 */
	public List<String> findListenersForAll() {
		return this.listeners
			.find((listener) -> isForAll(listener) && !listener.supportsEventType(ANY_APPLICATION_EVENT));
	}

	private static boolean isForAll(GenericApplicationListener listener) {
		return listener.supportsEventType(ANY) || listener.supportsEventType(ANY_TYPED);
	}

	/**
	 * Makes the lane of one shard.
	 * @param shard the shard
	 * @param executor what the lane's events are published on
	 * @param delays runs what has to wait
	 * @param options how the lane works
	 * @return the lane
	 */
	public Lane newLane(ShardId shard, Executor executor, Delays delays, LaneOptions options) {
		return new Lane(this, shard, executor, delays, options);
	}

	Delivery<?> delivery(Lane lane, Object source, ShardId shard, ShardEvent.Dispatched dispatched,
			@Nullable LaneSession session) {
		EventType type = typeOf(dispatched.name());
		return new Delivery<>(lane, source, shard, dispatched, session, type.type(), type.decoder());
	}

	void publish(DispatchEvent<?> event) {
		this.context.publishEvent(event);
	}

	void publish(ShardLifecycleEvent event) {
		try {
			this.context.publishEvent(event);
		}
		catch (Throwable ex) {
			logger.error("[shard " + event.getShard() + "] A listener failed on " + event + "; the shard goes on", ex);
		}
	}

	private EventType typeOf(String name) {
		EventType type = this.types.get(name);
		if (type == null) {
			type = new EventType(ResolvableType.forClassWithGenerics(DispatchEvent.class, DispatchDecoder.typeOf(name)),
					(raw, leftOut) -> decode(name, raw, leftOut));
			if (this.types.size() < MAX_KEPT_TYPES) {
				this.types.put(name, type);
			}
		}
		return type;
	}

	private Object decode(String name, RawPayload raw, LeftOut leftOut) {
		Object payload = DispatchDecoder.decode(name, raw, this.strict, leftOut);
		if (!leftOut.isEmpty()) {
			if (logger.isDebugEnabled()) {
				logger.debug("Left out of " + name + ", as it is of another kind than documented: " + leftOut);
			}
			this.leftOutListeners.forEach((listener) -> listener.leftOut(name, leftOut));
		}
		return payload;
	}

	private record EventType(ResolvableType type, BiFunction<RawPayload, LeftOut, Object> decoder) {
	}

	private static final class Any {

	}

	private abstract static class AnyTyped implements Encodable {

	}

}
