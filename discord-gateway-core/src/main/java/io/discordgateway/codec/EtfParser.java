package io.discordgateway.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.Base64Variant;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.Version;
import tools.jackson.core.base.ParserMinimalBase;
import tools.jackson.core.io.ContentReference;
import tools.jackson.core.io.IOContext;
import tools.jackson.core.json.DupDetector;
import tools.jackson.core.util.SimpleStreamReadContext;

/**
 * Parser of one term that lies in an array (Erlang External Term Format).
 */
final class EtfParser extends ParserMinimalBase {

	/* What stands at each depth, and how many entries are left of it. */

	private static final byte OBJECT = 0;

	private static final byte ARRAY = 1;

	private static final byte LIST = 2;

	private static final byte BYTES = 3;

	private final EtfNames names;

	private final byte[] buffer;

	private final int start;

	private final int end;

	private int position;

	private byte[] kinds = new byte[16];

	private int[] lefts = new int[16];

	private int depth;

	private SimpleStreamReadContext context;

	private int tokenStart;

	/* Where the text of a token lies, if it is a string. */

	private int textStart;

	private int textEnd;

	private boolean latin1;

	private @Nullable String text;

	private char[] characters = new char[0];

	private int charactersLength = -1;

	private NumberType numberType = NumberType.INT;

	private long number;

	private double decimal;

	private @Nullable BigInteger bigNumber;

	EtfParser(ObjectReadContext readContext, IOContext io, int features, EtfNames names, byte[] buffer, int offset,
			int length) {
		super(readContext, io, features);
		this.names = names;
		this.buffer = buffer;
		this.start = offset;
		this.position = offset;
		this.end = offset + length;
		DupDetector duplicates = StreamReadFeature.STRICT_DUPLICATE_DETECTION.enabledIn(features)
				? DupDetector.rootDetector(this) : null;
		this.context = SimpleStreamReadContext.createRootContext(duplicates);
	}

	// Moving on

	@Override
	public @Nullable JsonToken nextToken() {
		if (_currToken == JsonToken.PROPERTY_NAME) {
			return value();
		}
		if (this.depth == 0) {
			return root();
		}
		int current = this.depth - 1;
		int left = this.lefts[current];
		switch (this.kinds[current]) {
			case OBJECT -> {
				if (left == 0) {
					return endContainer(JsonToken.END_OBJECT);
				}
				this.lefts[current] = left - 1;
				return name();
			}
			case BYTES -> {
				if (left == 0) {
					return endContainer(JsonToken.END_ARRAY);
				}
				this.lefts[current] = left - 1;
				this.context.valueRead();
				this.tokenStart = this.position;
				return integer(this.buffer[this.position++] & 0xFF);
			}
			case LIST -> {
				if (left == 0) {
					this.kinds[current] = ARRAY;
					require(1);
					if (this.buffer[this.position] == EtfTag.NIL) {
						this.position++;
						return endContainer(JsonToken.END_ARRAY);
					}
					return value();
				}
				this.lefts[current] = left - 1;
				return value();
			}
			default -> {
				if (left == 0) {
					return endContainer(JsonToken.END_ARRAY);
				}
				this.lefts[current] = left - 1;
				return value();
			}
		}
	}

	private @Nullable JsonToken root() {
		if (_closed) {
			return null;
		}
		if (this.position == this.start) {
			require(1);
			int version = this.buffer[this.position++] & 0xFF;
			if (version != EtfTag.VERSION) {
				throw _constructReadException("No term: it begins with the byte " + version + ", not with 131");
			}
			return value();
		}
		if (this.position != this.end) {
			throw _constructReadException("Something behind the end of the term");
		}
		_currToken = null;
		close();
		return null;
	}

	private JsonToken endContainer(JsonToken token) {
		this.depth--;
		this.tokenStart = this.position;
		this.context = this.context.clearAndGetParent();
		return _updateToken(token);
	}

	private JsonToken startContainer(JsonToken token, byte kind, int entries, long bytes) {
		require(bytes);
		if (this.depth == this.lefts.length) {
			this.kinds = Arrays.copyOf(this.kinds, this.depth * 2);
			this.lefts = Arrays.copyOf(this.lefts, this.depth * 2);
		}
		this.kinds[this.depth] = kind;
		this.lefts[this.depth] = entries;
		this.depth++;
		this.context = (kind == OBJECT) ? this.context.createChildObjectContext(1, this.tokenStart)
				: this.context.createChildArrayContext(1, this.tokenStart);
		_streamReadConstraints.validateNestingDepth(this.context.getNestingDepth());
		return _updateToken(token);
	}

	private JsonToken name() {
		this.tokenStart = this.position;
		require(1);
		int tag = this.buffer[this.position++] & 0xFF;
		switch (tag) {
			case EtfTag.BINARY -> span(length32(), false);
			case EtfTag.SMALL_ATOM, EtfTag.SMALL_ATOM_UTF8 -> span(length8(), tag == EtfTag.SMALL_ATOM);
			case EtfTag.ATOM, EtfTag.ATOM_UTF8, EtfTag.STRING -> span(length16(), tag != EtfTag.ATOM_UTF8);
			case EtfTag.SMALL_INTEGER, EtfTag.INTEGER, EtfTag.SMALL_BIG, EtfTag.LARGE_BIG -> {
				term(tag);
				this.text = numberText();
				return named(this.text);
			}
			default -> throw _constructReadException("A map with a key that is no text (tag " + tag + ")");
		}
		_streamReadConstraints.validateNameLength(this.textEnd - this.textStart);
		String name = this.names.get(this.buffer, this.textStart, this.textEnd);
		if (name == null) {
			name = decodeText();
		}
		this.text = name;
		return named(name);
	}

	private JsonToken named(String name) {
		this.context.setCurrentName(name);
		return _updateToken(JsonToken.PROPERTY_NAME);
	}

	private JsonToken value() {
		this.context.valueRead();
		this.tokenStart = this.position;
		require(1);
		return term(this.buffer[this.position++] & 0xFF);
	}

	private JsonToken term(int tag) {
		return switch (tag) {
			case EtfTag.BINARY -> {
				span(length32(), false);
				yield string();
			}
			case EtfTag.SMALL_ATOM, EtfTag.SMALL_ATOM_UTF8 -> {
				span(length8(), tag == EtfTag.SMALL_ATOM);
				yield atom();
			}
			case EtfTag.ATOM, EtfTag.ATOM_UTF8 -> {
				span(length16(), tag == EtfTag.ATOM);
				yield atom();
			}
			case EtfTag.SMALL_INTEGER -> integer(length8());
			case EtfTag.INTEGER -> integer(int32());
			case EtfTag.SMALL_BIG -> big(length8());
			case EtfTag.LARGE_BIG -> big(length32());
			case EtfTag.NEW_FLOAT -> {
				require(8);
				this.position += 8;
				yield decimal(EtfTag.newFloat(this.buffer, this.position - 8));
			}
			case EtfTag.FLOAT -> {
				require(EtfTag.FLOAT_LENGTH);
				this.position += EtfTag.FLOAT_LENGTH;
				yield decimal(EtfTag.oldFloat(this.buffer, this.position - EtfTag.FLOAT_LENGTH));
			}
			case EtfTag.MAP -> {
				int pairs = length32();
				yield startContainer(JsonToken.START_OBJECT, OBJECT, pairs, 2L * pairs);
			}
			case EtfTag.LIST -> {
				int elements = length32();
				yield startContainer(JsonToken.START_ARRAY, LIST, elements, elements + 1L);
			}
			case EtfTag.NIL -> startContainer(JsonToken.START_ARRAY, ARRAY, 0, 0);
			case EtfTag.STRING -> {
				int length = length16();
				yield startContainer(JsonToken.START_ARRAY, BYTES, length, length);
			}
			case EtfTag.SMALL_TUPLE -> {
				int elements = length8();
				yield startContainer(JsonToken.START_ARRAY, ARRAY, elements, elements);
			}
			case EtfTag.LARGE_TUPLE -> {
				int elements = length32();
				yield startContainer(JsonToken.START_ARRAY, ARRAY, elements, elements);
			}
			default -> throw _constructReadException(EtfTag.refusal(tag));
		};
	}

	private JsonToken string() {
		_streamReadConstraints.validateStringLength(this.textEnd - this.textStart);
		return _updateToken(JsonToken.VALUE_STRING);
	}

	private JsonToken atom() {
		if (EtfAtoms.isNull(this.buffer, this.textStart, this.textEnd)) {
			return _updateToken(JsonToken.VALUE_NULL);
		}
		if (EtfAtoms.isTrue(this.buffer, this.textStart, this.textEnd)) {
			return _updateToken(JsonToken.VALUE_TRUE);
		}
		if (EtfAtoms.isFalse(this.buffer, this.textStart, this.textEnd)) {
			return _updateToken(JsonToken.VALUE_FALSE);
		}
		return string();
	}

	private JsonToken integer(long value) {
		this.number = value;
		this.numberType = (value == (int) value) ? NumberType.INT : NumberType.LONG;
		return _updateToken(JsonToken.VALUE_NUMBER_INT);
	}

	private JsonToken decimal(double value) {
		if (!Double.isFinite(value)) {
			throw _constructReadException("A float that is no number");
		}
		this.decimal = value;
		this.numberType = NumberType.DOUBLE;
		return _updateToken(JsonToken.VALUE_NUMBER_FLOAT);
	}

	private JsonToken big(int bytes) {
		require(bytes + 1L);
		boolean negative = this.buffer[this.position++] != 0;
		int length = bytes;
		while (length > 0 && this.buffer[this.position + length - 1] == 0) {
			length--;
		}
		_streamReadConstraints.validateIntegerLength((int) Math.min(Integer.MAX_VALUE, EtfTerms.digits(length)));
		int first = this.position;
		this.position += bytes;
		if (length <= 8) {
			long magnitude = 0;
			for (int i = length - 1; i >= 0; i--) {
				magnitude = magnitude << 8 | (this.buffer[first + i] & 0xFF);
			}
			if (magnitude >= 0) {
				return integer(negative ? -magnitude : magnitude);
			}
			if (negative && magnitude == Long.MIN_VALUE) {
				return integer(magnitude);
			}
		}
		byte[] magnitude = new byte[length];
		for (int i = 0; i < length; i++) {
			magnitude[i] = this.buffer[first + length - 1 - i];
		}
		this.bigNumber = new BigInteger(negative ? -1 : 1, magnitude);
		this.numberType = NumberType.BIG_INTEGER;
		return _updateToken(JsonToken.VALUE_NUMBER_INT);
	}

	/* Old atoms, and lists of characters, are in Latin-1. */
	private void span(int length, boolean latin1) {
		require(length);
		this.latin1 = latin1;
		this.textStart = this.position;
		this.position += length;
		this.textEnd = this.position;
		this.text = null;
		this.charactersLength = -1;
	}

	private int length8() {
		require(1);
		return this.buffer[this.position++] & 0xFF;
	}

	private int length16() {
		require(2);
		this.position += 2;
		return EtfTag.unsigned16(this.buffer, this.position - 2);
	}

	private int length32() {
		int length = int32();
		require(length & 0xFFFFFFFFL);
		return length;
	}

	private int int32() {
		require(4);
		this.position += 4;
		return EtfTag.signed32(this.buffer, this.position - 4);
	}

	private void require(long bytes) {
		if (this.end - this.position < bytes) {
			throw _constructReadException("The term ends too soon");
		}
	}

	@Override
	public JsonParser skipChildren() {
		if (_currToken != JsonToken.START_OBJECT && _currToken != JsonToken.START_ARRAY) {
			return this;
		}
		int target = this.depth - 1;
		while (this.depth > target) {
			nextToken();
		}
		return this;
	}

	// Text

	private String decodeText() {
		if (this.latin1) {
			return new String(this.buffer, this.textStart, this.textEnd - this.textStart, StandardCharsets.ISO_8859_1);
		}
		String decoded = new String(this.buffer, this.textStart, this.textEnd - this.textStart, StandardCharsets.UTF_8);
		if (decoded.indexOf('\uFFFD') >= 0) {
			// Either it is in the text, or it stands for bytes that are no text.
			try {
				return StandardCharsets.UTF_8.newDecoder()
					.decode(ByteBuffer.wrap(this.buffer, this.textStart, this.textEnd - this.textStart))
					.toString();
			}
			catch (CharacterCodingException ex) {
				throw _constructReadException("A text that is not UTF-8", ex);
			}
		}
		return decoded;
	}

	private String numberText() {
		return switch (this.numberType) {
			case INT, LONG -> Long.toString(this.number);
			case BIG_INTEGER -> String.valueOf(this.bigNumber);
			default -> Double.toString(this.decimal);
		};
	}

	@Override
	public @Nullable String getString() {
		if (_currToken == null) {
			return null;
		}
		return switch (_currToken) {
			case VALUE_STRING, PROPERTY_NAME -> {
				if (this.text == null) {
					this.text = decodeText();
				}
				yield this.text;
			}
			case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> numberText();
			default -> _currToken.asString();
		};
	}

	@Override
	public boolean hasStringCharacters() {
		return _currToken == JsonToken.VALUE_STRING;
	}

	@Override
	public char @Nullable [] getStringCharacters() {
		if (_currToken == null) {
			return null;
		}
		if (_currToken != JsonToken.VALUE_STRING) {
			String other = getString();
			return (other != null) ? other.toCharArray() : null;
		}
		if (this.charactersLength < 0) {
			this.charactersLength = decodeCharacters();
		}
		return this.characters;
	}

	private int decodeCharacters() {
		int length = this.textEnd - this.textStart;
		if (this.characters.length < length) {
			this.characters = new char[Math.max(64, length)];
		}
		for (int i = 0; i < length; i++) {
			byte current = this.buffer[this.textStart + i];
			if (current < 0) {
				String decoded = decodeText();
				decoded.getChars(0, decoded.length(), this.characters, 0);
				return decoded.length();
			}
			this.characters[i] = (char) current;
		}
		return length;
	}

	@Override
	public int getStringLength() {
		if (_currToken == JsonToken.VALUE_STRING) {
			if (this.charactersLength < 0) {
				this.charactersLength = decodeCharacters();
			}
			return this.charactersLength;
		}
		String other = getString();
		return (other != null) ? other.length() : 0;
	}

	@Override
	public int getStringOffset() {
		return 0;
	}

	@Override
	public byte[] getBinaryValue(Base64Variant variant) {
		if (_currToken != JsonToken.VALUE_STRING) {
			throw _constructReadException("No binary: " + _currToken);
		}
		return Arrays.copyOfRange(this.buffer, this.textStart, this.textEnd);
	}

	// Numbers

	private void requireNumber(int expected) {
		if (_currToken != JsonToken.VALUE_NUMBER_INT && _currToken != JsonToken.VALUE_NUMBER_FLOAT) {
			throw _constructNotNumericType(_currToken, expected);
		}
	}

	@Override
	public boolean isNaN() {
		return false;
	}

	@Override
	public NumberType getNumberType() {
		requireNumber(NR_UNKNOWN);
		return this.numberType;
	}

	@Override
	public Number getNumberValue() {
		requireNumber(NR_UNKNOWN);
		return switch (this.numberType) {
			case INT -> (int) this.number;
			case LONG -> this.number;
			case BIG_INTEGER -> getBigIntegerValue();
			default -> this.decimal;
		};
	}

	@Override
	public int getIntValue() {
		long value = getLongValue();
		if (value != (int) value) {
			_reportOverflowInt();
		}
		return (int) value;
	}

	@Override
	public long getLongValue() {
		requireNumber(NR_LONG);
		if (this.numberType == NumberType.BIG_INTEGER) {
			_reportOverflowLong();
		}
		if (this.numberType == NumberType.DOUBLE) {
			if (this.decimal < MIN_LONG_D || this.decimal > MAX_LONG_D) {
				_reportOverflowLong();
			}
			return (long) this.decimal;
		}
		return this.number;
	}

	@Override
	public BigInteger getBigIntegerValue() {
		requireNumber(NR_BIGINT);
		if (this.numberType == NumberType.BIG_INTEGER && this.bigNumber != null) {
			return this.bigNumber;
		}
		return (this.numberType == NumberType.DOUBLE) ? BigDecimal.valueOf(this.decimal).toBigInteger()
				: BigInteger.valueOf(this.number);
	}

	@Override
	public float getFloatValue() {
		return (float) getDoubleValue();
	}

	@Override
	public double getDoubleValue() {
		requireNumber(NR_DOUBLE);
		return switch (this.numberType) {
			case INT, LONG -> this.number;
			case BIG_INTEGER -> getBigIntegerValue().doubleValue();
			default -> this.decimal;
		};
	}

	@Override
	public BigDecimal getDecimalValue() {
		requireNumber(NR_BIGDECIMAL);
		return (this.numberType == NumberType.DOUBLE) ? BigDecimal.valueOf(this.decimal)
				: new BigDecimal(getBigIntegerValue());
	}

	// Where it is

	@Override
	public Version version() {
		return EtfFactory.formatVersion();
	}

	@Override
	public TokenStreamContext streamReadContext() {
		return this.context;
	}

	@Override
	public @Nullable String currentName() {
		if (_currToken == JsonToken.START_OBJECT || _currToken == JsonToken.START_ARRAY) {
			return this.context.getParent().currentName();
		}
		return this.context.currentName();
	}

	@Override
	public @Nullable Object currentValue() {
		return this.context.currentValue();
	}

	@Override
	public void assignCurrentValue(Object value) {
		this.context.assignCurrentValue(value);
	}

	@Override
	public TokenStreamLocation currentTokenLocation() {
		return location(this.tokenStart);
	}

	@Override
	public TokenStreamLocation currentLocation() {
		return location(this.position);
	}

	/* Without the source, which messages of exceptions would quote. */
	private TokenStreamLocation location(int at) {
		return new TokenStreamLocation(ContentReference.redacted(), at - this.start, -1, -1, at - this.start);
	}

	@Override
	public Object streamReadInputSource() {
		return this.buffer;
	}

	@Override
	protected void _closeInput() {
		// Nothing is open.
	}

	@Override
	protected void _releaseBuffers() {
		// Nothing was borrowed.
	}

	@Override
	protected void _handleEOF() {
		// The end is looked for where it can be.
	}

}
