package io.discordgateway.test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;

import io.discordgateway.shard.ShardId;
import io.discordgateway.test.discord.Circumstances;
import io.discordgateway.test.discord.Discord;
import io.discordgateway.test.discord.DiscordAction;
import io.discordgateway.test.discord.DiscordActionHandler;
import io.discordgateway.test.discord.DiscordFault;
import io.discordgateway.test.discord.DiscordInput;
import io.discordgateway.test.discord.DiscordLoop;
import io.discordgateway.test.discord.Dispatch;
import io.discordgateway.test.discord.GatewayInfo;
import io.discordgateway.test.discord.Json;
import io.discordgateway.test.discord.Refusal;
import io.discordgateway.test.discord.RestRequest;
import io.discordgateway.test.discord.RestResponse;
import io.discordgateway.test.discord.Scope;
import io.discordgateway.test.discord.SimulatedWorld;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The same Discord as {@link LocalGateway}'s, without sockets, threads and waiting: a
 * client is an object, and time goes on when it is told to. All that a call brings about
 * has happened when it returns.
 * <p>
 * Not thread-safe. The same calls have the same effects, always.
 *
 * <pre>{@code
 * InProcessGateway discord = LocalGateway.builder().token("secret").buildInProcess();
 * InProcessClient client = discord.connect();
 * client.send("{\"op\":2,\"d\":{...}}");
 * client.take("READY");
 * discord.advance(Duration.ofMinutes(2));
 * assertThat(client.closeCode()).isEqualTo(4000); // no heartbeat came
 * }</pre>
 *
 * @since 0.1
 */
public final class InProcessGateway {

	private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	private final Recorder recorder;

	private final SimulatedWorld world;

	private final Discord discord;

	private final DiscordLoop loop;

	private final Map<Long, InProcessClient> clients = new HashMap<>();

	private Instant now = START;

	private long connections;

	InProcessGateway(Settings settings) {
		this.recorder = new Recorder(settings.token().reveal(), this::now);
		this.world = new SimulatedWorld(settings.world(), () -> info(settings), this::happened);
		this.discord = new Discord(settings.discord(), new Circumstances() {

			@Override
			public String resumeUrl(ShardId shard) {
				return "ws://127.0.0.1" + settings.resumePath();
			}

			@Override
			public Duration heartbeatInterval(long connection) {
				return settings.heartbeatInterval();
			}

		}, this.world, this.recorder, new Random(1));
		this.loop = new DiscordLoop(this.discord, this::now, new Hands());
	}

	/**
	 * Connects as a client that asks for JSON and no compression.
	 * @return the client, which was greeted
	 */
	public InProcessClient connect() {
		return connect("/?v=10&encoding=json");
	}

	/**
	 * Connects.
	 * @param pathAndQuery what the client asks for (R3)
	 * @return the client, which was greeted unless it was refused
	 */
	public InProcessClient connect(String pathAndQuery) {
		InProcessClient client = new InProcessClient(this, ++this.connections);
		this.clients.put(client.connection(), client);
		handle(new DiscordInput.UpgradeRequested(client.connection(), pathAndQuery));
		if (client.httpStatus() == InProcessClient.UPGRADED) {
			handle(new DiscordInput.Opened(client.connection()));
		}
		return client;
	}

	/**
	 * Returns what time it is here.
	 * @return the time, from {@code 2026-01-01T00:00:00Z} on
	 */
	public Instant now() {
		return this.now;
	}

	/**
	 * Lets time go by, and what is due in it happen at its time.
	 * @param duration how much, at least zero
	 */
	public void advance(Duration duration) {
		if (duration.isNegative()) {
			throw new IllegalArgumentException("Time goes on, and not back by " + duration);
		}
		Instant target = this.now.plus(duration);
		Instant next = this.discord.nextDeadline();
		while (next != null && !next.isAfter(target)) {
			this.now = next.isAfter(this.now) ? next : this.now;
			handle(new DiscordInput.TimerFired());
			next = this.discord.nextDeadline();
		}
		this.now = target;
	}

	/**
	 * Sends an event to the shard that Discord would send it on (R37), and there on the
	 * sessions whose intents let it through.
	 * @param event name of the event, such as {@code MESSAGE_CREATE}
	 * @param dataJson the data, a JSON value
	 * @return how many sessions got it
	 * @throws IllegalArgumentException if the data is not JSON
	 */
	public int dispatch(String event, String dataJson) {
		Dispatch dispatch = Dispatch.of(event, dataJson);
		this.world.adopt(event, dispatch.tree(), this.now);
		happened(dispatch);
		return this.discord.reached();
	}

	private void happened(Dispatch dispatch) {
		handle(new DiscordInput.Happened(dispatch));
	}

	private GatewayInfo info(Settings settings) {
		return new GatewayInfo("ws://127.0.0.1", settings.shards(), settings.sessionStarts(),
				this.discord.sessionStartsLeft(this.now), this.discord.sessionStartsReset(this.now),
				settings.maxConcurrency());
	}

	/**
	 * Answers a request to the HTTP API.
	 * @param request the request
	 * @return the answer
	 */
	public RestResponse answer(RestRequest request) {
		RestResponse response = this.world.answer(request, this.now);
		this.recorder.restCall(request.method(), request.uri(), response.status(),
				new String(request.body(), StandardCharsets.UTF_8));
		return response;
	}

	/**
	 * Lets the bot be a member of a guild from now on.
	 * @param guildJson the data of GUILD_CREATE
	 * @throws IllegalArgumentException if the data is not JSON or has no id
	 */
	public void joinGuild(String guildJson) {
		JsonNode guild = Json.read(guildJson);
		if (!guild.path("id").isString()) {
			throw new IllegalArgumentException("A guild has an id");
		}
		this.world.adopt("GUILD_CREATE", guild, this.now);
		happened(Objects.requireNonNull(this.world.guildCreate(guild.path("id").asString(), Integer.MAX_VALUE)));
	}

	/**
	 * Returns what can go wrong with one shard.
	 * @param id number of the shard, whatever the total
	 * @return its faults
	 */
	public ShardFaults shard(int id) {
		return new ShardFaults(Scope.shard(id), this::handle);
	}

	/**
	 * Returns what can go wrong with all shards, and with connections that are of none
	 * yet.
	 * @return their faults
	 */
	public ShardFaults everyShard() {
		return new ShardFaults(Scope.ALL, this::handle);
	}

	/**
	 * Refuses the next upgrades to a WebSocket (R22).
	 * @param count how many
	 * @param httpStatus the status of the answer
	 * @param retryAfter value of the header {@code Retry-After}, or {@code null} for none
	 * @param body the body of the answer
	 */
	public void refuseNextUpgrades(int count, int httpStatus, @Nullable Duration retryAfter, String body) {
		handle(new DiscordFault.RefuseUpgrades(count,
				new Refusal(httpStatus, (retryAfter != null) ? retryAfter.toSeconds() : null, body)));
	}

	/**
	 * Returns the sessions, connected or not, oldest first.
	 * @return a snapshot
	 */
	public List<LocalGateway.Session> sessions() {
		return this.discord.snapshot().stream().map(LocalGateway.Session::of).toList();
	}

	/**
	 * Returns how many sessions may be started until the next reset (R13).
	 * @return the number
	 */
	public int sessionStartsLeft() {
		return this.discord.sessionStartsLeft(this.now);
	}

	/**
	 * Returns what was seen.
	 * @return a snapshot, without the token
	 */
	public GatewayRecord record() {
		return this.recorder.snapshot();
	}

	void handle(DiscordInput input) {
		boolean unused = this.loop.handle(input);
	}

	private final class Hands implements DiscordActionHandler {

		@Override
		public void accept(DiscordAction.Accept action) {
			client(action).accepted(action.format());
		}

		@Override
		public void refuse(DiscordAction.Refuse action) {
			client(action).refused(action.refusal());
		}

		@Override
		public void send(DiscordAction.Send action) {
			client(action).sent(action);
		}

		@Override
		public void sendRaw(DiscordAction.SendRaw action) {
			client(action).sentRaw(action);
		}

		@Override
		public void compressPayloads(DiscordAction.CompressPayloads action) {
			client(action).compressPayloads();
		}

		@Override
		public void close(DiscordAction.Close action) {
			client(action).closed(action.code());
		}

		@Override
		public void end(DiscordAction.End action) {
			gone(action, InProcessClient::ended);
		}

		@Override
		public void reset(DiscordAction.Reset action) {
			gone(action, InProcessClient::ended);
		}

		@Override
		public void halfClose(DiscordAction.HalfClose action) {
			client(action).ended();
		}

		@Override
		public void read(DiscordAction.Read action) {
			client(action).read(action.read());
		}

		private void gone(DiscordAction action, Consumer<InProcessClient> end) {
			end.accept(client(action));
			handle(new DiscordInput.Dropped(action.connection()));
		}

		private InProcessClient client(DiscordAction action) {
			return Objects.requireNonNull(InProcessGateway.this.clients.get(action.connection()));
		}

	}

}
