package io.discordgateway.spring.session;

import java.nio.file.Path;

import io.discordgateway.session.ResumeStore;
import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.autoconfigure.DiscordGatewayAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.integration.metadata.MetadataStore;
import org.springframework.integration.metadata.SimpleMetadataStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for the auto-configurations of the stores.
 */
class SessionStoreAutoConfigurationTests {

	@TempDir
	private Path folder;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DiscordGatewayFileStoreAutoConfiguration.class,
				DiscordGatewayMetadataStoreAutoConfiguration.class, DiscordGatewayAutoConfiguration.class))
		.withPropertyValues("discord.gateway.token=abc", "discord.gateway.api-base-url=http://127.0.0.1:1/api/v10");

	@Test
	void whenNoStoreIsWantedThenThereIsNone() {
		this.runner.withBean(SimpleMetadataStore.class)
			.run((context) -> assertThat(context).hasSingleBean(DiscordGateway.class)
				.doesNotHaveBean(ResumeStore.class));
	}

	@Test
	void whenTheGatewayIsDisabledThenThereIsNone() {
		withFile().withPropertyValues("discord.gateway.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ResumeStore.class));
	}

	@Test
	void whenAFileIsWantedThenItIsUsedByOneApplicationAtATime() {
		withFile().run((context) -> {
			assertThat(context).hasSingleBean(FileResumeStore.class);
			withFile().run((second) -> assertThat(second).getFailure()
				.rootCause()
				.isInstanceOf(ResumeStoreInUseException.class));
		});
		withFile().run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenAMetadataStoreIsWantedThenTheApplicationsIsUsed() {
		withMetadataStore().withBean(SimpleMetadataStore.class)
			.run((context) -> assertThat(context).hasSingleBean(MetadataStoreResumeStore.class));
	}

	@Test
	void whenTheMetadataStoreCannotCompareAndSetThenTheFailureSaysWhatToUse() { // R49
		withMetadataStore().withBean(MetadataStore.class, () -> mock(MetadataStore.class)).run((context) -> {
			assertThat(context).getFailure().rootCause().isInstanceOf(UnsharedMetadataStoreException.class);
			FailureAnalysis analysis = new UnsharedMetadataStoreFailureAnalyzer()
				.analyze(NestedExceptionUtils.getRootCause(context.getStartupFailure()));
			assertThat(analysis.getDescription()).contains("ConcurrentMetadataStore");
			assertThat(analysis.getAction()).contains("JdbcMetadataStore");
		});
	}

	@Test
	void whenAContextIsPausedThenItsSuccessorGetsTheFile() {
		withFile().run((context) -> {
			ConfigurableApplicationContext first = (ConfigurableApplicationContext) context
				.getSourceApplicationContext();
			first.pause();
			withFile().run((second) -> assertThat(second).hasNotFailed());
			first.restart();
			assertThat(context.getBean(FileResumeStore.class).isRunning()).isTrue();
		});
	}

	@Test
	void whenTheMetadataStoreIsMissingThenTheFailureSaysSo() {
		withMetadataStore()
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("METADATA_STORE"));
		withMetadataStore().withClassLoader(new FilteredClassLoader(MetadataStore.class))
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("METADATA_STORE"));
	}

	@Test
	void whenSpringIntegrationIsAbsentThenTheRestWorks() {
		withFile().withClassLoader(new FilteredClassLoader(MetadataStore.class))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(FileResumeStore.class));
	}

	@Test
	void whenTheApplicationHasAStoreThenThatIsUsed() {
		ResumeStore own = mock();
		withFile().withBean(ResumeStore.class, () -> own)
			.run((context) -> assertThat(context).hasSingleBean(ResumeStore.class)
				.getBean(ResumeStore.class)
				.isSameAs(own));
	}

	private ApplicationContextRunner withFile() {
		return this.runner.withPropertyValues("discord.gateway.session.store=file",
				"discord.gateway.session.store-file=" + this.folder.resolve("sessions.json"));
	}

	private ApplicationContextRunner withMetadataStore() {
		return this.runner.withPropertyValues("discord.gateway.session.store=metadata-store");
	}

}
