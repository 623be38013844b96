package io.discordgateway.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * What is known of the heartbeats of one connection (R5 to R9). Not thread-safe.
 *
 * @since 0.1
 */
public final class Heartbeats {

	private static final int SAMPLES = 5;

	/*
	 * From when on a late wake-up means that the host slept, if the heartbeat interval is
	 * no longer than that (R42). A machine that is merely busy is late by less.
	 */
	private static final Duration SLEPT = Duration.ofSeconds(10);

	private final Duration interval;

	private final Deque<Duration> latencies;

	private @Nullable Instant unacknowledgedSince;

	private boolean reading = true;

	private boolean readWithoutPause = true;

	/**
	 * Makes the heartbeats of a new connection.
	 * @param interval the interval, from HELLO
	 * @param latencies where latencies are kept, from {@link #newLatencies()}; it may
	 * outlive the connection
	 */
	public Heartbeats(Duration interval, Deque<Duration> latencies) {
		this.interval = interval;
		this.latencies = latencies;
	}

	/**
	 * Makes room for the last five latencies (R9).
	 * @return an empty queue
	 */
	public static Deque<Duration> newLatencies() {
		return new ArrayDeque<>(SAMPLES);
	}

	/**
	 * Returns the mean of latencies (R9).
	 * @param latencies the latencies
	 * @return the mean, or {@code null} if there are none
	 */
	public static @Nullable Duration mean(Deque<Duration> latencies) {
		return latencies.isEmpty() ? null
				: latencies.stream().reduce(Duration.ZERO, Duration::plus).dividedBy(latencies.size());
	}

	/**
	 * Returns the interval.
	 * @return the interval, from HELLO
	 */
	public Duration interval() {
		return this.interval;
	}

	/**
	 * Notes that this side stopped or began to read.
	 * @param reading whether it reads
	 */
	public void reading(boolean reading) {
		this.reading = reading;
		this.readWithoutPause &= reading;
	}

	/**
	 * Returns whether the last scheduled heartbeat was read for, and not acknowledged
	 * (R8).
	 * @return whether the connection is dead
	 */
	public boolean missed() {
		return this.unacknowledgedSince != null && this.readWithoutPause;
	}

	/**
	 * Returns whether this host, or the process, must have slept (R42): the other side
	 * has given the connection up, or soon will.
	 * @param due when the next heartbeat was due
	 * @param now the time
	 * @return whether it is late by more than an interval and more than 10 s
	 */
	public boolean slept(Instant due, Instant now) {
		Duration late = Duration.between(due, now);
		return late.compareTo(this.interval) > 0 && late.compareTo(SLEPT) > 0;
	}

	/**
	 * Returns whether every heartbeat was acknowledged.
	 * @return false between a heartbeat and its acknowledgment
	 */
	public boolean acknowledged() {
		return this.unacknowledgedSince == null;
	}

	/**
	 * Notes a scheduled heartbeat; not one that the gateway asked for (R7).
	 * @param now the time
	 */
	public void sent(Instant now) {
		this.unacknowledgedSince = now;
		this.readWithoutPause = this.reading;
	}

	/**
	 * Notes an acknowledgment.
	 * @param now the time
	 * @return the latency, or {@code null} if it says nothing about the network
	 */
	public @Nullable Duration acknowledged(Instant now) {
		Instant sent = this.unacknowledgedSince;
		this.unacknowledgedSince = null;
		if (sent == null || !this.readWithoutPause) {
			return null;
		}
		Duration latency = Duration.between(sent, now);
		if (this.latencies.size() == SAMPLES) {
			this.latencies.removeFirst();
		}
		this.latencies.addLast(latency);
		return latency;
	}

	/**
	 * Returns when the next heartbeat is due. The schedule is kept, so that late wake-ups
	 * do not add up (R5), but not at the cost of the acknowledgment's time: it always has
	 * half an interval or more (R8).
	 * @param due when the one that was just sent was due
	 * @param now the time
	 * @return a time after {@code now}
	 */
	public Instant nextAfter(Instant due, Instant now) {
		boolean veryLate = Duration.between(due, now).compareTo(this.interval.dividedBy(2)) > 0;
		return (veryLate ? now : due).plus(this.interval);
	}

}
