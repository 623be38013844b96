package io.discordgateway.test.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import io.discordgateway.protocol.ShardAction;
import io.discordgateway.protocol.ShardInput;
import io.discordgateway.protocol.ShardProtocol;
import io.discordgateway.protocol.ShardSettings;
import io.discordgateway.shard.ShardId;
import org.jspecify.annotations.Nullable;

/**
 * All that happened to the shards of one simulation: {@code (now, input) -> actions}, in
 * order. Fed to a fresh {@link ShardProtocol} with the same random numbers, the inputs
 * bring about the same actions; {@link #replay} does that.
 *
 * @since 0.1
 */
public final class Journal {

	private static final int SHOWN = 160;

	private final List<Life> lives = new ArrayList<>();

	private final boolean kept;

	Journal(boolean kept) {
		this.kept = kept;
	}

	@Nullable Life begin(ShardSettings settings, long seed, Client.Door door) {
		if (!this.kept) {
			return null;
		}
		Life life = new Life(settings, seed, door == Client.Door.BYTES, new ArrayList<>());
		this.lives.add(life);
		return life;
	}

	/**
	 * Returns what happened, per shard and process.
	 * @return the lives, in the order in which they began; empty if no journal was kept
	 */
	public List<Life> lives() {
		return List.copyOf(this.lives);
	}

	/**
	 * Feeds every input to fresh shards and compares what they do.
	 * @return the first difference, or {@code null} if there is none
	 */
	public @Nullable String replay() {
		for (Life life : this.lives) {
			String difference = life.replay();
			if (difference != null) {
				return difference;
			}
		}
		return null;
	}

	/**
	 * Prints the lives of one shard, or of all.
	 * @param shardId the shard's number, or -1 for all
	 * @param out where to print
	 * @throws UncheckedIOException if that fails
	 */
	public void print(int shardId, Appendable out) {
		try {
			for (Life life : this.lives) {
				if (shardId < 0 || life.shard().id() == shardId) {
					out.append("== a process begins; shard ").append(life.shard().toString()).append('\n');
					for (Entry entry : life.entries) {
						out.append(entry.toString()).append('\n');
					}
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/* What is received is read by the shard, and so copied before. */
	static ShardInput copy(ShardInput input) {
		if (input instanceof ShardInput.TextReceived text) {
			return new ShardInput.TextReceived(text.connection(), text.chunk().duplicate(), text.last());
		}
		if (input instanceof ShardInput.BinaryReceived binary) {
			return new ShardInput.BinaryReceived(binary.connection(), binary.chunk().duplicate(), binary.last());
		}
		return input;
	}

	private static String text(ShardInput input) {
		if (input instanceof ShardInput.TextReceived text) {
			return "TextReceived[connection=" + text.connection() + ", " + shown(text.chunk()) + "]";
		}
		if (input instanceof ShardInput.BinaryReceived binary) {
			return "BinaryReceived[connection=" + binary.connection() + ", " + binary.chunk().remaining() + " bytes]";
		}
		return input.toString();
	}

	private static String shown(ByteBuffer chunk) {
		String text = StandardCharsets.UTF_8.decode(chunk.duplicate()).toString();
		return (text.length() <= SHOWN) ? text : text.substring(0, SHOWN) + "… " + chunk.remaining() + " bytes";
	}

	/**
	 * One shard in one process.
	 *
	 * @param settings the shard's settings
	 * @param randomSeed seed of the {@link SplittableRandom} that the shard was given
	 * @param bytes whether it was driven by bytes, through a
	 * {@link io.discordgateway.connection.DiscordConnection}
	 * @param entries what happened, in order
	 * @since 0.1
	 */
	public record Life(ShardSettings settings, long randomSeed, boolean bytes, List<Entry> entries) {

		void add(Instant now, ShardInput input, List<ShardAction> actions) {
			this.entries.add(new Entry(now, input, actions));
		}

		/**
		 * Returns which shard it was.
		 * @return the shard
		 */
		public ShardId shard() {
			return this.settings.shard();
		}

		@Nullable String replay() {
			Client fresh = Client.of(this.settings, this.randomSeed,
					this.bytes ? Client.Door.BYTES : Client.Door.INPUTS);
			try {
				for (Entry entry : this.entries) {
					List<ShardAction> actions = fresh.handle(copy(entry.input), entry.now);
					if (!actions.equals(entry.actions)) {
						return "Shard " + shard() + " did " + actions + " at " + entry;
					}
				}
			}
			finally {
				fresh.close();
			}
			return null;
		}

	}

	/**
	 * One input and its answer.
	 *
	 * @param now the time that was handed in
	 * @param input the input
	 * @param actions the answer
	 * @since 0.1
	 */
	public record Entry(Instant now, ShardInput input, List<ShardAction> actions) {

		@Override
		public String toString() {
			return this.now + " " + text(this.input) + " -> " + this.actions;
		}

	}

}
