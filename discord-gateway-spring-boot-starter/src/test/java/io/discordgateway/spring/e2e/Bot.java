package io.discordgateway.spring.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import io.discordgateway.model.MessageCreate;
import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.ShardLifecycleEvent;
import io.discordgateway.spring.ShardState;
import io.discordgateway.spring.autoconfigure.ShardSettingsCustomizer;
import io.discordgateway.test.LocalGateway;
import org.awaitility.Awaitility;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/**
 * A whole application with the starter, that writes down what its listeners hear.
 */
final class Bot implements AutoCloseable {

	/*
	 * Processes begin in a minute, where a machine has ten times as much to do as it can.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private final ConfigurableApplicationContext context;

	private Bot(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Starts a bot at a local gateway.
	 * @param web whether it has a web server
	 * @param gateway the gateway
	 * @param properties properties of the application, {@code name=value}; the last of a
	 * name counts
	 * @return the bot, which may not be connected yet
	 */
	static Bot start(WebApplicationType web, LocalGateway gateway, String... properties) {
		Map<String, String> arguments = new LinkedHashMap<>();
		Stream
			.concat(Stream.of("discord.gateway.api-base-url=" + gateway.apiBaseUrl(),
					"discord.gateway.token=" + gateway.token().reveal(), "discord.gateway.reconnect.min-backoff=20ms",
					"discord.gateway.reconnect.max-backoff=200ms", "server.port=0", "spring.main.banner-mode=off",
					"spring.jmx.enabled=false", "logging.level.root=ERROR"), Stream.of(properties))
			.forEach((property) -> arguments.put(property.split("=", 2)[0], "--" + property));
		return new Bot(new SpringApplicationBuilder(Application.class).web(web)
			.run(arguments.values().toArray(String[]::new)));
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	DiscordGateway gateway() {
		return this.context.getBean(DiscordGateway.class);
	}

	Ears ears() {
		return this.context.getBean(Ears.class);
	}

	Bot awaitConnected() {
		await().until(() -> {
			List<ShardState> shards = gateway().shards();
			return !shards.isEmpty() && shards.stream().allMatch(ShardState::isConnected);
		});
		return this;
	}

	<T extends ShardLifecycleEvent> T awaitEvent(Class<T> type) {
		return await().until(() -> ears().lifecycle(type), (events) -> !events.isEmpty()).get(0);
	}

	static org.awaitility.core.ConditionFactory await() {
		return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5));
	}

	/** Names of threads that live, and begin so. */
	static List<String> threads(String... prefixes) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> List.of(prefixes).stream().anyMatch(name::startsWith))
			.toList();
	}

	@Override
	public void close() {
		this.context.close();
	}

	/** What the listeners heard, in order. */
	static final class Ears {

		private final List<Integer> numbers = new ArrayList<>();

		private final List<Long> sequences = new ArrayList<>();

		private final List<ShardLifecycleEvent> lifecycle = new CopyOnWriteArrayList<>();

		private final Set<Thread> threads = new HashSet<>();

		private int replayed;

		@EventListener
		synchronized void on(DispatchEvent<MessageCreate> event) {
			this.numbers.add(Integer.valueOf(event.getPayload().message().content()));
			this.sequences.add(event.sequence());
			this.threads.add(Thread.currentThread());
			this.replayed += event.isReplayed() ? 1 : 0;
		}

		@EventListener
		void on(ShardLifecycleEvent event) {
			this.lifecycle.add(event);
		}

		/** The running numbers that the messages carried. */
		synchronized List<Integer> numbers() {
			return List.copyOf(this.numbers);
		}

		synchronized int count() {
			return this.numbers.size();
		}

		/** The numbers that the gateway gave the messages. */
		synchronized List<Long> sequences() {
			return List.copyOf(this.sequences);
		}

		/** The threads on which the messages were heard. */
		synchronized Set<Thread> threads() {
			return Set.copyOf(this.threads);
		}

		synchronized int replayed() {
			return this.replayed;
		}

		<T extends ShardLifecycleEvent> List<T> lifecycle(Class<T> type) {
			return this.lifecycle.stream().filter(type::isInstance).map(type::cast).toList();
		}

		List<ShardLifecycleEvent> lifecycle() {
			return List.copyOf(this.lifecycle);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Ears ears() {
			return new Ears();
		}

		/* On loopback an age, even where all cores have other work. */
		@Bean
		ShardSettingsCustomizer impatience() {
			return (shard, settings) -> settings.connectTimeout(Duration.ofSeconds(3))
				.helloTimeout(Duration.ofSeconds(3));
		}

		@Bean
		@ConditionalOnBooleanProperty("test.hanging-store")
		HangingStore store() {
			return new HangingStore();
		}

		/* The core asks the filter in the middle of its work. */
		@Bean
		@ConditionalOnProperty("test.fail-on")
		ShardSettingsCustomizer failure(@Value("${test.fail-on}") String eventName) {
			AtomicBoolean failed = new AtomicBoolean();
			return (shard, settings) -> settings.dispatchFilter((name) -> {
				if (name.equals(eventName) && failed.compareAndSet(false, true)) {
					throw new NoSuchMethodError("on purpose");
				}
				return true;
			});
		}

	}

}
