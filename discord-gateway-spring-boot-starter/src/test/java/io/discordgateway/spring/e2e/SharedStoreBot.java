package io.discordgateway.spring.e2e;

import java.util.List;
import java.util.function.Supplier;

import javax.sql.DataSource;

import io.discordgateway.model.MessageCreate;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.autoconfigure.DiscordGatewayAutoConfiguration;
import io.discordgateway.spring.engine.Stores;
import io.discordgateway.spring.session.DiscordGatewayMetadataStoreAutoConfiguration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.DefaultRedisScript;
import org.springframework.integration.jdbc.lock.DefaultLockRepository;
import org.springframework.integration.jdbc.lock.JdbcLockRegistry;
import org.springframework.integration.jdbc.metadata.JdbcMetadataStore;
import org.springframework.integration.redis.metadata.RedisMetadataStore;
import org.springframework.integration.support.locks.LockRegistry;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * An application for a process of its own, whose store is in an engine that others use,
 * too. When its handler begins an event, it writes that there, beside what the store says
 * at that moment. The arguments are properties: {@code engine} and {@code url} name the
 * engine, {@code name} is the process's name, and with {@code locks} nothing is written
 * to the store without a lock of the database's.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ DiscordGatewayMetadataStoreAutoConfiguration.class, DiscordGatewayAutoConfiguration.class })
class SharedStoreBot {

	/** The hash that Redis has the store in. */
	static final String REDIS_STORE = "store";

	public static void main(String[] arguments) {
		SpringApplication application = new SpringApplication(SharedStoreBot.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.run(arguments);
	}

	private static String owner(String claim) {
		return JsonMapper.shared().readTree(claim).path("owner").asString();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "engine", havingValue = "REDIS")
	static class OnRedis {

		@Bean(destroyMethod = "destroy")
		LettuceConnectionFactory redis(@Value("${url}") int port) {
			return Stores.redis(port);
		}

		@Bean
		RedisStore store(LettuceConnectionFactory redis) {
			return new RedisStore(redis);
		}

		@Bean
		RedisHandler handler(LettuceConnectionFactory redis, RedisStore store, @Value("${name}") String name) {
			return new RedisHandler(new StringRedisTemplate(redis), store, name);
		}

	}

	static class RedisHandler {

		/* In one step, as everything in Redis. */
		private static final DefaultRedisScript<Long> BEGIN = new DefaultRedisScript<>("""
				local claim = redis.call('HGET', KEYS[1], ARGV[1])
				local time = redis.call('TIME')
				local number = tonumber(ARGV[4])
				redis.call('RPUSH', 'begun', cjson.encode({process = ARGV[2], owner = ARGV[3], number = number,
						sequence = tonumber(ARGV[5]), claim = claim,
						at = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)}))
				redis.call('HINCRBY', 'begun-by', ARGV[2], 1)
				redis.call('SADD', 'numbers', number)
				if number > tonumber(redis.call('GET', 'last') or '0') then
					redis.call('SET', 'last', number)
				end
				return 0
				""", Long.class);

		private final StringRedisTemplate redis;

		private final RedisStore store;

		private final String name;

		RedisHandler(StringRedisTemplate redis, RedisStore store, String name) {
			this.redis = redis;
			this.store = store;
			this.name = name;
		}

		@EventListener
		void on(DispatchEvent<MessageCreate> event) {
			this.redis.execute(BEGIN, List.of(REDIS_STORE), String.valueOf(this.store.key), this.name,
					String.valueOf(this.store.owner), event.getPayload().id().toString(),
					Long.toString(event.sequence()));
		}

	}

	/** Knows by which name this process claims sessions: it writes no other's claims. */
	static class RedisStore extends RedisMetadataStore {

		private volatile @Nullable String key;

		private volatile @Nullable String owner;

		RedisStore(LettuceConnectionFactory redis) {
			super(redis, REDIS_STORE);
		}

		@Override
		public @Nullable String putIfAbsent(String key, String value) {
			noteOwner(key, value);
			return super.putIfAbsent(key, value);
		}

		@Override
		public boolean replace(String key, String oldValue, String newValue) {
			noteOwner(key, newValue);
			return super.replace(key, oldValue, newValue);
		}

		private void noteOwner(String key, String value) {
			if (key.contains(":session:")) {
				this.key = key;
				this.owner = owner(value);
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnExpression("'${engine}' != 'REDIS'")
	static class OnDatabase {

		@Bean
		DataSource database(@Value("${engine}") SharedLedger.Kind engine, @Value("${url}") String url) {
			return engine.database(url);
		}

		@Bean
		JdbcStore store(DataSource database, ObjectProvider<JdbcLockRegistry> locks) {
			return new JdbcStore(database, locks.getIfAvailable());
		}

		@Bean
		JdbcHandler handler(DataSource database, JdbcStore store, @Value("${name}") String name) {
			return new JdbcHandler(new JdbcTemplate(database), store, name);
		}

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

	static class JdbcHandler {

		private final JdbcTemplate database;

		private final JdbcStore store;

		private final String name;

		JdbcHandler(JdbcTemplate database, JdbcStore store, String name) {
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

	/** As {@link RedisStore}. */
	static class JdbcStore extends JdbcMetadataStore {

		private final @Nullable LockRegistry<?> locks;

		private volatile @Nullable String owner;

		JdbcStore(DataSource database, @Nullable LockRegistry<?> locks) {
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
				this.owner = owner(value);
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
