package io.discordgateway.spring.test;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.discordgateway.spring.transport.GatewayTransport;
import io.discordgateway.test.discord.DiscordAction;
import io.discordgateway.test.discord.DiscordInput;
import io.discordgateway.test.discord.Refusal;
import io.discordgateway.test.discord.Wire;
import io.discordgateway.test.discord.WireFormat;
import org.jspecify.annotations.Nullable;

/**
 * One connection between a shard and Discord, without a socket. What is said arrives in
 * order and at once, in both directions.
 */
final class InProcessConnection implements GatewayTransport.Connection {

	private final InProcessDiscord discord;

	private final long id;

	private final GatewayTransport.Listener listener;

	/* To the shard, and from it. */
	private final Serial inbox;

	private final Serial outbox;

	/* Touched under Discord's lock only. */
	private @Nullable Wire wire;

	private volatile boolean open;

	private volatile boolean over;

	InProcessConnection(InProcessDiscord discord, long id, GatewayTransport.Listener listener) {
		this.discord = discord;
		this.id = id;
		this.listener = listener;
		this.inbox = new Serial(discord.carrier("what Discord sends"));
		this.outbox = new Serial(discord.carrier("what the bot sends"));
	}

	long id() {
		return this.id;
	}

	// What the shard does

	@Override
	public void open(URI url) {
		if (this.over) {
			return;
		}
		if (!InProcessDiscord.HOST.equals(url.getHost())) {
			this.listener.connectFailed(InProcessDiscord.refusal(url), null, null);
			return;
		}
		String query = (url.getRawQuery() != null) ? "?" + url.getRawQuery() : "";
		this.discord.connect(this, url.getRawPath() + query);
	}

	@Override
	public void send(byte[] payload, boolean text, Consumer<@Nullable Throwable> done) {
		this.outbox.add(() -> {
			if (!this.open || this.over) {
				done.accept(new IOException("the connection is not open"));
				return;
			}
			this.discord.handle(new DiscordInput.Received(this.id, text, payload));
			done.accept(null);
		});
	}

	@Override
	public void afterSends(Runnable task) {
		this.outbox.add(task);
	}

	@Override
	public CompletableFuture<Void> close(int code, String reason) {
		CompletableFuture<Void> closed = new CompletableFuture<>();
		this.outbox.add(() -> {
			if (this.open && !this.over) {
				this.discord.handle(new DiscordInput.CloseReceived(this.id, code, reason));
			}
			end();
			closed.complete(null);
		});
		return closed;
	}

	// What Discord does

	void accept(WireFormat format) {
		this.wire = new Wire(format);
		this.open = true;
		this.inbox.add(this.listener::opened);
	}

	void refuse(Refusal refusal) {
		this.over = true;
		Long retryAfter = refusal.retryAfterSeconds();
		this.inbox.add(() -> this.listener.connectFailed(
				"the upgrade was refused with HTTP " + refusal.status() + ": " + refusal.body(), refusal.status(),
				(retryAfter != null) ? Duration.ofSeconds(retryAfter) : null));
	}

	void send(DiscordAction.Send action) {
		if (this.wire != null) {
			Wire.Message message = this.wire.write(action);
			send(message.text(), message.bytes());
		}
	}

	void send(boolean text, byte[] message) {
		this.inbox.add(() -> {
			if (this.over) {
				return;
			}
			CompletableFuture<Void> room = this.listener.received(ByteBuffer.wrap(message), text, true);
			this.listener.caughtUp();
			if (!room.isDone()) {
				this.inbox.hold();
				CompletableFuture<Void> unused = room.whenComplete((done, failure) -> this.inbox.release());
			}
		});
	}

	void compressPayloads() {
		if (this.wire != null) {
			this.wire.compressPayloads();
		}
	}

	/** The shard's WebSocket answers a close frame by itself. */
	void closed(@Nullable Integer code, String reason) {
		this.inbox.add(() -> {
			if (!this.over) {
				this.discord.handle(new DiscordInput.CloseReceived(this.id, code, reason));
				end();
				this.listener.closed(code, reason);
			}
		});
	}

	void lost(String how) {
		this.inbox.add(() -> {
			if (!this.over) {
				end();
				this.listener.closed(null, how);
			}
		});
	}

	void read(boolean read) {
		if (read) {
			this.outbox.release();
		}
		else {
			this.outbox.hold();
		}
	}

	/** Ends, whoever wanted it. */
	private void end() {
		this.over = true;
		this.inbox.release();
		this.discord.gone(this);
	}

	/** Gives back what it holds; under Discord's lock. */
	void free() {
		if (this.wire != null) {
			this.wire.close();
			this.wire = null;
		}
	}

}
