package io.discordgateway.spring.engine;

import java.time.Duration;

import javax.sql.DataSource;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import org.postgresql.ds.PGConnectionPoolDataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.ds.common.BaseDataSource;

import org.springframework.core.io.ClassPathResource;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/**
 * Clients of engines, with the time-outs that <a href="file:docs/fleet-engines.md">the
 * docs</a> advise: an engine that is silent is an engine that is away.
 */
public final class Stores {

	/** How long an engine may take to answer. */
	public static final Duration TIMEOUT = Duration.ofSeconds(2);

	private Stores() {
	}

	/**
	 * Makes a client of a Redis.
	 * @param port the port on loopback
	 * @return the client, which has to be destroyed
	 */
	public static LettuceConnectionFactory redis(int port) {
		LettuceClientConfiguration client = LettuceClientConfiguration.builder()
			.commandTimeout(TIMEOUT)
			.shutdownTimeout(Duration.ZERO)
			.shutdownQuietPeriod(Duration.ZERO)
			.clientOptions(ClientOptions.builder()
				.socketOptions(SocketOptions.builder().connectTimeout(TIMEOUT).build())
				.timeoutOptions(TimeoutOptions.enabled())
				.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
				.build())
			.build();
		LettuceConnectionFactory factory = new LettuceConnectionFactory(
				new RedisStandaloneConfiguration("127.0.0.1", port), client);
		factory.afterPropertiesSet();
		factory.start();
		return factory;
	}

	/**
	 * Makes a client of a PostgreSQL, without a pool.
	 * @param port the port on loopback
	 * @return the client
	 */
	public static PGSimpleDataSource postgres(int port) {
		PGSimpleDataSource client = new PGSimpleDataSource();
		set(client, port);
		return client;
	}

	/**
	 * Makes what a pool of connections to a PostgreSQL is made from.
	 * @param port the port on loopback
	 * @return what makes its connections
	 */
	public static PGConnectionPoolDataSource pooled(int port) {
		PGConnectionPoolDataSource client = new PGConnectionPoolDataSource();
		set(client, port);
		return client;
	}

	private static void set(BaseDataSource client, int port) {
		client.setServerNames(new String[] { "127.0.0.1" });
		client.setPortNumbers(new int[] { port });
		client.setDatabaseName("postgres");
		client.setUser("postgres");
		int seconds = (int) TIMEOUT.toSeconds();
		client.setConnectTimeout(seconds);
		client.setSocketTimeout(seconds);
		client.setLoginTimeout(seconds);
	}

	/**
	 * Makes the tables of Spring Integration.
	 * @param database where
	 * @param platform the kind of database, as Spring Integration names it
	 */
	public static void makeTables(DataSource database, String platform) {
		new ResourceDatabasePopulator(
				new ClassPathResource("org/springframework/integration/jdbc/schema-" + platform + ".sql"))
			.execute(database);
	}

}
