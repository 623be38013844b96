package io.discordgateway.benchmarks;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

import io.discordgateway.model.GuildMemberUpdate;
import io.discordgateway.model.InteractionCreate;
import io.discordgateway.model.MessageCreate;
import io.discordgateway.model.MessageDelete;
import io.discordgateway.model.MessageReactionAdd;
import io.discordgateway.model.MessageReactionRemove;
import io.discordgateway.model.MessageUpdate;
import io.discordgateway.model.PresenceUpdate;
import io.discordgateway.model.StageInstanceCreate;
import io.discordgateway.model.TypingStart;
import io.discordgateway.model.VoiceStateUpdate;
import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.autoconfigure.DiscordGatewayAutoConfiguration;
import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.MapPropertySource;

/**
 * The starter under the load of a {@link LoadServer}, in a process of its own: prints one
 * line of what it took.
 */
final class LoadClient {

	private LoadClient() {
	}

	/**
	 * Runs until all events are done.
	 * @param args the {@link Listener}, and the {@link LoadTask}
	 * @throws Exception if something does not work
	 */
	public static void main(String[] args) throws Exception {
		Listener listener = Listener.valueOf(args[0]);
		LoadTask task = LoadTask.of(Arrays.copyOfRange(args, 1, args.length));
		LoadRun run = new LoadRun(task);
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("benchmark",
					Map.of("discord.gateway.token", "MQ.load.token", "discord.gateway.api-base-url", task.api(),
							"discord.gateway.compression", task.compression(), "discord.gateway.intents",
							"GUILD_MESSAGES")));
		context.registerBean(LoadRun.class, () -> run);
		context.register(DiscordGatewayAutoConfiguration.class);
		if (listener.bean != null) {
			context.register(listener.bean);
		}
		for (int i = 0; listener == Listener.CROWD && i < 200; i++) {
			context.registerBean("bystander" + i, Bystander.class);
		}
		context.refresh();
		DiscordGateway gateway = context.getBean(DiscordGateway.class);
		run.measure(LoadTask.Unit.EVENTS, () -> done(gateway));
	}

	private static long done(DiscordGateway gateway) {
		return gateway.shards().stream().mapToLong((shard) -> shard.received() - shard.delivery().inHand()).sum();
	}

	/** What listens. */
	enum Listener {

		/** Nobody. */
		NONE(null),

		/** One that gets MESSAGE_CREATE as it came. */
		RAW(RawListener.class),

		/** One that gets MESSAGE_CREATE decoded. */
		TYPED(TypedListener.class),

		/** One for each of the ten most common events. */
		TEN(TenListeners.class),

		/**
		 * One that gets MESSAGE_CREATE decoded, and 200 of an event that does not come.
		 */
		CROWD(TypedListener.class),

		/** One that gets MESSAGE_CREATE decoded, and then takes 0.1 ms. */
		SLOW(SlowListener.class);

		private final @Nullable Class<?> bean;

		Listener(@Nullable Class<?> bean) {
			this.bean = bean;
		}

	}

	static final class RawListener {

		private final LoadRun run;

		RawListener(LoadRun run) {
			this.run = run;
		}

		@EventListener
		void on(DispatchEvent<MessageCreate> event) {
			this.run.message(event.payloadSize());
		}

	}

	static final class TypedListener {

		private final LoadRun run;

		TypedListener(LoadRun run) {
			this.run = run;
		}

		@EventListener
		void on(MessageCreate message) {
			this.run.message(message.content(), message.nonce());
		}

	}

	static final class TenListeners {

		private final LoadRun run;

		private final LongAdder others = new LongAdder();

		TenListeners(LoadRun run) {
			this.run = run;
		}

		@EventListener
		void on(MessageCreate message) {
			this.run.message(message.content(), message.nonce());
		}

		@EventListener
		void on(PresenceUpdate event) {
			this.others.increment();
		}

		@EventListener
		void on(TypingStart event) {
			this.others.increment();
		}

		@EventListener
		void on(MessageReactionAdd event) {
			this.others.increment();
		}

		@EventListener
		void on(MessageUpdate event) {
			this.others.increment();
		}

		@EventListener
		void on(VoiceStateUpdate event) {
			this.others.increment();
		}

		@EventListener
		void on(GuildMemberUpdate event) {
			this.others.increment();
		}

		@EventListener
		void on(InteractionCreate event) {
			this.others.increment();
		}

		@EventListener
		void on(MessageDelete event) {
			this.others.increment();
		}

		@EventListener
		void on(MessageReactionRemove event) {
			this.others.increment();
		}

	}

	static final class Bystander {

		@EventListener
		void on(StageInstanceCreate event) {
			throw new IllegalStateException("There is none in the traffic");
		}

	}

	static final class SlowListener {

		private final LoadRun run;

		SlowListener(LoadRun run) {
			this.run = run;
		}

		@EventListener
		void on(MessageCreate message) {
			this.run.message(message.content(), message.nonce());
			LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100));
		}

	}

}
