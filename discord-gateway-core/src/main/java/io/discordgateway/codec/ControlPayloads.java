package io.discordgateway.codec;

import java.net.URI;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the few contents of {@code d} that the protocol itself needs: HELLO, READY and
 * INVALID_SESSION.
 *
 * @since 0.1
 */
public final class ControlPayloads {

	private static final Duration LONGEST_INTERVAL = Duration.ofDays(1);

	private ControlPayloads() {
	}

	/**
	 * What READY says about the session (R14).
	 *
	 * @param sessionId the session's id
	 * @param resumeGatewayUrl where to resume, or {@code null} if READY has no usable url
	 * @since 0.1
	 */
	public record ReadySession(String sessionId, @Nullable URI resumeGatewayUrl) {

		@Override
		public String toString() {
			return "ReadySession[resumeGatewayUrl=" + this.resumeGatewayUrl + "]";
		}

	}

	/**
	 * Reads HELLO.
	 * @param envelope the message
	 * @return {@code heartbeat_interval}, above 0 and at most a day
	 * @throws DecodeException if there is none
	 */
	public static Duration heartbeatInterval(Envelope envelope) {
		try (JsonParser parser = parser(envelope)) {
			if (parser.nextToken() == JsonToken.START_OBJECT) {
				while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
					String key = parser.currentName();
					JsonToken value = parser.nextToken();
					if (key.equals("heartbeat_interval") && value == JsonToken.VALUE_NUMBER_INT
							&& parser.getLongValue() > 0) {
						return bounded(Duration.ofMillis(parser.getLongValue()));
					}
					parser.skipChildren();
				}
			}
		}
		catch (JacksonException ex) {
			throw new DecodeException("HELLO does not decode: " + ex.getOriginalMessage(), ex);
		}
		throw new DecodeException("HELLO without a heartbeat_interval above 0");
	}

	/* More is nonsense, or overflows. */
	private static Duration bounded(Duration interval) {
		if (interval.compareTo(LONGEST_INTERVAL) > 0) {
			throw new DecodeException("HELLO with a heartbeat_interval of " + interval.toDays() + " days");
		}
		return interval;
	}

	/**
	 * Reads READY.
	 * @param envelope the message
	 * @return the session
	 * @throws DecodeException if there is no session id
	 */
	public static ReadySession readySession(Envelope envelope) {
		String sessionId = null;
		URI resumeUrl = null;
		try (JsonParser parser = parser(envelope)) {
			if (parser.nextToken() == JsonToken.START_OBJECT) {
				while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
					String key = parser.currentName();
					JsonToken value = parser.nextToken();
					if (value == JsonToken.VALUE_STRING && key.equals("session_id")) {
						sessionId = parser.getString();
					}
					else if (value == JsonToken.VALUE_STRING && key.equals("resume_gateway_url")) {
						resumeUrl = uri(parser.getString());
					}
					parser.skipChildren();
				}
			}
		}
		catch (JacksonException ex) {
			throw new DecodeException("READY does not decode: " + ex.getOriginalMessage(), ex);
		}
		if (sessionId == null || sessionId.isEmpty()) {
			throw new DecodeException("READY without a session_id");
		}
		return new ReadySession(sessionId, resumeUrl);
	}

	private static @Nullable URI uri(String value) {
		try {
			URI uri = URI.create(value);
			return (uri.getHost() != null) ? uri : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	/**
	 * Reads INVALID_SESSION.
	 * @param envelope the message
	 * @return whether the session can be resumed; false for anything but {@code true}
	 */
	public static boolean resumable(Envelope envelope) {
		try (JsonParser parser = parser(envelope)) {
			return parser.nextToken() == JsonToken.VALUE_TRUE;
		}
		catch (JacksonException ex) {
			throw new DecodeException("INVALID_SESSION does not decode: " + ex.getOriginalMessage(), ex);
		}
	}

	private static JsonParser parser(Envelope envelope) {
		return envelope.copyData().createParser();
	}

}
