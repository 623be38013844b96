package io.discordgateway.spring.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import io.discordgateway.codec.Compression;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.payload.IdentifyProperties;
import io.discordgateway.payload.Token;
import io.discordgateway.protocol.ShardSettings;
import io.discordgateway.session.ResumeStore;
import io.discordgateway.session.SharedResumeStore;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.DispatchErrorHandler;
import io.discordgateway.spring.autoconfigure.DiscordConnectionConfiguration.DiscordHttp;
import io.discordgateway.spring.autoconfigure.DiscordGatewayProperties.Dispatch.StaleInteractions;
import io.discordgateway.spring.dispatch.EventDispatcher;
import io.discordgateway.spring.dispatch.LeftOutListener;
import io.discordgateway.spring.driver.DefaultDiscordGateway;
import io.discordgateway.spring.driver.GatewayLookup;
import io.discordgateway.spring.driver.GatewayOptions;
import io.discordgateway.spring.fleet.FleetRoster;
import io.discordgateway.spring.fleet.HttpIdentifyTurns;
import io.discordgateway.spring.fleet.IdentifyTurns;
import io.discordgateway.spring.observation.DiscordMeters;
import io.discordgateway.spring.observation.DispatchObservationConvention;
import io.discordgateway.spring.observation.DispatchObservations;
import io.discordgateway.spring.observation.MeteredResumeStore;
import io.discordgateway.spring.transport.GatewayTransport;
import io.discordgateway.spring.transport.GatewayWebSocketClients;
import io.micrometer.observation.ObservationRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.thread.Threading;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListenerFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.socket.client.WebSocketClient;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;

/**
 * Auto-configuration of the Discord gateway. A {@link WebSocketClient} of the
 * application's is used where it is named {@code discordGatewayWebSocketClient}, unless
 * the transport is set to be Netty; it has to hand on messages in parts, and to follow no
 * redirect (R40). Without one Netty carries the bytes where it is on the class path, and
 * Tomcat's client elsewhere.
 *
 * @since 0.1
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "discord.gateway.enabled", matchIfMissing = true)
@Import(DiscordConnectionConfiguration.class)
public final class DiscordGatewayAutoConfiguration {

	private static final String WEB_SOCKET_CLIENT = "discordGatewayWebSocketClient";

	/* Spring's own, without Boot's LifecycleAutoConfiguration. */
	private static final Duration PHASE_TIMEOUT = Duration.ofSeconds(10);

	private static final Log logger = LogFactory.getLog(DiscordGatewayAutoConfiguration.class);

	DiscordGatewayAutoConfiguration() {
	}

	/* Its settings are the gateway's, so nobody gets it, or replaces it, by accident. */
	@Bean(name = WEB_SOCKET_CLIENT, defaultCandidate = false)
	@ConditionalOnMissingBean(name = WEB_SOCKET_CLIENT)
	@Conditional(TransportChoice.OnWebSocketClient.class)
	StandardWebSocketClient discordGatewayWebSocketClient(DiscordGatewayProperties properties, DiscordHttp http) {
		Compression compression = properties.compression();
		boolean text = compression == Compression.NONE || compression == Compression.PAYLOAD;
		return GatewayWebSocketClients.standard(http.sslContext(), http.proxies(), !text);
	}

	@Bean
	@ConditionalOnMissingBean(DiscordGateway.class)
	DefaultDiscordGateway discordGateway(DiscordGatewayProperties properties, DiscordConnectionDetails details,
			@Qualifier(WEB_SOCKET_CLIENT) ObjectProvider<WebSocketClient> client,
			ObjectProvider<ShardSettingsCustomizer> customizers, DiscordHttp http,
			ObjectProvider<DispatchErrorHandler> errorHandler, ObjectProvider<ResumeStore> resumeStore,
			ObjectProvider<LeftOutListener> leftOutListeners, ObjectProvider<LifecycleProperties> lifecycle,
			ObjectProvider<DiscordStandIn> standIns, ObjectProvider<DiscordMeters> meters,
			ObjectProvider<ObservationRegistry> observations,
			ObjectProvider<DispatchObservationConvention> observationConvention,
			ObjectProvider<FleetRoster.Factory> rosters, ConfigurableApplicationContext context) {
		DiscordMeters counted = meters.getIfAvailable(() -> DiscordMeters.NONE);
		Token token = details.token();
		DiscordStandIn standIn = standIns.getIfAvailable();
		InstantSource wallClock = (standIn != null) ? standIn.time().wallClock() : InstantSource.system();
		EventDispatcher dispatcher = new EventDispatcher(context,
				properties.dispatch().staleInteractions() == StaleInteractions.SKIP, wallClock,
				properties.decoding() == DiscordGatewayProperties.Decoding.STRICT,
				leftOutListeners.orderedStream().toList(), counted,
				new DispatchObservations(observations.getIfAvailable(() -> ObservationRegistry.NOOP),
						observationConvention.getIfAvailable()));
		boolean virtualThreads = Threading.VIRTUAL.isActive(context.getEnvironment());
		URI fixedUrl = details.gatewayUrl();
		ResumeStore store = resumeStore(properties, resumeStore);
		GatewayOptions options = new GatewayOptions((fixedUrl != null) ? new GatewayUrl(fixedUrl) : null,
				properties.sharding().fixedTotal(), properties.shardIds(),
				(store != null) ? MeteredResumeStore.of(store, counted) : null, properties.lease(),
				applicationId(token), properties.session().keepsOnShutdown(store != null),
				properties.dispatch().toOptions(errorHandler.getIfAvailable()),
				properties.dispatch().concurrency(virtualThreads), virtualThreads,
				properties.onFatal() == DiscordGatewayProperties.OnFatal.EXIT,
				fleet(properties, store, rosters.getIfAvailable(), applicationId(token)));
		GatewayLookup lookup = new GatewayLookup(http.clients().configure(RestClient.builder()), details.apiBaseUrl(),
				token);
		Supplier<GatewayTransport.Factory> network = () -> TransportChoice.choose(properties.transport(),
				client.getIfAvailable(), http.sslContext(), http.proxies(), fixedUrl, context.getClassLoader());
		GatewayTransport.Factory transports = (standIn != null) ? standIn.transports(network) : network.get();
		IntentsResolver intents = new IntentsResolver(properties, dispatcher);
		List<ShardSettingsCustomizer> ordered = customizers.orderedStream().toList();
		Compression compression = compression(properties.compression(), Compression::preferred);
		DefaultDiscordGateway gateway = new DefaultDiscordGateway(options, lookup, transports, dispatcher, () -> {
			dispatcher.warnOfListeners();
			return settings(properties, token, intents.resolve(), compression, dispatcher, ordered);
		}, context, phaseTimeout(lifecycle.getIfAvailable()), (standIn != null) ? standIn.time() : null);
		gateway.setAutoStartup(properties.autoStartup());
		return gateway;
	}

	/* Made after what keeps the state, so that it is told after that. */
	@Bean
	@ConditionalOnProperty(name = "discord.gateway.readiness", havingValue = "wait")
	ReadinessWait discordReadinessWait(ObjectProvider<ApplicationAvailability> availability, DiscordGateway gateway,
			ApplicationContext context) {
		ApplicationAvailability unused = availability.getIfAvailable();
		return new ReadinessWait(gateway, context);
	}

	/* Static, as the factories are asked for before other beans are made. */
	@Bean
	static EventListenerFactory discordListenerFactory() {
		return EventDispatcher.newListenerFactory();
	}

	/* To ask what is preferred loads zstd-jni's library. */
	static Compression compression(@Nullable Compression configured, Supplier<Compression> preference) {
		if (configured != null) {
			return configured;
		}
		Compression preferred = preference.get();
		if (preferred != Compression.ZSTD_STREAM) {
			logger.info("zstd-jni is not on the class path or has no library for this machine: compression is "
					+ preferred.queryValue());
		}
		return preferred;
	}

	private static @Nullable ResumeStore resumeStore(DiscordGatewayProperties properties,
			ObjectProvider<ResumeStore> resumeStore) {
		ResumeStore store = resumeStore.getIfAvailable();
		DiscordGatewayProperties.Session.Store wanted = properties.session().store();
		if (store == null && wanted != DiscordGatewayProperties.Session.Store.NONE && !properties.fleet().enabled()) {
			throw new MissingResumeStoreException(wanted);
		}
		return store;
	}

	private static GatewayOptions.@Nullable Fleet fleet(DiscordGatewayProperties properties,
			@Nullable ResumeStore store, FleetRoster.@Nullable Factory rosters, String applicationId) {
		IdentifyTurns.Factory gate = gate(properties);
		if (!properties.fleet().enabled()) {
			return (gate != null) ? new GatewayOptions.Fleet(null, Integer.MAX_VALUE, gate) : null;
		}
		if (rosters == null || !(store instanceof SharedResumeStore)) {
			throw new MissingFleetStoreException(store);
		}
		FleetRoster roster = rosters.create(applicationId);
		Integer maxShards = properties.fleet().maxShards();
		return new GatewayOptions.Fleet(roster, (maxShards != null) ? maxShards : Integer.MAX_VALUE,
				(gate != null) ? gate : roster.turns());
	}

	/* It is reached as the JVM is set, not over the proxy to Discord. */
	private static IdentifyTurns.@Nullable Factory gate(DiscordGatewayProperties properties) {
		URI url = properties.fleet().gateUrl();
		if (url == null) {
			return null;
		}
		HttpClient client = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.followRedirects(HttpClient.Redirect.NEVER)
			.connectTimeout(properties.rest().connectTimeout())
			.build();
		return (setting) -> new HttpIdentifyTurns(client, url, properties.fleet().gateTimeout(), setting);
	}

	private static Duration phaseTimeout(@Nullable LifecycleProperties lifecycle) {
		return (lifecycle != null) ? lifecycle.getTimeoutPerShutdownPhase() : PHASE_TIMEOUT;
	}

	/* A token of another form, as tests have it, is told from others all the same. */
	static String applicationId(Token token) {
		String id = token.applicationId();
		return (id != null) ? id : "unknown-" + Integer.toHexString(token.hashCode());
	}

	private static Function<ShardId, ShardSettings> settings(DiscordGatewayProperties properties, Token token,
			int intents, Compression compression, EventDispatcher dispatcher,
			List<ShardSettingsCustomizer> customizers) {
		return (shard) -> {
			ShardSettings.Builder settings = ShardSettings.builder(token, shard)
				.intents(intents)
				.identifyProperties(new IdentifyProperties(properties.identify().os(), properties.identify().browser(),
						properties.identify().device()))
				.capabilities(properties.identify().capabilities())
				.strictHeartbeats(properties.heartbeat().strict())
				.resumeAtGatewayUrl(properties.resumeAtUrl())
				.largeThreshold(properties.largeThreshold())
				.presence(properties.presence().toCommand())
				.encoding(properties.encoding())
				.compression(compression)
				.maxPayloadSize((int) properties.maxPayloadSize().toBytes())
				.limits(properties.limits().toLimits())
				.backoff(properties.reconnect().minBackoff(), properties.reconnect().maxBackoff())
				.dispatchFilter(dispatcher);
			customizers.forEach((customizer) -> customizer.customize(shard, settings));
			return settings.build();
		};
	}

}
