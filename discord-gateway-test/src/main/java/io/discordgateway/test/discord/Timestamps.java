package io.discordgateway.test.discord;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Writes times as Discord does: microseconds, and {@code +00:00} instead of {@code Z}.
 */
final class Timestamps {

	private static final DateTimeFormatter FORMAT = DateTimeFormatter
		.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx", Locale.ROOT)
		.withZone(ZoneOffset.UTC);

	private Timestamps() {
	}

	static String of(Instant time) {
		return FORMAT.format(time.truncatedTo(ChronoUnit.MICROS));
	}

	static @Nullable Instant parse(String text) {
		try {
			return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
		}
		catch (DateTimeParseException ex) {
			return null;
		}
	}

}
