package io.discordgateway.benchmarks;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import com.sun.net.httpserver.HttpServer;

/**
 * Discord as far as a client has to be loaded: a process that answers the look-up, the
 * upgrade, IDENTIFY and heartbeats, and otherwise sends what was compressed beforehand,
 * as fast as the client takes it or at a rate. It prints the address of its API when it
 * is ready. Linux, loopback, one connection per shard.
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

	private final Wire wire;

	private final double perSecond;

	private final int shards;

	/* Frames as they go over the socket, a round in each array. */
	private final List<byte[]> rounds = new ArrayList<>();

	private final int eventsPerRound;

	private LoadServer(Wire wire, List<byte[]> messages, int events, double perSecond, int shards) {
		this.wire = wire;
		this.perSecond = perSecond;
		this.shards = shards;
		this.eventsPerRound = messages.size();
		Encoder encoder = new Encoder(wire, true);
		for (int sequence = 2; sequence < events; sequence += messages.size()) {
			this.rounds.add(encoder.round(messages, sequence));
		}
	}

	/**
	 * Serves until its process is ended.
	 * @param args the wire; the names of the events to send, separated by commas, or
	 * {@code all}; how many events to prepare; how many to send in a second, 0 for as
	 * many as the client takes; the number of shards
	 * @throws IOException if no port can be opened
	 */
	public static void main(String[] args) throws IOException {
		List<String> names = List.of(args[1].split(","));
		List<byte[]> messages = Traffic.plain()
			.stream()
			.filter((message) -> names.contains("all") || names.contains(name(message)))
			.toList();
		LoadServer server = new LoadServer(Wire.valueOf(args[0]), messages, Integer.parseInt(args[2]),
				Double.parseDouble(args[3]), Integer.parseInt(args[4]));
		server.serve();
	}

	private static String name(byte[] message) {
		String text = new String(message, 0, Math.min(message.length, 60), StandardCharsets.UTF_8);
		return text.substring(6, text.indexOf('"', 6));
	}

	private void serve() throws IOException {
		ServerSocket gateway = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
		HttpServer api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
		byte[] answer = ("{\"url\":\"ws://127.0.0.1:" + gateway.getLocalPort() + "\",\"shards\":" + this.shards
				+ ",\"session_start_limit\":{\"total\":10000,\"remaining\":10000,\"reset_after\":86400000,"
				+ "\"max_concurrency\":" + this.shards + "}}")
			.getBytes(StandardCharsets.UTF_8);
		api.createContext("/", (exchange) -> {
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			exchange.sendResponseHeaders(200, answer.length);
			exchange.getResponseBody().write(answer);
			exchange.close();
		});
		api.start();
		System.out.println("http://127.0.0.1:" + api.getAddress().getPort());
		while (true) {
			Socket socket = gateway.accept();
			Thread thread = new Thread(() -> new Connection(socket).run());
			thread.setDaemon(true);
			thread.start();
		}
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
				out.write(this.encoder.message("{\"op\":10,\"d\":{\"heartbeat_interval\":41250}}"));
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
			out.write(this.encoder.message("{\"op\":0,\"s\":1,\"t\":\"READY\",\"d\":{\"v\":10,\"user\":"
					+ "{\"id\":\"1\",\"username\":\"load\",\"discriminator\":\"0\",\"bot\":true},\"guilds\":[],"
					+ "\"session_id\":\"load\",\"resume_gateway_url\":\"ws://127.0.0.1:" + this.socket.getLocalPort()
					+ "\",\"shard\":" + shard + ",\"application\":{\"id\":\"1\",\"flags\":0}}}"));
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
			long started = System.nanoTime();
			long sent = 0;
			for (byte[] round : LoadServer.this.rounds) {
				flushAcknowledgments(out);
				int parts = (LoadServer.this.perSecond > 0) ? 200 : 1;
				sendRound(out, round, parts, started, sent);
				sent += LoadServer.this.eventsPerRound;
			}
			while (!this.socket.isClosed()) {
				flushAcknowledgments(out);
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
			}
		}

		private void sendRound(OutputStream out, byte[] round, int parts, long started, long sent) throws IOException {
			for (int part = 0; part < parts; part++) {
				if (parts > 1) {
					double due = (sent + (double) part * LoadServer.this.eventsPerRound / parts)
							/ LoadServer.this.perSecond;
					LockSupport.parkNanos(started + (long) (due * 1e9) - System.nanoTime());
				}
				int from = (int) ((long) round.length * part / parts);
				int to = (int) ((long) round.length * (part + 1) / parts);
				out.write(round, from, to - from);
				out.flush();
			}
		}

		private synchronized void acknowledge(OutputStream out, boolean later) throws IOException {
			this.acknowledgments++;
			if (!later) {
				flushAcknowledgments(out);
			}
		}

		private synchronized void flushAcknowledgments(OutputStream out) throws IOException {
			for (; this.acknowledgments > 0; this.acknowledgments--) {
				out.write(this.encoder.message("{\"op\":11,\"d\":null}"));
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
					byte[] message = numbered(messages.get(i), firstSequence + i);
					boolean last = i == messages.size() - 1;
					frames.add(switch (this.wire) {
						case JSON_ZLIB_STREAM ->
							frame(BINARY, deflate(message, last ? Deflater.FULL_FLUSH : Deflater.SYNC_FLUSH));
						case JSON_ZSTD_STREAM -> frame(BINARY, zstd(zstd, message, last));
						default -> frame(TEXT, message);
					});
				}
			}
			return join(frames);
		}

		private static byte[] numbered(byte[] message, int sequence) {
			String text = new String(message, StandardCharsets.UTF_8);
			return text.replaceFirst("\"s\":[0-9]+", "\"s\":" + sequence).getBytes(StandardCharsets.UTF_8);
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
