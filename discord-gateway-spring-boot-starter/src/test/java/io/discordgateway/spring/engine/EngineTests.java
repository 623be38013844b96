package io.discordgateway.spring.engine;

import java.nio.file.Path;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for engines: what is done to them here is what other tests rely on.
 */
@EnabledOnOs({ OS.LINUX, OS.MAC })
class EngineTests {

	@TempDir
	private Path folder;

	@ParameterizedTest
	@EnumSource
	void whatWasAcknowledgedIsThereAfterAKill(Kind kind) throws Exception {
		try (Engine engine = kind.start(this.folder); StoreClient client = kind.connect(engine)) {
			client.store().put("key", "before");
			engine.kill();
			engine.restart();
			Engine.await(() -> "before".equals(read(client)));
		}
	}

	@ParameterizedTest
	@MethodSource("losses")
	void engineThatIsLostAnswersNobodyUntilItIsBack(Kind kind, Loss loss) throws Exception {
		try (Engine engine = kind.start(this.folder); StoreClient client = kind.connect(engine)) {
			client.store().put("key", "before");
			loss.begin(engine);
			assertThatThrownBy(() -> client.store().get("key")).isInstanceOf(RuntimeException.class);
			loss.end(engine);
			Engine.await(() -> read(client) != null);
			assertThat(read(client)).isEqualTo("before");
		}
	}

	static Stream<Arguments> losses() {
		if (!Boolean.getBoolean("thorough")) {
			return Stream.of(Arguments.of(Kind.REDIS, Loss.FROZEN), Arguments.of(Kind.POSTGRES, Loss.SILENT));
		}
		return Stream.of(Kind.values())
			.flatMap((kind) -> Stream.of(Loss.values()).map((loss) -> Arguments.of(kind, loss)));
	}

	private static @Nullable String read(StoreClient client) {
		try {
			return client.store().get("key");
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

}
