package io.discordgateway.model;

import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;

/**
 * What a decoding knows beside its parser. It is the value of the root of the parser's
 * context, where only those look for it who meet something unusual: decoding what is as
 * documented does not pay for it. Without one, as with a parser that was made elsewhere,
 * wrong values are left out and not told.
 */
final class DecodeScope {

	/** Value of the context of an object that is a map: its keys are no fields. */
	static final Object MAP = new Object();

	private final boolean strict;

	private final @Nullable LeftOut leftOut;

	private final byte @Nullable [] json;

	private final @Nullable JsonParser outer;

	private final String name;

	private DecodeScope(boolean strict, @Nullable LeftOut leftOut, byte @Nullable [] json, @Nullable JsonParser outer,
			String name) {
		this.strict = strict;
		this.leftOut = leftOut;
		this.json = json;
		this.outer = outer;
		this.name = name;
	}

	/**
	 * Makes the scope of a payload.
	 * @param strict whether a value of a wrong kind is an error
	 * @param leftOut who is told what is left out
	 * @param json the bytes that the parser reads, from its first one on, if they are
	 * JSON
	 * @return the scope
	 */
	static DecodeScope of(boolean strict, @Nullable LeftOut leftOut, byte @Nullable [] json) {
		return new DecodeScope(strict, leftOut, json, null, "");
	}

	/**
	 * Makes the scope of a part that was kept as a tree.
	 * @param outer the parser that the part came from, which stays where it is
	 * @param name the part's name as a JSON pointer, empty if the parser's position is
	 * the part
	 * @return the scope
	 */
	static DecodeScope nested(JsonParser outer, String name) {
		DecodeScope scope = find(outer);
		return new DecodeScope(scope != null && scope.strict, (scope != null) ? scope.leftOut : null, null, outer,
				name);
	}

	/**
	 * Finds the scope of a parser. What lies between here and there is told it too, so
	 * that many wrong values far down do not all go up the whole way.
	 */
	static @Nullable DecodeScope find(JsonParser parser) {
		for (TokenStreamContext context = parser.streamReadContext(); context != null; context = context.getParent()) {
			if (context.currentValue() instanceof DecodeScope scope) {
				for (TokenStreamContext below = parser.streamReadContext(); below != context; below = below
					.getParent()) {
					if (below.currentValue() == null) {
						below.assignCurrentValue(scope);
					}
				}
				return scope;
			}
		}
		return null;
	}

	/**
	 * Says that a value is left out, and skips it.
	 * @param parser the parser at the value
	 * @param expected what is documented
	 * @throws DecodeException if a wrong value is an error
	 */
	static void leaveOut(JsonParser parser, String expected) {
		tell(parser, expected, null);
		parser.skipChildren();
	}

	/**
	 * Says that what the parser has just read is left out.
	 * @param parser the parser at the end of the value
	 * @param expected what is documented
	 * @param found what was there; {@code null} for the kind of the parser's token
	 * @throws DecodeException if a wrong value is an error
	 */
	static void tell(JsonParser parser, String expected, @Nullable String found) {
		DecodeScope scope = find(parser);
		if (scope == null) {
			return;
		}
		if (scope.strict) {
			throw new DecodeException(null, path(parser), problem(parser, expected, found), null);
		}
		if (scope.leftOut != null && scope.leftOut.isToldNext()) {
			scope.leftOut.add(new LeftOut.Value(path(parser), problem(parser, expected, found)));
		}
	}

	static boolean isStrict(JsonParser parser) {
		DecodeScope scope = find(parser);
		return scope != null && scope.strict;
	}

	static DecodeException wrong(JsonParser parser, String expected) {
		return new DecodeException(null, path(parser), problem(parser, expected, null), null);
	}

	private static String problem(JsonParser parser, String expected, @Nullable String found) {
		return "expected " + expected + " but found " + ((found != null) ? found : kind(parser));
	}

	private static String kind(JsonParser parser) {
		JsonToken token = parser.currentToken();
		if (token == null) {
			return "nothing";
		}
		return switch (token) {
			case START_OBJECT -> "an object";
			case START_ARRAY -> "an array";
			case VALUE_STRING -> "a string";
			case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
			case VALUE_TRUE, VALUE_FALSE -> "a boolean";
			case VALUE_NULL -> "null";
			default -> token.name();
		};
	}

	/**
	 * Returns where a parser is, from the start of the payload on.
	 */
	static String path(JsonParser parser) {
		Deque<String> names = new ArrayDeque<>();
		TokenStreamContext context = parser.streamReadContext();
		DecodeScope scope = null;
		for (; context != null; context = context.getParent()) {
			if (context.hasPathSegment()) {
				names.addFirst(!context.inObject() ? Integer.toString(context.getCurrentIndex())
						: (context.currentValue() == MAP) ? "*" : context.currentName());
			}
			if (context.currentValue() instanceof DecodeScope found) {
				scope = found;
			}
		}
		StringBuilder path = new StringBuilder();
		if (scope != null && scope.outer != null) {
			path.append(path(scope.outer)).append(scope.name);
		}
		names.forEach((name) -> path.append('/').append(name));
		return path.toString();
	}

	/**
	 * Returns the bytes that a parser reads.
	 * @return the bytes from the first one on; {@code null} if they are unknown, or not
	 * JSON
	 */
	static byte @Nullable [] json(JsonParser parser) {
		DecodeScope scope = find(parser);
		return (scope != null) ? scope.json : null;
	}

}
