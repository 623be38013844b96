package io.discordgateway.codec;

import java.net.URI;
import java.nio.charset.StandardCharsets;
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

	/*
	 * Below the shortest one heartbeats alone are more payloads than a connection may
	 * send (R24); above the longest one it is nonsense, or overflows.
	 */

	private static final long SHORTEST_INTERVAL = 600;

	private static final long LONGEST_INTERVAL = Duration.ofDays(1).toMillis();

	/*
	 * Far above what Discord sends (32 characters). A RESUME has to fit the bound of a
	 * payload (R25) with the token and though each byte may be written as six.
	 */
	private static final int LONGEST_SESSION_ID = 512;

	private static final int LONGEST_URL = 2048;

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
	 * @return {@code heartbeat_interval}, from 600 ms to a day; a fraction of a
	 * millisecond is dropped
	 * @throws MalformedPayloadException if there is none, or another one
	 */
	public static Duration heartbeatInterval(Envelope envelope) {
		try (JsonParser parser = parser(envelope)) {
			if (parser.nextToken() == JsonToken.START_OBJECT) {
				while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
					String key = parser.currentName();
					JsonToken value = parser.nextToken();
					if (key.equals("heartbeat_interval") && value.isNumeric()) {
						return interval(parser.getDoubleValue());
					}
					parser.skipChildren();
				}
			}
		}
		catch (JacksonException ex) {
			throw new MalformedPayloadException("HELLO does not decode: " + ex.getOriginalMessage(), ex);
		}
		throw new MalformedPayloadException("HELLO without a heartbeat_interval that is a number");
	}

	private static Duration interval(double milliseconds) {
		if (milliseconds < SHORTEST_INTERVAL || milliseconds > LONGEST_INTERVAL) {
			throw new MalformedPayloadException("HELLO with a heartbeat_interval of " + milliseconds + " ms, not "
					+ SHORTEST_INTERVAL + " to " + LONGEST_INTERVAL);
		}
		return Duration.ofMillis((long) milliseconds);
	}

	/**
	 * Reads READY.
	 * @param envelope the message
	 * @return the session; a url that is none, or longer than 2,048 characters, is left
	 * out
	 * @throws MalformedPayloadException if there is no session id, or one of more than
	 * 512 bytes
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
			throw new MalformedPayloadException("READY does not decode: " + ex.getOriginalMessage(), ex);
		}
		if (sessionId == null || sessionId.isEmpty()) {
			throw new MalformedPayloadException("READY without a session_id");
		}
		int length = sessionId.getBytes(StandardCharsets.UTF_8).length;
		if (length > LONGEST_SESSION_ID) {
			throw new MalformedPayloadException(
					"READY with a session_id of " + length + " bytes, more than " + LONGEST_SESSION_ID);
		}
		return new ReadySession(sessionId, resumeUrl);
	}

	private static @Nullable URI uri(String value) {
		if (value.length() > LONGEST_URL) {
			return null;
		}
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
			throw new MalformedPayloadException("INVALID_SESSION does not decode: " + ex.getOriginalMessage(), ex);
		}
	}

	private static JsonParser parser(Envelope envelope) {
		return envelope.copyData().createParser();
	}

}
