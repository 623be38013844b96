package io.discordgateway.spring.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A certificate of localhost that nobody trusts who is not told to.
 *
 * @param store the certificate, and its key
 * @param trust what an application trusts that accepts it
 */
record Certificate(Path store, Path trust) {

	private static final String PASSWORD = "changeit";

	private static final String LOCALHOST = "SAN=dns:localhost,ip:127.0.0.1";

	static Certificate make(Path folder) throws IOException, InterruptedException {
		return make(folder, LOCALHOST);
	}

	static Certificate make(Path folder, String names) throws IOException, InterruptedException {
		Path store = folder.resolve("localhost.p12");
		keytool(store, "-genkeypair", "-alias", "localhost", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", names,
				"-validity", "90");
		return new Certificate(store, store);
	}

	/**
	 * One that was good for a day, two days ago, by a CA that still is good: the JDK
	 * looks at no date of what is itself trusted.
	 */
	static Certificate expired(Path folder) throws IOException, InterruptedException {
		Path ca = folder.resolve("ca.p12");
		Path store = folder.resolve("localhost.p12");
		Path request = folder.resolve("localhost.csr");
		Path signed = folder.resolve("localhost.pem");
		Path root = folder.resolve("ca.pem");
		keytool(ca, "-genkeypair", "-alias", "ca", "-keyalg", "EC", "-dname", "CN=ca", "-ext", "bc:c", "-startdate",
				"-9d", "-validity", "90");
		keytool(ca, "-exportcert", "-alias", "ca", "-rfc", "-file", root.toString());
		keytool(store, "-genkeypair", "-alias", "localhost", "-keyalg", "EC", "-dname", "CN=localhost");
		keytool(store, "-certreq", "-alias", "localhost", "-file", request.toString());
		keytool(ca, "-gencert", "-alias", "ca", "-infile", request.toString(), "-outfile", signed.toString(), "-rfc",
				"-ext", LOCALHOST, "-startdate", "-3d", "-validity", "1");
		keytool(store, "-importcert", "-alias", "ca", "-file", root.toString(), "-noprompt");
		keytool(store, "-importcert", "-alias", "localhost", "-file", signed.toString(), "-noprompt");
		return new Certificate(store, ca);
	}

	private static void keytool(Path store, String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
		command.addAll(List.of(arguments));
		command.addAll(List.of("-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD));
		Process keytool = new ProcessBuilder(command).inheritIO().start();
		assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(keytool.exitValue()).isZero();
	}

	/** Properties of an application that trusts it. */
	Stream<String> properties() {
		return Stream.of("discord.gateway.ssl.bundle=discord",
				"spring.ssl.bundle.jks.discord.truststore.location=" + this.trust.toUri(),
				"spring.ssl.bundle.jks.discord.truststore.password=" + PASSWORD,
				"spring.ssl.bundle.jks.discord.truststore.type=PKCS12");
	}

	/** A bundle of an application that trusts it. */
	SslBundle bundle() throws GeneralSecurityException, IOException {
		return SslBundle.of(SslStoreBundle.of(null, null, load(this.trust)));
	}

	private static KeyStore load(Path store) throws GeneralSecurityException, IOException {
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(store)) {
			keys.load(in, PASSWORD.toCharArray());
		}
		return keys;
	}

	/** Sockets of a server that has it. */
	ServerSocketFactory sockets() throws GeneralSecurityException, IOException {
		KeyStore keys = load(this.store);
		KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		managers.init(keys, PASSWORD.toCharArray());
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(managers.getKeyManagers(), null, null);
		return context.getServerSocketFactory();
	}

}
