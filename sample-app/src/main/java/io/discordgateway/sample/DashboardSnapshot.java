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
 * @param changes what happened to shards, newest first
 * @param limits what is left of Discord's limits
 * @param lastEvents the newest events, newest first
 * @param answers what the bot answered, newest first
 * @param channels the channels with the most messages, busiest first
 */
record DashboardSnapshot(Instant time, Mode mode, Totals totals, Rates rates, List<Shard> shards, List<Change> changes,
		Limits limits, List<Event> lastEvents, List<Answer> answers, List<Channel> channels) {

	/**
	 * What the bot is connected to.
	 *
	 * @param local whether that is the local gateway, which invents its traffic
	 * @param address the base address of the API
	 * @param actions who does what the page asks for: {@code endpoint}, where that is
	 * exposed, or {@code local}, or {@code null} if nobody
	 */
	record Mode(boolean local, String address, @Nullable String actions) {
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
	 * @param since since when it has that
	 * @param latency milliseconds from the last heartbeat to its acknowledgment, or
	 * {@code null} before the first
	 * @param latencies the same, one for each second of the last two minutes, oldest
	 * first; none where there are too many shards to draw them
	 * @param sequence number of the last event
	 * @param events events received since the start
	 * @param inHand events that were received and are not done
	 * @param bytesInHand their size, in bytes
	 * @param paused whether its socket is not read, as too much is in hand
	 * @param reconnects how often it came back
	 * @param note what last happened to it, or an empty text
	 */
	record Shard(int id, int total, String status, @Nullable Instant since, @Nullable Double latency,
			List<@Nullable Double> latencies, long sequence, long events, int inHand, long bytesInHand, boolean paused,
			long reconnects, String note) {
	}

	/**
	 * What happened to a shard.
	 *
	 * @param time when
	 * @param shard its number
	 * @param kind what it was
	 * @param text the same in words, with the cause
	 */
	record Change(Instant time, int shard, Kind kind, String text) {

		/** What may happen. */
		enum Kind {

			/** A new session. */
			CONNECTED,

			/** The session goes on. */
			RESUMED,

			/** The connection is gone. */
			DISCONNECTED,

			/** The session is gone. */
			SESSION_LOST,

			/** The shard has stopped for good. */
			FAILED

		}

	}

	/**
	 * What is left of Discord's limits, and what ran into them.
	 *
	 * @param startsRemaining session starts left of the day, or {@code null} if that is
	 * not known
	 * @param startsLimit how many the day has
	 * @param startsResetSeconds seconds until all are there again
	 * @param calls calls of Discord's API that were answered
	 * @param refused those that it refused with 429
	 * @param waits how often a call waited for a limit
	 * @param waitedSeconds for how long, together
	 * @param invalidRequests answers of the last ten minutes for which Discord bans a
	 * host
	 */
	record Limits(@Nullable Long startsRemaining, @Nullable Long startsLimit, @Nullable Long startsResetSeconds,
			long calls, long refused, long waits, double waitedSeconds, long invalidRequests) {
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
