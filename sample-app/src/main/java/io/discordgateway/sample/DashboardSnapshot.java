package io.discordgateway.sample;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Everything that the page shows, at one moment. Each snapshot is complete, so that a
 * browser which missed some has lost nothing.
 *
 * @param time when it was taken
 * @param mode what the bot is connected to
 * @param totals sums since the start
 * @param rates events per second by type, over the last two minutes
 * @param shards the shards, by number
 * @param lastEvents the newest events, newest first
 * @param answers what the bot answered, newest first
 * @param channels the channels with the most messages, busiest first
 */
record DashboardSnapshot(Instant time, Mode mode, Totals totals, Rates rates, List<Shard> shards,
		List<Event> lastEvents, List<Answer> answers, List<Channel> channels) {

	/**
	 * What the bot is connected to.
	 *
	 * @param local whether that is the local gateway, which invents its traffic
	 * @param address the base address of the API
	 */
	record Mode(boolean local, String address) {
	}

	/**
	 * Sums since the start.
	 *
	 * @param since when the bot started
	 * @param events events received
	 * @param bytes their size, in bytes of JSON
	 * @param perSecond events per second, mean of the last ten whole seconds
	 * @param replayed events that came by a resume
	 * @param disconnects how often a shard lost its connection
	 * @param answered answers that the API took
	 * @param failed answers that it did not take
	 */
	record Totals(Instant since, long events, long bytes, double perSecond, long replayed, long disconnects,
			long answered, long failed) {
	}

	/**
	 * Events per second by type.
	 *
	 * @param end the last second of all series, in seconds since 1970; whole seconds only
	 * @param series the busiest types, and the rest under one name
	 */
	record Rates(long end, List<Series> series) {
	}

	/**
	 * Events per second of one type.
	 *
	 * @param name the event's name
	 * @param counts one count for each second, oldest first
	 */
	record Series(String name, int[] counts) {
	}

	/**
	 * A shard.
	 *
	 * @param id its number
	 * @param total the number of shards
	 * @param status its status
	 * @param latency milliseconds from the last heartbeat to its acknowledgment, or
	 * {@code null} before the first
	 * @param latencies the same, one for each second of the last two minutes, oldest
	 * first
	 * @param sequence number of the last event
	 * @param events events received since the start
	 * @param note what last happened to it, or an empty text
	 */
	record Shard(int id, int total, String status, @Nullable Double latency, List<@Nullable Double> latencies,
			long sequence, long events, String note) {
	}

	/**
	 * An event.
	 *
	 * @param number which event since the start, from 1
	 * @param time when it was received
	 * @param name its name
	 * @param shard number of its shard
	 * @param sequence its number in the session
	 * @param bytes its size, in bytes of JSON
	 * @param replayed whether it came by a resume
	 */
	record Event(long number, Instant time, String name, int shard, long sequence, int bytes, boolean replayed) {
	}

	/**
	 * An answer of the bot.
	 *
	 * @param time when it was given
	 * @param trigger what it answers
	 * @param place where it went
	 * @param text what it said
	 * @param failure why the API did not take it, or {@code null} if it did
	 */
	record Answer(Instant time, String trigger, String place, String text, @Nullable String failure) {
	}

	/**
	 * A channel.
	 *
	 * @param id its snowflake
	 * @param messages how many messages were written in it since the start
	 */
	record Channel(String id, long messages) {
	}

}
