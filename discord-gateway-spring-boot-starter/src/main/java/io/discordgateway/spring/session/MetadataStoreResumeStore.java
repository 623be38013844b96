package io.discordgateway.spring.session;

import java.io.Flushable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.discordgateway.limit.SessionStart;
import io.discordgateway.session.KeptSession;
import io.discordgateway.session.KeptTotal;
import io.discordgateway.session.ResumeChanges;
import io.discordgateway.session.SessionClaim;
import io.discordgateway.session.SharedResumeStore;
import io.discordgateway.shard.ShardId;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

import org.springframework.integration.metadata.ConcurrentMetadataStore;
import org.springframework.integration.metadata.SimpleMetadataStore;

/**
 * {@link SharedResumeStore} in a {@link ConcurrentMetadataStore} of Spring Integration,
 * and so in whatever engine that is made for: Redis, JDBC, Hazelcast, MongoDB and more.
 * Each shard has a key of its own, which is changed by nothing but compare-and-set, so
 * that processes may share a store (R49). As durable, as thread-safe, and as shared as
 * that store is; one that is {@link Flushable} is flushed after each save.
 *
 * @since 0.1
 */
public final class MetadataStoreResumeStore implements SharedResumeStore {

	private static final Log logger = LogFactory.getLog(MetadataStoreResumeStore.class);

	private static final String PREFIX = "discord-gateway:";

	private static final String UNREADABLE = ":unreadable";

	/* What asks for no ownership leaves it to nobody. */
	private static final String NOBODY = "nobody";

	/* What the usual table of a JdbcMetadataStore takes. */
	private static final int MAX_LENGTH = 4000;

	/* Processes that write at the same moment: far more than a fleet has. */
	private static final int MAX_ATTEMPTS = 50;

	private final ConcurrentMetadataStore store;

	/**
	 * Makes a store.
	 * @param store where everything is kept
	 */
	public MetadataStoreResumeStore(ConcurrentMetadataStore store) {
		this.store = store;
		if (store instanceof SimpleMetadataStore) {
			logger.warn("The sessions are kept in a SimpleMetadataStore. Unless it was made with a map that is kept "
					+ "elsewhere, it ends with this process, and no session is ever resumed from it. Use a store of an "
					+ "engine (Redis, JDBC, ...), or discord.gateway.session.store=file");
		}
	}

	@Override
	public @Nullable KeptSession load(String applicationId, ShardId shard) {
		String key = key(applicationId, shard);
		SessionClaim kept = read(key, shard, this.store.get(key));
		return (kept != null) ? kept.session() : null;
	}

	@Override
	public List<SessionStart> loadIdentifies(String applicationId, Instant now) {
		return ResumeRecords.since(ResumeRecords.merge(starts(pages(applicationId)), List.of()), now);
	}

	/**
	 * Writes what changed. Sessions that are saved in this way keep their owner.
	 */
	@Override
	public void save(String applicationId, ResumeChanges changes) {
		if (!changes.identifies().isEmpty()) {
			addStarts(applicationId, changes.identifies());
		}
		changes.sessions().forEach((session) -> change(applicationId, session.point().shard(), session));
		changes.dropped().forEach((shard) -> change(applicationId, shard, null));
		flush();
	}

	private void change(String applicationId, ShardId shard, @Nullable KeptSession session) {
		String key = key(applicationId, shard);
		change(key, (text) -> {
			SessionClaim kept = read(key, shard, text);
			SessionClaim owned = (kept != null) ? kept : new SessionClaim(shard, NOBODY, 0, Instant.EPOCH, null);
			return ResumeRecords.write(owned.renewed(session, owned.until())).toString();
		});
	}

	@Override
	public SessionClaim claim(String applicationId, ShardId shard, String owner, Instant now, Instant until) {
		String key = key(applicationId, shard);
		for (int i = 0; i < MAX_ATTEMPTS; i++) {
			String before = this.store.get(key);
			SessionClaim kept = read(key, shard, before);
			if (kept != null && !kept.owner().equals(owner) && !kept.until().isBefore(now)) {
				return kept;
			}
			SessionClaim claim = new SessionClaim(shard, owner, (kept != null) ? kept.epoch() + 1 : 1, until,
					(kept != null) ? kept.session() : null);
			if (replace(key, before, ResumeRecords.write(claim).toString())) {
				flush();
				return claim;
			}
		}
		throw busy(key);
	}

	@Override
	public boolean save(String applicationId, SessionClaim claim) {
		String key = key(applicationId, claim.shard());
		String after = ResumeRecords.write(claim).toString();
		for (int i = 0; i < MAX_ATTEMPTS; i++) {
			String before = this.store.get(key);
			SessionClaim kept = (before != null) ? ResumeRecords.readClaim(before, claim.shard()) : null;
			if (before == null || kept == null || !kept.owner().equals(claim.owner())
					|| kept.epoch() != claim.epoch()) {
				return false;
			}
			// Some engines refuse what others disturbed, though it was not changed.
			if (replace(key, before, after)) {
				flush();
				return true;
			}
		}
		throw busy(key);
	}

	@Override
	public @Nullable KeptTotal loadTotal(String applicationId) {
		String kept = this.store.get(totalKey(applicationId));
		return (kept != null) ? ResumeRecords.readTotal(kept) : null;
	}

	@Override
	public void saveTotal(String applicationId, KeptTotal total) {
		this.store.put(totalKey(applicationId), ResumeRecords.write(total).toString());
		flush();
	}

	/** Reads a claim; one of another form is set aside, and told of. */
	private @Nullable SessionClaim read(String key, ShardId shard, @Nullable String text) {
		if (text == null) {
			return null;
		}
		SessionClaim claim = ResumeRecords.readClaim(text, shard);
		if (claim == null && !text.equals(this.store.get(key + UNREADABLE))) {
			this.store.put(key + UNREADABLE, text);
			logger.warn("What is kept under " + key + " is no session of this version, so it is not resumed. "
					+ "It was set aside under " + key + UNREADABLE);
		}
		return claim;
	}

	private void change(String key, Function<@Nullable String, String> change) {
		for (int i = 0; i < MAX_ATTEMPTS; i++) {
			String before = this.store.get(key);
			String after = change.apply(before);
			if (replace(key, before, after)) {
				return;
			}
		}
		throw busy(key);
	}

	private boolean replace(String key, @Nullable String before, String after) {
		if (after.equals(before)) {
			// Some engines count what did not change as not replaced.
			return true;
		}
		return (before != null) ? this.store.replace(key, before, after) : this.store.putIfAbsent(key, after) == null;
	}

	private static IllegalStateException busy(String key) {
		return new IllegalStateException("The key " + key + " changes all the time");
	}

	private void flush() {
		if (this.store instanceof Flushable flushable) {
			try {
				flushable.flush();
			}
			catch (IOException ex) {
				throw new UncheckedIOException("The sessions could not be flushed to " + this, ex);
			}
		}
	}

	// The day's session starts

	/*
	 * A bot may start thousands of sessions a day, and engines bound the length of a
	 * value. So starts are on pages: each start is put on the first page that has room,
	 * once those of the day before are off it, and a page is never removed. A start that
	 * two processes' clocks or a save that is repeated put on two pages counts once.
	 */
	private void addStarts(String applicationId, List<SessionStart> added) {
		for (int i = 0; i < MAX_ATTEMPTS; i++) {
			if (tryToAdd(applicationId, added)) {
				return;
			}
		}
		throw busy(pageKey(applicationId, 0));
	}

	/** Returns whether no other process has changed a page meanwhile. */
	private boolean tryToAdd(String applicationId, List<SessionStart> added) {
		List<String> pages = pages(applicationId);
		List<SessionStart> kept = starts(pages);
		Set<SessionStart> counting = new LinkedHashSet<>(ResumeRecords.merge(kept, added));
		Set<String> known = kept.stream().map(SessionStart::id).collect(Collectors.toSet());
		Deque<SessionStart> missing = new ArrayDeque<>(
				counting.stream().filter((start) -> !known.contains(start.id())).toList());
		for (int i = 0; !missing.isEmpty(); i++) {
			String before = (i < pages.size()) ? pages.get(i) : null;
			List<SessionStart> page = new ArrayList<>(starts(before));
			page.retainAll(counting);
			String after = fill(page, missing);
			if (after != null && !replace(pageKey(applicationId, i), before, after)) {
				return false;
			}
		}
		return true;
	}

	/** Returns what the page is then, or {@code null} if it has no room. */
	private static @Nullable String fill(List<SessionStart> page, Deque<SessionStart> missing) {
		String filled = null;
		while (!missing.isEmpty()) {
			page.add(missing.getFirst());
			String more = ResumeRecords.write(page).toString();
			if (more.length() > MAX_LENGTH && page.size() > 1) {
				break;
			}
			filled = more;
			missing.removeFirst();
		}
		return filled;
	}

	/** Returns the pages there are: as many as a day ever needed. */
	private List<String> pages(String applicationId) {
		List<String> pages = new ArrayList<>();
		String page = this.store.get(pageKey(applicationId, 0));
		while (page != null) {
			pages.add(page);
			page = this.store.get(pageKey(applicationId, pages.size()));
		}
		return pages;
	}

	private static List<SessionStart> starts(List<String> pages) {
		return pages.stream().flatMap((page) -> starts(page).stream()).toList();
	}

	private static List<SessionStart> starts(@Nullable String json) {
		try {
			return (json != null) ? ResumeRecords.readStarts(ResumeRecords.mapper.readTree(json)) : List.of();
		}
		catch (JacksonException ex) {
			return List.of();
		}
	}

	private static String key(String applicationId, ShardId shard) {
		return PREFIX + applicationId + ":session:" + shard.id() + ":" + shard.total();
	}

	private static String totalKey(String applicationId) {
		return PREFIX + applicationId + ":total";
	}

	private static String pageKey(String applicationId, int page) {
		return PREFIX + applicationId + ":identifies" + ((page > 0) ? ":" + page : "");
	}

	@Override
	public String toString() {
		return "MetadataStoreResumeStore[" + this.store.getClass().getSimpleName() + "]";
	}

}
