package io.discordgateway.benchmarks;

import java.util.Arrays;

import discord4j.common.store.Store;
import discord4j.core.DiscordClient;
import discord4j.core.DiscordClientBuilder;
import discord4j.core.event.domain.message.MessageCreateEvent;
import discord4j.core.shard.MemberRequestFilter;
import discord4j.discordjson.json.MessageData;
import discord4j.gateway.intent.IntentSet;
import discord4j.rest.request.RouterOptions;
import org.jspecify.annotations.Nullable;

/**
 * Discord4J under the load of a {@link LoadServer}, with a store that keeps nothing and
 * one listener for messages.
 */
final class LoadDiscord4j {

	private LoadDiscord4j() {
	}

	/**
	 * Runs until all events are done.
	 * @param args NONE, for what is stored, and the {@link LoadTask}
	 * @throws Exception if something does not work
	 */
	public static void main(String[] args) throws Exception {
		LoadTask task = LoadTask.of(Arrays.copyOfRange(args, 1, args.length));
		LoadRun run = new LoadRun(task);
		DiscordClient client = DiscordClientBuilder.create("MQ.load.token")
			.setExtraOptions((options) -> new RouterOptions(options.getToken(), options.getReactorResources(),
					options.getExchangeStrategies(), options.getResponseTransformers(), options.getGlobalRateLimiter(),
					options.getRequestQueueFactory(), task.api()))
			.build();
		client.gateway()
			.setStore(Store.noOp())
			.setEnabledIntents(IntentSet.all())
			.setMemberRequestFilter(MemberRequestFilter.none())
			.withGateway((gateway) -> gateway.on(MessageCreateEvent.class).doOnNext((event) -> {
				MessageData data = event.getMessage().getData();
				run.message(data.content(), nonce(data));
			}))
			.subscribe();
		run.measure(LoadTask.Unit.MESSAGES, run::messages);
	}

	private static @Nullable String nonce(MessageData data) {
		return data.nonce().isAbsent() ? null : data.nonce().get().toString();
	}

}
