package io.discordgateway.connection;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * UTF-8 as Java reads it.
 */
class Utf8ValidatorTests {

	/* The ends of all ranges of RFC 3629's table, and what lies beside them. */
	private static final int[] EDGES = { 0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF,
			0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF };

	private static boolean isUtf8(byte[] bytes, int cut) {
		Utf8Validator validator = new Utf8Validator();
		return validator.check(ByteBuffer.wrap(bytes, 0, cut)) == cut
				&& validator.check(ByteBuffer.wrap(bytes, cut, bytes.length - cut)) == bytes.length
				&& validator.isComplete();
	}

	@Test
	void everySequenceOfEdgesIsTakenAsJavaTakesIt() {
		CharsetDecoder java = StandardCharsets.UTF_8.newDecoder();
		CharBuffer characters = CharBuffer.allocate(8);
		for (int first : EDGES) {
			for (int second : EDGES) {
				for (int third : EDGES) {
					for (int fourth : EDGES) {
						byte[] bytes = { (byte) first, (byte) second, (byte) third, (byte) fourth };
						CoderResult result = java.reset().decode(ByteBuffer.wrap(bytes), characters.clear(), true);
						boolean expected = result.isUnderflow();
						if (isUtf8(bytes, 4) != expected || isUtf8(bytes, 2) != expected
								|| isUtf8(bytes, 3) != expected) {
							throw new AssertionError(
									"%x %x %x %x: %s".formatted(first, second, third, fourth, expected));
						}
					}
				}
			}
		}
	}

	@Test
	void everyCharacterIsTaken() {
		for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
			if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
				byte[] bytes = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
				if (!isUtf8(bytes, bytes.length / 2)) {
					throw new AssertionError("U+" + Integer.toHexString(codePoint));
				}
			}
		}
	}

	@Test
	void firstByteThatCannotStandThereIsFoundAmongAscii() {
		for (int at = 0; at < 40; at++) {
			byte[] bytes = "0123456789012345678901234567890123456789".getBytes(StandardCharsets.US_ASCII);
			bytes[at] = (byte) 0xFF;
			ByteBuffer part = ByteBuffer.wrap(bytes, 0, 40);
			assertThat(new Utf8Validator().check(part)).isEqualTo(at);
			assertThat(part.position()).isZero();
			assertThat(new Utf8Validator().check(ByteBuffer.wrap(bytes, 0, at))).isEqualTo(at);
		}
	}

	@Test
	void characterThatIsCutIsNotComplete() {
		Utf8Validator validator = new Utf8Validator();
		assertThat(validator.isComplete()).isTrue();
		assertThat(validator.check(ByteBuffer.wrap(new byte[] { 'a', (byte) 0xF0, (byte) 0x9F }))).isEqualTo(3);
		assertThat(validator.isComplete()).isFalse();
		assertThat(validator.check(ByteBuffer.wrap(new byte[] { (byte) 0x98, (byte) 0x80 }))).isEqualTo(2);
		assertThat(validator.isComplete()).isTrue();
	}

}
