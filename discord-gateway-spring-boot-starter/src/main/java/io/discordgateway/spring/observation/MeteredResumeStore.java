package io.discordgateway.spring.observation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

import io.discordgateway.Internal;
import io.discordgateway.limit.SessionStart;
import io.discordgateway.session.KeptSession;
import io.discordgateway.session.KeptTotal;
import io.discordgateway.session.ResumeChanges;
import io.discordgateway.session.ResumeStore;
import io.discordgateway.session.SessionClaim;
import io.discordgateway.session.SharedResumeStore;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.observation.DiscordMeters.StoreOperation;
import org.jspecify.annotations.Nullable;

/**
 * Session store whose uses are counted.
 *
 * @since 0.1
 */
@Internal
public class MeteredResumeStore implements ResumeStore {

	private final ResumeStore store;

	private final DiscordMeters meters;

	MeteredResumeStore(ResumeStore store, DiscordMeters meters) {
		this.store = store;
		this.meters = meters;
	}

	/**
	 * Returns a store that is counted, shared if the other is.
	 * @param store the store
	 * @param meters what counts
	 * @return the store itself if nothing is counted
	 */
	public static ResumeStore of(ResumeStore store, DiscordMeters meters) {
		if (meters == DiscordMeters.NONE) {
			return store;
		}
		return (store instanceof SharedResumeStore shared) ? new Shared(shared, meters)
				: new MeteredResumeStore(store, meters);
	}

	@Override
	public @Nullable KeptSession load(String applicationId, ShardId shard) {
		return measure(StoreOperation.LOAD, () -> this.store.load(applicationId, shard));
	}

	@Override
	public List<SessionStart> loadIdentifies(String applicationId, Instant now) {
		return measure(StoreOperation.LOAD, () -> this.store.loadIdentifies(applicationId, now));
	}

	@Override
	public void save(String applicationId, ResumeChanges changes) {
		boolean unused = measure(StoreOperation.SAVE, () -> {
			this.store.save(applicationId, changes);
			return true;
		});
	}

	@Override
	public @Nullable KeptTotal loadTotal(String applicationId) {
		return measure(StoreOperation.LOAD, () -> this.store.loadTotal(applicationId));
	}

	@Override
	public void saveTotal(String applicationId, KeptTotal total) {
		boolean unused = measure(StoreOperation.SAVE, () -> {
			this.store.saveTotal(applicationId, total);
			return true;
		});
	}

	<T extends @Nullable Object> T measure(StoreOperation operation, Supplier<T> use) {
		long started = System.nanoTime();
		boolean success = false;
		try {
			T result = use.get();
			success = true;
			return result;
		}
		finally {
			this.meters.stored(operation, Duration.ofNanos(System.nanoTime() - started), success);
		}
	}

	@Override
	public String toString() {
		return this.store.toString();
	}

	private static final class Shared extends MeteredResumeStore implements SharedResumeStore {

		private final SharedResumeStore store;

		Shared(SharedResumeStore store, DiscordMeters meters) {
			super(store, meters);
			this.store = store;
		}

		@Override
		public SessionClaim claim(String applicationId, ShardId shard, String owner, Instant now, Instant until) {
			return measure(StoreOperation.CLAIM, () -> this.store.claim(applicationId, shard, owner, now, until));
		}

		@Override
		public boolean save(String applicationId, SessionClaim claim) {
			return measure(StoreOperation.SAVE, () -> this.store.save(applicationId, claim));
		}

	}

}
