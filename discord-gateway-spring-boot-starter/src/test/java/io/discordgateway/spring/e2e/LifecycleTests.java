package io.discordgateway.spring.e2e;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import io.discordgateway.payload.UpdatePresence;
import io.discordgateway.protocol.ShardStatus;
import io.discordgateway.spring.CommandDroppedException;
import io.discordgateway.spring.SessionLostEvent;
import io.discordgateway.spring.ShardConnectedEvent;
import io.discordgateway.spring.ShardDisconnectedEvent;
import io.discordgateway.spring.ShardLifecycleEvent;
import io.discordgateway.spring.ShardResumedEvent;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.SmartLifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests that the gateway starts and stops as a part of an application should.
 */
@AnyWire
@ExtendWith(OutputCaptureExtension.class)
class LifecycleTests {

	private final Wire wire;

	private final LocalGateway gateway = LocalGateway.builder()
		.heartbeatInterval(Duration.ofSeconds(5))
		.identifyWindow(Duration.ofMillis(1))
		.build()
		.start();

	LifecycleTests(Wire wire) {
		this.wire = wire;
	}

	@AfterEach
	void close() {
		this.gateway.close();
	}

	@Test
	void stopIsGracefulAndEndsTheSession() {
		Bot bot = this.wire.start(this.gateway).awaitConnected();
		Messages.send(this.gateway, 0, 500);
		Bot.await().until(() -> bot.ears().count() > 0);
		long begun = System.nanoTime();
		bot.close();
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
		Bot.await()
			.untilAsserted(() -> assertThat(this.gateway.record().closes()).singleElement()
				.satisfies((close) -> assertThat(close.code()).isEqualTo(1000)));
		assertThat(this.gateway.sessions()).isEmpty();
		Bot.await()
			.until(() -> Bot.threads("discord-timer", "discord-drive", "discord-send", "discord-dispatch").isEmpty());
	}

	@Test
	@DisplayName("R23: with keep-on-shutdown the session outlives the stop")
	void stopKeepsTheSessionIfThatIsWanted() {
		Bot bot = this.wire.start(this.gateway, "discord.gateway.session.keep-on-shutdown=true").awaitConnected();
		bot.close();
		Bot.await()
			.untilAsserted(() -> assertThat(this.gateway.record().closes()).singleElement()
				.satisfies((close) -> assertThat(close.code()).isEqualTo(4900)));
		assertThat(this.gateway.sessions()).hasSize(1);
	}

	@Test
	void stopEndsInTimeWhenThePeerIsStalled() {
		Bot bot = this.wire.start(this.gateway).awaitConnected();
		this.gateway.stall();
		long begun = System.nanoTime();
		bot.close();
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
		Bot.await().until(() -> Bot.threads("discord-timer").isEmpty());
	}

	@Test
	@DisplayName("Framework 7 pauses contexts: the gateway can be stopped and started again and again")
	void gatewayStartsAgainAfterAStop() {
		try (Bot bot = this.wire.start(this.gateway).awaitConnected()) {
			SmartLifecycle lifecycle = (SmartLifecycle) bot.gateway();
			for (int i = 0; i < 3; i++) {
				lifecycle.stop();
				assertThat(lifecycle.isRunning()).isFalse();
				assertThat(bot.gateway().shards()).isEmpty();
				assertThatThrownBy(() -> bot.gateway().submit(UpdatePresence.of(UpdatePresence.Status.IDLE)).join())
					.hasCauseInstanceOf(CommandDroppedException.class)
					.hasMessageContaining("stopped");
				lifecycle.start();
				bot.awaitConnected();
				Messages.send(this.gateway, i, i + 1);
				int count = i + 1;
				Bot.await().until(() -> bot.ears().count() == count);
			}
			lifecycle.stop();
			lifecycle.stop();
			CountDownLatch called = new CountDownLatch(1);
			lifecycle.stop(called::countDown);
			assertThat(called.getCount()).isZero();
			assertThat(this.gateway.record().violations()).isEmpty();
		}
	}

	@Test
	@DisplayName("R23: a gateway that keeps its sessions resumes them when it starts again")
	void gatewayResumesAfterAStopAndStart() {
		try (Bot bot = this.wire.start(this.gateway, "discord.gateway.session.keep-on-shutdown=true")
			.awaitConnected()) {
			SmartLifecycle lifecycle = (SmartLifecycle) bot.gateway();
			Messages.send(this.gateway, 0, 100);
			lifecycle.stop();
			Messages.send(this.gateway, 100, 200);
			lifecycle.start();
			bot.awaitEvent(ShardResumedEvent.class);
			Messages.send(this.gateway, 200, 201);
			Bot.await().until(() -> bot.ears().count() > 200);
			assertThat(bot.ears().numbers()).isEqualTo(IntStream.range(0, 201).boxed().toList());
			assertThat(bot.ears().lifecycle(ShardConnectedEvent.class)).hasSize(1);
			assertThat(bot.ears().lifecycle(ShardResumedEvent.class)).hasSize(1);
		}
	}

	@Test
	void lifecycleEventsTellTheWholeStory() {
		try (Bot bot = this.wire.start(this.gateway).awaitConnected()) {
			this.gateway.requestReconnect();
			bot.awaitEvent(ShardResumedEvent.class);
			this.gateway.closeConnections(4009);
			Bot.await().until(() -> bot.ears().lifecycle(ShardConnectedEvent.class).size() == 2);
			List<Class<?>> story = List.of(ShardConnectedEvent.class, ShardDisconnectedEvent.class,
					ShardResumedEvent.class, SessionLostEvent.class, ShardDisconnectedEvent.class,
					ShardConnectedEvent.class);
			assertThat(bot.ears().lifecycle()).extracting((event) -> (Object) event.getClass())
				.containsExactlyElementsOf(story);
			List<ShardDisconnectedEvent> ends = bot.ears().lifecycle(ShardDisconnectedEvent.class);
			assertThat(ends.get(0).reason()).isEqualTo("Discord asked for a reconnect");
			assertThat(ends.get(0).willResume()).isTrue();
			assertThat(ends.get(1).code()).isEqualTo(4009);
			assertThat(ends.get(1).willResume()).isFalse();
			assertThat(ends.get(1).nextAttempt()).isNotNull();
			assertThat(bot.ears().lifecycle()).extracting(ShardLifecycleEvent::shard)
				.containsOnly(bot.gateway().shard(0).shard());
			assertThat(bot.gateway().shard(0).reconnects()).isEqualTo(2);
			assertThat(bot.gateway().shard(0).status()).isEqualTo(ShardStatus.CONNECTED);
		}
	}

}
