package io.discordgateway.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * First bytes of terms (Erlang External Term Format). What is not here is not data: pids,
 * references, ports, functions.
 */
final class EtfTag {

	/** Stands before the outermost term. */
	static final int VERSION = 131;

	static final int NEW_FLOAT = 70;

	static final int COMPRESSED = 80;

	static final int SMALL_INTEGER = 97;

	static final int INTEGER = 98;

	static final int FLOAT = 99;

	static final int ATOM = 100;

	static final int SMALL_TUPLE = 104;

	static final int LARGE_TUPLE = 105;

	static final int NIL = 106;

	/** A list of numbers from 0 to 255: what Erlang calls a string. */
	static final int STRING = 107;

	static final int LIST = 108;

	static final int BINARY = 109;

	static final int SMALL_BIG = 110;

	static final int LARGE_BIG = 111;

	static final int SMALL_ATOM = 115;

	static final int MAP = 116;

	static final int ATOM_UTF8 = 118;

	static final int SMALL_ATOM_UTF8 = 119;

	/** How long the text of an old float is. */
	static final int FLOAT_LENGTH = 31;

	private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

	private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

	private EtfTag() {
	}

	static String refusal(int tag) {
		return (tag == COMPRESSED) ? "A compressed term, which is not taken"
				: "A term with the tag " + tag + ", which is no data";
	}

	static int unsigned16(byte[] buffer, int position) {
		return (short) SHORTS.get(buffer, position) & 0xFFFF;
	}

	static int signed32(byte[] buffer, int position) {
		return (int) INTS.get(buffer, position);
	}

	static double newFloat(byte[] buffer, int position) {
		return Double
			.longBitsToDouble((long) signed32(buffer, position) << 32 | (signed32(buffer, position + 4) & 0xFFFFFFFFL));
	}

	/** The number that the text of an old float says, or NaN if it is none. */
	static double oldFloat(byte[] buffer, int position) {
		String digits = new String(buffer, position, FLOAT_LENGTH, StandardCharsets.ISO_8859_1);
		int length = digits.indexOf(0);
		try {
			return Double.parseDouble((length < 0) ? digits : digits.substring(0, length));
		}
		catch (NumberFormatException ex) {
			return Double.NaN;
		}
	}

}
