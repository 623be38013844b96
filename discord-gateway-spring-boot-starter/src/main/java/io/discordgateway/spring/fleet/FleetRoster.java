package io.discordgateway.spring.fleet;

import java.io.Flushable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import io.discordgateway.Internal;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.integration.metadata.ConcurrentMetadataStore;

/**
 * The instances of one bot, in a store that they share and that compares and sets. They
 * are on pages, as engines bound the length of a value: each instance writes itself on
 * the first page that has room, and a page is never removed. Methods may block, and throw
 * whatever the store does.
 *
 * @since 0.1
 */
@Internal
public final class FleetRoster {

	/* So long a dead instance stays on its page: nobody writes only to cross it out. */
	private static final Duration KEPT = Duration.ofMinutes(1);

	private static final int MAX_ATTEMPTS = 50;

	/* In front of the shards, where they are bits. */
	private static final String BITS = "#";

	private static final int READABLE = 64;

	private final ConcurrentMetadataStore store;

	private final String applicationId;

	/**
	 * Makes a roster.
	 * @param store where it is kept
	 * @param applicationId the bot's application id
	 */
	public FleetRoster(ConcurrentMetadataStore store, String applicationId) {
		this.store = store;
		this.applicationId = applicationId;
	}

	/**
	 * Returns what says who identifies when, in the same store.
	 * @return makes it
	 */
	public IdentifyTurns.Factory turns() {
		return (setting) -> new StoredIdentifyTurns(this.store, setting);
	}

	/**
	 * Reads who is there.
	 * @param now the time: who was to be heard of before it is dead
	 * @return those who live
	 */
	public Collection<FleetMember> read(Instant now) {
		Map<String, FleetMember> members = new TreeMap<>();
		for (String page : pages()) {
			for (FleetMember member : read(page)) {
				// While it moves from one page to another it is on both.
				members.merge(member.id(), member, (one, other) -> (one.version() < other.version()) ? other : one);
			}
		}
		members.values().removeIf((member) -> member.until().isBefore(now));
		return members.values();
	}

	/**
	 * Writes an instance.
	 * @param self the instance, in a version that was not written
	 * @param now the time, as for {@link #read}
	 */
	public void write(FleetMember self, Instant now) {
		Instant forgotten = now.minus(KEPT);
		for (int i = 0; i < MAX_ATTEMPTS; i++) {
			if (tryToWrite(self, self.id(), forgotten)) {
				return;
			}
		}
		throw busy();
	}

	/**
	 * Crosses an instance out.
	 * @param id the instance
	 */
	public void remove(String id) {
		for (int i = 0; i < MAX_ATTEMPTS; i++) {
			if (tryToWrite(null, id, Instant.MIN)) {
				return;
			}
		}
		throw busy();
	}

	/**
	 * Reads how many shards the fleet runs.
	 * @return the total, or {@code null} if none was written
	 */
	public @Nullable FleetTotal readTotal() {
		return readTotal(this.store.get(totalKey()));
	}

	/**
	 * Writes how many shards the fleet runs, unless somebody else has meanwhile.
	 * @param before what was read
	 * @param after what is to be
	 * @return whether it was written
	 */
	public boolean replaceTotal(@Nullable FleetTotal before, FleetTotal after) {
		String key = totalKey();
		String text = this.store.get(key);
		if (!Objects.equals(readTotal(text), before)) {
			return false;
		}
		boolean replaced = FleetKeys.replace(this.store, key, text, write(after).toString());
		flush();
		return replaced;
	}

	private String totalKey() {
		return FleetKeys.page(this.applicationId, "fleet-total", 0);
	}

	/*
	 * Puts it where it is, or on the first page that has room, and only then takes it off
	 * others. Returns whether nobody has changed a page meanwhile.
	 */
	private boolean tryToWrite(@Nullable FleetMember self, String id, Instant forgotten) {
		List<String> pages = pages();
		int place = (self != null) ? place(pages, self, forgotten) : -1;
		if (self != null && !rewrite(pages, place, self, id, forgotten)) {
			return false;
		}
		boolean whole = true;
		for (int i = 0; i < pages.size(); i++) {
			if (i != place && read(pages.get(i)).stream().anyMatch((member) -> member.id().equals(id))) {
				whole &= rewrite(pages, i, null, id, forgotten);
			}
		}
		flush();
		return whole;
	}

	private int place(List<String> pages, FleetMember self, Instant forgotten) {
		int first = pages.size();
		for (int i = pages.size() - 1; i >= 0; i--) {
			if (page(pages.get(i), self, self.id(), forgotten).length() <= FleetKeys.MAX_LENGTH) {
				if (read(pages.get(i)).stream().anyMatch((member) -> member.id().equals(self.id()))) {
					return i;
				}
				first = i;
			}
		}
		return first;
	}

	private boolean rewrite(List<String> pages, int place, @Nullable FleetMember self, String id, Instant forgotten) {
		String before = (place < pages.size()) ? pages.get(place) : null;
		return FleetKeys.replace(this.store, key(place), before, page(before, self, id, forgotten));
	}

	private static String page(@Nullable String before, @Nullable FleetMember self, String id, Instant forgotten) {
		List<FleetMember> members = new ArrayList<>(read(before));
		members.removeIf((member) -> member.id().equals(id) || member.until().isBefore(forgotten));
		if (self != null) {
			members.add(self);
		}
		ArrayNode page = JsonMapper.shared().createArrayNode();
		members.forEach((member) -> page.add(write(member)));
		return page.toString();
	}

	private List<String> pages() {
		List<String> pages = new ArrayList<>();
		String page = this.store.get(key(0));
		while (page != null) {
			pages.add(page);
			page = this.store.get(key(pages.size()));
		}
		return pages;
	}

	private String key(int page) {
		return FleetKeys.page(this.applicationId, "fleet", page);
	}

	private void flush() {
		if (this.store instanceof Flushable flushable) {
			try {
				flushable.flush();
			}
			catch (IOException ex) {
				throw new UncheckedIOException("The fleet could not be flushed", ex);
			}
		}
	}

	private IllegalStateException busy() {
		return new IllegalStateException("The key " + key(0) + ", or a page of it, changes all the time");
	}

	// What a page is

	private static List<FleetMember> read(@Nullable String page) {
		List<FleetMember> members = new ArrayList<>();
		if (page != null) {
			try {
				JsonMapper.shared().readTree(page).forEach((member) -> members.add(read(member)));
			}
			catch (JacksonException | IllegalArgumentException ex) {
				// Of another version: whoever writes it writes it again.
				return List.of();
			}
		}
		return members;
	}

	private static FleetMember read(JsonNode json) {
		return new FleetMember(json.path("id").asString(), json.path("version").asLong(),
				Instant.ofEpochMilli(json.path("until").asLong()), json.path("total").asInt(), json.path("max").asInt(),
				readShards(json.path("shards").asString()),
				json.path("asks").isInt() ? json.path("asks").asInt() : null,
				json.path("set").isInt() ? json.path("set").asInt() : null, json.path("stage").asInt());
	}

	private static ObjectNode write(FleetMember member) {
		ObjectNode json = JsonMapper.shared()
			.createObjectNode()
			.put("id", member.id())
			.put("version", member.version())
			.put("until", member.until().toEpochMilli())
			.put("total", member.total())
			.put("max", member.maxShards())
			.put("shards", writeShards(member.shards()));
		put(json, "asks", member.asked());
		put(json, "set", member.configured());
		put(json, "stage", (member.stage() > 0) ? member.stage() : null);
		return json;
	}

	private static void put(ObjectNode json, String name, @Nullable Integer value) {
		if (value != null) {
			json.put(name, value);
		}
	}

	private static @Nullable FleetTotal readTotal(@Nullable String text) {
		if (text == null) {
			return null;
		}
		try {
			JsonNode json = JsonMapper.shared().readTree(text);
			String failure = json.path("failure").isString() ? json.path("failure").asString() : null;
			return new FleetTotal(json.path("change").asLong(), json.path("current").asInt(),
					json.path("next").isInt() ? json.path("next").asInt() : null, json.path("held").asBoolean(),
					readShards(json.path("ended").asString("")),
					json.path("instead_of").isInt() ? json.path("instead_of").asInt() : null, failure);
		}
		catch (JacksonException | IllegalArgumentException ex) {
			// Of another version: whoever writes it writes it again.
			return null;
		}
	}

	private static ObjectNode write(FleetTotal total) {
		ObjectNode json = JsonMapper.shared()
			.createObjectNode()
			.put("change", total.change())
			.put("current", total.current());
		put(json, "next", total.next());
		if (total.next() != null) {
			json.put("held", total.held()).put("ended", writeShards(total.ended()));
		}
		put(json, "instead_of", total.insteadOf());
		return (total.failure() != null) ? json.put("failure", total.failure()) : json;
	}

	/* As ranges, which people can read, or as bits, where that is shorter. */
	static String writeShards(SortedSet<Integer> shards) {
		StringBuilder ranges = new StringBuilder();
		BitSet bits = new BitSet();
		shards.forEach(bits::set);
		for (int start = bits.nextSetBit(0); start >= 0;) {
			int end = bits.nextClearBit(start);
			ranges.append(ranges.isEmpty() ? "" : ",").append(start);
			if (end - start > 1) {
				ranges.append("-").append(end - 1);
			}
			start = bits.nextSetBit(end);
		}
		String asBits = BITS + Base64.getEncoder().withoutPadding().encodeToString(bits.toByteArray());
		return (ranges.length() <= Math.max(READABLE, asBits.length())) ? ranges.toString() : asBits;
	}

	static SortedSet<Integer> readShards(String text) {
		SortedSet<Integer> shards = new TreeSet<>();
		if (text.startsWith(BITS)) {
			BitSet.valueOf(Base64.getDecoder().decode(text.substring(1))).stream().forEach(shards::add);
		}
		else if (!text.isEmpty()) {
			for (String range : text.split(",", -1)) {
				String[] ends = range.split("-", -1);
				for (int shard = Integer.parseInt(ends[0]); shard <= Integer.parseInt(ends[ends.length - 1]); shard++) {
					shards.add(shard);
				}
			}
		}
		return shards;
	}

	/**
	 * Makes the roster of a bot.
	 *
	 * @since 0.1
	 */
	@FunctionalInterface
	@Internal
	public interface Factory {

		/**
		 * Makes it.
		 * @param applicationId the bot's application id
		 * @return the roster
		 */
		FleetRoster create(String applicationId);

	}

}
