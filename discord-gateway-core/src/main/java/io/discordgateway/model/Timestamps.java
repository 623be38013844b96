package io.discordgateway.model;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

import org.jspecify.annotations.Nullable;

/**
 * Reads and writes Discord's timestamps, which all look like
 * {@code 2026-08-06T20:38:26.436000+00:00} or the same without a fraction. Other ISO 8601
 * forms are read too, only not as fast.
 */
final class Timestamps {

	private static final DateTimeFormatter MICROSECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");

	private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");

	/* Longer than any timestamp; the rest is not even looked at. */
	private static final int MAX_LENGTH = 64;

	private Timestamps() {
	}

	static @Nullable Instant parse(char[] text, int start, int length) {
		if (length > MAX_LENGTH) {
			return null;
		}
		Instant fast = parseFast(text, start, length);
		if (fast != null) {
			return fast;
		}
		try {
			return OffsetDateTime.parse(new String(text, start, length)).toInstant();
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	private static @Nullable Instant parseFast(char[] text, int start, int length) {
		if (length < 20 || text[start + 4] != '-' || text[start + 7] != '-' || text[start + 10] != 'T'
				|| text[start + 13] != ':' || text[start + 16] != ':') {
			return null;
		}
		int century = two(text, start);
		int yearOfCentury = two(text, start + 2);
		int month = two(text, start + 5);
		int day = two(text, start + 8);
		int hour = two(text, start + 11);
		int minute = two(text, start + 14);
		int second = two(text, start + 17);
		if ((century | yearOfCentury | month | day | hour | minute | second) < 0 || month < 1 || month > 12 || day < 1
				|| day > daysOf(century * 100 + yearOfCentury, month) || hour > 23 || minute > 59 || second > 59) {
			return null;
		}
		int position = start + 19;
		int end = start + length;
		int nanos = 0;
		if (text[position] == '.') {
			position++;
			int scale = 100_000_000;
			int first = position;
			for (; position < end && text[position] >= '0' && text[position] <= '9'; position++) {
				nanos += (text[position] - '0') * scale;
				scale /= 10;
			}
			if (position == first || position > first + 9) {
				return null;
			}
		}
		if (!isUtc(text, position, end)) {
			return null;
		}
		long days = epochDay(century * 100 + yearOfCentury, month, day);
		return Instant.ofEpochSecond(days * 86_400 + hour * 3_600L + minute * 60L + second, nanos);
	}

	private static boolean isUtc(char[] text, int position, int end) {
		if (end - position == 1) {
			return text[position] == 'Z';
		}
		return end - position == 6 && text[position] == '+' && text[position + 1] == '0' && text[position + 2] == '0'
				&& text[position + 3] == ':' && text[position + 4] == '0' && text[position + 5] == '0';
	}

	private static int two(char[] text, int position) {
		int tens = text[position] - '0';
		int ones = text[position + 1] - '0';
		return (tens < 0 || tens > 9 || ones < 0 || ones > 9) ? -1 : tens * 10 + ones;
	}

	private static int daysOf(int year, int month) {
		return switch (month) {
			case 2 -> ((year % 4 == 0 && year % 100 != 0) || year % 400 == 0) ? 29 : 28;
			case 4, 6, 9, 11 -> 30;
			default -> 31;
		};
	}

	// Counts in years that begin in March, so that the leap day comes last.
	private static long epochDay(int year, int month, int day) {
		int shifted = (month <= 2) ? year - 1 : year;
		int monthFromMarch = (month + 9) % 12;
		long leapDays = Math.floorDiv(shifted, 4) - Math.floorDiv(shifted, 100) + Math.floorDiv(shifted, 400);
		return 365L * shifted + leapDays + (153 * monthFromMarch + 2) / 5 + day - 719_469;
	}

	static String format(Instant instant) {
		LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
		return ((time.getNano() / 1000 == 0) ? SECONDS : MICROSECONDS).format(time) + "+00:00";
	}

}
