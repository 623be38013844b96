package io.discordgateway.spring.dispatch;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;

import io.discordgateway.Internal;
import io.discordgateway.codec.RawPayload;
import io.discordgateway.model.Encodable;
import io.discordgateway.model.LeftOut;
import io.discordgateway.protocol.DispatchFilter;
import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.ShardLifecycleEvent;
import io.discordgateway.spring.observation.DiscordMeters;
import io.discordgateway.spring.observation.DispatchObservations;
import io.discordgateway.spring.observation.EventMeters;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.EventListenerFactory;
import org.springframework.core.ResolvableType;

/**
 * Publishes dispatches to the listeners of an application context. As a
 * {@link DispatchFilter} it says which events have a listener: no other is copied,
 * decoded or published. Thread-safe.
 *
 * @since 0.1
 */
@Internal
public final class EventDispatcher implements DispatchFilter {

	private static final Log logger = LogFactory.getLog(EventDispatcher.class);

	/* Names come from the peer; past this many the types are not kept. */
	static final int MAX_KEPT_TYPES = 1000;

	/* Nobody can ask for these types by their names. */
	private static final ResolvableType ANY = ResolvableType.forClassWithGenerics(DispatchEvent.class, Any.class);

	private static final ResolvableType ANY_TYPED = ResolvableType.forClassWithGenerics(DispatchEvent.class,
			AnyTyped.class);

	private static final ResolvableType ANY_APPLICATION_EVENT = ResolvableType
		.forClassWithGenerics(PayloadApplicationEvent.class, Any.class);

	private final ApplicationContext context;

	private final ListenerTable listeners;

	private final StaleInteractions staleInteractions;

	private final boolean skipStale;

	private final boolean strict;

	private final List<LeftOutListener> leftOutListeners;

	private final DiscordMeters meters;

	private final DispatchObservations observations;

	private final Map<String, EventType> types = new ConcurrentHashMap<>();

	private final Set<ShardId> connected = ConcurrentHashMap.newKeySet();

	/**
	 * Makes a dispatcher that delivers everything and decodes leniently.
	 * @param context where events are published
	 */
	public EventDispatcher(ApplicationContext context) {
		this(context, false, InstantSource.system(), false, List.of());
	}

	EventDispatcher(ApplicationContext context, boolean skipStale, InstantSource clock, boolean strict,
			List<LeftOutListener> leftOutListeners) {
		this(context, skipStale, clock, strict, leftOutListeners, DiscordMeters.NONE, DispatchObservations.NONE);
	}

	/**
	 * Makes a dispatcher.
	 * @param context where events are published
	 * @param skipStale whether interactions that came too late to be answered are done
	 * without being delivered (R50)
	 * @param clock the time by which interactions are too late
	 * @param strict whether a value of another kind than documented makes an event
	 * undecodable, and is not left out (R46)
	 * @param leftOutListeners who is told what is left out
	 * @param meters counts what comes and what becomes of it
	 * @param observations observes what is published
	 */
	public EventDispatcher(ApplicationContext context, boolean skipStale, InstantSource clock, boolean strict,
			List<LeftOutListener> leftOutListeners, DiscordMeters meters, DispatchObservations observations) {
		this.context = context;
		this.listeners = new ListenerTable(context);
		this.skipStale = skipStale;
		this.staleInteractions = new StaleInteractions(clock);
		this.strict = strict;
		this.leftOutListeners = List.copyOf(leftOutListeners);
		this.meters = meters;
		this.observations = observations;
	}

	/**
	 * Makes what lets an {@code @EventListener} method take its time: a dispatch is done
	 * when what the method returns has completed. A bean of each application context.
	 * @return the factory
	 */
	public static EventListenerFactory newListenerFactory() {
		return new DeferringListenerFactory();
	}

	/**
	 * Returns what counts.
	 * @return the meters
	 */
	public DiscordMeters meters() {
		return this.meters;
	}

	/**
	 * Hears that an event has come, before anything else is done with it.
	 * @param eventName the event's name
	 * @return whether it has a listener, as {@link #wants} says it
	 */
	public boolean receive(String eventName) {
		EventType type = typeOf(eventName);
		type.meters().received();
		boolean wanted = this.listeners.isWanted(eventName, type.type());
		if (!wanted) {
			type.meters().unheard();
		}
		return wanted;
	}

	@Override
	public boolean wants(String eventName) {
		return this.listeners.isWanted(eventName, typeOf(eventName).type());
	}

	/**
	 * Finds the listeners that ask for an event by its type, and will be called with it.
	 * @param eventName the event's name
	 * @return what the listeners are, for people
	 */
	public List<String> findListeners(String eventName) {
		ResolvableType type = typeOf(eventName).type();
		return describe(this.listeners.find((listener) -> listener.supports(type) && !isForAll(listener)
				&& !listener.isSkippedWithoutTransaction()));
	}

	/**
	 * Finds the listeners that ask for all events of Discord: for
	 * {@code DispatchEvent<?>} or for {@link Encodable}. Listeners of still wider types,
	 * such as {@code Object} or {@code ApplicationEvent}, are not among them: frameworks
	 * have such listeners, and mean other events.
	 * @return what the listeners are, for people
	 */
	public List<String> findListenersForAll() {
		return describe(this.listeners
			.find((listener) -> isForAll(listener) && !isForMore(listener) && !listener.isSkippedWithoutTransaction()));
	}

	/**
	 * Writes to the log which listeners will not be called, or will count as done too
	 * early, and why.
	 */
	public void warnOfListeners() {
		List<ResolvableType> dispatches = DeferringListenerFactory.dispatches();
		List<ContextListener> listening = this.listeners
			.find((listener) -> !isForMore(listener) && dispatches.stream().anyMatch(listener::supports));
		ListenerWarnings.log(listening, this.listeners.multicasters());
	}

	private static List<String> describe(List<ContextListener> listeners) {
		return listeners.stream().map(ContextListener::toString).toList();
	}

	private static boolean isForAll(ContextListener listener) {
		return listener.supports(ANY) || listener.supports(ANY_TYPED);
	}

	private static boolean isForMore(ContextListener listener) {
		return listener.supports(ANY_APPLICATION_EVENT);
	}

	/**
	 * Makes the lane of one shard.
	 * @param shard the shard
	 * @param executor what the lane's events are published on
	 * @param delays runs what has to wait
	 * @param clock tells the time
	 * @param options how the lane works
	 * @return the lane
	 */
	public Lane newLane(ShardId shard, Executor executor, Delays delays, InstantSource clock, LaneOptions options) {
		return new Lane(this, shard, executor, delays, clock, options);
	}

	/**
	 * Hears that a shard's session may have been another process's.
	 * @param shard the shard
	 */
	void claimed(ShardId shard) {
		this.connected.remove(shard);
	}

	/**
	 * Hears that a shard is connected.
	 * @param shard the shard
	 * @return whether it is for the first time since the application was started, or
	 * since the session may have been another process's
	 */
	boolean connected(ShardId shard) {
		return this.connected.add(shard);
	}

	boolean isStale(ShardEvent.Dispatched dispatched) {
		return this.staleInteractions.isStale(dispatched);
	}

	boolean skipsStale() {
		return this.skipStale;
	}

	void skipped(ShardEvent.Dispatched dispatched) {
		typeOf(dispatched.name()).meters().stale();
	}

	Delivery<?> delivery(Lane lane, Object source, ShardId shard, ShardEvent.Dispatched dispatched, boolean stale,
			@Nullable LaneSession session) {
		EventType type = typeOf(dispatched.name());
		return new Delivery<>(lane, source, shard, dispatched, stale, session, type.type(), type.decoder(),
				type.meters());
	}

	void publish(DispatchEvent<?> event) {
		if (this.observations.isOff()) {
			this.context.publishEvent(event);
		}
		else {
			this.observations.observe(event, () -> this.context.publishEvent(event));
		}
	}

	void publish(ShardLifecycleEvent event) {
		try {
			this.context.publishEvent(event);
		}
		catch (Throwable ex) {
			logger.error("[shard " + event.shard() + "] A listener failed on " + event + "; the shard goes on", ex);
		}
	}

	static ResolvableType eventType(String name) {
		return ResolvableType.forClassWithGenerics(DispatchEvent.class, DispatchDecoder.typeOf(name));
	}

	private EventType typeOf(String name) {
		EventType type = this.types.get(name);
		if (type == null) {
			EventMeters meters = this.meters.event(name);
			type = new EventType(eventType(name), (raw, leftOut) -> decode(name, raw, leftOut, meters), meters);
			if (this.types.size() < MAX_KEPT_TYPES) {
				this.types.put(name, type);
			}
		}
		return type;
	}

	private Object decode(String name, RawPayload raw, LeftOut leftOut, EventMeters meters) {
		Object payload = DispatchDecoder.decode(name, raw, this.strict, leftOut);
		if (!leftOut.isEmpty()) {
			meters.repaired();
			if (logger.isDebugEnabled()) {
				logger.debug("Left out of " + name + ", as it is of another kind than documented: " + leftOut);
			}
			this.leftOutListeners.forEach((listener) -> listener.leftOut(name, leftOut));
		}
		return payload;
	}

	private record EventType(ResolvableType type, BiFunction<RawPayload, LeftOut, Object> decoder, EventMeters meters) {
	}

	private static final class Any {

	}

	private abstract static class AnyTyped implements Encodable {

	}

}
