package io.discordgateway.model;

import org.jspecify.annotations.Nullable;

/**
 * A payload that does not decode: it is malformed, its own object is of another kind, or,
 * if it was decoded strictly, a value in it is (R46). The message names the event, the
 * path of the field and the kinds of value, never the value.
 *
 * @since 0.1
 */
public class DecodeException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient @Nullable String event;

	private final transient String path;

	private final transient String problem;

	DecodeException(@Nullable String event, String path, String problem, @Nullable Throwable cause) {
		super(((event != null) ? event + ": " : "") + problem + " at '" + path + "'", cause);
		this.event = event;
		this.path = path;
		this.problem = problem;
	}

	/**
	 * Returns the name of the event that was decoded.
	 * @return the event name, or {@code null} if a part of an event was decoded by itself
	 */
	public @Nullable String event() {
		return this.event;
	}

	/**
	 * Returns where the trouble is.
	 * @return a JSON pointer such as {@code /author/id}, relative to what was decoded
	 */
	public String path() {
		return this.path;
	}

	DecodeException in(String event) {
		return new DecodeException(event, this.path, this.problem, this);
	}

}
