package io.discordgateway.benchmarks;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * The yardstick: what somebody writes by hand who needs MESSAGE_CREATE, and nothing else,
 * fast. Jackson's stream, a switch over the names, records, a parser for Discord's form
 * of timestamps. It knows all fields that messages of the traffic have and no others, and
 * forgives nothing.
 */
record HandWrittenMessage(long id, long channelId, long guildId, @Nullable User author, @Nullable Member member,
		@Nullable String content, @Nullable Instant timestamp, @Nullable Instant editedTimestamp, boolean tts,
		boolean mentionEveryone, List<User> mentions, List<Long> mentionRoles, List<Attachment> attachments,
		List<Embed> embeds, @Nullable String nonce, boolean pinned, long webhookId, long applicationId, int type,
		long flags, @Nullable Reference reference, List<HandWrittenMessage> snapshots,
		@Nullable HandWrittenMessage referenced, @Nullable Interaction interaction,
		@Nullable Interaction interactionMetadata, List<Component> components, List<Sticker> stickers,
		@Nullable Poll poll) {

	// The same settings as the model has: they are worth a quarter of the time.
	private static final JsonFactory FACTORY = JsonFactory.builder()
		.enable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
		.recyclerPool(JsonRecyclerPools.threadLocalPool())
		.build();

	static @Nullable HandWrittenMessage decode(byte[] json) {
		try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
			parser.nextToken();
			return message(parser);
		}
	}

	private static @Nullable HandWrittenMessage message(JsonParser parser) {
		if (parser.currentToken() == JsonToken.VALUE_NULL) {
			return null;
		}
		long id = 0;
		long channelId = 0;
		long guildId = 0;
		User author = null;
		Member member = null;
		String content = null;
		Instant timestamp = null;
		Instant editedTimestamp = null;
		boolean tts = false;
		boolean mentionEveryone = false;
		List<User> mentions = List.of();
		List<Long> mentionRoles = List.of();
		List<Attachment> attachments = List.of();
		List<Embed> embeds = List.of();
		String nonce = null;
		boolean pinned = false;
		long webhookId = 0;
		long applicationId = 0;
		int type = 0;
		long flags = 0;
		Reference reference = null;
		List<HandWrittenMessage> snapshots = List.of();
		HandWrittenMessage referenced = null;
		Interaction interaction = null;
		Interaction interactionMetadata = null;
		List<Component> components = List.of();
		List<Sticker> stickers = List.of();
		Poll poll = null;
		String name;
		while ((name = parser.nextName()) != null) {
			parser.nextToken();
			switch (name) {
				case "id" -> id = snowflake(parser);
				case "channel_id" -> channelId = snowflake(parser);
				case "guild_id" -> guildId = snowflake(parser);
				case "author" -> author = user(parser);
				case "member" -> member = member(parser);
				case "content" -> content = string(parser);
				case "timestamp" -> timestamp = timestamp(parser);
				case "edited_timestamp" -> editedTimestamp = timestamp(parser);
				case "tts" -> tts = parser.getBooleanValue();
				case "mention_everyone" -> mentionEveryone = parser.getBooleanValue();
				case "mentions" -> mentions = list(parser, HandWrittenMessage::user);
				case "mention_roles" -> mentionRoles = list(parser, HandWrittenMessage::snowflake);
				case "attachments" -> attachments = list(parser, HandWrittenMessage::attachment);
				case "embeds" -> embeds = list(parser, HandWrittenMessage::embed);
				case "nonce" -> nonce = string(parser);
				case "pinned" -> pinned = parser.getBooleanValue();
				case "webhook_id" -> webhookId = snowflake(parser);
				case "application_id" -> applicationId = snowflake(parser);
				case "type" -> type = parser.getIntValue();
				case "flags" -> flags = parser.getLongValue();
				case "message_reference" -> reference = reference(parser);
				case "message_snapshots" -> snapshots = list(parser, HandWrittenMessage::snapshot);
				case "referenced_message" -> referenced = message(parser);
				case "interaction" -> interaction = interaction(parser);
				case "interaction_metadata" -> interactionMetadata = interaction(parser);
				case "components" -> components = list(parser, HandWrittenMessage::component);
				case "sticker_items" -> stickers = list(parser, HandWrittenMessage::sticker);
				case "poll" -> poll = poll(parser);
				default -> parser.skipChildren();
			}
		}
		return new HandWrittenMessage(id, channelId, guildId, author, member, content, timestamp, editedTimestamp, tts,
				mentionEveryone, mentions, mentionRoles, attachments, embeds, nonce, pinned, webhookId, applicationId,
				type, flags, reference, snapshots, referenced, interaction, interactionMetadata, components, stickers,
				poll);
	}

	private static @Nullable HandWrittenMessage snapshot(JsonParser parser) {
		HandWrittenMessage message = null;
		String name;
		while ((name = parser.nextName()) != null) {
			parser.nextToken();
			if (name.equals("message")) {
				message = message(parser);
			}
			else {
				parser.skipChildren();
			}
		}
		return message;
	}

	private static @Nullable User user(JsonParser parser) {
		if (parser.currentToken() == JsonToken.VALUE_NULL) {
			return null;
		}
		long id = 0;
		String username = null;
		String discriminator = null;
		String globalName = null;
		String avatar = null;
		boolean bot = false;
		long publicFlags = 0;
		Decoration decoration = null;
		Nameplate nameplate = null;
		PrimaryGuild primaryGuild = null;
		Member member = null;
		String name;
		while ((name = parser.nextName()) != null) {
			parser.nextToken();
			switch (name) {
				case "id" -> id = snowflake(parser);
				case "username" -> username = string(parser);
				case "discriminator" -> discriminator = string(parser);
				case "global_name" -> globalName = string(parser);
				case "avatar" -> avatar = string(parser);
				case "bot" -> bot = parser.getBooleanValue();
				case "public_flags" -> publicFlags = parser.getLongValue();
				case "avatar_decoration_data" -> decoration = decoration(parser);
				case "collectibles" -> nameplate = collectibles(parser);
				case "primary_guild" -> primaryGuild = primaryGuild(parser);
				case "member" -> member = member(parser);
				default -> parser.skipChildren();
			}
		}
		return new User(id, username, discriminator, globalName, avatar, bot, publicFlags, decoration, nameplate,
				primaryGuild, member);
	}

	private static @Nullable Member member(JsonParser parser) {
		if (parser.currentToken() == JsonToken.VALUE_NULL) {
			return null;
		}
		String nick = null;
		String avatar = null;
		String banner = null;
		List<Long> roles = List.of();
		Instant joinedAt = null;
		Instant premiumSince = null;
		boolean deaf = false;
		boolean mute = false;
		long flags = 0;
		boolean pending = false;
		Instant disabledUntil = null;
		Decoration decoration = null;
		Nameplate nameplate = null;
		String name;
		while ((name = parser.nextName()) != null) {
			parser.nextToken();
			switch (name) {
				case "nick" -> nick = string(parser);
				case "avatar" -> avatar = string(parser);
				case "banner" -> banner = string(parser);
				case "roles" -> roles = list(parser, HandWrittenMessage::snowflake);
				case "joined_at" -> joinedAt = timestamp(parser);
				case "premium_since" -> premiumSince = timestamp(parser);
				case "deaf" -> deaf = parser.getBooleanValue();
				case "mute" -> mute = parser.getBooleanValue();
				case "flags" -> flags = parser.getLongValue();
				case "pending" -> pending = parser.getBooleanValue();
				case "communication_disabled_until" -> disabledUntil = timestamp(parser);
				case "avatar_decoration_data" -> decoration = decoration(parser);
				case "collectibles" -> nameplate = collectibles(parser);
				default -> parser.skipChildren();
			}
		}
		return new Member(nick, avatar, banner, roles, joinedAt, premiumSince, deaf, mute, flags, pending,
				disabledUntil, decoration, nameplate);
	}

	private static @Nullable Decoration decoration(JsonParser parser) {
		if (parser.currentToken() == JsonToken.VALUE_NULL) {
			return null;
		}
		String asset = null;
		long skuId = 0;
		String name;
		while ((name = parser.nextName()) != null) {
			parser.nextToken();
			switch (name) {
				case "asset" -> asset = string(parser);
				case "sku_id" -> skuId = snowflake(parser);
				default -> parser.skipChildren();
			}
		}
		return new Decoration(asset, skuId);
	}

	private static @Nullable Nameplate collectibles(JsonParser parser) {
		if (parser.currentToken() == JsonToken.VALUE_NULL) {
			return null;
		}
		Nameplate nameplate = null;
		String name;
		while ((name = parser.nextName()) != null) {
			parser.nextToken();
			if (name.equals("nameplate")) {
				nameplate = nameplate(parser);
			}
			else {
				parser.skipChildren();
			}
		}
		return nameplate;
	}

	private static Nameplate nameplate(JsonParser parser) {
		long skuId = 0;
		String asset = null;
		String label = null;
		String palette = null;
		String name;
		while ((name = parser.nextName()) != null) {
			parser.nextToken();
			switch (name) {
				case "sku_id" -> skuId = snowflake(parser);
				case "asset" -> asset = string(parser);
				case "label" -> label = string(parser);
				case "palette" -> palette = string(parser);
				default -> parser.skipChildren();
			}
		}
		return new Nameplate(skuId, asset, label, palette);
	}

	private static @Nullable PrimaryGuild primaryGuild(JsonParser parser) {
		if (parser.currentToken() == JsonToken.VALUE_NULL) {
			return null;
		}
		long guildId = 0;
		boolean enabled = false;
		String tag = null;
		String badge = null;
		String name;
		while ((name = parser.nextName()) != null) {
			parser.nextToken();
			switch (name) {
				case "identity_guild_id" -> guildId = snowflake(parser);
				case "identity_enabled" -> enabled = parser.getBooleanValue();
				case "tag" -> tag = string(parser);
				case "badge" -> badge = string(parser);
				default -> parser.skipChildren();
			}
		}
		return new PrimaryGuild(guildId, enabled, tag, badge);
	}

	private static Attachment attachment(JsonParser parser) {
		long id = 0;
		String filename = null;
		String contentType = null;
		long size = 0;
		String url = null;
		String proxyUrl = null;
		int height = -1;
		int width = -1;
		String placeholder = null;
		int placeholderVersion = 0;
		long flags = 0;
		String name;
		while ((name = parser.nextName()) != null) {
			parser.nextToken();
			switch (name) {
				case "id" -> id = snowflake(parser);
				case "filename" -> filename = string(parser);
				case "content_type" -> contentType = string(parser);
				case "size" -> size = parser.getLongValue();
				case "url" -> url = string(parser);
				case "proxy_url" -> proxyUrl = string(parser);
				case "height" -> height = parser.getIntValue();
				case "width" -> width = parser.getIntValue();
				case "placeholder" -> placeholder = string(parser);
				case "placeholder_version" -> placeholderVersion = parser.getIntValue();
				case "flags" -> flags = parser.getLongValue();
				default -> parser.skipChildren();
			}
		}
		return new Attachment(id, filename, contentType, size, url, proxyUrl, height, width, placeholder,
				placeholderVersion, flags);
	}

	private static Embed embed(JsonParser parser) {
		String title = null;
		String type = null;
		String description = null;
		Instant timestamp = null;
		int color = -1;
		Person footer = null;
		Person author = null;
		List<EmbedField> fields = List.of();
		String name;
		while ((name = parser.nextName()) != null) {
			parser.nextToken();
			switch (name) {
				case "title" -> title = string(parser);
				case "type" -> type = string(parser);
				case "description" -> description = string(parser);
				case "timestamp" -> timestamp = timestamp(parser);
				case "color" -> color = parser.getIntValue();
				case "footer" -> footer = person(parser);
				case "author" -> author = person(parser);
				case "fields" -> fields = list(parser, HandWrittenMessage::field);
				default -> parser.skipChildren();
			}
		}
		return new Embed(title, type, description, timestamp, color, footer, author, fields);
	}

	private static Person person(JsonParser parser) {
		String text = null;
		String iconUrl = null;
		String proxyIconUrl = null;
		String name;
		while ((name = parser.nextName()) != null) {
			parser.nextToken();
			switch (name) {
				case "text", "name" -> text = string(parser);
				case "icon_url" -> iconUrl = string(parser);
				case "proxy_icon_url" -> proxyIconUrl = string(parser);
				default -> parser.skipChildren();
			}
		}
		return new Person(text, iconUrl, proxyIconUrl);
	}

	private static EmbedField field(JsonParser parser) {
		String fieldName = null;
		String value = null;
		boolean inline = false;
		String name;
		while ((name = parser.nextName()) != null) {
			parser.nextToken();
			switch (name) {
				case "name" -> fieldName = string(parser);
				case "value" -> value = string(parser);
				case "inline" -> inline = parser.getBooleanValue();
				default -> parser.skipChildren();
			}
		}
		return new EmbedField(fieldName, value, inline);
	}

	private static Reference reference(JsonParser parser) {
		int type = 0;
		long messageId = 0;
		long channelId = 0;
		long guildId = 0;
		String name;
		while ((name = parser.nextName()) != null) {
			parser.nextToken();
			switch (name) {
				case "type" -> type = parser.getIntValue();
				case "message_id" -> messageId = snowflake(parser);
				case "channel_id" -> channelId = snowflake(parser);
				case "guild_id" -> guildId = snowflake(parser);
				default -> parser.skipChildren();
			}
		}
		return new Reference(type, messageId, channelId, guildId);
	}

	private static Interaction interaction(JsonParser parser) {
		long id = 0;
		int type = 0;
		String interactionName = null;
		User user = null;
		long userOwner = 0;
		long guildOwner = 0;
		String name;
		while ((name = parser.nextName()) != null) {
			parser.nextToken();
			switch (name) {
				case "id" -> id = snowflake(parser);
				case "type" -> type = parser.getIntValue();
				case "name" -> interactionName = string(parser);
				case "user" -> user = user(parser);
				case "authorizing_integration_owners" -> {
					String key;
					while ((key = parser.nextName()) != null) {
						parser.nextToken();
						if (key.equals("0")) {
							guildOwner = snowflake(parser);
						}
						else {
							userOwner = snowflake(parser);
						}
					}
				}
				default -> parser.skipChildren();
			}
		}
		return new Interaction(id, type, interactionName, user, guildOwner, userOwner);
	}

	private static @Nullable Component component(JsonParser parser) {
		if (parser.currentToken() == JsonToken.VALUE_NULL) {
			return null;
		}
		int type = 0;
		int id = 0;
		int style = 0;
		String label = null;
		String customId = null;
		String content = null;
		String emojiName = null;
		long emojiId = 0;
		List<Component> components = List.of();
		Component accessory = null;
		String name;
		while ((name = parser.nextName()) != null) {
			parser.nextToken();
			switch (name) {
				case "type" -> type = parser.getIntValue();
				case "id" -> id = parser.getIntValue();
				case "style" -> style = parser.getIntValue();
				case "label" -> label = string(parser);
				case "custom_id" -> customId = string(parser);
				case "content" -> content = string(parser);
				case "components" -> components = list(parser, HandWrittenMessage::component);
				case "accessory" -> accessory = component(parser);
				case "emoji" -> {
					String key;
					while ((key = parser.nextName()) != null) {
						parser.nextToken();
						if (key.equals("name")) {
							emojiName = string(parser);
						}
						else {
							emojiId = snowflake(parser);
						}
					}
				}
				default -> parser.skipChildren();
			}
		}
		return new Component(type, id, style, label, customId, content, emojiName, emojiId, components, accessory);
	}

	private static Sticker sticker(JsonParser parser) {
		long id = 0;
		String stickerName = null;
		int format = 0;
		String name;
		while ((name = parser.nextName()) != null) {
			parser.nextToken();
			switch (name) {
				case "id" -> id = snowflake(parser);
				case "name" -> stickerName = string(parser);
				case "format_type" -> format = parser.getIntValue();
				default -> parser.skipChildren();
			}
		}
		return new Sticker(id, stickerName, format);
	}

	private static Poll poll(JsonParser parser) {
		String question = null;
		List<String> answers = List.of();
		Instant expiry = null;
		boolean multiple = false;
		int layout = 0;
		String name;
		while ((name = parser.nextName()) != null) {
			parser.nextToken();
			switch (name) {
				case "question" -> question = text(parser);
				case "answers" -> answers = list(parser, HandWrittenMessage::answer);
				case "expiry" -> expiry = timestamp(parser);
				case "allow_multiselect" -> multiple = parser.getBooleanValue();
				case "layout_type" -> layout = parser.getIntValue();
				default -> parser.skipChildren();
			}
		}
		return new Poll(question, answers, expiry, multiple, layout);
	}

	private static @Nullable String answer(JsonParser parser) {
		String text = null;
		String name;
		while ((name = parser.nextName()) != null) {
			parser.nextToken();
			if (name.equals("poll_media")) {
				text = text(parser);
			}
			else {
				parser.skipChildren();
			}
		}
		return text;
	}

	private static @Nullable String text(JsonParser parser) {
		String text = null;
		String name;
		while ((name = parser.nextName()) != null) {
			parser.nextToken();
			if (name.equals("text")) {
				text = string(parser);
			}
			else {
				parser.skipChildren();
			}
		}
		return text;
	}

	private static @Nullable String string(JsonParser parser) {
		return (parser.currentToken() == JsonToken.VALUE_NULL) ? null : parser.getString();
	}

	private static long snowflake(JsonParser parser) {
		if (parser.currentToken() == JsonToken.VALUE_NULL) {
			return 0;
		}
		char[] digits = parser.getStringCharacters();
		int end = parser.getStringOffset() + parser.getStringLength();
		long value = 0;
		for (int i = parser.getStringOffset(); i < end; i++) {
			value = value * 10 + digits[i] - '0';
		}
		return value;
	}

	private static @Nullable Instant timestamp(JsonParser parser) {
		if (parser.currentToken() == JsonToken.VALUE_NULL) {
			return null;
		}
		char[] text = parser.getStringCharacters();
		int start = parser.getStringOffset();
		int length = parser.getStringLength();
		if ((length != 25 && length != 32) || text[start + length - 6] != '+') {
			return OffsetDateTime.parse(parser.getString()).toInstant();
		}
		int year = number(text, start, 4);
		int month = number(text, start + 5, 2);
		int shifted = (month <= 2) ? year - 1 : year;
		long days = 365L * shifted + shifted / 4 - shifted / 100 + shifted / 400 + (153 * ((month + 9) % 12) + 2) / 5
				+ number(text, start + 8, 2) - 719_469;
		long seconds = days * 86_400 + number(text, start + 11, 2) * 3_600L + number(text, start + 14, 2) * 60L
				+ number(text, start + 17, 2);
		return Instant.ofEpochSecond(seconds, (length == 32) ? number(text, start + 20, 6) * 1_000L : 0);
	}

	private static int number(char[] text, int start, int length) {
		int value = 0;
		for (int i = start; i < start + length; i++) {
			value = value * 10 + text[i] - '0';
		}
		return value;
	}

	private static <T> List<T> list(JsonParser parser, Function<JsonParser, @Nullable T> element) {
		if (parser.currentToken() == JsonToken.VALUE_NULL || parser.nextToken() == JsonToken.END_ARRAY) {
			return List.of();
		}
		List<T> list = new ArrayList<>(4);
		do {
			T value = element.apply(parser);
			if (value != null) {
				list.add(value);
			}
		}
		while (parser.nextToken() != JsonToken.END_ARRAY);
		return list;
	}

	record User(long id, @Nullable String username, @Nullable String discriminator, @Nullable String globalName,
			@Nullable String avatar, boolean bot, long publicFlags, @Nullable Decoration decoration,
			@Nullable Nameplate nameplate, @Nullable PrimaryGuild primaryGuild, @Nullable Member member) {

	}

	record Member(@Nullable String nick, @Nullable String avatar, @Nullable String banner, List<Long> roles,
			@Nullable Instant joinedAt, @Nullable Instant premiumSince, boolean deaf, boolean mute, long flags,
			boolean pending, @Nullable Instant disabledUntil, @Nullable Decoration decoration,
			@Nullable Nameplate nameplate) {

	}

	record Decoration(@Nullable String asset, long skuId) {

	}

	record Nameplate(long skuId, @Nullable String asset, @Nullable String label, @Nullable String palette) {

	}

	record PrimaryGuild(long guildId, boolean enabled, @Nullable String tag, @Nullable String badge) {

	}

	record Attachment(long id, @Nullable String filename, @Nullable String contentType, long size, @Nullable String url,
			@Nullable String proxyUrl, int height, int width, @Nullable String placeholder, int placeholderVersion,
			long flags) {

	}

	record Embed(@Nullable String title, @Nullable String type, @Nullable String description,
			@Nullable Instant timestamp, int color, @Nullable Person footer, @Nullable Person author,
			List<EmbedField> fields) {

	}

	record Person(@Nullable String text, @Nullable String iconUrl, @Nullable String proxyIconUrl) {

	}

	record EmbedField(@Nullable String name, @Nullable String value, boolean inline) {

	}

	record Reference(int type, long messageId, long channelId, long guildId) {

	}

	record Interaction(long id, int type, @Nullable String name, @Nullable User user, long guildOwner, long userOwner) {

	}

	record Component(int type, int id, int style, @Nullable String label, @Nullable String customId,
			@Nullable String content, @Nullable String emojiName, long emojiId, List<Component> components,
			@Nullable Component accessory) {

	}

	record Sticker(long id, @Nullable String name, int format) {

	}

	record Poll(@Nullable String question, List<String> answers, @Nullable Instant expiry, boolean multiple,
			int layout) {

	}

}
