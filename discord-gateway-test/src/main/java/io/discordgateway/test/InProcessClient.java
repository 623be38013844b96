package io.discordgateway.test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

import io.discordgateway.test.discord.DiscordAction;
import io.discordgateway.test.discord.DiscordInput;
import io.discordgateway.test.discord.Json;
import io.discordgateway.test.discord.Refusal;
import io.discordgateway.test.discord.Wire;
import io.discordgateway.test.discord.WireFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Client of an {@link InProcessGateway}: what it sends is handled when the call returns,
 * and what comes waits until it is taken. Not thread-safe.
 *
 * @since 0.1
 */
public final class InProcessClient {

	static final int UPGRADED = 101;

	private final InProcessGateway gateway;

	private final long connection;

	private final Deque<JsonNode> payloads = new ArrayDeque<>();

	private final List<Message> messages = new ArrayList<>();

	/** What was sent while the gateway did not read. */
	private final Deque<DiscordInput> unread = new ArrayDeque<>();

	private int httpStatus = UPGRADED;

	private @Nullable Wire wire;

	private @Nullable Integer closeCode;

	private boolean open;

	private boolean reading = true;

	InProcessClient(InProcessGateway gateway, long connection) {
		this.gateway = gateway;
		this.connection = connection;
	}

	long connection() {
		return this.connection;
	}

	/**
	 * Returns how the request for a WebSocket was answered.
	 * @return 101, or the status of the refusal
	 */
	public int httpStatus() {
		return this.httpStatus;
	}

	/**
	 * Returns whether the gateway has neither closed nor dropped the connection, nor the
	 * client.
	 * @return whether it is open
	 */
	public boolean isOpen() {
		return this.open;
	}

	/**
	 * Returns what the gateway closed with.
	 * @return the code, or {@code null} if no close frame with one came
	 */
	public @Nullable Integer closeCode() {
		return this.closeCode;
	}

	/**
	 * Sends a text message.
	 * @param message the message
	 * @return this client
	 */
	public InProcessClient send(String message) {
		return send(new DiscordInput.Received(this.connection, true, message.getBytes(StandardCharsets.UTF_8)));
	}

	/**
	 * Sends a binary message.
	 * @param message the message
	 * @return this client
	 */
	public InProcessClient send(byte[] message) {
		return send(new DiscordInput.Received(this.connection, false, message.clone()));
	}

	private InProcessClient send(DiscordInput input) {
		if (!this.reading) {
			this.unread.add(input);
		}
		else if (this.open) {
			this.gateway.handle(input);
		}
		return this;
	}

	/**
	 * Sends a close frame.
	 * @param code its code, or {@code null} for none
	 */
	public void close(@Nullable Integer code) {
		InProcessClient unused = send(new DiscordInput.CloseReceived(this.connection, code, ""));
	}

	/** Drops the connection without a close frame. */
	public void drop() {
		ended();
		this.gateway.handle(new DiscordInput.Dropped(this.connection));
	}

	/**
	 * Takes the next payload.
	 * @return the payload, or {@code null} if nothing waits
	 */
	public @Nullable JsonNode take() {
		return this.payloads.poll();
	}

	/**
	 * Takes payloads up to the next of an event.
	 * @param event name of the event
	 * @return its payload
	 * @throws IllegalStateException if none waits
	 */
	public JsonNode take(String event) {
		return take((payload) -> event.equals(payload.path("t").asString("")), event);
	}

	/**
	 * Takes payloads up to the next with an opcode.
	 * @param opcode the opcode
	 * @return its payload
	 * @throws IllegalStateException if none waits
	 */
	public JsonNode take(int opcode) {
		return take((payload) -> payload.path("op").asInt(-1) == opcode, "op " + opcode);
	}

	private JsonNode take(Predicate<JsonNode> wanted, String what) {
		JsonNode next = this.payloads.poll();
		while (next != null && !wanted.test(next)) {
			next = this.payloads.poll();
		}
		if (next == null) {
			throw new IllegalStateException("No " + what + " came:\n" + this.gateway.record().transcript());
		}
		return next;
	}

	/**
	 * Takes all payloads that wait.
	 * @return the payloads, in their order
	 */
	public List<JsonNode> takeAll() {
		List<JsonNode> all = List.copyOf(this.payloads);
		this.payloads.clear();
		return all;
	}

	/**
	 * Returns all messages as they came over the WebSocket, encoded and compressed.
	 * @return the messages since the connection was opened, taken or not
	 */
	public List<Message> messages() {
		return List.copyOf(this.messages);
	}

	void accepted(WireFormat format) {
		this.wire = new Wire(format);
		this.open = true;
	}

	void refused(Refusal refusal) {
		this.httpStatus = refusal.status();
	}

	void sent(DiscordAction.Send action) {
		Wire current = this.wire;
		if (current != null && this.open) {
			Wire.Message message = current.write(action);
			this.messages.add(new Message(message.text(), message.bytes()));
			if (!action.corrupt()) {
				this.payloads.add(Json.read(action.payload().json()));
			}
		}
	}

	void sentRaw(DiscordAction.SendRaw action) {
		if (this.open) {
			this.messages.add(new Message(action.text(), action.message()));
		}
	}

	void compressPayloads() {
		if (this.wire != null) {
			this.wire.compressPayloads();
		}
	}

	void closed(@Nullable Integer code) {
		if (this.open) {
			this.closeCode = code;
			ended();
			this.gateway.handle(new DiscordInput.Dropped(this.connection));
		}
	}

	void ended() {
		this.open = false;
		if (this.wire != null) {
			this.wire.close();
			this.wire = null;
		}
	}

	void read(boolean read) {
		this.reading = read;
		while (read && this.open && !this.unread.isEmpty()) {
			this.gateway.handle(this.unread.remove());
		}
	}

	@Override
	public String toString() {
		return "connection " + this.connection;
	}

	/**
	 * Message of a WebSocket.
	 *
	 * @param text whether it is a text message
	 * @param bytes what it holds
	 */
	public record Message(boolean text, byte[] bytes) {
	}

}
