package io.discordgateway.spring.test;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.shard.ShardId;
import io.discordgateway.test.GatewayRecord;
import org.assertj.core.api.AbstractAssert;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Assertions on what a bot did on the gateway.
 *
 * @since 0.1
 */
public final class DiscordAssert extends AbstractAssert<DiscordAssert, TestDiscord> {

	DiscordAssert(TestDiscord actual) {
		super(actual, DiscordAssert.class);
	}

	/**
	 * Asserts that the sessions have intents.
	 * @param intents the intents, among others
	 * @return these assertions
	 */
	public DiscordAssert hasIntents(GatewayIntent... intents) {
		List<Integer> asked = this.actual.discord().sessions().stream().map((session) -> session.intents()).toList();
		for (GatewayIntent intent : intents) {
			if (asked.isEmpty() || asked.stream().anyMatch((value) -> (value & intent.value()) == 0)) {
				throw failure("The bot was to ask for the intent " + intent + ", but it has asked for "
						+ asked.stream().map(DiscordAssert::names).toList());
			}
		}
		return this;
	}

	/**
	 * Asserts that the sessions have these intents and no others.
	 * @param intents the intents
	 * @return these assertions
	 */
	public DiscordAssert hasExactlyIntents(GatewayIntent... intents) {
		int wanted = 0;
		for (GatewayIntent intent : intents) {
			wanted |= intent.value();
		}
		List<Integer> asked = this.actual.discord().sessions().stream().map((session) -> session.intents()).toList();
		int exactly = wanted;
		if (asked.isEmpty() || asked.stream().anyMatch((value) -> value != exactly)) {
			throw failure("The bot was to ask for the intents " + names(exactly)
					+ " and no others, but it has asked for " + asked.stream().map(DiscordAssert::names).toList());
		}
		return this;
	}

	/**
	 * Asserts that all shards of a total are connected, and none of another total.
	 * @param total the number of shards
	 * @return these assertions
	 */
	public DiscordAssert hasAllShardsOf(int total) {
		List<ShardId> connected = this.actual.discord()
			.sessions()
			.stream()
			.filter((session) -> session.connected())
			.map((session) -> session.shard())
			.sorted(Comparator.comparingInt(ShardId::id))
			.toList();
		List<ShardId> wanted = IntStream.range(0, total).mapToObj((id) -> new ShardId(id, total)).toList();
		if (!connected.equals(wanted)) {
			throw failure("The shards " + wanted + " were to be connected, but these are: " + connected);
		}
		return this;
	}

	/**
	 * Asserts what a shard sent to begin its session, in this test or before.
	 * @param shard the shard's number
	 * @param requirements what throws if it is not met; gets the data of IDENTIFY, with
	 * the token left out
	 * @return these assertions
	 */
	public DiscordAssert identifySatisfies(int shard, Consumer<JsonNode> requirements) {
		JsonNode data = this.actual.identify(shard);
		if (data == null) {
			throw failure("Shard " + shard + " was to identify, but it has not");
		}
		try {
			requirements.accept(data);
		}
		catch (AssertionError ex) {
			AssertionError failure = failure(ex.getMessage() + "\nin IDENTIFY of shard " + shard + ": " + data);
			failure.initCause(ex);
			throw failure;
		}
		return this;
	}

	/**
	 * Asserts that a shard has resumed its session in this test, once, and how many
	 * events it had missed.
	 * @param shard the shard's number
	 * @param missed the number of events that Discord sent again
	 * @return these assertions
	 */
	public DiscordAssert hasResumed(int shard, long missed) {
		List<GatewayRecord.Resume> resumes = resumes(shard);
		if (resumes.size() != 1 || !resumes.get(0).accepted() || resumes.get(0).replayed() != missed) {
			throw failure("Shard " + shard + " was to resume its session once and get " + missed
					+ " event(s) again, but this is what it did: " + resumes);
		}
		return this;
	}

	/**
	 * Asserts that a shard has neither begun nor resumed a session in this test.
	 * @param shard the shard's number
	 * @return these assertions
	 */
	public DiscordAssert hasStayedConnected(int shard) {
		List<GatewayRecord.Identify> identifies = this.actual.discord()
			.record()
			.identifies()
			.stream()
			.filter((identify) -> identify.shard().id() == shard)
			.toList();
		if (!identifies.isEmpty() || !resumes(shard).isEmpty()) {
			throw failure("Shard " + shard + " was to stay connected, but it has sent " + identifies.size()
					+ " IDENTIFY and " + resumes(shard).size() + " RESUME");
		}
		return this;
	}

	private List<GatewayRecord.Resume> resumes(int shard) {
		Set<String> sessions = this.actual.discord()
			.sessions()
			.stream()
			.filter((session) -> session.shard().id() == shard)
			.map((session) -> session.id())
			.collect(Collectors.toSet());
		return this.actual.discord()
			.record()
			.resumes()
			.stream()
			.filter((resume) -> sessions.contains(resume.sessionId()))
			.toList();
	}

	private static List<GatewayIntent> names(int value) {
		return List.of(GatewayIntent.values()).stream().filter((intent) -> (value & intent.value()) != 0).toList();
	}

	/**
	 * Asserts how many shards are connected.
	 * @param count the number
	 * @return these assertions
	 */
	public DiscordAssert hasConnectedShards(int count) {
		long connected = this.actual.discord().sessions().stream().filter((session) -> session.connected()).count();
		if (connected != count) {
			throw failure(count + " shards were to be connected, but " + connected + " are");
		}
		return this;
	}

	/**
	 * Asserts that the bot has resumed a session in this test.
	 * @return these assertions
	 */
	public DiscordAssert hasResumed() {
		return sent(GatewayOpcode.RESUME, (data) -> true, "resume");
	}

	/**
	 * Asserts that the bot has begun a new session in this test.
	 * @return these assertions
	 */
	public DiscordAssert hasIdentified() {
		return sent(GatewayOpcode.IDENTIFY, (data) -> true, "identify");
	}

	/**
	 * Asserts the bot's last presence in this test.
	 * @param status {@code online}, {@code idle}, {@code dnd} or {@code invisible}
	 * @param activity the name of the activity, or its text
	 * @return these assertions
	 */
	public DiscordAssert hasPresence(String status, String activity) {
		return sent(GatewayOpcode.PRESENCE_UPDATE,
				(data) -> data.path("status").asString("").equals(status) && data.path("activities")
					.valueStream()
					.anyMatch((one) -> one.path("name").asString("").equals(activity)
							|| one.path("state").asString("").equals(activity)),
				"be " + status + " with the activity \"" + activity + "\"");
	}

	/**
	 * Asserts that the bot has requested members of a guild in this test.
	 * @param guild the guild
	 * @return these assertions
	 */
	public DiscordAssert hasRequestedMembers(TestGuild guild) {
		return sent(GatewayOpcode.REQUEST_GUILD_MEMBERS,
				(data) -> data.path("guild_id").asString("").equals(guild.id()), "request members of " + guild);
	}

	/**
	 * Asserts that the bot has registered a command for all guilds.
	 * @param name the command's name
	 * @return these assertions
	 */
	public DiscordAssert hasCommand(String name) {
		List<String> names = this.actual.commands()
			.stream()
			.map((command) -> command.path("name").asString(""))
			.toList();
		if (!names.contains(name)) {
			throw failure("The bot was to register the command " + name + ", but it has registered " + names);
		}
		return this;
	}

	private DiscordAssert sent(GatewayOpcode opcode, Predicate<JsonNode> requirement, String what) {
		List<JsonNode> sent = this.actual.discord()
			.record()
			.payloads()
			.stream()
			.filter((payload) -> payload.opcode() == opcode.code())
			.map((payload) -> JsonMapper.shared().readTree(payload.json()).path("d"))
			.toList();
		if (sent.stream().noneMatch(requirement)) {
			throw failure("The bot was to " + what + ", but it has sent " + (sent.isEmpty() ? "no " + opcode : sent));
		}
		return this;
	}

	private AssertionError failure(String message) {
		return this.actual.failure(message);
	}

}
