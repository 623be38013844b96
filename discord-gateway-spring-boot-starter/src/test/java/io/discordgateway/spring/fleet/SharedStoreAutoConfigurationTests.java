package io.discordgateway.spring.fleet;

import java.util.UUID;

import javax.sql.DataSource;

import io.discordgateway.session.ResumeStore;
import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.autoconfigure.DiscordGatewayAutoConfiguration;
import io.discordgateway.spring.session.DiscordGatewayFileStoreAutoConfiguration;
import io.discordgateway.spring.session.DiscordGatewayMetadataStoreAutoConfiguration;
import io.discordgateway.spring.session.MetadataStoreResumeStore;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.ClassPathResource;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.integration.jdbc.metadata.JdbcMetadataStore;
import org.springframework.integration.metadata.MetadataStore;
import org.springframework.integration.metadata.SimpleMetadataStore;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DiscordGatewaySharedStoreAutoConfiguration}, and for the way from it
 * to the gateway.
 */
class SharedStoreAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DiscordGatewaySharedStoreAutoConfiguration.class,
				DiscordGatewayFileStoreAutoConfiguration.class, DiscordGatewayMetadataStoreAutoConfiguration.class,
				DiscordGatewayAutoConfiguration.class))
		.withPropertyValues("discord.gateway.token=abc", "discord.gateway.api-base-url=http://127.0.0.1:1/api/v10");

	@Test
	void whenNobodyWantsAStoreThenNoneIsMade() {
		withRedis(this.runner).withBean(DataSource.class, SharedStoreAutoConfigurationTests::database)
			.run((context) -> assertThat(context).hasSingleBean(DiscordGateway.class)
				.doesNotHaveBean(MetadataStore.class)
				.doesNotHaveBean(ResumeStore.class));
	}

	@Test
	void whenThereIsARedisConnectionThenTheFleetUsesIt() {
		withRedis(fleet()).run((context) -> {
			assertThat(context).hasSingleBean(RedisMetadata.class)
				.hasSingleBean(MetadataStoreResumeStore.class)
				.hasSingleBean(FleetRoster.Factory.class);
			assertThat(context.getBean(DiscordGateway.class).fleet()).isNotNull();
		});
	}

	@Test
	void whenThereIsADatabaseThenTheFleetUsesIt() {
		fleet().withBean(DataSource.class, SharedStoreAutoConfigurationTests::database)
			.run((context) -> assertThat(context).hasSingleBean(JdbcMetadataStore.class)
				.hasSingleBean(MetadataStoreResumeStore.class)
				.hasSingleBean(FleetRoster.Factory.class));
	}

	@Test
	void whenThereAreBothThenRedisIsUsed() {
		withRedis(fleet()).withBean(DataSource.class, SharedStoreAutoConfigurationTests::database)
			.run((context) -> assertThat(context).hasSingleBean(MetadataStore.class)
				.hasSingleBean(RedisMetadata.class));
	}

	@Test
	void whenRedisIsAbsentThenTheDatabaseIsUsed() {
		fleet().withClassLoader(new FilteredClassLoader(RedisConnectionFactory.class))
			.withBean(DataSource.class, SharedStoreAutoConfigurationTests::database)
			.run((context) -> assertThat(context).hasSingleBean(JdbcMetadataStore.class));
	}

	@Test
	void whenSessionsAreToBeKeptInAMetadataStoreThenOneIsMadeWithoutAFleet() {
		withRedis(this.runner).withPropertyValues("discord.gateway.session.store=metadata-store").run((context) -> {
			assertThat(context).hasSingleBean(RedisMetadata.class)
				.hasSingleBean(MetadataStoreResumeStore.class)
				.doesNotHaveBean(FleetRoster.Factory.class);
			assertThat(context.getBean(DiscordGateway.class).fleet()).isNull();
		});
	}

	@Test
	void whenTheApplicationHasAStoreThenThatIsUsed() {
		withRedis(fleet()).withBean(SimpleMetadataStore.class)
			.run((context) -> assertThat(context).hasSingleBean(MetadataStore.class)
				.hasSingleBean(SimpleMetadataStore.class)
				.hasSingleBean(FleetRoster.Factory.class));
	}

	@Test
	void whenNothingCanBeSharedThenTheFailureSaysWhatToAdd() {
		fleet().run((context) -> assertThat(context).getFailure()
			.rootCause()
			.hasMessageContaining("discord.gateway.fleet.enabled is true"));
		fleet().withClassLoader(new FilteredClassLoader(MetadataStore.class))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("discord.gateway.fleet.enabled is true"));
		withRedis(fleet()).withBean(ResumeStore.class, () -> mock(ResumeStore.class))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("discord.gateway.fleet.enabled is true"));
	}

	@Test
	void whenShardsOrAFileAreSetThenTheFailureSaysThatTheFleetDecides() {
		withRedis(fleet()).withPropertyValues("discord.gateway.sharding.total=4", "discord.gateway.sharding.ids=0-1")
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("sharding.ids"));
		withRedis(fleet()).withPropertyValues("discord.gateway.session.store=file")
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("session.store"));
		withRedis(fleet()).withPropertyValues("discord.gateway.fleet.lease=5s")
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("fleet.lease"));
		withRedis(fleet()).withPropertyValues("discord.gateway.fleet.max-shards=0")
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("fleet.max-shards"));
	}

	private ApplicationContextRunner fleet() {
		return this.runner.withPropertyValues("discord.gateway.fleet.enabled=true");
	}

	private static ApplicationContextRunner withRedis(ApplicationContextRunner runner) {
		return runner.withBean(RedisConnectionFactory.class, () -> mock(RedisConnectionFactory.class));
	}

	private static DataSource database() {
		JdbcDataSource database = new JdbcDataSource();
		database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
		new ResourceDatabasePopulator(new ClassPathResource("org/springframework/integration/jdbc/schema-h2.sql"))
			.execute(database);
		return database;
	}

}
