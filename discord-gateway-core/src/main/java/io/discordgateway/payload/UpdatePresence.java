package io.discordgateway.payload;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Sets the presence of the bot (Gateway Events &gt; Update Presence; R28).
 *
 * @param status the online status
 * @param activities what the bot is shown to do, may be empty
 * @param since since when the bot has been idle, or {@code null}
 * @param afk whether the bot is away
 * @since 0.1
 */
public record UpdatePresence(Status status, List<Activity> activities, @Nullable Instant since,
		boolean afk) implements GatewayCommand {

	public UpdatePresence {
		Objects.requireNonNull(status, "'status' must not be null");
		activities = List.copyOf(activities);
	}

	/**
	 * Makes a presence without an idle time.
	 * @param status the online status
	 * @param activities what the bot is shown to do
	 * @return the command
	 */
	public static UpdatePresence of(Status status, Activity... activities) {
		return new UpdatePresence(status, List.of(activities), null, false);
	}

	@Override
	public GatewayOpcode opcode() {
		return GatewayOpcode.PRESENCE_UPDATE;
	}

	/**
	 * Online status.
	 *
	 * @since 0.1
	 */
	public enum Status {

		/** Online. */
		ONLINE("online"),

		/** Do not disturb. */
		DND("dnd"),

		/** Idle. */
		IDLE("idle"),

		/** Shown as offline. */
		INVISIBLE("invisible"),

		/** Offline. */
		OFFLINE("offline");

		private final String value;

		Status(String value) {
			this.value = value;
		}

		/**
		 * Returns the word on the wire.
		 * @return the value of {@code status}
		 */
		public String value() {
			return this.value;
		}

	}

	/**
	 * What the bot is shown to do. Bots can set these four fields.
	 *
	 * @param name the activity's name, not empty
	 * @param type the kind of activity
	 * @param state a line of text; the whole text of a custom status; may be {@code null}
	 * @param url the stream's url, for streaming only; may be {@code null}
	 * @since 0.1
	 */
	public record Activity(String name, Type type, @Nullable String state, @Nullable String url) {

		public Activity {
			Objects.requireNonNull(type, "'type' must not be null");
			if (name.isBlank()) {
				throw new IllegalArgumentException("The name of an activity must not be empty");
			}
			if (url != null && type != Type.STREAMING) {
				throw new IllegalArgumentException("Only an activity of the type STREAMING has a url, not " + type);
			}
		}

		/**
		 * Makes an activity that has a name only.
		 * @param type the kind of activity
		 * @param name the activity's name
		 * @return the activity
		 */
		public static Activity of(Type type, String name) {
			return new Activity(name, type, null, null);
		}

		/**
		 * Makes a stream.
		 * @param name the activity's name
		 * @param url the stream's url, on Twitch or YouTube
		 * @return the activity
		 */
		public static Activity streaming(String name, String url) {
			return new Activity(name, Type.STREAMING, null, url);
		}

		/**
		 * Makes a custom status.
		 * @param text the text shown
		 * @return the activity
		 */
		public static Activity custom(String text) {
			return new Activity("Custom Status", Type.CUSTOM, text, null);
		}

	}

	/**
	 * Kind of activity.
	 *
	 * @since 0.1
	 */
	public enum Type {

		/** Playing a game. */
		PLAYING(0),

		/** Streaming; only Twitch and YouTube urls work. */
		STREAMING(1),

		/** Listening to something. */
		LISTENING(2),

		/** Watching something. */
		WATCHING(3),

		/** A custom status. */
		CUSTOM(4),

		/** Competing in something. */
		COMPETING(5);

		private final int code;

		Type(int code) {
			this.code = code;
		}

		/**
		 * Returns the number on the wire.
		 * @return the value of {@code type}
		 */
		public int code() {
			return this.code;
		}

	}

}
