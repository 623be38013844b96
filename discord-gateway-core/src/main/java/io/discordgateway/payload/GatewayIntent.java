package io.discordgateway.payload;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/**
 * Group of events that a session asks for (Gateway &gt; Gateway Intents; R39).
 *
 * @since 0.1
 */
public enum GatewayIntent {

	/** Delivers GUILD_CREATE, GUILD_UPDATE, GUILD_DELETE and 18 more. */
	GUILDS(0, false),

	/**
	 * Delivers GUILD_MEMBER_ADD, GUILD_MEMBER_UPDATE, GUILD_MEMBER_REMOVE and 1 more.
	 * Privileged.
	 */
	GUILD_MEMBERS(1, true),

	/** Delivers GUILD_AUDIT_LOG_ENTRY_CREATE, GUILD_BAN_ADD, GUILD_BAN_REMOVE. */
	GUILD_MODERATION(2, false),

	/**
	 * Delivers GUILD_EMOJIS_UPDATE, GUILD_STICKERS_UPDATE, GUILD_SOUNDBOARD_SOUND_CREATE
	 * and 3 more.
	 */
	GUILD_EXPRESSIONS(3, false),

	/**
	 * Delivers GUILD_INTEGRATIONS_UPDATE, INTEGRATION_CREATE, INTEGRATION_UPDATE and 1
	 * more.
	 */
	GUILD_INTEGRATIONS(4, false),

	/** Delivers WEBHOOKS_UPDATE. */
	GUILD_WEBHOOKS(5, false),

	/** Delivers INVITE_CREATE, INVITE_DELETE. */
	GUILD_INVITES(6, false),

	/** Delivers VOICE_CHANNEL_EFFECT_SEND, VOICE_STATE_UPDATE. */
	GUILD_VOICE_STATES(7, false),

	/** Delivers PRESENCE_UPDATE. Privileged. */
	GUILD_PRESENCES(8, true),

	/** Delivers MESSAGE_CREATE, MESSAGE_UPDATE, MESSAGE_DELETE and 1 more. */
	GUILD_MESSAGES(9, false),

	/**
	 * Delivers MESSAGE_REACTION_ADD, MESSAGE_REACTION_REMOVE, MESSAGE_REACTION_REMOVE_ALL
	 * and 1 more.
	 */
	GUILD_MESSAGE_REACTIONS(10, false),

	/** Delivers TYPING_START. */
	GUILD_MESSAGE_TYPING(11, false),

	/** Delivers MESSAGE_CREATE, MESSAGE_UPDATE, MESSAGE_DELETE and 1 more. */
	DIRECT_MESSAGES(12, false),

	/**
	 * Delivers MESSAGE_REACTION_ADD, MESSAGE_REACTION_REMOVE, MESSAGE_REACTION_REMOVE_ALL
	 * and 1 more.
	 */
	DIRECT_MESSAGE_REACTIONS(13, false),

	/** Delivers TYPING_START. */
	DIRECT_MESSAGE_TYPING(14, false),

	/** Fills the content fields of messages. Privileged. */
	MESSAGE_CONTENT(15, true),

	/**
	 * Delivers GUILD_SCHEDULED_EVENT_CREATE, GUILD_SCHEDULED_EVENT_UPDATE,
	 * GUILD_SCHEDULED_EVENT_DELETE and 2 more.
	 */
	GUILD_SCHEDULED_EVENTS(16, false),

	/**
	 * Delivers AUTO_MODERATION_RULE_CREATE, AUTO_MODERATION_RULE_UPDATE,
	 * AUTO_MODERATION_RULE_DELETE.
	 */
	AUTO_MODERATION_CONFIGURATION(20, false),

	/** Delivers AUTO_MODERATION_ACTION_EXECUTION. */
	AUTO_MODERATION_EXECUTION(21, false),

	/** Delivers MESSAGE_POLL_VOTE_ADD, MESSAGE_POLL_VOTE_REMOVE. */
	GUILD_MESSAGE_POLLS(24, false),

	/** Delivers MESSAGE_POLL_VOTE_ADD, MESSAGE_POLL_VOTE_REMOVE. */
	DIRECT_MESSAGE_POLLS(25, false);

	private final int bit;

	private final boolean privileged;

	GatewayIntent(int bit, boolean privileged) {
		this.bit = bit;
		this.privileged = privileged;
	}

	/**
	 * Returns the position of the intent's bit.
	 * @return the bit, counted from 0
	 */
	public int bit() {
		return this.bit;
	}

	/**
	 * Returns the intent as a number.
	 * @return the number with only this intent's bit set
	 */
	public int value() {
		return 1 << this.bit;
	}

	/**
	 * Returns whether the intent has to be enabled in the Developer Portal.
	 * @return whether the intent is privileged
	 */
	public boolean privileged() {
		return this.privileged;
	}

	/**
	 * Adds intents up to the number that IDENTIFY takes.
	 * @param intents the intents, each counted once
	 * @return the sum of their values
	 */
	public static int valueOf(Collection<GatewayIntent> intents) {
		int value = 0;
		for (GatewayIntent intent : intents) {
			value |= intent.value();
		}
		return value;
	}

	/**
	 * Takes a number apart. Bits that no intent has are left out.
	 * @param value the sum of intents
	 * @return the intents
	 */
	public static Set<GatewayIntent> fromValue(int value) {
		Set<GatewayIntent> intents = EnumSet.noneOf(GatewayIntent.class);
		for (GatewayIntent intent : values()) {
			if ((value & intent.value()) != 0) {
				intents.add(intent);
			}
		}
		return intents;
	}

}
