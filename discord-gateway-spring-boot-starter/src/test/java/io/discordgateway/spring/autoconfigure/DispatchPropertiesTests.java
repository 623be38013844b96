package io.discordgateway.spring.autoconfigure;

import java.time.Duration;
import java.util.Map;

import io.discordgateway.spring.DispatchErrorHandler;
import io.discordgateway.spring.DispatchErrorHandler.Decision;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.autoconfigure.DiscordGatewayProperties.Dispatch;
import io.discordgateway.spring.autoconfigure.DiscordGatewayProperties.Dispatch.StaleInteractions;
import io.discordgateway.spring.dispatch.LaneOptions;
import io.discordgateway.spring.dispatch.Ordering;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DiscordGatewayProperties.Dispatch}.
 */
class DispatchPropertiesTests {

	private static final IllegalStateException FAILURE = new IllegalStateException("on purpose");

	private final DispatchEvent<?> event = mock();

	@Test
	void defaultsAreThoseOfTheDocumentation() {
		Dispatch dispatch = bind(Map.of());
		LaneOptions options = dispatch.toOptions(null);
		assertThat(options.ordering()).isEqualTo(Ordering.SHARD);
		assertThat(options.capacity()).isEqualTo(512);
		assertThat(options.maxBytes()).isEqualTo(256 * 1024);
		assertThat(options.acknowledgeTimeout()).isEqualTo(Duration.ofMinutes(5));
		assertThat(dispatch.staleInteractions()).isEqualTo(StaleInteractions.DELIVER);
		assertThat(dispatch.concurrency(false)).isGreaterThanOrEqualTo(4);
		assertThat(dispatch.concurrency(true)).isEqualTo(Integer.MAX_VALUE);
		assertThat(decide(options, 1)).isEqualTo(Decision.done());
	}

	@Test
	void whatIsSetIsUsed() {
		Dispatch dispatch = bind(Map.of("ordering", "guild", "concurrency", "3", "queue-bytes", "1KB"));
		assertThat(dispatch.toOptions(null).ordering()).isEqualTo(Ordering.GUILD);
		assertThat(dispatch.toOptions(null).maxBytes()).isEqualTo(1024);
		assertThat(dispatch.concurrency(true)).isEqualTo(3);
	}

	@Test
	void onErrorPicksThePolicy() {
		LaneOptions retry = bind(Map.of("on-error", "retry", "retry.max-attempts", "3")).toOptions(null);
		assertThat(decide(retry, 1)).isEqualTo(Decision.retryAfter(Duration.ofMillis(500)));
		assertThat(decide(retry, 2)).isEqualTo(Decision.retryAfter(Duration.ofSeconds(1)));
		assertThat(decide(retry, 3)).isEqualTo(Decision.done());
		assertThat(decide(bind(Map.of("on-error", "stop")).toOptions(null), 1)).isEqualTo(Decision.stop());
	}

	@Test
	void handlerOfTheApplicationGoesBeforeThePolicy() {
		DispatchErrorHandler own = (event, failure, attempt) -> Decision.retryAfter(Duration.ofDays(attempt));
		assertThat(decide(bind(Map.of("on-error", "stop")).toOptions(own), 2))
			.isEqualTo(Decision.retryAfter(Duration.ofDays(2)));
	}

	@Test
	void whatMakesNoSenseIsRefused() {
		assertRefused("concurrency", "0");
		assertRefused("queue-bytes", "0");
		assertRefused("acknowledge-timeout", "0s");
		assertRefused("retry.max-attempts", "0");
		assertRefused("retry.initial-delay", "-1s");
		assertRefused("retry.max-delay", "1ms");
	}

	private static void assertRefused(String name, String value) {
		assertThatException().isThrownBy(() -> bind(Map.of(name, value)))
			.havingRootCause()
			.withMessageContaining("dispatch." + name);
	}

	private Decision decide(LaneOptions options, int attempt) {
		return options.errorHandler().handle(this.event, FAILURE, attempt);
	}

	private static Dispatch bind(Map<String, String> properties) {
		return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("", Dispatch.class);
	}

}
