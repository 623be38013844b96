package io.discordgateway.benchmarks;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.Deflater;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import org.jspecify.annotations.Nullable;

/**
 * Discord as far as a client has to be loaded: a process that answers the look-up, the
 * upgrade, IDENTIFY and heartbeats, and otherwise sends what was compressed beforehand,
 * as fast as the client takes it, and then at a rate. It prints the address of its API
 * when it is ready. Linux, loopback, one connection per shard.
 */
final class LoadServer {

	/*
	 * Sequence numbers rise, so no part of a stream can be sent twice. A stream is made
	 * of rounds that know nothing of each other, so that an acknowledgment can stand
	 * between two of them.
	 */

	private static final String ACCEPT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

	private static final int TEXT = 0x81;

	private static final int BINARY = 0x82;

	private static final int CLOSE = 8;

	private static final String PASSWORD = "benchmark";

	private final Wire wire;

	private final LoadStream stream;

	private final double perSecond;

	private final int pacedRounds;

	private final int shards;

	private final @Nullable SSLContext tls;

	private final int opening;

	/* Frames as they go over the socket, a round in each array. */
	private final List<byte[]> rounds = new ArrayList<>();

	private LoadServer(Wire wire, LoadStream stream, int rounds, double perSecond, int pacedRounds, int shards,
			@Nullable SSLContext tls) {
		this.wire = wire;
		this.stream = stream;
		this.perSecond = perSecond;
		this.pacedRounds = pacedRounds;
		this.shards = shards;
		this.tls = tls;
		this.opening = stream.opening("[0,1]", "").size();
		Encoder encoder = new Encoder(wire, true);
		for (int round = 0; round < rounds; round++) {
			this.rounds.add(encoder.round(stream.round(), firstSequence(round)));
		}
	}

	private int firstSequence(int round) {
		return this.opening + 1 + round * this.stream.round().size();
	}

	/**
	 * Serves until its process is ended.
	 * @param args the wire; the {@link LoadStream stream}; how many rounds of it to send
	 * as fast as the client takes them; how many events to send in a second after that,
	 * in how many rounds, each with the moment of its sending where it has a nonce; the
	 * number of shards; a keystore for TLS, or nothing
	 * @throws Exception if no port can be opened, or the keystore not be read
	 */
	public static void main(String[] args) throws Exception {
		LoadServer server = new LoadServer(Wire.valueOf(args[0]), LoadStream.of(args[1]), Integer.parseInt(args[2]),
				Double.parseDouble(args[3]), Integer.parseInt(args[4]), Integer.parseInt(args[5]),
				(args.length > 6) ? tls(Path.of(args[6])) : null);
		server.serve();
	}

	/** A certificate for this machine, and its key; also for clients to trust. */
	static Path newKeystore() throws IOException, InterruptedException {
		Path store = Files.createTempDirectory("load").resolve("load.p12");
		int code = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-keystore", store.toString(), "-storepass", PASSWORD, "-keyalg", "EC", "-dname",
				"CN=127.0.0.1", "-ext", "san=ip:127.0.0.1", "-alias", "load")
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start()
			.waitFor();
		if (code != 0) {
			throw new IOException("keytool ended with " + code);
		}
		return store;
	}

	/** Options of a JVM that trusts the certificate. */
	static List<String> trusting(Path store) {
		return List.of("-Djavax.net.ssl.trustStore=" + store, "-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
	}

	private static SSLContext tls(Path store) throws GeneralSecurityException, IOException {
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(store)) {
			keys.load(in, PASSWORD.toCharArray());
		}
		KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		managers.init(keys, PASSWORD.toCharArray());
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(managers.getKeyManagers(), null, null);
		return context;
	}

	private void serve() throws IOException {
		InetAddress loopback = InetAddress.getByName("127.0.0.1");
		ServerSocket gateway = (this.tls != null)
				? this.tls.getServerSocketFactory().createServerSocket(0, 1000, loopback)
				: new ServerSocket(0, 1000, loopback);
		HttpServer api = newApi(new InetSocketAddress(loopback, 0));
		String secure = (this.tls != null) ? "s" : "";
		byte[] bot = ("{\"url\":\"ws" + secure + "://127.0.0.1:" + gateway.getLocalPort() + "\",\"shards\":"
				+ this.shards + ",\"session_start_limit\":{\"total\":10000,\"remaining\":10000,"
				+ "\"reset_after\":86400000,\"max_concurrency\":" + this.shards + "}}")
			.getBytes(StandardCharsets.UTF_8);
		api.createContext("/", (exchange) -> answer(exchange, bot));
		api.createContext("/users/@me",
				(exchange) -> answer(exchange, LoadStream.SELF.getBytes(StandardCharsets.UTF_8)));
		api.start();
		System.out.println("http" + secure + "://127.0.0.1:" + api.getAddress().getPort());
		while (true) {
			Socket socket = gateway.accept();
			Thread thread = new Thread(() -> new Connection(socket).run());
			thread.setDaemon(true);
			thread.start();
		}
	}

	private HttpServer newApi(InetSocketAddress address) throws IOException {
		if (this.tls == null) {
			return HttpServer.create(address, 10);
		}
		HttpsServer server = HttpsServer.create(address, 10);
		server.setHttpsConfigurator(new HttpsConfigurator(this.tls));
		return server;
	}

	private static void answer(HttpExchange exchange, byte[] answer) throws IOException {
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.sendResponseHeaders(200, answer.length);
		exchange.getResponseBody().write(answer);
		exchange.close();
	}

	/**
	 * A client. One thread reads and answers, another sends the stream.
	 */
	private final class Connection {

		private final Socket socket;

		private final Encoder encoder = new Encoder(LoadServer.this.wire, false);

		private int acknowledgments;

		Connection(Socket socket) {
			this.socket = socket;
		}

		void run() {
			try (this.socket) {
				DataInputStream in = new DataInputStream(this.socket.getInputStream());
				OutputStream out = new BufferedOutputStream(this.socket.getOutputStream(), 65_536);
				upgrade(in, out);
				out.write(
						this.encoder.message("{\"t\":null,\"s\":null,\"op\":10,\"d\":{\"heartbeat_interval\":41250}}"));
				out.flush();
				boolean begun = false;
				while (true) {
					int first = in.readUnsignedByte();
					byte[] payload = readFrame(in);
					if ((first & 0x0f) == CLOSE) {
						return;
					}
					String text = new String(payload, StandardCharsets.UTF_8).replace(" ", "");
					if (text.contains("\"op\":1,") || text.contains("\"op\":1}")) {
						acknowledge(out, begun);
					}
					else if (text.contains("\"op\":2,") || text.contains("\"op\":2}")) {
						begun = true;
						begin(out, text);
					}
				}
			}
			catch (EOFException | SocketException ex) {
				// The client is gone.
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private void begin(OutputStream out, String identify) throws IOException {
			String shard = identify.contains("\"shard\":") ? identify.replaceAll(".*\"shard\":(\\[[0-9,]+]).*", "$1")
					: "[0,1]";
			String resumeUrl = "ws://127.0.0.1:" + this.socket.getLocalPort();
			for (String message : LoadServer.this.stream.opening(shard, resumeUrl)) {
				out.write(this.encoder.message(message));
			}
			out.flush();
			Thread sender = new Thread(() -> {
				try {
					send(out);
				}
				catch (IOException ex) {
					// The client is gone.
				}
			});
			sender.setDaemon(true);
			sender.start();
		}

		private void send(OutputStream out) throws IOException {
			for (byte[] round : LoadServer.this.rounds) {
				flushAcknowledgments(out);
				out.write(round);
				out.flush();
			}
			long started = System.nanoTime();
			for (int round = 0; round < LoadServer.this.pacedRounds; round++) {
				flushAcknowledgments(out);
				sendPaced(out, round, started);
			}
			while (!this.socket.isClosed()) {
				flushAcknowledgments(out);
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
			}
		}

		/* Compressed as it goes, as each says when that was. */
		private void sendPaced(OutputStream out, int round, long started) throws IOException {
			List<byte[]> messages = LoadServer.this.stream.round();
			int first = firstSequence(LoadServer.this.rounds.size() + round);
			Encoder paced = new Encoder(LoadServer.this.wire, true);
			try (ZstdCompressCtx zstd = new ZstdCompressCtx()) {
				for (int i = 0; i < messages.size(); i++) {
					long due = started + (long) ((round * messages.size() + i) / LoadServer.this.perSecond * 1e9);
					for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
						LockSupport.parkNanos(left);
					}
					byte[] message = LoadStream.isMessageCreate(messages.get(i)) ? Encoder.stamped(messages.get(i))
							: messages.get(i);
					out.write(paced.part(zstd, message, first + i, i == messages.size() - 1));
					out.flush();
				}
			}
			paced.deflater.end();
		}

		private synchronized void acknowledge(OutputStream out, boolean later) throws IOException {
			this.acknowledgments++;
			if (!later) {
				flushAcknowledgments(out);
			}
		}

		private synchronized void flushAcknowledgments(OutputStream out) throws IOException {
			for (; this.acknowledgments > 0; this.acknowledgments--) {
				out.write(this.encoder.message("{\"t\":null,\"s\":null,\"op\":11,\"d\":null}"));
				out.flush();
			}
		}

		private void upgrade(DataInputStream in, OutputStream out) throws IOException {
			StringBuilder request = new StringBuilder();
			while (!request.toString().endsWith("\r\n\r\n")) {
				request.append((char) in.readUnsignedByte());
			}
			String key = request.toString()
				.lines()
				.filter((line) -> line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:"))
				.findFirst()
				.orElseThrow()
				.substring("sec-websocket-key:".length())
				.strip();
			out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
					+ "Sec-WebSocket-Accept: " + accept(key) + "\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
		}

		private static String accept(String key) {
			try {
				return Base64.getEncoder()
					.encodeToString(MessageDigest.getInstance("SHA-1")
						.digest((key + ACCEPT).getBytes(StandardCharsets.US_ASCII)));
			}
			catch (NoSuchAlgorithmException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private static byte[] readFrame(DataInputStream in) throws IOException {
			int length = in.readUnsignedByte() & 0x7f;
			if (length == 126) {
				length = in.readUnsignedShort();
			}
			else if (length == 127) {
				length = (int) in.readLong();
			}
			byte[] mask = in.readNBytes(4);
			byte[] payload = in.readNBytes(length);
			for (int i = 0; i < length; i++) {
				payload[i] ^= mask[i % 4];
			}
			return payload;
		}

	}

	/**
	 * Makes frames. What stands alone and what is a round refer to nothing before them.
	 */
	private static final class Encoder {

		private final Wire wire;

		private final Deflater deflater;

		private final byte[] buffer = new byte[1 << 20];

		/* A stream has its head in front of its first message only. */
		Encoder(Wire wire, boolean goesOn) {
			if (wire != Wire.JSON && wire != Wire.JSON_ZLIB_STREAM && wire != Wire.JSON_ZSTD_STREAM) {
				throw new IllegalArgumentException("The load is sent as JSON, JSON_ZLIB_STREAM or JSON_ZSTD_STREAM");
			}
			this.wire = wire;
			this.deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, goesOn);
		}

		byte[] message(String json) {
			byte[] message = json.getBytes(StandardCharsets.UTF_8);
			return switch (this.wire) {
				case JSON_ZLIB_STREAM -> frame(BINARY, deflate(message, Deflater.FULL_FLUSH));
				case JSON_ZSTD_STREAM -> frame(BINARY, Traffic.zstdFrame(message));
				default -> frame(TEXT, message);
			};
		}

		byte[] round(List<byte[]> messages, int firstSequence) {
			List<byte[]> frames = new ArrayList<>();
			try (ZstdCompressCtx zstd = new ZstdCompressCtx()) {
				for (int i = 0; i < messages.size(); i++) {
					frames.add(part(zstd, messages.get(i), firstSequence + i, i == messages.size() - 1));
				}
			}
			return join(frames);
		}

		byte[] part(ZstdCompressCtx zstd, byte[] unnumbered, int sequence, boolean last) {
			byte[] message = numbered(unnumbered, sequence);
			return switch (this.wire) {
				case JSON_ZLIB_STREAM ->
					frame(BINARY, deflate(message, last ? Deflater.FULL_FLUSH : Deflater.SYNC_FLUSH));
				case JSON_ZSTD_STREAM -> frame(BINARY, zstd(zstd, message, last));
				default -> frame(TEXT, message);
			};
		}

		private static byte[] numbered(byte[] message, int sequence) {
			return replaced(message, "\"s\":[0-9]+", "\"s\":" + sequence);
		}

		static byte[] stamped(byte[] message) {
			return replaced(message, "\"nonce\":\"[0-9]+\"", "\"nonce\":\"" + LoadRun.STAMP + System.nanoTime() + "\"");
		}

		private static byte[] replaced(byte[] message, String pattern, String replacement) {
			return new String(message, StandardCharsets.UTF_8).replaceFirst(pattern, replacement)
				.getBytes(StandardCharsets.UTF_8);
		}

		private byte[] zstd(ZstdCompressCtx context, byte[] message, boolean last) {
			ByteBuffer target = ByteBuffer.wrap(this.buffer);
			context.compressByteBufferStream(target, ByteBuffer.wrap(message),
					last ? EndDirective.END : EndDirective.FLUSH);
			return Arrays.copyOf(this.buffer, target.position());
		}

		private byte[] deflate(byte[] message, int flush) {
			this.deflater.setInput(message);
			int length = this.deflater.deflate(this.buffer, 0, this.buffer.length, flush);
			return Arrays.copyOf(this.buffer, length);
		}

		private static byte[] frame(int first, byte[] payload) {
			int extra = (payload.length < 126) ? 0 : (payload.length < 65_536) ? 2 : 8;
			ByteBuffer frame = ByteBuffer.allocate(2 + extra + payload.length);
			frame.put((byte) first);
			switch (extra) {
				case 0 -> frame.put((byte) payload.length);
				case 2 -> frame.put((byte) 126).putShort((short) payload.length);
				default -> frame.put((byte) 127).putLong(payload.length);
			}
			return frame.put(payload).array();
		}

		private static byte[] join(List<byte[]> parts) {
			byte[] whole = new byte[parts.stream().mapToInt((part) -> part.length).sum()];
			int position = 0;
			for (byte[] part : parts) {
				System.arraycopy(part, 0, whole, position, part.length);
				position += part.length;
			}
			return whole;
		}

	}

}
