package io.discordgateway.spring.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.discordgateway.model.MessageCreate;
import io.discordgateway.spring.autoconfigure.DiscordGatewayAutoConfiguration;
import io.discordgateway.spring.session.DiscordGatewayMetadataStoreAutoConfiguration;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.integration.metadata.ConcurrentMetadataStore;

/**
 * An application for a process of its own, whose store is a server's that others use,
 * too. It tells that server of each event when its handler begins. The first arguments
 * are the server's port and the process's name, the rest are properties.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ DiscordGatewayMetadataStoreAutoConfiguration.class, DiscordGatewayAutoConfiguration.class })
class SharedStoreBot {

	public static void main(String[] arguments) {
		SpringApplication application = new SpringApplication(SharedStoreBot.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		System.setProperty("store", arguments[0]);
		System.setProperty("name", arguments[1]);
		application.run(Arrays.copyOfRange(arguments, 2, arguments.length));
	}

	@Bean
	RemoteStore store() throws IOException {
		return new RemoteStore(Integer.getInteger("store"), System.getProperty("name"));
	}

	@Bean
	Handler handler() throws IOException {
		return new Handler(store());
	}

	static class Handler {

		private final RemoteStore journal;

		/* Not the store's connection, which may be busy. */
		Handler(RemoteStore store) throws IOException {
			this.journal = store.another();
		}

		@EventListener
		void on(MessageCreate message) {
			this.journal.ask("begin", Long.toString(message.id().value()));
		}

	}

	/** One line for a question, one for its answer. */
	static class RemoteStore implements ConcurrentMetadataStore {

		private final int port;

		private final String name;

		private final Socket socket;

		private final Writer out;

		private final BufferedReader in;

		RemoteStore(int port, String name) throws IOException {
			this.port = port;
			this.name = name;
			this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
			this.out = new OutputStreamWriter(this.socket.getOutputStream(), StandardCharsets.US_ASCII);
			this.in = new BufferedReader(
					new InputStreamReader(this.socket.getInputStream(), StandardCharsets.US_ASCII));
			ask("name", name);
		}

		RemoteStore another() throws IOException {
			return new RemoteStore(this.port, this.name);
		}

		final synchronized @Nullable String ask(String... words) {
			try {
				for (String word : words) {
					this.out.write(URLEncoder.encode(word, StandardCharsets.UTF_8) + " ");
				}
				this.out.write("\n");
				this.out.flush();
				String answer = this.in.readLine();
				if (answer == null) {
					throw new IOException("the server is gone");
				}
				return answer.equals("-") ? null : URLDecoder.decode(answer, StandardCharsets.UTF_8);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		@Override
		public void put(String key, String value) {
			ask("put", key, value);
		}

		@Override
		public @Nullable String get(String key) {
			return ask("get", key);
		}

		@Override
		public @Nullable String remove(String key) {
			return ask("remove", key);
		}

		@Override
		public @Nullable String putIfAbsent(String key, String value) {
			return ask("putIfAbsent", key, value);
		}

		@Override
		public boolean replace(String key, String oldValue, String newValue) {
			return "true".equals(ask("replace", key, oldValue, newValue));
		}

	}

}
