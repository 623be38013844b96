package io.discordgateway.spring.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.client.WebSocketClient;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for how Discord is reached (R41).
 */
@ExtendWith(OutputCaptureExtension.class)
class DiscordHttpTests {

	private static final String PASSWORD = "changeit";

	@TempDir
	static Path folder;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, DiscordGatewayAutoConfiguration.class,
				DiscordRestClientAutoConfiguration.class))
		.withPropertyValues("discord.gateway.token=secret");

	@BeforeAll
	static void makeCertificate() throws IOException, InterruptedException {
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "localhost", "-keyalg", "EC", "-dname", "CN=localhost", "-ext",
				"SAN=dns:localhost", "-storetype", "PKCS12", "-keystore", store().toString(), "-storepass", PASSWORD)
			.inheritIO()
			.start();
		assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void aPlainUrlIsNotAskedForHttp2() throws IOException {
		BlockingQueue<Headers> asked = new LinkedBlockingQueue<>();
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/", (exchange) -> {
			asked.add(exchange.getRequestHeaders());
			exchange.sendResponseHeaders(204, -1);
			exchange.close();
		});
		server.start();
		try {
			this.runner
				.withPropertyValues("discord.gateway.enabled=false",
						"discord.gateway.api-base-url=http://localhost:" + server.getAddress().getPort() + "/api/v10")
				.run((context) -> {
					context.getBean("discordRestClient", RestClient.class)
						.get()
						.uri("/gateway/bot")
						.retrieve()
						.toBodilessEntity();
					assertThat(asked.remove().keySet()).contains("Authorization")
						.doesNotContain("Upgrade", "Http2-settings");
				});
		}
		finally {
			server.stop(0);
		}
	}

	@Test
	@DisplayName("R41: a url in clear to another host is warned of")
	void aUrlInClearIsWarnedOf(CapturedOutput output) {
		this.runner
			.withPropertyValues("discord.gateway.enabled=false", "discord.gateway.url=ws://gateway.example",
					"discord.gateway.api-base-url=http://api.example/v10")
			.run((context) -> assertThat(output)
				.containsOnlyOnce("discord.gateway.url goes to gateway.example without TLS")
				.containsOnlyOnce("discord.gateway.api-base-url goes to api.example without TLS"));
	}

	@ParameterizedTest
	@CsvSource({ "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLSv1.3, TLS_AES_128_GCM_SHA256" })
	void protocolsAndCiphersOfTheBundleAreKeptByNetty(String protocol, String cipher) throws Exception {
		BlockingQueue<String> met = new LinkedBlockingQueue<>();
		try (SSLServerSocket server = server()) {
			Thread acceptor = new Thread(() -> accept(server, met));
			acceptor.setDaemon(true);
			acceptor.start();
			withBundle(protocol, cipher)
				.withPropertyValues("discord.gateway.enabled=true", "discord.gateway.transport=netty",
						"discord.gateway.intents=0", "discord.gateway.url=wss://localhost:" + server.getLocalPort(),
						"discord.gateway.api-base-url=http://localhost:1/api/v10")
				.run((context) -> assertThat(met.poll(10, TimeUnit.SECONDS)).isEqualTo(protocol + " " + cipher));
		}
	}

	@ParameterizedTest
	@CsvSource({ "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLSv1.3, TLS_AES_128_GCM_SHA256" })
	void protocolsAndCiphersOfTheBundleAreKept(String protocol, String cipher) throws Exception {
		BlockingQueue<String> met = new LinkedBlockingQueue<>();
		try (SSLServerSocket server = server()) {
			Thread acceptor = new Thread(() -> accept(server, met));
			acceptor.setDaemon(true);
			acceptor.start();
			withBundle(protocol, cipher)
				.withPropertyValues("discord.gateway.enabled=true", "discord.gateway.transport=websocket-client",
						"discord.gateway.intents=0", "discord.gateway.compression=none",
						"discord.gateway.api-base-url=https://localhost:" + server.getLocalPort() + "/api/v10")
				.run((context) -> {
					RestClient client = context.getBean("discordRestClient", RestClient.class);
					assertThatExceptionOfType(ResourceAccessException.class)
						.isThrownBy(() -> client.post().uri("/channels/1/messages").retrieve().toBodilessEntity());
					assertThat(met.poll(10, TimeUnit.SECONDS)).isEqualTo(protocol + " " + cipher);
					met.clear();
					assertThat(context.getBean("discordGatewayWebSocketClient", WebSocketClient.class)
						.execute(new AbstractWebSocketHandler() {
						}, new WebSocketHttpHeaders(), URI.create("wss://localhost:" + server.getLocalPort())))
						.failsWithin(Duration.ofSeconds(10));
					assertThat(met.poll(10, TimeUnit.SECONDS)).isEqualTo(protocol + " " + cipher);
				});
		}
	}

	private ApplicationContextRunner withBundle(String protocol, String cipher) {
		return this.runner.withPropertyValues("discord.gateway.ssl.bundle=discord",
				"spring.ssl.bundle.jks.discord.truststore.location=" + store().toUri(),
				"spring.ssl.bundle.jks.discord.truststore.password=" + PASSWORD,
				"spring.ssl.bundle.jks.discord.truststore.type=PKCS12",
				"spring.ssl.bundle.jks.discord.options.enabled-protocols=" + protocol,
				"spring.ssl.bundle.jks.discord.options.ciphers=" + cipher);
	}

	private static void accept(SSLServerSocket server, BlockingQueue<String> met) {
		while (!server.isClosed()) {
			try (SSLSocket socket = (SSLSocket) server.accept()) {
				socket.startHandshake();
				met.add(socket.getSession().getProtocol() + " " + socket.getSession().getCipherSuite());
			}
			catch (IOException ex) {
				met.add(ex.toString());
			}
		}
	}

	private static SSLServerSocket server() throws GeneralSecurityException {
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		try (InputStream in = Files.newInputStream(store())) {
			KeyStore keyStore = KeyStore.getInstance("PKCS12");
			keyStore.load(in, PASSWORD.toCharArray());
			keys.init(keyStore, PASSWORD.toCharArray());
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(keys.getKeyManagers(), null, null);
			return (SSLServerSocket) context.getServerSocketFactory()
				.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Path store() {
		return folder.resolve("localhost.p12");
	}

}
