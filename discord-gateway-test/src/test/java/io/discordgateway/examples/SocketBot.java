package io.discordgateway.examples;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;

import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

import io.discordgateway.connection.ConnectionEvent;
import io.discordgateway.connection.Destination;
import io.discordgateway.connection.DiscordConnection;
import io.discordgateway.payload.CloseCode;
import io.discordgateway.payload.Token;
import org.jspecify.annotations.Nullable;

/**
 * Bot on one blocking socket: the calling thread receives, a second one heartbeats.
 * Connections come and go; the session goes on until the bot is stopped or Discord closes
 * with a code that only a person can mend.
 */
public final class SocketBot {

	private static final System.Logger LOG = System.getLogger(SocketBot.class.getName());

	private static final int CONNECT_MILLIS = 10_000;

	/*
	 * It guards the connection and the order of what is written to the socket. The
	 * receiver lets go of it while it reads, and tells the heartbeater when anything has
	 * changed.
	 */
	private final Object lock = new Object();

	private final InstantSource clock = new MonotonicClock();

	private final DiscordConnection connection;

	private final SSLSocketFactory tls;

	private final Token token;

	private final int intents;

	private final Consumer<ConnectionEvent> listener;

	private @Nullable Socket socket;

	private boolean stopped;

	/**
	 * Makes a bot.
	 * @param connection describes the connection
	 * @param tls makes TLS sockets
	 * @param token the bot token
	 * @param intents the sum of the intents
	 * @param listener gets each event, in the thread that receives
	 */
	public SocketBot(DiscordConnection.Builder connection, SSLSocketFactory tls, Token token, int intents,
			Consumer<ConnectionEvent> listener) {
		this.connection = connection.build();
		this.tls = tls;
		this.token = token;
		this.intents = intents;
		this.listener = listener;
	}

	/**
	 * Runs a bot that prints what happens, until the process is ended.
	 * @param args none
	 */
	public static void main(String[] args) throws InterruptedException {
		Environment environment = Environment.read();
		SocketBot bot = new SocketBot(DiscordConnection.builder(environment.url(), new SecureRandom()),
				(SSLSocketFactory) SSLSocketFactory.getDefault(), environment.token(), environment.intents(),
				System.out::println);
		Thread main = Thread.currentThread();
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			bot.stop();
			join(main);
		}));
		bot.run();
	}

	static void join(Thread main) {
		try {
			main.join(5_000);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Connects again and again, until there is nothing left to connect for.
	 */
	public void run() throws InterruptedException {
		Thread heartbeater = new Thread(this::heartbeat, "heartbeats");
		heartbeater.setDaemon(true);
		heartbeater.start();
		try {
			boolean again = true;
			while (again) {
				String failure = null;
				try (Socket socket = open()) {
					if (begin(socket)) {
						receive(socket);
					}
				}
				catch (IOException ex) {
					failure = "The socket failed: " + ex.getMessage();
					LOG.log(Level.INFO, failure);
				}
				again = end(failure);
			}
		}
		finally {
			stop();
			synchronized (this.lock) {
				this.connection.close();
			}
		}
	}

	private Socket open() throws IOException {
		Destination destination;
		synchronized (this.lock) {
			destination = this.connection.destination();
		}
		Socket plain = new Socket();
		try {
			plain.setTcpNoDelay(true);
			plain.connect(new InetSocketAddress(destination.host(), destination.port()), CONNECT_MILLIS);
			return destination.secure() ? secure(plain, destination) : plain;
		}
		catch (IOException ex) {
			plain.close();
			throw ex;
		}
	}

	private SSLSocket secure(Socket plain, Destination destination) throws IOException {
		SSLSocket socket = (SSLSocket) this.tls.createSocket(plain, destination.host(), destination.port(), true);
		SSLParameters parameters = socket.getSSLParameters();
		// Without this, any certificate that is valid for anybody would do.
		parameters.setEndpointIdentificationAlgorithm("HTTPS");
		socket.setSSLParameters(parameters);
		socket.setSoTimeout(CONNECT_MILLIS);
		socket.startHandshake();
		socket.setSoTimeout(0);
		return socket;
	}

	private boolean begin(Socket socket) throws IOException {
		synchronized (this.lock) {
			if (this.stopped) {
				return false;
			}
			this.socket = socket;
			write(this.connection.connect(this.clock.instant()));
			this.lock.notifyAll();
			return true;
		}
	}

	private void receive(Socket socket) throws IOException {
		InputStream in = socket.getInputStream();
		byte[] buffer = new byte[16 * 1024];
		boolean open = true;
		while (open) {
			int size = in.read(buffer);
			synchronized (this.lock) {
				if (this.socket != socket) {
					return;
				}
				if (size < 0) {
					this.connection.endOfInput(this.clock.instant());
				}
				else {
					write(this.connection.receive(ByteBuffer.wrap(buffer, 0, size), this.clock.instant()));
				}
				handleEvents();
				open = !this.connection.finished();
				this.lock.notifyAll();
			}
		}
	}

	private void handleEvents() throws IOException {
		for (ConnectionEvent event : this.connection.events()) {
			if (event instanceof ConnectionEvent.Hello && !this.connection.closing()) {
				write(this.connection.shouldResume() ? this.connection.resume(this.token, this.clock.instant())
						: this.connection.identify(this.token, this.intents, this.clock.instant()));
			}
			// A slow listener belongs in a thread of its own: this one has to go on
			// reading.
			this.listener.accept(event);
		}
	}

	/** Ends a connection, and waits until it is time for the next. */
	private boolean end(@Nullable String failure) throws InterruptedException {
		synchronized (this.lock) {
			if (this.socket == null && failure != null) {
				this.connection.connectFailed(failure, this.clock.instant());
			}
			this.socket = null;
			this.connection.endOfInput(this.clock.instant());
			this.connection.events().forEach(this.listener);
			if (this.stopped || !this.connection.shouldReconnect()) {
				return false;
			}
			Instant next = this.clock.instant().plus(this.connection.reconnect(this.clock.instant()));
			while (!this.stopped && this.clock.instant().isBefore(next)) {
				waitUntil(next);
			}
			return !this.stopped;
		}
	}

	private void heartbeat() {
		synchronized (this.lock) {
			while (!this.stopped || this.socket != null) {
				try {
					waitUntil(this.connection.nextDeadline());
					write(this.connection.deadlineReached(this.clock.instant()));
					if (this.connection.finished() && this.socket != null) {
						// The receiver waits for a peer that is dead: this wakes it.
						this.socket.close();
					}
				}
				catch (IOException ex) {
					LOG.log(Level.INFO, "A heartbeat could not be sent: " + ex.getMessage());
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
					return;
				}
			}
		}
	}

	private void waitUntil(@Nullable Instant time) throws InterruptedException {
		if (time == null) {
			this.lock.wait();
		}
		else {
			long millis = Duration.between(this.clock.instant(), time).toMillis() + 1;
			if (millis > 0) {
				this.lock.wait(millis);
			}
		}
	}

	private void write(byte[] bytes) throws IOException {
		if (bytes.length > 0 && this.socket != null) {
			this.socket.getOutputStream().write(bytes);
		}
	}

	/**
	 * Stops the bot: the session ends, and the bot goes offline (R21).
	 */
	public void stop() {
		synchronized (this.lock) {
			if (this.stopped) {
				return;
			}
			this.stopped = true;
			this.lock.notifyAll();
			try {
				if (this.socket != null) {
					write(this.connection.close(CloseCode.ENDS_SESSION, this.clock.instant()));
				}
			}
			catch (IOException ex) {
				LOG.log(Level.INFO, "The connection could not be closed: " + ex.getMessage());
			}
		}
	}

}
