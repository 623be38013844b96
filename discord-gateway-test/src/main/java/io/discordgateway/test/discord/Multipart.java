package io.discordgateway.test.discord;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Takes a {@code multipart/form-data} body apart (Reference &gt; Uploading Files).
 *
 * @param fields the parts without a file name
 * @param files the parts with one
 */
record Multipart(Map<String, String> fields, List<Upload> files) {

	private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)\"?", Pattern.CASE_INSENSITIVE);

	private static final Pattern PARAMETER = Pattern.compile("([\\w*]+)=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^;\\s]+))");

	private static final byte[] END_OF_HEADERS = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

	/**
	 * Reads a body.
	 * @param contentType value of the header, with the boundary
	 * @param body the body
	 * @return its parts, or {@code null} if it is malformed
	 */
	static @Nullable Multipart read(String contentType, byte[] body) {
		Matcher boundary = BOUNDARY.matcher(contentType);
		if (!boundary.find()) {
			return null;
		}
		byte[] first = ("--" + boundary.group(1)).getBytes(StandardCharsets.ISO_8859_1);
		byte[] next = ("\r\n--" + boundary.group(1)).getBytes(StandardCharsets.ISO_8859_1);
		Map<String, String> fields = new LinkedHashMap<>();
		List<Upload> files = new ArrayList<>();
		int start = indexOf(body, first, 0);
		if (start < 0) {
			return null;
		}
		start += first.length;
		int end = indexOf(body, next, start);
		while (end >= 0) {
			if (!readPart(body, start, end, fields, files)) {
				return null;
			}
			start = end + next.length;
			end = indexOf(body, next, start);
		}
		return new Multipart(fields, files);
	}

	private static boolean readPart(byte[] body, int start, int end, Map<String, String> fields, List<Upload> files) {
		int headersEnd = indexOf(body, END_OF_HEADERS, start);
		if (headersEnd < 0 || headersEnd > end) {
			return false;
		}
		String disposition = "";
		String type = "";
		for (String line : new String(body, start, headersEnd - start, StandardCharsets.UTF_8).split("\r\n")) {
			String lower = line.toLowerCase(Locale.ROOT);
			if (lower.startsWith("content-disposition:")) {
				disposition = line.substring(line.indexOf(':') + 1);
			}
			else if (lower.startsWith("content-type:")) {
				type = line.substring(line.indexOf(':') + 1).strip();
			}
		}
		int from = headersEnd + END_OF_HEADERS.length;
		byte[] content = Arrays.copyOfRange(body, from, Math.max(from, end));
		Map<String, String> parameters = parameters(disposition);
		String name = parameters.getOrDefault("name", "");
		String filename = parameters.get("filename");
		if (filename != null) {
			files.add(new Upload(name.replaceAll("^files?\\[(\\d+)]$", "$1"), filename, type, content));
		}
		else {
			fields.put(name, new String(content, StandardCharsets.UTF_8));
		}
		return true;
	}

	private static Map<String, String> parameters(String disposition) {
		Map<String, String> parameters = new LinkedHashMap<>();
		Matcher matcher = PARAMETER.matcher(disposition);
		while (matcher.find()) {
			String quoted = matcher.group(2);
			parameters.put(matcher.group(1).toLowerCase(Locale.ROOT),
					(quoted != null) ? quoted.replaceAll("\\\\(.)", "$1") : matcher.group(3));
		}
		return parameters;
	}

	private static int indexOf(byte[] body, byte[] wanted, int from) {
		for (int i = from; i <= body.length - wanted.length; i++) {
			int matched = 0;
			while (matched < wanted.length && body[i + matched] == wanted[matched]) {
				matched++;
			}
			if (matched == wanted.length) {
				return i;
			}
		}
		return -1;
	}

}
