package io.discordgateway.spring.autoconfigure;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.discordgateway.Internal;
import io.discordgateway.codec.Compression;
import io.discordgateway.codec.Encoding;
import io.discordgateway.codec.PayloadLimits;
import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.payload.Token;
import io.discordgateway.payload.UpdatePresence;
import io.discordgateway.spring.DispatchErrorHandler;
import io.discordgateway.spring.dispatch.ErrorPolicies;
import io.discordgateway.spring.dispatch.LaneOptions;
import io.discordgateway.spring.dispatch.Ordering;
import io.discordgateway.spring.transport.ProxyRoutes;
import io.discordgateway.spring.transport.ProxySettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * Properties of the Discord gateway.
 *
 * @param enabled whether to connect to Discord
 * @param token bot token from the Developer Portal
 * @param apiBaseUrl base url of Discord's API, with its version
 * @param url url of the gateway; asked from the API unless set
 * @param resumeAtUrl whether sessions are resumed at the gateway's url, too, instead of
 * at the one that READY names
 * @param transport what carries the gateway's bytes
 * @param proxy proxy between this process and Discord
 * @param intents intents to ask for: names, the number that they add up to, or 'auto' for
 * the least that the application's listeners need
 * @param privilegedIntents privileged intents that are switched on in the Developer
 * Portal, to be asked for too
 * @param encoding how messages are written
 * @param compression how the gateway compresses what it sends; unless set, the best that
 * is available: zstd-stream, or zlib-stream without zstd-jni
 * @param largeThreshold number of members from which on a guild is sent without its
 * offline members, 50 to 250
 * @param maxPayloadSize largest size of one inflated message
 * @param limits how much one message may hold
 * @param decoding what becomes of values of another kind than Discord documents
 * @param sharding which shards to run
 * @param presence presence to start with
 * @param identify how the client describes itself
 * @param heartbeat how a dead connection is told from a busy one
 * @param dispatch how events reach the listeners
 * @param reconnect waits between attempts to connect
 * @param session what becomes of sessions
 * @param fleet how instances of the bot run its shards together
 * @param health when health turns down
 * @param rest how Discord's API is called
 * @param onFatal what to do when Discord refuses a shard for good
 * @param autoStartup whether to connect when the application starts, or else when the
 * gateway's start() is called
 * @param readiness whether the application is ready before its shards are connected
 * @since 0.1
 */
@Internal
@ConfigurationProperties("discord.gateway")
public record DiscordGatewayProperties(@DefaultValue("true") boolean enabled, @Nullable String token,
		@DefaultValue("https://discord.com/api/v10") URI apiBaseUrl, @Nullable URI url,
		@DefaultValue("false") boolean resumeAtUrl, @DefaultValue("auto") Transport transport,
		@DefaultValue Proxy proxy, @DefaultValue("auto") List<String> intents,
		@DefaultValue Set<GatewayIntent> privilegedIntents, @DefaultValue("json") Encoding encoding,
		@Nullable Compression compression, @Nullable Integer largeThreshold,
		@DefaultValue("64MB") DataSize maxPayloadSize, @DefaultValue Limits limits,
		@DefaultValue("lenient") Decoding decoding, @DefaultValue Sharding sharding, @DefaultValue Presence presence,
		@DefaultValue Identify identify, @DefaultValue Heartbeat heartbeat, @DefaultValue Dispatch dispatch,
		@DefaultValue Reconnect reconnect, @DefaultValue Session session, @DefaultValue Fleet fleet,
		@DefaultValue Health health, @DefaultValue Rest rest, @DefaultValue("keep") OnFatal onFatal,
		@DefaultValue("true") boolean autoStartup, @DefaultValue("none") Readiness readiness) {

	public DiscordGatewayProperties {
		token = (token != null && !token.isBlank()) ? token : null;
		if (token != null) {
			// Its own message names a position, never the value (R40).
			Token.of(token);
		}
		check(isUrl(apiBaseUrl, "http"), "api-base-url", apiBaseUrl, "It is an http or https url.");
		check(url == null || GatewayUrl.parse(url.toString()) != null, "url", url,
				"It is a ws or wss url with a host, and without user name and fragment.");
		intents = List.copyOf(intents);
		privilegedIntents = Set.copyOf(privilegedIntents);
		try {
			IntentsResolver.configured(intents);
		}
		catch (IllegalArgumentException ex) {
			throw invalid("intents", String.join(",", intents), ex.getMessage() + ".");
		}
		check(privilegedIntents.stream().allMatch(GatewayIntent::privileged), "privileged-intents", privilegedIntents,
				"Only GUILD_MEMBERS, GUILD_PRESENCES and MESSAGE_CONTENT are privileged.");
		check(compression != Compression.PAYLOAD || encoding == Encoding.JSON, "compression", compression,
				"Payload compression goes with JSON only; with ETF use zstd-stream or zlib-stream.");
		check(largeThreshold == null || (largeThreshold >= 50 && largeThreshold <= 250), "large-threshold",
				largeThreshold, "It is 50 to 250.");
		check(!fleet.enabled() || sharding.ids() == null || sharding.ids().isEmpty(), "sharding.ids", sharding.ids(),
				"Which shards run here is decided by the fleet: leave it out.");
		check(!fleet.enabled() || session.store() != Session.Store.FILE, "session.store", session.store(),
				"The instances of a fleet share a store, which a file is not: use metadata-store, or leave it out.");
		checkStatic(fleet, sharding);
		check(maxPayloadSize.toBytes() >= 4096 && maxPayloadSize.toBytes() <= 1 << 30, "max-payload-size",
				maxPayloadSize, "It is 4KB to 1GB.");
	}

	private static void checkStatic(Fleet fleet, Sharding sharding) {
		if (fleet.number() != null && fleet.size() != null) {
			check(!fleet.enabled(), "fleet.ordinal", fleet.ordinal(),
					"With fleet.enabled the instances divide the shards among themselves: leave out one of the two.");
			check(sharding.ids() == null, "sharding.ids", sharding.ids(),
					"Which shards run here follows from fleet.ordinal and fleet.size: leave it out, or leave those out.");
			Integer total = sharding.fixedTotal();
			check(total != null, "fleet.ordinal", fleet.ordinal(),
					"It goes with a sharding.total that is a number: the processes would not agree on it while it is "
							+ "'auto'.");
			check(total == null || total >= fleet.size(), "sharding.total", sharding.total(),
					"It is not less than fleet.size, " + fleet.size() + ": some processes would have no shard.");
		}
	}

	/**
	 * Returns the shards to run here.
	 * @return the numbers in order, or {@code null} for all
	 */
	@Nullable List<Integer> shardIds() {
		Integer total = this.sharding.fixedTotal();
		List<Integer> own = (total != null) ? this.fleet.idsOf(total) : null;
		return (own != null) ? own : this.sharding.idList();
	}

	@Override
	public String toString() {
		return "DiscordGatewayProperties[enabled=" + this.enabled + ", apiBaseUrl=" + this.apiBaseUrl + ", token="
				+ ((this.token != null) ? "<redacted>" : "none") + "]";
	}

	private static boolean isUrl(URI url, String scheme) {
		return url.getHost() != null
				&& (scheme.equalsIgnoreCase(url.getScheme()) || (scheme + "s").equalsIgnoreCase(url.getScheme()));
	}

	private static void check(boolean valid, String name, @Nullable Object value, String reason) {
		if (!valid) {
			throw invalid(name, value, reason);
		}
	}

	private static InvalidConfigurationPropertyValueException invalid(String name, @Nullable Object value,
			String reason) {
		return new InvalidConfigurationPropertyValueException("discord.gateway." + name, value, reason);
	}

	/**
	 * What carries the gateway's bytes.
	 */
	public enum Transport {

		/**
		 * The bean discordGatewayWebSocketClient of the application's where there is one,
		 * or Netty where its handler is on the class path, or else Tomcat's WebSocket
		 * client.
		 */
		AUTO,

		/** Netty. */
		NETTY,

		/**
		 * The bean discordGatewayWebSocketClient: Tomcat's WebSocket client unless the
		 * application has one.
		 */
		WEBSOCKET_CLIENT

	}

	/**
	 * Proxy between this process and Discord.
	 *
	 * @param type what the proxy speaks: http if there is a host; without both the JVM's
	 * own settings say which proxy there is
	 * @param host name or address of the proxy
	 * @param port port of the proxy
	 * @param username user name for the proxy, also for the JVM's own
	 * @param password password for the proxy
	 * @param nonProxyHosts hosts that are reached without the proxy, such as
	 * '*.example.org|localhost'; none unless set
	 */
	public record Proxy(@Nullable Type type, @Nullable String host, @Nullable Integer port, @Nullable String username,
			@Nullable String password, @Nullable String nonProxyHosts) {

		public Proxy {
			host = present(host);
			username = present(username);
			password = present(password);
			nonProxyHosts = present(nonProxyHosts);
			type = (type == null && host != null) ? Type.HTTP : type;
			if (type != null && type != Type.NONE) {
				check(host != null, "proxy.host", host, "With a proxy.type it is the name or address of the proxy.");
				check(port != null, "proxy.port", port, "With a proxy it is its port.");
			}
			check(port == null || (port >= 1 && port <= 65_535), "proxy.port", port, "It is 1 to 65535.");
			// The value is nobody's business (R40).
			check(password == null || username != null, "proxy.username", null,
					"With a proxy.password there is a user name.");
			check(password == null || type != Type.SOCKS4, "proxy.type", type, "SOCKS 4 knows no passwords.");
		}

		private static @Nullable String present(@Nullable String value) {
			return (value != null && !value.isBlank()) ? value.strip() : null;
		}

		/**
		 * Returns over which proxies what is reached.
		 * @return the routes
		 */
		ProxyRoutes toRoutes() {
			if (this.type == null) {
				return ProxyRoutes.ofJvm(this.username, this.password);
			}
			ProxySettings settings = toSettings();
			return (settings != null) ? ProxyRoutes.over(settings) : ProxyRoutes.NONE;
		}

		/**
		 * Returns the proxy that is set.
		 * @return the proxy, or {@code null} for none
		 */
		@Nullable ProxySettings toSettings() {
			ProxySettings.Type spoken = (this.type == null) ? null : switch (this.type) {
				case NONE -> null;
				case HTTP -> ProxySettings.Type.HTTP;
				case SOCKS4 -> ProxySettings.Type.SOCKS4;
				case SOCKS5 -> ProxySettings.Type.SOCKS5;
			};
			if (spoken == null || this.host == null || this.port == null) {
				return null;
			}
			String patterns = (this.nonProxyHosts != null) ? this.nonProxyHosts : "";
			List<String> without = Stream.of(patterns.split("\\|"))
				.map(String::strip)
				.filter((each) -> !each.isEmpty())
				.toList();
			return new ProxySettings(spoken, this.host, this.port, this.username, this.password, without);
		}

		@Override
		public String toString() {
			return "Proxy[type=" + this.type + ", host=" + this.host + ", port=" + this.port + "]";
		}

		/**
		 * What a proxy speaks.
		 */
		public enum Type {

			/**
			 * There is no proxy, whatever the JVM's own settings say, which only Tomcat's
			 * WebSocket client goes by all the same.
			 */
			NONE,

			/** HTTP, with CONNECT. */
			HTTP,

			/**
			 * SOCKS 4a; for the gateway only, so that the API's host has to be one of
			 * non-proxy-hosts.
			 */
			SOCKS4,

			/** SOCKS 5; likewise. */
			SOCKS5

		}

	}

	/**
	 * What to do when Discord refuses a shard for good.
	 */
	public enum OnFatal {

		/** Keep the application running; health is down. */
		KEEP,

		/** Close the application, and end its process with exit code 1. */
		EXIT

	}

	/**
	 * Whether the application is ready before its shards are connected.
	 */
	public enum Readiness {

		/** The gateway has no say. */
		NONE,

		/**
		 * Traffic is refused at the start of the application until each shard of this
		 * process was connected, or waits for the owner of its session.
		 */
		WAIT

	}

	/**
	 * What becomes of values of another kind than Discord documents.
	 */
	public enum Decoding {

		/** They are left out, and counted; the event arrives without them. */
		LENIENT,

		/** The event does not decode. */
		STRICT

	}

	/**
	 * How much one message may hold. A message that goes beyond ends the connection; the
	 * session is resumed.
	 *
	 * @param maxDepth how deep objects and arrays may be nested; types of the model are
	 * read 100 deep
	 * @param maxStringLength largest size of one string
	 * @param maxNameLength largest size of one key
	 * @param maxNumberLength number of digits of the longest number
	 * @param maxTokens number of values, keys and ends of objects and arrays
	 */
	public record Limits(@DefaultValue("1000") int maxDepth, @DefaultValue("16MB") DataSize maxStringLength,
			@DefaultValue("16KB") DataSize maxNameLength, @DefaultValue("1000") int maxNumberLength,
			@DefaultValue("10000000") int maxTokens) {

		public Limits {
			check(maxDepth >= 1 && maxDepth <= 10_000, "limits.max-depth", maxDepth, "It is 1 to 10000.");
			check(isSize(maxStringLength), "limits.max-string-length", maxStringLength, "It is 1B to 1GB.");
			check(isSize(maxNameLength), "limits.max-name-length", maxNameLength, "It is 1B to 1GB.");
			check(maxNumberLength >= 1, "limits.max-number-length", maxNumberLength, "It is 1 or more.");
			check(maxTokens >= 1, "limits.max-tokens", maxTokens, "It is 1 or more.");
		}

		private static boolean isSize(DataSize size) {
			return size.toBytes() >= 1 && size.toBytes() <= 1 << 30;
		}

		PayloadLimits toLimits() {
			return new PayloadLimits(this.maxDepth, (int) this.maxStringLength.toBytes(),
					(int) this.maxNameLength.toBytes(), this.maxNumberLength, this.maxTokens);
		}

	}

	/**
	 * Which shards to run.
	 *
	 * @param total number of shards of the bot, or 'auto' for what Discord recommends
	 * @param ids comma-separated list of the shards to run here, with ranges such as
	 * '0-3,7', of a total that is set; all unless set
	 */
	public record Sharding(@DefaultValue("auto") String total, @Nullable String ids) {

		public Sharding {
			total = total.strip();
			check(total.equalsIgnoreCase("auto") || number(total) > 0, "sharding.total", total,
					"It is 'auto' or a number of 1 or more.");
			ids = (ids != null && !ids.isBlank()) ? ids.strip() : null;
			if (ids != null) {
				List<Integer> parsed = parse(ids);
				check(!parsed.isEmpty(), "sharding.ids", ids, "It is a list such as '0-3,7'.");
				check(!total.equalsIgnoreCase("auto"), "sharding.ids", ids,
						"With ids set sharding.total too: it may change while it is 'auto'.");
				check(parsed.get(parsed.size() - 1) < number(total), "sharding.ids", ids,
						"The ids run from 0 to sharding.total - 1, which is " + (number(total) - 1) + ".");
			}
		}

		/**
		 * Returns the number of shards.
		 * @return the number, or {@code null} for what Discord recommends
		 */
		public @Nullable Integer fixedTotal() {
			return this.total.equalsIgnoreCase("auto") ? null : Integer.valueOf(this.total);
		}

		/**
		 * Returns the shards to run here.
		 * @return the numbers in order, or {@code null} for all
		 */
		public @Nullable List<Integer> idList() {
			return (this.ids != null) ? parse(this.ids) : null;
		}

		private static List<Integer> parse(String ids) {
			TreeSet<Integer> numbers = new TreeSet<>();
			for (String part : ids.split(",")) {
				String[] ends = part.strip().split("-", 2);
				int first = number(ends[0].strip());
				int last = (ends.length == 2) ? number(ends[1].strip()) : first;
				if (first < 0 || last < first || last - first > 100_000) {
					return List.of();
				}
				for (int id = first; id <= last; id++) {
					numbers.add(id);
				}
			}
			return new ArrayList<>(numbers);
		}

		private static int number(String text) {
			return text.matches("\\d{1,7}") ? Integer.parseInt(text) : -1;
		}

	}

	/**
	 * Presence to start with.
	 *
	 * @param status online status
	 * @param activity what the bot is shown to do
	 */
	public record Presence(UpdatePresence.@Nullable Status status, @Nullable Activity activity) {

		/**
		 * What the bot is shown to do.
		 *
		 * @param type kind of activity
		 * @param name name of the activity, or the whole text of a custom one
		 * @param state line of text below the name
		 * @param url url of the stream, for streaming only
		 */
		public record Activity(@DefaultValue("playing") UpdatePresence.Type type, @Nullable String name,
				@Nullable String state, @Nullable String url) {

			public Activity {
				check(name != null && !name.isBlank(), "presence.activity.name", name, "An activity needs a name.");
			}

		}

		@Nullable UpdatePresence toCommand() {
			if (this.status == null && this.activity == null) {
				return null;
			}
			UpdatePresence.Status online = (this.status != null) ? this.status : UpdatePresence.Status.ONLINE;
			if (this.activity == null || this.activity.name() == null) {
				return UpdatePresence.of(online);
			}
			String name = this.activity.name();
			return UpdatePresence.of(online,
					(this.activity.type() == UpdatePresence.Type.CUSTOM) ? UpdatePresence.Activity.custom(name)
							: new UpdatePresence.Activity(name, this.activity.type(), this.activity.state(),
									this.activity.url()));
		}

	}

	/**
	 * How the client describes itself to Discord.
	 *
	 * @param os operating system
	 * @param browser name of the library
	 * @param device name of the device
	 * @param capabilities sum of what the client can take beyond the documented default,
	 * such as hidden channels (32768); nothing is said unless set
	 */
	public record Identify(@DefaultValue("linux") String os, @DefaultValue("discord-gateway") String browser,
			@DefaultValue("discord-gateway") String device, @Nullable Integer capabilities) {

		public Identify {
			check(capabilities == null || capabilities >= 0, "identify.capabilities", capabilities,
					"It is the sum of bits, 0 or more.");
		}

	}

	/**
	 * How a dead connection is told from a busy one.
	 *
	 * @param strict whether the first missing acknowledgment of a heartbeat ends a
	 * connection on which other things come; otherwise three in a row do
	 */
	public record Heartbeat(@DefaultValue("false") boolean strict) {

	}

	/**
	 * How events reach the listeners.
	 *
	 * @param ordering in which order listeners see events: one event of a shard after the
	 * other, one of a guild after the other, or in parallel
	 * @param concurrency on how many threads listeners run; unless set, the number of
	 * processors, at least 4, and no bound with virtual threads
	 * @param queueCapacity how many events of one shard may be received and not done
	 * before reading pauses; it goes on at half of that
	 * @param queueBytes how large their payloads may be together before reading pauses;
	 * it goes on at half of that
	 * @param onError what follows a listener that throws
	 * @param retry how events are published again
	 * @param acknowledgeTimeout how long the acknowledgment of a deferred event may take
	 * @param staleInteractions what becomes of interactions that come with a replay, too
	 * late to be answered
	 */
	public record Dispatch(@DefaultValue("shard") Ordering ordering, @Nullable Integer concurrency,
			@DefaultValue("512") int queueCapacity, @DefaultValue("256KB") DataSize queueBytes,
			@DefaultValue("log") OnError onError, @DefaultValue Retry retry,
			@DefaultValue("5m") Duration acknowledgeTimeout,
			@DefaultValue("deliver") StaleInteractions staleInteractions) {

		public Dispatch {
			check(concurrency == null || concurrency >= 1, "dispatch.concurrency", concurrency, "It is 1 or more.");
			check(queueCapacity >= 1, "dispatch.queue-capacity", queueCapacity, "It is 1 or more.");
			check(queueBytes.toBytes() >= 1, "dispatch.queue-bytes", queueBytes, "It is 1 byte or more.");
			check(acknowledgeTimeout.compareTo(Duration.ZERO) > 0, "dispatch.acknowledge-timeout", acknowledgeTimeout,
					"It is more than 0.");
		}

		int concurrency(boolean virtualThreads) {
			if (this.concurrency != null) {
				return this.concurrency;
			}
			return virtualThreads ? Integer.MAX_VALUE : Math.max(4, Runtime.getRuntime().availableProcessors());
		}

		LaneOptions toOptions(@Nullable DispatchErrorHandler errorHandler) {
			DispatchErrorHandler policy = (errorHandler != null) ? errorHandler : switch (this.onError) {
				case LOG -> ErrorPolicies.log();
				case RETRY ->
					ErrorPolicies.retry(this.retry.maxAttempts(), this.retry.initialDelay(), this.retry.maxDelay());
				case STOP -> ErrorPolicies.stop();
			};
			return new LaneOptions(this.ordering, this.queueCapacity, this.queueBytes.toBytes(),
					this.acknowledgeTimeout, policy);
		}

		/**
		 * What follows a listener that throws.
		 */
		public enum OnError {

			/** The failure is logged, and the event counts as done. */
			LOG,

			/** The event is published again, some times. */
			RETRY,

			/** The shard stops; the event comes again when its session is resumed. */
			STOP

		}

		/**
		 * What becomes of interactions that nobody can answer any more.
		 */
		public enum StaleInteractions {

			/** They are delivered, and say that they are stale. */
			DELIVER,

			/** They are done without being delivered. */
			SKIP

		}

		/**
		 * How events are published again.
		 *
		 * @param maxAttempts how often an event is published at most
		 * @param initialDelay wait before the second attempt; it doubles from attempt to
		 * attempt
		 * @param maxDelay longest wait
		 */
		public record Retry(@DefaultValue("5") int maxAttempts, @DefaultValue("500ms") Duration initialDelay,
				@DefaultValue("30s") Duration maxDelay) {

			public Retry {
				check(maxAttempts >= 1, "dispatch.retry.max-attempts", maxAttempts, "It is 1 or more.");
				check(!initialDelay.isNegative(), "dispatch.retry.initial-delay", initialDelay, "It is not negative.");
				check(initialDelay.compareTo(maxDelay) <= 0, "dispatch.retry.max-delay", maxDelay,
						"It is not less than dispatch.retry.initial-delay.");
			}

		}

	}

	/**
	 * Waits between attempts to connect. They double from attempt to attempt.
	 *
	 * @param minBackoff bound of the first wait
	 * @param maxBackoff bound of the longest wait
	 */
	public record Reconnect(@DefaultValue("1s") Duration minBackoff, @DefaultValue("60s") Duration maxBackoff) {

		public Reconnect {
			check(minBackoff.compareTo(Duration.ZERO) > 0, "reconnect.min-backoff", minBackoff, "It is more than 0.");
			check(minBackoff.compareTo(maxBackoff) <= 0, "reconnect.max-backoff", maxBackoff,
					"It is not less than reconnect.min-backoff.");
		}

	}

	/**
	 * What becomes of sessions.
	 *
	 * @param keepOnShutdown whether sessions stay resumable when the gateway is stopped;
	 * the bot is then shown online for some minutes more; by default if there is a store
	 * @param store where sessions are kept, so that a later process resumes them
	 * @param storeFile file of the store 'file'
	 * @param ownerLease how long a session in a store that processes share stays a
	 * process's after it was last heard of; a sixth of it is what their clocks may differ
	 */
	public record Session(@Nullable Boolean keepOnShutdown, @DefaultValue("none") Store store,
			@DefaultValue("discord-gateway-sessions.json") Path storeFile, @DefaultValue("30s") Duration ownerLease) {

		private static final Duration MIN_OWNER_LEASE = Duration.ofSeconds(6);

		public Session {
			check(ownerLease.compareTo(MIN_OWNER_LEASE) >= 0, "session.owner-lease", ownerLease, "It is 6s or more.");
		}

		boolean keepsOnShutdown(boolean hasStore) {
			return (this.keepOnShutdown != null) ? this.keepOnShutdown : hasStore;
		}

		/**
		 * Where sessions are kept.
		 */
		public enum Store {

			/** Nowhere: they end with the process. */
			NONE,

			/** In a file. */
			FILE,

			/** In the application's MetadataStore of Spring Integration. */
			METADATA_STORE

		}

	}

	/** Returns how long a session, and with it its shard, is a process's. */
	Duration lease() {
		Duration lease = this.fleet.lease();
		return (this.fleet.enabled() && lease != null) ? lease : this.session.ownerLease();
	}

	/**
	 * How instances of the bot run its shards together.
	 *
	 * @param enabled whether this process is one of several instances that divide the
	 * shards among themselves, by a store that they share
	 * @param maxShards how many shards run here at most; no bound unless set
	 * @param lease how long a shard stays an instance's after it was last heard of; a
	 * sixth of it is what the clocks of hosts may differ; unless set, session.owner-lease
	 * @param ordinal which of fleet.size processes this is, from 0 on, where the shards
	 * are divided once and for all: a number, or a name that ends in '-' and a number, as
	 * the host name of a pod of a StatefulSet does. It runs the shards whose id has this
	 * remainder by fleet.size
	 * @param size how many processes share the shards of a sharding.total that is set
	 * @param gateUrl url of a server that says who may identify, as twilight's
	 * gateway-queue does
	 * @param gateTimeout how long its answer may take, and with it a shard's turn
	 */
	public record Fleet(@DefaultValue("false") boolean enabled, @Nullable Integer maxShards, @Nullable Duration lease,
			@Nullable String ordinal, @Nullable Integer size, @Nullable URI gateUrl,
			@DefaultValue("10m") Duration gateTimeout) {

		private static final Pattern ORDINAL = Pattern.compile("(?:.*-)?(\\d{1,6})");

		public Fleet {
			check(maxShards == null || maxShards >= 1, "fleet.max-shards", maxShards, "It is 1 or more.");
			check(lease == null || lease.compareTo(Session.MIN_OWNER_LEASE) >= 0, "fleet.lease", lease,
					"It is 6s or more.");
			check(gateUrl == null
					|| (isUrl(gateUrl, "http") && gateUrl.getRawUserInfo() == null && gateUrl.getRawFragment() == null),
					"fleet.gate-url", gateUrl,
					"It is an http or https url with a host, and without user name and fragment.");
			check(gateTimeout.compareTo(Duration.ZERO) > 0, "fleet.gate-timeout", gateTimeout, "It is more than 0.");
			ordinal = (ordinal != null && !ordinal.isBlank()) ? ordinal.strip() : null;
			check(size == null || size >= 1, "fleet.size", size, "It is 1 or more.");
			check(ordinal == null || ORDINAL.matcher(ordinal).matches(), "fleet.ordinal", ordinal,
					"It is a number, or a name that ends in '-' and a number, such as bot-3.");
			// What is missing has no value to tell of: only what is set is explained.
			check(ordinal == null || size != null, "fleet.ordinal", ordinal,
					"It goes with fleet.size, the number of processes.");
			check(ordinal != null || size == null, "fleet.size", size,
					"It goes with fleet.ordinal, the number of this process from 0 on.");
			check(ordinal == null || size == null || number(ordinal) < size, "fleet.ordinal", ordinal,
					"It runs from 0 to fleet.size - 1, which is " + ((size != null) ? size - 1 : 0) + ".");
		}

		/**
		 * Returns which process this is.
		 * @return the number, or {@code null} if that is not said
		 */
		@Nullable Integer number() {
			return (this.ordinal != null) ? number(this.ordinal) : null;
		}

		private static int number(String ordinal) {
			Matcher matcher = ORDINAL.matcher(ordinal);
			return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
		}

		/*
		 * By the remainder: where the size divides max_concurrency, no two processes have
		 * a bucket of identifies together (R12).
		 */
		@Nullable List<Integer> idsOf(int total) {
			Integer first = number();
			Integer step = this.size;
			if (first == null || step == null) {
				return null;
			}
			return IntStream.iterate(first, (id) -> id < total, (id) -> id + step).boxed().toList();
		}

	}

	/**
	 * When health turns down.
	 *
	 * @param downAfter how long a shard may be away before health turns down
	 * @param idleStatus health of a gateway that was stopped on purpose or not started,
	 * and of shards that wait for the day's budget of session starts
	 */
	public record Health(@DefaultValue("10s") Duration downAfter, @DefaultValue("unknown") IdleStatus idleStatus) {

		public Health {
			check(!downAfter.isNegative(), "health.down-after", downAfter, "It is not negative.");
		}

		/**
		 * Health of what is away on purpose.
		 */
		public enum IdleStatus {

			/** No outage: actuator answers with 200. */
			UNKNOWN,

			/** Not to be used: actuator answers with 503. */
			OUT_OF_SERVICE

		}

	}

	/**
	 * How Discord's API is called.
	 *
	 * @param connectTimeout how long connecting may take
	 * @param readTimeout how long an answer may take
	 * @param maxWait how long a call may wait for rate limits, all its waits together
	 * @param requestsPerSecond global rate limit of the bot
	 * @param limits who keeps the bot's rate limits: each process for itself, or all that
	 * share the application's MetadataStore together
	 */
	public record Rest(@DefaultValue("5s") Duration connectTimeout, @DefaultValue("10s") Duration readTimeout,
			@DefaultValue("30s") Duration maxWait, @DefaultValue("50") int requestsPerSecond,
			@DefaultValue("process") Sharing limits) {

		public Rest {
			check(connectTimeout.compareTo(Duration.ZERO) > 0, "rest.connect-timeout", connectTimeout,
					"It is more than 0.");
			check(readTimeout.compareTo(Duration.ZERO) > 0, "rest.read-timeout", readTimeout, "It is more than 0.");
			check(!maxWait.isNegative(), "rest.max-wait", maxWait, "It is not negative.");
			check(requestsPerSecond >= 1, "rest.requests-per-second", requestsPerSecond, "It is 1 or more.");
		}

		/**
		 * Who keeps the bot's rate limits.
		 */
		public enum Sharing {

			/** Each process for itself. */
			PROCESS,

			/** All that share the application's MetadataStore of Spring Integration. */
			SHARED

		}

	}

}
