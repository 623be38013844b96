package io.discordgateway.spring.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

import io.discordgateway.model.DispatchType;
import io.discordgateway.model.Encodable;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Event that nobody does here, with all fields that Discord would send: what the test
 * does not set is as in one that Discord could have sent.
 *
 * <pre>{@code
 * discord.dispatch(discord.event(MessageCreate.class).in(general).by(ada).with("content", "hello"));
 * }</pre>
 *
 * @since 0.1
 */
public final class TestEvent {

	private static final JsonMapper mapper = JsonMapper.shared();

	private static final String FILE = "events.txt";

	private static final Map<DispatchType, String> defaults = read();

	private final DispatchType type;

	private final ObjectNode data;

	private TestEvent(DispatchType type, ObjectNode data) {
		this.type = type;
		this.data = data;
	}

	/* Each line is a name and the data. */
	private static Map<DispatchType, String> read() {
		Map<DispatchType, String> read = new EnumMap<>(DispatchType.class);
		try (InputStream in = Objects.requireNonNull(TestEvent.class.getResourceAsStream(FILE))) {
			new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach((line) -> {
				int space = line.indexOf(' ');
				DispatchType type = DispatchType.of(line.substring(0, space));
				if (type != null) {
					read.put(type, line.substring(space + 1));
				}
			});
			return read;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Makes an event. What it creates gets the id. */
	static TestEvent of(DispatchType type, String id, String botId) {
		ObjectNode data = (ObjectNode) mapper.readTree(Objects.requireNonNull(defaults.get(type), type::toString));
		if (type.eventName().endsWith("_CREATE") && data.has("id")) {
			data.put("id", id);
		}
		if (type == DispatchType.USER_UPDATE) {
			// It tells of the bot alone.
			data.put("id", botId);
		}
		if (type == DispatchType.INTERACTION_CREATE) {
			data.put("application_id", botId).put("token", "interaction-" + id);
		}
		return new TestEvent(type, data);
	}

	/**
	 * Sets a field.
	 * @param field its name; dots lead into objects: {@code author.username}
	 * @param value a value of JSON ({@code JsonNode}, text, number, boolean,
	 * {@code null}, collections and maps of such), an object of Discord's as the library
	 * has it, or a user, role or channel of the test, which stands for its id
	 * @return this event
	 */
	public TestEvent with(String field, @Nullable Object value) {
		String[] names = field.split("\\.");
		ObjectNode parent = this.data;
		for (int i = 0; i < names.length - 1; i++) {
			JsonNode next = parent.path(names[i]);
			parent = next.isObject() ? (ObjectNode) next : parent.putObject(names[i]);
		}
		parent.set(names[names.length - 1], node(value));
		return this;
	}

	private static JsonNode node(@Nullable Object value) {
		if (value instanceof Encodable encodable) {
			return mapper.readTree(encodable.toJson());
		}
		if (value instanceof TestUser user) {
			return node(user.id());
		}
		if (value instanceof TestChannel channel) {
			return node(channel.id());
		}
		if (value instanceof TestRole role) {
			return node(role.id());
		}
		return mapper.valueToTree(value);
	}

	/**
	 * Leaves a field out.
	 * @param field its name, as {@link #with} has it
	 * @return this event
	 */
	public TestEvent without(String field) {
		int dot = field.lastIndexOf('.');
		JsonNode parent = this.data;
		if (dot >= 0) {
			for (String name : field.substring(0, dot).split("\\.")) {
				parent = parent.path(name);
			}
		}
		if (parent.isObject()) {
			((ObjectNode) parent).remove(field.substring(dot + 1));
		}
		return this;
	}

	/**
	 * Lets the event be in a guild.
	 * @param guild the guild, which the fields of the event that name one name from now
	 * on
	 * @return this event
	 */
	public TestEvent in(TestGuild guild) {
		boolean isGuild = this.type.eventName().startsWith("GUILD_") && !this.data.has("guild_id");
		return with(isGuild ? "id" : "guild_id", guild.id());
	}

	/**
	 * Lets the event be in a channel, and in its guild.
	 * @param channel the channel
	 * @return this event
	 */
	public TestEvent in(TestChannel channel) {
		String guildId = channel.guildId();
		if (guildId == null) {
			without("guild_id").without("member");
		}
		else {
			with("guild_id", guildId);
		}
		return with("channel_id", channel.id());
	}

	/**
	 * Lets somebody be who the event is about: its author, user, or user id.
	 * @param user the user
	 * @return this event
	 */
	public TestEvent by(TestUser user) {
		for (String field : new String[] { "author", "user" }) {
			if (this.data.path(field).isObject()) {
				this.data.set(field, user.object());
			}
		}
		if (this.data.path("member").path("user").isObject()) {
			((ObjectNode) this.data.path("member")).set("user", user.object());
		}
		if (this.data.has("user_id")) {
			this.data.put("user_id", user.id());
		}
		return this;
	}

	/**
	 * Returns the event's name.
	 * @return the name, such as {@code MESSAGE_CREATE}
	 */
	public String name() {
		return this.type.eventName();
	}

	/**
	 * Returns the event's data.
	 * @return the data as JSON
	 */
	public String json() {
		return this.data.toString();
	}

	@Override
	public String toString() {
		return name() + " " + json();
	}

}
