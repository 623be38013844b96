package io.discordgateway.test;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

import io.discordgateway.shard.ShardId;
import io.discordgateway.test.discord.DiscordListener;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a gateway sees. Confined to the gateway's thread.
 */
final class Recorder implements DiscordListener {

	private static final int CAPACITY = 10_000;

	private final String token;

	private final InstantSource clock = InstantSource.system();

	private final Deque<GatewayRecord.Connection> connections = new ArrayDeque<>();

	private final Deque<GatewayRecord.Identify> identifies = new ArrayDeque<>();

	private final Deque<GatewayRecord.Resume> resumes = new ArrayDeque<>();

	private final Deque<GatewayRecord.Payload> payloads = new ArrayDeque<>();

	private final Deque<GatewayRecord.RestCall> restCalls = new ArrayDeque<>();

	private final Deque<GatewayRecord.Close> closes = new ArrayDeque<>();

	private final Deque<GatewayRecord.Violation> violations = new ArrayDeque<>();

	Recorder(String token) {
		this.token = token;
	}

	@Override
	public void connected(long id, String uri) {
		add(this.connections, new GatewayRecord.Connection(id, now(), redact(uri)));
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

	@Override
	public void received(long connection, int opcode, Supplier<String> json) {
		add(this.payloads, new GatewayRecord.Payload(connection, now(), opcode, redactField(json.get())));
	}

	void restCall(String method, String path, int status, String body) {
		add(this.restCalls, new GatewayRecord.RestCall(now(), method, redact(path), status, redact(body)));
	}

	@Override
	public void closed(long connection, boolean byClient, @Nullable Integer code, String reason) {
		add(this.closes, new GatewayRecord.Close(connection, now(), byClient, code, redact(reason)));
	}

	@Override
	public void violated(long connection, @Nullable Integer closeCode, String what) {
		add(this.violations, new GatewayRecord.Violation(connection, now(), closeCode, redact(what)));
	}

	GatewayRecord snapshot() {
		return new GatewayRecord(List.copyOf(this.connections), List.copyOf(this.identifies), List.copyOf(this.resumes),
				List.copyOf(this.payloads), List.copyOf(this.restCalls), List.copyOf(this.closes),
				List.copyOf(this.violations));
	}

	void clear() {
		this.connections.clear();
		this.identifies.clear();
		this.resumes.clear();
		this.payloads.clear();
		this.restCalls.clear();
		this.closes.clear();
		this.violations.clear();
	}

	private Instant now() {
		return this.clock.instant();
	}

	private String redact(String text) {
		return text.replace(this.token, "<redacted>");
	}

	/** A wrong token is a secret too: it may be another bot's. */
	private String redactField(String json) {
		return redact(json).replaceAll("(\"token\"\\s*:\\s*)\"(?:[^\"\\\\]|\\\\.)*\"", "$1\"<redacted>\"");
	}

	private static <T> void add(Deque<T> entries, T entry) {
		if (entries.size() == CAPACITY) {
			entries.removeFirst();
		}
		entries.addLast(entry);
	}

}
