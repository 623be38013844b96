package io.discordgateway.spring.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

import javax.sql.DataSource;

import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.ShardState;
import io.discordgateway.spring.autoconfigure.DiscordGatewayAutoConfiguration;
import io.discordgateway.spring.engine.Stores;
import io.discordgateway.spring.fleet.DiscordGatewaySharedStoreAutoConfiguration;
import io.discordgateway.spring.session.DiscordGatewayMetadataStoreAutoConfiguration;
import io.discordgateway.test.LocalGateway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.integration.jdbc.lock.DefaultLockRepository;
import org.springframework.integration.jdbc.lock.JdbcLockRegistry;
import org.springframework.integration.support.leader.LockRegistryLeaderInitiator;
import org.springframework.jdbc.support.JdbcTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the example of docs/operations.md: of two instances, the one that Spring
 * Integration elects has the bot.
 */
class LeadershipTests {

	@Test
	@DisplayName("R49: the leader alone is connected, and the next one resumes its session")
	void leaderHasTheBotAndTheNextOneGoesOn() {
		JdbcConnectionPool database = JdbcConnectionPool
			.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
		Stores.makeTables(database, "h2");
		try (LocalGateway gateway = LocalGateway.builder().build().start();
				ConfigurableApplicationContext first = start(gateway, database)) {
			Bot.await().until(() -> isConnected(first));
			try (ConfigurableApplicationContext second = start(gateway, database)) {
				assertThat(second.getBean(DiscordGateway.class).isRunning()).isFalse();
				Messages.send(gateway, 0, 1);
				first.getBean(LockRegistryLeaderInitiator.class).stop();
				Bot.await().until(() -> isConnected(second));
				assertThat(first.getBean(DiscordGateway.class).isRunning()).isFalse();
				assertThat(gateway.record().identifies()).hasSize(1);
				assertThat(gateway.record().resumes()).hasSize(1);
				assertThat(gateway.record().violations()).isEmpty();
			}
		}
		finally {
			database.dispose();
		}
	}

	@Test
	void docsHaveTheExampleThatIsTried() throws Exception {
		String source = Files.readString(Path.of("src/test/java/io/discordgateway/spring/e2e/Leadership.java"));
		assertThat(Files.readString(Path.of("../docs/operations.md")))
			.contains(source.substring(source.indexOf("@Component")).strip());
	}

	private static boolean isConnected(ConfigurableApplicationContext context) {
		return context.getBean(DiscordGateway.class).shards().stream().anyMatch(ShardState::isConnected);
	}

	private static ConfigurableApplicationContext start(LocalGateway gateway, DataSource database) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.initializers((context) -> context.getBeanFactory().registerSingleton("database", database))
			.run("--discord.gateway.api-base-url=" + gateway.apiBaseUrl(),
					"--discord.gateway.token=" + gateway.token().reveal(), "--discord.gateway.auto-startup=false",
					"--discord.gateway.session.store=metadata-store", "--spring.main.banner-mode=off",
					"--spring.jmx.enabled=false", "--logging.level.root=ERROR");
	}

	@Configuration(proxyBeanMethods = false)
	@Import(Leadership.class)
	@ImportAutoConfiguration({ DiscordGatewaySharedStoreAutoConfiguration.class,
			DiscordGatewayMetadataStoreAutoConfiguration.class, DiscordGatewayAutoConfiguration.class })
	static class Application {

		@Bean
		JdbcTransactionManager transactions(DataSource database) {
			return new JdbcTransactionManager(database);
		}

		@Bean
		DefaultLockRepository lockRepository(DataSource database) {
			return new DefaultLockRepository(database);
		}

		@Bean
		JdbcLockRegistry locks(DefaultLockRepository repository) {
			return new JdbcLockRegistry(repository);
		}

		@Bean
		LockRegistryLeaderInitiator leader(JdbcLockRegistry locks) {
			LockRegistryLeaderInitiator leader = new LockRegistryLeaderInitiator(locks);
			leader.setBusyWaitMillis(100);
			return leader;
		}

	}

}
