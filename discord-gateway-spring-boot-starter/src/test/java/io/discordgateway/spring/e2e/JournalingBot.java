package io.discordgateway.spring.e2e;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

import io.discordgateway.model.MessageCreate;
import io.discordgateway.spring.autoconfigure.DiscordGatewayAutoConfiguration;
import io.discordgateway.spring.session.DiscordGatewayFileStoreAutoConfiguration;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.EventListener;

/**
 * An application for a process of its own, whose handler writes down each event when it
 * has handled it. The first argument is the journal, the rest are properties.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ DiscordGatewayFileStoreAutoConfiguration.class, DiscordGatewayAutoConfiguration.class })
class JournalingBot {

	public static void main(String[] arguments) {
		SpringApplication application = new SpringApplication(JournalingBot.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		System.setProperty("journal", arguments[0]);
		application.run(Arrays.copyOfRange(arguments, 1, arguments.length));
	}

	@Bean
	@Lazy(false)
	Journal journal() throws IOException {
		return new Journal(Path.of(System.getProperty("journal")));
	}

	/** One line per event: the guild, and the event's number in it. */
	static class Journal {

		private final FileChannel channel;

		Journal(Path file) throws IOException {
			this.channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
			write("started\n");
		}

		@EventListener
		void on(MessageCreate message) throws IOException {
			write(message.guildId() + " " + message.id() + "\n");
		}

		/* One write, so that a process that is killed leaves a whole line or none. */
		private synchronized void write(String line) throws IOException {
			ByteBuffer bytes = StandardCharsets.US_ASCII.encode(line);
			if (this.channel.write(bytes) < line.length()) {
				throw new IOException("The disk is full");
			}
		}

	}

}
