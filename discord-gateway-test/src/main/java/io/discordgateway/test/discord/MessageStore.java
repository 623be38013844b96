package io.discordgateway.test.discord;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the messages of all channels, the last 5,000 of them.
 */
final class MessageStore {

	private static final int CAPACITY = 5_000;

	/** Ids are numbers of up to 64 bits, and compared as such. */
	static final Comparator<String> BY_ID = Comparator.comparingInt(String::length)
		.thenComparing(Comparator.naturalOrder());

	private final Map<String, NavigableMap<String, StoredMessage>> channels = new HashMap<>();

	private final Deque<StoredMessage> order = new ArrayDeque<>();

	void put(StoredMessage message) {
		NavigableMap<String, StoredMessage> channel = this.channels.computeIfAbsent(message.channelId(),
				(id) -> new TreeMap<>(BY_ID));
		channel.put(message.id(), message);
		this.order.addLast(message);
		while (this.order.size() > CAPACITY) {
			StoredMessage oldest = this.order.removeFirst();
			if (find(oldest.channelId(), oldest.id()) == oldest) {
				remove(oldest.channelId(), oldest.id());
			}
		}
	}

	@Nullable StoredMessage find(String channelId, String id) {
		NavigableMap<String, StoredMessage> channel = this.channels.get(channelId);
		return (channel != null) ? channel.get(id) : null;
	}

	@Nullable StoredMessage remove(String channelId, String id) {
		NavigableMap<String, StoredMessage> channel = this.channels.get(channelId);
		return (channel != null) ? channel.remove(id) : null;
	}

	void removeChannel(String channelId) {
		this.channels.remove(channelId);
	}

	/** All in a channel, oldest first. */
	List<StoredMessage> all(String channelId) {
		NavigableMap<String, StoredMessage> channel = this.channels.get(channelId);
		return (channel != null) ? List.copyOf(channel.values()) : List.of();
	}

	/** What everybody can see in a channel, oldest first. */
	Collection<StoredMessage> visible(String channelId) {
		NavigableMap<String, StoredMessage> channel = this.channels.get(channelId);
		return (channel != null) ? channel.values().stream().filter((message) -> !message.ephemeral()).toList()
				: List.of();
	}

	/**
	 * Returns a page of a channel, newest first.
	 * @param channelId the channel
	 * @param limit the most messages
	 * @param before messages with a smaller id than this, or {@code null}
	 * @param after the oldest messages with a greater id than this, or {@code null}
	 * @return the messages
	 */
	List<StoredMessage> page(String channelId, int limit, @Nullable String before, @Nullable String after) {
		List<StoredMessage> all = new ArrayList<>(visible(channelId));
		if (before != null) {
			all.removeIf((message) -> BY_ID.compare(message.id(), before) >= 0);
		}
		if (after != null) {
			all.removeIf((message) -> BY_ID.compare(message.id(), after) <= 0);
		}
		List<StoredMessage> page = (after != null) ? all.subList(0, Math.min(limit, all.size()))
				: all.subList(Math.max(0, all.size() - limit), all.size());
		return page.stream().sorted(Comparator.comparing(StoredMessage::id, BY_ID).reversed()).toList();
	}

	/** A page of which the middle is the message with this id, newest first. */
	List<StoredMessage> around(String channelId, int limit, String id) {
		List<StoredMessage> page = new ArrayList<>(page(channelId, limit / 2, null, id));
		StoredMessage middle = find(channelId, id);
		if (middle != null && !middle.ephemeral()) {
			page.add(middle);
		}
		page.addAll(page(channelId, limit / 2, id, null));
		return page;
	}

}
