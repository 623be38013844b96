package io.discordgateway.spring.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The network between this host's processes and one port of it. It can be cut, and the
 * port that it is reached at stays the same.
 */
public final class TcpLink implements AutoCloseable {

	private static final int BUFFER = 8192;

	private final int target;

	private final ServerSocket listener;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	/* Guarded by this. */
	private State state = State.WHOLE;

	/**
	 * Makes a link that is whole.
	 * @param target the port that it leads to
	 */
	public TcpLink(int target) {
		this.target = target;
		try {
			this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		daemon(this::accept);
	}

	/** Returns the port on loopback that leads to the other. */
	public int port() {
		return this.listener.getLocalPort();
	}

	/** Ends all connections, and each new one at once: as a peer that is not there. */
	public void refuse() {
		become(State.REFUSING);
		closeSockets();
	}

	/** Lets nothing through, and says nothing: as a cable that was pulled. */
	public void silence() {
		become(State.SILENT);
	}

	/**
	 * Lets everything through. What was sent into the silence arrives, as TCP sends it
	 * again.
	 */
	public void mend() {
		become(State.WHOLE);
	}

	private synchronized void become(State next) {
		this.state = next;
		notifyAll();
	}

	private synchronized State awaitSound() throws InterruptedException {
		while (this.state == State.SILENT) {
			wait();
		}
		return this.state;
	}

	private void accept() throws IOException {
		while (true) {
			Socket client = this.listener.accept();
			this.sockets.add(client);
			daemon(() -> connect(client));
		}
	}

	private void connect(Socket client) throws IOException, InterruptedException {
		if (awaitSound() != State.WHOLE) {
			client.close();
			return;
		}
		Socket server;
		try {
			server = new Socket(InetAddress.getLoopbackAddress(), this.target);
		}
		catch (IOException ex) {
			client.close();
			return;
		}
		this.sockets.add(server);
		daemon(() -> copy(server, client));
		copy(client, server);
	}

	private void copy(Socket from, Socket to) throws IOException, InterruptedException {
		try (from; to) {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			byte[] buffer = new byte[BUFFER];
			for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
				if (awaitSound() != State.WHOLE) {
					return;
				}
				out.write(buffer, 0, read);
			}
		}
		finally {
			this.sockets.remove(from);
			this.sockets.remove(to);
		}
	}

	private void closeSockets() {
		for (Socket socket : this.sockets) {
			try {
				socket.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

	@Override
	public void close() {
		try {
			this.listener.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		refuse();
	}

	/* What fails here is a connection that ends. */
	private static void daemon(Work work) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			catch (IOException ex) {
				return;
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}, "tcp-link");
		thread.setDaemon(true);
		thread.start();
	}

	private enum State {

		WHOLE, SILENT, REFUSING

	}

	@FunctionalInterface
	private interface Work {

		void run() throws IOException, InterruptedException;

	}

}
