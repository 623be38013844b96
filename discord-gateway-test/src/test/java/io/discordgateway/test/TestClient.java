package io.discordgateway.test;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import io.discordgateway.test.discord.Json;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/**
 * Client that sends what it is told and keeps what it gets.
 */
public final class TestClient implements WebSocket.Listener, AutoCloseable {

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private final List<JsonNode> received = new CopyOnWriteArrayList<>();

	private final List<byte[]> binaries = new CopyOnWriteArrayList<>();

	private final List<String> pongs = new CopyOnWriteArrayList<>();

	private final CompletableFuture<Integer> closed = new CompletableFuture<>();

	private final StringBuilder text = new StringBuilder();

	private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

	private final Inflater inflater = new Inflater();

	private final WebSocket socket;

	private TestClient(String url) {
		this.socket = HTTP.newWebSocketBuilder().buildAsync(URI.create(url), this).join();
	}

	/** Connects with JSON, uncompressed, to a gateway wherever it runs. */
	public static TestClient connectTo(String gatewayUrl) {
		return new TestClient(gatewayUrl + "/?v=10&encoding=json");
	}

	static TestClient connect(LocalGateway gateway) {
		return new TestClient(gateway.gatewayUrl() + "/?v=10&encoding=json");
	}

	static TestClient connect(LocalGateway gateway, String pathAndQuery) {
		return new TestClient(gateway.gatewayUrl() + pathAndQuery);
	}

	static HttpResponse<String> get(LocalGateway gateway, String path, String authorization) {
		return call(gateway, "GET", path, authorization, "");
	}

	static HttpResponse<String> call(LocalGateway gateway, String method, String path, String authorization,
			String body) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.apiBaseUrl() + path))
			.header("User-Agent", "DiscordBot (https://example.org, 1)")
			.header("Content-Type", "application/json")
			.method(method, HttpRequest.BodyPublishers.ofString(body));
		if (!authorization.isEmpty()) {
			request.header("Authorization", authorization);
		}
		return HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()).join();
	}

	static HttpResponse<String> upload(LocalGateway gateway, String path, String boundary, String body) {
		HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.apiBaseUrl() + path))
			.header("User-Agent", "DiscordBot (https://example.org, 1)")
			.header("Authorization", "Bot " + gateway.token().reveal())
			.header("Content-Type", "multipart/form-data; boundary=" + boundary)
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build();
		return HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString()).join();
	}

	public TestClient send(String payload) {
		this.socket.sendText(payload, true).join();
		return this;
	}

	TestClient send(byte[] payload) {
		this.socket.sendBinary(ByteBuffer.wrap(payload), true).join();
		return this;
	}

	TestClient identify(LocalGateway gateway, int intents) {
		return identify(gateway.token().reveal(), intents);
	}

	public TestClient identify(String token, int intents) {
		return send(identifyPayload(token, intents, ""));
	}

	static String identifyPayload(String token, int intents, String more) {
		return "{\"op\":2,\"d\":{\"token\":\"" + token + "\",\"intents\":" + intents + more
				+ ",\"properties\":{\"os\":\"linux\",\"browser\":\"test\",\"device\":\"test\"}}}";
	}

	TestClient resume(LocalGateway gateway, String sessionId, long sequence) {
		return send("{\"op\":6,\"d\":{\"token\":\"" + gateway.token().reveal() + "\",\"session_id\":\"" + sessionId
				+ "\",\"seq\":" + sequence + "}}");
	}

	public TestClient heartbeat() {
		return send("{\"op\":1,\"d\":null}");
	}

	void ping(String text) {
		this.socket.sendPing(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))).join();
	}

	List<String> pongs() {
		return this.pongs;
	}

	/** Waits for an event and returns its payload. */
	public JsonNode await(String event) {
		return awaitMatching((payload) -> event.equals(payload.path("t").asString("")));
	}

	public JsonNode await(int opcode) {
		return awaitMatching((payload) -> payload.path("op").asInt() == opcode);
	}

	private JsonNode awaitMatching(java.util.function.Predicate<JsonNode> predicate) {
		Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> this.received.stream().anyMatch(predicate));
		return this.received.stream().filter(predicate).findFirst().orElseThrow();
	}

	/** Waits for the end and returns the code, 1006 if there was no close frame. */
	public int awaitClose() {
		Awaitility.await().pollInterval(Duration.ofMillis(5)).until(this.closed::isDone);
		return this.closed.join();
	}

	public boolean isOpen() {
		return !this.closed.isDone();
	}

	void close(int code) {
		this.socket.sendClose(code, "").join();
	}

	public List<JsonNode> received() {
		return this.received;
	}

	List<byte[]> binaries() {
		return this.binaries;
	}

	/** The sequence numbers of all events, in the order in which they came. */
	List<Long> sequences() {
		return this.received.stream()
			.filter((payload) -> payload.path("op").asInt() == 0)
			.map((payload) -> payload.path("s").asLong())
			.toList();
	}

	public List<String> events() {
		return this.received.stream()
			.filter((payload) -> payload.path("op").asInt() == 0)
			.map((payload) -> payload.path("t").asString())
			.toList();
	}

	@Override
	public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
		this.text.append(data);
		if (last) {
			receive(this.text.toString());
			this.text.setLength(0);
		}
		webSocket.request(1);
		return null;
	}

	@Override
	public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
		while (data.hasRemaining()) {
			this.binary.write(data.get());
		}
		if (last) {
			byte[] message = this.binary.toByteArray();
			this.binary.reset();
			this.binaries.add(message);
			receive(inflate(message));
		}
		webSocket.request(1);
		return null;
	}

	@Override
	public CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer message) {
		this.pongs.add(StandardCharsets.UTF_8.decode(message).toString());
		webSocket.request(1);
		return null;
	}

	private void receive(String json) {
		try {
			this.received.add(Json.read(json));
		}
		catch (IllegalArgumentException ex) {
			this.received.add(Json.object().put("op", -1).put("rubbish", json));
		}
	}

	private String inflate(byte[] message) {
		this.inflater.setInput(message);
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		byte[] chunk = new byte[4096];
		try {
			int count = this.inflater.inflate(chunk);
			while (count > 0) {
				out.write(chunk, 0, count);
				count = this.inflater.inflate(chunk);
			}
		}
		catch (DataFormatException ex) {
			return "not zlib";
		}
		return out.toString(StandardCharsets.UTF_8);
	}

	@Override
	public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
		this.closed.complete(statusCode);
		return null;
	}

	@Override
	public void onError(WebSocket webSocket, Throwable error) {
		this.closed.complete(1006);
	}

	@Override
	public void close() {
		this.socket.abort();
		this.inflater.end();
	}

}
