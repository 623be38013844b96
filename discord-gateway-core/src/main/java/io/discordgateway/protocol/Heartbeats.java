package io.discordgateway.protocol;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What is known of the heartbeats of one connection (R5 to R9, R47). Not thread-safe.
 */
final class Heartbeats {

	/*
	 * From when on a late wake-up means that the host slept, if the heartbeat interval is
	 * no longer than that (R42). A machine that is merely busy is late by less.
	 */
	private static final Duration SLEPT = Duration.ofSeconds(10);

	/* So many intervals may pass without an ACK while other things come (R47). */
	private static final int INTERVALS_WITHOUT_ACK = 3;

	private final Duration interval;

	private final boolean strict;

	private final Latencies latencies;

	/* When the oldest heartbeat was sent that was not acknowledged. */
	private @Nullable Instant unacknowledgedSince;

	private boolean heard;

	private boolean reading = true;

	private boolean readWithoutPause = true;

	/* Whether this side read all the time since then. */
	private boolean latencyIsTrue = true;

	private int intervalsWithoutAck;

	/**
	 * Makes the heartbeats of a new connection.
	 * @param interval the interval, from HELLO
	 * @param strict whether the first missing ACK ends the connection even if other
	 * things come
	 * @param latencies where latencies are kept
	 */
	Heartbeats(Duration interval, boolean strict, Latencies latencies) {
		this.interval = interval;
		this.strict = strict;
		this.latencies = latencies;
	}

	/**
	 * Returns the interval.
	 * @return the interval, from HELLO
	 */
	Duration interval() {
		return this.interval;
	}

	/**
	 * Notes that this side stopped or began to read.
	 * @param reading whether it reads
	 */
	void reading(boolean reading) {
		this.reading = reading;
		this.readWithoutPause &= reading;
		this.latencyIsTrue &= reading;
	}

	/** Notes that something came, whatever it was. */
	void heard() {
		this.heard = true;
	}

	/**
	 * Returns whether the connection is dead, as the next heartbeat falls due: the last
	 * one was read for and not acknowledged, and nothing else came either, or none was
	 * acknowledged for three intervals (R8, R47).
	 * @return whether it is
	 */
	boolean missed() {
		if (this.unacknowledgedSince == null || !this.readWithoutPause) {
			return false;
		}
		return this.strict || !this.heard || this.intervalsWithoutAck + 1 >= INTERVALS_WITHOUT_ACK;
	}

	/**
	 * Returns from when on a wake-up for the next heartbeat is so late that this host, or
	 * the process, must have slept (R42): the other side has given the connection up, or
	 * soon will.
	 * @param due when the heartbeat is due
	 * @return more than an interval and 10 s later
	 */
	Instant sleptAfter(Instant due) {
		return due.plus((this.interval.compareTo(SLEPT) > 0) ? this.interval : SLEPT);
	}

	/**
	 * Returns whether every heartbeat was acknowledged.
	 * @return false between a heartbeat and its acknowledgment
	 */
	boolean acknowledged() {
		return this.unacknowledgedSince == null;
	}

	/**
	 * Notes a scheduled heartbeat; not one that the gateway asked for (R7).
	 * @param now the time
	 */
	void sent(Instant now) {
		if (this.unacknowledgedSince == null) {
			this.unacknowledgedSince = now;
			this.latencyIsTrue = this.reading;
		}
		else if (this.readWithoutPause) {
			this.intervalsWithoutAck++;
		}
		this.heard = false;
		this.readWithoutPause = this.reading;
	}

	/**
	 * Notes an acknowledgment. It is the oldest heartbeat's, and those after it count as
	 * acknowledged with it: so one that never comes makes no later one look late.
	 * @param now the time
	 * @return the latency, or {@code null} if it says nothing about the network
	 */
	@Nullable Duration acknowledged(Instant now) {
		Instant sent = this.unacknowledgedSince;
		this.unacknowledgedSince = null;
		this.intervalsWithoutAck = 0;
		if (sent == null || !this.latencyIsTrue) {
			return null;
		}
		Duration latency = Duration.between(sent, now);
		this.latencies.add(latency);
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
	Instant nextAfter(Instant due, Instant now) {
		boolean veryLate = Duration.between(due, now).compareTo(this.interval.dividedBy(2)) > 0;
		return (veryLate ? now : due).plus(this.interval);
	}

}
