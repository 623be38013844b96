package io.discordgateway.spring.e2e;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.payload.RequestGuildMembers;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.GuildMembers;
import io.discordgateway.spring.RequestFailedException;
import io.discordgateway.test.GatewayRecord;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ApplicationListener;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for what a peer cannot make grow without end.
 */
@AnyWire
class BoundsTests {

	private final Wire wire;

	private final LocalGateway gateway = LocalGateway.builder().build().start();

	BoundsTests(Wire wire) {
		this.wire = wire;
	}

	@AfterEach
	void close() {
		this.gateway.close();
	}

	@Test
	@DisplayName("Names of events come from the peer: the types of a thousand are kept, and the others arrive as well")
	void typesAreKeptForAThousandNames() {
		AtomicInteger heard = new AtomicInteger();
		try (Bot bot = this.wire.start(this.gateway).awaitConnected()) {
			bot.context().addApplicationListener(new ListenerOfAll(heard));
			for (int i = 0; i < 1200; i++) {
				this.gateway.dispatch("NEW_IN_2030_" + i, "{}");
			}
			Bot.await().until(() -> heard.get() == 1200);
			Object dispatcher = ReflectionTestUtils.getField(bot.gateway(), "dispatcher");
			assertThat(dispatcher).isNotNull();
			assertThat((Map<?, ?>) ReflectionTestUtils.getField(dispatcher, "types")).hasSize(1000);
		}
	}

	@Test
	@DisplayName("R27: a request that is rate limited each time is sent five times, and then fails")
	void requestThatIsRateLimitedAgainAndAgainFails() {
		long guild = 4_194_304_000L;
		try (Bot bot = this.wire.start(this.gateway).awaitConnected()) {
			CompletableFuture<GuildMembers> members = bot.gateway()
				.requestGuildMembers(RequestGuildMembers.byName(guild, "wum", 5), Duration.ofMinutes(2));
			for (int sent = 1; sent <= 5; sent++) {
				int count = sent;
				Bot.await().until(() -> requests().size() == count);
				JsonNode request = JsonMapper.shared().readTree(requests().get(sent - 1).json()).path("d");
				this.gateway.dispatch("RATE_LIMITED", """
						{"opcode": 8, "retry_after": 0.01, "meta": {"guild_id": "%d", "nonce": "%s"}}"""
					.formatted(guild, request.path("nonce").asString()));
			}
			assertThatThrownBy(members::join).hasCauseInstanceOf(RequestFailedException.class)
				.hasMessageContaining("rate limited");
			assertThat(requests()).hasSize(5);
		}
	}

	private List<GatewayRecord.Payload> requests() {
		return this.gateway.record()
			.payloads()
			.stream()
			.filter((payload) -> payload.opcode() == GatewayOpcode.REQUEST_GUILD_MEMBERS.code())
			.toList();
	}

	private record ListenerOfAll(AtomicInteger heard) implements ApplicationListener<DispatchEvent<?>> {

		@Override
		public void onApplicationEvent(DispatchEvent<?> event) {
			if (event.name().startsWith("NEW_IN_2030_")) {
				this.heard.incrementAndGet();
			}
		}

	}

}
