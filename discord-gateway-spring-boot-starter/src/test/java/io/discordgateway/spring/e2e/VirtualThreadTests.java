package io.discordgateway.spring.e2e;

import java.time.Duration;
import java.util.stream.IntStream;

import io.discordgateway.spring.ShardResumedEvent;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an application with {@code spring.threads.virtual.enabled} hears the same.
 */
@ParameterizedClass
@EnumSource
class VirtualThreadTests {

	@Parameter
	private Wire wire = Wire.JSON;

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads begin with JDK 21")
	void everythingArrivesInOrderOnVirtualThreads() {
		try (LocalGateway gateway = LocalGateway.builder().heartbeatInterval(Duration.ofSeconds(1)).build().start();
				Bot bot = this.wire.start(gateway, "spring.threads.virtual.enabled=true").awaitConnected()) {
			Messages.send(gateway, 0, 500);
			gateway.requestReconnect();
			Messages.send(gateway, 500, 1000);
			bot.awaitEvent(ShardResumedEvent.class);
			Bot.await().until(() -> bot.ears().count() == 1000);
			assertThat(bot.ears().numbers()).isEqualTo(IntStream.range(0, 1000).boxed().toList());
			assertThat(gateway.record().violations()).isEmpty();
			assertThat(Bot.threads("discord-dispatch-")).isEmpty();
		}
		Bot.await().until(() -> Bot.threads("discord-").isEmpty());
	}

}
