package io.discordgateway.spring.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ServerSocketFactory;

import io.discordgateway.test.LocalGateway;

/**
 * A peer with manners of its own: it treats the first connections as a test wants, byte
 * by byte, and is a plain pipe to a gateway for those that follow.
 */
final class RawPeer implements AutoCloseable {

	private static final Pattern KEY = Pattern.compile("(?i)sec-websocket-key: *(\\S+)");

	private final ServerSocket listener;

	private final LocalGateway gateway;

	private final Manners manners;

	private final int rude;

	private final AtomicInteger accepted = new AtomicInteger();

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	RawPeer(LocalGateway gateway, int rude, Manners manners) {
		this(gateway, rude, manners, ServerSocketFactory.getDefault());
	}

	/**
	 * Makes a peer that speaks TLS to the client and is a pipe otherwise.
	 * @param gateway the gateway behind it
	 * @param tls makes the socket that listens
	 * @return the peer
	 */
	static RawPeer tls(LocalGateway gateway, ServerSocketFactory tls) {
		return new RawPeer(gateway, 0, (socket) -> {
		}, tls);
	}

	private RawPeer(LocalGateway gateway, int rude, Manners manners, ServerSocketFactory sockets) {
		this.gateway = gateway;
		this.manners = manners;
		this.rude = rude;
		try {
			this.listener = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		daemon("raw-peer", this::accept);
	}

	int port() {
		return this.listener.getLocalPort();
	}

	String url() {
		return "ws://127.0.0.1:" + this.listener.getLocalPort();
	}

	String apiUrl() {
		return "http://127.0.0.1:" + this.listener.getLocalPort() + "/api/v10";
	}

	int accepted() {
		return this.accepted.get();
	}

	private void accept() throws IOException {
		while (true) {
			Socket socket = this.listener.accept();
			this.sockets.add(socket);
			int number = this.accepted.incrementAndGet();
			daemon("raw-peer", () -> {
				if (number <= this.rude) {
					this.manners.treat(socket);
				}
				else {
					pipe(socket);
				}
			});
		}
	}

	private void pipe(Socket client) throws IOException {
		URI url = this.gateway.gatewayUrl();
		Socket server = new Socket(url.getHost(), url.getPort());
		this.sockets.add(server);
		daemon("raw-peer", () -> copy(server, client));
		copy(client, server);
	}

	static void copy(Socket from, Socket to) throws IOException {
		try (from; to) {
			from.getInputStream().transferTo(to.getOutputStream());
		}
	}

	/** Reads the request of a handshake and accepts it. */
	static void upgrade(Socket socket) throws IOException {
		Matcher key = KEY.matcher(readHead(socket));
		if (!key.find()) {
			throw new IOException("no handshake");
		}
		String accept;
		try {
			accept = Base64.getEncoder()
				.encodeToString(MessageDigest.getInstance("SHA-1")
					.digest((key.group(1) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
						.getBytes(StandardCharsets.US_ASCII)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
		write(socket, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
				+ "Sec-WebSocket-Accept: " + accept + "\r\n\r\n");
	}

	static String readHead(Socket socket) throws IOException {
		InputStream in = socket.getInputStream();
		ByteArrayOutputStream head = new ByteArrayOutputStream();
		while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
			int next = in.read();
			if (next < 0) {
				throw new IOException("closed");
			}
			head.write(next);
		}
		return head.toString(StandardCharsets.US_ASCII);
	}

	static void write(Socket socket, String text) throws IOException {
		write(socket, text.getBytes(StandardCharsets.ISO_8859_1));
	}

	static void write(Socket socket, byte[] bytes) throws IOException {
		OutputStream out = socket.getOutputStream();
		out.write(bytes);
		out.flush();
	}

	/** Sends a text frame of less than 126 bytes. */
	static void text(Socket socket, byte[] payload) throws IOException {
		byte[] frame = new byte[payload.length + 2];
		frame[0] = (byte) 0x81;
		frame[1] = (byte) payload.length;
		System.arraycopy(payload, 0, frame, 2, payload.length);
		write(socket, frame);
	}

	static void hello(Socket socket, int heartbeatInterval) throws IOException {
		text(socket, ("{\"op\":10,\"d\":{\"heartbeat_interval\":" + heartbeatInterval + "}}")
			.getBytes(StandardCharsets.UTF_8));
	}

	static void daemon(String name, Manners.Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				// The other side went away, or the test is over.
			}
		}, name);
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() {
		try {
			this.listener.close();
			for (Socket socket : this.sockets) {
				socket.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** How a peer treats a connection; it stays open until somebody closes it. */
	@FunctionalInterface
	interface Manners {

		void treat(Socket socket) throws IOException;

		/** What a thread does. */
		interface Task {

			void run() throws IOException;

		}

	}

}
