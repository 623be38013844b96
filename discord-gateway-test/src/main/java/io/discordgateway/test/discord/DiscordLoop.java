package io.discordgateway.test.discord;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;

import io.discordgateway.Internal;

/**
 * Hands what happens to a {@link Discord}, and what it says to the hands of a shell, one
 * after the other: what a shell does may let something happen, which waits for its turn.
 * Confined to one thread.
 *
 * @since 0.1
 */
@Internal
public final class DiscordLoop {

	private final Discord discord;

	private final InstantSource time;

	private final DiscordActionHandler hands;

	private final Deque<DiscordInput> inputs = new ArrayDeque<>();

	private boolean running;

	/**
	 * Makes a loop.
	 * @param discord who is told
	 * @param time what time it is
	 * @param hands who does what it says
	 */
	public DiscordLoop(Discord discord, InstantSource time, DiscordActionHandler hands) {
		this.discord = discord;
		this.time = time;
		this.hands = hands;
	}

	/**
	 * Hands on what happened.
	 * @param input what happened
	 * @return whether all is done; if not, the call was made by the hands, and who calls
	 * them goes on
	 */
	public boolean handle(DiscordInput input) {
		this.inputs.add(input);
		if (this.running) {
			return false;
		}
		this.running = true;
		try {
			DiscordInput next = this.inputs.poll();
			while (next != null) {
				for (DiscordAction action : this.discord.handle(next, this.time.instant())) {
					action.dispatchTo(this.hands);
				}
				next = this.inputs.poll();
			}
		}
		finally {
			this.running = false;
		}
		return true;
	}

}
