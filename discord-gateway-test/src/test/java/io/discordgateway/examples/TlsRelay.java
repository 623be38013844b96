package io.discordgateway.examples;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Speaks TLS for a gateway that does not, with the certificate of {@code localhost.p12}.
 */
final class TlsRelay implements AutoCloseable {

	private final SSLContext context;

	private final SSLServerSocket listener;

	private final int target;

	private final List<Socket> sockets = new ArrayList<>();

	TlsRelay(int target) throws IOException, GeneralSecurityException {
		this.target = target;
		this.context = context();
		this.listener = (SSLServerSocket) this.context.getServerSocketFactory()
			.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
		start(this::accept);
	}

	private static SSLContext context() throws IOException, GeneralSecurityException {
		char[] password = "localhost".toCharArray();
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream in = Objects.requireNonNull(TlsRelay.class.getResourceAsStream("localhost.p12"))) {
			store.load(in, password);
		}
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(store, password);
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		KeyStore trusted = KeyStore.getInstance("PKCS12");
		trusted.load(null, null);
		trusted.setCertificateEntry("local", store.getCertificate("local"));
		trust.init(trusted);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
		return context;
	}

	int accepted() {
		synchronized (this.sockets) {
			return this.sockets.size() / 2;
		}
	}

	/** Returns a context that trusts the relay. */
	SSLContext trusting() {
		return this.context;
	}

	URI url(String host) {
		return URI.create("wss://" + host + ":" + this.listener.getLocalPort());
	}

	private void accept() throws IOException {
		while (true) {
			Socket client = this.listener.accept();
			Socket server = new Socket(InetAddress.getLoopbackAddress(), this.target);
			synchronized (this.sockets) {
				this.sockets.add(client);
				this.sockets.add(server);
			}
			start(() -> pump(client, server));
			start(() -> pump(server, client));
		}
	}

	private static void pump(Socket from, Socket to) throws IOException {
		try (from; to) {
			from.getInputStream().transferTo(to.getOutputStream());
		}
	}

	private static void start(Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				// The end of a connection, or of the relay: there is nobody to tell.
			}
		}, "tls-relay");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
		synchronized (this.sockets) {
			for (Socket socket : this.sockets) {
				socket.close();
			}
		}
	}

	private interface Task {

		void run() throws IOException;

	}

}
