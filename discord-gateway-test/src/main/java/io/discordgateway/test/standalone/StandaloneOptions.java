package io.discordgateway.test.standalone;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.discordgateway.payload.Token;
import org.jspecify.annotations.Nullable;

/**
 * What the command line says.
 *
 * @param port the port of gateway and API, 0 for any free one
 * @param controlPort the port of control, 0 for any free one
 * @param token the bot's token, {@code null} for the one that is made up
 * @param shards the number of shards that the API recommends
 * @param guilds how many guilds the bot is in at the start
 * @param rate how many recorded events happen per second, {@code null} for none
 * @param seed what is drawn from where chance decides, {@code null} for chance itself
 * @param help whether the options are to be listed, and nothing else is to happen
 */
record StandaloneOptions(int port, int controlPort, @Nullable Token token, int shards, int guilds,
		@Nullable Double rate, @Nullable Long seed, boolean help) {

	static final String HELP = """
			A simulated Discord for bots in any language, on this machine only.

			  --port PORT          port of the gateway and the HTTP API (default 0: any free one)
			  --control-port PORT  port of the control API, see /openapi.json there (default 0: any free one)
			  --host HOST          127.0.0.1 or localhost: nobody has to log in here, so no other host is listened to
			  --token TOKEN        the bot's token (default: LOCAL_GATEWAY_TOKEN of the environment, else one that is told)
			  --shards N           number of shards that the API recommends (default 1)
			  --guilds N           in how many guilds the bot is at the start (default 1)
			  --lively[=RATE]      people chat, write !ping, use /ping and join; RATE events per second (default 20)
			  --seed N             what is drawn from where chance decides (default: chance)
			  --help               this list
			""";

	private static final Set<String> WITH_VALUE = Set.of("port", "control-port", "host", "token", "shards", "guilds",
			"seed");

	private static final double LIVELY_RATE = 20;

	/**
	 * Reads a command line.
	 * @param arguments the arguments
	 * @param environmentToken the token that the environment has, or {@code null}
	 * @return the options
	 * @throws IllegalArgumentException if something is wrong, which the message says
	 */
	static StandaloneOptions parse(String[] arguments, @Nullable String environmentToken) {
		Map<String, String> given = read(Arrays.asList(arguments).iterator());
		checkHost(given.getOrDefault("host", "127.0.0.1"));
		int port = (int) number(given, "port", 0, 0, 65_535);
		int controlPort = (int) number(given, "control-port", 0, 0, 65_535);
		if (port != 0 && port == controlPort) {
			throw new IllegalArgumentException("--port and --control-port are both " + port);
		}
		String token = given.getOrDefault("token", environmentToken);
		return new StandaloneOptions(port, controlPort, (token != null) ? token(token) : null,
				(int) number(given, "shards", 1, 1, 100_000), (int) number(given, "guilds", 1, 0, 100_000),
				rate(given.get("lively")), seed(given), given.containsKey("help"));
	}

	private static Map<String, String> read(Iterator<String> arguments) {
		Map<String, String> given = new LinkedHashMap<>();
		while (arguments.hasNext()) {
			String argument = arguments.next();
			int equals = argument.indexOf('=');
			String option = (equals < 0) ? argument : argument.substring(0, equals);
			if (!option.startsWith("--") || option.length() == 2) {
				// Not what it is: it may be a token whose option was forgotten.
				throw new IllegalArgumentException("An option begins with --, and one does not");
			}
			String name = option.substring(2);
			String value = (equals < 0) ? "" : argument.substring(equals + 1);
			if (WITH_VALUE.contains(name)) {
				if (equals < 0 && !arguments.hasNext()) {
					throw new IllegalArgumentException(option + " needs a value");
				}
				value = (equals < 0) ? arguments.next() : value;
			}
			else if (name.equals("help") && equals >= 0) {
				throw new IllegalArgumentException(option + " takes no value");
			}
			else if (!name.equals("lively") && !name.equals("help")) {
				throw new IllegalArgumentException("There is no option " + option);
			}
			if (given.put(name, value) != null) {
				throw new IllegalArgumentException(option + " is there twice");
			}
		}
		return given;
	}

	private static void checkHost(String host) {
		if (!host.equals("127.0.0.1") && !host.equals("localhost")) {
			throw new IllegalArgumentException("--host can be 127.0.0.1 or localhost, and not " + host
					+ ": whoever reaches the control port may do anything, so it listens on this machine only."
					+ " From another one use a tunnel (ssh -L), from a container share the network of this one");
		}
	}

	private static long number(Map<String, String> given, String name, long absent, long least, long most) {
		String value = given.get(name);
		if (value == null) {
			return absent;
		}
		try {
			long number = Long.parseLong(value);
			if (number >= least && number <= most) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// Told below, as a number that is out of bounds is.
		}
		throw new IllegalArgumentException(
				"--" + name + " must be a whole number from " + least + " to " + most + ", and not '" + value + "'");
	}

	private static @Nullable Long seed(Map<String, String> given) {
		return given.containsKey("seed") ? number(given, "seed", 0, Long.MIN_VALUE, Long.MAX_VALUE) : null;
	}

	private static @Nullable Double rate(@Nullable String value) {
		if (value == null) {
			return null;
		}
		if (value.isEmpty()) {
			return LIVELY_RATE;
		}
		try {
			double rate = Double.parseDouble(value);
			if (rate > 0 && rate <= 1_000_000) {
				return rate;
			}
		}
		catch (NumberFormatException ex) {
			// Told below, as a number that is out of bounds is.
		}
		throw new IllegalArgumentException(
				"--lively must be a number of events per second above 0, up to 1000000, and not '" + value + "'");
	}

	private static Token token(String token) {
		try {
			return Token.of(token);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("--token is no token: " + ex.getMessage());
		}
	}

}
