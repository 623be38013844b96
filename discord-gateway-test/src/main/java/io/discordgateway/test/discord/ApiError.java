package io.discordgateway.test.discord;

/**
 * Errors of Discord's API (Topics &gt; Opcodes and Status Codes): the HTTP status, the
 * code in the body and the message.
 */
enum ApiError {

	UNAUTHORIZED(401, 0, "401: Unauthorized"),

	NOT_FOUND(404, 0, "404: Not Found"),

	METHOD_NOT_ALLOWED(405, 0, "405: Method Not Allowed"),

	UNKNOWN_APPLICATION(404, 10002, "Unknown Application"),

	UNKNOWN_CHANNEL(404, 10003, "Unknown Channel"),

	UNKNOWN_GUILD(404, 10004, "Unknown Guild"),

	UNKNOWN_INVITE(404, 10006, "Unknown Invite"),

	UNKNOWN_MEMBER(404, 10007, "Unknown Member"),

	UNKNOWN_MESSAGE(404, 10008, "Unknown Message"),

	UNKNOWN_OVERWRITE(404, 10009, "Unknown Overwrite"),

	UNKNOWN_ROLE(404, 10011, "Unknown Role"),

	UNKNOWN_USER(404, 10013, "Unknown User"),

	UNKNOWN_EMOJI(404, 10014, "Unknown Emoji"),

	UNKNOWN_EMOJI_TO_REACT(400, 10014, "Unknown Emoji"),

	UNKNOWN_WEBHOOK(404, 10015, "Unknown Webhook"),

	UNKNOWN_BAN(404, 10026, "Unknown Ban"),

	UNKNOWN_STICKER(404, 10060, "Unknown Sticker"),

	UNKNOWN_INTERACTION(404, 10062, "Unknown interaction"),

	UNKNOWN_COMMAND(404, 10063, "Unknown application command"),

	UNKNOWN_VOICE_STATE(404, 10065, "Unknown Voice State"),

	UNKNOWN_COMMAND_PERMISSIONS(404, 10066, "Unknown application command permissions"),

	UNKNOWN_SCHEDULED_EVENT(404, 10070, "Unknown Guild Scheduled Event"),

	NOT_YOUR_APPLICATION(403, 20012, "You are not authorized to perform this action on this application"),

	TOO_MANY_PINS(400, 30003, "Maximum number of pins reached (250)"),

	TOO_MANY_WEBHOOKS(400, 30007, "Maximum number of webhooks reached (15)"),

	TOO_MANY_REACTIONS(400, 30010, "Maximum number of reactions reached (20)"),

	TOO_MANY_COMMANDS(400, 30032, "Maximum number of application commands reached (100)"),

	TOO_LARGE(413, 40005, "Request entity too large"),

	NOT_CONNECTED_TO_VOICE(400, 40032, "Target user is not connected to voice."),

	NO_MESSAGE_IN_FORUM(400, 40058, "Cannot send a message in a forum channel"),

	ALREADY_ACKNOWLEDGED(400, 40060, "Interaction has already been acknowledged."),

	MISSING_ACCESS(403, 50001, "Missing Access"),

	NOT_IN_DIRECT_CHANNEL(403, 50003, "Cannot execute action on a DM channel"),

	NOT_YOUR_MESSAGE(403, 50005, "Cannot edit a message authored by another user"),

	EMPTY_MESSAGE(400, 50006, "Cannot send an empty message"),

	CANNOT_SEND_TO_USER(403, 50007, "Cannot send messages to this user"),

	NOT_A_TEXT_CHANNEL(400, 50008, "Cannot send messages in a non-text channel"),

	MISSING_PERMISSIONS(403, 50013, "Missing Permissions"),

	BULK_DELETE_COUNT(400, 50016, "You must provide at least 2 and fewer than 100 messages to delete in bulk"),

	SYSTEM_MESSAGE(403, 50021, "Cannot execute action on a system message"),

	WRONG_CHANNEL_TYPE(400, 50024, "Cannot execute action on this channel type"),

	INVALID_WEBHOOK_TOKEN(401, 50027, "Invalid Webhook Token"),

	INVALID_ROLE(400, 50028, "Invalid Role"),

	INVALID_RECIPIENT(400, 50033, "Invalid Recipient(s)"),

	TOO_OLD_FOR_BULK_DELETE(400, 50034, "You can only bulk delete messages that are under 14 days old."),

	INVALID_FORM(400, 50035, "Invalid Form Body"),

	THREAD_ARCHIVED(400, 50083, "Thread is archived"),

	INVALID_JSON(400, 50109, "The request body contains invalid JSON."),

	NO_HISTORY_FOR_REPLY(403, 160002, "Cannot reply without permission to read message history"),

	NOBODY_BANNED(400, 500000, "Failed to ban users"),

	THREAD_EXISTS(400, 160004, "A thread has already been created for this message");

	private final int status;

	private final int code;

	private final String message;

	ApiError(int status, int code, String message) {
		this.status = status;
		this.code = code;
		this.message = message;
	}

	int status() {
		return this.status;
	}

	RestResponse response() {
		return RestResponse.json(this.status, Json.object().put("message", this.message).put("code", this.code));
	}

	ApiException exception() {
		return new ApiException(this, response());
	}

}
