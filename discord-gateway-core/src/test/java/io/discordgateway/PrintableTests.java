package io.discordgateway;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests {@link Printable}.
 */
class PrintableTests {

	@Test
	void textIsOnOneLineAndSteersNothing() {
		assertThat(Printable.oneLine(" a\r\n\u2028b\u001b[31m ", 300)).isEqualTo("a b [31m");
		assertThat(Printable.oneLine("a\u009b31m\u202eb\ue000\ud800c", 300)).isEqualTo("a 31m b c");
	}

	@Test
	void longTextIsCutBetweenCharacters() {
		assertThat(Printable.oneLine("xxx", 3)).isEqualTo("xxx");
		assertThat(Printable.oneLine("xxxx", 3)).isEqualTo("xxx…");
		assertThat(Printable.oneLine("xx😀x", 3)).isEqualTo("xx…");
		assertThat(Printable.oneLine("xx😀x", 4)).isEqualTo("xx😀…");
	}

}
