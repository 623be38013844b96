package io.discordgateway.test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPInputStream;

import io.discordgateway.test.discord.Dispatch;
import io.discordgateway.test.discord.Json;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Traffic like a busy bot's on a {@link LocalGateway}: a recording in a loop, messages
 * and interactions with fresh ids and times. In between, people write {@code !ping}, use
 * the command {@code /ping} and join guilds, so that a bot has something to answer.
 * <p>
 * The bot joins the recording's guilds when this object is made. Thread-safe.
 *
 * @since 0.1
 */
public final class LivelyTraffic implements AutoCloseable {

	private static final Duration TICK = Duration.ofMillis(20);

	private static final Duration PING_EVERY = Duration.ofSeconds(3);

	/* VIEW_CHANNEL and SEND_MESSAGES. */
	private static final long VIEW_AND_SEND = 1 << 10 | 1 << 11;

	private final LocalGateway gateway;

	private final InstantSource clock = InstantSource.system();

	private final Random random = new Random();

	private final List<Dispatch> guilds = new ArrayList<>();

	private final List<Dispatch> events = new ArrayList<>();

	private @Nullable Future<?> ticking;

	private double rate;

	private double owed;

	private long lastTick;

	private long lastPing;

	private int next;

	private int pings;

	/**
	 * Loads a recording and lets the bot join its guilds.
	 * @param gateway where the traffic goes
	 * @param mix the recording
	 */
	public LivelyTraffic(LocalGateway gateway, Mix mix) {
		this.gateway = gateway;
		load(mix);
		for (Dispatch guild : this.guilds) {
			gateway.join(guild);
		}
	}

	private void load(Mix mix) {
		String name = "traffic-" + mix.name().toLowerCase(Locale.ROOT).replace('_', '-') + ".ndjson.gz";
		try (InputStream in = Objects.requireNonNull(LivelyTraffic.class.getResourceAsStream(name));
				BufferedReader lines = new BufferedReader(
						new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
			String recordedBot = "";
			String line = lines.readLine();
			while (line != null) {
				JsonNode payload = Json.read(recordedBot.isEmpty() ? line
						: line.replace("\"" + recordedBot + "\"", "\"" + this.gateway.botId() + "\""));
				String event = payload.path("t").asString();
				if (event.equals("READY")) {
					recordedBot = payload.path("d").path("user").path("id").asString();
				}
				else {
					boolean guild = event.equals("GUILD_CREATE");
					if (guild) {
						letBotWrite(payload.path("d"));
					}
					(guild ? this.guilds : this.events).add(Dispatch.of(event, payload.path("d")));
				}
				line = lines.readLine();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/*
	 * What permissions were recorded is chance; people talk to the bot where it may
	 * answer.
	 */
	private static void letBotWrite(JsonNode guild) {
		List<String> talked = List.of(channel(guild), guild.path("system_channel_id").asString(""));
		for (JsonNode channel : guild.path("channels")) {
			if (talked.contains(channel.path("id").asString())) {
				((ObjectNode) channel).putArray("permission_overwrites");
			}
		}
		for (JsonNode role : guild.path("roles")) {
			if (role.path("id").equals(guild.path("id"))) {
				long permissions = Long.parseUnsignedLong(role.path("permissions").asString());
				((ObjectNode) role).put("permissions", Long.toUnsignedString(permissions | VIEW_AND_SEND));
			}
		}
	}

	/**
	 * Starts the traffic, or changes its rate.
	 * @param eventsPerSecond how many recorded events are sent per second on all shards
	 * together, before intents filter them
	 */
	public void start(double eventsPerSecond) {
		if (!(eventsPerSecond > 0)) {
			throw new IllegalArgumentException("'eventsPerSecond' must be greater than 0");
		}
		this.gateway.run(() -> {
			this.rate = eventsPerSecond;
			if (this.ticking == null) {
				this.owed = 0;
				this.lastTick = System.nanoTime();
				this.lastPing = this.lastTick;
				this.ticking = this.gateway.every(TICK, this::tick);
			}
		});
	}

	/** Stops the traffic. The bot stays in the guilds. */
	public void stop() {
		this.gateway.run(() -> {
			if (this.ticking != null) {
				this.ticking.cancel(false);
				this.ticking = null;
			}
		});
	}

	@Override
	public void close() {
		stop();
	}

	private void tick() {
		long now = System.nanoTime();
		// A machine that cannot keep up does not pile up a debt of more than a second.
		this.owed = Math.min(this.rate, this.owed + this.rate * (now - this.lastTick) / 1e9);
		this.lastTick = now;
		while (this.owed >= 1) {
			this.owed--;
			this.gateway.route(fresh(this.events.get(this.next++ % this.events.size())));
		}
		if (now - this.lastPing >= PING_EVERY.toNanos()) {
			this.lastPing = now;
			person(this.pings++);
		}
	}

	private Dispatch fresh(Dispatch recorded) {
		boolean message = recorded.event().equals("MESSAGE_CREATE");
		if (!message && !recorded.event().equals("INTERACTION_CREATE")) {
			return recorded;
		}
		ObjectNode data = (ObjectNode) recorded.tree().deepCopy();
		data.put("id", this.gateway.nextSnowflake());
		if (message) {
			data.put("timestamp", this.clock.instant().toString());
		}
		return Dispatch.of(recorded.event(), data);
	}

	private void person(int count) {
		JsonNode guild = this.guilds.get(this.random.nextInt(this.guilds.size())).tree();
		ObjectNode member = person(guild);
		this.gateway.route(switch (count % 3) {
			case 0 -> Dispatch.of("MESSAGE_CREATE", message(guild, member));
			case 1 -> Dispatch.of("INTERACTION_CREATE", interaction(guild, member));
			default -> Dispatch.of("GUILD_MEMBER_ADD", newMember(guild, member));
		});
	}

	private ObjectNode person(JsonNode guild) {
		JsonNode members = guild.path("members");
		JsonNode member = members.path(this.random.nextInt(members.size()));
		while (member.path("user").path("bot").asBoolean(false)) {
			member = members.path(this.random.nextInt(members.size()));
		}
		return (ObjectNode) member.deepCopy();
	}

	private static String channel(JsonNode guild) {
		for (JsonNode channel : guild.path("channels")) {
			if (channel.path("type").asInt() == 0) {
				return channel.path("id").asString();
			}
		}
		return guild.path("id").asString();
	}

	private ObjectNode message(JsonNode guild, ObjectNode member) {
		ObjectNode message = Messages.create(this.gateway.nextSnowflake(), channel(guild), member.path("user"), "!ping",
				this.clock.instant());
		member.remove("user");
		message.set("member", member);
		return message.put("guild_id", guild.path("id").asString());
	}

	private ObjectNode interaction(JsonNode guild, ObjectNode member) {
		ObjectNode interaction = Json.object()
			.put("id", this.gateway.nextSnowflake())
			.put("application_id", this.gateway.botId())
			.put("type", 2)
			.put("token", "interaction-" + this.gateway.nextSnowflake())
			.put("version", 1)
			.put("guild_id", guild.path("id").asString())
			.put("channel_id", channel(guild))
			.put("app_permissions", "562949953601536")
			.put("locale", "en-US")
			.put("guild_locale", "en-US")
			.put("context", 0)
			.put("attachment_size_limit", 10_485_760);
		interaction.putArray("entitlements");
		interaction.putObject("authorizing_integration_owners").put("0", guild.path("id").asString());
		interaction.putObject("channel").put("id", channel(guild)).put("type", 0);
		interaction.set("member", member.put("permissions", "562949953601536"));
		interaction.putObject("data").put("id", this.gateway.nextSnowflake()).put("name", "ping").put("type", 1);
		return interaction;
	}

	private ObjectNode newMember(JsonNode guild, ObjectNode member) {
		ObjectNode user = (ObjectNode) member.path("user");
		user.put("id", this.gateway.nextSnowflake());
		member.putArray("roles");
		return member.put("joined_at", this.clock.instant().toString()).put("guild_id", guild.path("id").asString());
	}

	/**
	 * Recording to play.
	 */
	public enum Mix {

		/** A bot in six guilds, mostly messages; no presences. */
		SMALL_BOT,

		/** A bot in sixteen guilds, nearly half of it presences. */
		LARGE_BOT

	}

}
