package io.discordgateway.codec;

import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Terms that are written, byte by byte where it matters.
 */
class EtfGeneratorTests {

	@Test
	void everyWriterMethodWrites() {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (JsonGenerator generator = new EtfFactory().createGenerator(ObjectWriteContext.empty(), out)) {
			generator.assignCurrentValue("root");
			assertThat(generator.currentValue()).isEqualTo("root");
			generator.writeStartArray();
			generator.writeString("a".toCharArray(), 0, 1);
			generator.writeString(new StringReader("bcd"), 2);
			generator.writeString(new StringReader("bcd"), -1);
			generator.writeString((String) null);
			generator.writeUTF8String(new byte[] { 'x', 'y' }, 1, 1);
			generator.writeBinary(new byte[] { 'z' });
			generator.writeNumber((short) 7);
			generator.writeNumber((BigInteger) null);
			generator.writeNumber(BigInteger.TWO.pow(64));
			generator.writeNumber(BigInteger.TWO.pow(63).negate());
			generator.writeNumber(1.5f);
			generator.writeNumber(new BigDecimal("2.5"));
			generator.writeNumber((BigDecimal) null);
			generator.writeNumber("12");
			generator.writeNumber("1.25");
			generator.writeNumber("1e2");
			generator.writeStartObject();
			generator.writePropertyId(5);
			generator.writeStartArray();
			generator.flush();
			assertThat(out.size()).isZero();
			assertThat(generator.streamWriteOutputBuffered()).isPositive();
			assertThat(generator.streamWriteOutputTarget()).isSameAs(out);
			assertThat(generator.streamWriteContext().getNestingDepth()).isEqualTo(3);
			assertThat(generator.version()).isEqualTo(EtfFactory.formatVersion());
			assertThat(generator.streamWriteCapabilities()).isNotNull();
		}
		assertThat(new RawPayload(Encoding.ETF, out.toByteArray()).toJson())
			.isEqualTo("[\"a\",\"bc\",\"bcd\",null,\"y\",\"z\",7,null,18446744073709551616,-9223372036854775808,"
					+ "1.5,2.5,null,12,1.25,100.0,{\"5\":[]}]");
	}

	@Test
	void wrongWritingIsRefused() {
		JsonGenerator generator = new EtfFactory().createGenerator(ObjectWriteContext.empty(),
				new ByteArrayOutputStream());
		generator.writeStartObject();
		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> generator.writeNumber(1));
		assertThatExceptionOfType(JacksonException.class).isThrownBy(generator::writeEndArray);
		generator.writeName("a");
		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> generator.writeName("b"));
		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> generator.writeNumber(Double.NaN));
		generator.writeStartArray();
		assertThatExceptionOfType(JacksonException.class).isThrownBy(generator::writeEndObject);
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> generator.writeRaw("x"));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> generator.writeRaw('x'));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> generator.writeRaw("x", 0, 1));
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> generator.writeRaw(new char[1], 0, 1));
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> generator.writeRawUTF8String(new byte[1], 0, 1));
	}

	@Test
	void numbersTakeTheLeastRoom() { // R33
		assertWritten((generator) -> generator.writeNumber(0), 97, 0);
		assertWritten((generator) -> generator.writeNumber(255), 97, 255);
		assertWritten((generator) -> generator.writeNumber(256), 98, 0, 0, 1, 0);
		assertWritten((generator) -> generator.writeNumber(-1), 98, 255, 255, 255, 255);
		assertWritten((generator) -> generator.writeNumber(1L << 31), 110, 4, 0, 0, 0, 0, 128);
		assertWritten((generator) -> generator.writeNumber(-(1L << 31) - 1), 110, 4, 1, 1, 0, 0, 128);
		assertWritten((generator) -> generator.writeNumber(BigInteger.TWO.pow(63)), 110, 8, 0, new byte[7], 128);
		assertWritten((generator) -> generator.writeNumber(BigInteger.TWO.pow(63).negate()), 110, 8, 1, new byte[7],
				128);
		assertWritten((generator) -> generator.writeNumber(BigInteger.TWO.pow(2032)), 110, 255, 0, new byte[254], 1);
		assertWritten((generator) -> generator.writeNumber(BigInteger.TWO.pow(2040).negate()), 111, 0, 0, 1, 0, 1,
				new byte[255], 1);
	}

	@Test
	void noMoreOfAReaderIsWrittenThanWanted() {
		assertWritten((generator) -> generator.writeString(new StringReader("abc"), 0), 109, 0, 0, 0, 0);
		assertWritten((generator) -> generator.writeString(new StringReader("abc"), 5), 109, 0, 0, 0, 3, "abc");
	}

	@Test
	void nestingIsBoundedAsInJson() { // R34
		Object deep = 1;
		for (int i = 0; i < 100; i++) {
			deep = List.of(deep);
		}
		byte[] bytes = Terms.ETF.writeValueAsBytes(deep);
		assertThat(Terms.ETF.readTree(bytes)).isEqualTo(Terms.ETF.valueToTree(deep));
		ObjectMapper shallow = new ObjectMapper(EtfFactory.builder()
			.streamWriteConstraints(StreamWriteConstraints.builder().maxNestingDepth(99).build())
			.build());
		Object hundred = deep;
		assertThatExceptionOfType(StreamConstraintsException.class)
			.isThrownBy(() -> shallow.writeValueAsBytes(hundred));
	}

	@Test
	void termIsWrittenOnceAndWhole() {
		class Target extends ByteArrayOutputStream {

			private int flushed;

			private boolean closed;

			@Override
			public void flush() {
				this.flushed++;
			}

			@Override
			public void close() {
				this.closed = true;
			}

		}
		Target target = new Target();
		try (JsonGenerator generator = new EtfFactory().createGenerator(ObjectWriteContext.empty(), target)) {
			generator.flush();
			assertThat(target.size()).isZero();
			generator.writeNumber(7);
			generator.flush();
			assertThat(target.toByteArray()).isEqualTo(Terms.bytes(131, 97, 7));
			assertThat(target.flushed).isOne();
			assertThat(target.closed).isFalse();
		}
		assertThat(target.closed).isTrue();
		Target kept = new Target();
		EtfFactory.builder()
			.disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
			.build()
			.createGenerator(ObjectWriteContext.empty(), kept)
			.writeNumber(7)
			.close();
		assertThat(kept.toByteArray()).isEqualTo(Terms.bytes(131, 97, 7));
		assertThat(kept.closed).isFalse();
	}

	private static void assertWritten(Consumer<JsonGenerator> writing, Object... term) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (JsonGenerator generator = new EtfFactory().createGenerator(ObjectWriteContext.empty(), out)) {
			writing.accept(generator);
		}
		assertThat(out.toByteArray()).isEqualTo(Terms.bytes(131, Terms.bytes(term)));
	}

}
