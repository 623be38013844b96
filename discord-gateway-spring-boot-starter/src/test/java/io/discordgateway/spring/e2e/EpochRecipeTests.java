package io.discordgateway.spring.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.sql.DataSource;

import io.discordgateway.model.MessageCreate;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.autoconfigure.DiscordGatewayAutoConfiguration;
import io.discordgateway.spring.engine.Engine;
import io.discordgateway.spring.engine.Stores;
import io.discordgateway.spring.engine.TcpLink;
import io.discordgateway.spring.session.DiscordGatewayMetadataStoreAutoConfiguration;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.integration.jdbc.metadata.JdbcMetadataStore;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the recipe by which an event has its effect once, whoever handles it and how
 * often: two instances of a fleet on PostgreSQL.
 */
@EnabledOnOs({ OS.LINUX, OS.MAC })
class EpochRecipeTests {

	private static final Path DOCS = Path.of("../docs/fleet.md");

	@TempDir
	private Path folder;

	@Test
	@DisplayName("R49: what an instance writes that has lost its shard is refused, and so is a second delivery")
	void eachEventHasItsEffectOnce() throws Exception {
		try (Engine engine = Engine.postgres(this.folder);
				TcpLink link = new TcpLink(engine.port());
				LocalGateway gateway = LocalGateway.builder().build().start()) {
			Stores.makeTables(Stores.postgres(engine.port()), "postgresql");
			JdbcTemplate database = new JdbcTemplate(Stores.postgres(engine.port()));
			for (String table : tables()) {
				database.execute(table);
			}
			try (ConfigurableApplicationContext slow = start(gateway, engine, link.port())) {
				Gate first = slow.getBean(Gate.class);
				first.close();
				Bot.await().until(() -> hasSession(database));
				Messages.send(gateway, 0, 1);
				Bot.await().until(() -> first.entered.equals(List.of(1L)));
				// Its lease ends while its listener has the event in hand.
				link.refuse();
				try (ConfigurableApplicationContext next = start(gateway, engine, engine.port())) {
					Gate second = next.getBean(Gate.class);
					Bot.await().until(() -> second.left.equals(List.of(2L)));
					assertThat(effects(database)).isOne();
					first.open();
					Bot.await().until(() -> first.left.equals(List.of(1L)));
					assertThat(effects(database)).as("the late write").isOne();
					// A listener behind it fails, so that the event is published again.
					second.failing = true;
					Messages.send(gateway, 1, 2);
					Bot.await().until(() -> second.left.equals(List.of(2L, 2L, 2L)));
					assertThat(effects(database)).as("the second delivery").isEqualTo(2);
					link.mend();
				}
			}
			assertThat(database.queryForList("SELECT epoch FROM shard_epoch", Long.class)).containsExactly(2L);
			assertThat(gateway.record().identifies()).hasSize(1);
		}
	}

	@Test
	void docsHaveTheRecipeThatIsTried() throws Exception {
		String source = Files.readString(Path.of("src/test/java/io/discordgateway/spring/e2e/EpochEffects.java"));
		String method = source.substring(source.indexOf("\t@Transactional"), source.lastIndexOf('}')).stripTrailing();
		assertThat(Files.readString(DOCS)).contains(method.replaceAll("(?m)^\t", ""));
	}

	private static List<String> tables() throws Exception {
		Matcher sql = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(DOCS));
		assertThat(sql.find()).isTrue();
		return List.of(sql.group(1).strip().split(";\\s*"));
	}

	private static boolean hasSession(JdbcTemplate database) {
		return database.queryForObject(
				"SELECT COUNT(*) FROM INT_METADATA_STORE WHERE METADATA_VALUE LIKE '%\"sequence\":%'",
				Integer.class) > 0;
	}

	private static int effects(JdbcTemplate database) {
		return database.queryForObject("SELECT messages FROM counter", Integer.class);
	}

	private static ConfigurableApplicationContext start(LocalGateway gateway, Engine engine, int storePort) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE).initializers((context) -> {
			context.getBeanFactory().registerSingleton("database", Stores.postgres(engine.port()));
			JdbcMetadataStore store = new JdbcMetadataStore(Stores.postgres(storePort));
			store.afterPropertiesSet();
			context.getBeanFactory().registerSingleton("store", store);
		})
			.run("--discord.gateway.api-base-url=" + gateway.apiBaseUrl(),
					"--discord.gateway.token=" + gateway.token().reveal(), "--discord.gateway.fleet.enabled=true",
					"--discord.gateway.fleet.lease=6s", "--discord.gateway.sharding.total=1",
					"--discord.gateway.dispatch.on-error=retry", "--discord.gateway.dispatch.retry.initial-delay=10ms",
					"--spring.main.banner-mode=off", "--spring.jmx.enabled=false", "--logging.level.root=ERROR");
	}

	/** What is before and behind the recipe, and has an event in hand for a while. */
	static class Gate {

		private final List<Long> entered = new CopyOnWriteArrayList<>();

		private final List<Long> left = new CopyOnWriteArrayList<>();

		private volatile CountDownLatch latch = new CountDownLatch(0);

		/* Whether the next event fails behind the recipe, once. */
		private volatile boolean failing;

		void close() {
			this.latch = new CountDownLatch(1);
		}

		void open() {
			this.latch.countDown();
		}

		@Order(Ordered.HIGHEST_PRECEDENCE)
		@EventListener
		void before(DispatchEvent<MessageCreate> event) throws InterruptedException {
			this.entered.add(event.epoch());
			this.latch.await();
		}

		@Order(Ordered.LOWEST_PRECEDENCE)
		@EventListener
		void behind(DispatchEvent<MessageCreate> event) {
			this.left.add(event.epoch());
			if (this.failing) {
				this.failing = false;
				throw new IllegalStateException("on purpose");
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	@ImportAutoConfiguration({ DiscordGatewayMetadataStoreAutoConfiguration.class,
			DiscordGatewayAutoConfiguration.class })
	static class Application {

		@Bean
		JdbcTransactionManager transactions(DataSource database) {
			return new JdbcTransactionManager(database);
		}

		@Bean
		EpochEffects effects(DataSource database) {
			return new EpochEffects(new JdbcTemplate(database));
		}

		@Bean
		Gate gate() {
			return new Gate();
		}

	}

}
