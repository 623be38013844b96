package io.discordgateway.test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

import io.discordgateway.shard.ShardId;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link LocalGateway} saw, oldest first. Each list keeps the last 10,000 entries.
 * The bot's token stands nowhere in it: where it was sent, {@code <redacted>} is written.
 *
 * @param connections the WebSocket connections that were opened
 * @param identifies the IDENTIFY payloads
 * @param resumes the RESUME payloads
 * @param payloads all payloads that clients sent, these two included
 * @param restCalls the HTTP requests, without those that became a WebSocket
 * @param closes the ends of connections
 * @param violations what a client did against Discord's rules
 * @param lines all that was said in either direction, shortened
 * @since 0.1
 */
public record GatewayRecord(List<Connection> connections, List<Identify> identifies, List<Resume> resumes,
		List<Payload> payloads, List<RestCall> restCalls, List<Close> closes, List<Violation> violations,
		List<Line> lines) {

	public GatewayRecord {
		connections = List.copyOf(connections);
		identifies = List.copyOf(identifies);
		resumes = List.copyOf(resumes);
		payloads = List.copyOf(payloads);
		restCalls = List.copyOf(restCalls);
		closes = List.copyOf(closes);
		violations = List.copyOf(violations);
		lines = List.copyOf(lines);
	}

	/**
	 * Returns all that was said, one line for each frame and call: <pre>
	 *    0.000 #1 &lt;- opened /?v=10&amp;encoding=json
	 *    0.000 #1 -&gt; HELLO {"heartbeat_interval":41250}
	 *    0.013 #1 &lt;- IDENTIFY {"op":2,"d":{"token":"&lt;redacted&gt;", ...
	 *    0.013 #1 -&gt; READY 1 {"v":10, ...
	 *    1.250 #1 !! 4008: More than 120 payloads were sent in 60 s
	 *    1.250 #1 -&gt; close 4008 More than 120 payloads were sent in 60 s
	 * </pre> Times are seconds since the first line, {@code #1} is the number of the
	 * connection, an arrow to the right is what the gateway says. Long data is cut.
	 * @return the lines, each with a line feed at its end
	 */
	public String transcript() {
		StringBuilder text = new StringBuilder();
		for (Line line : this.lines) {
			long millis = Duration.between(this.lines.get(0).at(), line.at()).toMillis();
			text.append(String.format(Locale.ROOT, "%9.3f %s %s\n", millis / 1000.0,
					(line.connection() > 0) ? "#" + line.connection() : "--", line.text()));
		}
		return text.toString();
	}

	/**
	 * Something that was said.
	 *
	 * @param at when it was said
	 * @param connection number of the connection, 0 for an HTTP request
	 * @param text who said what
	 */
	public record Line(Instant at, long connection, String text) {
	}

	/**
	 * WebSocket connection that was opened.
	 *
	 * @param id number of the connection, from 1
	 * @param at when it was opened
	 * @param uri path and query of the request
	 */
	public record Connection(long id, Instant at, String uri) {
	}

	/**
	 * IDENTIFY that was received (R11).
	 *
	 * @param connection number of the connection
	 * @param at when it came
	 * @param shard the shard, {@link ShardId#SINGLE} if none was sent
	 * @param intents the number of the intents
	 * @param accepted whether READY was the answer
	 * @param json the whole payload
	 */
	public record Identify(long connection, Instant at, ShardId shard, int intents, boolean accepted, String json) {
	}

	/**
	 * RESUME that was received (R17).
	 *
	 * @param connection number of the connection
	 * @param at when it came
	 * @param sessionId the session
	 * @param sequence the last sequence number that the client says it has received
	 * @param accepted whether the session was resumed
	 * @param replayed how many events came after that sequence number
	 */
	public record Resume(long connection, Instant at, String sessionId, long sequence, boolean accepted,
			long replayed) {
	}

	/**
	 * Payload that was received.
	 *
	 * @param connection number of the connection
	 * @param at when it came
	 * @param opcode the opcode
	 * @param json the whole payload
	 */
	public record Payload(long connection, Instant at, int opcode, String json) {
	}

	/**
	 * HTTP request that was answered.
	 *
	 * @param at when it came
	 * @param method the method
	 * @param path path and query
	 * @param status the status of the answer
	 * @param body the body of the request
	 */
	public record RestCall(Instant at, String method, String path, int status, String body) {
	}

	/**
	 * End of a connection.
	 *
	 * @param connection number of the connection
	 * @param at when it ended
	 * @param byClient whether the client ended it
	 * @param code the code of the close frame, {@code null} if there was none
	 * @param reason the reason of the close frame, or empty
	 */
	public record Close(long connection, Instant at, boolean byClient, @Nullable Integer code, String reason) {
	}

	/**
	 * Something that a client did against Discord's rules.
	 *
	 * @param connection number of the connection, 0 for an HTTP request
	 * @param at when it was seen
	 * @param closeCode the code that the connection was closed with, {@code null} if it
	 * was not closed for it
	 * @param what what was done
	 */
	public record Violation(long connection, Instant at, @Nullable Integer closeCode, String what) {
	}

}
