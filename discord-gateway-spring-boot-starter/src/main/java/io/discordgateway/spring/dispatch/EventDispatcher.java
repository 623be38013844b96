package io.discordgateway.spring.dispatch;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;

import io.discordgateway.protocol.DispatchFilter;
import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.ShardLifecycleEvent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
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

	/* Nobody can ask for this type by its name. */
	private static final ResolvableType ANY = ResolvableType.forClassWithGenerics(DispatchEvent.class, Any.class);

	private final ApplicationContext context;

	private final ListenerTable listeners;

	private final Map<String, EventType> types = new ConcurrentHashMap<>();

	/**
	 * Makes a dispatcher.
	 * @param context where events are published
	 */
	public EventDispatcher(ApplicationContext context) {
		this.context = context;
		this.listeners = new ListenerTable(context);
	}

	@Override
	public boolean wants(String eventName) {
		return this.listeners.isWanted(eventName, typeOf(eventName).type());
	}

	/**
	 * Finds a listener that asks for an event by its type, not for all events.
	 * @param eventName the event's name
	 * @return what the listener is, for people, or {@code null} if there is none
	 */
	public @Nullable String findListener(String eventName) {
		return this.listeners.findListener(typeOf(eventName).type(), ANY);
	}

	/**
	 * Returns whether somebody listens to all events, whatever their type.
	 * @return whether there is such a listener
	 */
	public boolean hasListenerForAll() {
		return this.listeners.supports(ANY);
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
					(json) -> DispatchDecoder.decode(name, json));
			if (this.types.size() < MAX_KEPT_TYPES) {
				this.types.put(name, type);
			}
		}
		return type;
	}

	private record EventType(ResolvableType type, Function<byte[], Object> decoder) {
	}

	private static final class Any {

	}

}
