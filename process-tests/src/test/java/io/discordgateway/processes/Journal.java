package io.discordgateway.processes;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

import io.discordgateway.model.MessageCreate;
import io.discordgateway.spring.DispatchEvent;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Has the sample write down each message that a listener begins. It is added by
 * {@code spring.main.sources}; the property {@code journal} names the file.
 */
@Configuration(proxyBeanMethods = false)
class Journal {

	@Bean
	Writer journalWriter(@Value("${journal}") Path file) throws IOException {
		return new Writer(file);
	}

	/**
	 * Reads what a process has written.
	 * @param instance the process's name
	 * @param file its journal
	 * @return the lines, in order
	 */
	static List<Begun> read(String instance, Path file) throws IOException {
		if (!Files.exists(file)) {
			return List.of();
		}
		try (Stream<String> lines = Files.lines(file, StandardCharsets.US_ASCII)) {
			return lines.map((line) -> line.split(" "))
				.filter((words) -> words.length == 5)
				.map((words) -> new Begun(instance, Long.parseLong(words[0]), Integer.parseInt(words[1]),
						Long.parseLong(words[2]), Long.parseLong(words[3]), Integer.parseInt(words[4])))
				.toList();
		}
	}

	/**
	 * A message that a listener began.
	 *
	 * @param instance the process
	 * @param at when, in milliseconds of the host's clock
	 * @param shard number of the shard
	 * @param epoch the shard's epoch
	 * @param sequence number of the event in its session
	 * @param number number of the message on its shard
	 */
	record Begun(String instance, long at, int shard, long epoch, long sequence, int number) {
	}

	static class Writer {

		private final FileChannel channel;

		Writer(Path file) throws IOException {
			this.channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}

		/*
		 * Before the sample's own. One write, so that a process that is killed leaves a
		 * whole line or none.
		 */
		@Order(Ordered.HIGHEST_PRECEDENCE)
		@EventListener
		synchronized void on(DispatchEvent<MessageCreate> event) throws IOException {
			String line = System.currentTimeMillis() + " " + event.shard().id() + " " + event.epoch() + " "
					+ event.sequence() + " " + event.getPayload().id() + "\n";
			if (this.channel.write(StandardCharsets.US_ASCII.encode(line)) < line.length()) {
				throw new IOException("The disk is full");
			}
		}

	}

}
