package io.discordgateway.codec;

import java.io.Serializable;

import tools.jackson.core.StreamReadConstraints;

/**
 * How much one gateway message may hold, so that no peer can make this process spend more
 * on a message than its size is worth (R34). Checked when the contents of a message are
 * copied for somebody, and again when they are parsed.
 *
 * @param maxDepth how deep objects and arrays may be nested, 1 to 10,000
 * @param maxStringLength how long one string may be, in bytes
 * @param maxNameLength how long one key may be, in bytes
 * @param maxNumberLength how long one number may be, in digits
 * @param maxTokens how many tokens a message may have: values, keys, and the ends of
 * objects and arrays
 * @since 0.1
 */
public record PayloadLimits(int maxDepth, int maxStringLength, int maxNameLength, int maxNumberLength,
		int maxTokens) implements Serializable {

	/**
	 * 1,000 levels, strings of 16 MiB, keys of 16 KiB, numbers of 1,000 digits and ten
	 * million tokens: far above anything that Discord sends.
	 */
	public static final PayloadLimits DEFAULT = new PayloadLimits(1000, 16 * 1024 * 1024, 16 * 1024, 1000, 10_000_000);

	static final int DEEPEST = 10_000;

	public PayloadLimits {
		if (maxDepth < 1 || maxDepth > DEEPEST) {
			throw new IllegalArgumentException("The deepest nesting is 1 to " + DEEPEST + ", not " + maxDepth);
		}
		if (maxStringLength < 1 || maxNameLength < 1 || maxNumberLength < 1 || maxTokens < 1) {
			throw new IllegalArgumentException("Limits are 1 or more, not " + maxStringLength + " for strings, "
					+ maxNameLength + " for keys, " + maxNumberLength + " for numbers, " + maxTokens + " for tokens");
		}
	}

	StreamReadConstraints constraints() {
		return StreamReadConstraints.builder()
			.maxNestingDepth(this.maxDepth)
			.maxStringLength(this.maxStringLength)
			.maxNameLength(this.maxNameLength)
			.maxNumberLength(this.maxNumberLength)
			.maxTokenCount(this.maxTokens)
			.build();
	}

	void checkDepth(int depth) {
		if (depth > this.maxDepth) {
			throw exceeded("nested deeper than", this.maxDepth, "maxDepth");
		}
	}

	void checkString(int length) {
		if (length > this.maxStringLength) {
			throw exceeded("with a string of more bytes than", this.maxStringLength, "maxStringLength");
		}
	}

	void checkName(int length) {
		if (length > this.maxNameLength) {
			throw exceeded("with a key of more bytes than", this.maxNameLength, "maxNameLength");
		}
	}

	void checkNumber(long digits) {
		if (digits > this.maxNumberLength) {
			throw exceeded("with a number of more digits than", this.maxNumberLength, "maxNumberLength");
		}
	}

	void checkTokens(long tokens) {
		if (tokens > this.maxTokens) {
			throw exceeded("with more tokens than", this.maxTokens, "maxTokens");
		}
	}

	private static MalformedPayloadException exceeded(String what, int limit, String name) {
		return new MalformedPayloadException("Gateway message " + what + " the allowed " + limit + " (" + name + ")");
	}

}
