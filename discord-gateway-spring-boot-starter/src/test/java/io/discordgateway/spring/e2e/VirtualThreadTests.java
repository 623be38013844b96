package io.discordgateway.spring.e2e;

import java.time.Duration;
import java.util.stream.IntStream;

import io.discordgateway.spring.ShardResumedEvent;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an application with {@code spring.threads.virtual.enabled} hears the same.
 */
@AnyWire
class VirtualThreadTests {

	private final Wire wire;

	VirtualThreadTests(Wire wire) {
		this.wire = wire;
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads begin with JDK 21")
	void everythingArrivesInOrderOnVirtualThreads() {
		try (LocalGateway gateway = LocalGateway.builder().heartbeatInterval(Duration.ofSeconds(1)).build().start();
				Bot bot = this.wire.start(gateway, "spring.threads.virtual.enabled=true").awaitConnected()) {
			Messages.send(gateway, 0, 500);
			gateway.requestReconnect();
			Messages.send(gateway, 500, 1000);
			bot.awaitEvent(ShardResumedEvent.class);
			Messages.send(gateway, 1000, 1001);
			Bot.await().until(() -> bot.ears().count() > 1000);
			assertThat(bot.ears().numbers()).isEqualTo(IntStream.rangeClosed(0, 1000).boxed().toList());
			assertThat(gateway.record().violations()).isEmpty();
			assertThat(bot.ears().threads()).isNotEmpty().allMatch(VirtualThreadTests::isVirtual);
		}
		Bot.await().until(() -> Bot.threads("discord-").isEmpty());
	}

	/* Not known to JDK 17, which this is compiled for. */
	private static boolean isVirtual(Thread thread) {
		try {
			return (boolean) Thread.class.getMethod("isVirtual").invoke(thread);
		}
		catch (ReflectiveOperationException ex) {
			throw new AssertionError(ex);
		}
	}

}
