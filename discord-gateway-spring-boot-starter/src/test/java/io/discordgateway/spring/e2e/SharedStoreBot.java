package io.discordgateway.spring.e2e;

import java.util.function.Supplier;

import javax.sql.DataSource;

import io.discordgateway.model.MessageCreate;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.autoconfigure.DiscordGatewayAutoConfiguration;
import io.discordgateway.spring.session.DiscordGatewayMetadataStoreAutoConfiguration;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.integration.jdbc.lock.DefaultLockRepository;
import org.springframework.integration.jdbc.lock.JdbcLockRegistry;
import org.springframework.integration.jdbc.metadata.JdbcMetadataStore;
import org.springframework.integration.support.locks.LockRegistry;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * An application for a process of its own, whose store is in a database that others use,
 * too. When its handler begins an event, it writes that there, beside what the store says
 * at that moment. The arguments are properties: {@code database} is the url, {@code name}
 * the process's name, and with {@code locks} nothing is written to the store without a
 * lock of the database's.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ DiscordGatewayMetadataStoreAutoConfiguration.class, DiscordGatewayAutoConfiguration.class })
class SharedStoreBot {

	public static void main(String[] arguments) {
		SpringApplication application = new SpringApplication(SharedStoreBot.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.run(arguments);
	}

	@Bean(destroyMethod = "dispose")
	JdbcConnectionPool database(@Value("${database}") String url) {
		return JdbcConnectionPool.create(url, "sa", "");
	}

	@Bean
	Store store(DataSource database, ObjectProvider<JdbcLockRegistry> locks) {
		return new Store(database, locks.getIfAvailable());
	}

	@Bean
	Handler handler(DataSource database, Store store, @Value("${name}") String name) {
		return new Handler(new JdbcTemplate(database), store, name);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty("locks")
	static class Locks {

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

	}

	static class Handler {

		private final JdbcTemplate database;

		private final Store store;

		private final String name;

		Handler(JdbcTemplate database, Store store, String name) {
			this.database = database;
			this.store = store;
			this.name = name;
		}

		@EventListener
		void on(DispatchEvent<MessageCreate> event) {
			this.database.update("""
					INSERT INTO BEGUN (PROCESS, OWNER, NUMBER, SEQUENCE, CLAIM)
					SELECT ?, ?, ?, ?, METADATA_VALUE FROM INT_METADATA_STORE
					WHERE METADATA_KEY LIKE 'discord-gateway:%:session:0:1'""", this.name, this.store.owner,
					event.getPayload().id().value(), event.sequence());
		}

	}

	/** Knows by which name this process claims sessions: it writes no other's claims. */
	static class Store extends JdbcMetadataStore {

		private final @Nullable LockRegistry<?> locks;

		private volatile @Nullable String owner;

		Store(DataSource database, @Nullable LockRegistry<?> locks) {
			super(database);
			this.locks = locks;
		}

		@Override
		public @Nullable String putIfAbsent(String key, String value) {
			noteOwner(key, value);
			return locked(key, () -> super.putIfAbsent(key, value));
		}

		@Override
		public boolean replace(String key, String oldValue, String newValue) {
			noteOwner(key, newValue);
			return Boolean.TRUE.equals(locked(key, () -> super.replace(key, oldValue, newValue)));
		}

		private void noteOwner(String key, String value) {
			if (key.contains(":session:")) {
				this.owner = JsonMapper.shared().readTree(value).path("owner").asString();
			}
		}

		private <T> @Nullable T locked(String key, Supplier<@Nullable T> action) {
			try {
				return (this.locks != null) ? this.locks.executeLocked(key, action::get) : action.get();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
		}

	}

}
