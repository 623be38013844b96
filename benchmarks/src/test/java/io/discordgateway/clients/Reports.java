package io.discordgateway.clients;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * What a bot has reported and nobody has asked for yet.
 */
final class Reports {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private final List<String> reports = new ArrayList<>();

	synchronized void add(String report) {
		this.reports.add(report);
	}

	/** Waits for a report that begins so, and takes it. */
	String await(String start) {
		return until("report '" + start + "'", () -> take((report) -> report.startsWith(start)));
	}

	/** Waits for something, and gives up when the bot reports an error. */
	<T> T until(String what, Search<T> search) {
		Found<T> found = new Found<>();
		try {
			Awaitility.await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
				found.value = search.find();
				return found.value.isPresent() || hasError();
			});
		}
		catch (ConditionTimeoutException ex) {
			throw new AssertionError("There was no " + what + ", but " + this, ex);
		}
		return found.value.orElseThrow(() -> new AssertionError("There was no " + what + ", but " + takeErrors()));
	}

	private synchronized Optional<String> take(Predicate<String> wanted) {
		Optional<String> found = this.reports.stream().filter(wanted).findFirst();
		found.ifPresent(this.reports::remove);
		return found;
	}

	private synchronized boolean hasError() {
		return this.reports.stream().anyMatch((report) -> report.startsWith("error"));
	}

	private synchronized List<String> takeErrors() {
		List<String> errors = this.reports.stream().filter((report) -> report.startsWith("error")).toList();
		this.reports.removeAll(errors);
		return errors;
	}

	@Override
	public synchronized String toString() {
		return this.reports.toString();
	}

	/** Looks once. */
	@FunctionalInterface
	interface Search<T> {

		Optional<T> find();

	}

	private static final class Found<T> {

		private Optional<T> value = Optional.empty();

	}

}
