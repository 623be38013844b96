package io.discordgateway.codec;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EventNames}.
 */
class EventNamesTests {

	@Test
	void namesThatShareTheirEndsAreToldApart() {
		List<String> names = List.of("MESSAGE_ONE_X_MESSAGE_", "MESSAGE_TWO_X_MESSAGE_", "MESSAGE_ONE_X_MESSAGE_");
		assertThat(names.stream().map(EventNamesTests::read)).containsExactlyElementsOf(names);
	}

	@Test
	void namesOfEachLengthAreRead() {
		for (int length = 0; length <= EventNames.MAX_LENGTH; length++) {
			String name = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_".repeat(5).substring(0, length);
			assertThat(read(name)).isEqualTo(name);
			assertThat(read(name)).isSameAs(read(name));
		}
	}

	@Test
	void wrongLettersAreFoundAnywhere() {
		for (int at = 0; at < 24; at++) {
			StringBuilder name = new StringBuilder("GUILD_SOUNDBOARD_SOUND_X");
			assertThat(read(name.toString())).isNotNull();
			name.setCharAt(at, '\n');
			assertThat(read(name.toString())).isNull();
		}
	}

	private static @Nullable String read(String name) {
		byte[] around = ('"' + name + '"').getBytes(StandardCharsets.US_ASCII);
		return EventNames.get(around, 1, around.length - 1);
	}

}
