package io.discordgateway.spring.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * An identify gate as twilight's gateway-queue is one: it leaves a request open until its
 * turn, and takes no notice of method, path and headers.
 */
public final class GateServer implements AutoCloseable {

	private static final byte[] ANSWER = "{\"message\": \"You're free to connect now! :)\"}"
		.getBytes(StandardCharsets.UTF_8);

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<String> asked = new CopyOnWriteArrayList<>();

	private final BlockingQueue<Integer> answers = new LinkedBlockingQueue<>();

	/**
	 * Starts a gate that gives no turn yet.
	 * @param port where, or 0 for anywhere
	 */
	public GateServer(int port) {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	private void handle(HttpExchange exchange) throws IOException {
		this.asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
		int status;
		try {
			status = this.answers.take();
		}
		catch (InterruptedException ex) {
			exchange.close();
			return;
		}
		if (status == 302) {
			exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/");
		}
		exchange.sendResponseHeaders(status, ANSWER.length);
		exchange.getResponseBody().write(ANSWER);
		exchange.close();
	}

	/** Lets one request have its turn: the one that came first, or the next. */
	public void turn() {
		answer(200);
	}

	/** Answers one request with a status. */
	public void answer(int status) {
		this.answers.add(status);
	}

	/** Returns what was asked: method and target. */
	public List<String> asked() {
		return this.asked;
	}

	public URI url() {
		return URI.create("http://127.0.0.1:" + port());
	}

	public int port() {
		return this.server.getAddress().getPort();
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}
