package io.discordgateway.spring.test;

import java.util.List;
import java.util.function.Predicate;

import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.payload.GatewayOpcode;
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
		List<Integer> asked = this.actual.discord()
			.askGateway((discord) -> discord.snapshot().stream().map((session) -> session.intents()).toList());
		for (GatewayIntent intent : intents) {
			if (asked.isEmpty() || asked.stream().anyMatch((value) -> (value & intent.value()) == 0)) {
				throw failure("The bot was to ask for the intent " + intent + ", but it has asked for "
						+ asked.stream().map(DiscordAssert::names).toList());
			}
		}
		return this;
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
		long connected = this.actual.discord()
			.askGateway((discord) -> discord.snapshot().stream().filter((session) -> session.connected()).count());
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
