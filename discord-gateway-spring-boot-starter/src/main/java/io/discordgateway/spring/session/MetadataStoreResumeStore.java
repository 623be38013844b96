package io.discordgateway.spring.session;

import java.time.Instant;
import java.util.List;

import io.discordgateway.session.KeptSession;
import io.discordgateway.session.ResumeChanges;
import io.discordgateway.session.ResumeStore;
import io.discordgateway.shard.ShardId;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

import org.springframework.integration.metadata.ConcurrentMetadataStore;
import org.springframework.integration.metadata.MetadataStore;

/**
 * {@link ResumeStore} in a {@link MetadataStore} of Spring Integration, and so in
 * whatever engine that is made for: Redis, JDBC, Hazelcast, MongoDB and more. Each shard
 * has a key of its own, so that processes with different shards may share a store. As
 * durable, and as thread-safe, as that store is.
 *
 * @since 0.1
 */
public final class MetadataStoreResumeStore implements ResumeStore {

	private static final String PREFIX = "discord-gateway:";

	/* Processes that write at the same moment: far more than a fleet has. */
	private static final int MAX_ATTEMPTS = 50;

	private final MetadataStore store;

	/**
	 * Makes a store.
	 * @param store where everything is kept
	 */
	public MetadataStoreResumeStore(MetadataStore store) {
		this.store = store;
	}

	@Override
	public @Nullable KeptSession load(String applicationId, ShardId shard) {
		KeptSession session = ResumeRecords.read(this.store.get(key(applicationId, shard)));
		return (session != null && session.point().shard().equals(shard)) ? session : null;
	}

	@Override
	public List<Instant> loadIdentifies(String applicationId, Instant now) {
		return ResumeRecords.since(times(this.store.get(identifiesKey(applicationId))), now);
	}

	@Override
	public void save(String applicationId, ResumeChanges changes) {
		if (!changes.identifies().isEmpty()) {
			addIdentifies(identifiesKey(applicationId), changes.identifies());
		}
		for (KeptSession session : changes.sessions()) {
			this.store.put(key(applicationId, session.point().shard()), ResumeRecords.write(session).toString());
		}
		for (ShardId shard : changes.dropped()) {
			String unused = this.store.remove(key(applicationId, shard));
		}
	}

	private void addIdentifies(String key, List<Instant> identifies) {
		for (int i = 0; i < MAX_ATTEMPTS; i++) {
			String kept = this.store.get(key);
			String merged = ResumeRecords.write(ResumeRecords.merge(times(kept), identifies)).toString();
			if (merged.equals(kept) || put(key, kept, merged)) {
				return;
			}
		}
		throw new IllegalStateException("The key " + key + " changes all the time");
	}

	private boolean put(String key, @Nullable String before, String after) {
		if (!(this.store instanceof ConcurrentMetadataStore concurrent)) {
			this.store.put(key, after);
			return true;
		}
		return (before != null) ? concurrent.replace(key, before, after) : concurrent.putIfAbsent(key, after) == null;
	}

	private static List<Instant> times(@Nullable String json) {
		try {
			return (json != null) ? ResumeRecords.readTimes(ResumeRecords.mapper.readTree(json)) : List.of();
		}
		catch (JacksonException ex) {
			return List.of();
		}
	}

	private static String key(String applicationId, ShardId shard) {
		return PREFIX + applicationId + ":session:" + shard.id() + ":" + shard.total();
	}

	private static String identifiesKey(String applicationId) {
		return PREFIX + applicationId + ":identifies";
	}

	@Override
	public String toString() {
		return "MetadataStoreResumeStore[" + this.store.getClass().getSimpleName() + "]";
	}

}
