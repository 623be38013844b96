package io.discordgateway.examples;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

import io.discordgateway.connection.Destination;

/**
 * Socket that never blocks. What it cannot send at once waits until the selector says
 * that there is room.
 */
class Link implements Closeable {

	private final SocketChannel channel;

	private final SelectionKey key;

	private final Deque<ByteBuffer> unsent = new ArrayDeque<>();

	/**
	 * Begins to connect.
	 * @param selector what waits for the socket
	 * @param destination where to; its name is looked up here, which may block
	 * @param owner the attachment of the selector's key
	 */
	Link(Selector selector, Destination destination, Object owner) throws IOException {
		InetSocketAddress address = new InetSocketAddress(destination.host(), destination.port());
		if (address.isUnresolved()) {
			throw new IOException("Unknown host: " + destination.host());
		}
		this.channel = SocketChannel.open();
		try {
			this.channel.configureBlocking(false);
			this.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
			this.key = this.channel.register(selector, SelectionKey.OP_CONNECT, owner);
			boolean unused = this.channel.connect(address);
		}
		catch (IOException ex) {
			this.channel.close();
			throw ex;
		}
	}

	/** Ends connecting once the selector says that it may. */
	void finishConnect() throws IOException {
		if (!this.channel.finishConnect()) {
			throw new IOException("The selector reported a connection that is none");
		}
		this.key.interestOps(SelectionKey.OP_READ);
	}

	/**
	 * Reads what is there.
	 * @return how many bytes, -1 at the end of the stream
	 */
	int read(ByteBuffer into) throws IOException {
		return this.channel.read(into);
	}

	void write(byte[] bytes) throws IOException {
		send(ByteBuffer.wrap(bytes));
	}

	final void send(ByteBuffer bytes) throws IOException {
		if (bytes.hasRemaining()) {
			this.unsent.add(bytes);
			flush();
		}
	}

	final void flush() throws IOException {
		ByteBuffer next = this.unsent.peek();
		while (next != null && this.channel.write(next) >= 0 && !next.hasRemaining()) {
			this.unsent.remove();
			next = this.unsent.peek();
		}
		this.key.interestOps(SelectionKey.OP_READ | (this.unsent.isEmpty() ? 0 : SelectionKey.OP_WRITE));
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
