package io.discordgateway.spring.test;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntSupplier;

import io.discordgateway.payload.Token;
import io.discordgateway.spring.autoconfigure.DiscordStandIn;
import io.discordgateway.test.GatewayRecord;
import io.discordgateway.test.discord.DiscordInput;
import io.discordgateway.test.discord.DiscordSession;
import io.discordgateway.test.discord.Dispatch;
import io.discordgateway.test.discord.SimulatedWorld;
import org.jspecify.annotations.Nullable;

/**
 * A simulated Discord, with what carries bytes to it and the time that it goes by.
 * Thread-safe.
 */
interface Shell extends DiscordStandIn, AutoCloseable {

	/** What is said of a thread that nobody counts. */
	String UNKNOWN_THREAD = "settle() knows nothing of the thread ";

	// Where it is

	Token token();

	URI api();

	String botId();

	// What is in it

	/**
	 * Asks the world for something, or changes it.
	 * @param action what is done while nobody else does anything
	 * @param <T> type of the result
	 * @return the action's result
	 */
	<T extends @Nullable Object> T ask(Function<SimulatedWorld, T> action);

	List<DiscordSession> sessions();

	void handle(DiscordInput input);

	/** Tells the bot of an event that somebody made by hand. */
	void dispatch(Dispatch event);

	GatewayRecord record();

	void clearRecord();

	// What is under way

	Activity activity();

	/** Hears how to find out how many acknowledgments listeners owe. */
	void owed(IntSupplier owed);

	/** Returns what is on its way, or {@code null} if nothing is. */
	@Nullable String onItsWay();

	// What time it is

	/** Whether the time goes on by itself, and cannot be moved. */
	boolean isRealTime();

	Instant now();

	/** Lets the time stand still, for the calling thread to move it. */
	void stop();

	/** Lets the time go on by itself. */
	void goOn();

	/**
	 * Moves the time from timer to timer.
	 * @param duration how far
	 * @param settle called before, between and after
	 */
	void advance(Duration duration, Runnable settle);

	/**
	 * Returns when the next timer is due, or {@code null} if none is that can be moved.
	 */
	@Nullable Instant next();

	/** How many connections there were; 0 where the time cannot be moved. */
	default long connections() {
		return 0;
	}

	/** Whether a thread waits for the time to go on. */
	boolean isWaitedFor();

}
