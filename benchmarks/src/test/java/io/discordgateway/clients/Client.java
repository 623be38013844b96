package io.discordgateway.clients;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A client that was not written here, with the bot that all of them are: it does what it
 * is told in messages ({@code !send}), knows some commands, and reports what it sees.
 * <table>
 * <caption>What it is told</caption>
 * <tr>
 * <td>{@code !guilds}</td>
 * <td>reports each guild: {@code guild NAME members=N channels=N}</td>
 * </tr>
 * <tr>
 * <td>{@code !send}, {@code !reply}, {@code !file}</td>
 * <td>writes {@code sent}, {@code replied}, the file {@code hello.txt} with
 * {@code hello}</td>
 * </tr>
 * <tr>
 * <td>{@code !edit}, {@code !delete}</td>
 * <td>writes {@code before} and makes it {@code after}; writes {@code doomed} and deletes
 * it</td>
 * </tr>
 * <tr>
 * <td>{@code !react}</td>
 * <td>reacts with a thumb to the message</td>
 * </tr>
 * <tr>
 * <td>{@code !command}, {@code !commands}</td>
 * <td>registers {@code /ping} with the guild; all others everywhere, at once</td>
 * </tr>
 * <tr>
 * <td>{@code !members}</td>
 * <td>asks for all members of the guild "Large": {@code members N}</td>
 * </tr>
 * <tr>
 * <td>{@code !voice}, {@code !presence}</td>
 * <td>goes to the channel "Lounge"; is idle and plays chess</td>
 * </tr>
 * </table>
 * It reports {@code ready} once its guilds are there, {@code message NAME: TEXT} (with
 * {@code shard N} behind it when it has several), {@code reaction EMOJI by NAME} and
 * {@code voice CHANNEL}.
 */
interface Client {

	String name();

	String version();

	/** In which wires it is tried; the first does most. */
	List<Wire> wires();

	/**
	 * What it cannot do, and why: that is of the client, not of the simulated Discord.
	 * @return short reasons
	 */
	Map<Capability, String> limits();

	/**
	 * Which of Discord's rules it is known to break, as the record of the gateway says
	 * it. Any other breach fails.
	 * @return a pattern, which nothing fits by default
	 */
	default Pattern flaws() {
		return Pattern.compile("(?!)");
	}

	/**
	 * Why it cannot be tried here.
	 * @return the reason, {@code null} if it can
	 */
	default @Nullable String absent() {
		return null;
	}

	/**
	 * Starts the bot, and need not wait until it is ready.
	 * @param task what it is started with
	 * @return ends the bot, without waiting for long
	 * @throws Exception if it does not start
	 */
	AutoCloseable start(Task task) throws Exception;

}
