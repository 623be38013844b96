package io.discordgateway.spring.transport;

import java.net.UnknownHostException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.discordgateway.Internal;
import io.discordgateway.Printable;
import org.jspecify.annotations.Nullable;

/**
 * Says in one clause what went wrong.
 *
 * @since 0.1
 */
@Internal
public final class Failures {

	/* "The HTTP response from the server [429] did not permit the HTTP upgrade". */
	private static final Pattern STATUS = Pattern.compile("\\[([1-5]\\d\\d)]");

	/* What Netty's native transports put before the words of the system. */
	private static final Pattern NATIVE = Pattern.compile("^[\\w ]+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ");

	private static final int MAX_LENGTH = 300;

	private Failures() {
	}

	/**
	 * Takes off what futures wrap a failure in.
	 * @param failure the failure
	 * @return what it wraps, or itself
	 */
	public static Throwable unwrap(Throwable failure) {
		Throwable cause = failure;
		while ((cause instanceof CompletionException || cause instanceof ExecutionException)
				&& cause.getCause() != null) {
			cause = cause.getCause();
		}
		return cause;
	}

	/**
	 * Describes the first cause of a failure.
	 * @param failure the failure
	 * @return one clause
	 */
	public static String describe(Throwable failure) {
		Throwable root = unwrap(failure);
		while (root.getCause() != null) {
			root = root.getCause();
		}
		return describeOnly(root);
	}

	/**
	 * Describes a failure, whatever its cause was.
	 * @param failure the failure
	 * @return one clause
	 */
	public static String describeOnly(Throwable failure) {
		String message = failure.getMessage();
		if (failure instanceof UnknownHostException) {
			return "unknown host " + message;
		}
		if (failure instanceof TimeoutException && message == null) {
			return "no answer in time";
		}
		return (message != null) ? oneLine(NATIVE.matcher(message).replaceFirst(""))
				: failure.getClass().getSimpleName();
	}

	/**
	 * Makes what a peer may have written fit for a line of a log.
	 * @param text the text
	 * @return the text without control characters, and not too long
	 */
	public static String oneLine(String text) {
		return Printable.oneLine(text, MAX_LENGTH);
	}

	/**
	 * Finds the HTTP status that an upgrade was refused with. Tomcat tells it in a
	 * message only.
	 * @param failure what connecting failed with
	 * @return the status, or {@code null} if there was none
	 */
	static @Nullable Integer httpStatus(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			Matcher matcher = STATUS.matcher(String.valueOf(cause.getMessage()));
			if (cause.getClass().getSimpleName().equals("DeploymentException") && matcher.find()) {
				return Integer.valueOf(matcher.group(1));
			}
		}
		return null;
	}

}
