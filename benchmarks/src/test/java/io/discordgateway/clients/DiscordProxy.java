package io.discordgateway.clients;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Proxy that knows one host: whatever it is asked to connect to, it is the local Discord.
 * It speaks TLS as {@code discord.com} with whom speaks it. So a client that can be told
 * a proxy, and no address of Discord, reaches no further than loopback.
 */
final class DiscordProxy implements AutoCloseable {

	/** The first byte of a handshake. */
	private static final int TLS = 0x16;

	private static final String PASSWORD = "loopback";

	private static SSLContext context;

	private final ServerSocket listener;

	private final int target;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	DiscordProxy(String api) throws IOException, GeneralSecurityException, InterruptedException {
		this.target = URI.create(api).getPort();
		context();
		this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		start(this::accept);
	}

	int port() {
		return this.listener.getLocalPort();
	}

	private static synchronized SSLContext context()
			throws IOException, GeneralSecurityException, InterruptedException {
		if (context == null) {
			KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			keys.init(certificate(), PASSWORD.toCharArray());
			context = SSLContext.getInstance("TLS");
			context.init(keys.getKeyManagers(), null, null);
		}
		return context;
	}

	/* Made anew each time, so that nobody has a key to it. */
	private static KeyStore certificate() throws IOException, GeneralSecurityException, InterruptedException {
		Path folder = Files.createTempDirectory("clients");
		Path file = folder.resolve("discord.p12");
		try {
			Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
					"-genkeypair", "-alias", "discord", "-keyalg", "EC", "-dname", "CN=discord.com", "-ext",
					"san=dns:discord.com", "-validity", "2", "-storetype", "PKCS12", "-storepass", PASSWORD,
					"-keystore", file.toString())
				.redirectErrorStream(true)
				.redirectOutput(folder.resolve("keytool.log").toFile())
				.start();
			if (!keytool.waitFor(1, TimeUnit.MINUTES) || keytool.exitValue() != 0) {
				throw new IOException("keytool: " + Files.readString(folder.resolve("keytool.log")));
			}
			KeyStore store = KeyStore.getInstance("PKCS12");
			try (InputStream in = Files.newInputStream(file)) {
				store.load(in, PASSWORD.toCharArray());
			}
			return store;
		}
		finally {
			Files.deleteIfExists(file);
			Files.deleteIfExists(folder.resolve("keytool.log"));
			Files.delete(folder);
		}
	}

	private void accept() throws IOException {
		while (true) {
			Socket client = keep(this.listener.accept());
			start(() -> serve(client));
		}
	}

	private Socket keep(Socket socket) {
		this.sockets.add(socket);
		return socket;
	}

	private void serve(Socket client) throws IOException, GeneralSecurityException, InterruptedException {
		String head = head(client.getInputStream());
		if (!head.startsWith("CONNECT ")) {
			client.close();
			return;
		}
		client.getOutputStream().write("HTTP/1.1 200 Connected\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
		int first = client.getInputStream().read();
		if (first < 0) {
			client.close();
			return;
		}
		Socket server = keep(new Socket(InetAddress.getLoopbackAddress(), this.target));
		if (first == TLS) {
			SSLSocket secured = (SSLSocket) context().getSocketFactory()
				.createSocket(client, new ByteArrayInputStream(new byte[] { TLS }), true);
			secured.setUseClientMode(false);
			keep(secured);
			start(() -> pump(server, secured));
			pump(secured, server);
		}
		else {
			server.getOutputStream().write(first);
			start(() -> pump(server, client));
			pump(client, server);
		}
	}

	private static String head(InputStream in) throws IOException {
		ByteArrayOutputStream head = new ByteArrayOutputStream();
		while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
			int next = in.read();
			if (next < 0) {
				break;
			}
			head.write(next);
		}
		return head.toString(StandardCharsets.US_ASCII);
	}

	private static void pump(Socket from, Socket to) throws IOException {
		try (from; to; OutputStream out = to.getOutputStream()) {
			byte[] buffer = new byte[8192];
			for (int read = from.getInputStream().read(buffer); read >= 0; read = from.getInputStream().read(buffer)) {
				out.write(buffer, 0, read);
				out.flush();
			}
		}
	}

	private static void start(Work work) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			catch (IOException ex) {
				// The end of a connection, or of the proxy: there is nobody to tell.
			}
			catch (GeneralSecurityException | InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}, "discord-proxy");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

	/** Work on a thread of its own. */
	@FunctionalInterface
	private interface Work {

		void run() throws IOException, GeneralSecurityException, InterruptedException;

	}

}
