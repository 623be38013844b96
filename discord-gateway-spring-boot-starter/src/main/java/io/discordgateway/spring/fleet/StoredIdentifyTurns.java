package io.discordgateway.spring.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import io.discordgateway.limit.IdentifyQueue;
import io.discordgateway.shard.ShardId;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.integration.metadata.ConcurrentMetadataStore;

/**
 * {@link IdentifyTurns} in a store that compares and sets: whoever has written his name
 * to a bucket has its turn (R12).
 */
final class StoredIdentifyTurns implements IdentifyTurns {

	/*
	 * Times of other hosts are not needed to let a bucket rest: whoever waits has seen,
	 * by his own clock, for how long its entry has not changed. So a rest is never too
	 * short, whatever the clocks say, and at most as much too long as it is between two
	 * looks. Only what is older than a minute by the wall clocks is taken for over at
	 * once, so that the first to come need not watch.
	 *
	 * A turn that is taken is a window: its shard connects and identifies in it, or does
	 * not identify. Once it is told that it did, the bucket rests from then on; if that
	 * is never told, from the end of the window on.
	 */

	private static final Log logger = LogFactory.getLog(StoredIdentifyTurns.class);

	/** How long a turn may be used: time to connect, and for HELLO. */
	static final Duration WINDOW = Duration.ofSeconds(10);

	/** How often it is looked whether a bucket is free. */
	static final Duration LOOK_INTERVAL = Duration.ofMillis(500);

	/** By a little less than this, clocks of hosts may differ. */
	static final Duration FAR = Duration.ofMinutes(1);

	/* Discord's clock is not ours, and the network may shorten a distance. */
	private static final Duration REST = IdentifyQueue.INTERVAL.plusMillis(250);

	/* However slow the day's budget is, it is looked at again after this. */
	private static final Duration MAX_WAIT = Duration.ofMinutes(1);

	/* How many buckets are on a page. */
	private static final int BUCKETS = 64;

	private static final int MAX_ATTEMPTS = 10;

	private final ConcurrentMetadataStore store;

	private final Setting setting;

	/* Guarded by this, as is whether it is looked at them. */
	private final Map<ShardId, Request> requests = new TreeMap<>();

	private boolean looking;

	/* What follows is touched by the store's thread only. */

	private final Map<Integer, Seen> seen = new HashMap<>();

	private final Map<Turn, Mine> mine = new HashMap<>();

	private long count;

	private boolean failing;

	StoredIdentifyTurns(ConcurrentMetadataStore store, Setting setting) {
		this.store = store;
		this.setting = setting;
	}

	@Override
	public CompletableFuture<Turn> take(ShardId shard, int maxConcurrency, Budget budget) {
		Request request = new Request(shard, shard.identifyBucket(maxConcurrency), budget);
		boolean first;
		synchronized (this) {
			this.requests.put(shard, request);
			first = !this.looking;
			this.looking = true;
		}
		if (first) {
			this.setting.blocking().execute(this::look);
		}
		CompletableFuture<Turn> unused = request.turn.whenComplete((turn, failure) -> remove(request));
		return request.turn;
	}

	private synchronized void remove(Request request) {
		this.requests.remove(request.shard, request);
	}

	@Override
	public void used(Turn turn) {
		this.setting.blocking().execute(() -> end(turn, State.USED));
	}

	@Override
	public void unused(Turn turn) {
		this.setting.blocking().execute(() -> end(turn, State.FREE));
	}

	// On the store's thread

	private void look() {
		List<Request> waiting;
		synchronized (this) {
			waiting = List.copyOf(this.requests.values());
			this.looking = !waiting.isEmpty();
		}
		if (waiting.isEmpty()) {
			return;
		}
		Map<Integer, List<Request>> byPage = new TreeMap<>();
		waiting.forEach((request) -> byPage.computeIfAbsent(request.bucket / BUCKETS, (page) -> new ArrayList<>())
			.add(request));
		try {
			byPage.forEach(this::look);
			this.failing = false;
		}
		catch (Throwable ex) {
			if (!this.failing) {
				logger.warn("No shard identifies for now, as the store cannot tell whose turn it is: " + ex);
			}
			this.failing = true;
		}
		Runnable unused = this.setting.delays()
			.runLater(LOOK_INTERVAL, () -> this.setting.blocking().execute(this::look));
	}

	private void look(int page, List<Request> waiting) {
		String key = FleetKeys.page(this.setting.applicationId(), "turns", page);
		String before = this.store.get(key);
		for (Request request : waiting) {
			Map<Integer, Entry> entries = read(before);
			watch(page, entries);
			if (!request.turn.isDone() && isFree(request, entries.get(request.bucket))) {
				String after = take(key, before, entries, request);
				if (after == null) {
					// Somebody else was faster; it is seen at the next look how it
					// stands.
					return;
				}
				before = after;
			}
		}
	}

	private void watch(int page, Map<Integer, Entry> entries) {
		Instant now = this.setting.clock().instant();
		for (int bucket = page * BUCKETS; bucket < (page + 1) * BUCKETS; bucket++) {
			Entry entry = entries.get(bucket);
			Seen known = this.seen.get(bucket);
			if (entry == null) {
				this.seen.remove(bucket);
			}
			else if (known == null || !known.entry().equals(entry)) {
				this.seen.put(bucket, new Seen(entry, now));
			}
		}
	}

	private boolean isFree(Request request, @Nullable Entry entry) {
		Instant now = this.setting.clock().instant();
		if (request.notBefore.isAfter(now)) {
			return false;
		}
		Seen known = this.seen.get(request.bucket);
		if (entry == null || known == null || entry.state() == State.FREE) {
			return true;
		}
		Duration rest = (entry.state() == State.USED) ? REST : REST.plus(WINDOW);
		return !known.since().plus(rest).isAfter(now)
				|| entry.time().plus(FAR).isBefore(this.setting.wallClock().instant());
	}

	/*
	 * The page is read before the budget is asked, which reads the starts: a turn that
	 * became a start in between counts twice rather than not at all.
	 */
	private @Nullable String take(String key, @Nullable String before, Map<Integer, Entry> entries, Request request) {
		Instant wait = request.budget.waitUntil(outstanding(entries, request.bucket));
		Instant start = this.setting.clock().instant();
		if (wait != null) {
			Instant latest = start.plus(MAX_WAIT);
			request.notBefore = wait.isBefore(latest) ? wait : latest;
			return before;
		}
		String name = this.setting.instance() + "-" + this.count++;
		Map<Integer, Entry> changed = new TreeMap<>(entries);
		changed.put(request.bucket, new Entry(State.TAKEN, name, this.setting.wallClock().instant()));
		String after = write(changed);
		if (!FleetKeys.replace(this.store, key, before, after)) {
			return null;
		}
		Turn turn = new Turn(request.shard, start, start.plus(WINDOW));
		this.mine.put(turn, new Mine(key, request.bucket, name));
		if (!request.turn.complete(turn)) {
			end(turn, State.FREE);
		}
		return after;
	}

	/* Who has died in his turn is not waited for: Discord's own figure counts him. */
	private int outstanding(Map<Integer, Entry> entries, int except) {
		Instant since = this.setting.clock().instant().minus(FAR);
		return (int) entries.entrySet()
			.stream()
			.filter((entry) -> entry.getKey() != except && entry.getValue().state() == State.TAKEN)
			.filter((entry) -> Objects.requireNonNull(this.seen.get(entry.getKey())).since().isAfter(since))
			.count();
	}

	/* A turn whose end cannot be told ends by itself. */
	private void end(Turn turn, State state) {
		Mine named = this.mine.get(turn);
		if (named == null) {
			return;
		}
		try {
			end(named, state);
			this.mine.remove(turn);
		}
		catch (Throwable ex) {
			logger.debug("It could not be told that shard " + turn.shard() + " had its turn", ex);
			if (this.setting.clock().instant().isBefore(turn.notAfter().plus(REST))) {
				Runnable unused = this.setting.delays()
					.runLater(LOOK_INTERVAL, () -> this.setting.blocking().execute(() -> end(turn, state)));
			}
			else {
				this.mine.remove(turn);
			}
		}
	}

	private void end(Mine named, State state) {
		for (int i = 0; i < MAX_ATTEMPTS; i++) {
			String before = this.store.get(named.key());
			Map<Integer, Entry> entries = read(before);
			Entry entry = entries.get(named.bucket());
			if (entry == null || !entry.name().equals(named.name())) {
				return;
			}
			entries.put(named.bucket(), new Entry(state, named.name(), this.setting.wallClock().instant()));
			if (FleetKeys.replace(this.store, named.key(), before, write(entries))) {
				return;
			}
		}
		throw new IllegalStateException("The key " + named.key() + " changes all the time");
	}

	// What a page is

	/* What is of another form is of another version, which is not there beside this. */
	private static Map<Integer, Entry> read(@Nullable String text) {
		Map<Integer, Entry> entries = new TreeMap<>();
		if (text != null) {
			try {
				for (Map.Entry<String, JsonNode> field : JsonMapper.shared().readTree(text).properties()) {
					JsonNode value = field.getValue();
					entries.put(Integer.valueOf(field.getKey()), new Entry(State.of(value.path(0).asString()),
							value.path(1).asString(), Instant.ofEpochMilli(value.path(2).asLong())));
				}
			}
			catch (JacksonException | IllegalArgumentException ex) {
				logger.debug("The identify turns in the store are of another form", ex);
			}
		}
		return entries;
	}

	private static String write(Map<Integer, Entry> entries) {
		ObjectNode page = JsonMapper.shared().createObjectNode();
		entries.forEach((bucket, entry) -> page.putArray(Integer.toString(bucket))
			.add(entry.state().letter)
			.add(entry.name())
			.add(entry.time().toEpochMilli()));
		return page.toString();
	}

	/** How it stands with a bucket. */
	private enum State {

		/** It is somebody's turn. */
		TAKEN("t"),

		/** Somebody has identified in it. */
		USED("u"),

		/** The turn was given back, and the bucket had rested before it. */
		FREE("f");

		private final String letter;

		State(String letter) {
			this.letter = letter;
		}

		private static State of(String letter) {
			for (State state : values()) {
				if (state.letter.equals(letter)) {
					return state;
				}
			}
			throw new IllegalArgumentException("Unknown state");
		}

	}

	/**
	 * A bucket, as it is written.
	 *
	 * @param state how it stands with it
	 * @param name which turn that is
	 * @param time since when, by the wall clock of who has written it
	 */
	private record Entry(State state, String name, Instant time) {
	}

	/**
	 * A bucket, as it is seen here.
	 *
	 * @param entry how it is written
	 * @param since since when it is known to be so, by the clock that the shards run by
	 */
	private record Seen(Entry entry, Instant since) {
	}

	/** Where a turn is written that was taken here. */
	private record Mine(String key, int bucket, String name) {
	}

	/** A shard that waits. */
	private static final class Request {

		private final ShardId shard;

		private final int bucket;

		private final Budget budget;

		private final CompletableFuture<Turn> turn = new CompletableFuture<>();

		private Instant notBefore = Instant.MIN;

		private Request(ShardId shard, int bucket, Budget budget) {
			this.shard = shard;
			this.bucket = bucket;
			this.budget = budget;
		}

	}

}
