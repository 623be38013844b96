package io.discordgateway.spring.e2e;

import io.discordgateway.spring.ShardResumedEvent;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a gateway and an API at urls of one's own, such as a proxy of the gateway
 * has.
 */
@AnyWire
class OwnUrlTests {

	private final Wire wire;

	OwnUrlTests(Wire wire) {
		this.wire = wire;
	}

	@Test
	void sessionIsResumedAtTheOwnUrlWhereThatIsSet() {
		try (LocalGateway gateway = LocalGateway.builder().build().start();
				RawPeer own = new RawPeer(gateway, 0, (socket) -> {
				});
				Bot bot = this.wire.start(gateway, "discord.gateway.url=" + own.url(),
						"discord.gateway.api-base-url=" + own.apiUrl(), "discord.gateway.resume-at-url=true")) {
			bot.awaitConnected();
			int before = own.accepted();
			gateway.requestReconnect();
			bot.awaitEvent(ShardResumedEvent.class);
			assertThat(own.accepted()).isEqualTo(before + 1);
		}
	}

	@Test
	void sessionIsResumedWhereReadySaysOtherwise() {
		try (LocalGateway gateway = LocalGateway.builder().build().start();
				RawPeer own = new RawPeer(gateway, 0, (socket) -> {
				});
				Bot bot = this.wire.start(gateway, "discord.gateway.url=" + own.url())) {
			bot.awaitConnected();
			int before = own.accepted();
			gateway.requestReconnect();
			bot.awaitEvent(ShardResumedEvent.class);
			assertThat(own.accepted()).isEqualTo(before);
		}
	}

}
