package io.discordgateway.test.simulation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

import io.discordgateway.codec.Encoding;
import io.discordgateway.test.discord.Payload;
import io.discordgateway.test.discord.Wire;
import io.discordgateway.test.discord.WireFormat;
import org.jspecify.annotations.Nullable;

/**
 * One connection between a shard and Discord: two directions, each of which keeps its
 * order, may stall, and may swallow everything from one moment on. Different connections
 * overtake each other.
 */
final class Link {

	private static final int MAX_UNREAD = 3000;

	final SimulatedShard shard;

	/** The shard's own number of it. */
	final long number;

	/** Discord's number of it. */
	final long id;

	final Host host;

	private final World world;

	private final boolean text;

	private final Deque<Arrival> unread = new ArrayDeque<>();

	private @Nullable Wire wire;

	private boolean streams;

	/* Discord's side of it. */

	@Nullable Session session;

	boolean live;

	boolean greeted;

	boolean acknowledges = true;

	long heartbeatInterval;

	boolean opened;

	boolean closedByDiscord;

	/* The network. */

	private boolean broken;

	private boolean swallowsUp;

	private boolean swallowsDown;

	private long stalledUntil;

	private long lastUp;

	private long lastDown;

	/* The shard's side of it. */

	boolean paused;

	boolean givenUp;

	private boolean draining;

	/** Since when no acknowledgment can come back, by the process's clock. */
	long deadSince = Timeline.NEVER;

	Link(World world, SimulatedShard shard, long number, long id, Host host, Encoding encoding) {
		this.world = world;
		this.shard = shard;
		this.number = number;
		this.id = id;
		this.host = host;
		this.text = encoding.isText();
	}

	// The shard sends

	/** Returns whether the network took it. */
	boolean send(byte[] payload) {
		if (this.broken) {
			return false;
		}
		if (!this.swallowsUp) {
			this.world.timeline.at(nextUp(), () -> {
				if (!this.broken && !this.swallowsUp && !this.closedByDiscord) {
					this.world.discord.receive(this, this.text, payload);
				}
			});
		}
		return true;
	}

	void giveUp(@Nullable Integer code) {
		this.givenUp = true;
		if (!this.world.climate.lateDeliveries()) {
			this.unread.clear();
		}
		if (!this.broken && !this.swallowsUp) {
			this.world.timeline.at(nextUp(), () -> this.world.discord.closed(this, code));
		}
		// The peer gets a few seconds to answer the close; then the socket is dropped.
		this.world.timeline.after(5 * Timeline.SECOND, this::drop);
	}

	// Discord sends

	void accepted(WireFormat format) {
		this.wire = new Wire(format);
		this.streams = format.stream() != WireFormat.Stream.NONE;
	}

	void compressPayloads() {
		if (this.wire != null) {
			this.wire.compressPayloads();
		}
	}

	void deliver(Frame frame) {
		Wire current = this.wire;
		if (this.closedByDiscord || current == null) {
			return;
		}
		Payload payload = frame.payload();
		Wire.Message message = (payload != null) ? current.write(payload)
				: current.write(frame.text().getBytes(StandardCharsets.UTF_8));
		byte[] bytes = message.bytes();
		long time = nextDown();
		if (this.swallowsDown) {
			return;
		}
		int parts = this.world.network.happens(0.05) ? this.world.network.number(2, 4) : 1;
		for (int part = 0; part < parts; part++) {
			int from = (int) ((long) bytes.length * part / parts);
			int to = (int) ((long) bytes.length * (part + 1) / parts);
			byte[] chunk = (parts == 1) ? bytes : Arrays.copyOfRange(bytes, from, to);
			boolean last = part == parts - 1;
			arrive(time, new Arrival.Chunk(last ? frame : null, chunk, message.text(), last));
		}
	}

	/**
	 * A dispatch of which one bit was flipped on the way; in a stream, one that makes no
	 * sense.
	 */
	void deliverFlipped(int bit) {
		Wire current = this.wire;
		if (current == null) {
			return;
		}
		if (this.streams) {
			deliverNoise(new byte[] { (byte) (7 | 1 << bit), 7, 7, 7, 0, 0, (byte) 0xFF, (byte) 0xFF });
			return;
		}
		byte[] bytes = current.encode(new Payload(Payload.DISPATCH, "TYPING_START", 1, new byte[] { '{', '}' }));
		bytes[0] ^= (byte) (1 << bit);
		if (!this.closedByDiscord && !this.swallowsDown) {
			arrive(nextDown(), new Arrival.Chunk(Frame.garbage("a flipped bit"), bytes, this.text, true));
		}
	}

	/** A binary message that belongs to no stream. */
	void deliverNoise(byte[] noise) {
		if (!this.closedByDiscord && !this.swallowsDown) {
			arrive(nextDown(), new Arrival.Chunk(Frame.garbage("noise"), noise, false, true));
		}
	}

	void deliver(Arrival arrival) {
		if (!this.swallowsDown) {
			arrive(nextDown(), arrival);
		}
	}

	void closeByDiscord(@Nullable Integer code, boolean endsSession) {
		if (this.closedByDiscord) {
			return;
		}
		deliver(new Arrival.Closed(code, endsSession));
		this.closedByDiscord = true;
		end();
		this.world.discord.left(this);
	}

	// The network has its way

	/** Both ends will find out; what is under way is lost. */
	void breakDown() {
		if (this.broken) {
			return;
		}
		this.broken = true;
		end();
		if (!this.closedByDiscord) {
			this.world.timeline.after(delay(), () -> this.world.discord.closed(this, null));
		}
		if (!this.swallowsDown) {
			if (this.world.network.happens(0.5)) {
				this.unread.clear();
			}
			this.world.timeline.after(delay(), () -> arrived(new Arrival.Closed(null, false)));
		}
	}

	void swallow(boolean up, boolean down) {
		this.swallowsUp |= up;
		this.swallowsDown |= down;
		if (this.deadSince == Timeline.NEVER) {
			this.deadSince = this.shard.process.clock();
		}
	}

	void stall(long duration) {
		this.stalledUntil = Math.max(this.stalledUntil, this.world.timeline.now() + duration);
	}

	/** The process is no more. A machine without power does not even say so. */
	void dieWithProcess(boolean silently) {
		this.givenUp = true;
		this.unread.clear();
		if (!silently && !this.broken && !this.swallowsUp) {
			this.world.timeline.after(delay(), () -> this.world.discord.closed(this, null));
		}
		this.broken = true;
		end();
		if (silently) {
			this.swallowsUp = true;
		}
	}

	// The shard reads

	void drain() {
		if (this.draining) {
			return;
		}
		this.draining = true;
		while (!this.unread.isEmpty() && !this.shard.process.asleep && (!this.paused || this.givenUp)) {
			this.shard.arrived(this, this.unread.remove());
		}
		this.draining = false;
	}

	int unread() {
		return this.unread.size();
	}

	private void arrive(long time, Arrival arrival) {
		this.world.timeline.at(time, () -> {
			if (!this.broken && !this.swallowsDown) {
				arrived(arrival);
			}
		});
	}

	private void arrived(Arrival arrival) {
		if (this.shard.process.dead || (this.givenUp && !this.world.climate.lateDeliveries())) {
			return;
		}
		this.unread.add(arrival);
		drain();
		if (this.unread.size() > MAX_UNREAD) {
			// Who reads so slowly is thrown out.
			this.world.discord.close(this, 4000);
		}
	}

	private void drop() {
		this.broken = true;
		end();
	}

	/** Frees native memory; nothing is delivered any more. */
	void end() {
		if (this.wire != null) {
			this.wire.close();
			this.wire = null;
		}
	}

	private long nextUp() {
		this.lastUp = Math.max(this.lastUp, Math.max(this.world.timeline.now(), this.stalledUntil) + delay());
		return this.lastUp;
	}

	private long nextDown() {
		this.lastDown = Math.max(this.lastDown, Math.max(this.world.timeline.now(), this.stalledUntil) + delay());
		return this.lastDown;
	}

	private long delay() {
		long latency = this.world.climate.latency();
		return this.world.network.between(latency / 2, latency * 3 / 2) + this.world.network.until(this.world.slowness);
	}

	@Override
	public String toString() {
		return "connection " + this.number + " of shard " + this.shard.id.id() + " to " + this.host;
	}

}
