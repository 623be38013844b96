package io.discordgateway.processes;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

import io.discordgateway.test.LocalGateway;

/**
 * Messages at a steady rate, to the shards in turn. Those of each shard are numbered from
 * 0 on, and their number is the message's id.
 */
final class Load implements AutoCloseable {

	private static final long INTERVAL_NANOS = 5_000_000;

	private final LocalGateway gateway;

	private final int perSecond;

	private final AtomicIntegerArray sent;

	private final Thread thread = new Thread(this::run, "load");

	private volatile boolean over;

	Load(LocalGateway gateway, int shards, int perSecond) {
		this.gateway = gateway;
		this.perSecond = perSecond;
		this.sent = new AtomicIntegerArray(shards);
	}

	void start() {
		this.thread.start();
	}

	private void run() {
		double owed = 0;
		long last = System.nanoTime();
		for (int next = 0; !this.over;) {
			long now = System.nanoTime();
			owed += (now - last) * this.perSecond / 1e9;
			last = now;
			for (; owed >= 1; owed--) {
				int shard = next++ % this.sent.length();
				this.gateway.dispatch("MESSAGE_CREATE", message(shard, this.sent.get(shard)));
				this.sent.incrementAndGet(shard);
			}
			LockSupport.parkNanos(INTERVAL_NANOS);
		}
	}

	/* A guild's shard is what is left of its id above 22 bits (R37). */
	private String message(int shard, int number) {
		long guild = (long) (this.sent.length() + shard) << 22;
		return """
				{"id":"%d","channel_id":"5","guild_id":"%d","content":"hello","timestamp":"2026-11-25T12:00:00+00:00",
				"edited_timestamp":null,"tts":false,"mention_everyone":false,"mentions":[],"mention_roles":[],
				"attachments":[],"embeds":[],"components":[],"pinned":false,"type":0,"flags":0,
				"author":{"id":"7","username":"somebody","discriminator":"0","global_name":null,"avatar":null}}"""
			.formatted(number, guild);
	}

	int sent(int shard) {
		return this.sent.get(shard);
	}

	int sent() {
		int sum = 0;
		for (int shard = 0; shard < this.sent.length(); shard++) {
			sum += this.sent.get(shard);
		}
		return sum;
	}

	/** Sends no more, once what is being sent is. */
	void stop() throws InterruptedException {
		this.over = true;
		this.thread.join();
	}

	@Override
	public void close() throws InterruptedException {
		stop();
	}

}
