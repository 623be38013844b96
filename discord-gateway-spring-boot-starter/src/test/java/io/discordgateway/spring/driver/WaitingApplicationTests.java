package io.discordgateway.spring.driver;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.discordgateway.model.MessageDelete;
import io.discordgateway.payload.RequestGuildMembers;
import io.discordgateway.payload.UpdatePresence;
import io.discordgateway.protocol.ShardStatus;
import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.autoconfigure.DiscordGatewayAutoConfiguration;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Applications that are interrupted, and listeners that wait for what they asked for,
 * over real sockets.
 */
@Timeout(90)
class WaitingApplicationTests {

	private static final long GUILD = 4_194_304_000L;

	private static final Duration SOON = Duration.ofSeconds(20);

	private static final UpdatePresence PRESENCE = UpdatePresence.of(UpdatePresence.Status.IDLE);

	private final LocalGateway server = LocalGateway.builder().identifyWindow(Duration.ofMillis(10)).build().start();

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	@DisplayName("R21: a command that an interrupted thread submits is sent, and the session goes on")
	void interruptedCallerLeavesTheConnectionUntouched() {
		runner().run((context) -> {
			DiscordGateway gateway = connected(context.getBean(DiscordGateway.class));
			Thread.currentThread().interrupt();
			CompletableFuture<Void> sent = gateway.submit(PRESENCE);
			assertThat(Thread.interrupted()).isTrue();
			assertThat(sent).succeedsWithin(SOON);
			await().atMost(SOON).until(() -> sent(3) == 1);
			// What was sent before is answered before this one.
			assertThat(gateway.submit(PRESENCE)).succeedsWithin(SOON);
			await().atMost(SOON).until(() -> sent(3) == 2);
			assertThat(this.server.record().closes()).isEmpty();
			assertThat(this.server.record().connections()).hasSize(1);
			assertThat(gateway.shard(0).lastDisconnect()).isNull();
		});
	}

	@Test
	@DisplayName("R26: a listener may wait for its command in the middle of a replay that fills the lane")
	void listenerMayWaitForACommandThoughTheReplayFillsTheLane() {
		runner("discord.gateway.dispatch.queue-capacity=1").withBean(Waiting.class).run((context) -> {
			DiscordGateway gateway = connected(context.getBean(DiscordGateway.class));
			Waiting listener = context.getBean(Waiting.class);
			listener.gateway = gateway;
			this.server.refuseUpgrades(503, null, "");
			this.server.dropConnections();
			await().atMost(SOON).until(() -> gateway.shard(0).status() != ShardStatus.CONNECTED);
			delete(1);
			delete(2);
			this.server.acceptUpgrades();
			await().atMost(SOON).until(() -> listener.commands.get() == 2);
			await().atMost(SOON).until(() -> gateway.shard(0).status() == ShardStatus.CONNECTED);
			assertThat(this.server.record().resumes()).hasSize(1);
			assertThat(sent(3)).isEqualTo(2);
		});
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads begin with JDK 21")
	void listenerOnTheOnlyVirtualThreadMayWaitForAnswersAndTimeouts() {
		runner("spring.threads.virtual.enabled=true", "discord.gateway.dispatch.concurrency=1").withBean(Waiting.class)
			.run((context) -> {
				DiscordGateway gateway = connected(context.getBean(DiscordGateway.class));
				Waiting listener = context.getBean(Waiting.class);
				listener.gateway = gateway;
				listener.asksForMembers = true;
				this.server.joinGuild("{\"id\":\"" + GUILD + "\",\"members\":[]}");
				delete(1);
				await().atMost(SOON).until(() -> listener.commands.get() == 1);
				await().atMost(SOON).until(() -> listener.timeouts.get() == 1);
			});
	}

	private ApplicationContextRunner runner(String... properties) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DiscordGatewayAutoConfiguration.class))
			.withPropertyValues(
					Stream
						.concat(Stream.of("discord.gateway.token=" + this.server.token().reveal(),
								"discord.gateway.api-base-url=" + this.server.apiBaseUrl(),
								"discord.gateway.intents=GUILD_MESSAGES", "discord.gateway.reconnect.min-backoff=10ms",
								"discord.gateway.reconnect.max-backoff=50ms"), Stream.of(properties))
						.toArray(String[]::new));
	}

	private static DiscordGateway connected(DiscordGateway gateway) {
		await().atMost(SOON)
			.until(() -> gateway.shards().size() == 1 && gateway.shard(0).status() == ShardStatus.CONNECTED);
		return gateway;
	}

	private void delete(int id) {
		this.server.dispatch("MESSAGE_DELETE",
				"{\"id\":\"" + id + "\",\"channel_id\":\"5\",\"guild_id\":\"" + GUILD + "\"}");
	}

	private long sent(int opcode) {
		return this.server.record().payloads().stream().filter((payload) -> payload.opcode() == opcode).count();
	}

	static class Waiting {

		private final AtomicInteger commands = new AtomicInteger();

		private final AtomicInteger timeouts = new AtomicInteger();

		private volatile boolean asksForMembers;

		private volatile DiscordGateway gateway;

		@EventListener
		void on(MessageDelete deleted) {
			this.gateway.submit(PRESENCE).join();
			this.commands.incrementAndGet();
			if (this.asksForMembers) {
				// Of a guild that is not there: no answer comes.
				this.gateway
					.requestGuildMembers(RequestGuildMembers.byName(GUILD + 4_194_304, "x", 1), Duration.ofMillis(100))
					.handle((members, failure) -> this.timeouts.incrementAndGet())
					.orTimeout(20, TimeUnit.SECONDS)
					.join();
			}
		}

	}

}
