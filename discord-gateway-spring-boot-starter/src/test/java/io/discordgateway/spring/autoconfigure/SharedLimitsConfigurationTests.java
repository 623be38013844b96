package io.discordgateway.spring.autoconfigure;

import io.discordgateway.spring.rest.SharedLimits;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.integration.metadata.ConcurrentMetadataStore;
import org.springframework.integration.metadata.MetadataStore;
import org.springframework.integration.metadata.SimpleMetadataStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@code discord.gateway.rest.limits}.
 */
class SharedLimitsConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(DiscordGatewayAutoConfiguration.class, DiscordRestClientAutoConfiguration.class))
		.withPropertyValues("discord.gateway.enabled=false");

	@Test
	void limitsAreTheProcessesOwnUnlessTheyAreToBeShared() {
		this.runner.withBean(MetadataStore.class, SimpleMetadataStore::new)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SharedLimits.class));
		this.runner.withPropertyValues("discord.gateway.rest.limits=shared")
			.withBean(MetadataStore.class, SimpleMetadataStore::new)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(SharedLimits.class));
	}

	@Test
	void withoutAStoreTheStartFails() {
		ApplicationContextRunner shared = this.runner.withPropertyValues("discord.gateway.rest.limits=shared");
		assertFails(shared);
		assertFails(shared.withClassLoader(new FilteredClassLoader(ConcurrentMetadataStore.class)));
		assertFails(shared.withBean(MetadataStore.class, () -> mock(MetadataStore.class)));
		assertFails(shared.withBean("one", MetadataStore.class, SimpleMetadataStore::new)
			.withBean("two", MetadataStore.class, SimpleMetadataStore::new));
	}

	private static void assertFails(ApplicationContextRunner runner) {
		runner.run((context) -> {
			assertThat(context).getFailure().rootCause().isInstanceOf(MissingSharedStoreException.class);
			assertThat(new MissingSharedStoreFailureAnalyzer().analyze(context.getStartupFailure()).getAction())
				.contains("RedisMetadataStore");
		});
	}

}
