package io.discordgateway.test.discord;

import java.util.Objects;

import io.discordgateway.Internal;
import io.discordgateway.shard.ShardId;
import org.jspecify.annotations.Nullable;

/**
 * Which connections or sessions something is for: all, those of a shard, or one.
 *
 * @param shard number of the shard, whatever its total, or {@code null}
 * @param connection number of the connection, or {@code null}
 * @param session id of the session, or {@code null}
 * @since 0.1
 */
@Internal
public record Scope(@Nullable Integer shard, @Nullable Long connection, @Nullable String session) {

	/** Everything. */
	public static final Scope ALL = new Scope(null, null, null);

	/**
	 * Returns what is of a shard. A connection is of the shard that it identified or
	 * resumed as.
	 * @param shard number of the shard
	 * @return the scope
	 */
	public static Scope shard(int shard) {
		return new Scope(shard, null, null);
	}

	/**
	 * Returns one connection, and what session it has.
	 * @param connection number of the connection
	 * @return the scope
	 */
	public static Scope connection(long connection) {
		return new Scope(null, connection, null);
	}

	/**
	 * Returns one session, and what connection it has.
	 * @param session id of the session
	 * @return the scope
	 */
	public static Scope session(String session) {
		return new Scope(null, null, session);
	}

	boolean covers(Connection candidate) {
		ShardId of = candidate.shard;
		Session session = candidate.session;
		return (this.shard == null || (of != null && of.id() == this.shard))
				&& (this.connection == null || candidate.id() == this.connection)
				&& (this.session == null || (session != null && session.id().equals(this.session)));
	}

	boolean covers(Session candidate) {
		Connection connection = candidate.connection;
		return (this.shard == null || candidate.shard().id() == this.shard)
				&& (this.connection == null || (connection != null && connection.id() == this.connection))
				&& (this.session == null || Objects.equals(candidate.id(), this.session));
	}

}
