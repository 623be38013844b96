package io.discordgateway.codec;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Pattern;

import io.discordgateway.Internal;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * How long a peer that refuses wants to be left alone (R2, R22): in the header
 * {@code Retry-After} (RFC 9110, section 10.2.3) or in the body of Discord's refusals
 * (Rate Limits &gt; Exceeding A Rate Limit). Internal: shared by the library's own
 * modules, and no API.
 *
 * @since 0.1
 */
@Internal
public final class RetryAfter {

	/** More is not waited for, whoever asks. */
	private static final Duration LONGEST = Duration.ofDays(1);

	private static final Pattern SECONDS = Pattern.compile("\\d+(\\.\\d+)?");

	private RetryAfter() {
	}

	/**
	 * Reads a refusal: its header, or without one that can be read its body.
	 * @param headers the values of {@code Retry-After}, of which the first that can be
	 * read counts
	 * @param date the value of {@code Date}, or {@code null}
	 * @param body the body, or as much of it as came
	 * @return the time to wait, up to a day; {@code null} if the refusal names none
	 */
	public static @Nullable Duration of(List<String> headers, @Nullable String date, byte[] body) {
		for (String header : headers) {
			Duration told = ofHeader(header, date);
			if (told != null) {
				return told;
			}
		}
		return ofBody(body);
	}

	/**
	 * Reads the header: a number of seconds, whole or not, or a date. A date is compared
	 * with the peer's own, as no other clock is known here to go like the peer's.
	 * @param header the value of {@code Retry-After}
	 * @param date the value of {@code Date}, without which a date says nothing, or
	 * {@code null}
	 * @return the time to wait, up to a day and 0 for a date that is past; {@code null}
	 * if the header cannot be read
	 */
	public static @Nullable Duration ofHeader(String header, @Nullable String date) {
		String value = header.strip();
		if (SECONDS.matcher(value).matches()) {
			return ofSeconds(Double.parseDouble(value));
		}
		Instant until = time(value);
		Instant now = (date != null) ? time(date.strip()) : null;
		return (until != null && now != null) ? bounded(Duration.between(now, until)) : null;
	}

	/**
	 * Reads the number {@code retry_after} of a JSON object, in seconds.
	 * @param body the body, or as much of it as came
	 * @return the time to wait, up to a day; {@code null} if the body names none, or what
	 * it names is cut or below 0
	 */
	public static @Nullable Duration ofBody(byte[] body) {
		try (JsonParser parser = RawPayload.json(body).createParser()) {
			if (parser.nextToken() == JsonToken.START_OBJECT) {
				while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
					String key = parser.currentName();
					JsonToken value = parser.nextToken();
					if (value == null) {
						return null;
					}
					if (key.equals("retry_after") && value.isNumeric()) {
						double seconds = parser.getDoubleValue();
						boolean cut = parser.currentLocation().getByteOffset() >= body.length;
						return (cut || seconds < 0) ? null : ofSeconds(seconds);
					}
					parser.skipChildren();
				}
			}
			return null;
		}
		catch (JacksonException ex) {
			// Not JSON, or cut before the number: nothing is said.
			return null;
		}
	}

	private static @Nullable Instant time(String value) {
		try {
			return DateTimeFormatter.RFC_1123_DATE_TIME.parse(value, Instant::from);
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	/* Never shorter than was asked for, but for what is over the bound. */
	private static Duration ofSeconds(double seconds) {
		return bounded(Duration.ofMillis((long) Math.ceil(Math.min(seconds, LONGEST.toSeconds()) * 1000)));
	}

	private static Duration bounded(Duration asked) {
		if (asked.isNegative()) {
			return Duration.ZERO;
		}
		return (asked.compareTo(LONGEST) > 0) ? LONGEST : asked;
	}

}
