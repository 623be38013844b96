package io.discordgateway.spring.e2e;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Collectors;

import io.discordgateway.model.MessageCreate;
import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.ShardDelivery;
import io.discordgateway.spring.ShardState;
import io.discordgateway.spring.autoconfigure.DiscordGatewayAutoConfiguration;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/**
 * An application for a process of its own, whose listener sleeps at the first event of
 * all shards but the last, until a byte comes on its standard input. It answers each
 * other byte with a line: for each shard the events in hand, those handled, {@code P} if
 * reading is paused, and for how many milliseconds it has been; and {@code !} if an event
 * came out of order.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration(DiscordGatewayAutoConfiguration.class)
class SleepingBot {

	static final int SHARDS = 4;

	public static void main(String[] arguments) throws IOException {
		SpringApplication application = new SpringApplication(SleepingBot.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		var context = application.run(arguments);
		DiscordGateway gateway = context.getBean(DiscordGateway.class);
		Sleeper sleeper = context.getBean(Sleeper.class);
		for (int asked = System.in.read(); asked >= 0; asked = System.in.read()) {
			if (asked == 'w') {
				sleeper.wake.countDown();
			}
			System.out.println(gateway.shards()
				.stream()
				.map((shard) -> describe(shard, sleeper.next.get(shard.shard().id())))
				.collect(Collectors.joining(" ", "shards: ", sleeper.outOfOrder ? " !" : "")));
		}
		context.close();
	}

	private static String describe(ShardState shard, int handled) {
		ShardDelivery delivery = shard.delivery();
		return (shard.isConnected() ? "C" : "-") + (delivery.paused() ? "P" : "-") + "," + delivery.inHand() + ","
				+ handled + "," + delivery.pausedTime().toMillis();
	}

	@Bean
	Sleeper sleeper() {
		return new Sleeper();
	}

	static class Sleeper {

		private final CountDownLatch wake = new CountDownLatch(1);

		private final AtomicIntegerArray next = new AtomicIntegerArray(SHARDS);

		private volatile boolean outOfOrder;

		@EventListener
		void on(DispatchEvent<MessageCreate> event) throws InterruptedException {
			int shard = event.shard().id();
			if (shard < SHARDS - 1) {
				this.wake.await();
			}
			if (Integer.parseInt(event.getPayload().content()) != this.next.getAndIncrement(shard)) {
				this.outOfOrder = true;
			}
		}

	}

}
