package io.discordgateway.spring.e2e;

import java.nio.file.Path;
import java.util.stream.Stream;

import io.discordgateway.spring.InvalidTokenException;
import io.discordgateway.spring.ShardDisconnectedEvent;
import io.discordgateway.spring.ShardResumedEvent;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.client.HttpClientErrorException;
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
	@CsvSource({ "http, wrong, 407", "socks4,, AUTH_FAILURE", "socks5, wrong, authStatus" })
	void proxyThatRefusesIsToldWithoutThePassword(String type, String password, String reason, CapturedOutput output) {
		try (ProxyServer proxy = new ProxyServer(false); Bot bot = start(proxy.properties(type, "nobody", password))) {
			assertThat(bot.awaitEvent(ShardDisconnectedEvent.class).reason())
				.contains("over the proxy " + type + "://localhost:" + proxy.port(), reason);
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
	void theApiIsCalledWithoutAProxyForSocksAndALineSaysSo(CapturedOutput output) {
		try (ProxyServer proxy = new ProxyServer(true);
				Bot bot = Bot.start(WebApplicationType.NONE, this.gateway,
						join(proxy.properties("socks5", null, null), "logging.level.root=WARN"))) {
			bot.awaitConnected();
			assertThat(proxy.requests()).noneMatch((request) -> request.startsWith("GET"));
			assertThat(output).containsOnlyOnce("Discord's API is called without a proxy");
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
			assertThatExceptionOfType(HttpClientErrorException.class).isThrownBy(() -> call(bot))
				.satisfies((ex) -> assertThat(ex.getStatusCode().value()).isEqualTo(407));
			assertThat(output).containsOnlyOnce("-Djdk.http.auth.tunneling.disabledSchemes=\"\"");
		}
	}

	private Bot start(String... properties) {
		return Bot.start(WebApplicationType.NONE, this.gateway,
				join(new String[] { "discord.gateway.url=ws://localhost:" + this.gateway.gatewayUrl().getPort() },
						properties));
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
