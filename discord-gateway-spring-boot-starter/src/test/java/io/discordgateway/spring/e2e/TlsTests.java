package io.discordgateway.spring.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.discordgateway.spring.ShardDisconnectedEvent;
import io.discordgateway.spring.ShardResumedEvent;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for connections with TLS and a certificate that only the application trusts.
 */
@AnyWire
@EveryTransport
class TlsTests {

	@TempDir
	static Path folder;

	private static Certificate certificate;

	private final Wire wire;

	TlsTests(Wire wire) {
		this.wire = wire;
	}

	@BeforeAll
	static void makeCertificate() throws IOException, InterruptedException {
		certificate = Certificate.make(folder);
	}

	@Test
	@DisplayName("R41: a bundle is for gateway and API, and a resume url in clear is not followed")
	void bundleIsUsedForGatewayAndApi() throws Exception {
		try (LocalGateway gateway = LocalGateway.builder().build().start();
				RawPeer tls = RawPeer.tls(gateway, certificate.sockets());
				Bot bot = this.wire.start(gateway,
						properties(certificate, "discord.gateway.url=wss://localhost:" + tls.port(),
								"discord.gateway.api-base-url=https://localhost:" + tls.port() + "/api/v10"))) {
			bot.awaitConnected();
			gateway.requestReconnect();
			bot.awaitEvent(ShardResumedEvent.class);
			assertThat(tls.accepted()).isGreaterThanOrEqualTo(2);
			assertThat(call(bot)).contains("session_start_limit");
		}
	}

	@Test
	void bundleThatIsReloadedIsForNewConnections(@TempDir Path other) throws Exception {
		Certificate old = Certificate.make(other);
		try (LocalGateway gateway = LocalGateway.builder().build().start();
				RawPeer tls = RawPeer.tls(gateway, certificate.sockets());
				Bot bot = this.wire.start(gateway, properties(old, "discord.gateway.url=wss://localhost:" + tls.port(),
						"discord.gateway.api-base-url=https://localhost:" + tls.port() + "/api/v10"))) {
			awaitReason(bot, "by nobody that is trusted here");
			assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(() -> call(bot))
				.withMessageContaining("by nobody that is trusted here");
			SslBundleRegistry bundles = bot.context().getBean(SslBundleRegistry.class);
			bundles.updateBundle("discord", certificate.bundle());
			bot.awaitConnected();
			assertThat(call(bot)).contains("session_start_limit");
		}
	}

	@Test
	void certificateThatHasExpiredIsNotConnectedTo(@TempDir Path other) throws Exception {
		Certificate expired = Certificate.expired(other);
		try (LocalGateway gateway = LocalGateway.builder().build().start();
				RawPeer tls = RawPeer.tls(gateway, expired.sockets());
				Bot bot = this.wire.start(gateway,
						properties(expired, "discord.gateway.url=wss://localhost:" + tls.port(),
								"discord.gateway.api-base-url=https://localhost:" + tls.port() + "/api/v10"))) {
			awaitReason(bot, "the peer's TLS certificate has expired");
			assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(() -> call(bot))
				.withMessageContaining("the peer's TLS certificate has expired");
			assertThat(gateway.record().connections()).isEmpty();
		}
	}

	@Test
	void lookUpThatMeetsAnotherHostSaysSo(@TempDir Path other) throws Exception {
		Certificate elsewhere = Certificate.make(other, "SAN=dns:elsewhere.example");
		try (LocalGateway gateway = LocalGateway.builder().build().start();
				RawPeer tls = RawPeer.tls(gateway, elsewhere.sockets());
				Bot bot = this.wire.start(gateway, properties(elsewhere,
						"discord.gateway.api-base-url=https://localhost:" + tls.port() + "/api/v10"))) {
			assertThat(bot.gateway().lookupFailure()).contains("the peer's TLS certificate is for another host");
		}
	}

	@Test
	void certificateThatNobodyTrustsIsNotConnectedTo() throws Exception {
		try (LocalGateway gateway = LocalGateway.builder().build().start();
				RawPeer tls = RawPeer.tls(gateway, certificate.sockets());
				Bot bot = this.wire.start(gateway, "discord.gateway.url=wss://localhost:" + tls.port())) {
			awaitReason(bot, "by nobody that is trusted here");
			assertThat(gateway.record().connections()).isEmpty();
		}
	}

	@Test
	void certificateOfAnotherHostIsNotConnectedTo(@TempDir Path other) throws Exception {
		Certificate elsewhere = Certificate.make(other, "SAN=dns:elsewhere.example");
		try (LocalGateway gateway = LocalGateway.builder().build().start();
				RawPeer tls = RawPeer.tls(gateway, elsewhere.sockets());
				Bot bot = this.wire.start(gateway,
						properties(elsewhere, "discord.gateway.url=wss://localhost:" + tls.port()))) {
			awaitReason(bot, "localhost");
			assertThat(gateway.record().connections()).isEmpty();
		}
	}

	@Test
	void peerThatDoesNotSpeakTlsIsTriedAgain() {
		try (LocalGateway gateway = LocalGateway.builder().build().start();
				Bot bot = this.wire.start(gateway,
						"discord.gateway.url=wss://localhost:" + gateway.gatewayUrl().getPort())) {
			Bot.await().until(() -> bot.ears().lifecycle(ShardDisconnectedEvent.class).size() >= 2);
			assertThat(gateway.record().connections()).isEmpty();
		}
	}

	private static String call(Bot bot) {
		return bot.context()
			.getBean("discordRestClient", RestClient.class)
			.get()
			.uri("/gateway/bot")
			.retrieve()
			.body(String.class);
	}

	private static void awaitReason(Bot bot, String part) {
		Bot.await()
			.until(() -> bot.ears()
				.lifecycle(ShardDisconnectedEvent.class)
				.stream()
				.anyMatch((event) -> event.reason().contains(part)));
	}

	private static String[] properties(Certificate trusted, String... others) {
		return Stream.concat(trusted.properties(), Stream.of(others)).toArray(String[]::new);
	}

}
