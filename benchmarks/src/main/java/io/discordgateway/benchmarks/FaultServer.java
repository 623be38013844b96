package io.discordgateway.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.discordgateway.test.LocalGateway;

/**
 * A {@link LocalGateway} for many shards in a process of its own, which breaks down on
 * demand, and an API in front of it that any client can log in to.
 */
final class FaultServer {

	private final LocalGateway gateway;

	private final int shards;

	private final String message;

	private final AtomicLong sent = new AtomicLong();

	private volatile int perSecond;

	private FaultServer(LocalGateway gateway, int shards) {
		this.gateway = gateway;
		this.shards = shards;
		// A private message, which belongs to no guild that a client would have to know.
		this.message = Traffic.payloads("MESSAGE_CREATE")
			.stream()
			.map((json) -> new String(json, StandardCharsets.UTF_8))
			.filter((json) -> !json.contains("\"guild_id\""))
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Serves until its process is ended.
	 * @param args the number of shards
	 * @throws Exception if something does not work
	 */
	public static void main(String[] args) throws Exception {
		int shards = Integer.parseInt(args[0]);
		LocalGateway gateway = LocalGateway.builder()
			.token(FleetClient.TOKEN)
			.shards(shards)
			.maxConcurrency(shards)
			.resumeWindow(Duration.ofMinutes(5))
			.replayBuffer(200_000)
			.build()
			.start();
		FaultServer server = new FaultServer(gateway, shards);
		Remote.say(server.openApi());
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		String line;
		while ((line = in.readLine()) != null) {
			String[] words = line.split(" ");
			Remote.say(server.answer(words[0], (words.length > 1) ? Integer.parseInt(words[1]) : 0));
		}
	}

	private String openApi() throws IOException {
		HttpServer api = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 10);
		String bot = "{\"url\":\"" + this.gateway.gatewayUrl() + "\",\"shards\":" + this.shards
				+ ",\"session_start_limit\":{\"total\":10000,\"remaining\":10000,\"reset_after\":86400000,"
				+ "\"max_concurrency\":" + this.shards + "}}";
		api.createContext("/", (exchange) -> answer(exchange, bot));
		api.createContext("/users/@me", (exchange) -> answer(exchange, LoadStream.SELF));
		api.start();
		return "http://127.0.0.1:" + api.getAddress().getPort();
	}

	private static void answer(HttpExchange exchange, String text) throws IOException {
		byte[] answer = text.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.sendResponseHeaders(200, answer.length);
		exchange.getResponseBody().write(answer);
		exchange.close();
	}

	private Object answer(String command, int number) {
		switch (command) {
			case "drop" -> {
				long begun = System.nanoTime();
				this.gateway.dropConnections();
				for (int i = 0; i < number; i++) {
					for (int shard = 0; shard < this.shards; shard++) {
						send(shard);
					}
				}
				return begun;
			}
			case "fault" -> fault(number);
			case "rate" -> rate(number);
			case "sent" -> {
				return this.sent.get();
			}
			default -> throw new IllegalArgumentException("There is no command '" + command + "'");
		}
		return "done";
	}

	/* None of them loses a session. */
	private void fault(int number) {
		switch (number % 4) {
			case 0 -> this.gateway.dropConnections();
			case 1 -> this.gateway.requestReconnect();
			case 2 -> this.gateway.closeConnections(4000);
			default -> this.gateway.invalidateSessions(true);
		}
	}

	private synchronized void rate(int perSecond) {
		boolean runs = this.perSecond > 0;
		this.perSecond = perSecond;
		if (!runs && perSecond > 0) {
			Thread thread = new Thread(this::send, "sender");
			thread.setDaemon(true);
			thread.start();
		}
	}

	private void send() {
		long begun = System.nanoTime();
		int rate = this.perSecond;
		for (long i = 0; rate > 0; i++, rate = this.perSecond) {
			long due = begun + i * TimeUnit.SECONDS.toNanos(1) / rate;
			for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
				LockSupport.parkNanos(left);
			}
			send((int) (i % this.shards));
		}
	}

	private void send(int shard) {
		this.sent.addAndGet(this.gateway.dispatch(shard, "MESSAGE_CREATE", this.message));
	}

}
