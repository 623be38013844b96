package io.discordgateway.test.discord;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

import io.discordgateway.model.Permission;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Threads and who is in them.
 */
final class Threads {

	private static final int THREAD_CREATED = 18;

	private static final int THREAD_STARTER = 21;

	private static final int HAS_THREAD = 1 << 5;

	private final World world;

	private final Messages messages;

	Threads(World world, Messages messages) {
		this.world = world;
		this.messages = messages;
	}

	void addTo(Router router) {
		router.post("/channels/{channel}/messages/{message}/threads", this::createFromMessage);
		router.post("/channels/{channel}/threads", this::create);
		router.get("/channels/{channel}/thread-members", this::members);
		router.get("/channels/{channel}/thread-members/{user}", this::member);
		router.put("/channels/{channel}/thread-members/{user}", this::join);
		router.delete("/channels/{channel}/thread-members/{user}", this::leave);
		router.get("/guilds/{guild}/threads/active", this::active);
		for (String kind : new String[] { "public", "private" }) {
			router.get("/channels/{channel}/threads/archived/" + kind,
					(call) -> archived(call, kind.equals("private")));
		}
	}

	private Channel thread(Call call) {
		Channel channel = this.world.channel(call);
		if (!channel.isThread()) {
			throw ApiError.WRONG_CHANNEL_TYPE.exception();
		}
		return channel;
	}

	private RestResponse createFromMessage(Call call) {
		Channel parent = this.world.channel(call, Permission.CREATE_PUBLIC_THREADS);
		requirePlaceForThreads(parent);
		StoredMessage message = this.world.message(call, parent);
		if (this.world.state().channel(message.id()) != null) {
			throw ApiError.THREAD_EXISTS.exception();
		}
		int type = (parent.type() == Channel.ANNOUNCEMENT) ? Channel.ANNOUNCEMENT_THREAD : Channel.PUBLIC_THREAD;
		ObjectNode thread = thread(parent, message.id(), type, call);
		open(parent, thread);
		ObjectNode changed = Json.copy(message.data());
		changed.put("flags", changed.path("flags").asInt(0) | HAS_THREAD);
		changed.set("thread", thread.deepCopy());
		this.messages.change(parent, message, changed);
		ObjectNode more = Json.object().put("type", THREAD_STARTER);
		this.world.refer(more, parent.id()).put("message_id", message.id());
		this.messages.postSystem(this.world.state().requireChannel(message.id()), message.data().path("author"), more,
				call.now());
		return created(thread);
	}

	private RestResponse create(Call call) {
		Channel parent = this.world.channel(call);
		if (parent.isForum()) {
			return createPost(parent, call);
		}
		requirePlaceForThreads(parent);
		Form form = Form.of(call.body());
		int type = form.number("type", Channel.PRIVATE_THREAD, Channel.ANNOUNCEMENT_THREAD, Channel.PRIVATE_THREAD);
		form.check();
		Access.require(parent, this.world.botId(), (type == Channel.PRIVATE_THREAD) ? Permission.CREATE_PRIVATE_THREADS
				: Permission.CREATE_PUBLIC_THREADS);
		ObjectNode thread = thread(parent, this.world.nextId(call.now()), type, call);
		open(parent, thread);
		if (type != Channel.PRIVATE_THREAD) {
			ObjectNode more = Json.object().put("type", THREAD_CREATED).put("content", Json.text(thread, "name"));
			this.world.refer(more, Json.id(thread));
			this.messages.postSystem(parent, this.world.state().bot(), more, call.now());
		}
		return created(thread);
	}

	private static void requirePlaceForThreads(Channel parent) {
		if (parent.type() != Channel.TEXT && parent.type() != Channel.ANNOUNCEMENT) {
			throw ApiError.WRONG_CHANNEL_TYPE.exception();
		}
	}

	/** A thread of a forum comes with its first message, which has the same id. */
	private RestResponse createPost(Channel forum, Call call) {
		Access.require(forum, this.world.botId(), Permission.SEND_MESSAGES);
		MessageForm form = MessageForm.forCreation(call.body().path("message"), call.files(), call.now());
		String id = this.world.nextId(call.now());
		ObjectNode thread = thread(forum, id, Channel.PUBLIC_THREAD, call);
		Json.copy(call.body(), thread, "applied_tags");
		open(forum, thread);
		StoredMessage message = this.messages.post(this.world.state().requireChannel(id), this.world.state().bot(),
				form, Json.object().put("id", id), null, call.now());
		thread.set("message", message.object(this.world.botId()));
		return created(thread);
	}

	private RestResponse created(ObjectNode thread) {
		thread.set("member", threadMember(Json.id(thread), this.world.botId(),
				Json.text(thread.path("thread_metadata"), "create_timestamp")));
		return RestResponse.created(thread);
	}

	private ObjectNode thread(Channel parent, String id, int type, Call call) {
		Form form = Form.of(call.body());
		String name = form.requiredText("name", 1, 100);
		int archiveAfter = form.number("auto_archive_duration", 4320, 60, 10_080);
		int slowmode = form.number("rate_limit_per_user", 0, 0, 21_600);
		form.check();
		Guild guild = parent.guildOrThrow();
		ObjectNode thread = Json.object()
			.put("id", id)
			.put("type", type)
			.put("guild_id", guild.id())
			.put("parent_id", parent.id())
			.put("owner_id", this.world.botId())
			.put("name", name)
			.putNull("last_message_id")
			.put("message_count", 0)
			.put("total_message_sent", 0)
			.put("member_count", 1)
			.put("rate_limit_per_user", slowmode)
			.put("flags", 0);
		ObjectNode metadata = thread.putObject("thread_metadata")
			.put("archived", false)
			.put("auto_archive_duration", archiveAfter)
			.put("archive_timestamp", Timestamps.of(call.now()))
			.put("locked", false)
			.put("create_timestamp", Timestamps.of(call.now()));
		if (type == Channel.PRIVATE_THREAD) {
			metadata.put("invitable", call.body().path("invitable").asBoolean(true));
		}
		return thread;
	}

	private void open(Channel parent, ObjectNode thread) {
		String id = Json.id(thread);
		parent.guildOrThrow().threadMembers.computeIfAbsent(id, (key) -> new LinkedHashMap<>())
			.put(this.world.botId(), threadMember(id, this.world.botId(),
					Json.text(thread.path("thread_metadata"), "create_timestamp")));
		this.world.emit("THREAD_CREATE", thread.deepCopy().put("newly_created", true), parent.guildId());
		Objects.requireNonNull(parent.guildOrThrow().threads.get(id)).remove("newly_created");
	}

	private static ObjectNode threadMember(String threadId, String userId, String joined) {
		return Json.object().put("id", threadId).put("user_id", userId).put("join_timestamp", joined).put("flags", 0);
	}

	/** Answers PATCH of a thread. */
	RestResponse change(Channel thread, Call call) {
		JsonNode body = call.body();
		boolean own = this.world.botId().equals(Json.text(thread.data(), "owner_id"));
		Access.require(thread, this.world.botId());
		if (!own || body.has("locked")) {
			Access.require(thread, this.world.botId(), Permission.MANAGE_THREADS);
		}
		Form form = Form.of(body);
		String name = form.text("name", 1, 100);
		form.number("auto_archive_duration", 60, 60, 10_080);
		form.check();
		ObjectNode changed = Json.copy(thread.data());
		if (name != null) {
			changed.put("name", name);
		}
		Json.copy(body, changed, "rate_limit_per_user", "flags", "applied_tags");
		ObjectNode metadata = changed.path("thread_metadata").isObject() ? (ObjectNode) changed.path("thread_metadata")
				: changed.putObject("thread_metadata");
		Json.copy(body, metadata, "archived", "locked", "auto_archive_duration", "invitable");
		if (body.has("archived")) {
			metadata.put("archive_timestamp", Timestamps.of(call.now()));
		}
		this.world.emit("THREAD_UPDATE", changed.deepCopy(), thread.guildId());
		return RestResponse.ok(changed);
	}

	private Map<String, ObjectNode> membersOf(Channel thread) {
		return thread.guildOrThrow().threadMembers.getOrDefault(thread.id(), Map.of());
	}

	private RestResponse members(Call call) {
		Channel thread = thread(call);
		ArrayNode list = Json.array();
		membersOf(thread).values().forEach((member) -> list.add(view(call, thread, member)));
		return RestResponse.ok(list);
	}

	private RestResponse member(Call call) {
		Channel thread = thread(call);
		ObjectNode member = membersOf(thread).get(user(call));
		if (member == null) {
			throw ApiError.UNKNOWN_MEMBER.exception();
		}
		return RestResponse.ok(view(call, thread, member));
	}

	private ObjectNode view(Call call, Channel thread, ObjectNode member) {
		ObjectNode view = Json.copy(member);
		if (call.flag("with_member")) {
			this.world.addWholeMember(view, thread.guild(), Json.text(member, "user_id"));
		}
		return view;
	}

	private String user(Call call) {
		return call.path("user").equals("@me") ? this.world.botId() : call.path("user");
	}

	private RestResponse join(Call call) {
		Channel thread = thread(call);
		String userId = user(call);
		if (!thread.guildOrThrow().members.containsKey(userId) && !userId.equals(this.world.botId())) {
			throw ApiError.UNKNOWN_MEMBER.exception();
		}
		if (!membersOf(thread).containsKey(userId)) {
			changeMembers(thread, userId, null, call.now());
		}
		return RestResponse.noContent();
	}

	private RestResponse leave(Call call) {
		Channel thread = thread(call);
		String userId = user(call);
		if (!userId.equals(this.world.botId())) {
			Access.require(thread, this.world.botId(), Permission.MANAGE_THREADS);
		}
		if (membersOf(thread).containsKey(userId)) {
			changeMembers(thread, null, userId, call.now());
		}
		return RestResponse.noContent();
	}

	private void changeMembers(Channel thread, @Nullable String added, @Nullable String removed, Instant now) {
		int count = Math.max(thread.data().path("member_count").asInt(0), membersOf(thread).size());
		ObjectNode event = Json.object().put("id", thread.id());
		World.addGuild(event, thread);
		event.put("member_count", Math.max(0, count + ((added != null) ? 1 : -1)));
		if (added != null) {
			ObjectNode member = threadMember(thread.id(), added, Timestamps.of(now));
			this.world.addWholeMember(member, thread.guild(), added);
			event.putArray("added_members").add(member);
		}
		if (removed != null) {
			event.putArray("removed_member_ids").add(removed);
		}
		this.world.emit("THREAD_MEMBERS_UPDATE", event, thread.guildId());
	}

	private RestResponse active(Call call) {
		Guild guild = this.world.guild(call);
		return RestResponse.ok(page(guild, (thread) -> !isArchived(thread), false));
	}

	private RestResponse archived(Call call, boolean isPrivate) {
		Channel parent = this.world.channel(call, Permission.READ_MESSAGE_HISTORY);
		return RestResponse.ok(page(parent.guildOrThrow(),
				(thread) -> isArchived(thread) && Json.text(thread, "parent_id").equals(parent.id())
						&& (thread.path("type").asInt() == Channel.PRIVATE_THREAD) == isPrivate,
				true));
	}

	private static boolean isArchived(JsonNode thread) {
		return thread.path("thread_metadata").path("archived").asBoolean(false);
	}

	private ObjectNode page(Guild guild, Predicate<JsonNode> wanted, boolean paged) {
		ObjectNode page = Json.object();
		ArrayNode threads = page.putArray("threads");
		ArrayNode members = page.putArray("members");
		guild.threads.forEach((id, thread) -> {
			if (wanted.test(thread) && Access.sees(new Channel(id, thread, guild.id(), guild), this.world.botId())) {
				threads.add(thread.deepCopy());
				ObjectNode own = guild.threadMembers.getOrDefault(id, Map.of()).get(this.world.botId());
				if (own != null) {
					members.add(own.deepCopy());
				}
			}
		});
		return paged ? page.put("has_more", false) : page;
	}

}
