package io.discordgateway.test.discord;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Channel or thread, where it is.
 *
 * @param id its id
 * @param data the channel object, of which this is no copy
 * @param guildId the guild, or {@code null} for a direct channel
 * @param guild the guild if the world knows it
 */
record Channel(String id, ObjectNode data, @Nullable String guildId, @Nullable Guild guild) {

	static final int TEXT = 0;

	static final int DIRECT = 1;

	static final int VOICE = 2;

	static final int CATEGORY = 4;

	static final int ANNOUNCEMENT = 5;

	static final int ANNOUNCEMENT_THREAD = 10;

	static final int PUBLIC_THREAD = 11;

	static final int PRIVATE_THREAD = 12;

	static final int STAGE = 13;

	static final int FORUM = 15;

	static final int MEDIA = 16;

	int type() {
		return this.data.path("type").asInt(TEXT);
	}

	boolean isThread() {
		return isThread(type());
	}

	static boolean isThread(int type) {
		return type >= ANNOUNCEMENT_THREAD && type <= PRIVATE_THREAD;
	}

	boolean isForum() {
		return type() == FORUM || type() == MEDIA;
	}

	boolean isVoice() {
		return type() == VOICE || type() == STAGE;
	}

	/** The channel whose permissions count: the parent of a thread. */
	ObjectNode governing() {
		Guild guild = this.guild;
		if (isThread() && guild != null) {
			ObjectNode parent = guild.channels.get(Json.text(this.data, "parent_id"));
			return (parent != null) ? parent : this.data;
		}
		return this.data;
	}

	Guild guildOrThrow() {
		Guild known = this.guild;
		if (known == null) {
			throw ((this.guildId == null) ? ApiError.NOT_IN_DIRECT_CHANNEL : ApiError.UNKNOWN_GUILD).exception();
		}
		return known;
	}

}
