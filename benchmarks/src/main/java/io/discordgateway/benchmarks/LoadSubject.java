package io.discordgateway.benchmarks;

import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What is measured under a load.
 */
enum LoadSubject {

	/** A transport that inflates, and looks at nothing. */
	WEBSOCKET_FLOOR("floor, Tomcat's client", LoadFloor.class, "websocket-client", "websocket-client"),

	/** The same with Netty. */
	NETTY_FLOOR("floor, Netty", LoadFloor.class, "netty", "netty"),

	/** The core on a blocking socket, nobody listens. */
	CORE_NONE("core alone, no listener", LoadCore.class, "NONE", null),

	/** The same with MESSAGE_CREATE decoded. */
	CORE_TYPED("core alone, typed", LoadCore.class, "TYPED", null),

	/** The starter, nobody listens. */
	WEBSOCKET_NONE("starter, Tomcat's client, no listener", LoadClient.class, "NONE", "websocket-client"),

	/** The same with Netty. */
	NETTY_NONE("starter, Netty, no listener", LoadClient.class, "NONE", "netty"),

	/** The starter, a listener gets MESSAGE_CREATE as it came. */
	WEBSOCKET_RAW("starter, Tomcat's client, raw", LoadClient.class, "RAW", "websocket-client"),

	/** The same with Netty. */
	NETTY_RAW("starter, Netty, raw", LoadClient.class, "RAW", "netty"),

	/** The starter, a listener gets MESSAGE_CREATE decoded. */
	WEBSOCKET_TYPED("starter, Tomcat's client, typed", LoadClient.class, "TYPED", "websocket-client"),

	/** The same with Netty. */
	NETTY_TYPED("starter, Netty, typed", LoadClient.class, "TYPED", "netty"),

	/** The starter, a listener for each of the ten most common events. */
	WEBSOCKET_TEN("starter, Tomcat's client, ten typed", LoadClient.class, "TEN", "websocket-client"),

	/** The same with Netty. */
	NETTY_TEN("starter, Netty, ten typed", LoadClient.class, "TEN", "netty"),

	/** JDA as it is when it keeps little. */
	JDA_LIGHT("JDA, createLight", LoadJda.class, "LIGHT", null),

	/** JDA as it is by default. */
	JDA_DEFAULT("JDA, createDefault", LoadJda.class, "DEFAULT", null),

	/** Discord4J with a store that keeps nothing. */
	DISCORD4J("Discord4J, no store", LoadDiscord4j.class, "NONE", null);

	private final String title;

	private final Class<?> main;

	private final String kind;

	private final @Nullable String transport;

	LoadSubject(String title, Class<?> main, String kind, @Nullable String transport) {
		this.title = title;
		this.main = main;
		this.kind = kind;
		this.transport = transport;
	}

	String title() {
		return this.title;
	}

	Class<?> main() {
		return this.main;
	}

	/** What is in front of the task in its arguments. */
	String kind() {
		return this.kind;
	}

	/** The name under which it is asked for, such as {@code netty-typed}. */
	String argument() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	Map<String, String> environment() {
		return (this.transport != null) ? Map.of("DISCORD_GATEWAY_TRANSPORT", this.transport) : Map.of();
	}

	boolean isFloor() {
		return this.main == LoadFloor.class;
	}

	boolean isPeer() {
		return this.main == LoadJda.class || this.main == LoadDiscord4j.class;
	}

	/** Whether its listener gets contents, the length of which can be checked. */
	boolean hears() {
		return isPeer() || this.kind.startsWith("T");
	}

	/** What of the same transport looks at nothing. */
	@Nullable LoadSubject floor() {
		if (this.transport == null) {
			return null;
		}
		return this.transport.equals("netty") ? NETTY_FLOOR : WEBSOCKET_FLOOR;
	}

	/** Whether there is such a client with a wire. */
	boolean speaks(Wire wire) {
		return !isPeer() || wire == Wire.JSON_ZLIB_STREAM;
	}

}
