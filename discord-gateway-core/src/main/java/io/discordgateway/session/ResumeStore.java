package io.discordgateway.session;

import java.time.Instant;
import java.util.List;

import io.discordgateway.limit.SessionStart;
import io.discordgateway.shard.ShardId;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what survives a process: the resume points of shards (R23), and when sessions
 * were started (R13). All is kept under the bot's application id, so that bots may share
 * a store.
 * <p>
 * Methods may block, and are never called on a thread that receives or publishes events.
 * They throw whatever {@link RuntimeException} fits when the store fails: what is not
 * saved is saved later, with what came in between. Calls come one after the other, from
 * one thread per gateway. Several gateways may share a {@link SharedResumeStore} only,
 * which knows whose a session is (R49).
 * <p>
 * Implementations can be tested with {@code ResumeStoreContractTests} of
 * {@code discord-gateway-test}.
 *
 * @since 0.1
 */
public interface ResumeStore {

	/**
	 * Returns the session of a shard.
	 * @param applicationId the bot's application id
	 * @param shard the shard, with the total that it was numbered for
	 * @return the session that was saved last for exactly this application, shard and
	 * total, or {@code null} if there is none, it was dropped, or it cannot be read
	 */
	@Nullable KeptSession load(String applicationId, ShardId shard);

	/**
	 * Returns what sessions were started in the last 24 h, by all processes that share
	 * the store.
	 * @param applicationId the bot's application id
	 * @param now the time; what was started later, by a clock that was ahead, is in the
	 * list, and hides nothing
	 * @return the starts, oldest first
	 */
	List<SessionStart> loadIdentifies(String applicationId, Instant now);

	/**
	 * Saves what has changed, all together or not at all if the store can do that. When
	 * this method has returned, it survives the process, and the machine if the store
	 * says so.
	 * @param applicationId the bot's application id
	 * @param changes what has changed
	 */
	void save(String applicationId, ResumeChanges changes);

	/**
	 * Returns of which total the sessions are that have all events (R38). A store that
	 * does not keep it says {@code null}: then a process that comes with another total
	 * begins anew, and what happened in between is lost.
	 * @param applicationId the bot's application id
	 * @return what was saved last, or {@code null} if nothing was
	 */
	default @Nullable KeptTotal loadTotal(String applicationId) {
		return null;
	}

	/**
	 * Saves of which total the sessions are that have all events. When this method has
	 * returned, it survives the process.
	 * @param applicationId the bot's application id
	 * @param total the total
	 */
	default void saveTotal(String applicationId, KeptTotal total) {
	}

}
