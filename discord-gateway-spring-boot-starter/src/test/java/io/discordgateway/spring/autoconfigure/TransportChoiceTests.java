package io.discordgateway.spring.autoconfigure;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.transport.ProxyRoutes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.client.WebSocketClient;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;

/**
 * Tests for {@link TransportChoice}.
 */
@ExtendWith(OutputCaptureExtension.class)
class TransportChoiceTests {

	private static final String[] PROXY = { "discord.gateway.proxy.type=http", "discord.gateway.proxy.host=127.0.0.1",
			"discord.gateway.proxy.port=1" };

	private static final String NETTY = "The gateway is connected to with Netty, nio";

	private static final String CLIENT = "The gateway is connected to with StandardWebSocketClient";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DiscordGatewayAutoConfiguration.class))
		.withPropertyValues("discord.gateway.api-base-url=http://127.0.0.1:1/api/v10", "discord.gateway.token=abc",
				"discord.gateway.url=ws://127.0.0.1:1", "discord.gateway.intents=0");

	@Test
	void nettyIsChosenWhereItIsThere(CapturedOutput output) {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(DiscordGateway.class).doesNotHaveBean(WebSocketClient.class);
			assertThat(output).containsOnlyOnce(NETTY).doesNotContain(CLIENT);
			await().until(() -> context.getBean(DiscordGateway.class).shard(0).lastDisconnect() != null);
			assertThat(context.getBean(DiscordGateway.class).shard(0).lastDisconnect()).contains("Connection refused");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "auto", "websocket-client" })
	void aClientIsChosenWhereNettyIsNot(String transport, CapturedOutput output) {
		this.runner.withPropertyValues("discord.gateway.transport=" + transport)
			.withClassLoader(new FilteredClassLoader("io.netty"))
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(StandardWebSocketClient.class);
				assertThat(output).containsOnlyOnce(CLIENT).doesNotContain(NETTY);
			});
	}

	@Test
	void theHandlerOfProxiesIsNotNeededWithoutOne(CapturedOutput output) {
		this.runner.withClassLoader(new FilteredClassLoader("io.netty.handler.proxy")).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(WebSocketClient.class);
			assertThat(output).containsOnlyOnce(NETTY);
		});
	}

	@Test
	void aClientIsChosenWhereItIsSet(CapturedOutput output) {
		this.runner.withPropertyValues("discord.gateway.transport=websocket-client").run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(StandardWebSocketClient.class);
			assertThat(output).containsOnlyOnce(CLIENT).doesNotContain(NETTY);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "auto", "websocket-client" })
	void theClientThatIsNamedForTheGatewayWins(String transport) {
		WebSocketClient own = own();
		this.runner.withPropertyValues("discord.gateway.transport=" + transport)
			.withBean("discordGatewayWebSocketClient", WebSocketClient.class, () -> own)
			.run((context) -> await().untilAsserted(() -> verify(own, atLeastOnce())
				.execute(any(WebSocketHandler.class), any(WebSocketHttpHeaders.class), any(URI.class))));
	}

	@Test
	void theClientThatIsNamedForTheGatewayDoesNotWinOverASetting(CapturedOutput output) {
		WebSocketClient own = own();
		this.runner.withPropertyValues("discord.gateway.transport=netty")
			.withBean("discordGatewayWebSocketClient", WebSocketClient.class, () -> own)
			.run((context) -> {
				await().until(() -> context.getBean(DiscordGateway.class).shard(0).lastDisconnect() != null);
				assertThat(output).contains(NETTY);
				verifyNoInteractions(own);
			});
	}

	@Test
	void otherClientsOfTheApplicationAreLeftAlone(CapturedOutput output) {
		WebSocketClient weather = own();
		this.runner.withBean("weather", WebSocketClient.class, () -> weather).run((context) -> {
			assertThat(output).contains(NETTY);
			verifyNoInteractions(weather);
		});
	}

	private static WebSocketClient own() {
		WebSocketClient own = mock(WebSocketClient.class);
		given(own.execute(any(WebSocketHandler.class), any(WebSocketHttpHeaders.class), any(URI.class)))
			.willReturn(CompletableFuture.failedFuture(new IOException("nobody there")));
		return own;
	}

	@Test
	void whenTheTransportIsNoneThatIsKnownThenTheFailureSaysWhichAre() {
		this.runner.withPropertyValues("discord.gateway.transport=pigeon")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("pigeon"));
	}

	@Test
	void whenNettyIsSetAndNotThereThenTheAnalysisSaysWhatToAdd() {
		this.runner.withPropertyValues("discord.gateway.transport=netty")
			.withClassLoader(new FilteredClassLoader("io.netty"))
			.run((context) -> assertThat(analysis(context).getAction()).contains("io.netty:netty-handler,")
				.contains("'websocket-client'"));
	}

	@Test
	void whenAClientIsSetAndNotThereThenTheAnalysisSaysWhatToDo() {
		this.runner.withPropertyValues("discord.gateway.transport=websocket-client")
			.withBean("discordGatewayWebSocketClient", String.class, () -> "not a client")
			.run((context) -> assertThat(analysis(context).getDescription())
				.contains("no bean discordGatewayWebSocketClient of the type WebSocketClient"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "auto", "netty" })
	void whenTheHandlerOfProxiesIsMissingThenTheAnalysisSaysWhatToAdd(String transport) {
		this.runner.withPropertyValues(PROXY)
			.withPropertyValues("discord.gateway.transport=" + transport)
			.withClassLoader(new FilteredClassLoader("io.netty.handler.proxy"))
			.run((context) -> assertThat(analysis(context).getAction()).contains("io.netty:netty-handler-proxy,"));
	}

	@Test
	void whenAProxyIsSetWithoutNettyThenTheAnalysisSaysWhatToAdd() {
		this.runner.withPropertyValues(PROXY)
			.withClassLoader(new FilteredClassLoader("io.netty"))
			.run((context) -> assertThat(analysis(context).getAction())
				.contains("io.netty:netty-handler and io.netty:netty-handler-proxy,", "-Dhttps.proxyHost"));
	}

	@Test
	void whenAProxyIsSetWithAClientThenTheAnalysisSaysWhatToDo() {
		this.runner.withPropertyValues(PROXY)
			.withPropertyValues("discord.gateway.transport=websocket-client")
			.run((context) -> assertThat(analysis(context).getAction()).contains("discord.gateway.transport to 'netty'")
				.contains("discordGatewayWebSocketClient"));
		this.runner.withPropertyValues(PROXY)
			.withBean("discordGatewayWebSocketClient", WebSocketClient.class, TransportChoiceTests::own)
			.run((context) -> assertThat(analysis(context).getDescription()).contains("is not told of the proxy"));
	}

	private static FailureAnalysis analysis(AssertableApplicationContext context) {
		assertThat(context).hasFailed();
		FailureAnalysis analysis = new TransportNotAvailableFailureAnalyzer().analyze(context.getStartupFailure());
		assertThat(analysis).isNotNull();
		return analysis;
	}

	@ParameterizedTest
	@CsvSource({ "host, , host", "port, , port", "port, 0, port", "port, 65536, port", "username, , username",
			"type, socks4, type" })
	void whenThePropertiesOfTheProxyDoNotFitThenTheFailureNamesOne(String changed, String value, String named) {
		Map<String, String> properties = new TreeMap<>(
				Map.of("type", "http", "host", "127.0.0.1", "port", "3128", "username", "bot", "password", "secret"));
		properties.put(changed, (value != null) ? value : "");
		this.runner
			.withPropertyValues(properties.entrySet()
				.stream()
				.map((each) -> "discord.gateway.proxy." + each.getKey() + "=" + each.getValue())
				.toArray(String[]::new))
			.run((context) -> assertThat(context).getFailure().satisfies((failure) -> {
				assertThat(failure).rootCause().hasMessageContaining("discord.gateway.proxy." + named);
				for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
					assertThat(cause.getMessage()).doesNotContain("secret");
				}
			}));
	}

	@Test
	void thePasswordOfTheProxyIsNotPrinted(CapturedOutput output) {
		this.runner.withPropertyValues(PROXY)
			.withPropertyValues("discord.gateway.proxy.username=bot", "discord.gateway.proxy.password=secret")
			.run((context) -> {
				DiscordGatewayProperties properties = context.getBean(DiscordGatewayProperties.class);
				assertThat(properties.proxy().toSettings().password()).isEqualTo("secret");
				assertThat(properties.toString() + properties.proxy() + properties.proxy().toSettings() + output)
					.doesNotContain("secret")
					.contains("over the proxy http://127.0.0.1:1");
			});
	}

	@ParameterizedTest
	@CsvSource({ "gateway.discord.gg, true", "localhost, false", "LOCALHOST, false", "a.example.org, false",
			"example.org, true", "10.1.2.3, false", "110.1.2.3, true", "[::1], false", "::1, false" })
	void hostsThatAreReachedWithoutTheProxyArePatterns(String host, boolean proxied) {
		assertThat(new DiscordGatewayProperties.Proxy(DiscordGatewayProperties.Proxy.Type.HTTP, "proxy", 3128, null,
				null, "*.Example.org| localhost |10.*||[::1]")
			.toSettings()
			.appliesTo(host)).isEqualTo(proxied);
	}

	@Test
	void whenAProxyIsSetThatIsSwitchedOffThenItIsWarnedOf(CapturedOutput output) {
		this.runner.withPropertyValues("discord.gateway.proxy.host=proxy.example", "discord.gateway.proxy.type=none")
			.run((context) -> assertThat(output).containsOnlyOnce("discord.gateway.proxy.host is set, but"));
	}

	@Test
	void aProxyWithoutATypeSpeaksHttp() {
		assertThat(new DiscordGatewayProperties.Proxy(null, "proxy", 3128, null, null, null).toSettings())
			.hasToString("http://proxy:3128");
	}

	@Test
	void withoutAnyPropertyTheProxyIsTheJvms() {
		assertThat(new DiscordGatewayProperties.Proxy(null, null, null, null, null, null).toRoutes().ofJvm()).isTrue();
		assertThat(new DiscordGatewayProperties.Proxy(DiscordGatewayProperties.Proxy.Type.NONE, null, null, null, null,
				null)
			.toRoutes()).isSameAs(ProxyRoutes.NONE);
	}

	@Test
	void whenTheJvmsProxyNeedsAHandlerThatIsMissingThenTheAnalysisSaysWhatToAdd() {
		ProxySelector before = ProxySelector.getDefault();
		ProxySelector.setDefault(ProxySelector.of(new InetSocketAddress("127.0.0.1", 1)));
		try {
			ApplicationContextRunner without = this.runner
				.withClassLoader(new FilteredClassLoader("io.netty.handler.proxy"));
			without.run((context) -> {
				assertThat(analysis(context).getDescription()).contains("https.proxyHost");
				assertThat(analysis(context).getAction()).contains("io.netty:netty-handler-proxy,");
			});
			without.withPropertyValues("discord.gateway.proxy.type=none")
				.run((context) -> assertThat(context).hasNotFailed());
		}
		finally {
			ProxySelector.setDefault(before);
		}
	}

	@Test
	void withoutATypeThereIsNoProxy() {
		assertThat(new DiscordGatewayProperties.Proxy(DiscordGatewayProperties.Proxy.Type.NONE, "proxy", 3128, null,
				null, null)
			.toSettings()).isNull();
	}

}
