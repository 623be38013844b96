package io.discordgateway.spring.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Behaves as germanoeich/nirn-proxy does, as far as a bot sees it: it relays every route
 * with its headers, knows no TLS, answers 408 where Discord takes too long, answers 429
 * itself while a node of its cluster fails, and gives what it has heard of the gateway
 * for half an hour.
 */
final class NirnProxy implements AutoCloseable {

	private static final Set<String> NOT_RELAYED = Set.of("host", "connection", "content-length", "upgrade",
			"http2-settings", "transfer-encoding");

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final HttpClient client = HttpClient.newHttpClient();

	private final URI discord;

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final Queue<Integer> own = new ConcurrentLinkedQueue<>();

	private final Map<String, HttpResponse<byte[]>> cached = new ConcurrentHashMap<>();

	NirnProxy(URI discord) {
		this.discord = discord;
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	String apiBaseUrl() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort() + "/api/v10";
	}

	/** What it was asked: method and path. */
	List<String> requests() {
		return this.requests;
	}

	/** Answers the next request itself, with 429 or 408, and does not relay it. */
	NirnProxy thenItself(int status) {
		this.own.add(status);
		return this;
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			String path = exchange.getRequestURI().toString();
			this.requests.add(exchange.getRequestMethod() + " " + path.substring("/api/v10".length()));
			Integer status = this.own.poll();
			if (status != null) {
				answer(exchange, status);
				return;
			}
			HttpResponse<byte[]> response = this.cached.get(path);
			if (response == null) {
				response = relay(exchange, path);
				if (path.endsWith("/gateway/bot") && response.statusCode() == 200) {
					this.cached.put(path, response);
				}
			}
			response.headers().map().forEach((name, values) -> {
				if (!NOT_RELAYED.contains(name.toLowerCase(Locale.ROOT)) && !name.startsWith(":")) {
					exchange.getResponseHeaders().set(name.toLowerCase(Locale.ROOT), values.get(values.size() - 1));
				}
			});
			send(exchange, response.statusCode(), response.body());
		}
	}

	private HttpResponse<byte[]> relay(HttpExchange exchange, String path) throws IOException {
		HttpRequest.Builder request = HttpRequest.newBuilder(this.discord.resolve(path))
			.method(exchange.getRequestMethod(),
					HttpRequest.BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
		exchange.getRequestHeaders().forEach((name, values) -> {
			if (!NOT_RELAYED.contains(name.toLowerCase(Locale.ROOT))) {
				request.header(name, values.get(0));
			}
		});
		try {
			return this.client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
	}

	/* There is an "x-ratelimit-after", and no name of a bucket. */
	private static void answer(HttpExchange exchange, int status) throws IOException {
		exchange.getRequestBody().readAllBytes();
		if (status == 408) {
			send(exchange, 408, "context deadline exceeded".getBytes(StandardCharsets.UTF_8));
			return;
		}
		Map.of("generated-by-proxy", "true", "x-ratelimit-scope", "user", "x-ratelimit-limit", "1",
				"x-ratelimit-remaining", "0", "x-ratelimit-after", "1", "retry-after", "1", "content-type",
				"application/json")
			.forEach(exchange.getResponseHeaders()::set);
		send(exchange, 429, """
				{"global": false, "message": "You are being rate limited.", "retry_after": 1}"""
			.getBytes(StandardCharsets.UTF_8));
	}

	private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
		exchange.sendResponseHeaders(status, (body.length > 0) ? body.length : -1);
		exchange.getResponseBody().write(body);
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}
