package io.discordgateway.test;

import java.time.Duration;
import java.util.function.Consumer;

import io.discordgateway.Internal;
import io.discordgateway.test.discord.DiscordFault;
import io.discordgateway.test.discord.DiscordFault.Instead;
import io.discordgateway.test.discord.DiscordFault.Moment;
import io.discordgateway.test.discord.DiscordInput;
import io.discordgateway.test.discord.Scope;
import org.jspecify.annotations.Nullable;

/**
 * What can go wrong with the connections of one shard, or of all. What happens to
 * connections happens to those that are open now; what says "from now on" holds for later
 * ones too, from the moment at which they identify or resume as the shard.
 *
 * @since 0.1
 */
public final class ShardFaults {

	private final Scope scope;

	private final Consumer<DiscordInput> discord;

	/**
	 * Makes the faults of what is in a scope.
	 * @param scope the scope
	 * @param discord is told what goes wrong
	 */
	@Internal
	public ShardFaults(Scope scope, Consumer<DiscordInput> discord) {
		this.scope = scope;
		this.discord = discord;
	}

	/** Resets the connections, without a close frame. The sessions can be resumed. */
	public void drops() {
		happen(new DiscordFault.Drop(this.scope));
	}

	/** Stops reading and writing, and leaves the connections open. */
	public void stalls() {
		happen(new DiscordFault.Stall(this.scope, true));
	}

	/** Goes on where {@link #stalls()} stopped. */
	public void goesOn() {
		happen(new DiscordFault.Stall(this.scope, false));
	}

	/** Ends the direction to the client, without a close frame, and goes on reading. */
	public void halfCloses() {
		happen(new DiscordFault.HalfClose(this.scope));
	}

	/** Sends the next message with one wrong bit (R35). */
	public void corrupts() {
		happen(new DiscordFault.Corrupt(this.scope));
	}

	/**
	 * Sends everything late from now on, in its order.
	 * @param delay how late; zero ends it
	 */
	public void delays(Duration delay) {
		happen(new DiscordFault.Delay(this.scope, delay));
	}

	/** Sends RECONNECT (R16); who has not gone 10 s later is closed. */
	public void reconnects() {
		happen(new DiscordFault.Reconnect(this.scope));
	}

	/** Asks for a heartbeat (R7). */
	public void asksForHeartbeat() {
		happen(new DiscordFault.RequestHeartbeat(this.scope));
	}

	/**
	 * Sends INVALID_SESSION (R15).
	 * @param resumable whether the sessions can be resumed; if not, they are over
	 */
	public void invalidates(boolean resumable) {
		happen(new DiscordFault.Invalidate(this.scope, resumable));
	}

	/**
	 * Closes the connections, with what the code means for their sessions (R18).
	 * @param code the code of the close frame
	 */
	public void closes(int code) {
		happen(new DiscordFault.Close(this.scope, code));
	}

	/**
	 * Acknowledges heartbeats from now on, or leaves them without an answer (R8).
	 * @param acknowledge whether to answer
	 */
	public void acknowledges(boolean acknowledge) {
		happen(new DiscordFault.Acknowledge(this.scope, acknowledge));
	}

	/**
	 * Acknowledges heartbeats late from now on, while other traffic goes on (R47).
	 * @param delay how late; zero ends it
	 */
	public void acknowledgesAfter(Duration delay) {
		happen(new DiscordFault.DelayAcknowledgments(this.scope, delay));
	}

	/** Sends no READY from now on: IDENTIFY is accepted, and then nothing comes (R14). */
	public void withholdsReady() {
		replace(Moment.READY, Instead.SILENCE);
	}

	/** Answers no RESUME from now on; the sessions stay as they are (R19). */
	public void withholdsResumed() {
		replace(Moment.RESUMED, Instead.SILENCE);
	}

	/** Breaks off in the middle of each replay from now on. */
	public void breaksReplays() {
		replace(Moment.RESUMED, Instead.HALF_A_REPLAY);
	}

	/** Answers again what {@code withholds...} and {@link #breaksReplays()} took away. */
	public void answers() {
		replace(Moment.READY, null);
		replace(Moment.RESUMED, null);
	}

	/**
	 * Replays what was missed slowly from now on.
	 * @param pace the time between two events; zero ends it
	 */
	public void replaysSlowly(Duration pace) {
		happen(new DiscordFault.SlowReplay(this.scope, pace));
	}

	private void replace(Moment moment, @Nullable Instead what) {
		happen(new DiscordFault.Replace(this.scope, moment, what));
	}

	private void happen(DiscordFault fault) {
		this.discord.accept(fault);
	}

}
