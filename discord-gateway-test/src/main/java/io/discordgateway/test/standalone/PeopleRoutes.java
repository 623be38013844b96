package io.discordgateway.test.standalone;

import java.time.Instant;
import java.util.NoSuchElementException;
import java.util.function.BiFunction;

import io.discordgateway.test.discord.Json;
import io.discordgateway.test.discord.SimulatedWorld;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What people do. Users, guilds and channels are named by their id or name; who acts in a
 * guild that he is not in is from then on, without a word to the bot.
 */
final class PeopleRoutes {

	private final StandaloneDiscord discord;

	PeopleRoutes(StandaloneDiscord discord) {
		this.discord = discord;
	}

	void addTo(ControlApi api) {
		api.post("/users", (call) -> made((world, now) -> world.overview().user(call.text("name"), now)), "name");
		api.post("/users/{user}/channel", (call) -> made(
				(world, now) -> world.people().directChannel(world.overview().user(call.path("user"), now), now)));
		api.post("/guilds",
				(call) -> made((world, now) -> world.people()
					.guild(call.text("name"), world.overview().user(call.text("owner", "owner"), now), now)),
				"name", "owner");
		api.delete("/guilds/{guild}", (call) -> done((world, now) -> world.scenery().dissolve(guild(call, world))));
		api.post("/guilds/{guild}/channels",
				(call) -> made((world, now) -> world.people().channel(guild(call, world), call.body(), now)), "name",
				"type", ControlRoute.MORE);
		api.put("/guilds/{guild}/members/{user}", (call) -> done((world, now) -> join(call, world, now)));
		api.delete("/guilds/{guild}/members/{user}", (call) -> done((world, now) -> leave(call, world, now)));
		api.put("/guilds/{guild}/voice-states/{user}", (call) -> done((world, now) -> speak(call, world, now)),
				"channel");
		api.delete("/guilds/{guild}/voice-states/{user}", (call) -> done((world, now) -> world.people()
			.speak(world.overview().user(call.path("user"), now), guild(call, world), null)));
		addMessages(api);
		addInteractions(api);
		api.post("/events", this::event, "event", "data", "shard");
	}

	private void addMessages(ControlApi api) {
		String messages = "/channels/{channel}/messages";
		String message = messages + "/{message}";
		api.post(messages, (call) -> ControlAnswer.created(ask((world, now) -> say(call, world, now))), "user",
				"content", ControlRoute.MORE);
		api.patch(message, (call) -> ControlAnswer.ok(ask((world, now) -> {
			String channel = channel(call, world);
			world.people().edit(channel, call.path("message"), call.body(), now);
			return world.overview().message(channel, call.path("message"));
		})), "content", ControlRoute.MORE);
		api.delete(message,
				(call) -> done((world, now) -> world.people().delete(channel(call, world), call.path("message"))));
		String reaction = message + "/reactions/{emoji}/{user}";
		api.put(reaction, (call) -> done((world, now) -> react(call, world, now, true)));
		api.delete(reaction, (call) -> done((world, now) -> react(call, world, now, false)));
		api.post("/channels/{channel}/typing", (call) -> done((world, now) -> {
			String channel = channel(call, world);
			world.people().type(person(call, channel, world, now), channel, now);
		}), "user");
	}

	private void addInteractions(ControlApi api) {
		api.post("/channels/{channel}/commands", (call) -> asked((world, now) -> {
			String channel = channel(call, world);
			String[] names = names(call);
			return world.people()
				.run(person(call, channel, world, now), channel, names[0],
						options(call, channel, names, null, world, now), now);
		}), "user", "name", "options");
		api.post("/channels/{channel}/autocompletions", (call) -> asked((world, now) -> {
			String channel = channel(call, world);
			String[] names = names(call);
			ArrayNode options = options(call, channel, names, call.text("focused"), world, now);
			return world.people().complete(person(call, channel, world, now), channel, names[0], options, now);
		}), "user", "name", "options", "focused");
		api.post("/channels/{channel}/messages/{message}/components", (call) -> asked((world, now) -> {
			String channel = channel(call, world);
			String component = world.inputs().component(channel, call.path("message"), call.text("component"));
			JsonNode values = call.body().path("values");
			if (call.has("values") && !values.isArray()) {
				throw call.wrong("'values' must be a list of what is selected");
			}
			return world.people()
				.use(person(call, channel, world, now), channel, call.path("message"), component,
						values.isArray() ? values : null, now);
		}), "user", "component", "values");
		api.post("/interactions/{interaction}/form", (call) -> asked((world, now) -> {
			String form = call.path("interaction");
			String channel = world.overview().interaction(form).path("channel_id").asString();
			return world.people()
				.submit(person(call, channel, world, now), form, world.inputs().fields(form, object(call, "fields")),
						now);
		}), "user", "fields");
	}

	private static JsonNode object(ControlCall call, String field) {
		JsonNode value = call.body().path(field);
		if (call.has(field) && !value.isObject()) {
			throw call.wrong("'" + field + "' must be an object");
		}
		return value.isObject() ? value : Json.object();
	}

	private static String[] names(ControlCall call) {
		String name = call.text("name").strip();
		return (name.startsWith("/") ? name.substring(1) : name).split(" +");
	}

	private static ArrayNode options(ControlCall call, String channel, String[] names, @Nullable String focused,
			SimulatedWorld world, Instant now) {
		JsonNode options = call.body().path("options").isArray() ? call.body().path("options")
				: object(call, "options");
		return world.inputs().options(channel, names, options, focused, now);
	}

	private static JsonNode say(ControlCall call, SimulatedWorld world, Instant now) {
		String channel = channel(call, world);
		ObjectNode form = call.body().deepCopy();
		form.remove("user");
		String id = world.people().write(person(call, channel, world, now), channel, form, now);
		return world.overview().message(channel, id);
	}

	private static void react(ControlCall call, SimulatedWorld world, Instant now, boolean add) {
		String channel = channel(call, world);
		String user = world.overview().user(call.path("user"), now);
		world.scenery().settle(user, channel, now);
		world.people().react(user, channel, call.path("message"), call.path("emoji"), add);
	}

	private static void join(ControlCall call, SimulatedWorld world, Instant now) {
		String guild = guild(call, world);
		String user = world.overview().user(call.path("user"), now);
		if (world.scenery().member(guild, user) == null) {
			world.people().join(user, guild, now);
		}
	}

	private static void leave(ControlCall call, SimulatedWorld world, Instant now) {
		String guild = guild(call, world);
		String user = world.overview().user(call.path("user"), now);
		if (world.scenery().member(guild, user) == null) {
			throw new NoSuchElementException("'" + call.path("user") + "' is no member of the guild");
		}
		world.people().leave(user, guild);
	}

	private static void speak(ControlCall call, SimulatedWorld world, Instant now) {
		String guild = guild(call, world);
		String channel = world.overview().channelIn(guild, call.text("channel"));
		String user = world.overview().user(call.path("user"), now);
		world.scenery().settle(user, channel, now);
		world.people().speak(user, guild, channel);
	}

	private static String guild(ControlCall call, SimulatedWorld world) {
		return world.overview().guild(call.path("guild"));
	}

	private static String channel(ControlCall call, SimulatedWorld world) {
		return world.overview().channel(call.path("channel"));
	}

	/** Who does it, in the channel's guild. */
	private static String person(ControlCall call, String channel, SimulatedWorld world, Instant now) {
		String user = world.overview().user(call.text("user"), now);
		world.scenery().settle(user, channel, now);
		return user;
	}

	private ControlAnswer event(ControlCall call) {
		String event = call.text("event");
		String data = object(call, "data").toString();
		int sessions = call.has("shard")
				? this.discord.gateway().dispatch(call.number("shard", 0, Integer.MAX_VALUE), event, data)
				: this.discord.gateway().dispatch(event, data);
		return ControlAnswer.ok(Json.object().put("sessions", sessions));
	}

	private <T> T ask(BiFunction<SimulatedWorld, Instant, T> action) {
		return this.discord.gateway().ask(action);
	}

	private ControlAnswer made(BiFunction<SimulatedWorld, Instant, String> action) {
		return ControlAnswer.created(Json.object().put("id", ask(action)));
	}

	private ControlAnswer asked(BiFunction<SimulatedWorld, Instant, String> action) {
		return ControlAnswer.created(ask((world, now) -> world.overview().interaction(action.apply(world, now))));
	}

	private ControlAnswer done(Action action) {
		ask((world, now) -> {
			action.happen(world, now);
			return Boolean.TRUE;
		});
		return ControlAnswer.noContent();
	}

	private interface Action {

		void happen(SimulatedWorld world, Instant now);

	}

}
