package io.discordgateway.codec;

import java.io.OutputStream;
import java.io.StringWriter;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * How gateway messages are written (Gateway &gt; Encoding and Compression). Both are
 * streaming formats of Jackson, so that what reads a payload need not know which it is.
 *
 * @since 0.1
 */
public enum Encoding {

	/** JSON, in text messages (R29). */
	JSON("json", json(PayloadLimits.DEFAULT)),

	/** Erlang's External Term Format, in binary messages (R33). */
	ETF("etf", etf(PayloadLimits.DEFAULT));

	private final String queryValue;

	private final TokenStreamFactory factory;

	Encoding(String queryValue, TokenStreamFactory factory) {
		this.queryValue = queryValue;
		this.factory = factory;
	}

	/*
	 * Interned names make the string switches of the model compare by identity. Buffers
	 * of the thread cost a small event a fifth less than a pool.
	 */
	private static TokenStreamFactory json(PayloadLimits limits) {
		return JsonFactory.builder()
			.enable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
			.recyclerPool(JsonRecyclerPools.threadLocalPool())
			.streamReadConstraints(limits.constraints())
			.streamWriteConstraints(Writing.CONSTRAINTS)
			.build();
	}

	private static TokenStreamFactory etf(PayloadLimits limits) {
		return EtfFactory.builder()
			.streamReadConstraints(limits.constraints())
			.streamWriteConstraints(Writing.CONSTRAINTS)
			.build();
	}

	/**
	 * Returns the value of the query parameter {@code encoding}.
	 * @return the value
	 */
	public String queryValue() {
		return this.queryValue;
	}

	/**
	 * Returns whether messages are text messages of the WebSocket.
	 * @return {@code true} for JSON
	 */
	public boolean isText() {
		return this == JSON;
	}

	/**
	 * Makes a parser for one whole value.
	 * @param data the value in this encoding; in ETF with its version byte
	 * @param limits how much it may hold
	 * @return the parser, before the first token
	 */
	public JsonParser createParser(byte[] data, PayloadLimits limits) {
		TokenStreamFactory bounded = limits.equals(PayloadLimits.DEFAULT) ? this.factory
				: Bounded.factory(this, limits);
		return bounded.createParser(ObjectReadContext.empty(), data);
	}

	/**
	 * Makes a generator for one whole value.
	 * @param target where the bytes go; in ETF all of them when the generator is closed
	 * @return the generator
	 */
	public JsonGenerator createGenerator(OutputStream target) {
		return this.factory.createGenerator(ObjectWriteContext.empty(), target);
	}

	/** Writes the next value of a parser as JSON. */
	static String toJson(JsonParser parser) {
		StringWriter text = new StringWriter();
		try (JsonGenerator generator = JSON.factory.createGenerator(ObjectWriteContext.empty(), text)) {
			parser.nextToken();
			generator.copyCurrentStructure(parser);
			parser.nextToken();
		}
		return text.toString();
	}

	/* Whatever was read can be written. A constant of the enum cannot use its statics. */
	/*
	 * An application has one set of limits: its last factories are kept, as a factory
	 * knows the names that it read before. Without a lock: a lost one is only made again.
	 */
	private record Bounded(PayloadLimits limits, TokenStreamFactory factory) {

		private static final @Nullable Bounded[] LAST = new Bounded[values().length];

		static TokenStreamFactory factory(Encoding encoding, PayloadLimits limits) {
			Bounded last = LAST[encoding.ordinal()];
			if (last == null || !last.limits.equals(limits)) {
				last = new Bounded(limits, (encoding == JSON) ? json(limits) : etf(limits));
				LAST[encoding.ordinal()] = last;
			}
			return last.factory;
		}

	}

	private static final class Writing {

		private static final StreamWriteConstraints CONSTRAINTS = StreamWriteConstraints.builder()
			.maxNestingDepth(PayloadLimits.DEEPEST)
			.build();

	}

}
