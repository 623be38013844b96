package io.discordgateway.test.discord;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPInputStream;

import io.discordgateway.Internal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Recording that is played into a world in a loop. What was recorded says what happens
 * how often and how big it is; the world says where and to whom, so that nothing
 * contradicts what was told before: messages are written in channels that are there, and
 * what is changed, deleted or reacted to was written before.
 *
 * @since 0.1
 */
@Internal
public final class RecordedTraffic {

	private final SimulatedWorld world;

	private final Random random;

	private final List<ObjectNode> guilds = new ArrayList<>();

	private final List<Recorded> events = new ArrayList<>();

	private final RecordedPlaces places;

	private final RecordedMessages messages;

	private final RecordedChanges changes;

	private int next;

	/**
	 * Reads a recording.
	 * @param world where it is played
	 * @param lines READY, the guilds and the events, one payload a line
	 * @param seed what is drawn from: where something happens, and who does it
	 * @throws IOException if it cannot be read
	 */
	public RecordedTraffic(SimulatedWorld world, BufferedReader lines, long seed) throws IOException {
		this.world = world;
		this.random = new Random(seed);
		this.places = new RecordedPlaces(world, this.random);
		this.messages = new RecordedMessages(world, this.places);
		this.changes = new RecordedChanges(world, this.places);
		String recordedBot = "";
		String line = lines.readLine();
		while (line != null) {
			JsonNode payload = Json.read(recordedBot.isEmpty() ? line
					: line.replace("\"" + recordedBot + "\"", "\"" + world.botId() + "\""));
			String event = Json.text(payload, "t");
			RecordedGuilds.correct(payload, world.world().state().bot());
			switch (event) {
				case "READY" -> recordedBot = Json.id(payload.path("d").path("user"));
				case "GUILD_CREATE" -> {
					ObjectNode guild = (ObjectNode) payload.path("d");
					RecordedGuilds.prepare(guild);
					this.guilds.add(guild);
				}
				default -> this.events.add(new Recorded(event, (ObjectNode) payload.path("d")));
			}
			line = lines.readLine();
		}
	}

	/**
	 * Reads a recording that comes with the kit.
	 * @param name {@code small-bot} or {@code large-bot}
	 * @param world where it is to be played
	 * @param seed what is drawn from: where something happens, and who does it
	 * @return the traffic
	 */
	public static RecordedTraffic load(String name, SimulatedWorld world, long seed) {
		String file = "/io/discordgateway/test/traffic-" + name + ".ndjson.gz";
		try (InputStream in = Objects.requireNonNull(RecordedTraffic.class.getResourceAsStream(file), file);
				BufferedReader lines = new BufferedReader(
						new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
			return new RecordedTraffic(world, lines, seed);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns the guilds that the bot has to be in.
	 * @return the data of GUILD_CREATE of each
	 */
	public List<ObjectNode> guilds() {
		return this.guilds;
	}

	/**
	 * Goes on elsewhere in the recording.
	 * @param seed where; any number is a place
	 */
	public void skip(long seed) {
		this.next = Math.floorMod(seed * 7919, this.events.size());
	}

	/**
	 * Lets the next event happen that can.
	 * @param now the time
	 */
	public void next(Instant now) {
		int tries = 0;
		while (!play(this.events.get(this.next++ % this.events.size()), now) && tries < this.events.size()) {
			tries++;
		}
	}

	private boolean play(Recorded recorded, Instant now) {
		ObjectNode data = Json.copy(recorded.data);
		String event = recorded.event;
		ObjectNode told = this.messages.isConcerned(event) ? this.messages.retell(event, data, now)
				: this.changes.retell(event, data, now);
		if (told == null) {
			return false;
		}
		String id = Json.id(told);
		String channelId = Json.text(told, "channel_id");
		String guildId = Json.text(told, "guild_id");
		this.world.happen(event, told, now);
		StoredMessage written = event.equals("MESSAGE_CREATE")
				? this.world.world().state().messages().find(channelId, id) : null;
		if (written != null) {
			this.places.written(guildId, written);
		}
		return true;
	}

	/**
	 * Lets a person ask for something, or join a guild.
	 * @param count what: in turns, write {@code !ping}, run {@code /ping}, and join
	 * @param now the time
	 */
	public void person(int count, Instant now) {
		Guild guild = guild();
		String channel = (guild != null) ? textChannel(guild) : null;
		String user = (guild != null) ? person(guild) : null;
		if (guild == null || channel == null || user == null) {
			return;
		}
		switch (count % 3) {
			case 0 -> this.world.people().write(user, channel, Json.object().put("content", "!ping"), now);
			case 1 -> this.world.people().run(user, channel, "ping", null, now);
			default -> this.world.happen("GUILD_MEMBER_ADD", this.changes.guest(guild, user, now), now);
		}
	}

	private @Nullable Guild guild() {
		List<Guild> all = this.guilds.stream()
			.map((guild) -> this.world.world().state().guild(Json.id(guild)))
			.filter((guild) -> guild != null)
			.toList();
		return all.isEmpty() ? null : all.get(this.random.nextInt(all.size()));
	}

	private static @Nullable String textChannel(Guild guild) {
		return guild.channels.values()
			.stream()
			.filter((channel) -> channel.path("type").asInt() == Channel.TEXT)
			.map(Json::id)
			.findFirst()
			.orElse(null);
	}

	private @Nullable String person(Guild guild) {
		List<String> people = guild.members.entrySet()
			.stream()
			.filter((member) -> !member.getValue().path("user").path("bot").asBoolean(false))
			.map((member) -> member.getKey())
			.toList();
		return people.isEmpty() ? null : people.get(this.random.nextInt(people.size()));
	}

	private record Recorded(String event, ObjectNode data) {
	}

}
