package io.discordgateway.clients;

import java.util.Optional;
import java.util.function.Predicate;

import io.discordgateway.test.GatewayRecord;
import io.discordgateway.test.Inhabitants;
import io.discordgateway.test.LocalGateway;
import io.discordgateway.test.discord.Json;
import tools.jackson.databind.JsonNode;

/**
 * A Discord with a bot of one client's in it: a small guild, a large one, and Ada, who is
 * in both.
 */
final class Stage implements AutoCloseable {

	static final int LARGE = 320;

	private static final String THUMB = "👍";

	final LocalGateway gateway;

	final Inhabitants people;

	final Reports reports = new Reports();

	final String ada;

	final String small;

	final String large;

	private final Wire wire;

	private final AutoCloseable bot;

	private int channels;

	Stage(Client client, Wire wire, int shards) throws Exception {
		this.gateway = LocalGateway.builder().shards(shards).build().start();
		this.people = new Inhabitants(this.gateway);
		this.wire = wire;
		this.ada = this.people.user("ada");
		this.small = this.people.guild("Small", this.ada);
		this.large = this.people.guild("Large", this.ada);
		for (int i = 2; i < LARGE; i++) {
			this.people.join(this.people.user("member" + i), this.large);
		}
		this.bot = client.start(new Task(this.gateway.apiBaseUrl().toString(), this.gateway.gatewayUrl().toString(),
				this.gateway.token().reveal(), shards, wire, this.reports::add));
	}

	/** Waits until one shard of the bot's identifies. */
	void awaitIdentify() {
		this.reports.until("IDENTIFY", () -> record().identifies().stream().findFirst());
	}

	/** Waits until the bot is ready, and sees that it speaks as it was told to. */
	void awaitReady() {
		this.reports.await("ready");
		GatewayRecord.Identify identify = record().identifies().get(0);
		String uri = record().connections()
			.stream()
			.filter((connection) -> connection.id() == identify.connection())
			.findFirst()
			.orElseThrow()
			.uri();
		if (!this.wire.isUsedBy(uri, identify.json())) {
			throw new AssertionError("This is not " + this.wire + ": " + uri + " " + identify.json());
		}
	}

	GatewayRecord record() {
		return this.gateway.record();
	}

	/**
	 * A channel that nobody has written in yet: each may be written in five times in 5 s.
	 */
	String channel() {
		return this.people.channel(this.small, "channel" + ++this.channels);
	}

	/** Tells the bot something, in a channel of its own. */
	Order tells(String what) {
		return tells(this.small, channel(), what);
	}

	Order tells(String guildId, String channelId, String what) {
		return new Order(channelId, this.people.write(this.ada, channelId, what));
	}

	/** Waits for a message of the bot's. */
	JsonNode awaitMessage(String channelId, String what, Predicate<JsonNode> wanted) {
		return this.reports.until(what, () -> botMessages(channelId, wanted));
	}

	private Optional<JsonNode> botMessages(String channelId, Predicate<JsonNode> wanted) {
		return this.people.messages(channelId)
			.stream()
			.filter((message) -> text(message.path("author"), "id").equals(this.gateway.botId()))
			.filter(wanted)
			.findFirst();
	}

	JsonNode awaitMessage(String channelId, String content) {
		return awaitMessage(channelId, "message '" + content + "'",
				(message) -> text(message, "content").equals(content));
	}

	GatewayRecord.RestCall awaitCall(String method, String pattern) {
		return this.reports.until(method + " " + pattern, () -> record().restCalls()
			.stream()
			.filter((call) -> call.method().equals(method) && call.path().matches(pattern) && call.status() / 100 == 2)
			.findFirst());
	}

	JsonNode awaitPayload(int opcode, Predicate<JsonNode> wanted) {
		return this.reports.until("op " + opcode,
				() -> record().payloads()
					.stream()
					.filter((payload) -> payload.opcode() == opcode)
					.map((payload) -> Json.read(payload.json()).path("d"))
					.filter(wanted)
					.findFirst());
	}

	static String text(JsonNode object, String field) {
		return object.path(field).asString("");
	}

	static String thumb() {
		return THUMB;
	}

	@Override
	public void close() throws Exception {
		try (this.gateway) {
			this.bot.close();
		}
	}

	/** What the bot was told, and where. */
	record Order(String channel, String message) {
	}

}
