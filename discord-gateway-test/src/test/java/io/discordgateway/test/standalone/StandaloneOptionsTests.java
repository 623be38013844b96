package io.discordgateway.test.standalone;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link StandaloneOptions}.
 */
class StandaloneOptionsTests {

	private static StandaloneOptions parse(String... arguments) {
		return StandaloneOptions.parse(arguments, null);
	}

	@Test
	void withoutOptionsThereIsOneGuildOnAnyPort() {
		assertThat(parse()).isEqualTo(new StandaloneOptions(0, 0, null, 1, 1, null, null, false));
	}

	@Test
	void optionsAreTakenInBothForms() {
		StandaloneOptions options = parse("--port", "7777", "--control-port=7778", "--host", "localhost", "--token",
				"secret", "--shards=4", "--guilds", "8", "--lively=50", "--seed=-7");
		assertThat(options.port()).isEqualTo(7777);
		assertThat(options.controlPort()).isEqualTo(7778);
		assertThat(options.token()).satisfies((token) -> assertThat(token.reveal()).isEqualTo("secret"));
		assertThat(options.shards()).isEqualTo(4);
		assertThat(options.guilds()).isEqualTo(8);
		assertThat(options.rate()).isEqualTo(50);
		assertThat(options.seed()).isEqualTo(-7);
		assertThat(parse("--lively").rate()).isEqualTo(20);
		assertThat(parse("--help").help()).isTrue();
	}

	@Test
	void theTokenOfTheEnvironmentIsTakenWhereNoneIsGiven() {
		assertThat(StandaloneOptions.parse(new String[] {}, "other").token())
			.satisfies((token) -> assertThat(token.reveal()).isEqualTo("other"));
		assertThat(StandaloneOptions.parse(new String[] { "--token=own" }, "other").token())
			.satisfies((token) -> assertThat(token.reveal()).isEqualTo("own"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			--prot 7777                     | There is no option --prot
			--port                          | --port needs a value
			--port x                        | --port must be a whole number from 0 to 65535
			--port 65536                    | --port must be a whole number from 0 to 65535
			--port 1 --port 2               | --port is there twice
			--port 7777 --control-port 7777 | --port and --control-port are both 7777
			--shards 0                      | --shards must be a whole number from 1
			--guilds -1                     | --guilds must be a whole number from 0
			--lively=0                      | --lively must be a number
			--lively=NaN                    | --lively must be a number
			--help=yes                      | --help takes no value
			--seed one                      | --seed must be a whole number
			--host 0.0.0.0                  | this machine only
			--host example.org              | this machine only
			--host 192.168.0.7              | this machine only
			""")
	void whatIsWrongIsTold(String line, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> parse(line.split(" "))).withMessageContaining(message);
	}

	@Test
	void whatMayBeATokenIsNotRepeated() {
		assertThatIllegalArgumentException().isThrownBy(() -> parse("my-secret"))
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("my-secret"));
		assertThatIllegalArgumentException().isThrownBy(() -> parse("--token", "my secret"))
			.satisfies((ex) -> assertThat(ex.getMessage()).contains("--token").doesNotContain("my secret"));
	}

	@Test
	void helpNamesEachOption() {
		assertThat(StandaloneOptions.HELP.lines().map(String::strip).filter((line) -> line.startsWith("--")))
			.extracting((line) -> line.split("[ \\[]")[0])
			.containsExactly("--port", "--control-port", "--host", "--token", "--shards", "--guilds", "--lively",
					"--seed", "--help");
	}

}
