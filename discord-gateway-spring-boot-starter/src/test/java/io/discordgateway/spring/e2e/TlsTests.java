package io.discordgateway.spring.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;

import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import io.discordgateway.spring.ShardDisconnectedEvent;
import io.discordgateway.spring.ShardResumedEvent;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for connections with TLS and a certificate that only the application trusts.
 */
@AnyWire
class TlsTests {

	private static final String PASSWORD = "changeit";

	@TempDir
	static Path folder;

	private static Path store;

	private final Wire wire;

	TlsTests(Wire wire) {
		this.wire = wire;
	}

	@BeforeAll
	static void makeCertificate() throws IOException, InterruptedException {
		store = folder.resolve("localhost.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "localhost", "-keyalg", "EC", "-dname", "CN=localhost", "-ext",
				"SAN=dns:localhost,ip:127.0.0.1", "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass",
				PASSWORD)
			.inheritIO()
			.start();
		assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	@DisplayName("R41: a bundle is for gateway and API, and a resume url in clear is not followed")
	void bundleIsUsedForGatewayAndApi() throws Exception {
		try (LocalGateway gateway = LocalGateway.builder().build().start();
				RawPeer tls = RawPeer.tls(gateway, sockets());
				Bot bot = this.wire.start(gateway, "discord.gateway.url=wss://localhost:" + tls.port(),
						"discord.gateway.api-base-url=https://localhost:" + tls.port() + "/api/v10",
						"discord.gateway.ssl.bundle=discord",
						"spring.ssl.bundle.jks.discord.truststore.location=" + store.toUri(),
						"spring.ssl.bundle.jks.discord.truststore.password=" + PASSWORD,
						"spring.ssl.bundle.jks.discord.truststore.type=PKCS12")) {
			bot.awaitConnected();
			gateway.requestReconnect();
			bot.awaitEvent(ShardResumedEvent.class);
			assertThat(tls.accepted()).isGreaterThanOrEqualTo(2);
			assertThat(bot.context()
				.getBean("discordRestClient", RestClient.class)
				.get()
				.uri("/gateway/bot")
				.retrieve()
				.body(String.class)).contains("session_start_limit");
		}
	}

	@Test
	void certificateThatNobodyTrustsIsNotConnectedTo() throws Exception {
		try (LocalGateway gateway = LocalGateway.builder().build().start();
				RawPeer tls = RawPeer.tls(gateway, sockets());
				Bot bot = this.wire.start(gateway, "discord.gateway.url=wss://localhost:" + tls.port())) {
			Bot.await()
				.until(() -> bot.ears()
					.lifecycle(ShardDisconnectedEvent.class)
					.stream()
					.anyMatch((event) -> event.reason().contains("certification path")));
			assertThat(gateway.record().connections()).isEmpty();
		}
	}

	private static ServerSocketFactory sockets() throws GeneralSecurityException, IOException {
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(store)) {
			keys.load(in, PASSWORD.toCharArray());
		}
		KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		managers.init(keys, PASSWORD.toCharArray());
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(managers.getKeyManagers(), null, null);
		return context.getServerSocketFactory();
	}

}
