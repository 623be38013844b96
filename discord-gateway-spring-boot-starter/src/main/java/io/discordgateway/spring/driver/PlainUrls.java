package io.discordgateway.spring.driver;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Urls without TLS, over which the bot token would go in clear (R41).
 *
 * @since 0.1
 */
public final class PlainUrls {

	private static final Log logger = LogFactory.getLog(PlainUrls.class);

	private static final Set<String> PLAIN = Set.of("http", "ws");

	/* By name only: what a name resolves to is not asked for. */
	private static final Pattern LOOPBACK = Pattern
		.compile("(.+\\.)?localhost|127(\\.\\d{1,3}){3}|\\[(::|(0+:){7}0*)1]", Pattern.CASE_INSENSITIVE);

	private PlainUrls() {
	}

	/**
	 * Warns if a url goes to another host in clear.
	 * @param what what the url is, with which the sentence begins
	 * @param url the url, {@code null} for none
	 */
	public static void warnOf(String what, @Nullable URI url) {
		if (url != null && isPlain(url) && !isLoopback(url)) {
			logger.warn(what + " goes to " + url.getHost() + " without TLS: the bot token can be read on the way. Use "
					+ url.getScheme().toLowerCase(Locale.ROOT) + "s");
		}
	}

	/**
	 * Returns whether a url is without TLS.
	 * @param url the url
	 * @return whether its scheme is {@code http} or {@code ws}
	 */
	public static boolean isPlain(URI url) {
		return url.getScheme() != null && PLAIN.contains(url.getScheme().toLowerCase(Locale.ROOT));
	}

	private static boolean isLoopback(URI url) {
		return url.getHost() != null && LOOPBACK.matcher(url.getHost()).matches();
	}

}
