package io.discordgateway.test;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import io.discordgateway.Internal;
import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.shard.ShardId;
import io.discordgateway.test.discord.DiscordListener;
import io.discordgateway.test.discord.Payload;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a gateway sees. Confined to the gateway's thread.
 *
 * @since 0.1
 */
@Internal
public final class Recorder implements DiscordListener {

	private static final int CAPACITY = 10_000;

	/** How much of a message is shown in a line. */
	private static final int SHOWN = 240;

	/* The text may end within the token. */
	private static final Pattern TOKEN = Pattern.compile("(\"token\"\\s*:\\s*)\"(?:[^\"\\\\]|\\\\.)*+(?:\"|\\\\?$)");

	/* The token of an interaction stands in paths. */
	private static final Pattern INTERACTION = Pattern.compile("(/(?:interactions|webhooks)/[0-9]+/)[^/?]+");

	private final String token;

	private final InstantSource clock;

	private final Deque<GatewayRecord.Connection> connections = new ArrayDeque<>();

	private final Deque<GatewayRecord.Identify> identifies = new ArrayDeque<>();

	private final Deque<GatewayRecord.Resume> resumes = new ArrayDeque<>();

	private final Deque<GatewayRecord.Payload> payloads = new ArrayDeque<>();

	private final Deque<GatewayRecord.RestCall> restCalls = new ArrayDeque<>();

	private final Deque<GatewayRecord.Close> closes = new ArrayDeque<>();

	private final Deque<GatewayRecord.Violation> violations = new ArrayDeque<>();

	private final Deque<GatewayRecord.Line> lines = new ArrayDeque<>();

	/**
	 * Makes an empty record.
	 * @param token what is written nowhere
	 * @param clock what time it is
	 */
	public Recorder(String token, InstantSource clock) {
		this.token = token;
		this.clock = clock;
	}

	@Override
	public void connected(long id, String uri) {
		add(this.connections, new GatewayRecord.Connection(id, now(), redact(uri)));
		line(id, "<- opened " + uri);
	}

	@Override
	public void received(long connection, int opcode, Supplier<String> json) {
		String text = redactField(json.get());
		add(this.payloads, new GatewayRecord.Payload(connection, now(), opcode, text));
		line(connection, "<- " + name(opcode) + " " + text);
	}

	@Override
	public void sent(long connection, Payload payload) {
		int length = Math.min(payload.data().length, SHOWN);
		String data = new String(payload.data(), 0, length, StandardCharsets.UTF_8);
		String what = (payload.event() != null) ? payload.event() + " " + payload.sequence() : name(payload.op());
		line(connection, "-> " + what + " " + data);
	}

	@Override
	public void sentRaw(long connection, byte[] message) {
		int length = Math.min(message.length, SHOWN);
		line(connection, "-> raw " + new String(message, 0, length, StandardCharsets.UTF_8));
	}

	private static String name(int opcode) {
		GatewayOpcode known = GatewayOpcode.of(opcode);
		return (known != null) ? known.name() : "op " + opcode;
	}

	@Override
	public void identified(long connection, ShardId shard, int intents, boolean accepted, Supplier<String> json) {
		add(this.identifies,
				new GatewayRecord.Identify(connection, now(), shard, intents, accepted, redactField(json.get())));
	}

	@Override
	public void resumed(long connection, String sessionId, long sequence, boolean accepted, long replayed) {
		add(this.resumes, new GatewayRecord.Resume(connection, now(), redact(sessionId), sequence, accepted, replayed));
	}

	/**
	 * Hears of a call of the API.
	 * @param method the method
	 * @param path path and query
	 * @param status the status of the answer
	 * @param body the body of the request
	 */
	public void restCall(String method, String path, int status, String body) {
		add(this.restCalls, new GatewayRecord.RestCall(now(), method, redact(path), status, redact(body)));
		line(0, "<- " + method + " " + INTERACTION.matcher(path).replaceAll("$1<redacted>") + " " + status + " "
				+ body);
	}

	@Override
	public void closed(long connection, boolean byClient, @Nullable Integer code, String reason) {
		add(this.closes, new GatewayRecord.Close(connection, now(), byClient, code, redact(reason)));
		line(connection, (byClient ? "<- " : "-> ") + ((code != null) ? "close " + code + " " : "gone ") + reason);
	}

	@Override
	public void violated(long connection, @Nullable Integer closeCode, String what) {
		add(this.violations, new GatewayRecord.Violation(connection, now(), closeCode, redact(what)));
		line(connection, "!! " + ((closeCode != null) ? closeCode + ": " : "") + what);
	}

	private void line(long connection, String text) {
		String shown = (text.length() <= SHOWN) ? text : text.substring(0, SHOWN) + "...";
		String safe = shown.contains("token") ? redactField(shown) : redact(shown);
		add(this.lines, new GatewayRecord.Line(now(), connection, safe.replace('\n', ' ').stripTrailing()));
	}

	/**
	 * Returns what was seen.
	 * @return a snapshot
	 */
	public GatewayRecord snapshot() {
		return new GatewayRecord(List.copyOf(this.connections), List.copyOf(this.identifies), List.copyOf(this.resumes),
				List.copyOf(this.payloads), List.copyOf(this.restCalls), List.copyOf(this.closes),
				List.copyOf(this.violations), List.copyOf(this.lines));
	}

	/** Forgets what was seen. */
	public void clear() {
		this.connections.clear();
		this.identifies.clear();
		this.resumes.clear();
		this.payloads.clear();
		this.restCalls.clear();
		this.closes.clear();
		this.violations.clear();
		this.lines.clear();
	}

	private Instant now() {
		return this.clock.instant();
	}

	private String redact(String text) {
		return text.replace(this.token, "<redacted>");
	}

	/** A wrong token is a secret too: it may be another bot's. */
	private String redactField(String json) {
		return TOKEN.matcher(redact(json)).replaceAll("$1\"<redacted>\"");
	}

	private static <T> void add(Deque<T> entries, T entry) {
		if (entries.size() == CAPACITY) {
			entries.removeFirst();
		}
		entries.addLast(entry);
	}

}
