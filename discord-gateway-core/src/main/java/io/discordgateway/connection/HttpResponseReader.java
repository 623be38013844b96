package io.discordgateway.connection;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Reads the one response of a connection that asked to be upgraded (RFC 9112): what comes
 * before it with a status of 1xx is skipped, and what comes behind an acceptance is left
 * to read.
 */
final class HttpResponseReader {

	/*
	 * There is no second response on such a connection. So nothing depends on where a
	 * refusal's body ends, and a peer that lies about it spoils nothing but that body.
	 */

	/** How much of the body of a refusal is kept. */
	private static final int MAX_BODY = 1024 * 1024;

	private static final int MAX_LINE = 8 * 1024;

	private static final int MAX_HEAD = 64 * 1024;

	private static final int SWITCHING_PROTOCOLS = 101;

	private static final int FIRST_FINAL_STATUS = 200;

	private static final Pattern STATUS_LINE = Pattern
		.compile("HTTP/1\\.[01] ([1-9]\\d\\d)( [\\t\\x20-\\x7E\\x80-\\xFF]*)?");

	private static final Pattern HEADER = Pattern
		.compile("([!#$%&'*+\\-.^_`|~0-9A-Za-z]++):([\\t\\x20-\\x7E\\x80-\\xFF]*+)");

	/* A line that goes on with the value of the one before (RFC 9112, section 5.2). */
	private static final Pattern FOLD = Pattern.compile("[\\t ]([\\t\\x20-\\x7E\\x80-\\xFF]*+)");

	private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

	private static final Pattern CHUNK_SIZE = Pattern.compile("([0-9A-Fa-f]{1,15})[\\t ]*(;.*)?");

	private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

	private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);

	private State state = State.STATUS_LINE;

	private byte[] line = new byte[128];

	private int lineLength;

	private int headLength;

	private int status;

	/* What came instead of a status line. */
	private String unexpected = "";

	private @Nullable String headerName;

	private final StringBuilder headerValue = new StringBuilder();

	/* How much of the body or of a chunk of it is to come. */
	private long remaining;

	/**
	 * Reads on, to the end of the response or of the bytes.
	 * @param bytes what came; moved to what was not read
	 */
	void read(ByteBuffer bytes) {
		while (bytes.hasRemaining() && !this.state.isEnd()) {
			if (this.state.isBody()) {
				readBody(bytes);
			}
			else if (readLine(bytes)) {
				String text = new String(this.line, 0, this.lineLength, StandardCharsets.ISO_8859_1);
				this.lineLength = 0;
				takeLine(text);
			}
		}
	}

	/** Takes the end of the stream, which may be the end of a refusal's body. */
	void endOfInput() {
		if (this.state == State.BODY_TO_END) {
			this.state = State.COMPLETE;
		}
	}

	/** Returns whether the line is all there; its end is not kept. */
	private boolean readLine(ByteBuffer bytes) {
		while (bytes.hasRemaining()) {
			byte next = bytes.get();
			if (this.state.isHead() && ++this.headLength > MAX_HEAD) {
				this.state = State.MALFORMED;
				return false;
			}
			if (next == '\n') {
				if (this.lineLength > 0 && this.line[this.lineLength - 1] == '\r') {
					this.lineLength--;
				}
				return true;
			}
			if (this.lineLength == MAX_LINE) {
				// What is wrong behind the head cannot take back the head.
				this.state = this.state.isHead() ? State.MALFORMED : State.CUT;
				return false;
			}
			if (this.lineLength == this.line.length) {
				this.line = Arrays.copyOf(this.line, 2 * this.lineLength);
			}
			this.line[this.lineLength++] = next;
		}
		return false;
	}

	private void takeLine(String text) {
		switch (this.state) {
			case STATUS_LINE -> statusLine(text);
			case HEADERS -> header(text);
			case CHUNK_SIZE -> chunkSize(text);
			case CHUNK_END -> this.state = text.isEmpty() ? State.CHUNK_SIZE : State.CUT;
			case TRAILERS -> {
				if (text.isEmpty()) {
					this.state = State.COMPLETE;
				}
			}
			default -> throw new AssertionError(this.state);
		}
	}

	private void statusLine(String text) {
		Matcher matcher = STATUS_LINE.matcher(text);
		if (matcher.matches()) {
			this.status = Integer.parseInt(matcher.group(1));
			this.state = State.HEADERS;
		}
		else {
			this.state = State.MALFORMED;
			this.unexpected = text;
		}
	}

	private void header(String text) {
		Matcher fold = FOLD.matcher(text);
		if (this.headerName != null && fold.matches()) {
			this.headerValue.append(' ').append(fold.group(1).strip());
			return;
		}
		endHeader();
		Matcher header = HEADER.matcher(text);
		if (text.isEmpty()) {
			endHead();
		}
		else if (header.matches()) {
			this.headerName = header.group(1);
			this.headerValue.append(header.group(2).strip());
		}
		else {
			this.state = State.MALFORMED;
		}
	}

	private void endHeader() {
		if (this.headerName != null) {
			this.headers.computeIfAbsent(this.headerName, (name) -> new ArrayList<>()).add(this.headerValue.toString());
			this.headerName = null;
			this.headerValue.setLength(0);
		}
	}

	private void endHead() {
		if (this.status == SWITCHING_PROTOCOLS) {
			this.state = State.SWITCHED;
		}
		else if (this.status < FIRST_FINAL_STATUS) {
			this.headers.clear();
			this.headLength = 0;
			this.status = 0;
			this.state = State.STATUS_LINE;
		}
		else {
			beginBody();
		}
	}

	/* RFC 9112, section 6.3. */
	private void beginBody() {
		List<String> codings = elements("Transfer-Encoding").toList();
		List<String> lengths = elements("Content-Length").distinct().toList();
		if (this.status == 204 || this.status == 304) {
			this.state = State.COMPLETE;
		}
		else if (!codings.isEmpty() && codings.get(codings.size() - 1).equals("chunked")) {
			this.state = State.CHUNK_SIZE;
		}
		else if (!codings.isEmpty() || lengths.isEmpty()) {
			this.remaining = Long.MAX_VALUE;
			this.state = State.BODY_TO_END;
		}
		else if (lengths.size() == 1 && LENGTH.matcher(lengths.get(0)).matches()) {
			this.remaining = Long.parseLong(lengths.get(0));
			this.state = (this.remaining > 0) ? State.BODY : State.COMPLETE;
		}
		else {
			this.state = State.CUT;
		}
	}

	private void chunkSize(String text) {
		Matcher matcher = CHUNK_SIZE.matcher(text);
		if (matcher.matches()) {
			this.remaining = Long.parseLong(matcher.group(1), 16);
			this.state = (this.remaining > 0) ? State.CHUNK : State.TRAILERS;
		}
		else {
			this.state = State.CUT;
		}
	}

	private void readBody(ByteBuffer bytes) {
		int size = (int) Math.min(this.remaining, bytes.remaining());
		byte[] kept = new byte[Math.min(size, MAX_BODY - this.body.size())];
		bytes.get(kept);
		this.body.writeBytes(kept);
		this.remaining -= size;
		if (kept.length < size) {
			this.state = State.CUT;
		}
		else if (this.remaining == 0) {
			this.state = (this.state == State.CHUNK) ? State.CHUNK_END : State.COMPLETE;
		}
	}

	/** Returns whether the peer speaks another protocol from here on. */
	boolean hasSwitched() {
		return this.state == State.SWITCHED;
	}

	/** Returns whether what came is no HTTP. */
	boolean isMalformed() {
		return this.state == State.MALFORMED;
	}

	/** Returns the line that came instead of a status line; empty if there was none. */
	String unexpected() {
		return this.unexpected;
	}

	/** Returns whether a refusal is over, all there or not. */
	boolean isRefused() {
		return this.state == State.COMPLETE || this.state == State.CUT;
	}

	/**
	 * Returns what has come of a refusal; {@code null} if nothing says that it is one.
	 */
	ConnectionEvent.@Nullable UpgradeRejected refusal() {
		if (this.status < FIRST_FINAL_STATUS || isMalformed()) {
			return null;
		}
		endHeader();
		Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		this.headers.forEach((name, values) -> copy.put(name, List.copyOf(values)));
		return new ConnectionEvent.UpgradeRejected(this.status, Collections.unmodifiableMap(copy),
				this.body.toByteArray(), this.state == State.COMPLETE);
	}

	/** Returns the values of a header. */
	List<String> values(String name) {
		return this.headers.getOrDefault(name, List.of());
	}

	/** Returns the elements of a header that is a list of tokens, in lower case. */
	Stream<String> elements(String name) {
		return values(name).stream()
			.flatMap((value) -> Stream.of(value.split(",")))
			.map((element) -> element.strip().toLowerCase(Locale.ROOT))
			.filter((element) -> !element.isEmpty());
	}

	private enum State {

		STATUS_LINE, HEADERS, BODY, BODY_TO_END, CHUNK_SIZE, CHUNK, CHUNK_END, TRAILERS,

		/** The head of an acceptance is all there. */
		SWITCHED,

		/** A refusal is all there. */
		COMPLETE,

		/** What has come of a refusal is all that will be known of it. */
		CUT,

		/** It is no HTTP. */
		MALFORMED;

		private boolean isHead() {
			return this == STATUS_LINE || this == HEADERS;
		}

		private boolean isBody() {
			return this == BODY || this == BODY_TO_END || this == CHUNK;
		}

		private boolean isEnd() {
			return compareTo(SWITCHED) >= 0;
		}

	}

}
