package io.discordgateway.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.Map;

import com.sun.management.OperatingSystemMXBean;
import io.discordgateway.model.MessageCreate;
import net.dv8tion.jda.api.events.message.MessageReceivedEvent;
import net.dv8tion.jda.api.hooks.ListenerAdapter;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.event.EventListener;

/**
 * An application with one listener for messages and nothing else, which ends with the
 * first message and says how long that took since somebody started its process.
 */
final class StartClient {

	private static long launched;

	private StartClient() {
	}

	/**
	 * Runs until the first message.
	 * @param args STARTER or JDA; the address of the API; the moment of the start, as
	 * {@code System.nanoTime} of the process that started this one has it
	 * @throws Exception if something does not work
	 */
	public static void main(String[] args) throws Exception {
		launched = Long.parseLong(args[2]);
		if (args[0].equals("JDA")) {
			LoadJda.builder(true, args[1]).addEventListeners(new ListenerAdapter() {
				@Override
				public void onMessageReceived(MessageReceivedEvent event) {
					heard();
				}
			}).build();
			return;
		}
		SpringApplication application = new SpringApplication(Application.class);
		application
			.setDefaultProperties(Map.of("discord.gateway.token", FleetClient.TOKEN, "discord.gateway.api-base-url",
					args[1], "spring.main.banner-mode", "off", "logging.level.root", "ERROR"));
		application.run();
	}

	private static void heard() {
		long nanos = System.nanoTime() - launched;
		long cpu = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
		Remote.say(nanos + " " + cpu);
		new Thread(() -> System.exit(0)).start();
	}

	@EnableAutoConfiguration
	static class Application {

		@EventListener
		void on(MessageCreate message) {
			heard();
		}

	}

}
