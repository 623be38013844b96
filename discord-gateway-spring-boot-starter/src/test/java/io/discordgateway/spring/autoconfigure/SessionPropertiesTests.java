package io.discordgateway.spring.autoconfigure;

import java.time.Duration;
import java.util.Map;

import io.discordgateway.spring.autoconfigure.DiscordGatewayProperties.Session;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link DiscordGatewayProperties.Session}.
 */
class SessionPropertiesTests {

	@Test
	void sessionsAreKeptOnShutdownWhereThereIsAStoreUnlessThatIsSet() {
		assertThat(bind(Map.of()).keepsOnShutdown(true)).isTrue();
		assertThat(bind(Map.of()).keepsOnShutdown(false)).isFalse();
		assertThat(bind(Map.of("keep-on-shutdown", "false")).keepsOnShutdown(true)).isFalse();
		assertThat(bind(Map.of("keep-on-shutdown", "true")).keepsOnShutdown(false)).isTrue();
	}

	@Test
	void leaseThatIsTooShortToBeRenewedIsRefused() {
		assertThat(bind(Map.of()).ownerLease()).isEqualTo(Duration.ofSeconds(30));
		assertThat(bind(Map.of("owner-lease", "6s")).ownerLease()).isEqualTo(Duration.ofSeconds(6));
		assertThatException().isThrownBy(() -> bind(Map.of("owner-lease", "5s")))
			.havingRootCause()
			.withMessageContaining("session.owner-lease");
	}

	private static Session bind(Map<String, String> properties) {
		return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("", Session.class);
	}

}
