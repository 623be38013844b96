package io.discordgateway.benchmarks;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;

import net.dv8tion.jda.api.JDABuilder;
import net.dv8tion.jda.api.events.message.MessageReceivedEvent;
import net.dv8tion.jda.api.hooks.ListenerAdapter;
import net.dv8tion.jda.api.requests.GatewayIntent;
import net.dv8tion.jda.api.requests.RestConfig;
import net.dv8tion.jda.api.utils.Compression;
import net.dv8tion.jda.api.utils.ConcurrentSessionController;
import net.dv8tion.jda.api.utils.SessionController;

/**
 * JDA under the load of a {@link LoadServer}, with one listener for messages.
 */
final class LoadJda {

	private LoadJda() {
	}

	/**
	 * Runs until all events are done.
	 * @param args LIGHT or DEFAULT, for the builder, and the {@link LoadTask}
	 * @throws Exception if something does not work
	 */
	public static void main(String[] args) throws Exception {
		LoadTask task = LoadTask.of(Arrays.copyOfRange(args, 1, args.length));
		LoadRun run = new LoadRun(task);
		builder(args[0].equals("LIGHT"), task.api())
			.setCompression(task.compression().equals("none") ? Compression.NONE : Compression.ZLIB)
			.addEventListeners(new ListenerAdapter() {
				@Override
				public void onMessageReceived(MessageReceivedEvent event) {
					run.message(event.getMessage().getContentRaw(), event.getMessage().getNonce());
				}
			})
			.build();
		run.measure(LoadTask.Unit.MESSAGES, run::messages);
	}

	/**
	 * A builder for an API on this machine.
	 * @param light whether it is to keep little
	 */
	static JDABuilder builder(boolean light, String api) throws IOException, InterruptedException {
		EnumSet<GatewayIntent> intents = EnumSet.allOf(GatewayIntent.class);
		return (light ? JDABuilder.createLight("MQ.load.token", intents)
				: JDABuilder.createDefault("MQ.load.token", intents))
			.setRestConfig(new RestConfig().setBaseUrl(api + "/"))
			.setSessionController(sessionsAt(api));
	}

	/** Of itself it asks nobody for the gateway's address. */
	static SessionController sessionsAt(String api) throws IOException, InterruptedException {
		String url = LoadTask.gatewayUrl(api + "/gateway/bot");
		return new ConcurrentSessionController() {
			@Override
			public String getGateway() {
				return url;
			}
		};
	}

}
