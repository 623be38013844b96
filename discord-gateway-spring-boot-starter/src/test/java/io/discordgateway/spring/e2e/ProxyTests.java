package io.discordgateway.spring.e2e;

import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.discordgateway.spring.InvalidTokenException;
import io.discordgateway.spring.ShardDisconnectedEvent;
import io.discordgateway.spring.ShardResumedEvent;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for proxies between a bot and Discord. Only Netty connects over one.
 */
@ExtendWith(OutputCaptureExtension.class)
class ProxyTests {

	private final LocalGateway gateway = LocalGateway.builder().build().start();

	@AfterEach
	void close() {
		this.gateway.close();
	}

	@ParameterizedTest
	@CsvSource({ "http, CONNECT", "socks4, SOCKS4", "socks5, SOCKS5" })
	void theGatewayIsReachedOverTheProxyWhichLooksUpTheName(String type, String request) {
		try (ProxyServer proxy = new ProxyServer(true); Bot bot = start(proxy.properties(type, null, null))) {
			bot.awaitConnected();
			assertThat(proxy.requests()).contains(request + " localhost:" + this.gateway.gatewayUrl().getPort());
			Messages.send(this.gateway, 0, 5);
			Bot.await().until(() -> bot.ears().count() == 5);
		}
	}

	@ParameterizedTest
	@CsvSource({ "http, se:cret", "socks4,", "socks5, se:cret" })
	void credentialsAreToldToTheProxy(String type, String password) {
		try (ProxyServer proxy = new ProxyServer(false);
				Bot bot = start(proxy.properties(type, ProxyServer.USERNAME, password))) {
			bot.awaitConnected();
		}
	}

	@ParameterizedTest
	@CsvSource({
			"http, wrong, does not accept the user name and password (407): correct discord.gateway.proxy.username",
			"socks4,, IDENTD_AUTH_FAILURE(93)): correct discord.gateway.proxy.username",
			"socks5, wrong, authStatus: UNKNOWN(1)): correct discord.gateway.proxy.username" })
	void proxyThatRefusesIsToldWithoutThePassword(String type, String password, String reason, CapturedOutput output) {
		try (ProxyServer proxy = new ProxyServer(false); Bot bot = start(proxy.properties(type, "nobody", password))) {
			assertThat(bot.awaitEvent(ShardDisconnectedEvent.class).reason())
				.contains("the proxy " + type + "://localhost:" + proxy.port(), reason);
			assertThat(output.toString()).doesNotContain("wrong");
			assertThat(this.gateway.record().connections()).isEmpty();
		}
	}

	@Test
	void proxyThatIsNotThereIsTold() {
		ProxyServer proxy = new ProxyServer(true);
		proxy.close();
		try (Bot bot = start(proxy.properties("socks5", null, null))) {
			assertThat(bot.awaitEvent(ShardDisconnectedEvent.class).reason())
				.contains("over the proxy socks5://localhost:" + proxy.port() + ": Connection refused");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "http", "socks5" })
	void someHostsAreReachedWithoutTheProxy(String type) {
		try (ProxyServer proxy = new ProxyServer(true);
				Bot bot = start(join(proxy.properties(type, null, null),
						"discord.gateway.proxy.non-proxy-hosts=*.example.org|local*|127.*"))) {
			bot.awaitConnected();
			assertThat(call(bot)).contains("session_start_limit");
			assertThat(proxy.requests()).isEmpty();
		}
	}

	@Test
	void theJvmsProxyIsPassedByWhereThereIsToBeNone() {
		ProxySelector before = ProxySelector.getDefault();
		try (ProxyServer proxy = new ProxyServer(true)) {
			ProxySelector.setDefault(ProxySelector.of(new InetSocketAddress("127.0.0.1", proxy.port())));
			try (Bot bot = start("discord.gateway.transport=netty", "discord.gateway.proxy.type=none")) {
				bot.awaitConnected();
				assertThat(call(bot)).contains("session_start_limit");
				assertThat(proxy.requests()).isEmpty();
			}
		}
		finally {
			ProxySelector.setDefault(before);
		}
	}

	@Test
	void theApiIsCalledOverAProxyForHttpWithCredentials() {
		try (ProxyServer proxy = new ProxyServer(false);
				Bot bot = Bot.start(WebApplicationType.NONE, this.gateway,
						proxy.properties("http", ProxyServer.USERNAME, ProxyServer.PASSWORD))) {
			bot.awaitConnected();
			assertThat(call(bot)).contains("session_start_limit");
			assertThat(proxy.requests()).contains("GET " + this.gateway.apiBaseUrl() + "/gateway/bot",
					"CONNECT 127.0.0.1:" + this.gateway.gatewayUrl().getPort());
		}
	}

	@Test
	@DisplayName("R2: a token that the API refuses over a proxy with credentials is refused")
	void theApisRefusalIsHeardOverAProxyWithCredentials() {
		try (ProxyServer proxy = new ProxyServer(false)) {
			assertThatExceptionOfType(RuntimeException.class)
				.isThrownBy(
						() -> Bot
							.start(WebApplicationType.NONE, this.gateway,
									join(proxy.properties("http", ProxyServer.USERNAME, ProxyServer.PASSWORD),
											"discord.gateway.token=wrong"))
							.close())
				.havingRootCause()
				.isInstanceOf(InvalidTokenException.class);
		}
	}

	@Test
	void aSocksProxyThatTheApiWouldHaveToBeCalledOverFailsTheStart(CapturedOutput output) {
		try (ProxyServer proxy = new ProxyServer(true)) {
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(
					() -> Bot
						.start(WebApplicationType.NONE, this.gateway,
								join(proxy.properties("socks5", null, null), "logging.level.root=WARN"))
						.close());
			assertThat(output)
				.contains("Discord's API cannot be called over the proxy socks5://localhost:" + proxy.port())
				.contains("add '127.0.0.1' to discord.gateway.proxy.non-proxy-hosts");
		}
	}

	@Test
	void theApiIsCalledWithoutASocksProxyWhereThatIsSet() {
		try (ProxyServer proxy = new ProxyServer(true); Bot bot = start(proxy.properties("socks5", null, null))) {
			bot.awaitConnected();
			assertThat(call(bot)).contains("session_start_limit");
			assertThat(proxy.requests()).allMatch((request) -> request.startsWith("SOCKS5 localhost"));
		}
	}

	@Test
	void aProxyThatAsksForCredentialsIsToldWithWhatToSet() {
		try (ProxyServer proxy = new ProxyServer(ProxyServer.Mood.ASKS);
				Bot bot = start(proxy.properties("http", null, null))) {
			assertThat(bot.awaitEvent(ShardDisconnectedEvent.class).reason())
				.contains("the proxy http://localhost:" + proxy.port() + " asks for a user name and password (407): "
						+ "set discord.gateway.proxy.username and discord.gateway.proxy.password");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"|' asks for a user name and password (407)'|Set discord.gateway.proxy.username",
			"nobody|' does not accept the user name and password (407)'|Correct discord.gateway.proxy.username" })
	void aProxyThatAsksForCredentialsOnTheWayToTheApiFailsTheStart(String username, String description, String action,
			CapturedOutput output) {
		try (ProxyServer proxy = new ProxyServer(ProxyServer.Mood.ASKS)) {
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(
					() -> Bot
						.start(WebApplicationType.NONE, this.gateway,
								proxy.properties("http", username, (username != null) ? "unguessable" : null))
						.close());
			assertThat(output).contains("the proxy http://localhost:" + proxy.port() + description, action)
				.doesNotContain("unguessable");
			assertThat(proxy.requests()).as("who is refused does not ask on").hasSize(1);
		}
	}

	@ParameterizedTest
	@CsvSource({ "REFUSES, HTTP 503", "HANGS, no answer in time" })
	void aProxyThatDoesNotLeadToTheApiIsToldAndTriedAgain(ProxyServer.Mood mood, String reason) {
		try (ProxyServer proxy = new ProxyServer(mood);
				Bot bot = Bot.start(WebApplicationType.NONE, this.gateway,
						join(proxy.properties("http", null, null), "discord.gateway.rest.read-timeout=300ms"))) {
			assertThat(bot.gateway().lookupFailure()).contains(reason);
			Bot.await().until(() -> proxy.requests().size() > 1);
		}
	}

	@Test
	void aProxyThatIsNotThereIsToldOnTheWayToTheApi() {
		ProxyServer proxy = new ProxyServer(true);
		proxy.close();
		try (Bot bot = Bot.start(WebApplicationType.NONE, this.gateway, proxy.properties("http", null, null))) {
			assertThat(bot.gateway().lookupFailure())
				.contains("over the proxy http://localhost:" + proxy.port() + ": Connection refused");
		}
	}

	@Test
	@EnabledIfSystemProperty(named = "thorough", matches = "true")
	void aProxyThatHangsCostsTheGatewayOneAttempt() {
		try (ProxyServer proxy = new ProxyServer(ProxyServer.Mood.HANGS);
				Bot bot = start(proxy.properties("http", null, null))) {
			bot.awaitEvent(ShardDisconnectedEvent.class);
			Bot.await().until(() -> proxy.requests().size() > 1);
		}
	}

	@Test
	void aProxyThatRefusesTheGatewayIsToldWithItsAnswer() {
		try (ProxyServer proxy = new ProxyServer(ProxyServer.Mood.REFUSES);
				Bot bot = start(proxy.properties("http", null, null))) {
			assertThat(bot.awaitEvent(ShardDisconnectedEvent.class).reason())
				.contains("over the proxy http://localhost:" + proxy.port(), "503");
		}
	}

	@Test
	void gatewayAndApiAreReachedWithTlsOverAProxy(@TempDir Path folder) throws Exception {
		Certificate certificate = Certificate.make(folder);
		try (ProxyServer proxy = new ProxyServer(true);
				RawPeer tls = RawPeer.tls(this.gateway, certificate.sockets());
				Bot bot = start(secure(certificate, tls, proxy.properties("http", null, null)))) {
			bot.awaitConnected();
			this.gateway.requestReconnect();
			bot.awaitEvent(ShardResumedEvent.class);
			assertThat(call(bot)).contains("session_start_limit");
			assertThat(proxy.requests()).hasSizeGreaterThanOrEqualTo(3).containsOnly("CONNECT localhost:" + tls.port());
		}
	}

	/* The JDK's own default, which it reads once in a process. */
	@Test
	void theGatewayTellsCredentialsOnTheWayToTlsAndTheJdksClientDoesNot(@TempDir Path folder, CapturedOutput output)
			throws Exception {
		Certificate certificate = Certificate.make(folder);
		try (ProxyServer proxy = new ProxyServer(false);
				RawPeer tls = RawPeer.tls(this.gateway, certificate.sockets());
				Bot bot = start(join(
						secure(certificate, tls, proxy.properties("http", ProxyServer.USERNAME, ProxyServer.PASSWORD)),
						"logging.level.root=WARN"))) {
			bot.awaitConnected();
			assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(() -> call(bot))
				.withMessageContaining("(407), which the JDK's client keeps to itself")
				.withMessageContaining("start the JVM with -Djdk.http.auth.tunneling.disabledSchemes=\"\"");
			assertThat(output).containsOnlyOnce("-Djdk.http.auth.tunneling.disabledSchemes=\"\"");
		}
	}

	/* The API is at 127.0.0.1, the gateway at localhost. */
	private Bot start(String... properties) {
		return Bot.start(WebApplicationType.NONE, this.gateway,
				join(new String[] { "discord.gateway.url=ws://localhost:" + this.gateway.gatewayUrl().getPort(),
						"discord.gateway.proxy.non-proxy-hosts=127.0.0.1" }, properties));
	}

	private static String[] secure(Certificate certificate, RawPeer tls, String... others) {
		return Stream
			.of(certificate.properties(),
					Stream.of("discord.gateway.url=wss://localhost:" + tls.port(),
							"discord.gateway.api-base-url=https://localhost:" + tls.port() + "/api/v10"),
					Stream.of(others))
			.flatMap((each) -> each)
			.toArray(String[]::new);
	}

	private static String call(Bot bot) {
		return bot.context()
			.getBean("discordRestClient", RestClient.class)
			.get()
			.uri("/gateway/bot")
			.retrieve()
			.body(String.class);
	}

	private static String[] join(String[] some, String... others) {
		return Stream.concat(Stream.of(some), Stream.of(others)).toArray(String[]::new);
	}

}
