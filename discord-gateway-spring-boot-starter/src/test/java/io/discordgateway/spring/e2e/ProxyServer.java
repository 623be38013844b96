package io.discordgateway.spring.e2e;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

/**
 * A proxy for HTTP, SOCKS 4a and SOCKS 5 on one port, which asks who is there.
 */
final class ProxyServer implements AutoCloseable {

	static final String USERNAME = "bot";

	static final String PASSWORD = "se:cret";

	private final ServerSocket listener;

	private final Mood mood;

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	/**
	 * Starts a proxy.
	 * @param open whether it is for everybody
	 */
	ProxyServer(boolean open) {
		this(open ? Mood.OPEN : Mood.ASKS);
	}

	/**
	 * Starts a proxy.
	 * @param mood what it does with those who come
	 */
	ProxyServer(Mood mood) {
		this.mood = mood;
		try {
			this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		RawPeer.daemon("proxy", () -> {
			while (true) {
				Socket socket = this.listener.accept();
				this.sockets.add(socket);
				RawPeer.daemon("proxy", () -> serve(socket));
			}
		});
	}

	int port() {
		return this.listener.getLocalPort();
	}

	/** What was asked for, and refusals. */
	List<String> requests() {
		return this.requests;
	}

	private boolean isOpen() {
		return this.mood == Mood.OPEN;
	}

	private void serve(Socket client) throws IOException {
		if (this.mood == Mood.HANGS) {
			this.requests.add("hangs");
			return;
		}
		DataInputStream in = new DataInputStream(client.getInputStream());
		int first = in.readUnsignedByte();
		switch (first) {
			case 4 -> socks4(client, in);
			case 5 -> socks5(client, in);
			default -> http(client, in, (char) first);
		}
	}

	private void socks4(Socket client, DataInputStream in) throws IOException {
		in.readByte();
		int port = in.readUnsignedShort();
		in.readInt();
		String user = readString(in);
		String host = readString(in);
		boolean welcome = isOpen() || user.equals(USERNAME);
		this.requests.add(welcome ? "SOCKS4 " + host + ":" + port : "SOCKS4 refused");
		client.getOutputStream().write(new byte[] { 0, (byte) (welcome ? 90 : 93), 0, 0, 0, 0, 0, 0 });
		if (welcome) {
			pipe(client, host, port);
		}
		else {
			client.close();
		}
	}

	private static String readString(DataInputStream in) throws IOException {
		ByteArrayOutputStream text = new ByteArrayOutputStream();
		for (int next = in.readUnsignedByte(); next != 0; next = in.readUnsignedByte()) {
			text.write(next);
		}
		return text.toString(StandardCharsets.US_ASCII);
	}

	private void socks5(Socket client, DataInputStream in) throws IOException {
		OutputStream out = client.getOutputStream();
		in.skipNBytes(in.readUnsignedByte());
		out.write(new byte[] { 5, (byte) (isOpen() ? 0 : 2) });
		if (!isOpen()) {
			in.readByte();
			String user = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII);
			String password = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII);
			boolean welcome = user.equals(USERNAME) && password.equals(PASSWORD);
			out.write(new byte[] { 1, (byte) (welcome ? 0 : 1) });
			if (!welcome) {
				this.requests.add("SOCKS5 refused");
				client.close();
				return;
			}
		}
		in.skipNBytes(3);
		if (in.readUnsignedByte() != 3) {
			throw new IOException("the name was looked up by somebody else");
		}
		String host = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII);
		int port = in.readUnsignedShort();
		this.requests.add("SOCKS5 " + host + ":" + port);
		out.write(new byte[] { 5, 0, 0, 1, 0, 0, 0, 0, 0, 0 });
		pipe(client, host, port);
	}

	private void http(Socket client, DataInputStream in, char first) throws IOException {
		String head = first + readHead(in);
		while (true) {
			String[] line = head.split(" ");
			if (this.mood == Mood.REFUSES) {
				this.requests.add(line[0] + " refused");
				write(client, "503 Service Unavailable", "", "no way out");
			}
			else if (!isWelcome(head)) {
				this.requests.add(line[0] + " refused");
				write(client, "407 Proxy Authentication Required", "Proxy-Authenticate: Basic realm=\"proxy\"\r\n", "");
			}
			else if (line[0].equals("CONNECT")) {
				this.requests.add("CONNECT " + line[1]);
				client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
				URI target = URI.create("tcp://" + line[1]);
				pipe(client, target.getHost(), target.getPort());
				return;
			}
			else {
				this.requests.add(line[0] + " " + line[1]);
				forward(client, line[1], head);
			}
			head = readHead(in);
		}
	}

	private boolean isWelcome(String head) {
		String credentials = Base64.getEncoder()
			.encodeToString((USERNAME + ":" + PASSWORD).getBytes(StandardCharsets.US_ASCII));
		return isOpen() || head.lines()
			.anyMatch((line) -> line.toLowerCase(Locale.ROOT).startsWith("proxy-authorization: basic ")
					&& line.endsWith(" " + credentials));
	}

	/* Questions only, which have no body. */
	private static void forward(Socket client, String url, String head) throws IOException {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
		header(head, "Authorization", request);
		header(head, "User-Agent", request);
		try {
			HttpResponse<String> response = HttpClient.newBuilder()
				.proxy(HttpClient.Builder.NO_PROXY)
				.build()
				.send(request.build(), HttpResponse.BodyHandlers.ofString());
			write(client, response.statusCode() + " So", "Content-Type: application/json\r\n", response.body());
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
	}

	private static void header(String head, String name, HttpRequest.Builder request) {
		head.lines()
			.filter((line) -> line.regionMatches(true, 0, name + ": ", 0, name.length() + 2))
			.forEach((line) -> request.header(name, line.substring(name.length() + 2)));
	}

	private static void write(Socket client, String status, String headers, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		client.getOutputStream()
			.write(("HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + bytes.length + "\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
		client.getOutputStream().write(bytes);
	}

	private static String readHead(DataInputStream in) throws IOException {
		ByteArrayOutputStream head = new ByteArrayOutputStream();
		while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
			head.write(in.readByte());
		}
		return head.toString(StandardCharsets.US_ASCII);
	}

	private void pipe(Socket client, String host, int port) throws IOException {
		Socket server = new Socket(host, port);
		this.sockets.add(server);
		RawPeer.daemon("proxy", () -> RawPeer.copy(server, client));
		RawPeer.copy(client, server);
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

	/** What a proxy does with those who come. */
	enum Mood {

		/** It is for everybody. */
		OPEN,

		/** It asks for a user name and a password. */
		ASKS,

		/** It has no way to where they want to go. */
		REFUSES,

		/** It takes the connection, and says nothing. */
		HANGS

	}

	/** Properties of an application that is to use it. */
	String[] properties(String type, @Nullable String username, @Nullable String password) {
		return new String[] { "discord.gateway.transport=netty", "discord.gateway.proxy.type=" + type,
				"discord.gateway.proxy.host=localhost", "discord.gateway.proxy.port=" + port(),
				"discord.gateway.proxy.username=" + ((username != null) ? username : ""),
				"discord.gateway.proxy.password=" + ((password != null) ? password : "") };
	}

}
