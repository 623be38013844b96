package io.discordgateway.spring.e2e;

import java.time.Duration;

import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.Test;

import org.springframework.context.SmartLifecycle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that Netty's threads are there while the gateway runs, and no longer.
 */
class NettyThreadsTests {

	private static final String LOOPS = "discord-netty-";

	@Test
	void loopsEndWithAStopAndComeWithAStart() {
		try (LocalGateway gateway = LocalGateway.builder().build().start();
				Bot bot = Wire.JSON.start(gateway, "discord.gateway.session.keep-on-shutdown=true")) {
			SmartLifecycle lifecycle = (SmartLifecycle) bot.gateway();
			for (int i = 0; i < 3; i++) {
				bot.awaitConnected();
				assertThat(Bot.threads(LOOPS)).hasSizeBetween(1, 2);
				lifecycle.stop();
				awaitNone();
				lifecycle.start();
			}
			bot.awaitConnected();
			assertThat(gateway.record().identifies()).hasSize(1);
		}
		awaitNone();
	}

	@Test
	void loopsEndThoughThePeerIsStalled() {
		try (LocalGateway gateway = LocalGateway.builder().build().start()) {
			try (Bot bot = Wire.JSON.start(gateway)) {
				bot.awaitConnected();
				gateway.stall();
			}
			awaitNone();
		}
	}

	@Test
	void withoutAConnectionThereIsNoLoop() {
		try (LocalGateway gateway = LocalGateway.builder().build().start();
				RawPeer silent = new RawPeer(gateway, 100, RawPeer::readHead);
				Bot unused = Wire.JSON.start(gateway, "discord.gateway.api-base-url=" + silent.apiUrl())) {
			assertThat(Bot.threads(LOOPS)).isEmpty();
		}
	}

	private static void awaitNone() {
		Bot.await().atMost(Duration.ofSeconds(10)).until(() -> Bot.threads(LOOPS, "globalEventExecutor").isEmpty());
	}

}
