package io.discordgateway.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a {@link LoadServer} sends: an opening, and then the same messages in rounds.
 */
final class LoadStream {

	/** The messages of about 2.3 KB. */
	static final String MESSAGE_CREATE_2300 = "MESSAGE_CREATE_2300";

	/** Who the client is. */
	static final String SELF = "{\"id\":\"1\",\"username\":\"load\",\"discriminator\":\"0\",\"global_name\":null,"
			+ "\"avatar\":null,\"bot\":true,\"mfa_enabled\":true,\"verified\":true,\"flags\":0}";

	private static final String MESSAGE_CREATE = "MESSAGE_CREATE";

	private final List<byte[]> round;

	private LoadStream(List<byte[]> round) {
		this.round = round;
	}

	/**
	 * Describes a stream.
	 * @param events the names of events, separated by commas, or {@code all}, or
	 * {@value #MESSAGE_CREATE_2300}
	 */
	static LoadStream of(String events) {
		List<String> names = List
			.of(events.equals(MESSAGE_CREATE_2300) ? new String[] { MESSAGE_CREATE } : events.split(","));
		return new LoadStream(Traffic.plain().stream().map(LoadStream::complete).filter((message) -> {
			boolean wanted = names.contains("all") || names.contains(name(message));
			return events.equals(MESSAGE_CREATE_2300) ? wanted && message.length >= 2200 && message.length <= 2450
					: wanted;
		}).toList());
	}

	/*
	 * One message has a picture without an address at Discord's proxy, which Discord
	 * always gives, and over which JDA throws.
	 */
	private static byte[] complete(byte[] message) {
		String address = "\"url\":\"https://example.org/a.png\"";
		return new String(message, StandardCharsets.UTF_8)
			.replace(address, address + ",\"proxy_url\":\"https://example.org/a.png\"")
			.getBytes(StandardCharsets.UTF_8);
	}

	private static String name(byte[] message) {
		String text = new String(message, 0, Math.min(message.length, 60), StandardCharsets.UTF_8);
		return text.substring(6, text.indexOf('"', 6));
	}

	/** The messages of a round; their sequence numbers are to be replaced. */
	List<byte[]> round() {
		return this.round;
	}

	/** How many of a round are MESSAGE_CREATEs. */
	int messageCreates() {
		return (int) this.round.stream().filter(LoadStream::isMessageCreate).count();
	}

	/** How long the contents of a round's MESSAGE_CREATEs are together. */
	long characters() {
		return this.round.stream()
			.filter(LoadStream::isMessageCreate)
			.mapToLong((message) -> JsonMapper.shared().readTree(message).path("d").path("content").asString().length())
			.sum();
	}

	static boolean isMessageCreate(byte[] message) {
		return name(message).equals(MESSAGE_CREATE);
	}

	/**
	 * READY and a GUILD_CREATE for each guild of the traffic, with the channels that it
	 * names, as some clients drop what happens in places that they do not know.
	 * @param shard the shard, as IDENTIFY has it
	 * @param resumeUrl where to resume
	 */
	List<String> opening(String shard, String resumeUrl) {
		Map<String, Map<String, Integer>> channels = channelsOfGuilds();
		StringBuilder unavailable = new StringBuilder();
		channels.keySet()
			.forEach((guild) -> unavailable.append(unavailable.isEmpty() ? "" : ",")
				.append("{\"id\":\"")
				.append(guild)
				.append("\",\"unavailable\":true}"));
		List<String> opening = new ArrayList<>();
		opening.add("{\"t\":\"READY\",\"s\":1,\"op\":0,\"d\":{\"v\":10,\"user\":" + SELF + ",\"guilds\":[" + unavailable
				+ "],\"private_channels\":[],\"session_id\":\"load\",\"resume_gateway_url\":\"" + resumeUrl
				+ "\",\"shard\":" + shard + ",\"application\":{\"id\":\"1\",\"flags\":0}}}");
		ObjectNode template = (ObjectNode) JsonMapper.shared().readTree(Traffic.payloads("GUILD_CREATE").get(0));
		channels.forEach((guild, ofGuild) -> opening.add("{\"t\":\"GUILD_CREATE\",\"s\":" + (opening.size() + 1)
				+ ",\"op\":0,\"d\":" + guild(template.deepCopy(), guild, ofGuild) + "}"));
		return opening;
	}

	private Map<String, Map<String, Integer>> channelsOfGuilds() {
		Map<String, Map<String, Integer>> channels = new TreeMap<>();
		for (byte[] message : this.round) {
			JsonNode root = JsonMapper.shared().readTree(message);
			JsonNode data = root.path("d");
			if (data.path("guild_id").isString()) {
				Map<String, Integer> ofGuild = channels.computeIfAbsent(data.path("guild_id").asString(),
						(guild) -> new TreeMap<>());
				if (data.path("channel_id").isString()) {
					ofGuild.put(data.path("channel_id").asString(),
							root.path("t").asString().equals("VOICE_STATE_UPDATE") ? 2 : 0);
				}
			}
		}
		return channels;
	}

	private static ObjectNode guild(ObjectNode guild, String id, Map<String, Integer> channels) {
		String old = guild.path("id").asString();
		guild.put("id", id);
		List.of("threads", "presences", "emojis", "stickers", "features").forEach(guild::putArray);
		guild.path("roles").forEach((role) -> {
			if (role.path("id").asString().equals(old)) {
				((ObjectNode) role).put("id", id);
			}
		});
		ArrayNode members = (ArrayNode) guild.path("members");
		ObjectNode self = members.addObject();
		self.set("user", JsonMapper.shared().readTree(SELF));
		self.putArray("roles");
		self.put("joined_at", "2025-10-08T02:43:36.356000+00:00").put("deaf", false).put("mute", false).put("flags", 0);
		ArrayNode array = guild.putArray("channels");
		channels.forEach((channel, type) -> {
			ObjectNode node = array.addObject()
				.put("id", channel)
				.put("type", type)
				.put("name", "c")
				.put("position", 0);
			node.putArray("permission_overwrites");
			if (type == 2) {
				node.put("bitrate", 64_000).put("user_limit", 0);
			}
		});
		return guild;
	}

}
