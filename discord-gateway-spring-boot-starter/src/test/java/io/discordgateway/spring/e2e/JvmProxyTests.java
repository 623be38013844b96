package io.discordgateway.spring.e2e;

import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.util.stream.Stream;

import io.discordgateway.spring.ShardDisconnectedEvent;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import org.springframework.boot.WebApplicationType;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for proxies that the JVM was told of, and the gateway was not.
 */
@AnyWire
@EveryTransport
class JvmProxyTests {

	private final Wire wire;

	private final LocalGateway gateway = LocalGateway.builder().build().start();

	private final ProxySelector before = ProxySelector.getDefault();

	JvmProxyTests(Wire wire) {
		this.wire = wire;
	}

	@AfterEach
	void close() {
		ProxySelector.setDefault(this.before);
		this.gateway.close();
	}

	@Test
	void gatewayAndApiAreReachedOverIt() {
		try (ProxyServer proxy = jvmProxy(ProxyServer.Mood.OPEN); Bot bot = start()) {
			bot.awaitConnected();
			assertThat(call(bot)).contains("session_start_limit");
			assertThat(proxy.requests()).contains("CONNECT localhost:" + this.gateway.gatewayUrl().getPort(),
					"GET " + this.gateway.apiBaseUrl() + "/gateway/bot");
		}
	}

	@Test
	void credentialsAreToldToIt() {
		try (ProxyServer proxy = jvmProxy(ProxyServer.Mood.ASKS);
				Bot bot = start("discord.gateway.proxy.username=" + ProxyServer.USERNAME,
						"discord.gateway.proxy.password=" + ProxyServer.PASSWORD)) {
			bot.awaitConnected();
			assertThat(call(bot)).contains("session_start_limit");
			assertThat(proxy.requests()).contains("CONNECT localhost:" + this.gateway.gatewayUrl().getPort());
		}
	}

	@Test
	void oneThatAsksForCredentialsIsToldWithWhatToSet() {
		try (ProxyServer proxy = jvmProxy(ProxyServer.Mood.ASKS); Bot bot = start()) {
			assertThat(bot.awaitEvent(ShardDisconnectedEvent.class).reason())
				.contains("the proxy http://127.0.0.1:" + proxy.port() + " asks for a user name and password (407): "
						+ "set discord.gateway.proxy.username and discord.gateway.proxy.password");
		}
	}

	@Test
	void wrongCredentialsAreToldAsSuch() {
		try (ProxyServer proxy = jvmProxy(ProxyServer.Mood.ASKS);
				Bot bot = start("discord.gateway.proxy.username=nobody",
						"discord.gateway.proxy.password=unguessable")) {
			assertThat(bot.awaitEvent(ShardDisconnectedEvent.class).reason())
				.contains("the proxy http://127.0.0.1:" + proxy.port() + " does not accept the user name and password")
				.doesNotContain("unguessable");
		}
	}

	@Test
	void oneThatRefusesIsToldWithItsAnswer() {
		try (ProxyServer proxy = jvmProxy(ProxyServer.Mood.REFUSES); Bot bot = start()) {
			assertThat(bot.awaitEvent(ShardDisconnectedEvent.class).reason())
				.contains("over the proxy http://127.0.0.1:" + proxy.port(), "503");
		}
	}

	@Test
	@EnabledIfSystemProperty(named = "thorough", matches = "true")
	void oneThatHangsCostsOneAttempt() {
		try (ProxyServer proxy = jvmProxy(ProxyServer.Mood.HANGS); Bot bot = start()) {
			bot.awaitEvent(ShardDisconnectedEvent.class);
			Bot.await().until(() -> proxy.requests().size() > 1);
		}
	}

	private static ProxyServer jvmProxy(ProxyServer.Mood mood) {
		ProxyServer proxy = new ProxyServer(mood);
		ProxySelector.setDefault(ProxySelector.of(new InetSocketAddress("127.0.0.1", proxy.port())));
		return proxy;
	}

	private Bot start(String... properties) {
		return this.wire.start(WebApplicationType.NONE, this.gateway,
				Stream
					.concat(Stream.of("discord.gateway.url=ws://localhost:" + this.gateway.gatewayUrl().getPort()),
							Stream.of(properties))
					.toArray(String[]::new));
	}

	private static String call(Bot bot) {
		return bot.context()
			.getBean("discordRestClient", RestClient.class)
			.get()
			.uri("/gateway/bot")
			.retrieve()
			.body(String.class);
	}

}
