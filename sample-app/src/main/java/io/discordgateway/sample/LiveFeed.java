package io.discordgateway.sample;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.http.MediaType;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * The browsers that watch. A browser that does not read keeps one thread busy and nobody
 * waiting: it misses snapshots until its socket takes them or fails.
 */
@Component
class LiveFeed implements SmartLifecycle {

	/** How many browsers may watch at once. */
	static final int MAX_CLIENTS = 16;

	private final Set<Client> clients = ConcurrentHashMap.newKeySet();

	private final ThreadPoolExecutor senders = new ThreadPoolExecutor(0, MAX_CLIENTS, 10, TimeUnit.SECONDS,
			new SynchronousQueue<>(), new CustomizableThreadFactory("live-"));

	private volatile boolean running;

	/**
	 * Adds a browser.
	 * @param first what it gets at once, as JSON
	 * @return its stream, or {@code null} if there are too many
	 */
	@Nullable SseEmitter open(String first) {
		Client client = new Client(new SseEmitter(0L));
		synchronized (this.clients) {
			if (!this.running || this.clients.size() >= MAX_CLIENTS) {
				return null;
			}
			this.clients.add(client);
		}
		client.emitter.onCompletion(() -> this.clients.remove(client));
		client.emitter.onError((ignored) -> this.clients.remove(client));
		// Kept by the emitter until the response is open.
		client.send(first);
		return client.emitter;
	}

	void send(String json) {
		for (Client client : this.clients) {
			if (client.sending.compareAndSet(false, true)) {
				try {
					this.senders.execute(() -> client.send(json));
				}
				catch (RejectedExecutionException ex) {
					client.sending.set(false);
				}
			}
		}
	}

	int clients() {
		return this.clients.size();
	}

	@Override
	public void start() {
		this.running = true;
	}

	/* In the last phase, so before the web server waits for its open requests to end. */
	@Override
	public void stop() {
		synchronized (this.clients) {
			this.running = false;
		}
		this.clients.forEach((client) -> client.emitter.complete());
		this.clients.clear();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	private final class Client {

		private final SseEmitter emitter;

		private final AtomicBoolean sending = new AtomicBoolean();

		Client(SseEmitter emitter) {
			this.emitter = emitter;
		}

		void send(String json) {
			try {
				this.emitter.send(SseEmitter.event().data(json, MediaType.APPLICATION_JSON));
			}
			catch (IOException | IllegalStateException ex) {
				// The browser went away; the container ends the request.
				LiveFeed.this.clients.remove(this);
			}
			finally {
				this.sending.set(false);
			}
		}

	}

}
