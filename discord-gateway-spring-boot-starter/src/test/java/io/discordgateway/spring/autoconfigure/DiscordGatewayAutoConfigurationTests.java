package io.discordgateway.spring.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;

import io.discordgateway.codec.Compression;
import io.discordgateway.codec.PayloadLimits;
import io.discordgateway.payload.Token;
import io.discordgateway.spring.DiscordGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
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

/**
 * Tests for {@link DiscordGatewayAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class DiscordGatewayAutoConfigurationTests {

	/* Nothing listens there: what connects, fails and is retried in the background. */
	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DiscordGatewayAutoConfiguration.class))
		.withPropertyValues("discord.gateway.api-base-url=http://127.0.0.1:1/api/v10");

	@Test
	void whenTokenIsSetThenBeansAreMadeAndStartBlocksForNothing() {
		this.runner.withPropertyValues("discord.gateway.token=abc").run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(DiscordGateway.class);
			assertThat(context.getBean(DiscordGateway.class).shards()).isEmpty();
			assertThat(context.getBean(DiscordGateway.class).lookupFailure()).contains("could not be reached");
		});
	}

	@Test
	void decodingIsLenientUnlessItIsSet() { // R46
		ApplicationContextRunner started = this.runner.withPropertyValues("discord.gateway.token=abc");
		started.run((context) -> assertThat(context.getBean(DiscordGatewayProperties.class).decoding())
			.isEqualTo(DiscordGatewayProperties.Decoding.LENIENT));
		started.withPropertyValues("discord.gateway.decoding=strict")
			.run((context) -> assertThat(context.getBean(DiscordGatewayProperties.class).decoding())
				.isEqualTo(DiscordGatewayProperties.Decoding.STRICT));
		started.withPropertyValues("discord.gateway.decoding=loose").run((context) -> assertThat(context).hasFailed());
	}

	@Test
	void whenTokenIsMissingThenStartFailsAndAnalysisNamesTheProperty() {
		this.runner.run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = new MissingTokenFailureAnalyzer().analyze(context.getStartupFailure());
			assertThat(analysis.getAction()).contains("discord.gateway.token");
		});
	}

	@Test
	void whenTokenIsBlankThenItIsMissing() {
		this.runner.withPropertyValues("discord.gateway.token= ")
			.run((context) -> assertThat(context).getFailure().rootCause().isInstanceOf(MissingTokenException.class));
	}

	@Test
	void whenTokenIsMalformedThenItIsNotShown() {
		this.runner.withPropertyValues("discord.gateway.token=se cret")
			.run((context) -> assertThat(context).getFailure().satisfies((failure) -> {
				assertThat(failure).rootCause().hasMessageContaining("position");
				for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
					assertThat(cause.getMessage()).doesNotContain("se cret");
				}
			}));
	}

	@Test
	void whenDisabledThenThereIsNothing() {
		this.runner.withPropertyValues("discord.gateway.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(DiscordGateway.class)
				.doesNotHaveBean(WebSocketClient.class));
	}

	@Test
	void whenUserDefinesBeansThenTheyWin() {
		this.runner.withUserConfiguration(UserBeans.class).run((context) -> {
			assertThat(context).hasSingleBean(DiscordGateway.class).hasSingleBean(DiscordConnectionDetails.class);
			assertThat(context.getBean(DiscordGateway.class)).isSameAs(UserBeans.GATEWAY);
			assertThat(context.getBean(WebSocketClient.class)).isSameAs(UserBeans.CLIENT);
		});
	}

	@Test
	void whenApplicationHasWebSocketClientsThenTheGatewayUsesItsOwn() {
		WebSocketClient weather = mock(WebSocketClient.class);
		this.runner.withPropertyValues("discord.gateway.token=abc", "discord.gateway.transport=websocket-client")
			.withBean("weather", WebSocketClient.class, () -> weather)
			.withBean("stocks", WebSocketClient.class, () -> mock(WebSocketClient.class))
			.run((context) -> {
				assertThat(context).hasNotFailed().hasBean("discordGatewayWebSocketClient");
				assertThat(context.getBean("discordGatewayWebSocketClient"))
					.isInstanceOf(StandardWebSocketClient.class);
			});
		this.runner.withPropertyValues("discord.gateway.token=abc", "discord.gateway.transport=websocket-client")
			.withBean("weather", WebSocketClient.class, () -> weather)
			.run((context) -> assertThat(context.getBeanFactory().resolveDependency(field("client"), null))
				.isSameAs(weather));
	}

	@Test
	void whenWebSocketClientIsNamedForTheGatewayThenItIsUsed() {
		WebSocketClient own = mock(WebSocketClient.class);
		given(own.execute(any(WebSocketHandler.class), any(WebSocketHttpHeaders.class), any(URI.class)))
			.willReturn(CompletableFuture.failedFuture(new IOException("nobody there")));
		this.runner.withPropertyValues("discord.gateway.token=abc", "discord.gateway.url=ws://127.0.0.1:1")
			.withBean("discordGatewayWebSocketClient", WebSocketClient.class, () -> own)
			.run((context) -> await().untilAsserted(() -> verify(own, atLeastOnce())
				.execute(any(WebSocketHandler.class), any(WebSocketHttpHeaders.class), any(URI.class))));
	}

	private static DependencyDescriptor field(String name) throws NoSuchFieldException {
		return new DependencyDescriptor(Wanted.class.getDeclaredField(name), true);
	}

	@Test
	void whenConnectionDetailsAreThereThenNoTokenIsNeeded() {
		this.runner.withBean(DiscordConnectionDetails.class, () -> new DiscordConnectionDetails() {

			@Override
			public Token token() {
				return Token.of("local");
			}

			@Override
			public URI apiBaseUrl() {
				return URI.create("http://127.0.0.1:1/api/v10");
			}

		}).run((context) -> assertThat(context).hasNotFailed().hasSingleBean(DiscordGateway.class));
	}

	@Test
	void whenPropertyDoesNotParseThenFailureNamesIt() {
		assertInvalid("discord.gateway.sharding.ids=3-1", "sharding.ids");
		assertInvalid("discord.gateway.sharding.total=0", "sharding.total");
		assertInvalid("discord.gateway.intents=GUILDS,NONSENSE", "NONSENSE");
		assertInvalid("discord.gateway.large-threshold=5", "large-threshold");
		assertInvalid("discord.gateway.reconnect.min-backoff=2m", "max-backoff");
		assertInvalid("discord.gateway.privileged-intents=GUILDS", "privileged");
		assertInvalid("discord.gateway.url=http://x", "url");
		assertInvalid("discord.gateway.dispatch.queue-capacity=0", "queue-capacity");
		assertInvalid("discord.gateway.max-payload-size=2GB", "max-payload-size");
		for (String limit : new String[] { "depth", "string-length", "name-length", "number-length", "tokens" }) {
			assertInvalid("discord.gateway.limits.max-" + limit + "=0", "limits.max-" + limit);
		}
	}

	@Test
	void whenEtfIsAskedWithPayloadCompressionThenFailureSaysWhatToUse() { // R32
		this.runner
			.withPropertyValues("discord.gateway.token=abc", "discord.gateway.encoding=etf",
					"discord.gateway.compression=payload")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("compression")
				.hasMessageContaining("zstd-stream"));
	}

	@Test
	void limitsAreThoseOfTheCoreUnlessSet() { // R34
		this.runner.withPropertyValues("discord.gateway.token=abc")
			.run((context) -> assertThat(context.getBean(DiscordGatewayProperties.class).limits().toLimits())
				.isEqualTo(PayloadLimits.DEFAULT));
		this.runner
			.withPropertyValues("discord.gateway.token=abc", "discord.gateway.limits.max-string-length=1KB",
					"discord.gateway.limits.max-tokens=5")
			.run((context) -> assertThat(context.getBean(DiscordGatewayProperties.class).limits().toLimits())
				.isEqualTo(new PayloadLimits(1000, 1024, 16384, 1000, 5)));
	}

	@Test
	void compressionIsTheBestThatIsAvailableUnlessSet(CapturedOutput output) { // R30, R31
		assertThat(DiscordGatewayAutoConfiguration.compression(null, () -> Compression.ZSTD_STREAM))
			.isEqualTo(Compression.ZSTD_STREAM);
		assertThat(output).doesNotContain("zstd-jni");
		assertThat(DiscordGatewayAutoConfiguration.compression(null, () -> Compression.ZLIB_STREAM))
			.isEqualTo(Compression.ZLIB_STREAM);
		assertThat(output).containsOnlyOnce("zstd-jni").contains("compression is zlib-stream");
		assertThat(DiscordGatewayAutoConfiguration.compression(Compression.NONE, () -> Compression.ZSTD_STREAM))
			.isEqualTo(Compression.NONE);
	}

	private void assertInvalid(String property, String named) {
		this.runner.withPropertyValues("discord.gateway.token=abc", property)
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining(named));
	}

	@Test
	void shardIdsAreRangesAndNumbers() {
		assertThat(new DiscordGatewayProperties.Sharding("8", "0-2, 7").idList()).containsExactly(0, 1, 2, 7);
	}

	@Test
	void intentsAreNamesOrANumber() {
		assertThat(IntentsResolver.configured(java.util.List.of("513"))).isEqualTo(513);
		assertThat(IntentsResolver.configured(java.util.List.of("guilds", "GUILD_MESSAGES", "message-content")))
			.isEqualTo(1 | 1 << 9 | 1 << 15);
		assertThat(IntentsResolver.configured(java.util.List.of("auto"))).isNull();
	}

	static class Wanted {

		WebSocketClient client;

	}

	@Configuration(proxyBeanMethods = false)
	static class UserBeans {

		static final DiscordGateway GATEWAY = mock(DiscordGateway.class);

		static final WebSocketClient CLIENT = mock(WebSocketClient.class);

		@Bean
		DiscordGateway gateway() {
			return GATEWAY;
		}

		@Bean
		WebSocketClient client() {
			return CLIENT;
		}

	}

}
