package io.discordgateway.spring.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A certificate of localhost that nobody trusts who is not told to.
 */
record Certificate(Path store) {

	private static final String PASSWORD = "changeit";

	static Certificate make(Path folder) throws IOException, InterruptedException {
		return make(folder, "SAN=dns:localhost,ip:127.0.0.1");
	}

	static Certificate make(Path folder, String names) throws IOException, InterruptedException {
		Path store = folder.resolve("localhost.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "localhost", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", names,
				"-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD)
			.inheritIO()
			.start();
		assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
		return new Certificate(store);
	}

	/** Properties of an application that trusts it. */
	Stream<String> properties() {
		return Stream.of("discord.gateway.ssl.bundle=discord",
				"spring.ssl.bundle.jks.discord.truststore.location=" + this.store.toUri(),
				"spring.ssl.bundle.jks.discord.truststore.password=" + PASSWORD,
				"spring.ssl.bundle.jks.discord.truststore.type=PKCS12");
	}

	/** Sockets of a server that has it. */
	ServerSocketFactory sockets() throws GeneralSecurityException, IOException {
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(this.store)) {
			keys.load(in, PASSWORD.toCharArray());
		}
		KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		managers.init(keys, PASSWORD.toCharArray());
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(managers.getKeyManagers(), null, null);
		return context.getServerSocketFactory();
	}

}
