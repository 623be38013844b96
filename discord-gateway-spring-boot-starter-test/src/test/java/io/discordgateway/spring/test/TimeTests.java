package io.discordgateway.spring.test;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.discordgateway.model.InteractionCreate;
import io.discordgateway.protocol.ShardStatus;
import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.test.RateLimitScope;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.web.client.RestClient;

import static io.discordgateway.spring.test.DiscordAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The time of Discord and of the bot stands still, and moves when the test says so.
 */
@DiscordGatewayTest(scheduling = true)
@Import(TimeTests.Parts.class)
class TimeTests {

	@Autowired
	private DiscordGateway gateway;

	@Autowired
	private Ticker ticker;

	@Autowired
	@Qualifier("discordRestClient")
	private RestClient discordRestClient;

	@Test
	void aReconnectAfterAnHourTakesNoTime(TestDiscord discord) {
		discord.refuseNextUpgrades(3, 503, Duration.ofHours(1));
		discord.everyShard().drops();
		discord.settle();
		assertThat(this.gateway.shard(0).status()).isNotEqualTo(ShardStatus.CONNECTED);
		discord.time().advance(Duration.ofHours(4));
		assertThat(this.gateway.shard(0).status()).isEqualTo(ShardStatus.CONNECTED);
	}

	@Test
	void heartbeatsGoOnWithTheTime(TestDiscord discord) {
		discord.time().advance(Duration.ofMinutes(10));
		assertThat(discord.transcript()).contains("<- HEARTBEAT").doesNotContain("close");
		assertThat(this.gateway.shard(0).status()).isEqualTo(ShardStatus.CONNECTED);
	}

	@Test
	void aDeadPeerIsFoundOut(TestDiscord discord) {
		discord.shard(0).stalls();
		discord.time().advance(Duration.ofMinutes(5));
		assertThat(discord).hasConnectedShards(1);
		assertThat(discord).hasResumed();
	}

	@Test
	void whatIsScheduledGoesByTheTestsTime(TestDiscord discord) {
		int before = this.ticker.ticks.get();
		discord.time().advance(Duration.ofHours(2));
		assertThat(this.ticker.ticks.get() - before).isEqualTo(4);
	}

	@Test
	void aScheduledTaskThatFailsRunsAgain(TestDiscord discord) {
		int before = this.ticker.ticks.get();
		this.ticker.fails = true;
		discord.time().advance(Duration.ofHours(1));
		this.ticker.fails = false;
		discord.time().advance(Duration.ofHours(1));
		assertThat(this.ticker.ticks.get() - before).isEqualTo(4);
	}

	@Test
	void aScopeIsSaid(TestDiscord discord) {
		TestChannel general = discord.guild("Test").channel("general");
		discord.route("POST", "/channels/*/messages").next(1).limits(Duration.ofSeconds(7), RateLimitScope.GLOBAL);
		var before = discord.time().now();
		this.discordRestClient.get().uri("/users/@me").retrieve().toBodilessEntity();
		assertThat(discord.time().now()).isEqualTo(before);
		this.discordRestClient.post()
			.uri("/channels/{channel}/messages", general.id())
			.body(Map.of("content", "hello"))
			.retrieve()
			.toBodilessEntity();
		assertThat(discord.time().now()).isAfterOrEqualTo(before.plusSeconds(7));
	}

	@Test
	void anAnswerThatComesTooLateIsRefused(TestDiscord discord) {
		TestInteraction late = discord.user("ada").in(discord.guild("Test").channel("general")).runs("/later");
		discord.settle();
		discord.time().advance(Duration.ofSeconds(5));
		assertThat(late).isUnanswered();
		int status = this.discordRestClient.post()
			.uri("/interactions/{id}/{token}/callback", late.id(), this.ticker.lastToken)
			.body(Map.of("type", 4, "data", Map.of("content", "late")))
			.exchange((request, response) -> response.getStatusCode().value());
		assertThat(status).isEqualTo(404);
	}

	@Test
	void whoWaitsForALimitInTheTestItselfMovesTheTime(TestDiscord discord) {
		TestChannel general = discord.guild("Test").channel("general");
		discord.route("POST", "/channels/*/messages").next(1).refuses(429, Duration.ofSeconds(20));
		var before = discord.time().now();
		this.discordRestClient.post()
			.uri("/channels/{channel}/messages", general.id())
			.body(Map.of("content", "hello"))
			.retrieve()
			.toBodilessEntity();
		assertThat(general).lastMessage().fromBot().hasContent("hello");
		assertThat(discord.time().now()).isAfterOrEqualTo(before.plusSeconds(20));
	}

	@Test
	void timeDoesNotGoBack(TestDiscord discord) {
		assertThatIllegalArgumentException().isThrownBy(() -> discord.time().advance(Duration.ofSeconds(-1)));
	}

	@TestConfiguration(proxyBeanMethods = false)
	@EnableScheduling
	static class Parts {

		@Bean
		Ticker ticker() {
			return new Ticker();
		}

	}

	static class Ticker {

		private final AtomicInteger ticks = new AtomicInteger();

		private volatile String lastToken = "";

		private volatile boolean fails;

		@Scheduled(fixedRateString = "PT30M", initialDelayString = "PT30M")
		void tick() {
			this.ticks.incrementAndGet();
			if (this.fails) {
				throw new IllegalStateException("a scheduled task that fails");
			}
		}

		@EventListener
		void on(InteractionCreate event) {
			this.lastToken = event.interaction().token();
		}

	}

}
