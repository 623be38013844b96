package io.discordgateway.spring.dispatch;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

import io.discordgateway.spring.DispatchAcknowledgment;
import io.discordgateway.spring.observation.EventMeters;
import io.discordgateway.spring.observation.ListenerMeter;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.ApplicationListenerMethodAdapter;
import org.springframework.core.KotlinDetector;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.util.ClassUtils;

/**
 * Listener method that may return what completes later: a {@link CompletionStage}, a
 * reactive type or, as a suspending function of Kotlin, either of those. A dispatch is
 * done when that has completed and its values are published, as Spring does with what a
 * listener returns; its failure is one of the listener.
 */
class DeferringListener extends ApplicationListenerMethodAdapter {

	private static final boolean REACTIVE_STREAMS = ClassUtils.isPresent("org.reactivestreams.Publisher",
			DeferringListener.class.getClassLoader());

	private final String shortName;

	/* By identity: there is one for each name of an event. */
	private final Map<EventMeters, Measured> allMeasured = new ConcurrentHashMap<>();

	private volatile @Nullable Measured measured;

	DeferringListener(String beanName, Class<?> targetClass, Method method) {
		super(beanName, targetClass, method);
		this.shortName = ClassUtils.getShortName(targetClass) + "." + method.getName();
	}

	/**
	 * Returns whether a method declares to return what completes later.
	 * @param method the method
	 * @return whether it does
	 */
	static boolean isAsynchronous(Method method) {
		return KotlinDetector.isSuspendingFunction(method) || isAsynchronous(method.getReturnType());
	}

	private static boolean isAsynchronous(Class<?> type) {
		return CompletionStage.class.isAssignableFrom(type) || (REACTIVE_STREAMS && Reactive.adapterOf(type) != null);
	}

	@Override
	public void processEvent(ApplicationEvent event) {
		if (!(event instanceof Delivery<?> delivery)) {
			super.processEvent(event);
			return;
		}
		ListenerMeter meter = meter(delivery.meters);
		if (meter == ListenerMeter.NONE) {
			process(delivery);
			return;
		}
		long started = meter.start();
		boolean success = false;
		try {
			process(delivery);
			success = true;
		}
		finally {
			meter.stop(started, success);
		}
	}

	/* Nearly all listeners hear events of one name only. */
	private ListenerMeter meter(EventMeters event) {
		Measured last = this.measured;
		if (last == null || last.event != event) {
			last = this.allMeasured.computeIfAbsent(event, (key) -> new Measured(key, key.listener(this.shortName)));
			this.measured = last;
		}
		return last.meter;
	}

	private void process(Delivery<?> event) {
		if (shouldHandle(event)) {
			// Not null, or the event would not be handled.
			Object result = doInvoke(Objects.requireNonNull(resolveArguments(event)));
			if (result != null) {
				handleResult(event, result);
			}
		}
	}

	private void handleResult(Delivery<?> delivery, Object result) {
		DispatchAcknowledgment acknowledgment = isAsynchronous(result.getClass()) ? defer(delivery) : null;
		if (acknowledgment == null) {
			handleResult(result);
		}
		else if (result instanceof CompletionStage<?> stage) {
			var unused = stage.whenComplete((value, failure) -> completed(acknowledgment, value, failure));
		}
		else {
			Reactive.subscribe(this, acknowledgment, result);
		}
	}

	/*
	 * Nobody waits any more if the multicaster has an executor: then as without a
	 * gateway.
	 */
	private @Nullable DispatchAcknowledgment defer(Delivery<?> delivery) {
		try {
			return delivery.newAcknowledgment(toString());
		}
		catch (IllegalStateException ex) {
			logger.trace("The event was done before its listener", ex);
			return null;
		}
	}

	private void completed(DispatchAcknowledgment acknowledgment, @Nullable Object value, @Nullable Throwable failure) {
		Throwable failed = (failure != null) ? withoutWrapping(failure) : publish(value);
		if (failed != null) {
			acknowledgment.fail(failed);
		}
		else {
			acknowledgment.acknowledge();
		}
	}

	/** Publishes a value as an event; returns what its listeners failed with. */
	private @Nullable Throwable publish(@Nullable Object value) {
		try {
			if (value != null) {
				handleResult(value);
			}
			return null;
		}
		catch (Throwable ex) {
			return ex;
		}
	}

	private static Throwable withoutWrapping(Throwable failure) {
		boolean wrapped = failure instanceof CompletionException || failure instanceof ExecutionException;
		return (wrapped && failure.getCause() != null) ? failure.getCause() : failure;
	}

	private record Measured(EventMeters event, ListenerMeter meter) {
	}

	/**
	 * Reactive types, apart, as Reactive Streams are on few class paths.
	 */
	private static final class Reactive implements Subscriber<Object> {

		private final DeferringListener listener;

		private final DispatchAcknowledgment acknowledgment;

		private @Nullable Subscription subscription;

		private Reactive(DeferringListener listener, DispatchAcknowledgment acknowledgment) {
			this.listener = listener;
			this.acknowledgment = acknowledgment;
		}

		static @Nullable ReactiveAdapter adapterOf(Class<?> type) {
			return ReactiveAdapterRegistry.getSharedInstance().getAdapter(type);
		}

		static void subscribe(DeferringListener listener, DispatchAcknowledgment acknowledgment, Object result) {
			ReactiveAdapter adapter = Objects.requireNonNull(adapterOf(result.getClass()));
			adapter.toPublisher(result).subscribe(new Reactive(listener, acknowledgment));
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.subscription = subscription;
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(Object value) {
			Throwable failure = this.listener.publish(value);
			if (failure != null) {
				Objects.requireNonNull(this.subscription).cancel();
				this.acknowledgment.fail(failure);
			}
		}

		@Override
		public void onError(Throwable failure) {
			this.acknowledgment.fail(failure);
		}

		@Override
		public void onComplete() {
			this.acknowledgment.acknowledge();
		}

	}

}
