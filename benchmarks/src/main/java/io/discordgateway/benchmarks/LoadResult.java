package io.discordgateway.benchmarks;

import java.util.Locale;

/**
 * What a client measured.
 *
 * @param events the events of the counted part
 * @param seconds how long it took
 * @param micros processor time of the whole process for an event, in microseconds
 * @param compilers what of it the JVM's compilers took
 * @param allocated bytes allocated on the heap for an event
 * @param collections time in the collector, in milliseconds
 * @param resident the largest resident set, in MB
 * @param old the most that the old generation held, in MB
 * @param messages the MESSAGE_CREATEs that a listener got, of the whole run
 * @param characters how long their contents were together
 * @param p50 time from the server's send to the listener that half of them took at most,
 * in microseconds; not a number if it was not measured
 * @param p99 the same of 99 %
 * @param p999 the same of 99.9 %
 */
record LoadResult(long events, double seconds, double micros, double compilers, double allocated, long collections,
		long resident, long old, long messages, long characters, double p50, double p99, double p999) {

	private static final String MARK = "load-result ";

	static boolean isResult(String line) {
		return line.startsWith(MARK);
	}

	static LoadResult of(String line) {
		String[] parts = line.substring(MARK.length()).split(" ");
		return new LoadResult(Long.parseLong(parts[0]), number(parts[1]), number(parts[2]), number(parts[3]),
				number(parts[4]), Long.parseLong(parts[5]), Long.parseLong(parts[6]), Long.parseLong(parts[7]),
				Long.parseLong(parts[8]), Long.parseLong(parts[9]), number(parts[10]), number(parts[11]),
				number(parts[12]));
	}

	private static double number(String text) {
		return Double.parseDouble(text);
	}

	String line() {
		return String.format(Locale.ROOT, MARK + "%d %.3f %.3f %.3f %.1f %d %d %d %d %d %.1f %.1f %.1f", this.events,
				this.seconds, this.micros, this.compilers, this.allocated, this.collections, this.resident, this.old,
				this.messages, this.characters, this.p50, this.p99, this.p999);
	}

	@Override
	public String toString() {
		String latency = Double.isNaN(this.p50) ? "" : String.format(Locale.ROOT,
				"; %.0f µs p50, %.0f µs p99, %.0f µs p99.9", this.p50, this.p99, this.p999);
		return String.format(Locale.ROOT,
				"%,d events in %.2f s; %.2f µs of processor time each, %.2f µs of it the compilers'; %,.0f B allocated "
						+ "each; collector %d ms; at most %d MB resident, %d MB in the old generation; "
						+ "%,d messages heard%s",
				this.events, this.seconds, this.micros, this.compilers, this.allocated, this.collections, this.resident,
				this.old, this.messages, latency);
	}

}
