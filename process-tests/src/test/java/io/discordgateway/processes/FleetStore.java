package io.discordgateway.processes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.zaxxer.hikari.HikariDataSource;
import io.discordgateway.spring.engine.Engine;
import io.discordgateway.spring.engine.Stores;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.JdbcTemplate;

/** What a fleet may share, with what docs/fleet.md tells users to add and to set. */
enum FleetStore {

	REDIS("org.springframework.boot:spring-boot-starter-data-redis",
			"org.springframework.integration:spring-integration-core") {

		@Override
		Engine open(Path folder) throws IOException {
			return Engine.redis(folder);
		}

		@Override
		List<String> properties(int port) {
			return List.of("spring.data.redis.host=127.0.0.1", "spring.data.redis.port=" + port,
					"spring.data.redis.timeout=2s", "spring.data.redis.connect-timeout=2s");
		}

		@Override
		Reader reader(int port) {
			LettuceConnectionFactory connections = Stores.redis(port);
			StringRedisTemplate redis = new StringRedisTemplate(connections);
			return new Reader() {

				@Override
				public Map<String, String> read(List<String> keys) {
					List<String> values = redis.opsForValue().multiGet(keys);
					Map<String, String> found = new HashMap<>();
					for (int i = 0; i < keys.size(); i++) {
						if (values.get(i) != null) {
							found.put(keys.get(i), values.get(i));
						}
					}
					return found;
				}

				@Override
				public void close() {
					connections.destroy();
				}

			};
		}

	},

	POSTGRES("org.springframework.boot:spring-boot-starter-jdbc",
			"org.springframework.integration:spring-integration-jdbc", "org.postgresql:postgresql") {

		@Override
		Engine open(Path folder) throws IOException {
			Engine engine = Engine.postgres(folder);
			Stores.makeTables(Stores.postgres(engine.port()), "postgresql");
			return engine;
		}

		@Override
		List<String> properties(int port) {
			return List.of(
					"spring.datasource.url=jdbc:postgresql://127.0.0.1:" + port
							+ "/postgres?socketTimeout=5&connectTimeout=2&tcpKeepAlive=true",
					"spring.datasource.username=postgres", "spring.datasource.hikari.connection-timeout=2000",
					"spring.datasource.hikari.maximum-pool-size=4");
		}

		@Override
		Reader reader(int port) {
			HikariDataSource pool = new HikariDataSource();
			pool.setDataSource(Stores.postgres(port));
			pool.setMaximumPoolSize(1);
			pool.setConnectionTimeout(Stores.TIMEOUT.toMillis());
			JdbcTemplate database = new JdbcTemplate(pool);
			return new Reader() {

				@Override
				public Map<String, String> read(List<String> keys) {
					Map<String, String> found = new HashMap<>();
					database.queryForList("SELECT METADATA_KEY, METADATA_VALUE FROM INT_METADATA_STORE")
						.forEach((row) -> found.put((String) row.get("METADATA_KEY"),
								(String) row.get("METADATA_VALUE")));
					found.keySet().retainAll(keys);
					return found;
				}

				@Override
				public void close() {
					pool.close();
				}

			};
		}

	};

	private final List<String> dependencies;

	FleetStore(String... dependencies) {
		this.dependencies = List.of(dependencies);
	}

	List<String> dependencies() {
		return this.dependencies;
	}

	abstract Engine open(Path folder) throws IOException;

	abstract List<String> properties(int port);

	abstract Reader reader(int port);

	/** Reads what the instances have written. */
	interface Reader extends AutoCloseable {

		/**
		 * Reads values.
		 * @param keys their keys
		 * @return the values of those that there are
		 */
		Map<String, String> read(List<String> keys);

		@Override
		void close();

	}

}
