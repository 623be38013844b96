package io.discordgateway.test.discord;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The way out of one connection, on which messages may be late or wrong.
 */
final class Outgoing {

	private final Discord discord;

	private final Connection connection;

	private boolean corrupts;

	/** When the last of the messages that are late is due. */
	private long lateUntil = Long.MIN_VALUE;

	private int late;

	/** What was late while the connection stood still. */
	private final Deque<Payload> held = new ArrayDeque<>();

	Outgoing(Discord discord, Connection connection) {
		this.discord = discord;
		this.connection = connection;
	}

	/** Sends a message behind those that are late. */
	void send(Payload payload) {
		Duration delay = this.discord.rules().delay(this.connection);
		if (delay.isZero() && this.late == 0 && this.held.isEmpty()) {
			sendNow(payload);
			return;
		}
		this.lateUntil = Math.max(this.lateUntil, this.discord.now() + delay.toNanos());
		this.late++;
		this.discord.after(Duration.ofNanos(this.lateUntil - this.discord.now()), () -> {
			this.late--;
			if (this.connection.stalled()) {
				this.held.add(payload);
			}
			else {
				sendNow(payload);
			}
		});
	}

	private void sendNow(Payload payload) {
		if (!this.connection.closing()) {
			this.discord.listener().sent(this.connection.id(), payload);
			this.discord.act(new DiscordAction.Send(this.connection.id(), payload, this.corrupts));
			this.corrupts = false;
		}
	}

	/** Lets one bit of the next message be wrong. */
	void corruptNext() {
		this.corrupts = true;
	}

	void corruptNothing() {
		this.corrupts = false;
	}

	/** Sends what was held while the connection stood still. */
	void release() {
		for (Payload payload = this.held.poll(); payload != null; payload = this.held.poll()) {
			sendNow(payload);
		}
	}

}
