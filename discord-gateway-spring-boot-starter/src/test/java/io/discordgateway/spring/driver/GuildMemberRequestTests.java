package io.discordgateway.spring.driver;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.discordgateway.model.GuildMembersChunk;
import io.discordgateway.model.MessageDelete;
import io.discordgateway.model.Snowflake;
import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.payload.RequestChannelInfo;
import io.discordgateway.payload.RequestGuildMembers;
import io.discordgateway.protocol.ShardStatus;
import io.discordgateway.spring.CommandDroppedException;
import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.GuildMembers;
import io.discordgateway.spring.MissingIntentException;
import io.discordgateway.spring.RequestFailedException;
import io.discordgateway.spring.autoconfigure.DiscordGatewayAutoConfiguration;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Requests and their answers, over real sockets (R27, R28). None of these applications
 * has a listener for the answers.
 */
@Timeout(90)
class GuildMemberRequestTests {

	private static final long GUILD = 4_194_304_000L;

	private static final Duration SOON = Duration.ofSeconds(20);

	private LocalGateway server = startServer(Duration.ofSeconds(3));

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void chunksAreAWholeAgain() { // R27
		run(2500, (gateway) -> {
			GuildMembers members = get(gateway.requestGuildMembers(RequestGuildMembers.all(GUILD).withPresences()));
			assertThat(members.guildId()).isEqualTo(Snowflake.of(GUILD));
			assertThat(members.members()).hasSize(2500);
			assertThat(members.presences()).hasSize(1);
			assertThat(members.notFound()).isEmpty();
		});
	}

	@Test
	void idsThatAreNoMembersAreNamed() { // R27
		run(3, (gateway) -> {
			GuildMembers members = get(
					gateway.requestGuildMembers(RequestGuildMembers.byIds(GUILD, List.of(1001L, 77L))));
			assertThat(members.members()).singleElement()
				.satisfies((member) -> assertThat(member.user().username()).isEqualTo("user1"));
			assertThat(members.notFound()).containsExactly(Snowflake.of(77));
		});
	}

	@Test
	void answersOfSeveralRequestsAreToldApart() { // R27
		run(30, (gateway) -> {
			List<CompletableFuture<GuildMembers>> asked = IntStream.range(0, 20)
				.mapToObj(
						(i) -> gateway.requestGuildMembers(RequestGuildMembers.byIds(GUILD, List.of(1000L + i)), SOON))
				.toList();
			for (int i = 0; i < asked.size(); i++) {
				Snowflake expected = Snowflake.of(1000 + i);
				assertThat(get(asked.get(i)).members()).singleElement()
					.satisfies((member) -> assertThat(member.user().id()).isEqualTo(expected));
			}
		});
	}

	@Test
	void rateLimitedRequestIsSentAgain() { // R27
		run(3, (gateway) -> {
			get(gateway.requestGuildMembers(RequestGuildMembers.all(GUILD)));
			assertThat(get(gateway.requestGuildMembers(RequestGuildMembers.all(GUILD))).members()).hasSize(3);
			assertThat(requestsSent()).isEqualTo(3);
		});
	}

	@Test
	void rateLimitBeyondTheTimeoutFailsAtOnceAndSaysHowLong() { // R27
		this.server.close();
		this.server = startServer(Duration.ofSeconds(20));
		run(3, (gateway) -> {
			get(gateway.requestGuildMembers(RequestGuildMembers.all(GUILD)));
			CompletableFuture<GuildMembers> second = gateway.requestGuildMembers(RequestGuildMembers.all(GUILD),
					Duration.ofSeconds(6));
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> second.get(10, TimeUnit.SECONDS))
				.havingCause()
				.isInstanceOfSatisfying(RequestFailedException.class, (ex) -> assertThat(ex.getRetryAfter())
					.isBetween(Duration.ofSeconds(6), Duration.ofSeconds(20)));
		});
	}

	@Test
	void missingIntentIsSaidAndNothingIsSent() { // R27
		run(3, (gateway) -> {
			assertFails(gateway.requestGuildMembers(RequestGuildMembers.all(GUILD)), MissingIntentException.class,
					GatewayIntent.GUILD_MEMBERS.name(), "Developer Portal", "discord.gateway.privileged-intents");
			assertFails(gateway.requestGuildMembers(RequestGuildMembers.byName(GUILD, "user", 5).withPresences()),
					MissingIntentException.class, GatewayIntent.GUILD_PRESENCES.name());
			assertThat(get(gateway.requestGuildMembers(RequestGuildMembers.byName(GUILD, "user", 2))).members())
				.hasSize(2);
			assertThat(requestsSent()).isEqualTo(1);
			assertThat(this.server.record().violations()).isEmpty();
		}, "discord.gateway.privileged-intents=");
	}

	@Test
	void guildWithoutAnAnswerTimesOut() {
		run(1, (gateway) -> {
			CompletableFuture<GuildMembers> unknown = gateway
				.requestGuildMembers(RequestGuildMembers.byName(GUILD + 4_194_304, "x", 1), Duration.ofMillis(200));
			assertFails(unknown, TimeoutException.class, "no answer came", "CONNECTED");
			assertFails(gateway.requestSoundboardSounds(GUILD + 4_194_304, Duration.ofMillis(100)),
					TimeoutException.class, "REQUEST_SOUNDBOARD_SOUNDS");
		});
	}

	@Test
	void listenerMayWaitForTheAnswerThoughEventsKeepComing() { // R8
		runner().withPropertyValues("discord.gateway.dispatch.queue-capacity=2")
			.withBean(Waiting.class)
			.run((context) -> {
				start(context.getBean(DiscordGateway.class), 1500);
				Waiting listener = context.getBean(Waiting.class);
				listener.gateway = context.getBean(DiscordGateway.class);
				for (int i = 0; i < 50; i++) {
					delete(i);
				}
				// The lane is full and reading pauses, before the listener asks.
				await().atMost(SOON).until(() -> listener.entered.getCount() == 0);
				listener.ask.countDown();
				await().atMost(SOON).until(() -> listener.answers.size() == 50);
				assertThat(listener.answers).containsOnly(100);
			});
	}

	@Test
	void chunksStreamOneByOneAndSlowConsumerSlowsTheShard() {
		run(20_000, (gateway) -> {
			CountDownLatch entered = new CountDownLatch(1);
			CountDownLatch go = new CountDownLatch(1);
			List<GuildMembersChunk> chunks = Collections.synchronizedList(new ArrayList<>());
			CompletableFuture<Integer> done = gateway.requestGuildMembers(RequestGuildMembers.all(GUILD),
					Duration.ofSeconds(3), (chunk) -> {
						entered.countDown();
						awaitUninterrupted(go);
						chunks.add(chunk);
					});
			await().atMost(SOON).until(() -> entered.getCount() == 0);
			// Longer than the time-out, which counts between chunks only.
			await().pollDelay(Duration.ofMillis(3300)).until(() -> chunks.isEmpty() && !done.isDone());
			go.countDown();
			assertThat(get(done)).isEqualTo(20);
			assertThat(chunks).extracting(GuildMembersChunk::chunkIndex)
				.containsExactlyElementsOf(IntStream.range(0, 20).boxed().toList());
		});
	}

	@Test
	void consumerThatFailsEndsItsRequest() {
		run(3, (gateway) -> assertFails(gateway.requestGuildMembers(RequestGuildMembers.all(GUILD), SOON, (chunk) -> {
			throw new IllegalStateException("on purpose");
		}), IllegalStateException.class, "on purpose"));
	}

	@Test
	void cancelledRequestIsForgotten() {
		run(3, (gateway) -> {
			CompletableFuture<GuildMembers> unknown = gateway
				.requestGuildMembers(RequestGuildMembers.byName(GUILD + 4_194_304, "x", 1).withNonce("n"), SOON);
			assertThatIllegalArgumentException().isThrownBy(
					() -> gateway.requestGuildMembers(RequestGuildMembers.byName(GUILD, "x", 1).withNonce("n"), SOON));
			unknown.cancel(false);
			assertThat(get(gateway.requestGuildMembers(RequestGuildMembers.byName(GUILD, "u", 1).withNonce("n")))
				.members()).hasSize(1);
		});
	}

	@Test
	void answerComesThoughTheConnectionIsResumedMeanwhile() { // R17
		run(5, (gateway) -> {
			this.server.stall();
			CompletableFuture<GuildMembers> first = gateway.requestGuildMembers(RequestGuildMembers.all(GUILD), SOON);
			this.server.closeConnections(4000);
			this.server.dropConnections();
			await().until(() -> gateway.shard(0).lastDisconnect() != null);
			CompletableFuture<GuildMembers> second = gateway
				.requestGuildMembers(RequestGuildMembers.byName(GUILD, "user", 3), SOON);
			assertThat(get(second).members()).hasSize(3);
			// The first went down with its connection, or even both did.
			assertThat(get(first).members()).hasSize(5);
		});
	}

	@Test
	void lostSessionFailsWhatItHasNotAnswered() {
		run(5, (gateway) -> {
			CompletableFuture<GuildMembers> unanswered = gateway
				.requestGuildMembers(RequestGuildMembers.byName(GUILD + 4_194_304, "x", 1), SOON);
			await().atMost(SOON).until(() -> requestsSent() == 1);
			this.server.invalidateSessions(false);
			assertFails(unanswered, RequestFailedException.class, "session was lost", "Ask again");
		});
	}

	@Test
	void stopFailsWhatWaits() {
		List<CompletableFuture<?>> asked = new ArrayList<>();
		run(5, (gateway) -> asked
			.add(gateway.requestGuildMembers(RequestGuildMembers.byName(GUILD + 4_194_304, "x", 1), SOON)));
		assertFails(asked.get(0), RequestFailedException.class, "stopped");
	}

	@Test
	void requestThatIsNotLookedUpForInTimeIsDropped() {
		this.server.refuseApiCalls(500, null, "down");
		runner().run((context) -> assertFails(
				context.getBean(DiscordGateway.class)
					.requestGuildMembers(RequestGuildMembers.all(GUILD), Duration.ofMillis(500)),
				CommandDroppedException.class, "looked up"));
	}

	@Test
	void soundsAndChannelsAreAnswered() { // R28
		run(1, (gateway) -> {
			assertThat(get(gateway.requestSoundboardSounds(GUILD, SOON)).soundboardSounds()).singleElement()
				.satisfies((sound) -> assertThat(sound.name()).isEqualTo("horn"));
			assertThat(
					get(gateway.requestChannelInfo(new RequestChannelInfo(GUILD, List.of("status")), SOON)).channels())
				.singleElement()
				.satisfies((channel) -> assertThat(channel.status()).isEqualTo("cooking"));
		});
	}

	// What the tests are made of

	private static LocalGateway startServer(Duration memberListWindow) {
		return LocalGateway.builder()
			.identifyWindow(Duration.ofMillis(10))
			.memberListWindow(memberListWindow)
			.build()
			.start();
	}

	private ApplicationContextRunner runner() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DiscordGatewayAutoConfiguration.class))
			.withPropertyValues("discord.gateway.token=" + this.server.token().reveal(),
					"discord.gateway.api-base-url=" + this.server.apiBaseUrl(),
					"discord.gateway.intents=GUILD_MESSAGES",
					"discord.gateway.privileged-intents=GUILD_MEMBERS,GUILD_PRESENCES",
					"discord.gateway.reconnect.min-backoff=1ms", "discord.gateway.reconnect.max-backoff=10ms",
					"discord.gateway.dispatch.concurrency=1");
	}

	private void run(int members, Consumer<DiscordGateway> test, String... properties) {
		runner().withPropertyValues(properties).run((context) -> {
			DiscordGateway gateway = context.getBean(DiscordGateway.class);
			start(gateway, members);
			test.accept(gateway);
		});
	}

	private void start(DiscordGateway gateway, int members) {
		String list = IntStream.range(0, members)
			.mapToObj((i) -> "{\"user\":{\"id\":\"" + (1000 + i) + "\",\"username\":\"user" + i
					+ "\",\"discriminator\":\"0\"},\"roles\":[],\"joined_at\":\"2026-01-01T00:00:00+00:00\"}")
			.collect(Collectors.joining(","));
		this.server.joinGuild("{\"id\":\"" + GUILD + "\",\"members\":[" + list
				+ "],\"presences\":[{\"user\":{\"id\":\"1000\"},\"status\":\"online\"}],"
				+ "\"channels\":[{\"id\":\"5\",\"type\":2,\"name\":\"kitchen\",\"status\":\"cooking\"}],"
				+ "\"soundboard_sounds\":[{\"sound_id\":\"6\",\"name\":\"horn\",\"volume\":1.0}]}");
		await().atMost(SOON)
			.until(() -> gateway.shards().size() == 1 && gateway.shard(0).status() == ShardStatus.CONNECTED);
	}

	private void delete(int id) {
		this.server.dispatch("MESSAGE_DELETE",
				"{\"id\":\"" + id + "\",\"channel_id\":\"5\",\"guild_id\":\"" + GUILD + "\"}");
	}

	private long requestsSent() {
		return this.server.record().payloads().stream().filter((payload) -> payload.opcode() == 8).count();
	}

	private static <T> T get(CompletableFuture<T> future) {
		return future.orTimeout(20, TimeUnit.SECONDS).join();
	}

	private static void assertFails(CompletableFuture<?> future, Class<? extends Throwable> type, String... words) {
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> future.get(10, TimeUnit.SECONDS))
			.havingCause()
			.isInstanceOf(type)
			.satisfies((cause) -> assertThat(cause.getMessage()).contains(words));
	}

	private static void awaitUninterrupted(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static class Waiting {

		final CountDownLatch entered = new CountDownLatch(1);

		final CountDownLatch ask = new CountDownLatch(1);

		final List<Integer> answers = Collections.synchronizedList(new ArrayList<>());

		volatile DiscordGateway gateway;

		@EventListener
		void on(MessageDelete deleted) {
			this.entered.countDown();
			awaitUninterrupted(this.ask);
			this.answers.add(this.gateway
				.requestGuildMembers(RequestGuildMembers.byName(GUILD, "user", 100), Duration.ofSeconds(10))
				.join()
				.members()
				.size());
		}

	}

}
