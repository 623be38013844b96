package io.discordgateway.codec;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.Base64Variant;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteCapability;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.Version;
import tools.jackson.core.base.GeneratorBase;
import tools.jackson.core.io.IOContext;
import tools.jackson.core.util.JacksonFeatureSet;
import tools.jackson.core.util.SimpleStreamWriteContext;

/**
 * Generator of one term (Erlang External Term Format). A map or list says first how long
 * it is, so the term is kept until it is complete.
 */
final class EtfGenerator extends GeneratorBase {

	private static final byte[] NIL = { EtfTag.SMALL_ATOM_UTF8, 3, 'n', 'i', 'l' };

	private static final byte[] TRUE = { EtfTag.SMALL_ATOM_UTF8, 4, 't', 'r', 'u', 'e' };

	private static final byte[] FALSE = { EtfTag.SMALL_ATOM_UTF8, 5, 'f', 'a', 'l', 's', 'e' };

	private final OutputStream out;

	private byte[] buffer = new byte[512];

	private int length;

	/* Where the open maps and lists begin. */
	private int[] starts = new int[16];

	private int depth;

	private SimpleStreamWriteContext context = SimpleStreamWriteContext.createRootContext(null);

	EtfGenerator(ObjectWriteContext writeContext, IOContext io, int features, OutputStream out) {
		super(writeContext, io, features);
		this.out = out;
		put(EtfTag.VERSION);
	}

	// Objects and arrays

	@Override
	public JsonGenerator writeStartArray() {
		return writeStartArray(null);
	}

	@Override
	public JsonGenerator writeStartArray(@Nullable Object value) {
		start("start an array", EtfTag.LIST);
		this.context = this.context.createChildArrayContext(value);
		return checkDepth();
	}

	@Override
	public JsonGenerator writeStartObject() {
		return writeStartObject(null);
	}

	@Override
	public JsonGenerator writeStartObject(@Nullable Object value) {
		start("start an object", EtfTag.MAP);
		this.context = this.context.createChildObjectContext(value);
		return checkDepth();
	}

	private void start(String what, int tag) {
		_verifyValueWrite(what);
		if (this.depth == this.starts.length) {
			this.starts = Arrays.copyOf(this.starts, this.depth * 2);
		}
		this.starts[this.depth++] = this.length;
		put(tag);
		putInt(0);
	}

	private JsonGenerator checkDepth() {
		streamWriteConstraints().validateNestingDepth(this.context.getNestingDepth());
		return this;
	}

	@Override
	public JsonGenerator writeEndArray() {
		if (!this.context.inArray()) {
			_reportError("Current context is not Array but " + this.context.typeDesc());
		}
		int start = this.starts[--this.depth];
		if (this.context.getEntryCount() == 0) {
			this.length = start;
		}
		else {
			patchLength(start);
		}
		put(EtfTag.NIL);
		this.context = this.context.clearAndGetParent();
		return this;
	}

	@Override
	public JsonGenerator writeEndObject() {
		if (!this.context.inObject()) {
			_reportError("Current context is not Object but " + this.context.typeDesc());
		}
		patchLength(this.starts[--this.depth]);
		this.context = this.context.clearAndGetParent();
		return this;
	}

	private void patchLength(int start) {
		int end = this.length;
		this.length = start + 1;
		putInt(this.context.getEntryCount());
		this.length = end;
	}

	@Override
	public JsonGenerator writeName(String name) {
		if (!this.context.writeName(name)) {
			_reportError("Cannot write a property name, expecting a value");
		}
		return putBinary(name);
	}

	@Override
	public JsonGenerator writePropertyId(long id) {
		return writeName(Long.toString(id));
	}

	@Override
	protected void _verifyValueWrite(String what) {
		if (!this.context.writeValue()) {
			_reportError("Cannot " + what + ", expecting a property name");
		}
	}

	// Text

	@Override
	public JsonGenerator writeString(@Nullable String value) {
		if (value == null) {
			return writeNull();
		}
		_verifyValueWrite(WRITE_STRING);
		return putBinary(value);
	}

	@Override
	public JsonGenerator writeString(char[] value, int offset, int length) {
		return writeString(new String(value, offset, length));
	}

	@Override
	public JsonGenerator writeString(Reader reader, int length) {
		StringBuilder text = new StringBuilder();
		char[] chunk = new char[1024];
		try {
			int wanted = (length < 0) ? Integer.MAX_VALUE : length;
			int read;
			while (wanted > 0 && (read = reader.read(chunk, 0, Math.min(wanted, chunk.length))) > 0) {
				text.append(chunk, 0, read);
				wanted -= read;
			}
		}
		catch (IOException ex) {
			throw _wrapIOFailure(ex);
		}
		return writeString(text.toString());
	}

	@Override
	public JsonGenerator writeUTF8String(byte[] text, int offset, int length) {
		_verifyValueWrite(WRITE_STRING);
		return putBinary(text, offset, length);
	}

	@Override
	public JsonGenerator writeBinary(Base64Variant variant, byte[] data, int offset, int length) {
		_verifyValueWrite(WRITE_BINARY);
		return putBinary(data, offset, length);
	}

	@Override
	public JsonGenerator writeRawUTF8String(byte[] text, int offset, int length) {
		return _reportUnsupportedOperation();
	}

	@Override
	public JsonGenerator writeRaw(String text) {
		return _reportUnsupportedOperation();
	}

	@Override
	public JsonGenerator writeRaw(String text, int offset, int length) {
		return _reportUnsupportedOperation();
	}

	@Override
	public JsonGenerator writeRaw(char[] text, int offset, int length) {
		return _reportUnsupportedOperation();
	}

	@Override
	public JsonGenerator writeRaw(char c) {
		return _reportUnsupportedOperation();
	}

	// Other values

	@Override
	public JsonGenerator writeNumber(short value) {
		return writeNumber((long) value);
	}

	@Override
	public JsonGenerator writeNumber(int value) {
		return writeNumber((long) value);
	}

	@Override
	public JsonGenerator writeNumber(long value) {
		_verifyValueWrite(WRITE_NUMBER);
		if (value >= 0 && value <= 255) {
			put(EtfTag.SMALL_INTEGER);
			put((int) value);
		}
		else if (value == (int) value) {
			put(EtfTag.INTEGER);
			putInt((int) value);
		}
		else {
			putBig(BigInteger.valueOf(value));
		}
		return this;
	}

	@Override
	public JsonGenerator writeNumber(@Nullable BigInteger value) {
		if (value == null) {
			return writeNull();
		}
		if (value.bitLength() < Long.SIZE) {
			return writeNumber(value.longValue());
		}
		_verifyValueWrite(WRITE_NUMBER);
		putBig(value);
		return this;
	}

	@Override
	public JsonGenerator writeNumber(double value) {
		if (Double.isNaN(value) || Double.isInfinite(value)) {
			_reportError("ETF has no floats that are no numbers");
		}
		_verifyValueWrite(WRITE_NUMBER);
		long bits = Double.doubleToLongBits(value);
		put(EtfTag.NEW_FLOAT);
		putInt((int) (bits >>> 32));
		putInt((int) bits);
		return this;
	}

	@Override
	public JsonGenerator writeNumber(float value) {
		return writeNumber((double) value);
	}

	@Override
	public JsonGenerator writeNumber(@Nullable BigDecimal value) {
		return (value != null) ? writeNumber(value.doubleValue()) : writeNull();
	}

	@Override
	public JsonGenerator writeNumber(String value) {
		BigDecimal number = new BigDecimal(value);
		return (value.indexOf('.') < 0 && number.scale() == 0) ? writeNumber(number.unscaledValue())
				: writeNumber(number);
	}

	@Override
	public JsonGenerator writeBoolean(boolean value) {
		_verifyValueWrite(WRITE_BOOLEAN);
		return put(value ? TRUE : FALSE, 0, value ? TRUE.length : FALSE.length);
	}

	@Override
	public JsonGenerator writeNull() {
		_verifyValueWrite(WRITE_NULL);
		return put(NIL, 0, NIL.length);
	}

	// Bytes

	private JsonGenerator putBinary(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		return putBinary(bytes, 0, bytes.length);
	}

	private JsonGenerator putBinary(byte[] bytes, int offset, int length) {
		put(EtfTag.BINARY);
		putInt(length);
		return put(bytes, offset, length);
	}

	private void putBig(BigInteger value) {
		byte[] magnitude = value.abs().toByteArray();
		int first = (magnitude[0] == 0) ? 1 : 0;
		int count = magnitude.length - first;
		if (count <= 255) {
			put(EtfTag.SMALL_BIG);
			put(count);
		}
		else {
			put(EtfTag.LARGE_BIG);
			putInt(count);
		}
		put((value.signum() < 0) ? 1 : 0);
		for (int i = magnitude.length - 1; i >= first; i--) {
			put(magnitude[i]);
		}
	}

	private void put(int value) {
		ensureRoom(1);
		this.buffer[this.length++] = (byte) value;
	}

	private void putInt(int value) {
		ensureRoom(4);
		for (int shift = 24; shift >= 0; shift -= 8) {
			this.buffer[this.length++] = (byte) (value >>> shift);
		}
	}

	private JsonGenerator put(byte[] bytes, int offset, int count) {
		ensureRoom(count);
		System.arraycopy(bytes, offset, this.buffer, this.length, count);
		this.length += count;
		return this;
	}

	private void ensureRoom(int count) {
		if (this.buffer.length - this.length < count) {
			this.buffer = Arrays.copyOf(this.buffer, Math.max(this.length + count, this.buffer.length * 2));
		}
	}

	// The rest

	@Override
	public Version version() {
		return EtfFactory.formatVersion();
	}

	@Override
	public TokenStreamContext streamWriteContext() {
		return this.context;
	}

	@Override
	public Object streamWriteOutputTarget() {
		return this.out;
	}

	@Override
	public int streamWriteOutputBuffered() {
		return this.length;
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
	public JacksonFeatureSet<StreamWriteCapability> streamWriteCapabilities() {
		return DEFAULT_BINARY_WRITE_CAPABILITIES;
	}

	/** Writes the term if it is complete; half a term cannot be written. */
	@Override
	public void flush() {
		if (this.depth == 0 && this.length > 1) {
			try {
				this.out.write(this.buffer, 0, this.length);
				this.out.flush();
			}
			catch (IOException ex) {
				throw _wrapIOFailure(ex);
			}
			this.length = 0;
		}
	}

	@Override
	protected void _closeInput() throws IOException {
		while (this.depth > 0) {
			if (this.context.inArray()) {
				writeEndArray();
			}
			else {
				writeEndObject();
			}
		}
		flush();
		if (_ioContext.isResourceManaged() || isEnabled(StreamWriteFeature.AUTO_CLOSE_TARGET)) {
			this.out.close();
		}
	}

	@Override
	protected void _releaseBuffers() {
		// Nothing was borrowed.
	}

}
