package io.discordgateway.codec;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

import io.discordgateway.Internal;
import io.discordgateway.payload.GatewayCommand;
import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.payload.Identify;
import io.discordgateway.payload.RequestChannelInfo;
import io.discordgateway.payload.RequestGuildMembers;
import io.discordgateway.payload.RequestSoundboardSounds;
import io.discordgateway.payload.Token;
import io.discordgateway.payload.UpdatePresence;
import io.discordgateway.payload.UpdateVoiceState;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.shard.ShardId;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Writes what a client sends (Gateway Events &gt; Send Events).
 *
 * @since 0.1
 */
@Internal
public final class PayloadWriter {

	/** How large a payload may be that Discord takes, in bytes (R25). */
	public static final int MAX_SIZE = 4096;

	private PayloadWriter() {
	}

	/**
	 * Writes a heartbeat (R6).
	 * @param encoding how to write it
	 * @param sequence the number of the last dispatch, or {@code null} before any
	 * @return the message
	 */
	public static byte[] heartbeat(Encoding encoding, @Nullable Long sequence) {
		return write(encoding, GatewayOpcode.HEARTBEAT, (json) -> {
			if (sequence != null) {
				json.writeNumber(sequence);
			}
			else {
				json.writeNull();
			}
		});
	}

	/**
	 * Writes IDENTIFY (R11).
	 * @param encoding how to write it
	 * @param shard the shard
	 * @param identify what to say of the application
	 * @param compress whether to ask for payload compression (R32)
	 * @return the message; it may be longer than {@link #MAX_SIZE}, which the caller
	 * checks
	 */
	public static byte[] identify(Encoding encoding, ShardId shard, Identify identify, boolean compress) {
		return write(encoding, GatewayOpcode.IDENTIFY, (json) -> {
			json.writeStartObject();
			json.writeStringProperty("token", identify.token().reveal());
			json.writeNumberProperty("intents", identify.intents());
			json.writeName("properties");
			json.writeStartObject();
			json.writeStringProperty("os", identify.properties().os());
			json.writeStringProperty("browser", identify.properties().browser());
			json.writeStringProperty("device", identify.properties().device());
			json.writeEndObject();
			if (compress) {
				json.writeBooleanProperty("compress", true);
			}
			if (identify.largeThreshold() != null) {
				json.writeNumberProperty("large_threshold", identify.largeThreshold());
			}
			json.writeName("shard");
			json.writeStartArray();
			json.writeNumber(shard.id());
			json.writeNumber(shard.total());
			json.writeEndArray();
			if (identify.presence() != null) {
				json.writeName("presence");
				writePresence(json, identify.presence());
			}
			if (identify.capabilities() != null) {
				json.writeNumberProperty("capabilities", identify.capabilities());
			}
			json.writeEndObject();
		});
	}

	/**
	 * Writes RESUME (R17).
	 * @param encoding how to write it
	 * @param token the bot token
	 * @param point the session and the number of its last dispatch
	 * @return the message
	 */
	public static byte[] resume(Encoding encoding, Token token, ResumePoint point) {
		return write(encoding, GatewayOpcode.RESUME, (json) -> {
			json.writeStartObject();
			json.writeStringProperty("token", token.reveal());
			json.writeStringProperty("session_id", point.sessionId());
			json.writeNumberProperty("seq", point.sequence());
			json.writeEndObject();
		});
	}

	/**
	 * Writes a command (R27, R28).
	 * @param encoding how to write it
	 * @param command the command
	 * @return the message; it may be longer than {@link #MAX_SIZE}, which the caller
	 * checks
	 */
	public static byte[] command(Encoding encoding, GatewayCommand command) {
		return write(encoding, command.opcode(), (json) -> writeCommand(json, command));
	}

	private static void writeCommand(JsonGenerator json, GatewayCommand command) {
		if (command instanceof UpdatePresence presence) {
			writePresence(json, presence);
		}
		else if (command instanceof UpdateVoiceState voice) {
			writeVoiceState(json, voice);
		}
		else if (command instanceof RequestGuildMembers members) {
			writeMembers(json, members);
		}
		else if (command instanceof RequestSoundboardSounds sounds) {
			json.writeStartObject();
			json.writeName("guild_ids");
			json.writeStartArray();
			sounds.guildIds().forEach((id) -> json.writeString(Long.toUnsignedString(id)));
			json.writeEndArray();
			json.writeEndObject();
		}
		else if (command instanceof RequestChannelInfo info) {
			json.writeStartObject();
			json.writeStringProperty("guild_id", Long.toUnsignedString(info.guildId()));
			json.writeName("fields");
			json.writeStartArray();
			info.fields().forEach(json::writeString);
			json.writeEndArray();
			json.writeEndObject();
		}
		else {
			throw new AssertionError(command);
		}
	}

	private static void writePresence(JsonGenerator json, UpdatePresence presence) {
		json.writeStartObject();
		if (presence.since() != null) {
			json.writeNumberProperty("since", presence.since().toEpochMilli());
		}
		else {
			json.writeNullProperty("since");
		}
		json.writeName("activities");
		json.writeStartArray();
		for (UpdatePresence.Activity activity : presence.activities()) {
			json.writeStartObject();
			json.writeStringProperty("name", activity.name());
			json.writeNumberProperty("type", activity.type().code());
			if (activity.state() != null) {
				json.writeStringProperty("state", activity.state());
			}
			if (activity.url() != null) {
				json.writeStringProperty("url", activity.url());
			}
			json.writeEndObject();
		}
		json.writeEndArray();
		json.writeStringProperty("status", presence.status().value());
		json.writeBooleanProperty("afk", presence.afk());
		json.writeEndObject();
	}

	private static void writeVoiceState(JsonGenerator json, UpdateVoiceState voice) {
		json.writeStartObject();
		json.writeStringProperty("guild_id", Long.toUnsignedString(voice.guildId()));
		if (voice.channelId() != null) {
			json.writeStringProperty("channel_id", Long.toUnsignedString(voice.channelId()));
		}
		else {
			json.writeNullProperty("channel_id");
		}
		json.writeBooleanProperty("self_mute", voice.selfMute());
		json.writeBooleanProperty("self_deaf", voice.selfDeaf());
		json.writeEndObject();
	}

	private static void writeMembers(JsonGenerator json, RequestGuildMembers members) {
		json.writeStartObject();
		json.writeStringProperty("guild_id", Long.toUnsignedString(members.guildId()));
		if (members.query() != null) {
			json.writeStringProperty("query", members.query());
			json.writeNumberProperty("limit", members.limit());
		}
		else {
			json.writeName("user_ids");
			json.writeStartArray();
			members.userIds().forEach((id) -> json.writeString(Long.toUnsignedString(id)));
			json.writeEndArray();
		}
		json.writeBooleanProperty("presences", members.presences());
		if (members.nonce() != null) {
			json.writeStringProperty("nonce", members.nonce());
		}
		json.writeEndObject();
	}

	private static byte[] write(Encoding encoding, GatewayOpcode opcode, Consumer<JsonGenerator> data) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
		try (JsonGenerator json = encoding.createGenerator(bytes)) {
			json.writeStartObject();
			json.writeNumberProperty("op", opcode.code());
			json.writeName("d");
			data.accept(json);
			json.writeEndObject();
		}
		return bytes.toByteArray();
	}

}
