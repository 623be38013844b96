package io.discordgateway.spring.e2e;

import java.time.Duration;
import java.time.Instant;

import io.discordgateway.spring.ShardConnectedEvent;
import io.discordgateway.spring.ShardDisconnectedEvent;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for upgrades that a peer refuses (R22).
 */
@AnyWire
@EveryTransport
class RefusedUpgradeTests {

	private final Wire wire;

	private final LocalGateway gateway = LocalGateway.builder().build().start();

	RefusedUpgradeTests(Wire wire) {
		this.wire = wire;
	}

	@AfterEach
	void close() {
		this.gateway.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 401, 403, 404, 500, 503 })
	@DisplayName("R22: status and body of a refusal are in the error, and it is tried again")
	void refusalIsToldAndTriedAgain(int status) {
		this.gateway.refuseUpgrades(status, null, "not\nnow");
		try (Bot bot = this.wire.start(this.gateway)) {
			ShardDisconnectedEvent event = bot.awaitEvent(ShardDisconnectedEvent.class);
			assertThat(event.reason())
				.isEqualTo("HTTP " + status + ": the upgrade to a WebSocket was refused with: not now");
			assertThat(bot.gateway().shard(0).lastDisconnect()).contains("HTTP " + status);
			this.gateway.acceptUpgrades();
			bot.awaitConnected();
		}
	}

	@Test
	@DisplayName("R22: 429 honours Retry-After, for which Tomcat's client is helped out once for all shards")
	void retryAfterIsHonoured() {
		this.gateway.refuseUpgrades(429, Duration.ofSeconds(2), "slow down");
		Instant before = Instant.now();
		try (Bot bot = this.wire.start(this.gateway, "discord.gateway.sharding.total=3")) {
			Bot.await().until(() -> bot.ears().lifecycle(ShardDisconnectedEvent.class).size() == 3);
			this.gateway.acceptUpgrades();
			assertThat(bot.ears().lifecycle(ShardDisconnectedEvent.class)).allSatisfy((event) -> {
				assertThat(event.reason()).contains("slow down");
				assertThat(event.nextAttempt()).isAfter(before.plusSeconds(1));
			});
			assertThat(this.gateway.record().restCalls()).filteredOn((call) -> call.status() == 429)
				.hasSize((this.wire.transport() == Wire.Transport.NETTY) ? 3 : 4);
			bot.awaitEvent(ShardConnectedEvent.class);
			assertThat(this.gateway.record().connections()).first()
				.satisfies((connection) -> assertThat(connection.at()).isAfter(before.plusMillis(1900)));
		}
	}

	@Test
	@DisplayName("R40: a redirect is not followed, as the token would go there")
	void redirectIsNotFollowed() {
		try (LocalGateway other = LocalGateway.builder().build().start();
				RawPeer peer = new RawPeer(this.gateway, 1, (socket) -> {
					RawPeer.readHead(socket);
					RawPeer.write(socket, "HTTP/1.1 302 Found\r\nLocation: " + other.gatewayUrl()
							+ "/?v=10&encoding=json\r\nContent-Length: 0\r\n\r\n");
				});
				Bot bot = this.wire.start(this.gateway, "discord.gateway.url=" + peer.url())) {
			bot.awaitConnected();
			assertThat(other.record().connections()).isEmpty();
		}
	}

}
