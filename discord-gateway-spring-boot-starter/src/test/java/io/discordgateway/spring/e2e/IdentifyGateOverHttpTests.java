package io.discordgateway.spring.e2e;

import io.discordgateway.spring.ShardResumedEvent;
import io.discordgateway.spring.ShardState;
import io.discordgateway.spring.fleet.GateServer;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for bots whose shards take their turns to identify from a gate over HTTP.
 */
class IdentifyGateOverHttpTests {

	private final LocalGateway gateway = LocalGateway.builder().build().start();

	private final GateServer gate = new GateServer(0);

	@AfterEach
	void close() {
		this.gate.close();
		this.gateway.close();
	}

	@Test
	@DisplayName("R12: a shard identifies when the gate says so")
	void shardWaitsForTheGate() {
		try (Bot bot = start("discord.gateway.fleet.ordinal=bot-1", "discord.gateway.fleet.size=2",
				"discord.gateway.sharding.total=2")) {
			Bot.await().until(() -> !this.gate.asked().isEmpty());
			assertThat(this.gate.asked()).containsExactly("GET /?shard=1");
			assertThat(this.gateway.record().identifies()).isEmpty();
			this.gate.turn();
			bot.awaitConnected();
			assertThat(bot.gateway().shards()).extracting((shard) -> shard.shard().id()).containsExactly(1);
			assertThat(this.gateway.record().identifies()).hasSize(1);
		}
	}

	@Test
	@DisplayName("R12: without the gate sessions are resumed, and none is started")
	void withoutTheGateSessionsAreResumedAndNoneIsStarted() {
		this.gate.turn();
		int port = this.gate.port();
		try (Bot bot = start()) {
			bot.awaitConnected();
			this.gate.close();
			this.gateway.closeConnections(4000);
			bot.awaitEvent(ShardResumedEvent.class);
			this.gateway.closeConnections(4009);
			Bot.await().until(() -> bot.gateway().shards().stream().noneMatch(ShardState::isConnected));
			try (GateServer back = new GateServer(port)) {
				Bot.await().until(() -> !back.asked().isEmpty());
				assertThat(this.gateway.record().identifies()).hasSize(1);
				back.turn();
				Bot.await().until(() -> this.gateway.record().identifies().size() == 2);
				bot.awaitConnected();
			}
			assertThat(this.gateway.record().violations()).isEmpty();
		}
	}

	private Bot start(String... properties) {
		String[] all = new String[properties.length + 1];
		all[0] = "discord.gateway.fleet.gate-url=" + this.gate.url();
		System.arraycopy(properties, 0, all, 1, properties.length);
		return Bot.start(WebApplicationType.NONE, this.gateway, all);
	}

}
