package io.discordgateway.test.discord;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.discordgateway.Internal;
import io.discordgateway.payload.GatewayOpcode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The world behind a simulated gateway: guilds, channels, members, messages and all else
 * that a bot can ask for or change, kept once. What changes it is told to a listener as
 * the events that Discord would send.
 * <p>
 * It has no thread, socket or clock: the time is an argument, and never goes back. Not
 * thread-safe.
 *
 * @since 0.1
 */
@Internal
public final class SimulatedWorld implements DiscordWorld {

	/** What a path of the HTTP API begins with. */
	public static final String API_BASE = RestApi.BASE;

	private final World world;

	private final RestApi api;

	private final GatewayCommands gatewayCommands;

	private final Interactions interactions;

	private final Commands commands;

	private final People people;

	private final Scenery scenery;

	private final Overview overview;

	private final Inputs inputs;

	/**
	 * Creates a world in which nothing is but the bot.
	 * @param settings what it is made with
	 * @param gateway what the API tells of the gateway
	 * @param listener gets what happens
	 */
	public SimulatedWorld(WorldSettings settings, Supplier<GatewayInfo> gateway, Consumer<Dispatch> listener) {
		ObjectNode bot = Json.object()
			.put("id", settings.botId())
			.put("username", "localbot")
			.put("discriminator", "0001")
			.putNull("global_name")
			.putNull("avatar")
			.put("public_flags", 0)
			.put("bot", true);
		this.world = new World(new WorldState(bot), new SnowflakeSource(settings.seed()), listener);
		this.commands = new Commands(this.world);
		this.interactions = new Interactions(this.world, this.commands);
		Messages messages = new Messages(this.world);
		VoiceActions voice = new VoiceActions(this.world);
		ReactionRoutes reactions = new ReactionRoutes(this.world);
		this.people = new People(this.world, messages, reactions, this.interactions, voice);
		this.scenery = new Scenery(this.world, this.interactions, this.people);
		this.overview = new Overview(this.world, this.interactions, this.people);
		this.inputs = new Inputs(this.world, this.interactions, this.commands, this.overview);
		this.gatewayCommands = new GatewayCommands(this.world, voice, settings.memberListWindow());
		Router router = new Router();
		new ApplicationRoutes(this.world, gateway, settings.applicationFlags()).addTo(router);
		new UserRoutes(this.world).addTo(router);
		new GuildRoutes(this.world, voice).addTo(router);
		new ExpressionRoutes(this.world).addTo(router);
		new ScheduledEventRoutes(this.world).addTo(router);
		new MemberRoutes(this.world, voice, settings.membersAreListed()).addTo(router);
		new RoleRoutes(this.world).addTo(router);
		Threads threads = new Threads(this.world, messages);
		new ChannelRoutes(this.world, threads).addTo(router);
		threads.addTo(router);
		new MessageRoutes(this.world, messages, settings.contentIsShown()).addTo(router);
		reactions.addTo(router);
		InteractionMessages answers = new InteractionMessages(this.world, messages, this.interactions);
		new InteractionRoutes(this.world, this.interactions, answers).addTo(router);
		new WebhookRoutes(this.world, messages, this.interactions, answers).addTo(router);
		this.commands.addTo(router);
		AuditLog auditLog = new AuditLog(this.world);
		auditLog.addTo(router);
		this.api = new RestApi(router, settings.token().reveal(), settings.rateLimits() ? new RateLimits() : null,
				new InvalidRequests(settings.invalidRequests()), auditLog);
	}

	/**
	 * Answers a request to the HTTP API.
	 * @param request the request
	 * @param now the time
	 * @return the answer, an error's too
	 */
	public RestResponse answer(RestRequest request, Instant now) {
		return this.api.answer(request, now);
	}

	/**
	 * Answers some requests by hand.
	 * @param method the method, {@code *} for all
	 * @param pattern the path below the version, {@code *} for any one part of it
	 * @param response the answer, {@code null} to let the world answer again
	 * @param times how many requests get it, the ones after that go to the world
	 */
	public void script(String method, String pattern, @Nullable RestResponse response, int times) {
		this.api.scripts().set(method, pattern, response, times);
	}

	/** Answers all requests by the world again. */
	public void clearScripts() {
		this.api.scripts().clear();
	}

	@Override
	public Answer answer(DiscordSession session, GatewayOpcode opcode, JsonNode data, Instant now) {
		return this.gatewayCommands.handle(session, opcode, data, now);
	}

	/**
	 * Takes an event in that somebody else sends, so that what it tells of is there.
	 * Whatever is missing in it or strange is left out.
	 * @param event name of the event
	 * @param data its data
	 * @param now the time
	 */
	public void adopt(String event, JsonNode data, Instant now) {
		this.world.adopt(event, data);
		if (event.equals("INTERACTION_CREATE")) {
			this.interactions.sent(data, now);
		}
	}

	/**
	 * Lets an event happen that is neither a person's doing nor the bot's.
	 * @param event name of the event
	 * @param data its data, the world's from here on
	 * @param now the time
	 */
	void happen(String event, ObjectNode data, Instant now) {
		if (event.equals("INTERACTION_CREATE")) {
			this.interactions.sent(data, now);
		}
		String guildId = Json.text(data, event.startsWith("GUILD_") && !data.has("guild_id") ? "id" : "guild_id");
		this.world.emit(event, data, guildId.isEmpty() ? null : guildId);
	}

	/**
	 * Returns what people can do.
	 * @return the people
	 */
	public People people() {
		return this.people;
	}

	/**
	 * Returns what a test looks at and arranges.
	 * @return the scenery
	 */
	public Scenery scenery() {
		return this.scenery;
	}

	/**
	 * Returns what somebody sees who looks at the world from outside.
	 * @return the overview
	 */
	public Overview overview() {
		return this.overview;
	}

	/**
	 * Returns what people type, click and fill in.
	 * @return the inputs
	 */
	public Inputs inputs() {
		return this.inputs;
	}

	@Override
	public ObjectNode user() {
		return this.world.state().self();
	}

	/**
	 * Returns the id of the bot's user, which is the application's too.
	 * @return the snowflake
	 */
	public String botId() {
		return this.world.botId();
	}

	@Override
	public Collection<String> guildIds() {
		return List.copyOf(this.world.state().guilds().keySet());
	}

	@Override
	public @Nullable Dispatch guildCreate(String guildId, int intents, int largeThreshold) {
		return guildCreate(guildId, largeThreshold);
	}

	/**
	 * Returns GUILD_CREATE, before intents take something away.
	 * @param guildId the guild
	 * @param largeThreshold how many members make a guild large, whose absent members are
	 * left out
	 * @return the event, or {@code null} if the bot is not in the guild
	 */
	public @Nullable Dispatch guildCreate(String guildId, int largeThreshold) {
		Guild guild = this.world.state().guild(guildId);
		return (guild != null) ? Dispatch.of("GUILD_CREATE", this.world.visibility().guildCreate(guild, largeThreshold))
				: null;
	}

	/**
	 * Returns a fresh id.
	 * @param now the time
	 * @return the snowflake
	 */
	public String nextId(Instant now) {
		return this.world.nextId(now);
	}

	/**
	 * Returns the commands that the bot has registered.
	 * @param guildId the guild, {@code null} for the global ones
	 * @return copies
	 */
	public List<JsonNode> commands(@Nullable String guildId) {
		return this.commands.all(guildId).valueStream().toList();
	}

	World world() {
		return this.world;
	}

}
