package io.discordgateway.spring.transport;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A server whose every byte is a test's to say.
 */
final class Server implements AutoCloseable {

	private static final Pattern KEY = Pattern.compile("(?i)sec-websocket-key: *(\\S+)");

	private final ServerSocket listener;

	private final BlockingQueue<Socket> accepted = new LinkedBlockingQueue<>();

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	Server() {
		try {
			this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Thread acceptor = new Thread(() -> {
			try {
				while (true) {
					Socket socket = this.listener.accept();
					this.sockets.add(socket);
					this.accepted.add(socket);
				}
			}
			catch (IOException ex) {
				// The test is over.
			}
		}, "server");
		acceptor.setDaemon(true);
		acceptor.start();
	}

	URI url() {
		return URI.create("ws://127.0.0.1:" + this.listener.getLocalPort() + "/?v=10");
	}

	int connections() {
		return this.sockets.size();
	}

	/** The next connection, before its upgrade is asked for. */
	Link accept() throws Exception {
		Socket socket = this.accepted.poll(10, TimeUnit.SECONDS);
		if (socket == null) {
			throw new AssertionError("Nobody connects");
		}
		return new Link(socket, new DataInputStream(socket.getInputStream()));
	}

	/** The next connection, after its upgrade. */
	Link upgrade() throws Exception {
		Link link = accept();
		link.upgrade();
		return link;
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

	record Link(Socket socket, DataInputStream in) {

		String readHead() throws IOException {
			ByteArrayOutputStream head = new ByteArrayOutputStream();
			while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
				head.write(this.in.readByte());
			}
			return head.toString(StandardCharsets.US_ASCII);
		}

		void upgrade() throws IOException, NoSuchAlgorithmException {
			Matcher key = KEY.matcher(readHead());
			if (!key.find()) {
				throw new IOException("no handshake");
			}
			byte[] digest = MessageDigest.getInstance("SHA-1")
				.digest((key.group(1) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
			write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
					+ "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(digest) + "\r\n\r\n");
		}

		void write(String text) throws IOException {
			write(text.getBytes(StandardCharsets.ISO_8859_1));
		}

		void write(byte[] bytes) throws IOException {
			this.socket.getOutputStream().write(bytes);
			this.socket.getOutputStream().flush();
		}

		void text(String... messages) throws IOException {
			ByteArrayOutputStream frames = new ByteArrayOutputStream();
			for (String message : messages) {
				frames.writeBytes(frame(0x81, message.getBytes(StandardCharsets.UTF_8)));
			}
			write(frames.toByteArray());
		}

		void closeFrame(int code) throws IOException {
			write(frame(0x88, new byte[] { (byte) (code >> 8), (byte) code }));
		}

		/** A frame of up to 125 bytes. */
		static byte[] frame(int head, byte[] payload) {
			byte[] frame = new byte[payload.length + 2];
			frame[0] = (byte) head;
			frame[1] = (byte) payload.length;
			System.arraycopy(payload, 0, frame, 2, payload.length);
			return frame;
		}

		/**
		 * The next frame as opcode and payload, a close frame's as its code and reason.
		 */
		@Nullable String read() throws IOException {
			int opcode = this.in.read() & 0x0F;
			int length = this.in.readByte() & 0x7F;
			length = (length == 126) ? this.in.readUnsignedShort()
					: (length == 127) ? (int) this.in.readLong() : length;
			byte[] mask = this.in.readNBytes(4);
			byte[] payload = this.in.readNBytes(length);
			for (int i = 0; i < payload.length; i++) {
				payload[i] ^= mask[i % 4];
			}
			if (opcode == 8 && length >= 2) {
				return "8 " + ((payload[0] & 0xFF) << 8 | payload[1] & 0xFF) + " "
						+ new String(payload, 2, length - 2, StandardCharsets.UTF_8);
			}
			return opcode + " " + new String(payload, StandardCharsets.UTF_8);
		}

	}

}
