package io.discordgateway.spring.transport;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.SignatureException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SSLException;

import io.discordgateway.Internal;
import io.discordgateway.Printable;
import io.discordgateway.spring.rest.ProxyAuthenticationException;
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
		boolean connecting = root instanceof ConnectException;
		boolean tls = root instanceof SSLException;
		while (root.getCause() != null && !isTold(root)) {
			root = root.getCause();
			connecting |= root instanceof ConnectException;
			tls |= root instanceof SSLException;
		}
		if (isTold(root)) {
			return describeOnly(root);
		}
		// The JDK's client says no more than that.
		if (connecting && root instanceof ClosedChannelException) {
			return "Connection refused";
		}
		return (tls || root instanceof SSLException) ? describeTls(root) : describeOnly(root);
	}

	private static boolean isTold(Throwable failure) {
		return failure instanceof ToldException || failure instanceof ProxyAuthenticationException;
	}

	/*
	 * What the JDK says, with what it means and what to do: few know its words by night.
	 */
	private static String describeTls(Throwable root) {
		String said = describeOnly(root);
		if (root instanceof CertificateExpiredException) {
			return "the peer's TLS certificate has expired (" + said + "): it has to be renewed, or this host's clock "
					+ "is wrong";
		}
		if (root instanceof CertificateNotYetValidException) {
			return "the peer's TLS certificate is not valid yet (" + said + "): this host's clock may be wrong";
		}
		// The signature is wrong where a CA has the name of one that is trusted.
		if (root instanceof CertPathBuilderException || root instanceof SignatureException) {
			return "the peer's TLS certificate is by nobody that is trusted here (" + said
					+ "): something in between may answer; trust a CA of your own by discord.gateway.ssl.bundle";
		}
		if (root instanceof CertificateException
				&& (said.contains("No subject alternative") || said.contains("No name matching"))) {
			return "the peer's TLS certificate is for another host (" + said
					+ "): something in between answers, or the url is wrong";
		}
		if (said.contains("not an SSL/TLS record") || said.contains("Unsupported or unrecognized SSL message")) {
			return "the peer does not speak TLS: something in between answers, or the url is wrong";
		}
		if (said.startsWith("handshake timed out")) {
			return "the TLS " + said;
		}
		return "TLS: " + said;
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
		if (failure instanceof UnresolvedAddressException) {
			return "unknown host";
		}
		if ((failure instanceof TimeoutException || failure instanceof HttpTimeoutException) && message == null) {
			return "no answer in time";
		}
		if ("Request cancelled".equals(message)) {
			// Spring's words for a request of the JDK's client that its time-out has
			// cancelled.
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
	 * Returns whether a failure or one of its causes says something.
	 * @param failure the failure
	 * @param words what it is to say
	 * @return whether it does
	 */
	static boolean mentions(Throwable failure, String words) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (String.valueOf(cause.getMessage()).contains(words)) {
				return true;
			}
		}
		return false;
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
