package io.discordgateway.spring.e2e;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

import io.discordgateway.spring.engine.Engine;
import io.discordgateway.spring.engine.Stores;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.tools.Server;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;

/**
 * What the processes of {@link SharedStoreBot} have written into their engine: the store,
 * and who has begun what.
 */
abstract class SharedLedger implements AutoCloseable {

	/** The engines that there are. */
	enum Kind {

		/** H2, as a server in this process. */
		H2,

		POSTGRES,

		REDIS;

		/**
		 * Starts the engine.
		 * @param folder where its data may be
		 * @return what is in it
		 */
		SharedLedger open(Path folder) throws Exception {
			return switch (this) {
				case H2 -> new Jdbc();
				case POSTGRES -> new Jdbc(Engine.postgres(folder));
				case REDIS -> new Redis(Engine.redis(folder));
			};
		}

		/* For the processes, too. */
		DataSource database(String url) {
			return switch (this) {
				case H2 -> JdbcConnectionPool.create(url, "sa", "");
				case POSTGRES -> JdbcConnectionPool.create(Stores.pooled(Integer.parseInt(url)));
				case REDIS -> throw new IllegalStateException("Redis is no database");
			};
		}

	}

	/** Returns what a process is to know of the engine: {@code url}. */
	abstract String url();

	abstract boolean hasSession();

	/** Returns how many events a process has begun. */
	abstract int begun(String process);

	/** Returns the highest number of the events that were begun. */
	abstract int last();

	abstract int distinct();

	/** Returns all that was begun, in the engine's order. */
	abstract List<Begun> all();

	@Override
	public abstract void close();

	/**
	 * An event that a process has begun.
	 *
	 * @param process which
	 * @param owner by what name it claims sessions
	 * @param number the event's
	 * @param sequence its number in the session
	 * @param claim what the store said at that moment
	 * @param at when that was, by the engine's clock
	 */
	record Begun(String process, @Nullable String owner, int number, long sequence, JsonNode claim, Instant at) {
	}

	private static final class Jdbc extends SharedLedger {

		private static final RowMapper<Begun> MAPPER = (row, number) -> new Begun(row.getString("PROCESS"),
				row.getString("OWNER"), row.getInt("NUMBER"), row.getLong("SEQUENCE"),
				JsonMapper.shared().readTree(row.getString("CLAIM")), row.getTimestamp("AT").toInstant());

		private final String url;

		private final Runnable end;

		/* A database in memory is there for as long as this connection is. */
		private final JdbcConnectionPool pool;

		private final JdbcTemplate sql;

		private Jdbc() throws SQLException {
			Server server = Server.createTcpServer("-tcpPort", "0", "-tcpDaemon").start();
			String name = "mem:" + UUID.randomUUID();
			this.url = "jdbc:h2:tcp://localhost:" + server.getPort() + "/" + name;
			this.pool = JdbcConnectionPool.create("jdbc:h2:" + name + ";DB_CLOSE_DELAY=-1", "sa", "");
			this.sql = new JdbcTemplate(this.pool);
			this.end = () -> {
				this.sql.execute("SHUTDOWN");
				server.stop();
			};
			makeTables("h2");
		}

		private Jdbc(Engine engine) {
			this.url = Integer.toString(engine.port());
			this.pool = JdbcConnectionPool.create(Stores.pooled(engine.port()));
			this.sql = new JdbcTemplate(this.pool);
			this.end = engine::close;
			makeTables("postgresql");
		}

		private void makeTables(String platform) {
			Stores.makeTables(this.pool, platform);
			this.sql.execute("""
					CREATE TABLE BEGUN (ID BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, PROCESS VARCHAR(40),
					OWNER VARCHAR(40), NUMBER INT, SEQUENCE BIGINT, CLAIM VARCHAR(4000),
					AT TIMESTAMP(3) WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP(3))""");
			this.sql.execute("CREATE INDEX BEGUN_PROCESS ON BEGUN (PROCESS)");
			this.sql.execute("CREATE INDEX BEGUN_NUMBER ON BEGUN (NUMBER)");
		}

		@Override
		String url() {
			return this.url;
		}

		@Override
		boolean hasSession() {
			return count("SELECT COUNT(*) FROM INT_METADATA_STORE WHERE METADATA_VALUE LIKE '%\"sequence\":%'") > 0;
		}

		@Override
		int begun(String process) {
			return count("SELECT COUNT(*) FROM BEGUN WHERE PROCESS = ?", process);
		}

		@Override
		int last() {
			return count("SELECT MAX(NUMBER) FROM BEGUN");
		}

		@Override
		int distinct() {
			return count("SELECT COUNT(DISTINCT NUMBER) FROM BEGUN");
		}

		private int count(String query, Object... arguments) {
			Integer count = this.sql.queryForObject(query, Integer.class, arguments);
			return (count != null) ? count : 0;
		}

		@Override
		List<Begun> all() {
			return this.sql.query("SELECT * FROM BEGUN ORDER BY ID", MAPPER);
		}

		@Override
		public void close() {
			this.end.run();
			this.pool.dispose();
		}

	}

	private static final class Redis extends SharedLedger {

		private final Engine engine;

		private final LettuceConnectionFactory client;

		private final StringRedisTemplate redis;

		private Redis(Engine engine) {
			this.engine = engine;
			this.client = Stores.redis(engine.port());
			this.redis = new StringRedisTemplate(this.client);
		}

		@Override
		String url() {
			return Integer.toString(this.engine.port());
		}

		@Override
		boolean hasSession() {
			return this.redis.opsForHash()
				.values(SharedStoreBot.REDIS_STORE)
				.stream()
				.anyMatch((value) -> value.toString().contains("\"sequence\":"));
		}

		@Override
		int begun(String process) {
			Object count = this.redis.opsForHash().get("begun-by", process);
			return (count != null) ? Integer.parseInt(count.toString()) : 0;
		}

		@Override
		int last() {
			String last = this.redis.opsForValue().get("last");
			return (last != null) ? Integer.parseInt(last) : 0;
		}

		@Override
		int distinct() {
			Long size = this.redis.opsForSet().size("numbers");
			return (size != null) ? size.intValue() : 0;
		}

		@Override
		List<Begun> all() {
			List<String> all = this.redis.opsForList().range("begun", 0, -1);
			return all.stream().map(JsonMapper.shared()::readTree).map(Redis::begun).toList();
		}

		private static Begun begun(JsonNode json) {
			return new Begun(json.path("process").asString(), json.path("owner").asString(),
					json.path("number").asInt(), json.path("sequence").asLong(),
					JsonMapper.shared().readTree(json.path("claim").asString()),
					Instant.ofEpochMilli(json.path("at").asLong()));
		}

		@Override
		public void close() {
			this.client.destroy();
			this.engine.close();
		}

	}

}
