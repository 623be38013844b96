package io.discordgateway.spring.driver;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.protocol.ShardAction;
import io.discordgateway.spring.transport.GatewayTransport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GatewayConnection}.
 */
class GatewayConnectionTests {

	private static final URI ELSEWHERE = URI.create("wss://gateway.example");

	private static final int CAPACITY = 3;

	private final SeededThreads threads = new SeededThreads(1);

	private final List<String> heard = new ArrayList<>();

	private final SimulatedBot bot = SimulatedBot.on(this.threads).capacity(CAPACITY).listener((event) -> {
		if (event.name().equals("MESSAGE_CREATE")) {
			this.heard.add(event.rawJson());
		}
	}).build();

	private final Recorded transport = new Recorded();

	private final GatewayConnection connection;

	/* READY was the first. */
	private long sequence = 1;

	GatewayConnectionTests() {
		this.bot.connect();
		// What is said here counts as said by the bot's own connection, the first.
		this.connection = new GatewayConnection(this.bot.driver(0), this.transport, 1);
	}

	@Test
	@DisplayName("R43: an attempt that was given up before its turn is not made, and one that opens too late says nothing")
	void connectionThatWasGivenUpIsNotMade() {
		CompletableFuture<Void> unused = this.connection.giveUp(4900, "abandoned");
		this.connection.open(ELSEWHERE);
		assertThat(this.transport.done).containsExactly("close 4900 abandoned");
	}

	@Test
	@DisplayName("R43: what a connection tells after it was given up does not reach the shard")
	void connectionThatWasGivenUpIsNotHeard() {
		CompletableFuture<Void> unused = this.connection.giveUp(4900, "abandoned");
		this.connection.connectFailed("refused", 503, null);
		this.connection.closed(4004, "Authentication failed.");
		assertThat(receive()).isCompleted();
		this.threads.settle();
		assertThat(this.bot.isConnected()).isTrue();
		assertThat(this.heard).isEmpty();
	}

	@Test
	void whatComesReachesTheListenersWhenAllThatWasReadHasCome() {
		assertThat(receive()).isCompleted();
		assertThat(receive()).isCompleted();
		this.threads.settle();
		assertThat(this.heard).isEmpty();
		this.connection.caughtUp();
		this.threads.settle();
		assertThat(this.heard).containsExactly("{\"content\":\"hello\"}", "{\"content\":\"hello\"}");
	}

	@Test
	void whatComesReachesTheListenersWhenTheLaneIsFull() {
		for (int i = 1; i < CAPACITY; i++) {
			assertThat(receive()).isCompleted();
		}
		this.threads.settle();
		assertThat(this.heard).isEmpty();
		CompletableFuture<Void> room = receive();
		assertThat(room).isNotDone();
		this.threads.settle();
		assertThat(this.heard).hasSize(CAPACITY);
		assertThat(room).isCompleted();
	}

	@Test
	void codeAndReasonOfTheEndAreTold() {
		this.connection.closed(4000, "on purpose");
		this.threads.settle();
		assertThat(this.bot.driver(0).state().lastDisconnect()).contains("4000").contains("on purpose");
	}

	@Test
	void failureOfTheFirstSendIsToldAndNotOfThoseBehindIt() {
		send(7);
		send(8);
		this.transport.sent.get(0).accept(null);
		this.transport.sent.get(1).accept(new IllegalStateException("the peer does not read"));
		this.transport.sent.get(1).accept(new IllegalStateException("another reason"));
		this.threads.settle();
		assertThat(this.bot.driver(0).state().lastDisconnect()).contains("the peer does not read")
			.doesNotContain("another");
	}

	private void send(long number) {
		this.connection.send(
				new ShardAction.Send(1, number, GatewayOpcode.HEARTBEAT, "{}".getBytes(StandardCharsets.UTF_8), true));
	}

	private CompletableFuture<Void> receive() {
		this.sequence++;
		return this.connection.received(StandardCharsets.UTF_8
			.encode("{\"t\":\"MESSAGE_CREATE\",\"s\":" + this.sequence + ",\"op\":0,\"d\":{\"content\":\"hello\"}}"),
				true, true);
	}

	/** A transport that writes down what is wanted of it, and does nothing. */
	private static final class Recorded implements GatewayTransport, GatewayTransport.Connection {

		private final List<String> done = new ArrayList<>();

		private final List<Consumer<@Nullable Throwable>> sent = new ArrayList<>();

		@Override
		public Connection newConnection(Listener listener) {
			return this;
		}

		@Override
		public void open(URI url) {
			this.done.add("open " + url);
		}

		@Override
		public void send(byte[] payload, boolean text, Consumer<@Nullable Throwable> done) {
			this.sent.add(done);
		}

		@Override
		public void afterSends(Runnable task) {
			task.run();
		}

		@Override
		public CompletableFuture<Void> close(int code, String reason) {
			this.done.add("close " + code + " " + reason);
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public void close() {
		}

	}

}
