package io.discordgateway.test.discord;

import java.util.function.Supplier;

import io.discordgateway.Internal;
import io.discordgateway.shard.ShardId;
import org.jspecify.annotations.Nullable;

/**
 * Hears what a {@link Discord} sees and thinks, while it handles an input. It must not
 * call back. All methods do nothing by default.
 *
 * @since 0.1
 */
@Internal
public interface DiscordListener {

	/**
	 * A WebSocket was accepted.
	 * @param connection number of the connection
	 * @param uri path and query of the request
	 */
	default void connected(long connection, String uri) {
	}

	/**
	 * A payload was received.
	 * @param connection number of the connection
	 * @param opcode the opcode
	 * @param json the whole payload, with whatever token it holds
	 */
	default void received(long connection, int opcode, Supplier<String> json) {
	}

	/**
	 * A payload is sent.
	 * @param connection number of the connection
	 * @param payload the payload
	 */
	default void sent(long connection, Payload payload) {
	}

	/**
	 * A message is sent as it is.
	 * @param connection number of the connection
	 * @param message the message
	 */
	default void sentRaw(long connection, byte[] message) {
	}

	/**
	 * An IDENTIFY was decided on.
	 * @param connection number of the connection
	 * @param shard the shard
	 * @param intents the number of the intents
	 * @param accepted whether it starts a session
	 * @param json the whole payload, with whatever token it holds
	 */
	default void identified(long connection, ShardId shard, int intents, boolean accepted, Supplier<String> json) {
	}

	/**
	 * A RESUME was decided on.
	 * @param connection number of the connection
	 * @param sessionId the session
	 * @param sequence the number that the client says it has received
	 * @param accepted whether the session goes on
	 * @param replayed how many events came after that number
	 */
	default void resumed(long connection, String sessionId, long sequence, boolean accepted, long replayed) {
	}

	/**
	 * A connection ended, or is about to.
	 * @param connection number of the connection
	 * @param byClient whether the client ended it
	 * @param code the code of the close frame, or {@code null}
	 * @param reason its reason, or empty
	 */
	default void closed(long connection, boolean byClient, @Nullable Integer code, String reason) {
	}

	/**
	 * A client did something against the rules.
	 * @param connection number of the connection
	 * @param code the code that it is closed with for it, or {@code null}
	 * @param what what it did
	 */
	default void violated(long connection, @Nullable Integer code, String what) {
	}

	/**
	 * An IDENTIFY came at a time at which its bucket takes one (R12), and is counted
	 * against the day's session starts (R13).
	 * @param connection number of the connection
	 * @param left how many session starts were left before it
	 */
	default void sessionStartSpent(long connection, int left) {
	}

	/**
	 * A session began.
	 * @param session the session
	 * @param connection number of the connection
	 * @param resumeUrl where it can be resumed
	 */
	default void sessionBegun(DiscordSession session, long connection, String resumeUrl) {
	}

	/**
	 * An event got its number in a session.
	 * @param sessionId the session
	 * @param sequence the number
	 * @param event name of the event
	 */
	default void numbered(String sessionId, long sequence, String event) {
	}

	/**
	 * A session ended.
	 * @param sessionId the session
	 * @param law why
	 */
	default void sessionEnded(String sessionId, String law) {
	}

}
