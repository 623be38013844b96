package io.discordgateway.clients;

/**
 * What a client can do with the simulated Discord: a row of the table in
 * {@code docs/testing.md}.
 */
enum Capability {

	UNCOMPRESSED("logs in with JSON, not compressed"),

	ZLIB_STREAM("logs in with `zlib-stream`"),

	ZSTD_STREAM("logs in with `zstd-stream`"),

	PAYLOAD_COMPRESSION("logs in with payload compression"),

	ETF("logs in with ETF"),

	SMALL_GUILD("small guild is in its cache"),

	LARGE_GUILD("large guild is in its cache"),

	MESSAGE("receives messages"),

	SEND("sends"),

	REPLY("replies"),

	FILE("sends a file"),

	EDIT("edits"),

	DELETE("deletes"),

	REACT("reacts"),

	REACTION("receives reactions"),

	COMMAND("registers a command"),

	COMMANDS("registers commands in bulk"),

	ANSWER("answers a slash command"),

	DEFERRED("defers, and edits the answer"),

	FOLLOW_UP("follows up"),

	BUTTON("answers a button"),

	AUTOCOMPLETION("completes an option"),

	MODAL("shows a form and takes it"),

	MEMBERS("requests members"),

	VOICE("changes its voice state"),

	PRESENCE("changes its presence"),

	DROP("resumes after a drop"),

	RECONNECT("resumes after op 7"),

	CLOSE("resumes after close 4000"),

	INVALID_SESSION("identifies again after op 9"),

	SHARDS("runs two shards"),

	RATE_LIMIT("waits after a 429"),

	RULES("breaks no rule but those below");

	private final String title;

	Capability(String title) {
		this.title = title;
	}

	String title() {
		return this.title;
	}

}
