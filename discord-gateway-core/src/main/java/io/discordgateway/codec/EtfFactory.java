package io.discordgateway.codec;

import java.io.DataInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import tools.jackson.core.ErrorReportConfiguration;
import tools.jackson.core.FormatSchema;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.Version;
import tools.jackson.core.base.BinaryTSFactory;
import tools.jackson.core.base.DecorableTSFactory;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.io.IOContext;

/**
 * Erlang's External Term Format as a streaming format of Jackson:
 * {@code new ObjectMapper(new EtfFactory())} reads and writes it as any other (R33).
 * <p>
 * Read: maps are objects (their keys binaries, atoms or strings), lists and tuples are
 * arrays, and so are strings, which in Erlang are lists of numbers from 0 to 255; the
 * tail of an improper list is its last element. Binaries are strings in UTF-8. The atoms
 * {@code nil} and {@code null} are null, {@code true} and {@code false} booleans, others
 * strings. Compressed terms are refused, and so is what is no data (pids, references,
 * ports, functions). What is read begins with a version byte and ends with the term.
 * <p>
 * Written: binaries for strings and keys, {@code nil} for null, maps and lists. A
 * document is kept in memory until it is complete.
 *
 * @since 0.1
 */
public final class EtfFactory extends BinaryTSFactory {

	private static final long serialVersionUID = 1L;

	private static final Version VERSION = new Version(0, 1, 0, null, "io.discordgateway", "discord-gateway-core");

	/* Names that were seen, for all parsers of this factory; a race costs a string. */
	private final transient EtfNames names = new EtfNames();

	/**
	 * Makes a factory with Jackson's default constraints.
	 */
	public EtfFactory() {
		this(builder());
	}

	private EtfFactory(Builder builder) {
		super(builder);
	}

	/**
	 * Starts a builder.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	static Version formatVersion() {
		return VERSION;
	}

	@Override
	public Builder rebuild() {
		return new Builder(this);
	}

	@Override
	public TokenStreamFactory copy() {
		return rebuild().build();
	}

	@Override
	public TokenStreamFactory snapshot() {
		return this;
	}

	private Object readResolve() {
		return copy();
	}

	@Override
	public Version version() {
		return VERSION;
	}

	@Override
	public boolean canParseAsync() {
		return false;
	}

	@Override
	public String getFormatName() {
		return "ETF";
	}

	@Override
	public boolean canUseSchema(FormatSchema schema) {
		return false;
	}

	@Override
	protected JsonParser _createParser(ObjectReadContext context, IOContext io, InputStream in) {
		try (InputStream input = in) {
			byte[] data = input.readAllBytes();
			return _createParser(context, io, data, 0, data.length);
		}
		catch (IOException ex) {
			throw JacksonIOException.construct(ex);
		}
	}

	@Override
	protected JsonParser _createParser(ObjectReadContext context, IOContext io, byte[] data, int offset, int length) {
		return new EtfParser(context, io, context.getStreamReadFeatures(_streamReadFeatures), this.names, data, offset,
				length);
	}

	@Override
	protected JsonParser _createParser(ObjectReadContext context, IOContext io, DataInput input) {
		return _unsupported();
	}

	@Override
	protected JsonGenerator _createGenerator(ObjectWriteContext context, IOContext io, OutputStream out) {
		return new EtfGenerator(context, io, context.getStreamWriteFeatures(_streamWriteFeatures), out);
	}

	/**
	 * Builder of an {@link EtfFactory}.
	 *
	 * @since 0.1
	 */
	public static final class Builder extends DecorableTSFactory.DecorableTSFBuilder<EtfFactory, Builder> {

		private Builder() {
			super(StreamReadConstraints.defaults(), StreamWriteConstraints.defaults(),
					ErrorReportConfiguration.defaults(), 0, 0);
		}

		private Builder(EtfFactory base) {
			super(base);
		}

		@Override
		public EtfFactory build() {
			return new EtfFactory(this);
		}

	}

}
